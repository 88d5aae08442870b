// What two traces may differ in before it counts.
import { describe, expect, it } from 'vitest';
import { deriveTraceJoin } from '../analyse/trace/diff-traces.ts';
import type { BlockedGroup, TraceEdge, TraceFacts } from '../model/trace-result.ts';
import { judgeTraceDiff } from './judge-trace-diff.ts';

const tolerance = { goroutines: 10, percent: 10 };

function facts(edges: readonly Partial<TraceEdge>[], blocked: readonly Partial<BlockedGroup>[] = []): TraceFacts {
  const edge = {
    waker: 'main.a',
    wakee: 'main.b',
    reason: 'select',
    via: 'send',
    count: 100,
    blockedNs: 0,
    sinceStart: 0,
    system: false,
  };
  const group = {
    function: 'main.b',
    state: 'waiting',
    reason: 'select',
    count: 1,
    system: false,
    site: { function: 'main.b' },
  };
  return {
    durationNs: 1e9,
    edges: edges.map((e) => ({ ...edge, ...e })),
    blockedAtEnd: blocked.map((g) => ({ ...group, ...g })),
    sched: { latencyNs: { p50: 0, p99: 0 }, procs: 2, meanRunnable: 0, meanGoroutines: 0, meanRunningProcs: 0 },
    gc: { markShare: 0, stwShare: 0 },
  } as unknown as TraceFacts;
}

const diff = (before: TraceFacts, after: TraceFacts) => judgeTraceDiff(deriveTraceJoin(before, after), tolerance);

describe('slower edges', () => {
  it.each<[string, Partial<TraceEdge>, Partial<TraceEdge>, boolean]>([
    ['800 times', { count: 9115, blockedNs: 9115 * 92e3 }, { count: 632, blockedNs: 632 * 74.5e6 }, true],
    ['more often, not longer', { count: 100, blockedNs: 100e6 }, { count: 1000, blockedNs: 1000e6 }, false],
    [
      'three times, by microseconds',
      { count: 9000, blockedNs: 9000 * 3.3e3 },
      { count: 9000, blockedNs: 9000 * 10e3 },
      false,
    ],
    ['a few waits', { count: 5, blockedNs: 5e6 }, { count: 5, blockedNs: 500e6 }, false],
    ['twice', { count: 100, blockedNs: 100e6 }, { count: 100, blockedNs: 200e6 }, false],
    ['timers', { system: true, blockedNs: 100e6 }, { system: true, blockedNs: 900e6 }, false],
    ['from before the trace', { reason: '?', blockedNs: 100e6 }, { reason: '?', blockedNs: 900e6 }, false],
  ])('%s', (_name, before, after, slower) => {
    const result = diff(facts([before]), facts([after]));
    expect(result.slower.length).toBe(slower ? 1 : 0);
    expect(diff(facts([after]), facts([before])).faster.length).toBe(slower ? 1 : 0);
    expect([...result.newEdges, ...result.goneEdges]).toEqual([]);
  });

  it('closures of two builds are one edge; a new edge is told apart', () => {
    const before = facts([{ wakee: 'main.run.serve.func1', blockedNs: 50e6 }]);
    const after = facts([
      { wakee: 'main.run.serve.func2', blockedNs: 50e6 },
      { wakee: 'main.c', blockedNs: 20e6 },
      { wakee: 'main.d', blockedNs: 1e6 },
    ]);
    const result = diff(before, after);
    expect(result.newEdges.map((e) => e.wakee)).toEqual(['main.c']);
    expect(result.goneEdges).toEqual([]);
  });
});

describe('blockers', () => {
  const beyond = (before: Partial<BlockedGroup>[], after: Partial<BlockedGroup>[]) =>
    diff(facts([], before), facts([], after)).blockers.map((b) => [b.function, b.delta, b.beyond ?? false]);
  it('count beyond ten goroutines and ten per cent', () => {
    expect(beyond([{ count: 5 }], [{ count: 15 }])).toEqual([['main.b', 10, false]]);
    expect(beyond([{ count: 5 }], [{ count: 16 }])).toEqual([['main.b', 11, true]]);
    expect(beyond([{ count: 200 }], [{ count: 215 }])).toEqual([['main.b', 15, false]]);
    expect(beyond([], [{ count: 40 }])).toEqual([['main.b', 40, true]]);
    expect(beyond([{ count: 40 }], [])).toEqual([]);
  });
  it('connections and requests are the load', () => {
    expect(beyond([], [{ function: 'net/http.(*conn).serve', count: 64 }])).toEqual([
      ['net/http.(*conn).serve', 64, false],
    ]);
    expect(beyond([], [{ function: 'runtime.gcBgMarkWorker', count: 64, system: true }])).toEqual([]);
  });
});
