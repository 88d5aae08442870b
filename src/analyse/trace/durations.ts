// Durations → percentiles: exact up to a limit, beyond that from a histogram with 128 steps to a doubling (0.4 % off at most).
import { GrowingFloat64 } from '../../base/growing-array.ts';
import type { Percentiles } from '../../model/trace-result.ts';

/** Values that are kept as they are: of the whole trace, and of one function of many. */
const keptOfAll = 1 << 20;
const keptOfOne = 256;
const stepBits = 7;
/** Durations from 2^53 ns on are counted in the last step. */
const octaves = 53;

export class Durations {
  n = 0;
  sum = 0;
  private max = 0;
  private exact: GrowingFloat64 | undefined = new GrowingFloat64();
  private readonly limit: number;
  private steps = new Uint32Array(0);

  /** `many`: all values are kept up to a million; without it a few, as for one of many functions. */
  constructor(many = true) {
    this.limit = many ? keptOfAll : keptOfOne;
  }

  /** ns from 0 on. */
  add(ns: number): void {
    this.n++;
    this.sum += ns;
    if (ns > this.max) this.max = ns;
    if (this.exact === undefined) this.steps[stepOf(ns)]++;
    else this.keep(this.exact, ns);
  }

  /** Value below which so many lie, as Go's tools take it: the element at floor(q·n) of the sorted list. */
  percentiles(): Percentiles {
    const { n, max } = this;
    if (n === 0) return { n: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 };
    const at = this.exact ? this.fromExact(this.exact) : this.fromSteps();
    return { n, p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max };
  }

  private keep(exact: GrowingFloat64, ns: number): void {
    exact.push(ns);
    if (this.n < this.limit) return;
    this.steps = new Uint32Array(octaves << stepBits);
    for (const value of exact.toArray()) this.steps[stepOf(value)]++;
    this.exact = undefined;
  }

  /** Only the steps that hold the elements asked for are sorted: sorting all took a tenth of a read. */
  private fromExact(exact: GrowingFloat64): (q: number) => number {
    const counts = new Uint32Array(octaves << stepBits);
    for (let i = 0; i < this.n; i++) counts[stepOf(exact.at(i))]++;
    const sorted = new Map<number, Float64Array>();
    const valuesOf = (step: number): Float64Array => {
      let values = sorted.get(step);
      if (!values) {
        values = new Float64Array(counts[step]);
        for (let i = 0, to = 0; i < this.n; i++) {
          const value = exact.at(i);
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
function stepAt(counts: Uint32Array, rank: number): number {
  let below = 0;
  return counts.findIndex((count) => {
    below += count;
    return below > rank;
  });
}

function countBelow(counts: Uint32Array, step: number): number {
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
