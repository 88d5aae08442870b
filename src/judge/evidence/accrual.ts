// A leak in one dump: goroutines that were started one by one for as long as the process lives, and are all there.
import { type BirthSpread, ksFactor } from '../../analyse/runtime/birth-spread.ts';
import type { GroupFacts } from '../../analyse/runtime/facts.ts';
import { type EvidenceMaker, goroutines } from '../evidence-maker.ts';
import { leastMoments } from './over-time.ts';

/** Fewer lie evenly by chance too often (Kolmogorov–Smirnov at 5 % lets a third of the range pass). */
const leastAccrued = 20;
/** Younger, and sessions of a minute or two have not begun to end: as for growth, docs/decisions/0003. */
const leastUptime = 3;
/** Waves of load stretch the clock that ids are; larger groups are allowed as much. */
const waves = 0.15;
/** From the first seventh of the life of the process to its last. */
const edge = 0.15;

/** Connections of a client are a pool that fills up with load, and high water comes late: more of them are asked for. */
const leastPooled = 50;
/** And more evenly, unless the library is documented to leave them behind. */
const pooledWaves = 0.1;

/**
 * So many would have come, at the pace of the group, in the time for which all of it has waited. The runtime dates a wait
 * by the GC before the one that found it (runtime/mgcmark.go, work.tstart), so a leak looks like this only in the moments
 * after a collection: one dump in five at this number.
 */
const mostMissed = 5;

/** All of them have stood here for minutes: whatever started them has stopped, while a leak goes on. */
function haveStoppedComing({ group, minutes }: GroupFacts, uptimeMinutes: number): boolean {
  if (!minutes || minutes.known < group.count) return false;
  return (minutes.min * group.count) / (uptimeMinutes + 1) >= mostMissed;
}

/** One moment, or too few for a trend: the ids of those that are there tell how they came. */
export const accrual: EvidenceMaker = (f, epoch) => {
  const { spread, group } = f;
  if (!spread || group.role !== undefined || epoch.countable >= leastMoments) return [];
  if (epoch.leastUptimeMinutes < leastUptime || !isEven(spread, f) || spread.alike !== undefined) return [];
  if (haveStoppedComing(f, epoch.leastUptimeMinutes)) return [];
  const percent = (share: number) => Math.max(0, Math.round(share * 100));
  return [
    {
      kind: 'accrual',
      class: 'strong',
      for: 'leak',
      text: `${goroutines(spread.count)} started one by one, evenly from ${percent(spread.first)} % to ${percent(spread.last)} % of all goroutines that this process has started in its ${epoch.leastUptimeMinutes} minutes or more: pools come early, and what ends is young`,
      numbers: { count: spread.count, distance: Math.round(spread.distance * 1000) / 1000 },
    },
  ];
};

function isEven({ count, first, last, distance }: BirthSpread, { signatures, knownLeaks }: GroupFacts): boolean {
  if (first > edge || last < 1 - edge) return false;
  const pooled = signatures.some((s) => s.kind === 'client-connection' || s.kind === 'idle-pool');
  if (count < (pooled ? leastPooled : leastAccrued)) return false;
  if (pooled && !knownLeaks.some((k) => count >= k.atLeast)) return distance <= pooledWaves;
  return distance <= Math.max(ksFactor / Math.sqrt(count), waves);
}
