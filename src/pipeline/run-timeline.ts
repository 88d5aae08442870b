// One capture that is an execution trace → its timeline, for the picture.
import { newTimelineWalk, type TimelineWalk, type TimelineWindow } from '../analyse/trace/timeline-walk.ts';
import type { Capture } from '../model/capture.ts';
import type { Problem } from '../model/problem.ts';
import type { TraceSummary } from '../model/trace-events.ts';
import type { TraceTimeline } from '../model/trace-timeline.ts';
import { noTables, type ReadTraceOptions, readTrace } from './read-trace.ts';

export interface TimelineRead {
  readonly timeline: TraceTimeline;
  readonly summary: TraceSummary;
  readonly problems: readonly Problem[];
  readonly interrupted: boolean;
}

/** Bad input stands in `problems`; the timeline is then of what could be read. */
export async function runTimeline(
  capture: Capture,
  window: TimelineWindow,
  options: ReadTraceOptions,
): Promise<TimelineRead> {
  let walk: TimelineWalk = newTimelineWalk(noTables, window);
  const { summary, problems, interrupted } = await readTrace(
    capture,
    (tables) => {
      walk = newTimelineWalk(tables, window);
      return walk.sink;
    },
    options,
  );
  return { timeline: walk.finish(summary), summary, problems: [...problems, ...summary.problems], interrupted };
}
