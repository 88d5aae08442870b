// Two traces of one program → what is in both, side by side: wake edges, blocked groups, measures. Builds name closures
// differently, so functions are joined by the declared function they belong to.
import { readDeclaredFunction } from '../../knowledge/declared-function.ts';
import type { BlockerDiff, EdgeDiff, EdgeSide, MeasureDiff } from '../../model/trace-diff.ts';
import type { TraceFacts } from '../../model/trace-result.ts';

/** All that differs or stayed, by time gained. */
export interface TraceJoin {
  readonly edges: readonly EdgeDiff[];
  readonly blockers: readonly BlockerDiff[];
  readonly measures: readonly MeasureDiff[];
}

/** Joins the facts of two traces. Edges of timers, the network and the runtime are left out. */
export function deriveTraceJoin(before: TraceFacts, after: TraceFacts): TraceJoin {
  return {
    edges: joinEdges(before, after),
    blockers: joinBlockers(before, after),
    measures: joinMeasures(before, after),
  };
}

interface EdgeKey {
  readonly waker: string;
  readonly wakee: string;
  readonly via: EdgeDiff['via'];
  readonly reason: string;
}

function sidesOf(facts: TraceFacts): Map<string, EdgeKey & EdgeSide> {
  const out = new Map<string, EdgeKey & EdgeSide>();
  for (const e of facts.edges) {
    if (e.system) continue;
    // A wait that began before the trace has no reason, and only a part of its time.
    if (e.reason === '?') continue;
    const [waker, wakee] = [folded(e.waker), folded(e.wakee)];
    const { via, reason } = e;
    const key = `${waker}\0${wakee}\0${via}\0${reason}`;
    const old = out.get(key);
    const count = (old?.count ?? 0) + e.count;
    const blockedNs = (old?.blockedNs ?? 0) + e.blockedNs;
    const meanWaiters = facts.durationNs > 0 ? round4(blockedNs / facts.durationNs) : 0;
    out.set(key, { waker, wakee, via, reason, count, blockedNs, meanNs: Math.round(blockedNs / count), meanWaiters });
  }
  return out;
}

function joinEdges(before: TraceFacts, after: TraceFacts): EdgeDiff[] {
  const old = sidesOf(before);
  const now = sidesOf(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((key): EdgeDiff => {
      const a = old.get(key);
      const b = now.get(key);
      const { waker, wakee, via, reason } = (b ?? a) as EdgeKey;
      return {
        ...{ waker, wakee, via, reason },
        ...(a ? { before: sideOf(a) } : {}),
        ...(b ? { after: sideOf(b) } : {}),
        waitersGained: round4((b?.meanWaiters ?? 0) - (a?.meanWaiters ?? 0)),
      };
    })
    .sort((x, y) => y.waitersGained - x.waitersGained || (x.waker + x.wakee < y.waker + y.wakee ? -1 : 1));
}

function sideOf({ count, blockedNs, meanNs, meanWaiters }: EdgeSide): EdgeSide {
  return { count, blockedNs, meanNs, meanWaiters };
}

function blockersOf(facts: TraceFacts): Map<string, { function: string; site: string; count: number }> {
  const out = new Map<string, { function: string; site: string; count: number }>();
  for (const g of facts.blockedAtEnd) {
    if (g.system) continue;
    const name = folded(g.function);
    const site = folded((g.parkSite ?? g.site)?.function ?? '');
    const old = out.get(`${name}\0${site}`);
    out.set(`${name}\0${site}`, { function: name, site, count: (old?.count ?? 0) + g.count });
  }
  return out;
}

function joinBlockers(before: TraceFacts, after: TraceFacts): BlockerDiff[] {
  const old = blockersOf(before);
  const now = blockersOf(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((key) => {
      const { function: name, site } = (now.get(key) ?? old.get(key)) as { function: string; site: string };
      const was = old.get(key)?.count ?? 0;
      const is = now.get(key)?.count ?? 0;
      return { function: name, site, before: was, after: is, delta: is - was };
    })
    .sort((a, b) => b.delta - a.delta || b.after - a.after || (a.function < b.function ? -1 : 1));
}

function joinMeasures(before: TraceFacts, after: TraceFacts): MeasureDiff[] {
  const of = (
    name: MeasureDiff['measure'],
    unit: MeasureDiff['unit'],
    value: (f: TraceFacts) => number,
  ): MeasureDiff => ({
    measure: name,
    unit,
    before: value(before),
    after: value(after),
  });
  return [
    of('latency-p50', 'ns', (f) => f.sched.latencyNs.p50),
    of('latency-p99', 'ns', (f) => f.sched.latencyNs.p99),
    of('run-queue', 'goroutines', (f) => (f.sched.procs > 0 ? round4(f.sched.meanRunnable / f.sched.procs) : 0)),
    of('goroutines', 'goroutines', (f) => f.sched.meanGoroutines),
    of('processors-busy', 'processors', (f) => f.sched.meanRunningProcs),
    of('gc-share', 'share', (f) => round4(f.gc.markShare)),
    of('stw-share', 'share', (f) => round4(f.gc.stwShare)),
  ];
}

function folded(name: string): string {
  const { name: declared, closure } = readDeclaredFunction(name);
  return closure ? `${declared}.func` : declared;
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
