// Pools whose places are all lent while nobody works with one: those who wait for a place wait for nobody.
import { isOfPoolLibrary, matchPool, type PoolPart } from '../../knowledge/pools.ts';
import type { Epoch, Moment, MomentGroup } from '../../model/history.ts';
import { groupsWith } from './frame-index.ts';

export interface PoolWait {
  readonly pool: string;
  /** Goroutines of the newest moment that wait for a place. */
  readonly waiters: number;
  /** Goroutines of the newest moment that work with what the pool lent, or make a new one. */
  readonly users: number;
  /** Moments, the newest and those right before it, in which some waited and nobody worked. */
  readonly moments: number;
  /** Exact keys of the waiters. */
  readonly keys: ReadonlySet<string>;
}

/** Pools of the newest moment that somebody waits for; `moments` are the countable ones, oldest first. */
export function derivePoolWaits(epoch: Epoch, countable: readonly number[], newest: Moment): PoolWait[] {
  const parts = new Map<string, { readonly pool: string; readonly part: PoolPart } | undefined>();
  const partOf = (group: MomentGroup) => {
    const key = `${group.identity.exactKey} ${group.primitive}`;
    if (!parts.has(key)) parts.set(key, read(group));
    return parts.get(key);
  };
  const count = (moment: Moment) => {
    const pools = new Map<string, { waiters: number; users: number; keys: Set<string> }>();
    for (const group of groupsWith(moment, isOfPoolLibrary)) {
      const found = partOf(group);
      if (!found || found.part === 'serves') continue;
      const pool = pools.get(found.pool) ?? { waiters: 0, users: 0, keys: new Set<string>() };
      if (found.part === 'uses') pool.users += group.count;
      else {
        pool.waiters += group.count;
        pool.keys.add(group.identity.exactKey);
      }
      pools.set(found.pool, pool);
    }
    return pools;
  };
  const now = [...count(newest)].filter(([, p]) => p.waiters > 0);
  if (now.length === 0) return [];
  const before = countable.map((i) => count(epoch.moments[i]));
  return now.map(([pool, p]) => {
    let moments = 0;
    while (moments < before.length) {
      const then = before[before.length - 1 - moments].get(pool);
      if (!then || then.waiters === 0 || then.users > 0) break;
      moments++;
    }
    return { pool, ...p, moments };
  });
}

function read({ stack, primitive }: MomentGroup) {
  const names = stack.frames.map((f) => f.function);
  return matchPool(names, names.at(-1) ?? '', stack.createdBy?.function, primitive);
}
