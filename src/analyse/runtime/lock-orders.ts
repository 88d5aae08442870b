// Two locks taken in both orders, told without addresses: who stands in the code behind one Lock waits for the other.
import type { LockQueue, LockWaiter } from './lock-waits.ts';

/** Two queues, each with a waiter that may hold the other's lock. */
export interface CrossedPair {
  readonly a: LockQueue;
  readonly b: LockQueue;
  readonly wa: LockWaiter;
  readonly wb: LockWaiter;
}

/** More queues than this of one program are contention of a kind that this rule does not tell. */
const mostCrossed = 200;
/** A mutex has one holder: of several who came past its Lock and wait for the same other one, most hold something else. */
const mostInsiders = 3;

/**
 * Pairs of queues of which each has a few waiters that stand, further out on their stacks, in the very function whose
 * callers wait at the other one: they came past that Lock. For dumps whose frames show no addresses of the objects.
 */
export function crossedInsiders(queues: readonly LockQueue[]): CrossedPair[] {
  if (queues.length < 2 || queues.length > mostCrossed) return [];
  const parks = queues.map((q) => new Set(q.waiters.map((w) => w.group.parkSite?.function ?? '')));
  const insidersOf = (i: number, j: number) =>
    queues[i].waiters.filter((w) => {
      const park = w.group.parkSite?.function ?? '';
      return [...parks[j]].some(
        (name) => name !== '' && name !== park && w.group.stack.frames.some((f) => f.function === name),
      );
    });
  const pairs: CrossedPair[] = [];
  for (let i = 0; i < queues.length; i++)
    for (let j = i + 1; j < queues.length; j++) {
      const [a, b] = [insidersOf(i, j), insidersOf(j, i)];
      if (a.length === 0 || b.length === 0 || a.length > mostInsiders || b.length > mostInsiders) continue;
      pairs.push({ a: queues[i], b: queues[j], wa: a[0], wb: b[0] });
    }
  return pairs;
}
