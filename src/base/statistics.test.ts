import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, leastSquares, mannKendall, median, normalUpperTail, theilSen } from './statistics.ts';

describe('statistics', () => {
  it('gives the tail of the normal distribution', () => {
    expect(normalUpperTail(0)).toBeCloseTo(0.5, 6);
    expect(normalUpperTail(1.6448536)).toBeCloseTo(0.05, 6);
    expect(normalUpperTail(-1.6448536)).toBeCloseTo(0.95, 6);
  });
  it('finds a rise in six rising values and none in a flat or falling series', () => {
    expect(mannKendall([1, 2, 3, 4, 5, 6]).p).toBeCloseTo(0.00427, 4); // S = 15, var = 28.33, z = 2.63
    expect(mannKendall([5, 5, 5, 5, 5, 5]).p).toBe(1);
    expect(mannKendall([6, 5, 4, 3, 2, 1]).p).toBe(1);
    expect(mannKendall([3, 1, 2, 3, 1, 2]).p).toBeGreaterThan(0.3);
  });
  it('takes ties into the variance', () => {
    // Hand-computed: S = 9, ties 2, 2: var = (6*5*17 - 2*(2*1*9)) / 18 = 26.33
    expect(mannKendall([1, 1, 2, 2, 3, 4]).s).toBe(13);
    expect(mannKendall([1, 1, 2, 2, 3, 4]).p).toBeCloseTo(normalUpperTail(12 / Math.sqrt(26.3333)), 5);
  });
  it('draws a Theil–Sen line that one outlier does not bend', () => {
    const line = theilSen([0, 1, 2, 3, 4], [1, 3, 5, 700, 9]);
    expect(line.slope).toBeCloseTo(2, 6);
    expect(line.intercept).toBeCloseTo(1, 6);
  });
  it('rejects by Benjamini–Hochberg as in the paper', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    expect(benjaminiHochberg(p, 0.05).filter(Boolean)).toHaveLength(4);
  });
  it('solves least squares and refuses singular columns', () => {
    const ones = [1, 1, 1, 1];
    const x = [0, 1, 2, 3];
    expect(leastSquares([ones, x], [1, 3, 5, 7])?.map((v) => Math.round(v * 1e6) / 1e6)).toEqual([1, 2]);
    expect(leastSquares([ones, ones], [1, 3, 5, 7])).toBeUndefined();
  });
  it('takes the median', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('long series', () => {
  const values = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 31) + Math.floor(i / 100));

  it('have the same trend as all pairs tell', () => {
    let s = 0;
    for (let i = 0; i < 600; i++) for (let j = i + 1; j < 600; j++) s += Math.sign(values[j] - values[i]);
    expect(mannKendall(values.slice(0, 600)).s).toBe(s);
  });

  it('have the line of their evenly spread points, without all twelve million pairs', () => {
    const line = theilSen(
      values.map((_, i) => i),
      values,
    );
    expect(line.slope).toBeCloseTo(0.01, 3);
  });
});
