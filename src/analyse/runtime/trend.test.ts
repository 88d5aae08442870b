import { describe, expect, it } from 'vitest';
import type { GroupSeries } from '../../model/history.ts';
import { deriveCoupling, type Explainer } from './coupling.ts';
import { deriveRatchet, deriveTrends } from './trend.ts';

const seriesOf = (exactKey: string, counts: number[]): GroupSeries => ({
  exactKey,
  counts,
  times: counts.map((_, i) => i * 15),
  moments: counts.map((_, i) => i),
});
const trendsOf = (all: Record<string, number[]>) =>
  deriveTrends(new Map(Object.entries(all).map(([k, c]) => [k, seriesOf(k, c)])), true);

describe('trends', () => {
  it('sees steady growth and says how fast', () => {
    const trend = trendsOf({ a: [10, 14, 17, 22, 25, 31, 34, 38] }).get('a');
    expect(trend).toMatchObject({ significant: true, flat: false, first: 10, last: 38 });
    expect(trend?.gain).toBeCloseTo(28, 0);
    expect(trend?.perHour).toBeCloseTo((28 / 105) * 3600, -2);
    expect(trend?.lateGain).toBeGreaterThan(5);
  });
  it('does not take noise among many groups for growth', () => {
    const noise: Record<string, number[]> = {};
    for (let g = 0; g < 60; g++) noise[`g${g}`] = Array.from({ length: 8 }, (_, i) => 10 + ((i * 7 + g * 13) % 5));
    expect([...trendsOf(noise).values()].filter((t) => t.significant)).toHaveLength(0);
  });
  it('counts how long the rise itself lasts, not the quiet beside it', () => {
    const straight = (n: number) => Array.from({ length: n }, (_, i) => 3 * i);
    expect(trendsOf({ a: straight(14) }).get('a')?.sustained).toBe(true);
    expect(trendsOf({ a: [...straight(12), 33, 33] }).get('a')?.sustained).toBe(false);
    expect(trendsOf({ a: [0, 0, ...straight(12)] }).get('a')?.sustained).toBe(false);
  });
  it('knows a group that filled up and stayed', () => {
    const trend = trendsOf({ a: [5, 20, 35, 48, 50, 50, 50, 50, 50, 50] }).get('a');
    expect(trend?.lateGain).toBe(0);
    expect(trendsOf({ a: [50, 51, 50, 49, 50, 50] }).get('a')?.flat).toBe(true);
  });
  it('knows what filled up in the first half from a slow straight rise', () => {
    const filled = (a: number[]) => trendsOf({ a }).get('a')?.filledEarly;
    expect(filled([3, 9, 16, 20, 20, 20, 20, 20, 20, 20])).toBe(true);
    expect(filled([10, 10, 11, 11, 12, 12, 13, 13, 14, 14])).toBe(false);
    expect(filled([20, 20, 20, 20, 20, 20, 20, 20])).toBe(false);
    expect(filled([2, 10, 18, 27, 32, 38, 44, 47, 53, 56, 59, 63, 64, 64, 64, 64])).toBe(true);
    expect(filled([2, 2, 2, 2, 22, 22, 22, 22, 42, 42, 42, 42, 62, 62, 62, 62])).toBe(false);
    expect(filled([2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62])).toBe(false);
  });
  it('knows what rose and then went with the load', () => {
    const filled = (a: number[]) => trendsOf({ a }).get('a')?.filledEarly;
    expect(filled([1, 4, 10, 20, 25, 30, 31, 29, 30, 27, 27, 29, 28, 28, 30, 31, 31, 31, 30])).toBe(true);
    expect(filled([1, 4, 10, 20, 25, 30, 31, 29, 30, 30, 31, 33, 32, 33, 34, 34, 36, 35, 37])).toBe(false);
    expect(filled([0, 1, 2, 99, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])).toBe(false);
  });
  it('is sustained a minute beyond the warm-up, to the end', () => {
    const straight = (n: number) => Array.from({ length: n }, (_, i) => 10 + 3 * i);
    const filling = [10, 26, 38, 46, 52, 56, 59, 61, 62, 63, 64, 64, 65, 65];
    expect(trendsOf({ a: straight(8) }).get('a')?.sustained).toBe(false);
    expect(trendsOf({ a: straight(14) }).get('a')?.sustained).toBe(true);
    expect(trendsOf({ a: filling }).get('a')).toMatchObject({ significant: true, sustained: false });
    const afterWarmUp = deriveTrends(new Map([['a', seriesOf('a', straight(8))]]), true, true);
    expect(afterWarmUp.get('a')?.sustained).toBe(true);
    const untimed = deriveTrends(new Map([['a', seriesOf('a', straight(8))]]), false);
    expect(untimed.get('a')?.sustained).toBe(true);
  });
});

describe('coupling', () => {
  const explainer = (name: string, counts: number[]): Explainer => ({ name, counts, keys: new Set([name]) });
  const growing = seriesOf('g', [0, 10, 20, 30, 40, 50, 60, 70]);
  it('names the connections that grow alike', () => {
    expect(deriveCoupling(growing, 70, [explainer('connections', [1, 11, 22, 31, 40, 52, 60, 71])]).explainedBy).toBe(
      'connections',
    );
  });
  it('finds nothing when traffic swings but does not rise', () => {
    expect(
      deriveCoupling(growing, 70, [explainer('connections', [20, 40, 10, 30, 22, 41, 12, 31])]).explainedBy,
    ).toBeUndefined();
  });
  it('does not let a small rise explain a large one', () => {
    expect(
      deriveCoupling(growing, 70, [explainer('connections', [5, 6, 6, 7, 7, 8, 8, 9])]).explainedBy,
    ).toBeUndefined();
  });
  it('never explains a group by itself', () => {
    expect(deriveCoupling(growing, 70, [explainer('g', [0, 10, 20, 30, 40, 50, 60, 70])]).explainedBy).toBeUndefined();
  });
});

describe('ratchet', () => {
  const activity = [0, 10, 0, 0, 10, 0, 0, 9, 0, 0, 10, 0];
  it('sees floors that rise after bursts no larger than before', () => {
    expect(deriveRatchet([2, 12, 5, 5, 15, 9, 9, 19, 13, 13, 24, 17], activity)).toEqual({
      bursts: 4,
      floors: [5, 9, 13, 17],
    });
  });
  it('is silent when the floor comes back, or when there are two bursts', () => {
    expect(deriveRatchet([2, 12, 2, 2, 12, 2, 2, 12, 2, 2, 12, 2], activity)).toBeUndefined();
    expect(deriveRatchet([2, 12, 5, 5, 15, 9], activity.slice(0, 6))).toBeUndefined();
  });
  it('is silent when every burst was larger than the one before', () => {
    expect(deriveRatchet([2, 12, 5, 5, 15, 9, 9, 19, 13, 13], [0, 10, 0, 0, 20, 0, 0, 30, 0, 0])).toBeUndefined();
  });
});
