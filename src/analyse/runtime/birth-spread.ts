// How the births of a group lie in the life of its process. Goroutine ids count up (runtime/proc.go newproc1, handed to
// each P in blocks of 16), so they are a clock: who was started one after the other, and is still there, lies evenly
// between the first id and the newest; a pool lies at its beginning, what comes and goes near the end.
import type { Epoch, Moment, MomentGroup } from '../../model/history.ts';

export interface BirthSpread {
  readonly count: number;
  /** Where the first and the last of them lie, 0 (first goroutine of the process) to 1 (newest). */
  readonly first: number;
  readonly last: number;
  /** Largest distance from an even spread over the whole life (Kolmogorov–Smirnov), 0 to 1. */
  readonly distance: number;
  /** Name of a group of connections that has as many goroutines, born at the same times. */
  readonly alike?: string;
}

/** Connections of one moment to compare with: name and ascending ids. */
export interface Arrivals {
  readonly name: string;
  readonly key: string;
  readonly ids: Float64Array;
}

/** Connections that peers opened, or of unknown side, as far as ids tell when; `serves` says which groups are. */
export function findArrivals(moment: Moment, serves: (exactKey: string) => boolean): Arrivals[] {
  return [...moment.groups].flatMap(([key, { ids, parts }]) => {
    const name = parts[0]?.parkSite?.function ?? key.slice(0, 8);
    return ids && serves(key) ? [{ name, key, ids }] : [];
  });
}

/** Fewer have no shape. */
const leastForShape = 8;
/** Counts that differ by more are not one for one. */
const sameCount = 0.8;

/** The spread of one group of a moment with ids; undefined for groups that are too small. */
export function deriveBirthSpread(
  group: MomentGroup,
  moment: Moment,
  arrivals: readonly Arrivals[],
): BirthSpread | undefined {
  const { ids } = group;
  if (!ids || ids.length < leastForShape || moment.maxId <= 1) return undefined;
  const at = (id: number) => (id - 1) / (moment.maxId - 1);
  let distance = 0;
  for (let i = 0; i < ids.length; i++) {
    const u = at(ids[i]);
    distance = Math.max(distance, u - i / ids.length, (i + 1) / ids.length - u);
  }
  const alike = arrivals.find((a) => a.key !== group.identity.exactKey && areBornAlike(ids, a.ids))?.name;
  return {
    count: ids.length,
    first: at(ids[0]),
    last: at(ids[ids.length - 1]),
    distance,
    ...(alike === undefined ? {} : { alike }),
  };
}

/** Critical value of the Kolmogorov–Smirnov test at 5 %: over the root of n for one sample, times that of (n + m) / (n m) for two. */
export const ksFactor = 1.36;

/** As many, and their births may be draws from one distribution. Both ascending. */
function areBornAlike(a: Float64Array, b: Float64Array): boolean {
  if (Math.min(a.length, b.length) < sameCount * Math.max(a.length, b.length)) return false;
  let i = 0;
  let j = 0;
  let distance = 0;
  while (i < a.length && j < b.length) {
    if (a[i] <= b[j]) i++;
    else j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance <= ksFactor * Math.sqrt((a.length + b.length) / (a.length * b.length));
}

/**
 * The process has been up for at least so many minutes: the longest wait that any header shows, or the time since the
 * start that its metrics give. After a restart between two moments only a bound from the other side is known.
 */
export function leastUptimeMinutes(moment: Moment, { startedAt, because }: Epoch): number {
  const known = startedAt !== undefined && because === undefined && moment.time !== undefined;
  let most = known ? Math.max(0, Math.floor(((moment.time as number) - startedAt) / 60_000)) : 0;
  for (const g of moment.groups.values()) most = Math.max(most, g.minutes?.max ?? 0);
  return most;
}
