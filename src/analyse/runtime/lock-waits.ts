// Who waits for which lock, who may hold it, and who waits in a circle; from first argument words where a dump has them.

import { packageOf } from '../../knowledge/standard-library.ts';
import type { Group } from '../../model/group.ts';
import type { Moment } from '../../model/history.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Stack } from '../../model/stack.ts';
import { isWholeProcess } from './closed-world.ts';
import { fieldWindow, findHolder, type Holder, indexInsiders, receiverType, repeatsReceiver } from './lock-holders.ts';
import { type CrossedPair, crossedInsiders, secondLockCycles } from './lock-orders.ts';
import { pointerReader, pointersOf } from './pointer-reader.ts';

/** One goroutine that waits for a mutex or RWMutex. */
export interface LockWaiter {
  readonly exactKey: string;
  readonly group: Group;
  readonly row: number;
  readonly id: number;
  /** Address of the lock, or of the object that holds it; 0 when the dump does not tell. */
  readonly lock: number;
  readonly minutes: number;
}

/** Goroutines that wait at one lock (by address, else by site). */
export interface LockQueue {
  readonly lock: number;
  readonly site: string;
  readonly waiters: readonly LockWaiter[];
  /** Another goroutine that is inside the guarded code and waits for something else. */
  readonly holder?: Holder;
  /** Without a holder: a background loop of the same object that waits for something else. */
  readonly bystander?: Holder;
  /** Nobody that could hold it is on any stack, nor anybody with a frame of the package that the waiters call Lock from. */
  readonly deserted: boolean;
}

const lockPrimitives = new Set(['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock']);

/** How far the address in the frame lies behind the start of the lock (offsets of the semaphores in sync.RWMutex). */
const lockFrames: readonly { readonly match: RegExp; readonly back: number }[] = [
  { match: /^(internal\/)?sync\.\(\*Mutex\)\.(lockSlow|Lock)$/, back: 0 },
  { match: /^sync\.\(\*RWMutex\)\.(Lock|RLock|rlock)$/, back: 0 },
  { match: /^sync\.runtime_SemacquireRWMutexR$/, back: 12 },
  { match: /^sync\.runtime_SemacquireRWMutex$/, back: 8 },
];

/** Bytes by which the first argument of a function lies behind the lock; undefined for functions that are given no lock. */
function lockOffset(functionName: string): number | undefined {
  if (!functionName.startsWith('sync.') && !functionName.startsWith('internal/sync.')) return undefined;
  return lockFrames.find((f) => f.match.test(functionName))?.back;
}

/** Functions whose first argument is the lock itself; the dump decoder must keep their first words. */
export function isLockFrame(functionName: string): boolean {
  return lockOffset(functionName) !== undefined;
}

/** Keeps what `tell` says of each stack: goroutines of one group share it. */
function perStack<T>(tell: (stack: Stack) => T): (stack: Stack) => T {
  const said = new Map<Stack, T>();
  return (stack) => {
    let answer = said.get(stack);
    if (answer === undefined) {
      answer = tell(stack);
      said.set(stack, answer);
    }
    return answer;
  };
}

/** All queues at locks of the moment's preferred snapshot, longest first, with the probable holder. */
export function deriveLockQueues(moment: Moment): LockQueue[] {
  const snapshot = moment.preferred;
  if (!snapshot) return [];
  const pointer = pointerReader(snapshot);
  const queues = new Map<string, LockWaiter[]>();
  const words = { snapshot, pointer, lockWords: perStack(lockWordsOf) };
  const known = lockOfReceiver(moment, words);
  for (const momentGroup of moment.groups.values()) {
    for (const group of momentGroup.parts) {
      if (!lockPrimitives.has(group.primitive)) continue;
      const locksMethod = locksInMethod(group);
      const site = group.parkSite?.function ?? '';
      for (const row of group.rows) {
        const receiver = locksMethod ? receiverOf(group, row, pointer) : 0;
        const lock = lockOf(row, words) || (known.get(receiver) ?? receiver);
        const copies = snapshot.rows.count?.[row] ?? 1;
        const waiter: LockWaiter = {
          exactKey: group.identity.exactKey,
          group,
          row,
          id: snapshot.rows.id?.[row] ?? Number.NaN,
          lock,
          minutes: snapshot.rows.minutes?.[row] ?? 0,
        };
        const name = lock > 0 ? `@${lock}` : site;
        const list = queues.get(name) ?? [];
        for (let i = 0; i < Math.min(copies, 10_000); i++) list.push(waiter);
        queues.set(name, list);
      }
    }
  }
  if (queues.size === 0) return [];
  const callers = new Set<string>();
  for (const waiters of queues.values()) for (const w of waiters) callers.add(w.group.parkSite?.function ?? '');
  const inside = indexInsiders(moment, (p) => lockPrimitives.has(p), callers);
  return [...queues.values()]
    .map((waiters) => {
      const site = waiters[0].group.parkSite?.function ?? '';
      const suspects = findHolder(waiters, inside, snapshot, pointer);
      const nobody = !suspects.holder && !suspects.bystander;
      return { lock: waiters[0].lock, site, waiters, ...suspects, deserted: nobody && !inside.isIn(packageOf(site)) };
    })
    .sort((a, b) => b.waiters.length - a.waiters.length);
}

interface Words {
  readonly snapshot: Snapshot;
  readonly pointer: (row: number, depth: number) => number;
  readonly lockWords: (stack: Stack) => readonly LockWord[];
}

/** A frame whose first argument tells where the lock is. */
interface LockWord {
  readonly depth: number;
  readonly back: number;
}

function lockWordsOf(stack: Stack): LockWord[] {
  const words: LockWord[] = [];
  for (let depth = 0; depth < Math.min(stack.frames.length, 8); depth++) {
    const back = lockOffset(stack.frames[depth].function);
    if (back !== undefined) words.push({ depth, back });
  }
  return words;
}

/**
 * The optimised sync functions often print a dead word instead of the lock's address. The receiver of the method that
 * locks stands in for it then, and leads to the true address when another waiter of the same object shows it.
 */
function locksInMethod(group: Group): boolean {
  const depth = group.identity.parkIndex;
  return depth !== undefined && receiverType(group.stack.frames[depth]?.function ?? '') !== '';
}

function receiverOf(group: Group, row: number, pointer: Words['pointer']): number {
  const value = pointer(row, group.identity.parkIndex as number);
  return value > 4096 ? value : 0;
}

function lockOfReceiver(moment: Moment, words: Words): Map<number, number> {
  const known = new Map<number, number>();
  for (const momentGroup of moment.groups.values())
    for (const group of momentGroup.parts) {
      if (!lockPrimitives.has(group.primitive) || !locksInMethod(group)) continue;
      for (const row of group.rows) {
        const lock = lockOf(row, words);
        const receiver = receiverOf(group, row, words.pointer);
        if (lock > 0 && receiver > 0 && lock >= receiver && lock - receiver < fieldWindow) known.set(receiver, lock);
      }
    }
  return known;
}

function lockOf(row: number, { snapshot, pointer, lockWords }: Words): number {
  for (const { depth, back } of lockWords(snapshot.stacks[snapshot.rows.stack[row]])) {
    const value = pointer(row, depth);
    if (value > 4096) return value - back;
  }
  return 0;
}

export interface LockCycle {
  readonly kind: 'double-lock' | 'lock-order' | 'rwmutex-reentry';
  readonly certain: boolean;
  readonly exactKeys: readonly string[];
  readonly ids: readonly number[];
  /** Exact key of the group that began it, when one did; the others only wait behind it. */
  readonly rootKey?: string;
  /** Address of the lock (of the lower one, in a circle of two). */
  readonly lock: number;
  readonly text: string;
}

/**
 * Circles of lock waiters. `double-lock`: goroutines that wait each for a lock of its own which nobody else waits for
 * or touches, twice inside the same object or in at least two instances. `lock-order`: two goroutines each with the
 * address of the other's lock among their arguments, while nobody at work is inside. `rwmutex-reentry`: a reader behind a writer that waits for the
 * same lock, while the reader's own stack is already inside the guarded object.
 */
export function deriveLockCycles(moment: Moment, queues: readonly LockQueue[]): LockCycle[] {
  const snapshot = moment.preferred;
  if (!snapshot) return [];
  const pointer = pointerReader(snapshot);
  const cycles: LockCycle[] = [];
  const byAddress = queues.filter((q) => q.lock > 0);
  const insideTwice = perStack(repeatsReceiver);
  // "Nobody else is inside" can be said only where everybody is listed.
  const whole = isWholeProcess(moment);

  for (const { a, b, wa, wb } of crossedPairs(
    byAddress.filter((q) => !isWorking(q.holder)),
    snapshot,
  ))
    cycles.push({
      kind: 'lock-order',
      certain: false,
      exactKeys: [...new Set([...a.waiters, ...b.waiters].map((w) => w.exactKey))],
      ids: [wa.id, wb.id],
      lock: Math.min(a.lock, b.lock),
      text: `goroutine ${wa.id} waits for lock 0x${a.lock.toString(16)} with 0x${b.lock.toString(16)} in its frames, goroutine ${wb.id} the other way round`,
    });
  const told = new Set(cycles.flatMap((c) => c.ids));
  for (const { a, b, wa, wb } of crossedInsiders(
    byAddress.filter((q) => !q.holder && !q.waiters.some((w) => told.has(w.id))),
  ))
    cycles.push({
      kind: 'lock-order',
      certain: false,
      exactKeys: [...new Set([...a.waiters, ...b.waiters].map((w) => w.exactKey))],
      ids: [wa.id, wb.id],
      lock: Math.min(a.lock, b.lock),
      text: `goroutine ${wa.id} waits for lock 0x${a.lock.toString(16)} from inside the code in which others wait for 0x${b.lock.toString(16)}, goroutine ${wb.id} the other way round, and nobody else is inside either`,
    });
  const lost = queues.filter((q) => !q.holder && !q.bystander && !q.waiters.some((w) => told.has(w.id)));
  if (whole && cycles.length === 0) cycles.push(...secondLockCycles(lost, snapshot));
  const inOrderCycle = new Set(cycles.flatMap((c) => c.ids));

  for (const q of byAddress) {
    if (q.holder || q.waiters.some((w) => inOrderCycle.has(w.id))) continue;
    const twice = q.waiters.filter((w) => insideTwice(w.group.stack));
    const alike = twice.length > 0 ? countByKey(q.waiters) : undefined;
    const inside = twice.filter((w) => mayHold(w, alike?.get(w.exactKey) ?? 1) && !isElsewhere(w, pointer));
    const writer = q.waiters.find((w) => w.group.primitive === 'sync.RWMutex.Lock');
    const reader =
      inside.find((w) => w.group.primitive === 'sync.RWMutex.RLock') ??
      q.waiters.find(
        (w) => w.group.primitive === 'sync.RWMutex.RLock' && writer && snapshot.rows.creator?.[writer.row] === w.id,
      );
    const address = `0x${q.lock.toString(16)}`;
    if (writer && reader)
      cycles.push({
        kind: 'rwmutex-reentry',
        certain: false,
        exactKeys: keysOf(q),
        rootKey: reader.exactKey,
        lock: q.lock,
        ids: [reader.id, writer.id],
        text: `goroutine ${reader.id} asks for a read lock behind writer ${writer.id} on the same RWMutex ${address}, and no goroutine that is not waiting for it is inside the guarded code`,
      });
    else if (whole && inside.length > 0 && q.waiters.length > 1)
      cycles.push({
        kind: 'double-lock',
        certain: false,
        exactKeys: keysOf(q),
        rootKey: inside[0].exactKey,
        lock: q.lock,
        ids: [inside[0].id],
        text: `goroutine ${inside[0].id} waits for lock ${address} of an object that it is already inside of; ${q.waiters.length - 1} others wait behind it, and nobody else is inside`,
      });
  }
  const reentrant = new Set(cycles.flatMap((c) => c.exactKeys));

  const lonely = new Map<string, LockWaiter[]>();
  for (const q of whole ? byAddress : []) {
    const w = q.waiters[0];
    if (q.waiters.length !== 1 || q.holder || inOrderCycle.has(w.id) || reentrant.has(w.exactKey)) continue;
    const alike = lonely.get(w.exactKey);
    if (alike) alike.push(w);
    else lonely.set(w.exactKey, [w]);
  }
  for (const [key, waiters] of lonely) {
    const twice = insideTwice(waiters[0].group.stack) && !isElsewhere(waiters[0], pointer);
    if (!twice && waiters.length < 2) continue;
    cycles.push({
      kind: 'double-lock',
      certain: false,
      exactKeys: [key],
      ids: waiters.map((w) => w.id),
      lock: waiters[0].lock,
      text:
        waiters.length > 1
          ? `${waiters.length} goroutines wait each for a lock of its own that no other goroutine waits for or touches`
          : `goroutine ${waiters[0].id} waits for a lock of an object it is already inside of, and no other goroutine touches it`,
    });
  }
  return cycles;
}

/** A holder that gets on with its work: its lock is contended, not lost. */
function isWorking(holder: Holder | undefined): boolean {
  return (
    holder !== undefined && ['running', 'runnable', 'syscall', 'IO wait', 'sleep'].includes(holder.group.primitive)
  );
}

/**
 * Queues of which each has a waiter with the other's lock among its words. Each word is looked up among the sorted
 * locks, so that many queues with many waiters stay cheap.
 */
function crossedPairs(queues: readonly LockQueue[], snapshot: Snapshot): CrossedPair[] {
  const { each } = pointersOf(snapshot);
  const sorted = [...queues].sort((x, y) => x.lock - y.lock);
  const locks = Float64Array.from(sorted, (q) => q.lock);
  // By waiting queue and touched queue: the first waiter that does.
  const touching = sorted.map(() => new Map<number, LockWaiter>());
  sorted.forEach((queue, i) => {
    for (const waiter of queue.waiters) {
      const { frames } = snapshot.stacks[snapshot.rows.stack[waiter.row]];
      each(waiter.row, (depth, value) => {
        if (!(value > 4096) || depth >= frames.length || isLockFrame(frames[depth].function)) return;
        // The locks that lie in the object at that address.
        for (let j = lowerBound(locks, value); j < locks.length && locks[j] - value < fieldWindow; j++)
          if (i !== j && !touching[i].has(j)) touching[i].set(j, waiter);
      });
    }
  });
  const pairs: CrossedPair[] = [];
  touching.forEach((touched, i) => {
    for (const [j, wi] of touched) {
      const wj = i < j ? touching[j].get(i) : undefined;
      if (!wj || wi.id === wj.id) continue;
      const first = queues.indexOf(sorted[i]) < queues.indexOf(sorted[j]);
      const [a, b, wa, wb] = first ? [i, j, wi, wj] : [j, i, wj, wi];
      pairs.push({ a: sorted[a], b: sorted[b], wa, wb });
    }
  });
  return pairs;
}

/** Index of the first value that is not below `value`. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Whether a waiter may hold the lock already. Of several that wait for one mutex with the same stack none does: only one
 * could, so their outer method does not lock. An RWMutex has many readers.
 */
function mayHold(waiter: LockWaiter, alike: number): boolean {
  return waiter.group.primitive !== 'sync.Mutex.Lock' || alike === 1;
}

/** A lock further than this (bytes) behind the receiver is no field of it: nobody writes structs that large. */
const largestStruct = 1 << 16;

/** Whether the addresses show that the lock belongs to another object than the one whose method waits for it. */
function isElsewhere({ group, row, lock }: LockWaiter, pointer: Words['pointer']): boolean {
  if (!locksInMethod(group)) return false;
  const receiver = receiverOf(group, row, pointer);
  return receiver > 0 && lock > 0 && (lock < receiver || lock - receiver > largestStruct);
}

function keysOf({ waiters }: LockQueue): string[] {
  return [...new Set(waiters.map((w) => w.exactKey))];
}

function countByKey(waiters: readonly LockWaiter[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const w of waiters) counts.set(w.exactKey, (counts.get(w.exactKey) ?? 0) + 1);
  return counts;
}
