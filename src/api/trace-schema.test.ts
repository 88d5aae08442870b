import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { holds, type Same } from '../../test/support/same-type.ts';
import { memorySource } from '../collect/byte-source.ts';
import type { Capture } from '../model/capture.ts';
import type { TraceDiffResult } from '../model/trace-diff.ts';
import type { TraceEventLine } from '../model/trace-event-line.ts';
import { type TraceResult, type TraceViewResult, traceViews } from '../model/trace-result.ts';
import type { TimelineResult } from '../model/trace-timeline-result.ts';
import { listTraceEvents } from '../pipeline/list-trace-events.ts';
import { runTrace } from '../pipeline/run-trace.ts';
import { runTraceDiff } from '../pipeline/run-trace-diff.ts';
import { viewResult } from '../report/trace/render-views.ts';
import {
  traceDiffSchema,
  traceEventSchema,
  traceResultSchema,
  type traceTimelineSchema,
  traceViewSchema,
} from './trace-schema.ts';

holds(
  true satisfies Same<z.output<typeof traceResultSchema>, TraceResult>,
  true satisfies Same<z.output<typeof traceViewSchema>, TraceViewResult>,
  true satisfies Same<z.output<typeof traceDiffSchema>, TraceDiffResult>,
  true satisfies Same<z.output<typeof traceEventSchema>, TraceEventLine>,
  true satisfies Same<z.output<typeof traceTimelineSchema>, TimelineResult>,
);

const files = [
  'cancelkinds-1.22.trace',
  'cancelkinds-1.27.trace',
  'leaked-1.26.trace',
  'annotations-1.23.trace',
  'gcheavy-1.24.trace',
  'allocfree-1.25.trace',
  'truncated60-1.27.trace',
  'truncated80-1.24.trace',
];

function capture(file: string): Capture {
  const bytes = readFileSync(new URL(`../../testdata/traces/${file}`, import.meta.url));
  const plain = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return { provenance: { name: file }, open: () => memorySource(plain) };
}

const options = { thresholdNs: 0, limit: 0 };
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the schemas of traces', () => {
  it.each(files)('accept the result and every view of %s', async (file) => {
    const result = await runTrace(capture(file), { failOn: 'leak' });
    expect(traceResultSchema.parse(plain(result))).toEqual(plain(result));
    for (const view of traceViews) {
      if (view === 'overview') continue;
      const value = plain(viewResult(result, view, options));
      expect(traceViewSchema.parse(value)).toEqual(value);
    }
  });

  it('accept bytes that are no trace, a window, and a graph by birth', async () => {
    const none = await runTrace(
      { provenance: { name: 'x' }, open: () => memorySource(new Uint8Array(0)) },
      { failOn: 'leak' },
    );
    expect(traceResultSchema.parse(plain(none)).verdict).toBe('cannot-tell');
    const part = await runTrace(capture('leaked-1.26.trace'), {
      failOn: 'leak',
      by: 'birth',
      window: { fromNs: 10e6, toNs: 30e6 },
    });
    expect(traceResultSchema.parse(plain(part)).window).toEqual({ fromNs: 10e6, toNs: 30e6 });
  });

  it('accept a diff and every event', async () => {
    const before = await runTrace(capture('leaked-1.22.trace'), { failOn: 'leak' });
    const after = await runTrace(capture('leaked-1.26.trace'), { failOn: 'leak' });
    const diff = plain(runTraceDiff(before, after, { tolerance: { goroutines: 10, percent: 10 } }));
    expect(traceDiffSchema.parse(diff)).toEqual(diff);
    for (const file of ['annotations-1.23.trace', 'allocfree-1.25.trace', 'coro-1.27.trace']) {
      const seen = new Set<string>();
      const read = await listTraceEvents(
        capture(file),
        (event) => {
          expect(traceEventSchema.safeParse(plain(event)).error).toBeUndefined();
          seen.add(event.kind);
        },
        {},
      );
      expect([...seen].sort()).toEqual(Object.keys(read.summary.kinds).sort());
    }
  });

  it('refuse a field that is not in the model, and a time as text', async () => {
    const result = plain(await runTrace(capture('deadline-1.24.trace'), { failOn: 'leak' }));
    expect(traceResultSchema.safeParse({ ...result, extra: 1 }).success).toBe(false);
    expect(traceResultSchema.safeParse({ ...result, durationNs: '1' }).success).toBe(false);
    expect(traceResultSchema.safeParse({ ...result, verdict: 'healthy' }).success).toBe(false);
  });
});
