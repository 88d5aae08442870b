// Two results of `trace` → their difference.
import { deriveTraceJoin } from '../analyse/trace/diff-traces.ts';
import { judgeTraceDiff, type Tolerance } from '../judge/judge-trace-diff.ts';
import type { EdgeDiff, TraceDiffResult } from '../model/trace-diff.ts';
import type { TraceResult } from '../model/trace-result.ts';
import { exitCodes } from './exit-code.ts';
import { version } from './version.ts';

export interface TraceDiffOptions {
  readonly tolerance: Tolerance;
  /** An edge that is new or slower by more than this fails. */
  readonly failOverNs?: number;
}

/** Exit code 1 for growth beyond the tolerance or an edge beyond the limit, 3 when one of the traces could not be read whole. */
export function runTraceDiff(before: TraceResult, after: TraceResult, options: TraceDiffOptions): TraceDiffResult {
  const judged = judgeTraceDiff(deriveTraceJoin(before, after), options.tolerance);
  const problems = [...before.problems, ...after.problems];
  const readable = before.events > 0 && after.events > 0;
  const grew = readable && judged.blockers.some((b) => b.beyond);
  const { failOverNs } = options;
  const over = failOverNs !== undefined && edgesOver(judged, failOverNs).length > 0;
  const whole = readable && problems.every((p) => p.code === 'exectrace/newer-version');
  const verdict = grew ? 'suspect' : whole ? 'clean' : 'cannot-tell';
  return {
    schema: 'parkwatch/trace-diff/1',
    tool: { name: 'parkwatch', version },
    verdict,
    exitCode: grew || (readable && over) ? exitCodes.findings : whole ? exitCodes.ok : exitCodes.cannotTell,
    sources: [...before.sources, ...after.sources],
    problems,
    tolerance: options.tolerance,
    durationNs: { before: before.durationNs, after: after.durationNs },
    ...judged,
  };
}

/** Edges of one wait more than `ns` longer than before, by the mean. */
export function edgesOver(diff: Pick<TraceDiffResult, 'slower' | 'newEdges'>, ns: number): EdgeDiff[] {
  return [...diff.slower, ...diff.newEdges].filter((e) => (e.after?.meanNs ?? 0) - (e.before?.meanNs ?? 0) > ns);
}
