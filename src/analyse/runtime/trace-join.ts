// A dump and a trace of one process: goroutines of both have the same ids. Whether it is one process is counted, not believed.
import type { Moment } from '../../model/history.ts';
import type { Frame } from '../../model/stack.ts';
import type { TraceGoroutine, TraceSeen } from '../../model/trace-seen.ts';

/** Ids that both must have, and the share of them that must have the same start function (DESIGN §5, issue B). */
const leastCommon = 3;
const leastSame = 0.8;

export interface TraceJoin {
  readonly trace: TraceSeen;
  /** Goroutines of the trace by id. */
  readonly byId: ReadonlyMap<number, TraceGoroutine>;
  /** Ids in both, and those of them with the same start function. */
  readonly common: number;
  readonly same: number;
  /** Both are of one process, as far as ids can tell. */
  readonly joined: boolean;
}

/** Compares a trace with the moments of one process; goroutines without a name in the trace do not count. */
export function joinTrace(moments: readonly Moment[], trace: TraceSeen): TraceJoin {
  const byId = new Map<number, TraceGoroutine>();
  for (const g of trace.goroutines) if (typeof g.id === 'number') byId.set(g.id, g);
  const seen = new Set<number>();
  let common = 0;
  let same = 0;
  for (const moment of moments)
    for (const group of moment.groups.values()) {
      const { frames, createdBy, unavailable } = group.stack;
      if (!group.ids || unavailable || frames.length === 0) continue;
      for (const id of group.ids) {
        const other = byId.get(id);
        if (!other || other.function === '' || seen.has(id)) continue;
        seen.add(id);
        common++;
        if (isStart(other.function, frames, createdBy)) same++;
      }
    }
  return { trace, byId, common, same, joined: common >= leastCommon && same >= leastSame * common };
}

/** Whether a stack began in this function; `f.gowrap1` of a trace stands for a call in a go statement of `f`. */
export function isStart(start: string, frames: readonly Frame[], createdBy: Frame | undefined): boolean {
  const roots = frames.filter((f) => f.function !== 'runtime.goexit').slice(-2);
  const wrapper = /^(.*)\.gowrap\d+$/.exec(start);
  if (wrapper) return createdBy === undefined || createdBy.function === wrapper[1] || roots.at(-1)?.function === start;
  // Goroutine 1 begins in runtime.main, which traces leave out and dumps do not always show.
  return roots.some((f) => f.function === start);
}
