// Two locks taken in both orders, told without addresses: who stands in the code behind one Lock waits for the other.
import { packageOf } from '../../knowledge/standard-library.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { LockCycle, LockQueue, LockWaiter } from './lock-waits.ts';

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

/** Waiters that stand at a later Lock of a function at whose first Lock others wait: each came past that one. */
interface SecondLock {
  readonly function: string;
  readonly first: number;
  readonly second: number;
  /** Of the queues that have waiters at both places: one waiter at the later Lock of each, with its queue. */
  readonly pairs: readonly { readonly queue: LockQueue; readonly waiter: LockWaiter }[];
  /** How many stand at the later Lock, whatever their lock. */
  readonly past: number;
}

/**
 * Functions that lock twice, one lock inside the other, and that hang at both places: which two goroutines hold what the
 * other needs no dump without addresses tells, that several hold one lock and wait for the next it does.
 */
function findSecondLocks(queues: readonly LockQueue[], snapshot: Snapshot): SecondLock[] {
  const lineOf = ({ group, row }: LockWaiter): number => {
    const name = group.parkSite?.function;
    return snapshot.stacks[snapshot.rows.stack[row]].frames.find((f) => f.function === name)?.line ?? 0;
  };
  const firstLines = new Map<string, number>();
  // The queues by the function that their waiters lock in, each with those waiters.
  const byFunction = new Map<string, Map<LockQueue, PlacedWaiter[]>>();
  for (const queue of queues) {
    let last: PlacedWaiter | undefined;
    for (const waiter of queue.waiters) {
      const name = waiter.group.parkSite?.function ?? '';
      // The copies of one row are one waiter, named one after the other.
      const line = last?.waiter === waiter ? last.line : lineOf(waiter);
      last = { waiter, line };
      if (name === '') continue;
      if (line > 0) firstLines.set(name, Math.min(line, firstLines.get(name) ?? line));
      const here = byFunction.get(name) ?? new Map<LockQueue, PlacedWaiter[]>();
      byFunction.set(name, here);
      const list = here.get(queue);
      if (list) list.push(last);
      else here.set(queue, [last]);
    }
  }
  return [...firstLines].flatMap(([name, first]) => {
    const later = [...(byFunction.get(name) ?? [])].flatMap(([queue, waiters]) => {
      const past = waiters.filter((w) => w.line > first);
      return past.length > 0 ? [{ queue, ...past[0], past: past.length, both: past.length < waiters.length }] : [];
    });
    const past = later.reduce((sum, l) => sum + l.past, 0);
    if (past < 2) return [];
    return [{ function: name, first, second: later[0].line, pairs: later.filter((l) => l.both), past }];
  });
}

/** A waiter and the line at which the function that it locks in stands on its stack; 0 when it has none. */
interface PlacedWaiter {
  readonly waiter: LockWaiter;
  readonly line: number;
}

/**
 * Circles told by the lines of one function, of queues without a holder. By address two locks, each waited for at both
 * places; without addresses, two or more past the first Lock: they hold one each of several.
 */
export function secondLockCycles(queues: readonly LockQueue[], snapshot: Snapshot): LockCycle[] {
  return findSecondLocks(queues, snapshot).flatMap((at) => {
    const [a, b] = at.pairs;
    const addressed = a !== undefined && a.queue.lock > 0;
    if (addressed ? b === undefined : a === undefined || queues.some((q) => q.lock > 0)) return [];
    const waiters = addressed ? [a.waiter, b.waiter] : [];
    const behind = queues.filter((q) => packageOf(q.site) === packageOf(at.function));
    const wanted = addressed
      ? `: goroutine ${waiters[0].id} wants 0x${a.queue.lock.toString(16)}, goroutine ${waiters[1].id} 0x${b.queue.lock.toString(16)}, and others wait for both`
      : '';
    const cycle: LockCycle = {
      kind: 'lock-order',
      certain: false,
      exactKeys: [...new Set(behind.flatMap((q) => q.waiters.map((w) => w.exactKey)))],
      ids: waiters.map((w) => w.id),
      lock: addressed ? Math.min(a.queue.lock, b.queue.lock) : 0,
      text: `${at.past} goroutines stand at a second Lock of ${at.function} (line ${at.second}), past the one (line ${at.first}) where others wait${wanted}, and nobody else is inside`,
    };
    return [cycle];
  });
}
