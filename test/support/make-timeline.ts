// A timeline made up by rule: goroutines of several groups that wait, run and wake one another, in order of time.
import { step, type TraceTimeline } from '../../src/model/trace-timeline.ts';

/** A small generator of pseudo-random numbers in [0, 1) (mulberry32). */
export function newRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface TimelineShape {
  readonly steps: number;
  readonly groups: number;
  /** Alive at a time, in each group. */
  readonly alive: number;
  readonly procs: number;
  readonly seed?: number;
  readonly nsPerStep?: number;
  readonly name?: (group: number) => string;
}

/** As a server under load writes it: short lives in odd groups, long ones in even groups. */
export function makeTimeline(shape: TimelineShape): TraceTimeline {
  const random = newRandom(shape.seed ?? 1);
  const pick = (n: number): number => Math.floor(random() * n);
  const { groups, procs } = shape;
  const size = shape.steps;
  const columns = {
    time: new Float64Array(size),
    goroutine: new Int32Array(size),
    state: new Uint8Array(size),
    reason: new Uint16Array(size),
    stack: new Int32Array(size),
    proc: new Int16Array(size).fill(-1),
    waker: new Int32Array(size).fill(-1),
    wakerStack: new Int32Array(size),
  };
  const goroutines = {
    id: [] as number[],
    group: [] as number[],
    bornNs: [] as number[],
    birthStack: [] as number[],
    parent: [] as number[],
  };
  const reasons = ['', 'coroutine switch', 'chan receive', 'select', 'sync', 'network', 'sleep'];
  const stacks = Array.from({ length: 400 }, (_x, i) =>
    i === 0
      ? []
      : Array.from({ length: 4 + (i % 9) }, (_y, k) => ({
          function: `example.com/app/pkg${(i + k) % 37}.(*Type).Method${i % 91}`,
          file: `/src/app/pkg${(i + k) % 37}/file${i % 13}.go`,
          line: 10 + ((i * 7 + k) % 900),
        })),
  );
  let at = 0;
  let t = 0;
  const put = (g: number, state: number, reason = 0, stack = 0, proc = -1, waker = -1, wakerStack = 0): void => {
    if (at >= size) return;
    columns.time[at] = t;
    columns.goroutine[at] = g;
    columns.state[at] = state;
    columns.reason[at] = reason;
    columns.stack[at] = stack;
    columns.proc[at] = proc;
    columns.waker[at] = waker;
    columns.wakerStack[at] = wakerStack;
    at++;
  };
  const born = (group: number, by: number): number => {
    const g = goroutines.id.length;
    goroutines.id.push(g * 2 + 1);
    goroutines.group.push(group);
    goroutines.bornNs.push(by < 0 ? -1 : t);
    goroutines.birthStack.push(by < 0 ? 0 : 1 + pick(399));
    goroutines.parent.push(by < 0 ? -1 : goroutines.id[by]);
    return g;
  };
  const alive: number[] = [];
  for (let k = 0; k < groups * shape.alive; k++) {
    const g = born(k % groups, -1);
    alive.push(g);
    put(g, step.waiting, 2 + pick(5), 1 + pick(399));
  }
  // On each processor one runs; it wakes another, then waits or ends, and the one that is ready runs.
  const running: number[] = new Array(procs).fill(-1);
  const ready: number[] = [];
  const state = new Map<number, number>();
  const base = shape.nsPerStep ?? 700;
  while (at < size) {
    t += 64 * Math.max(1, Math.round((base * (0.2 + 1.6 * random())) / 64));
    const p = pick(procs);
    const now = running[p];
    if (now < 0) {
      const g = ready.shift() ?? -1;
      if (g >= 0) {
        running[p] = g;
        state.set(g, step.running);
        put(g, step.running, 0, 0, p);
        continue;
      }
      const k = pick(alive.length);
      if ((state.get(alive[k]) ?? step.waiting) !== step.waiting) continue;
      state.set(alive[k], step.runnable);
      put(alive[k], step.runnable);
      ready.push(alive[k]);
      continue;
    }
    const what = random();
    if (what < 0.42) {
      const g = alive[pick(alive.length)];
      if ((state.get(g) ?? step.waiting) !== step.waiting) continue;
      state.set(g, step.runnable);
      put(g, step.runnable, 0, 0, -1, now, 1 + pick(399));
      ready.push(g);
    } else if (what < 0.5 && ready.length < 50) {
      const group = (pick(groups >> 1) * 2 + 1) % groups;
      const g = born(group, now);
      alive.push(g);
      state.set(g, step.runnable);
      put(g, step.runnable, 0, 0, -1, now, goroutines.birthStack[g]);
      ready.push(g);
    } else if (what < 0.58 && goroutines.group[now] % 2 === 1 && alive.length > 2) {
      put(now, step.ended);
      state.set(now, step.ended);
      alive.splice(alive.indexOf(now), 1);
      running[p] = -1;
    } else if (what < 0.64) {
      put(now, step.syscall, 0, 1 + pick(399));
      t += 64 * (1 + pick(20));
      put(now, step.running, 0, 0, p);
    } else {
      put(now, step.waiting, 2 + pick(5), 1 + pick(399));
      state.set(now, step.waiting);
      running[p] = -1;
    }
  }
  const end = t + 1000;
  const beats = Math.max(2, Math.min(20_000, size >> 6));
  const heap = { time: [] as number[], bytes: [] as number[] };
  for (let i = 0; i < beats; i++) {
    heap.time.push((i / beats) * end);
    heap.bytes.push(8e6 + ((i * 9176) % 6e6) + pick(5e5));
  }
  return {
    durationNs: end,
    fromNs: 0,
    toNs: end,
    cut: false,
    groups: Array.from({ length: groups }, (_x, k) => ({
      name: shape.name?.(k) ?? `example.com/app/pkg${k}.(*Server).work${k}`,
      system: k === groups - 1,
    })),
    goroutines,
    steps: { size, ...columns },
    procIds: Array.from({ length: procs }, (_x, p) => p),
    reasons,
    stacks,
    heap,
    goal: { time: [0, end / 2], bytes: [16e6, 18e6] },
    bands: Array.from({ length: 40 }, (_x, i) => ({
      kind: i % 2 === 0 ? ('gc' as const) : ('stw' as const),
      text: i % 2 === 0 ? 'concurrent mark' : 'GC sweep termination',
      at: (i / 40) * end,
      ns: i % 2 === 0 ? end / 120 : 30_000,
    })),
    spans: [],
  };
}
