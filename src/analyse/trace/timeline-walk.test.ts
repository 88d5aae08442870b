// The timeline of every captured trace against what Go's own reader says of it: times by state, wake-ups, bands.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeTrace } from '../../decode/exectrace/trace-reader.ts';
import { step, stepStates, type TraceTimeline } from '../../model/trace-timeline.ts';
import { newTimelineWalk, type TimelineWalk, type TimelineWindow } from './timeline-walk.ts';

const folder = new URL('../../../testdata/traces/', import.meta.url);
const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));
const all: TimelineWindow = { fromNs: 0, toNs: Number.POSITIVE_INFINITY, maxSteps: 1e7 };

function timelineOf(file: string, window = all): TraceTimeline {
  const bytes = readFileSync(new URL(file, folder));
  let walk: TimelineWalk | undefined;
  const summary = decodeTrace(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, {
    sink: (tables) => {
      walk = newTimelineWalk(tables, window);
      return walk.sink;
    },
  });
  return (walk as TimelineWalk).finish(summary);
}

/** ns by state, waiting by reason, step by step. */
function stateTotals({ steps, goroutines, reasons, fromNs, toNs }: TraceTimeline): Record<string, number> {
  const totals: Record<string, number> = {};
  const at = new Map<number, number>();
  const close = (i: number, t: number): void => {
    const state = stepStates[steps.state[i]];
    const key = state === 'waiting' ? `waiting:${steps.reason[i] < 2 ? '?' : reasons[steps.reason[i]]}` : state;
    if (state !== 'ended') totals[key] = (totals[key] ?? 0) + t - steps.time[i];
  };
  for (let i = 0; i < steps.size; i++) {
    const g = steps.goroutine[i];
    const before = at.get(g);
    if (before !== undefined) close(before, steps.time[i]);
    at.set(g, i);
  }
  for (const i of at.values()) close(i, toNs);
  expect(at.size).toBe(goroutines.id.length);
  expect(fromNs).toBeLessThanOrEqual(toNs);
  return totals;
}

const nonZero = (totals: Record<string, number>) =>
  Object.fromEntries(Object.entries(totals).filter(([, ns]) => ns > 0));

describe('the timeline of a trace', () => {
  it.each(files)("%s: times by state are those of Go's reader", (file) => {
    const want = JSON.parse(
      readFileSync(new URL(`expected/${file.replace(/\.trace(\.gz)?$/, '.json')}`, folder), 'utf8'),
    );
    const timeline = timelineOf(file);
    expect(nonZero(stateTotals(timeline))).toEqual(nonZero(want.totalNs));
    expect(timeline.goroutines.id).toHaveLength(want.goroutinesSeen);
    const stops = timeline.bands.filter((b) => b.kind === 'stw');
    expect(stops).toHaveLength(
      Object.values(want.stwByKind as Record<string, [number, number]>).reduce((n, [count]) => n + count, 0),
    );
  });

  it('is in order of time, and every wake-up names a waker that runs at that moment', () => {
    const { steps } = timelineOf('manygens-1.27.trace');
    const state = new Map<number, number>();
    let wakes = 0;
    for (let i = 0; i < steps.size; i++) {
      if (i > 0) expect(steps.time[i]).toBeGreaterThanOrEqual(steps.time[i - 1]);
      const waker = steps.waker[i];
      if (waker >= 0) {
        wakes++;
        expect([step.running, step.syscall, undefined]).toContain(state.get(waker));
      }
      state.set(steps.goroutine[i], steps.state[i]);
    }
    expect(wakes).toBeGreaterThan(1000);
  });

  it('takes a stretch: times in it are the whole less what lies outside', () => {
    const whole = stateTotals(timelineOf('gcheavy-1.24.trace'));
    const half = 300e6;
    const early = stateTotals(timelineOf('gcheavy-1.24.trace', { ...all, toNs: half }));
    const late = stateTotals(timelineOf('gcheavy-1.24.trace', { ...all, fromNs: half }));
    for (const key of Object.keys(whole))
      expect({ key, ns: (early[key] ?? 0) + (late[key] ?? 0) }).toEqual({ key, ns: expect.closeTo(whole[key], 0) });
  });

  it('stops when it is full, and says where', () => {
    const cut = timelineOf('gcheavy-1.24.trace', { ...all, maxSteps: 500 });
    expect(cut.cut).toBe(true);
    expect(cut.steps.size).toBeLessThan(600);
    expect(cut.toNs).toBeLessThan(cut.durationNs);
    expect(timelineOf('gcheavy-1.24.trace').cut).toBe(false);
  });

  it('knows tasks, regions, heap and who was born where', () => {
    const { spans, heap, goroutines, stacks } = timelineOf('annotations-1.23.trace');
    expect(new Set(spans.map((s) => s.kind))).toEqual(new Set(['task', 'region']));
    expect(heap.time.length).toBeGreaterThan(0);
    const born = goroutines.bornNs.findIndex((t) => t >= 0);
    expect(stacks[goroutines.birthStack[born]].length).toBeGreaterThan(0);
  });
});
