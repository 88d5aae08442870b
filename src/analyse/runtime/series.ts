// An epoch → one series per exact key, with births and deaths where goroutine ids are known.
import { countCommon, sortedDistinct } from '../../base/sorted-ids.ts';
import type { Epoch, GroupSeries } from '../../model/history.ts';

/** Growth in the first two minutes of a process says nothing: it is still filling its pools (DESIGN §5). */
export const warmUpMs = 120_000;

/** Indices of the moments that count whole processes and lie after the warm-up. */
export function countableMoments(epoch: Epoch): number[] {
  const from = epoch.startedAt === undefined ? Number.NEGATIVE_INFINITY : epoch.startedAt + warmUpMs;
  return epoch.moments.flatMap((m, i) => (m.complete && (m.time === undefined || m.time >= from) ? [i] : []));
}

/** Every exact key that occurs in a countable moment, with its counts (0 where it is absent). */
export function deriveSeries(epoch: Epoch): Map<string, GroupSeries> {
  const moments = countableMoments(epoch);
  const first = epoch.moments[moments[0]]?.time;
  const timed = moments.every((i) => epoch.moments[i].time !== undefined);
  const times = moments.map((i, n) => (timed ? ((epoch.moments[i].time as number) - (first as number)) / 1000 : n));
  const keys = new Set<string>();
  for (const i of moments) for (const key of epoch.moments[i].groups.keys()) keys.add(key);
  const series = new Map<string, GroupSeries>();
  for (const exactKey of keys) {
    const counts = moments.map((i) => epoch.moments[i].groups.get(exactKey)?.count ?? 0);
    series.set(exactKey, { exactKey, times, counts, moments, ...deriveTurnover(epoch, [exactKey], moments) });
  }
  return series;
}

/**
 * Births and deaths between neighbouring moments that both have ids, and who of the middle moment is still there; of all
 * goroutines that stand at one of the places `keys`.
 */
export function deriveTurnover(
  epoch: Epoch,
  keys: readonly string[],
  moments: readonly number[],
): Pick<GroupSeries, 'births' | 'deaths' | 'stayed'> {
  const withIds = moments.filter((i) => epoch.moments[i].hasIds);
  if (withIds.length < 2) return {};
  const none = new Float64Array();
  const idsAt = (i: number): Float64Array => {
    const { groups } = epoch.moments[i];
    if (keys.length === 1) return groups.get(keys[0])?.ids ?? none;
    return sortedDistinct(keys.flatMap((key) => [...(groups.get(key)?.ids ?? none)]));
  };
  let births = 0;
  let deaths = 0;
  let a = idsAt(withIds[0]);
  for (let n = 1; n < withIds.length; n++) {
    const b = idsAt(withIds[n]);
    const common = countCommon(a, b);
    births += b.length - common;
    deaths += a.length - common;
    a = b;
  }
  const [middle, newest] = [moments[Math.floor((moments.length - 1) / 2)], moments[moments.length - 1]];
  const both = epoch.moments[middle].hasIds && epoch.moments[newest].hasIds;
  return { births, deaths, ...(both ? { stayed: countCommon(idsAt(middle), idsAt(newest)) } : {}) };
}

/** Adds several series of the same epoch point by point. */
export function sumSeries(all: readonly GroupSeries[], length: number): number[] {
  const sum = new Array<number>(length).fill(0);
  for (const s of all) for (let i = 0; i < length; i++) sum[i] += s.counts[i];
  return sum;
}

/** DESIGN §5: fewer snapshots cannot show a trend. */
const leastMoments = 6;

/** Ids count up (runtime/proc.go, 16 to each P at a time): how far tells how many goroutines were born. */
export function doesWorkOn({ moments }: Epoch, countable: readonly number[]): boolean {
  const ids = countable.filter((i) => moments[i].hasIds).map((i) => moments[i].maxId);
  if (ids.length < leastMoments) return false;
  const third = Math.floor((ids.length * 2) / 3);
  const [before, late] = [ids[third - 1] - ids[0], ids[ids.length - 1] - ids[third - 1]];
  return late > 0 && late / (ids.length - third) >= before / (third - 1) / 2;
}
