// Captured traces as the pictures take them.
import { readFileSync } from 'node:fs';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import { newTraceWalk, type TraceWalk } from '../../src/analyse/trace/derive-trace-facts.ts';
import { newTimelineWalk, type TimelineWalk } from '../../src/analyse/trace/timeline-walk.ts';
import { decodeTrace } from '../../src/decode/exectrace/trace-reader.ts';
import type { TraceSummary } from '../../src/model/trace-events.ts';
import type { TraceTimeline } from '../../src/model/trace-timeline.ts';
import { renderTimelineHtml } from '../../src/report/trace/html/render-timeline.ts';

function bytesOf(name: string): Uint8Array {
  const bytes = readFileSync(new URL(`../../testdata/traces/${name}`, import.meta.url));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Facts of a capture in testdata/traces. */
export function factsOfCapture(name: string): ReturnType<TraceWalk['finish']> {
  let walk: TraceWalk | undefined;
  const summary = decodeTrace(bytesOf(name), {
    sink: (tables) => {
      walk = newTraceWalk(tables);
      return walk.sink;
    },
  });
  return (walk as TraceWalk).finish(summary);
}

/** The timeline of all of it. */
export function timelineOfCapture(name: string): { timeline: TraceTimeline; summary: TraceSummary } {
  let walk: TimelineWalk | undefined;
  const summary = decodeTrace(bytesOf(name), {
    sink: (tables) => {
      walk = newTimelineWalk(tables, { fromNs: 0, toNs: Number.POSITIVE_INFINITY, maxSteps: 1e7 });
      return walk.sink;
    },
  });
  return { timeline: (walk as TimelineWalk).finish(summary), summary };
}

/** The page of a timeline, as the command line writes it. */
export function timelinePage(timeline: TraceTimeline, source: string): string {
  return renderTimelineHtml(timeline, {
    source,
    header: 'go 1.26 trace',
    problems: [],
    deflate: (bytes) => deflateRawSync(bytes),
  });
}
