import { describe, expect, it } from 'vitest';
import {
  buildMoments,
  buildSnapshot,
  type GoroutineSpec,
  type SnapshotSpec,
  testStart,
} from '../../../test/support/build-snapshot.ts';
import type { MetricsSample } from '../../model/profile.ts';
import { deriveEpochs, restartBetween } from './epochs.ts';

const worker = (id: number, by = 'main.start'): GoroutineSpec => ({ id, frames: ['main.work'], by, creator: 1 });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => worker(from + i));

function between(
  a: readonly GoroutineSpec[],
  b: readonly GoroutineSpec[],
  specA: SnapshotSpec = {},
  specB: SnapshotSpec = {},
) {
  const [first, second] = buildMoments([buildSnapshot(a, { at: 0, ...specA }), buildSnapshot(b, { at: 60, ...specB })]);
  return restartBetween(first, second);
}

describe('a restart is told by', () => {
  const same = range(10, 14);
  it.each<[string, SnapshotSpec['process'], SnapshotSpec['process'], RegExp | undefined]>([
    ['the start time', { startedAt: testStart }, { startedAt: testStart + 50_000 }, /start time/],
    ['not by a start time rounded otherwise', { startedAt: testStart }, { startedAt: testStart + 900 }, undefined],
    ['the command line', { commandLine: 'a -x' }, { commandLine: 'a -y' }, /command line/],
    ['the build', { build: '1' }, { build: '2' }, /build/],
    ['not by what only one of them knows', { build: '1' }, {}, undefined],
  ])('%s', (_, a, b, want) => {
    const because = between(same, same, { process: a }, { process: b });
    if (want) expect(because).toMatch(want);
    else expect(because).toBeUndefined();
  });

  it('the counter of created goroutines', () => {
    const sample = (at: number, goroutinesCreated: number): MetricsSample => ({
      provenance: { name: 'm' },
      takenAt: testStart + at * 1000,
      goroutinesCreated,
      other: {},
    });
    const snapshots = [buildSnapshot(same, { at: 0 }), buildSnapshot(same, { at: 60 })];
    const [a, b] = buildMoments(snapshots, [sample(0, 900), sample(60, 40)]);
    expect(restartBetween(a, b)).toMatch(/counter/);
  });

  it('the highest id, when next to nobody survived', () => {
    expect(between([worker(1), ...range(5000, 5050)], [worker(1), ...range(20, 60)])).toMatch(/highest goroutine id/);
  });
  it('not by a burst that is over', () => {
    expect(between([...range(2, 9), ...range(5000, 5050)], range(2, 9))).toBeUndefined();
  });
  it('ids that belong to goroutines born elsewhere now', () => {
    expect(between(range(10, 30), [worker(12, 'main.a'), worker(13, 'main.a')])).toMatch(/given out anew/);
  });
  it('not by dumps that are cut', () => {
    expect(between(range(5000, 5050), range(20, 60), { limits: ['truncated'] })).toBeUndefined();
  });
});

describe('epochs', () => {
  it('begin where the process changed, and say why', () => {
    const moments = buildMoments([
      buildSnapshot(range(10, 14), { at: 0, process: { startedAt: testStart - 9000 } }),
      buildSnapshot(range(10, 14), { at: 60 }),
      buildSnapshot(range(10, 14), { at: 120, process: { startedAt: testStart + 90_000 } }),
      buildSnapshot(range(10, 14), { at: 180, process: { startedAt: testStart + 90_000 } }),
    ]);
    // The third moment follows one that does not know its start: the epoch's own start must be held against it.
    const epochs = deriveEpochs(moments);
    expect(epochs.map((e) => e.moments.length)).toEqual([2, 2]);
    expect(epochs.map((e) => e.startedAt)).toEqual([testStart - 9000, testStart + 90_000]);
    expect(epochs[1].because).toMatch(/start time/);
  });
  it('of no moments are none', () => {
    expect(deriveEpochs([])).toEqual([]);
  });
});
