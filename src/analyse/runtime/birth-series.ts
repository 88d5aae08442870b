// Goroutines of one birth that stand at changing places: each place has a series of its own that tells nothing, their
// sum does. A loop that is caught now in a read and now in a send is one thing, however its stack looks at the moment.

import { isSpawnHelper } from '../../knowledge/spawn-helpers.ts';
import type { Epoch, GroupSeries, MomentGroup } from '../../model/history.ts';
import { enclosingFunction } from './creators.ts';
import { deriveTurnover } from './series.ts';
import { deriveTrend, rangeOfRise, type Trend } from './trend.ts';

export interface BirthSeries {
  readonly series: GroupSeries;
  readonly trend: Trend;
}

/** What makes a trend of one place: fewer goroutines are noise of pools and schedules (DESIGN §5). */
const leastGain = 10;

/**
 * Series by birth, for births of which several places were seen, the sum grows, and no place does by itself. They stand
 * under the exact key of the place with most goroutines in the newest moment. `counts` leaves out what serves peers.
 */
export function deriveBirthSeries(
  epoch: Epoch,
  groups: ReadonlyMap<string, MomentGroup>,
  newest: ReadonlyMap<string, MomentGroup>,
  series: ReadonlyMap<string, GroupSeries>,
  trends: ReadonlyMap<string, Trend>,
  counts: (key: string) => boolean,
  options: { readonly timed: boolean; readonly startKnown: boolean },
): Map<string, BirthSeries> {
  const places = new Map<string, string[]>();
  for (const [key, group] of groups) {
    const birth = series.has(key) ? birthOf(group) : undefined;
    if (birth === undefined) continue;
    const list = places.get(birth);
    if (list) list.push(key);
    else places.set(birth, [key]);
  }
  const found = new Map<string, BirthSeries>();
  for (const keys of places.values()) {
    if (keys.length < 2 || !keys.every(counts) || keys.some((key) => grows(trends.get(key)))) continue;
    const lead = keys.reduce((a, b) => ((newest.get(b)?.count ?? 0) > (newest.get(a)?.count ?? 0) ? b : a));
    const own = series.get(lead) as GroupSeries;
    if (!newest.has(lead)) continue;
    const sum = own.counts.map((_, i) => keys.reduce((n, key) => n + (series.get(key)?.counts[i] ?? 0), 0));
    const trend = deriveTrend(own.times, sum, options.timed, options.startKnown);
    if (!grows(trend)) continue;
    const turnover = deriveTurnover(epoch, keys, own.moments);
    found.set(lead, {
      series: {
        ...own,
        births: undefined,
        deaths: undefined,
        stayed: undefined,
        ...turnover,
        counts: sum,
        places: keys.length,
      },
      trend,
    });
  }
  return found;
}

/**
 * For forms without ids and creators: of every group the sum over all places of the same started function, where there
 * are several. Goroutines of one connection that wait now here, now there, go with connections only together.
 */
export function deriveRootSeries(
  groups: ReadonlyMap<string, MomentGroup>,
  series: ReadonlyMap<string, GroupSeries>,
): Map<string, GroupSeries> {
  const places = new Map<string, string[]>();
  for (const [key, { stack, role }] of groups) {
    if (role !== undefined || !series.has(key)) continue;
    const root = stack.frames.findLast(
      (f) => !isSpawnHelper(enclosingFunction(f.function)) && !isRuntimeRoot(f.function),
    );
    if (!root) continue;
    const list = places.get(root.function);
    if (list) list.push(key);
    else places.set(root.function, [key]);
  }
  const sums = new Map<string, GroupSeries>();
  for (const keys of places.values()) {
    if (keys.length < 2) continue;
    const { counts } = series.get(keys[0]) as GroupSeries;
    const sum = counts.map((_, i) => keys.reduce((n, key) => n + (series.get(key)?.counts[i] ?? 0), 0));
    for (const key of keys) sums.set(key, { ...(series.get(key) as GroupSeries), counts: sum, places: keys.length });
  }
  return sums;
}

/** Whether a place filled from other places of the same started function, which together are no growth, or hardly. */
export function hasMovedHere(own: GroupSeries | undefined, all: GroupSeries | undefined): boolean {
  if (!own || !all) return false;
  const { from, to } = rangeOfRise(own.counts);
  const gained = ({ counts }: GroupSeries) => counts[to] - counts[from];
  return to > from && gained(all) < leastGain && gained(all) * 2 < gained(own);
}

/** Frames below the function that a go statement started, or main. */
function isRuntimeRoot(name: string): boolean {
  return name.startsWith('runtime.');
}

function grows(trend: Trend | undefined): boolean {
  return trend?.significant === true && trend.gain >= leastGain;
}

/** The function started and the one that started it; undefined where all births look alike (`errgroup.Go`). */
function birthOf({ stack, role }: MomentGroup): string | undefined {
  const root = stack.frames.at(-1)?.function;
  const by = stack.createdBy?.function;
  if (root === undefined || role !== undefined) return undefined;
  if (isSpawnHelper(enclosingFunction(root)) || (by !== undefined && isSpawnHelper(enclosingFunction(by))))
    return undefined;
  return `${root}\n${by ?? ''}`;
}
