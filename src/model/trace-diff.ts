// What `parkwatch trace diff A B` finds out. Functions are named without closure ordinals, so that two builds compare.
import type { Problem } from './problem.ts';
import type { SourceInfo } from './run-result.ts';
import type { WakeVia } from './trace-result.ts';
import type { Verdict } from './verdict.ts';

export interface EdgeSide {
  readonly count: number;
  readonly blockedNs: number;
  /** Of one wait. */
  readonly meanNs: number;
  /** Waiting on the mean: blocked time over the length of the trace. */
  readonly meanWaiters: number;
}

export interface EdgeDiff {
  readonly waker: string;
  readonly wakee: string;
  readonly via: WakeVia;
  readonly reason: string;
  /** Absent where the trace has no such edge. */
  readonly before?: EdgeSide;
  readonly after?: EdgeSide;
  readonly waitersGained: number;
}

export interface BlockerDiff {
  readonly function: string;
  readonly site: string;
  readonly before: number;
  readonly after: number;
  readonly delta: number;
  /** Beyond the tolerance. */
  readonly beyond?: boolean;
}

export const diffMeasures = [
  'latency-p50',
  'latency-p99',
  'run-queue',
  'goroutines',
  'processors-busy',
  'gc-share',
  'stw-share',
] as const;

export interface MeasureDiff {
  readonly measure: (typeof diffMeasures)[number];
  readonly unit: 'ns' | 'goroutines' | 'processors' | 'share';
  readonly before: number;
  readonly after: number;
}

export interface TraceDiffResult {
  readonly schema: 'parkwatch/trace-diff/1';
  readonly tool: { readonly name: 'parkwatch'; readonly version: string };
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly sources: readonly SourceInfo[];
  readonly problems: readonly Problem[];
  readonly tolerance: { readonly goroutines: number; readonly percent: number };
  readonly durationNs: { readonly before: number; readonly after: number };
  readonly measures: readonly MeasureDiff[];
  /** In both, and a wait takes longer now; most time gained first. */
  readonly slower: readonly EdgeDiff[];
  readonly faster: readonly EdgeDiff[];
  readonly newEdges: readonly EdgeDiff[];
  readonly goneEdges: readonly EdgeDiff[];
  /** Blocked at the end, more than before. */
  readonly blockers: readonly BlockerDiff[];
}
