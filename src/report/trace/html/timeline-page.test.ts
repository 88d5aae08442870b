// What the timeline's page works out, against plain sums over the steps: unpacking, lanes, shares of time in pixels.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeTimeline } from '../../../../test/support/make-timeline.ts';
import type { TraceTimeline } from '../../../model/trace-timeline.ts';
import { base64OfBytes, packTimeline } from './pack-timeline.ts';
import { renderTimelineHtml } from './render-timeline.ts';
import { type TimelineData, unpackTimeline } from './timeline-data.ts';
import { indexTimeline } from './timeline-index.ts';
import { newPainter } from './timeline-paint.ts';
import { lineUpSpans } from './timeline-rows.ts';

const small = makeTimeline({ steps: 6000, groups: 5, alive: 4, procs: 3, seed: 7 });
const dataOf = (timeline: TraceTimeline): TimelineData => unpackTimeline(packTimeline(timeline));

/** ns of one goroutine in one state between two moments, step by step. */
function plainTime(
  data: TimelineData,
  wanted: (g: number) => boolean,
  state: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  const last = new Map<number, number>();
  const add = (i: number, until: number): void => {
    if (data.state[i] === state) sum += Math.max(0, Math.min(until, to) - Math.max(data.time[i], from));
  };
  for (let i = 0; i < data.size; i++) {
    const g = data.goroutine[i];
    if (!wanted(g)) continue;
    const before = last.get(g);
    if (before !== undefined) add(before, data.time[i]);
    last.set(g, i);
  }
  for (const i of last.values()) add(i, data.toNs);
  return sum;
}

describe('packTimeline and unpackTimeline', () => {
  it('gives every column back', () => {
    const data = dataOf(small);
    for (const name of ['goroutine', 'state', 'reason', 'stack', 'proc', 'waker', 'wakerStack'] as const)
      expect([...data[name]], name).toEqual([...small.steps[name]]);
    expect([...data.time]).toEqual([...small.steps.time].map(Math.round));
    expect([...data.id]).toEqual(small.goroutines.id);
    expect([...data.born]).toEqual(small.goroutines.bornNs);
    expect([...data.parent]).toEqual(small.goroutines.parent);
    const frames = small.stacks.map((_s, n) =>
      [...data.stackFrames.subarray(data.stackStart[n], data.stackStart[n + 1])].map((f) => ({
        function: data.functions[data.frameFunction[f]],
        file: data.files[data.frameFile[f]],
        line: data.frameLine[f],
      })),
    );
    expect(frames).toEqual(small.stacks);
    expect(data.heapTime.length).toBe(small.heap.time.length);
  });

  it('keeps ids above 2^53 as text, and times beyond 32 bits', () => {
    const far = 2 ** 45;
    const timeline: TraceTimeline = {
      ...small,
      durationNs: far + 10,
      toNs: far + 10,
      goroutines: { ...small.goroutines, id: ['18446744073709551615', ...small.goroutines.id.slice(1)] },
      steps: { ...small.steps, time: small.steps.time.map((t, i) => (i < small.steps.size - 1 ? t : far)) },
    };
    const data = dataOf(timeline);
    expect(data.bigIds[0]).toBe('18446744073709551615');
    expect(data.time[data.size - 1]).toBe(far);
  });

  it.each([0, 1, 2, 3, 4, 61])('writes base64 of %i bytes', (n) => {
    const bytes = Uint8Array.from({ length: n }, (_x, i) => (i * 37) & 255);
    expect(base64OfBytes(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
});

describe('indexTimeline', () => {
  const data = dataOf(small);
  const index = indexTimeline(data);

  it('puts every goroutine into one lane of its group, alone at any time', () => {
    const { lane } = index;
    for (let l = 0; l < lane.lanes; l++) {
      let alive = -1;
      for (let k = lane.start[l]; k < lane.start[l + 1]; k++) {
        const g = data.goroutine[lane.step[k]];
        expect(data.group[g]).toBe(lane.laneGroup[l]);
        if (alive >= 0) expect(g).toBe(alive);
        alive = data.state[lane.step[k]] === 0 ? -1 : g;
        if (k > lane.start[l]) expect(lane.time[k]).toBeGreaterThanOrEqual(lane.time[k - 1]);
        expect(lane.placeOf[lane.step[k]]).toBe(k);
      }
    }
    // As few lanes as goroutines that were alive together.
    const most = new Map<number, number>();
    const now = new Map<number, number>();
    const living = new Set<number>();
    for (let i = 0; i < data.size; i++) {
      const g = data.goroutine[i];
      const group = data.group[g];
      if (!living.has(g)) {
        living.add(g);
        now.set(group, (now.get(group) ?? 0) + 1);
        most.set(group, Math.max(most.get(group) ?? 0, now.get(group) ?? 0));
      }
      if (data.state[i] === 0) now.set(group, (now.get(group) ?? 0) - 1);
    }
    for (const [group, n] of most) expect(lane.groupLane[group + 1] - lane.groupLane[group]).toBe(n);
  });

  it('counts goroutines by state at any moment, and who woke whom', () => {
    const painter = newPainter(data, index);
    for (const t of [0, data.toNs * 0.31, data.toNs * 0.77, data.toNs]) {
      const state = new Map<number, number>();
      for (let i = 0; i < data.size && data.time[i] <= t; i++) state.set(data.goroutine[i], data.state[i]);
      const plain = (wanted: number): number =>
        [...state].filter(([g, s]) => data.group[g] === 1 && s === wanted).length;
      expect(painter.occupancyAt(1, t)).toEqual({
        runnable: plain(1),
        running: plain(2),
        waiting: plain(3),
        syscall: plain(4),
      });
    }
    const wakes = index.wakes();
    for (const g of [3, 10]) {
      const mine = [...wakes.step.subarray(wakes.start[g], wakes.start[g + 1])];
      expect(mine).toEqual([...data.waker].flatMap((waker, i) => (waker === g ? [i] : [])));
    }
  });
});

describe('newPainter', () => {
  const data = dataOf(small);
  const index = indexTimeline(data);
  const painter = newPainter(data, index);
  const colours = {
    ground: 1,
    runnable: 2,
    running: 3,
    syscall: 4,
    band: 5,
    stop: 6,
    heap: 7,
    goal: 8,
    waits: [9, 9, 9, 9, 9],
    groups: data.groupHues.map(() => 10),
  };

  // Height so large that rounding and the pixel that everything gets at least stay below the tolerance.
  it.each([
    { name: 'the whole', from: 0, share: 1 },
    { name: 'a tenth', from: 0.4, share: 0.1 },
    { name: 'a hundredth', from: 0.73, share: 0.01 },
    { name: 'beyond the end', from: 0.95, share: 0.1 },
  ])('paints exact shares of time in each pixel: $name', ({ from, share }) => {
    const [width, height] = [60, 400];
    const start = data.toNs * from;
    const scale = (data.toNs * share) / width;
    for (const l of [0, 3, index.lane.lanes - 1]) {
      const pixels = painter.begin(width, height, start, scale, colours);
      painter.lane(l, 0, height);
      const group = index.lane.laneGroup[l];
      for (const x of [0, 7, 31, 59]) {
        const [a, b] = [start + x * scale, start + (x + 1) * scale];
        const column = Array.from({ length: height }, (_y, y) => pixels[y * width + x]);
        for (const [colour, state] of [
          [3, 2],
          [2, 1],
          [4, 4],
          [9, 3],
        ] as const) {
          const painted = column.filter((c) => c === colour).length / height;
          const inLane = (g: number): boolean => index.lane.laneOfGoroutine[g] === l && data.group[g] === group;
          expect(Math.abs(painted - plainTime(data, inLane, state, a, b) / scale)).toBeLessThan(0.012);
        }
      }
    }
  });

  it('paints what is busy on a processor, and nothing above the line', () => {
    const [width, height] = [50, 200];
    const scale = data.toNs / width;
    const pixels = painter.begin(width, height, 0, scale, colours);
    painter.clip(50);
    painter.proc(1, 0, height);
    for (const x of [3, 25, 48]) {
      const column = Array.from({ length: height }, (_y, y) => pixels[y * width + x]);
      expect(column.slice(0, 50).every((c) => c === 1)).toBe(true);
      const onProc = (i: number): boolean => data.state[i] === 2 && data.proc[i] === 1;
      let busy = 0;
      for (let i = 0; i < data.size; i++) {
        if (!onProc(i)) continue;
        const place = index.lane.placeOf[i];
        const end = index.lane.time[place + 1] ?? data.toNs;
        busy += Math.max(0, Math.min(end, (x + 1) * scale) - Math.max(data.time[i], x * scale));
      }
      const painted = column.filter((c) => c === 10).length / height;
      expect(Math.abs(painted - Math.min(0.75, busy / scale))).toBeLessThan(0.02);
    }
  });
});

describe('lineUpSpans', () => {
  it('gives overlapping spans lines of their own', () => {
    const span = (at: number, ns: number) => ({ kind: 'task' as const, name: 'x', at, ns, goroutine: -1 });
    expect(lineUpSpans([span(0, 10), span(5, 10), span(10, 5), span(11, -1), span(15, 1)], 100, 12)).toEqual({
      line: [0, 1, 0, 2, 0],
      lines: 3,
    });
  });
});

describe('renderTimelineHtml', () => {
  const page = (timeline: TraceTimeline, source = 'a.trace'): string =>
    renderTimelineHtml(timeline, { source, header: 'go 1.26 trace', problems: [], deflate: deflateRawSync });

  it('asks nothing of anybody', () => {
    const html = page(small);
    expect(html).not.toMatch(/url\(|@import|fetch\(|XMLHttpRequest|WebSocket|import\(|https?:/);
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<script/g)).toHaveLength(3);
  });

  it('lets a hostile trace break out of nothing', () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e';
    const timeline = makeTimeline({ steps: 500, groups: 3, alive: 2, procs: 1, name: () => evil });
    const html = page({ ...timeline, reasons: timeline.reasons.map(() => evil) }, evil);
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('\u202e');
  });

  it('says when it was cut, and which stretch it shows', () => {
    const html = page({ ...small, cut: true, durationNs: small.toNs * 2 });
    expect(html).toContain('Choose another stretch with --from and --to');
    expect(html).toMatch(/0 ns to .* of /);
  });
});
