import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traceTimelineSchema } from '../../api/trace-schema.ts';
import { memorySource } from '../../collect/byte-source.ts';
import type { TimelineResult } from '../../model/trace-timeline-result.ts';
import { runTimeline } from '../../pipeline/run-timeline.ts';
import { timelineResult } from './timeline-json.ts';

async function read(file: string, window = { fromNs: 0, toNs: Number.POSITIVE_INFINITY }): Promise<TimelineResult> {
  const bytes = readFileSync(new URL(`../../../testdata/traces/${file}`, import.meta.url));
  const capture = { provenance: { name: file }, open: () => memorySource(bytes) };
  const { timeline, summary, problems } = await runTimeline(capture, { ...window, maxSteps: 1e6 }, {});
  return timelineResult(timeline, { source: file, header: summary.header, problems });
}

describe('the intervals of a timeline', () => {
  it.each(['cancelfanout-1.27.trace', 'gcheavy-1.24.trace', 'annotations-1.23.trace', 'truncated60-1.27.trace'])(
    'of %s follow one another without a gap, and the schema takes them',
    async (file) => {
      const result = await read(file);
      const plain = JSON.parse(JSON.stringify(result));
      expect(traceTimelineSchema.parse(plain)).toEqual(plain);
      expect(result.goroutines.length).toBeGreaterThan(5);
      for (const { intervals, endedNs } of result.goroutines)
        intervals.forEach(({ fromNs, ns }, i) => {
          expect(fromNs + ns).toBe(intervals[i + 1]?.fromNs ?? endedNs ?? result.toNs);
        });
    },
  );

  it('tell who woke whom: a cancel of a tree', async () => {
    const { goroutines, stacks } = await read('cancelfanout-1.27.trace');
    const root = goroutines.find((g) => g.id === 9);
    expect(root).toMatchObject({ function: 'main.fanWaitRoot', system: false });
    const waits = root?.intervals.find((i) => i.state === 'waiting');
    expect(waits?.reason).toBe('chan receive');
    expect(stacks[waits?.stack ?? 0].map((f) => f.function)).toContain('main.fanWaitRoot');
    const woken = root?.intervals.find((i) => i.wokenBy !== undefined && i.wokenBy === 39);
    expect(woken?.state).toBe('runnable');
    expect(stacks[woken?.wakerStack ?? 0].map((f) => f.function)).toContain('main.fanCanceller');
  });

  it('of a stretch lie within it', async () => {
    const part = await read('gcheavy-1.24.trace', { fromNs: 100e6, toNs: 200e6 });
    expect([part.fromNs, part.toNs]).toEqual([100e6, 200e6]);
    for (const { intervals } of part.goroutines)
      for (const { fromNs, ns } of intervals) {
        expect(fromNs).toBeGreaterThanOrEqual(100e6);
        expect(fromNs + ns).toBeLessThanOrEqual(200e6);
      }
    expect(part.collector.some((band) => band.kind === 'gc')).toBe(true);
  });
});
