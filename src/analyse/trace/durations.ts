// Durations → percentiles: exact up to a limit, beyond that from a histogram with 128 steps to a doubling (0.4 % off at most).
import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import type { Percentiles } from '../../model/trace-result.ts';

/** Values that are kept as they are: of the whole trace, and of one function of many. */
const keptOfAll = 1 << 18;
const keptOfOne = 256;
/** Both limits are this, times a power of 4. */
const firstKept = 64;
const none = new Int32Array(0);
const stepBits = 7;
/** Durations from 2^53 ns on are counted in the last step. */
const octaves = 53;

export class Durations {
  /** Number, sum and largest. */
  private readonly sums: Float64Array;
  /** The values themselves; none once there are too many. */
  private exact: Float64Array | undefined;
  private steps: Int32Array;
  /** Where these columns are in a kernel's memory: sums, exact values or 0, how many of them are kept, steps. */
  readonly head: Int32Array;
  private readonly limit: number;
  private readonly room: ColumnRoom;

  /** `many`: all values are kept up to 262,144; without it a few, as for one of many functions. */
  constructor(many = true, room: ColumnRoom = newPlainRoom()) {
    this.room = room;
    this.limit = many ? keptOfAll : keptOfOne;
    this.sums = room.float64(3);
    this.exact = room.float64(firstKept);
    this.steps = none;
    this.head = room.int32(4);
    this.noteColumns();
  }

  get n(): number {
    return this.sums[0];
  }

  get sum(): number {
    return this.sums[1];
  }

  private get max(): number {
    return this.sums[2];
  }

  /** ns from 0 on. */
  add(ns: number): void {
    const { sums, exact } = this;
    const n = sums[0]++;
    sums[1] += ns;
    if (ns > sums[2]) sums[2] = ns;
    if (exact === undefined) this.steps[stepOf(ns)]++;
    else {
      exact[n] = ns;
      if (n + 1 === exact.length) this.grow(exact);
    }
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    takeColumnsOut(this);
  }

  /** Value below which so many lie, as Go's tools take it: the element at floor(q·n) of the sorted list. */
  percentiles(): Percentiles {
    const { n, max } = this;
    if (n === 0) return { n: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 };
    const at = this.exact ? this.fromExact(this.exact) : this.fromSteps();
    return { n, p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max };
  }

  private grow(exact: Float64Array): void {
    if (this.n < this.limit) {
      this.exact = this.room.float64(exact.length * 4);
      this.exact.set(exact);
    } else {
      this.steps = this.room.int32(octaves << stepBits);
      for (const value of exact) this.steps[stepOf(value)]++;
      this.exact = undefined;
    }
    this.noteColumns();
  }

  private noteColumns(): void {
    const { head, exact } = this;
    head[0] = this.sums.byteOffset;
    head[1] = exact?.byteOffset ?? 0;
    head[2] = exact?.length ?? 0;
    head[3] = this.steps.byteOffset;
  }

  /** Only the steps that hold the elements asked for are sorted: sorting all took a tenth of a read. */
  private fromExact(exact: Float64Array): (q: number) => number {
    const counts = new Int32Array(octaves << stepBits);
    for (let i = 0; i < this.n; i++) counts[stepOf(exact[i])]++;
    const sorted = new Map<number, Float64Array>();
    const valuesOf = (step: number): Float64Array => {
      let values = sorted.get(step);
      if (!values) {
        values = new Float64Array(counts[step]);
        for (let i = 0, to = 0; i < this.n; i++) {
          const value = exact[i];
          if (stepOf(value) === step) values[to++] = value;
        }
        sorted.set(step, values.sort());
      }
      return values;
    };
    return (q) => {
      const rank = Math.min(this.n - 1, Math.floor(q * this.n));
      const step = stepAt(counts, rank);
      return valuesOf(step)[rank - countBelow(counts, step)];
    };
  }

  private fromSteps(): (q: number) => number {
    return (q) => {
      return Math.min(this.max, middleOf(stepAt(this.steps, Math.min(this.n - 1, Math.floor(q * this.n)))));
    };
  }
}

/** The step that holds the element at `rank` of the sorted list. */
function stepAt(counts: Int32Array, rank: number): number {
  let below = 0;
  return counts.findIndex((count) => {
    below += count;
    return below > rank;
  });
}

function countBelow(counts: Int32Array, step: number): number {
  return counts.subarray(0, step).reduce((sum, count) => sum + count, 0);
}

/** The octave and its seven highest bits, without a logarithm: this runs for each event. */
function stepOf(ns: number): number {
  if (ns < 0x40000000) {
    const octave = 31 - Math.clz32(ns | 1);
    return (octave << stepBits) | ((((ns | 0) << (31 - octave)) >>> 24) & 127);
  }
  const octave = Math.min(octaves - 1, Math.floor(Math.log2(ns)));
  return (octave << stepBits) | Math.min(127, Math.floor((ns / 2 ** octave - 1) * 128));
}

/** The middle of what a step stands for. */
function middleOf(step: number): number {
  const octave = step >> stepBits;
  return Math.floor(2 ** octave * (1 + ((step & 127) + 0.5) / 128));
}
