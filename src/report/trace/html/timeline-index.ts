// What the page works out of the columns before it draws: lanes, time in each state up to any moment, who ran where.
// Runs in the browser, sent as its own text. All of it is linear in the number of steps.
import type { TimelineData } from './timeline-data.ts';

/** Intervals in order of (lane, time); `end` of one is the start of the next in its lane. */
export interface LaneIndex {
  readonly lanes: number;
  /** Intervals of lane l: from `start[l]` to `start[l + 1]`. */
  readonly start: Int32Array;
  /** Number of the step. */
  readonly step: Int32Array;
  readonly time: Float64Array;
  /** ns in each state before the interval began, within its lane. */
  readonly running: Float64Array;
  readonly runnable: Float64Array;
  readonly syscall: Float64Array;
  readonly waiting: Float64Array;
  /** Place of a step in this order. */
  readonly placeOf: Int32Array;
  readonly laneOfGoroutine: Int32Array;
  readonly laneGroup: Int32Array;
  /** Lanes of group g: from `groupLane[g]` to `groupLane[g + 1]`. */
  readonly groupLane: Int32Array;
  /** Goroutines by group. */
  readonly groupSize: Int32Array;
  /** ns that a group ran, or waited for a processor. */
  readonly groupBusy: Float64Array;
}

/** What ran on each processor: order of (processor, time). */
export interface ProcIndex {
  readonly start: Int32Array;
  readonly step: Int32Array;
  readonly time: Float64Array;
  readonly end: Float64Array;
  /** ns busy before the interval. */
  readonly busy: Float64Array;
}

/** How many goroutines of a set were in each state: steps of the set, with counts after each and ns·goroutines before. */
export interface Occupancy {
  readonly size: number;
  readonly most: number;
  readonly time: Float64Array;
  /** Four for each step: runnable, running, waiting, syscall. */
  readonly count: Int32Array;
  readonly sum: Float64Array;
}

export interface TimelineIndex {
  readonly lane: LaneIndex;
  readonly proc: ProcIndex;
  /** Of one group; -1: of all that are not the runtime's own. */
  occupancy(group: number): Occupancy;
  /** Wake-ups done by goroutine g, in order of time: steps from `start[g]` to `start[g + 1]`. */
  wakes(): { readonly start: Int32Array; readonly step: Int32Array };
}

export function indexTimeline(data: TimelineData): TimelineIndex {
  const { size, goroutines, time, goroutine, state, group, toNs } = data;
  const groups = data.groupNames.length;

  /** Numbers of the steps in order of their key, stable; those with a key below 0 are left out. */
  const sortByKey = (keys: number, keyOf: Int32Array): { start: Int32Array; order: Int32Array } => {
    const start = new Int32Array(keys + 1);
    for (let i = 0; i < keyOf.length; i++) if (keyOf[i] >= 0) start[keyOf[i] + 1]++;
    for (let k = 0; k < keys; k++) start[k + 1] += start[k];
    const at = start.slice();
    const order = new Int32Array(start[keys]);
    for (let i = 0; i < keyOf.length; i++) if (keyOf[i] >= 0) order[at[keyOf[i]]++] = i;
    return { start, order };
  };
  const groupOf = new Int32Array(size);
  for (let i = 0; i < size; i++) groupOf[i] = group[goroutine[i]];

  // A lane holds goroutines of one group that do not overlap; the one that became free last is used again.
  const own = new Int32Array(goroutines).fill(-1);
  const lanesOf = new Int32Array(groups);
  const free: number[][] = Array.from({ length: groups }, () => []);
  const groupSize = new Int32Array(groups);
  for (let i = 0; i < size; i++) {
    const g = goroutine[i];
    if (own[g] < 0) {
      const spare = free[group[g]].pop();
      own[g] = spare ?? lanesOf[group[g]]++;
      groupSize[group[g]]++;
    }
    if (state[i] === 0) free[group[g]].push(own[g]);
  }
  const groupLane = new Int32Array(groups + 1);
  for (let k = 0; k < groups; k++) groupLane[k + 1] = groupLane[k] + lanesOf[k];
  const lanes = groupLane[groups];
  const laneGroup = new Int32Array(lanes);
  for (let k = 0; k < groups; k++) laneGroup.fill(k, groupLane[k], groupLane[k + 1]);
  const laneOfGoroutine = new Int32Array(goroutines);
  for (let g = 0; g < goroutines; g++) laneOfGoroutine[g] = own[g] < 0 ? -1 : groupLane[group[g]] + own[g];

  const keys = new Int32Array(size);
  for (let i = 0; i < size; i++) keys[i] = laneOfGoroutine[goroutine[i]];
  const { start, order } = sortByKey(lanes, keys);
  const laneTime = new Float64Array(size);
  const running = new Float64Array(size);
  const runnable = new Float64Array(size);
  const syscall = new Float64Array(size);
  const waiting = new Float64Array(size);
  const placeOf = new Int32Array(size);
  const groupBusy = new Float64Array(groups);
  for (let l = 0; l < lanes; l++) {
    let [ran, queued, called, waited] = [0, 0, 0, 0];
    for (let k = start[l]; k < start[l + 1]; k++) {
      const i = order[k];
      laneTime[k] = time[i];
      placeOf[i] = k;
      running[k] = ran;
      runnable[k] = queued;
      syscall[k] = called;
      waiting[k] = waited;
      const ns = (k + 1 < start[l + 1] ? time[order[k + 1]] : toNs) - time[i];
      switch (state[i]) {
        case 1:
          queued += ns;
          break;
        case 2:
          ran += ns;
          break;
        case 3:
          waited += ns;
          break;
        case 4:
          called += ns;
      }
    }
    groupBusy[laneGroup[l]] += ran + queued;
  }

  const { proc } = data;
  for (let i = 0; i < size; i++) keys[i] = state[i] === 2 ? proc[i] : -1;
  const byProc = sortByKey(data.procIds.length, keys);
  const runs = byProc.order.length;
  const procTime = new Float64Array(runs);
  const procEnd = new Float64Array(runs);
  const busy = new Float64Array(runs);
  for (let p = 0; p < data.procIds.length; p++) {
    let sum = 0;
    for (let k = byProc.start[p]; k < byProc.start[p + 1]; k++) {
      const place = placeOf[byProc.order[k]];
      const last = place + 1 >= start[laneOfGoroutine[goroutine[byProc.order[k]]] + 1];
      procTime[k] = laneTime[place];
      procEnd[k] = last ? toNs : laneTime[place + 1];
      busy[k] = sum;
      sum += procEnd[k] - procTime[k];
    }
  }

  const bySet = sortByKey(groups, groupOf);
  const known: Record<string, Occupancy> = {};
  const occupancy = (set: number): Occupancy => {
    const found = known[set];
    if (found) return found;
    let steps: Int32Array;
    if (set >= 0) steps = bySet.order.subarray(bySet.start[set], bySet.start[set + 1]);
    else {
      for (let i = 0; i < size; i++) keys[i] = data.groupSystem[groupOf[i]] ? -1 : 0;
      steps = sortByKey(1, keys).order;
    }
    const n = steps.length;
    const at = new Float64Array(n);
    const count = new Int32Array(n * 4);
    const sum = new Float64Array(n * 4);
    const now = new Uint8Array(goroutines);
    // By state, 0 is none.
    const counts = new Int32Array(5);
    const sums = new Float64Array(5);
    let last = data.fromNs;
    let most = 0;
    let alive = 0;
    for (let k = 0; k < n; k++) {
      const i = steps[k];
      const t = time[i];
      const g = goroutine[i];
      const before = now[g];
      const after = state[i];
      const ns = t - last;
      sum[k * 4] = sums[1] += counts[1] * ns;
      sum[k * 4 + 1] = sums[2] += counts[2] * ns;
      sum[k * 4 + 2] = sums[3] += counts[3] * ns;
      sum[k * 4 + 3] = sums[4] += counts[4] * ns;
      counts[before]--;
      counts[after]++;
      now[g] = after;
      alive += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
      if (alive > most) most = alive;
      count[k * 4] = counts[1];
      count[k * 4 + 1] = counts[2];
      count[k * 4 + 2] = counts[3];
      count[k * 4 + 3] = counts[4];
      at[k] = t;
      last = t;
    }
    return (known[set] = { size: n, most, time: at, count, sum });
  };

  let byWaker: { start: Int32Array; step: Int32Array } | undefined;
  return {
    lane: {
      lanes,
      start,
      step: order,
      time: laneTime,
      running,
      runnable,
      syscall,
      waiting,
      placeOf,
      laneOfGoroutine,
      laneGroup,
      groupLane,
      groupSize,
      groupBusy,
    },
    proc: { start: byProc.start, step: byProc.order, time: procTime, end: procEnd, busy },
    occupancy,
    wakes() {
      if (!byWaker) {
        const sorted = sortByKey(goroutines, data.waker);
        byWaker = { start: sorted.start, step: sorted.order };
      }
      return byWaker;
    },
  };
}
