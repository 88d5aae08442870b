// Two traces side by side → what got slower, what is new, who is blocked more. Traces differ in load and length, so an
// edge counts only when single waits take longer; how often they happen is the load's.
import type { TraceJoin } from '../analyse/trace/diff-traces.ts';
import { trafficBound } from '../knowledge/traffic-bound.ts';
import type { BlockerDiff, EdgeDiff, TraceDiffResult } from '../model/trace-diff.ts';

/** Waits on each side; of fewer the mean says nothing. */
const minWaits = 20;
/** Two runs of one healthy service on a loaded machine differed by 2.8 times where waits were many (docs/trace.md). */
const minFactor = 3;
/** ns that one wait takes longer; below it the scheduler's own noise lies. */
const minGain = 100_000;
/** Less time than this a second of trace is nobody's trouble: 10 ms. */
const minWaiters = 0.01;

export interface Tolerance {
  readonly goroutines: number;
  readonly percent: number;
}

type Judged = Pick<TraceDiffResult, 'slower' | 'faster' | 'newEdges' | 'goneEdges' | 'blockers' | 'measures'>;

/** Each list by how much it matters. */
export function judgeTraceDiff(join: TraceJoin, tolerance: Tolerance): Judged {
  const { edges, blockers, measures } = join;
  const gained = (e: EdgeDiff) => -e.waitersGained;
  return {
    measures,
    slower: edges.filter((e) => isSlower(e)),
    faster: edges.filter((e) => isSlower(swapped(e))).sort((a, b) => a.waitersGained - b.waitersGained),
    newEdges: edges.filter((e) => !e.before && (e.after?.meanWaiters ?? 0) >= minWaiters),
    goneEdges: edges
      .filter((e) => !e.after && (e.before?.meanWaiters ?? 0) >= minWaiters)
      .sort((a, b) => gained(b) - gained(a)),
    blockers: blockers
      .filter((b) => b.delta > 0)
      .map((b) => ({ ...b, ...(isBeyond(b, tolerance) ? { beyond: true } : {}) })),
  };
}

function isSlower({ before, after }: EdgeDiff): boolean {
  if (!before || !after || before.count < minWaits || after.count < minWaits) return false;
  if (after.meanNs < before.meanNs * minFactor || after.meanNs - before.meanNs < minGain) return false;
  return after.meanWaiters - before.meanWaiters >= minWaiters;
}

function swapped(e: EdgeDiff): EdgeDiff {
  const { before, after, ...rest } = e;
  return { ...rest, ...(after ? { before: after } : {}), ...(before ? { after: before } : {}) };
}

/** How many serve connections or requests is the load's, not the program's. */
const trafficRoots = new Set(
  trafficBound.flatMap((t) => t.match.root ?? []).map((root) => root.replace(/\.func\*$/, '.func')),
);

function isBeyond(b: BlockerDiff, tolerance: Tolerance): boolean {
  if (trafficRoots.has(b.function)) return false;
  return b.delta > tolerance.goroutines && b.delta * 100 > b.before * tolerance.percent;
}
