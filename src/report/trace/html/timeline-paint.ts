// Paints rows of the timeline into an array of pixels: exact shares of time in every pixel column, at any zoom, in time
// that depends on the width alone (prefix sums and a search, not a walk over intervals). Runs in the browser.
import type { TimelineData } from './timeline-data.ts';
import type { TimelineIndex } from './timeline-index.ts';

/** 0xAABBGGRR, as pixels lie in memory. */
export interface PaintColours {
  readonly ground: number;
  readonly runnable: number;
  readonly running: number;
  readonly syscall: number;
  readonly band: number;
  readonly stop: number;
  readonly heap: number;
  readonly goal: number;
  /** Waiting, by class of the reason. */
  readonly waits: readonly number[];
  /** By group, for processors. */
  readonly groups: readonly number[];
}

/** An interval wide enough for a label: pixels, and its place in the lanes. */
export interface PaintLabel {
  readonly x: number;
  readonly w: number;
  readonly y: number;
  readonly h: number;
  readonly place: number;
  readonly proc: boolean;
}

export interface TimelinePainter {
  /** A clean sheet of device pixels that shows ns `from` at its left edge. */
  begin(width: number, height: number, from: number, nsPerPixel: number, colours: PaintColours): Uint32Array;
  readonly labels: PaintLabel[];
  /** Nothing above this line is painted any more. */
  clip(top: number): void;
  /** `first` and `last` bound the places that are shown (one goroutine of a lane). */
  lane(lane: number, y: number, h: number, first?: number, last?: number): void;
  group(group: number, y: number, h: number): void;
  proc(proc: number, y: number, h: number): void;
  bands(kind: 'gc' | 'stw', y: number, h: number): void;
  heap(y: number, h: number): void;
  /** Last place of a lane that begins at or before t; one below the first when there is none. */
  placeAt(lane: number, t: number): number;
  runAt(proc: number, t: number): number;
  occupancyAt(group: number, t: number): { runnable: number; running: number; waiting: number; syscall: number };
  heapAt(t: number): { heap: number; goal: number };
  /** Classes of reasons: 0 other, 1 channel, 2 lock, 3 network, 4 timer. */
  readonly reasonClass: Uint8Array;
}

export function newPainter(data: TimelineData, index: TimelineIndex): TimelinePainter {
  const { lane, proc } = index;
  let pixels = new Uint32Array(0);
  let width = 0;
  let height = 0;
  let from = 0;
  let scale = 1;
  let colours: PaintColours;
  let top = 0;
  let scratch = new Float64Array(0);
  const labels: PaintLabel[] = [];
  const minLabel = 34;
  const reasonClass = Uint8Array.from(data.reasons, (reason) =>
    /network|IO wait/i.test(reason)
      ? 3
      : /sleep|timer/i.test(reason)
        ? 4
        : /chan|select/i.test(reason)
          ? 1
          : /sync|lock|mutex|semacquire|cond/i.test(reason)
            ? 2
            : 0,
  );

  const fill = (x: number, y: number, w: number, h: number, colour: number): void => {
    const left = Math.max(0, x);
    const right = Math.min(width, x + w);
    const bottom = Math.min(height, y + h);
    if (right <= left) return;
    if (right - left === 1) {
      for (let at = Math.max(top, y) * width + left, end = bottom * width; at < end; at += width) pixels[at] = colour;
      return;
    }
    for (let row = Math.max(top, y); row < bottom; row++) pixels.fill(colour, row * width + left, row * width + right);
  };
  /** Last index in [low, high) whose value is ≤ t, or low - 1; looks near `low` first. */
  const gallop = (values: Float64Array, low: number, high: number, t: number): number => {
    if (low >= high || values[low] > t) return low - 1;
    let reach = 1;
    while (low + reach < high && values[low + reach] <= t) reach *= 2;
    let a = low + (reach >> 1);
    let b = Math.min(high, low + reach);
    while (b - a > 1) {
      const middle = (a + b) >> 1;
      if (values[middle] <= t) a = middle;
      else b = middle;
    }
    return a;
  };
  const colourOf = (step: number): number => {
    switch (data.state[step]) {
      case 1:
        return colours.runnable;
      case 2:
        return colours.running;
      case 3:
        return colours.waits[reasonClass[data.reason[step]]];
      case 4:
        return colours.syscall;
      default:
        return 0;
    }
  };
  /** One pixel column, from below: running, runnable, syscall, waiting; shares add up to at most 1. What is there is seen. */
  const column = (x: number, y: number, h: number, a: number, b: number, c: number, d: number, wait: number): void => {
    let bottom = y + h;
    for (let p = 0; p < 4; p++) {
      const share = p === 0 ? a : p === 1 ? b : p === 2 ? c : d;
      if (share <= 0) continue;
      const colour = p === 0 ? colours.running : p === 1 ? colours.runnable : p === 2 ? colours.syscall : wait;
      const size = Math.min(bottom - y, Math.max(1, Math.round(share * h)));
      fill(x, bottom - size, 1, size, colour);
      bottom -= size;
    }
  };

  const paintLane = (l: number, y: number, h: number, first = lane.start[l], last = lane.start[l + 1]): void => {
    const { time, step } = lane;
    if (first >= last) return;
    const whole = lane.start[l + 1];
    let k = gallop(time, first, last, from);
    let x = 0;
    if (k < first) {
      k = first;
      x = Math.max(0, Math.floor((time[first] - from) / scale));
    }
    const endOf = (at: number): number => (at + 1 < whole ? time[at + 1] : data.toNs);
    while (x < width) {
      const t = from + x * scale;
      const next = t + scale;
      while (k + 1 < last && time[k + 1] <= t) k = gallop(time, k + 1, last, t);
      const end = endOf(k);
      if (end <= t && k + 1 >= last) return;
      if (end >= next && time[k] <= t) {
        // It fills this pixel: draw all whole pixels of it at once.
        const right = Math.min(width, Math.max(x + 1, Math.floor((end - from) / scale)));
        const colour = colourOf(step[k]);
        if (colour !== 0) {
          fill(x, y, right - x, h, colour);
          if (right - x > minLabel) labels.push({ x, w: right - x, y, h, place: k, proc: false });
        }
        x = right;
        continue;
      }
      // Several share it: time in each state between its edges.
      const z = Math.max(k, gallop(time, k, last, next));
      const inside = (sums: Float64Array, state: number): number => {
        const a = sums[k] + (data.state[step[k]] === state ? Math.max(0, Math.min(t, end) - time[k]) : 0);
        const b = sums[z] + (data.state[step[z]] === state ? Math.max(0, Math.min(next, endOf(z)) - time[z]) : 0);
        return Math.max(0, b - a) / scale;
      };
      column(
        x,
        y,
        h,
        inside(lane.running, 2),
        inside(lane.runnable, 1),
        inside(lane.syscall, 4),
        inside(lane.waiting, 3),
        colours.waits[data.state[step[k]] === 3 ? reasonClass[data.reason[step[k]]] : 0],
      );
      k = z;
      x++;
    }
  };

  const paintGroup = (group: number, y: number, h: number): void => {
    const set = index.occupancy(group);
    const n = set.size;
    if (n === 0) return;
    const { time, count, sum } = set;
    let k = gallop(time, 0, n, from);
    let x = k < 0 ? Math.max(0, Math.floor((time[0] - from) / scale)) : 0;
    // Behind: how many were alive, against the most ever. Before it: who ran, was ready or in a system call, against the
    // most in sight (at least one), so that two that run are seen beside a thousand that wait.
    const begin = x;
    let busiest = scale;
    if (scratch.length < (width + 1) * 4) scratch = new Float64Array((width + 1) * 4);
    const upTo = scratch;
    /** ns·goroutines by state before the left edge of pixel `slot`. */
    const sumUp = (slot: number): void => {
      const t = Math.min(data.toNs, Math.max(data.fromNs, from + slot * scale));
      if (k + 1 < n && time[k + 1] <= t) k = gallop(time, k + 1, n, t);
      const ns = k < 0 ? 0 : t - time[k];
      for (let s = 0; s < 4; s++) upTo[slot * 4 + s] = k < 0 ? 0 : sum[k * 4 + s] + count[k * 4 + s] * ns;
    };
    sumUp(x);
    for (; x < width && from + x * scale < data.toNs; x++) {
      sumUp(x + 1);
      const at = x * 4;
      const busy = upTo[at + 4] - upTo[at] + upTo[at + 5] - upTo[at + 1] + upTo[at + 7] - upTo[at + 3];
      if (busy > busiest) busiest = busy;
    }
    for (let at = begin; at < x; at++) {
      const queued = upTo[at * 4 + 4] - upTo[at * 4];
      const ran = upTo[at * 4 + 5] - upTo[at * 4 + 1];
      const waited = upTo[at * 4 + 6] - upTo[at * 4 + 2];
      const called = upTo[at * 4 + 7] - upTo[at * 4 + 3];
      const alive = queued + ran + waited + called;
      if (alive <= 0) continue;
      const back = Math.max(1, Math.round(Math.min(1, alive / (scale * set.most)) * h));
      fill(at, y + h - back, 1, back, colours.waits[0]);
      column(at, y, h, ran / busiest, queued / busiest, called / busiest, 0, 0);
    }
  };

  const paintProc = (p: number, y: number, h: number): void => {
    const first = proc.start[p];
    const last = proc.start[p + 1];
    if (first >= last) return;
    const { time, end, busy, step } = proc;
    const upTo = (at: number, t: number): number =>
      at < first ? 0 : busy[at] + Math.min(t, end[at]) - Math.min(t, time[at]);
    let k = gallop(time, first, last, from);
    let x = 0;
    while (x < width) {
      const t = from + x * scale;
      const next = t + scale;
      k = Math.max(k, gallop(time, Math.max(first, k), last, t));
      if (k >= first && end[k] >= next) {
        const right = Math.min(width, Math.max(x + 1, Math.floor((end[k] - from) / scale)));
        fill(x, y, right - x, h, colours.groups[data.group[data.goroutine[step[k]]]]);
        if (right - x > minLabel) labels.push({ x, w: right - x, y, h, place: lane.placeOf[step[k]], proc: true });
        x = right;
        continue;
      }
      const z = Math.max(k, gallop(time, Math.max(first, k), last, next));
      if (z === k && (k < first || end[k] <= t)) {
        // Idle up to the next run.
        if (k + 1 >= last) return;
        x = Math.max(x + 1, Math.floor((time[Math.max(first, k + 1)] - from) / scale));
        continue;
      }
      const share = (upTo(z, next) - upTo(k, t)) / scale;
      const size = Math.max(1, Math.round(Math.min(1, share) * h));
      const of = step[Math.max(first, z)];
      fill(x, y + h - size, 1, size, colours.groups[data.group[data.goroutine[of]]]);
      k = z;
      x++;
    }
  };

  const series = (
    times: Float64Array,
    values: Float64Array,
    y: number,
    h: number,
    most: number,
    draw: (x: number, at: number) => void,
  ): void => {
    const n = times.length;
    if (n === 0 || most <= 0) return;
    let k = gallop(times, 0, n, from);
    for (let x = 0; x < width; x++) {
      const next = from + (x + 1) * scale;
      if (from + x * scale > data.toNs) return;
      const z = Math.max(k, gallop(times, Math.max(0, k), n, next));
      if (z < 0) continue;
      // The highest of the pixel; a fall within it is seen in the next one.
      let value = values[Math.max(0, k)];
      const stride = Math.max(1, (z - k) >> 6);
      for (let i = Math.max(0, k); i <= z; i += stride) if (values[i] > value) value = values[i];
      draw(x, y + h - Math.round((value / most) * h));
      k = z;
    }
  };
  let most = 0;
  for (const v of data.heapBytes) if (v > most) most = v;
  for (const v of data.goalBytes) if (v > most && v < 4 * (most || v)) most = v;

  return {
    labels,
    reasonClass,
    begin(w, h, start, nsPerPixel, palette) {
      if (w * h !== pixels.length) pixels = new Uint32Array(w * h);
      width = w;
      height = h;
      from = start;
      scale = nsPerPixel;
      colours = palette;
      labels.length = 0;
      top = 0;
      pixels.fill(colours.ground);
      return pixels;
    },
    clip(y) {
      top = y;
    },
    lane: paintLane,
    group: paintGroup,
    proc: paintProc,
    bands(kind, y, h) {
      for (const band of data.bands) {
        if (band.kind !== kind) continue;
        const x = Math.floor((band.at - from) / scale);
        const right = Math.ceil(((band.ns < 0 ? data.toNs : band.at + band.ns) - from) / scale);
        if (right < 0 || x > width) continue;
        fill(x, y, Math.max(1, right - x), h, kind === 'gc' ? colours.band : colours.stop);
      }
    },
    heap(y, h) {
      series(data.heapTime, data.heapBytes, y, h, most, (x, at) => fill(x, at, 1, y + h - at, colours.heap));
      series(data.goalTime, data.goalBytes, y, h, most, (x, at) => fill(x, Math.max(y, at), 1, 2, colours.goal));
    },
    placeAt: (l, t) => gallop(lane.time, lane.start[l], lane.start[l + 1], t),
    runAt: (p, t) => gallop(proc.time, proc.start[p], proc.start[p + 1], t),
    occupancyAt(group, t) {
      const set = index.occupancy(group);
      const k = gallop(set.time, 0, set.size, t);
      const of = (state: number): number => (k < 0 ? 0 : set.count[k * 4 + state]);
      return { runnable: of(0), running: of(1), waiting: of(2), syscall: of(3) };
    },
    heapAt(t) {
      const a = gallop(data.heapTime, 0, data.heapTime.length, t);
      const b = gallop(data.goalTime, 0, data.goalTime.length, t);
      return { heap: a < 0 ? -1 : data.heapBytes[a], goal: b < 0 ? -1 : data.goalBytes[b] };
    },
  };
}
