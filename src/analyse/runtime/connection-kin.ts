// Goroutines that belong to a connection or a request in progress by birth: started by the goroutine that works for
// it, the starter of its reader, or started beside that reader.
import { hasId, sortedDistinct } from '../../base/sorted-ids.ts';
import type { Moment, MomentGroup } from '../../model/history.ts';

/** How a group hangs together with connections and requests in progress. */
export type ConnectionKin = 'child' | 'parent' | 'sibling';

/** What a group is to connections by its own stack. */
export type ConnectionWork =
  | 'reader' // reads from a connection of unknown or server side, for as long as it lives
  | 'stream-handler' // handles one request or stream, and ends with it
  | 'request-reader' // net/http reads ahead for the handler that started it, until its request is over
  | undefined;

export interface ConnectionFamilies {
  readonly moment: Moment;
  /** Who works for a connection or request now → the lowest id that anything born since the work began can have. */
  readonly workers: ReadonlyMap<number, number>;
  /** Goroutines, living or ended, that started one to four readers: more is a loop that accepts or dials. */
  readonly parents: Float64Array;
}

/** More readers by one creator are not one connection's. */
const mostReaders = 4;
/** A connection has a few goroutines beside its reader; a creator with more of a group makes them for something else. */
const mostPerFamily = 3;
/** One goroutine that has to do with one connection is no pattern: main starts much beside the one that it dials. */
const leastFamilies = 2;
/** Some of a room's or a session's founders have gone while it lives on with others. */
const leastShare = 0.75;
/** Each P takes ids in blocks of 16 (runtime/proc.go _GoidCacheBatch@go1.26.8): a later goroutine may have a lower one. */
const idDisorder = 64;

/** The families of one moment; `workOf` says what a group does by its stack. Undefined without ids or connections. */
export function findConnectionFamilies(
  moment: Moment,
  workOf: (key: string, group: MomentGroup) => ConnectionWork,
): ConnectionFamilies | undefined {
  if (!moment.complete || !moment.hasIds) return undefined;
  const workers = new Map<number, number>();
  const parents: number[] = [];
  for (const [key, group] of moment.groups) {
    const work = group.ids ? workOf(key, group) : undefined;
    if (work === 'request-reader')
      for (const { id, creator } of births(moment, group)) workers.set(creator, id - idDisorder);
    if (work === 'reader' || work === 'stream-handler') for (const id of group.ids ?? []) workers.set(id, 0);
    if (work !== 'reader') continue;
    const creators = group.creatorIds ?? new Float64Array();
    if (group.count <= creators.length * mostReaders) for (const id of creators) parents.push(id);
  }
  return workers.size > 0 ? { moment, workers, parents: sortedDistinct(parents) } : undefined;
}

/** How the group belongs to connections; undefined when fewer than three quarters of it do. */
export function deriveConnectionKin(
  group: MomentGroup,
  families: ConnectionFamilies | undefined,
): ConnectionKin | undefined {
  if (!families || !group.ids || group.ids.length < leastFamilies) return undefined;
  if (shareIn(group.ids, families.parents) >= leastShare) return 'parent';
  const creators = group.creatorIds;
  if (!creators || creators.length < leastFamilies || group.count > creators.length * mostPerFamily) return undefined;
  let children = 0;
  for (const { id, creator } of births(families.moment, group))
    if (id > (families.workers.get(creator) ?? Number.POSITIVE_INFINITY)) children++;
  if (children >= leastShare * group.count) return 'child';
  if (shareIn(creators, families.parents) >= leastShare) return 'sibling';
  return undefined;
}

/** Each goroutine of the group with the one that started it, where the dump names it. */
function* births(moment: Moment, group: MomentGroup): Generator<{ readonly id: number; readonly creator: number }> {
  const { id, creator } = moment.preferred?.rows ?? {};
  if (!id || !creator) return;
  for (const part of group.parts)
    for (const row of part.rows) if (creator[row] > 0) yield { id: id[row], creator: creator[row] };
}

function shareIn(ids: Float64Array, set: Float64Array): number {
  let found = 0;
  for (const id of ids) if (hasId(set, id)) found++;
  return found / ids.length;
}
