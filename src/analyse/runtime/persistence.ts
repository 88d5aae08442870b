// Which goroutines of a group are the same ones over several moments, for how long, and whether they moved.
import { countCommon, hasId, intersect } from '../../base/sorted-ids.ts';
import type { Epoch, Moment } from '../../model/history.ts';
import { warmUpMs } from './series.ts';

export interface Persistence {
  /** Goroutines of the newest moment that stood at the same place in an earlier one. */
  readonly seenTwice: number;
  /** The longest time (seconds) that any of them has been seen at this place. */
  readonly longestSeconds: number;
  /** Those seen over at least the age threshold that were born after warm-up. */
  readonly immortal: number;
  /** Ids of the group that stood elsewhere in the moment before: woken in between. */
  readonly woken: number;
  /** Shown wait (minutes) of the newest moment is far below the time that they have stood here: they loop. */
  readonly loops: boolean;
}

/** Below this the runtime may not have dated the wait yet: that takes two garbage collections, forced every 2 min. */
const leastForLoops = 240;

/**
 * A goroutine that shows `w` minutes was found waiting by a garbage collection, and is dated by the one before. Whoever
 * has waited since before that earlier one shows as much. So who stood here more than `w` + 1 minutes ago and shows less
 * has been woken since, whatever the time between collections.
 */
function leastForLoopsIn(newest: Moment, shownMinutes: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { minutes } of newest.groups.values())
    for (const m of minutes ? [minutes.min, minutes.max] : []) if (m > shownMinutes) least = Math.min(least, m);
  return Math.min((least + 1) * 60, leastForLoops);
}

/** Follows the ids of one exact key back from the newest moment that has ids; undefined without two such moments. */
export function derivePersistence(epoch: Epoch, exactKey: string, ageSeconds: number): Persistence | undefined {
  const moments = epoch.moments.filter((m) => m.hasIds && m.complete);
  const newest = moments.at(-1);
  const ids = newest?.groups.get(exactKey)?.ids;
  if (!newest || !ids || moments.length < 2) return undefined;
  const before = moments[moments.length - 2];
  const seenTwice = countCommon(ids, before.groups.get(exactKey)?.ids ?? new Float64Array());
  let alive = ids;
  let longest = 0;
  let oldEnough = new Float64Array();
  for (let i = moments.length - 2; i >= 0; i--) {
    const earlier = moments[i].groups.get(exactKey)?.ids;
    if (!earlier) break;
    alive = intersect(alive, earlier);
    if (alive.length === 0) break;
    if (newest.time === undefined || moments[i].time === undefined) continue;
    longest = (newest.time - (moments[i].time as number)) / 1000;
    if (longest >= ageSeconds && oldEnough.length === 0) oldEnough = Float64Array.from(alive);
  }
  const shown = newest.groups.get(exactKey)?.minutes?.max ?? 0;
  return {
    seenTwice,
    longestSeconds: longest,
    immortal: countBornLate(oldEnough, epoch, exactKey),
    woken: countWoken(ids, before.groups, exactKey),
    loops: longest >= leastForLoopsIn(newest, shown) && shown * 60 < longest / 2,
  };
}

/** Born after warm-up: above the highest id of the first moment, or not in it, or first seen after the first two minutes. */
function countBornLate(ids: Float64Array, epoch: Epoch, exactKey: string): number {
  const first = epoch.moments.find((m) => m.hasIds && m.complete);
  if (!first || ids.length === 0) return 0;
  const atStart = first.groups.get(exactKey)?.ids ?? new Float64Array();
  const firstIsLate =
    epoch.startedAt !== undefined && first.time !== undefined && first.time - epoch.startedAt >= warmUpMs;
  let late = 0;
  for (const id of ids) if (id > first.maxId || !hasId(atStart, id)) late++;
  return firstIsLate ? ids.length : late;
}

function countWoken(
  ids: Float64Array,
  before: ReadonlyMap<string, { readonly ids?: Float64Array }>,
  exactKey: string,
): number {
  let woken = 0;
  for (const [key, group] of before) if (key !== exactKey && group.ids) woken += countCommon(ids, group.ids);
  return woken;
}
