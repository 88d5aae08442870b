// Which moment of a process the judge looks at.
import type { Epoch, Moment } from '../../model/history.ts';
import { sameMomentMs } from './moments.ts';

/**
 * The moment that the judge looks at: the newest complete one. A profile without ids taken right after a full dump
 * (the last rung of the live ladder) only counts; the dump beside it tells more.
 */
export function newestOf(epoch: Epoch): Moment {
  const { moments } = epoch;
  const complete = moments.findLast((m) => m.complete);
  const time = complete?.time;
  const beside =
    time === undefined || complete?.hasIds
      ? undefined
      : moments.findLast((m) => m.complete && m.hasIds && m.time !== undefined && time - m.time <= sameMomentMs);
  return beside ?? complete ?? moments.findLast((m) => m.preferred) ?? (moments.at(-1) as Moment);
}
