// Facts of a trace against what tools/traceexpect (test/live-go/traceexpect) prints with Go's own reader, one to one. The table
// of names is here.
import { expect } from 'vitest';
import type { TraceFacts } from '../../src/model/trace-result.ts';

function sumBy<T>(
  list: readonly T[],
  key: (item: T) => string,
  value: (item: T) => number[],
): Record<string, number[]> {
  const sums: Record<string, number[]> = {};
  for (const item of list) {
    const old = sums[key(item)];
    sums[key(item)] = value(item).map((v, i) => v + (old?.[i] ?? 0));
  }
  return sums;
}

/** Go's list has the 50 with the most blocked time, with `?` also for a coroutine switch. */
function edgesOf(list: readonly { waker: string; wakee: string; reason: string; count: number; blockedNs: number }[]) {
  return sumBy(
    list,
    (e) => `${e.waker} | ${e.wakee} | ${e.reason || '?'}`,
    (e) => [e.count, e.blockedNs],
  );
}

// biome-ignore lint/suspicious/noExplicitAny: the expectation is JSON of another program
function expectEdges(have: Record<string, number[]>, want: any[] | null) {
  const wanted = edgesOf(want ?? []);
  for (const key of Object.keys(wanted)) expect({ key, sums: have[key] }).toEqual({ key, sums: wanted[key] });
  if ((want ?? []).length !== 50) expect(Object.keys(have).sort()).toEqual(Object.keys(wanted).sort());
}

/** From here on percentiles come from steps of 1/128 of a doubling. */
const exactDurations = 1 << 18;

// biome-ignore lint/suspicious/noExplicitAny: the expectation is JSON of another program
export function expectTraceFacts(have: TraceFacts, want: any): void {
  expect(have).toMatchObject({
    header: want.header,
    generations: want.generations,
    durationNs: want.durationNs,
    events: want.events,
    kinds: want.kinds,
  });
  expect(have.goroutines.count).toBe(want.goroutinesSeen);
  expect(have.goroutines.stateNs).toEqual(want.totalNs);
  expect({
    goTransitions: have.counts.goTransitions,
    procTransitions: have.counts.procTransitions,
    blockReasons: have.counts.blockReasons,
    stopReasons: have.counts.stopReasons,
    ranges: have.counts.ranges,
    metrics: have.counts.metrics,
    labels: have.counts.labels,
    atSync: have.counts.atSync,
  }).toEqual({
    goTransitions: want.goTransitions,
    procTransitions: want.procTransitions,
    blockReasons: want.blockReasons,
    stopReasons: want.stopReasons,
    ranges: want.ranges,
    metrics: want.metrics,
    labels: want.labels,
    atSync: want.atSync,
  });
  expect({
    tasks: have.tasks.reduce((n, t) => n + t.count, 0),
    taskNames: Object.fromEntries(have.tasks.map((t) => [t.name, t.count])),
    openTasks: Object.fromEntries(have.tasks.filter((t) => t.open > 0).map((t) => [t.name, t.open])),
    regions: Object.fromEntries(have.regions.map((r) => [r.name, r.count])),
    logs: have.counts.logs,
  }).toEqual(want.annotations);
  expectEdges(edgesOf(have.edges), want.edges);
  expectEdges(edgesOf(have.siteEdges.map((e) => ({ ...e, waker: e.wakeSite, wakee: e.waitSite }))), want.siteEdges);
  const woken = have.cancels.flatMap((c) =>
    c.woken.map((w) => ({
      t: w.at,
      canceller: c.canceller.goroutine,
      cancellerGoroutine: c.canceller.function,
      caller: c.site?.function ?? '',
      depth: w.depth,
      wakee: w.goroutine,
      wakeeGoroutine: w.function,
      reason: w.reason,
      site: w.site?.function ?? '',
      blockedNs: w.blockedNs,
      startNs: w.startNs,
      endNs: w.endNs,
    })),
  );
  expect(woken.sort((a, b) => a.t - b.t)).toEqual(
    // biome-ignore lint/suspicious/noExplicitAny: JSON of another program
    (want.cancelWakes as any[]).map(({ root: _root, stack: _stack, ...w }) => w),
  );
  expect(
    have.contextSpawns.map((s) => ({
      t: s.at,
      by: s.by.goroutine,
      byFn: s.by.function,
      new: s.goroutine,
      newFn: s.function,
      kind: s.kind,
    })),
  ).toEqual(want.contextSpawns ?? []);
  expect(have.gc.cycles.map((c) => ({ t: c.at, kind: c.kind, ns: c.ns }))).toEqual(want.gc ?? []);
  expect(Object.fromEntries(have.stw.map((s) => [s.kind, [s.count, s.ns]]))).toEqual(want.stwByKind);
  if (want.sched) {
    const { byFunction: _byFunction, ...sched } = have.sched;
    const { p999: _p999, ...latencyNs } = sched.latencyNs;
    if (latencyNs.n >= exactDurations)
      for (const key of ['p50', 'p90', 'p99'] as const) {
        expect(Math.abs(latencyNs[key] / want.sched.latencyNs[key] - 1), key).toBeLessThan(1 / 128);
        latencyNs[key] = want.sched.latencyNs[key];
      }
    expect({ ...sched, latencyNs }).toEqual(want.sched);
  }
  const groups = sumBy(
    have.blockedAtEnd,
    (g) => {
      const state = g.state === 'waiting' ? 'Waiting' : 'Syscall';
      const reason = g.reason === '?' ? '' : g.reason;
      return `${g.function} | ${state} ${reason} | ${g.site ? `${g.site.function}:${g.site.line}` : ''}`;
    },
    (g) => [g.count],
  );
  expect(Object.fromEntries(Object.entries(groups).map(([k, [n]]) => [k, n]))).toEqual(want.blockedAtEndGroups);
  expect(have.blockedAtEnd.reduce((n, g) => n + g.count, 0)).toBe(want.blockedAtEndTotal);
}
