// Series → trends: is a group growing, by how much, is it still growing, did it flatten out.
import { benjaminiHochberg, mannKendall, theilSen } from '../../base/statistics.ts';
import type { GroupSeries } from '../../model/history.ts';
import { warmUpMs } from './series.ts';

export interface Trend {
  readonly n: number;
  /** One-sided Mann–Kendall p-value. */
  readonly p: number;
  /** Survives Benjamini–Hochberg over all groups of the epoch that vary. */
  readonly significant: boolean;
  /** Goroutines gained over the series, by the Theil–Sen line. */
  readonly gain: number;
  /** Gain as a share of the line's start (at least 1). */
  readonly gainShare: number;
  readonly perHour?: number;
  readonly first: number;
  readonly last: number;
  /** Gain of the last third by the plain difference of its ends. */
  readonly lateGain: number;
  /** The whole series is within two goroutines or 5 % of its first value. */
  readonly flat: boolean;
  /** It has filled up: nearly all of the rise came early, and then there was less than ever before, or no new height. */
  readonly filledEarly: boolean;
  readonly spanSeconds: number;
  /** It went on for long enough, and to the end, for what fills up after a start to be full; true without times. */
  readonly sustained: boolean;
}

/** Growth has to go on for a minute after the warm-up of a process, whose start is not always known. */
const sustainedSeconds = 60;
/** A straight line brings a third of its gain in its last third; what fills up brings less and less. */
const sustainedShare = 0.15;

/** False discovery rate of the growth test; the usual 5 %. */
const falseDiscoveryRate = 0.05;

/** Trends of all series of one epoch; they must share their times. Groups that never vary cannot be rejected and stay out of the family. */
export function deriveTrends(
  series: ReadonlyMap<string, GroupSeries>,
  timed: boolean,
  startKnown = false,
): Map<string, Trend> {
  const keys = [...series.keys()];
  const tests = keys.map((key) => mannKendall((series.get(key) as GroupSeries).counts));
  const varying = keys.flatMap((key, i) => {
    const counts = (series.get(key) as GroupSeries).counts;
    return counts.some((c) => c !== counts[0]) ? [i] : [];
  });
  const rejected = benjaminiHochberg(
    varying.map((i) => tests[i].p),
    falseDiscoveryRate,
  );
  const significant = new Set(varying.filter((_, n) => rejected[n]));
  const trends = new Map<string, Trend>();
  keys.forEach((key, i) => {
    const { times, counts } = series.get(key) as GroupSeries;
    trends.set(key, buildTrend(times, counts, tests[i].p, significant.has(i), timed, startKnown));
  });
  return trends;
}

/** One test by itself has to be surer than one of a family. */
const mostChance = 0.01;

/** The trend of one series that is tested alone. */
export function deriveTrend(
  times: readonly number[],
  counts: readonly number[],
  timed: boolean,
  startKnown: boolean,
): Trend {
  const { p } = mannKendall(counts);
  return buildTrend(times, counts, p, p < mostChance, timed, startKnown);
}

function buildTrend(
  times: readonly number[],
  counts: readonly number[],
  p: number,
  significant: boolean,
  timed: boolean,
  startKnown: boolean,
): Trend {
  const n = counts.length;
  const span = n > 1 ? times[n - 1] - times[0] : 0;
  const line = theilSen(times, counts);
  const gain = line.slope * span;
  const start = Math.max(1, line.intercept + line.slope * (times[0] ?? 0));
  const third = Math.floor((n * 2) / 3);
  const lateGain = n > 2 ? counts[n - 1] - counts[Math.max(0, third - 1)] : 0;
  const least = sustainedSeconds + (startKnown ? 0 : warmUpMs / 1000);
  const tolerance = Math.max(2, counts[0] * 0.05);
  return {
    n,
    p,
    significant,
    gain,
    gainShare: gain / start,
    perHour: timed && span > 0 ? line.slope * 3600 : undefined,
    first: counts[0] ?? 0,
    last: counts[n - 1] ?? 0,
    lateGain,
    flat: counts.every((c) => Math.abs(c - counts[0]) <= tolerance),
    filledEarly: isFilledEarly(counts) || isSaturated(counts),
    spanSeconds: timed ? span : 0,
    sustained:
      !timed || (spanOfRise(times, counts) >= least && lateGain >= sustainedShare * gain && !hasHalted(counts)),
  };
}

/** From the last moment before the first rise to the last new height (indices): quiet before and after is no growth. */
export function rangeOfRise(counts: readonly number[]): { readonly from: number; readonly to: number } {
  let top = counts[0] ?? 0;
  let [from, to] = [-1, 0];
  for (let i = 1; i < counts.length; i++) {
    if (counts[i] <= top) continue;
    top = counts[i];
    if (from < 0) from = i - 1;
    to = i;
  }
  return { from: Math.max(0, from), to };
}

function spanOfRise(times: readonly number[], counts: readonly number[]): number {
  const { from, to } = rangeOfRise(counts);
  return to > from ? times[to] - times[from] : 0;
}

/** A stretch at the end in which the rise so far, spread evenly, would have brought at least this much. */
const leastMissing = 5;

/**
 * Either the second half is within two goroutines and the first brought five times as much (a slow straight rise brings
 * as much in both), or the last quarter is flat and no stretch before was flat for as long: a rise in steps has such.
 */
function isFilledEarly(counts: readonly number[]): boolean {
  const later = counts.slice(Math.floor(counts.length / 2));
  const range = Math.max(...later) - Math.min(...later);
  if (range <= 2 && Math.min(...later) - counts[0] >= Math.max(3, 5 * range)) return true;
  const length = Math.max(4, Math.floor(counts.length / 4));
  const last = counts.length - length;
  const isFlat = (from: number) => {
    const stretch = counts.slice(from, from + length);
    return Math.max(...stretch) - Math.min(...stretch) <= 1;
  };
  const missing = ((counts[counts.length - 1] - counts[0]) * (length - 1)) / (counts.length - 1);
  if (last < length || missing < leastMissing || !isFlat(last)) return false;
  for (let from = 0; from + length <= last; from++) if (isFlat(from)) return false;
  return true;
}

/** Of what fills up and then goes with the load: the band that it stays in, as a share of its height. */
const loadBand = 0.2;

/**
 * In its first half it rose by ten or more to a height that it then kept, give or take a fifth, for the other half and
 * longer, and reached no new height in the later part of that. What leaks beside a load does reach new ones.
 */
function isSaturated(counts: readonly number[]): boolean {
  const n = counts.length;
  const half = Math.floor(n / 2);
  // From the end: the least and the greatest of what follows, and where the greatest comes first.
  const leasts = new Float64Array(n);
  const tops = new Uint32Array(n);
  for (let i = n - 1; i >= 0; i--) {
    leasts[i] = i === n - 1 ? counts[i] : Math.min(leasts[i + 1], counts[i]);
    tops[i] = i < n - 1 && counts[tops[i + 1]] > counts[i] ? tops[i + 1] : i;
  }
  for (let from = 1; from <= half && n - from >= leastTail; from++) {
    const top = counts[tops[from]];
    if (top - counts[0] < leastRise || counts[from] < (1 - loadBand) * top) continue;
    return leasts[from] >= (1 - loadBand) * top && tops[from] < from + Math.ceil((n - from) / 2);
  }
  return false;
}
/** Fewer moments do not show that a height is kept. */
const leastTail = 8;
/** DESIGN §5: a smaller rise is no growth. */
const leastRise = 10;

/**
 * Whether the last moments brought nothing although the rise so far, spread evenly, would have brought some, and it never
 * stood still for as long before: what fills up has perhaps been filled.
 */
function hasHalted(counts: readonly number[]): boolean {
  let steps = 0;
  for (let i = counts.length - 1; i > 0 && counts[i] <= counts[i - 1]; i--) steps++;
  const rising = counts.length - 1 - steps;
  if (rising < 1 || ((counts[counts.length - 1] - counts[0]) / rising) * steps < leastMissing) return false;
  let still = 0;
  for (let i = 1; i < counts.length - steps; i++) {
    still = counts[i] <= counts[i - 1] ? still + 1 : 0;
    if (still >= steps) return false;
  }
  return true;
}

/** Rises of a series, one after the other without a pause being one each: what comes in a few goes is set up, not left. */
export function countRises(counts: readonly number[]): number {
  return counts.filter((c, i) => i > 0 && c > counts[i - 1]).length;
}

/** A ratchet: bursts that each leave a higher floor, although no later burst was larger than one before it. */
export interface Ratchet {
  readonly bursts: number;
  readonly floors: readonly number[];
}

/**
 * Looks for at least three bursts in `activity` (what carries the load) and the floors of `counts` between them.
 * A burst rises above the lowest activity by half of its range. Undefined when there are fewer than three, when the
 * floors do not rise each time, or when every burst was larger than the one before.
 */
export function deriveRatchet(counts: readonly number[], activity: readonly number[]): Ratchet | undefined {
  const low = Math.min(...activity);
  const high = Math.max(...activity);
  if (high - low < 3) return undefined;
  const threshold = low + (high - low) / 2;
  const peaks: number[] = [];
  const floors: number[] = [];
  let floor = Number.POSITIVE_INFINITY;
  let peak = 0;
  let inBurst = false;
  for (let i = 0; i < activity.length; i++) {
    if (activity[i] > threshold) {
      if (!inBurst && floor !== Number.POSITIVE_INFINITY) floors.push(floor);
      inBurst = true;
      peak = Math.max(peak, activity[i]);
      floor = Number.POSITIVE_INFINITY;
    } else {
      if (inBurst) {
        peaks.push(peak);
        peak = 0;
      }
      inBurst = false;
      floor = Math.min(floor, counts[i]);
    }
  }
  if (!inBurst && peaks.length > 0 && floor !== Number.POSITIVE_INFINITY) floors.push(floor);
  if (peaks.length < 3 || floors.length < 3) return undefined;
  const after = floors.slice(-peaks.length);
  const rising = after.every((f, i) => i === 0 || f > after[i - 1]);
  const notOnlyLarger = peaks.some((v, i) => i > 0 && v <= peaks[i - 1]);
  return rising && notOnlyLarger && after[after.length - 1] - after[0] >= 3
    ? { bursts: peaks.length, floors: after }
    : undefined;
}
