// Pairs of locks of one object that are taken in both orders: A then B on one path, B then A on another.
import type { Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { runsOfLiteral } from './activities.ts';
import { isMadeHere } from './fresh-values.ts';
import type { HeldLock } from './held-locks.ts';
import { locksOfPackage, locksTaken, walkHeld } from './held-locks.ts';
import type { LockEffect } from './lock-operations.ts';
import { effectsOf } from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';
import { lockClass } from './unlock-owners.ts';

/** One way in which a second lock is taken while a first is held. */
export interface LockOrder {
  readonly fn: SourceFunction;
  readonly held: HeldLock;
  /** The second lock call; it may stand in another function. */
  readonly second: LockEffect;
  /** The operation of `fn` that does it: the lock call or a call that leads to it. */
  readonly by: SourcePlace;
  /** Classes of the locks that are held over both, for writing: they keep others out. */
  readonly guards: ReadonlySet<string>;
}

export interface LockInversion {
  readonly order: LockOrder;
  readonly other: LockOrder;
  /** Both locks are variables of the package or of one function: there is one pair of them, not one an object. */
  readonly isOnePair: boolean;
}

/** Both orders of each pair of locks of the package, told from either side. */
export function lockInversions(facts: PackageFacts): LockInversion[] {
  const byPair = new Map<string, LockOrder[]>();
  for (const fn of locksOfPackage(facts).keys())
    for (const order of ordersOf(facts, fn)) {
      const key = `${lockClass(facts, order.held.lock.place)} ${lockClass(facts, order.second.place)}`;
      const list = byPair.get(key);
      if (list) list.push(order);
      else byPair.set(key, [order]);
    }
  const found: LockInversion[] = [];
  for (const [key, orders] of byPair) {
    const [first, second] = key.split(' ');
    const others = byPair.get(`${second} ${first}`) ?? [];
    for (const order of orders) {
      const other = others.find((o) => canMeet(facts, order, o));
      if (other) found.push({ order, other, isOnePair: order.held.lock.place.path.length === 0 });
    }
  }
  return found;
}

/** True when two goroutines can stand on both paths, each with its first lock and waiting for its second. */
function canMeet(facts: PackageFacts, a: LockOrder, b: LockOrder): boolean {
  const readers = (x: LockOrder, y: LockOrder) => x.held.lock.mode === 'read' && y.second.mode === 'read';
  if (readers(a, b) || readers(b, a)) return false;
  for (const guard of a.guards) if (b.guards.has(guard)) return false;
  // Two paths of one function that runs once at a time are no two goroutines; a local pair needs a second goroutine.
  const { root } = a.held.lock.place;
  const isLocal = root.kind === 'local' && a.held.lock.place.path.length === 0;
  return !isLocal || a.fn !== b.fn || startsAnew(facts, a.fn);
}

/** A literal that `go` runs: it may run beside itself. */
function startsAnew(facts: PackageFacts, fn: SourceFunction): boolean {
  return fn.parent !== undefined && runsOfLiteral(facts, fn).some(({ kind }) => kind === 'go' || kind === 'unknown');
}

/** Only locks of which two functions can name the same one: fields of one variable, variables of the package, locals that
 * literals share. */
function isPair(facts: PackageFacts, fn: SourceFunction, a: Place, b: Place): boolean {
  if (a.key === b.key) return false;
  if (a.path.length === 0 || b.path.length === 0) {
    if (a.path.length + b.path.length > 0) return false;
    if (a.root.kind === 'package' && b.root.kind === 'package') return true;
    const isShared = (p: Place) => p.root.kind === 'local' && !isPointerLocal(facts, p);
    return isShared(a) && isShared(b) && a.root.owner === b.root.owner;
  }
  if (a.root !== b.root) return false;
  // Two names for one lock (`s.mu` and `s.inner.mu` of an embedded field) have one class.
  if (lockClass(facts, a) === lockClass(facts, b)) return false;
  // A value that this function has just made is known to nobody else.
  return a.root.owner !== fn || !isMadeHere(facts, a.root);
}

function isPointerLocal(facts: PackageFacts, place: Place): boolean {
  return facts.typeOf(place.root.file, place.root.node).kind === 'pointer' && !isMadeHere(facts, place.root);
}

function ordersOf(facts: PackageFacts, fn: SourceFunction): LockOrder[] {
  const taken = locksTaken(facts, fn);
  const found: { held: HeldLock; second: LockEffect; node: number }[] = [];
  /** By the node of an operation: the locks that are held when it runs. */
  const heldAt = new Map<number, Set<HeldLock>>();
  for (const held of taken) {
    const seen = new Set<string>();
    for (const operation of walkHeld(facts, held).operations) {
      const known = heldAt.get(operation.node);
      if (known) known.add(held);
      else heldAt.set(operation.node, new Set([held]));
      const effects = effectsOf(facts, fn, operation);
      // A call that lets go of the first lock before it takes another, as far as can be told.
      if (effects.some((e) => e.action === 'unlock' && e.place.key === held.lock.place.key)) continue;
      for (const second of effects) {
        if (second.action !== 'lock' || !isPair(facts, fn, held.lock.place, second.place)) continue;
        const key = `${second.place.key}:${second.at.node}:${second.mode}`;
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({ held, second, node: operation.node });
      }
    }
  }
  return found.map(({ held, second, node }) => {
    const guards = new Set<string>();
    const before = heldAt.get(held.lock.call.node);
    for (const guard of heldAt.get(node) ?? [])
      if (guard !== held && guard.lock.mode === 'write' && before?.has(guard))
        guards.add(lockClass(facts, guard.lock.place));
    for (const guard of guardsOfCallers(facts, fn)) guards.add(guard);
    return { fn, held, second, by: { file: fn.file, node }, guards };
  });
}

const guarded = new WeakMap<PackageFacts, Map<SourceFunction, ReadonlySet<string>>>();

/** Write locks that every caller of a function in its package holds; none for functions that others can call. */
function guardsOfCallers(facts: PackageFacts, fn: SourceFunction): ReadonlySet<string> {
  let all = guarded.get(facts);
  if (!all) guarded.set(facts, (all = new Map()));
  let guards = all.get(fn);
  if (!guards) all.set(fn, (guards = findGuards(facts, fn)));
  return guards;
}

const none: ReadonlySet<string> = new Set();

function findGuards(facts: PackageFacts, fn: SourceFunction): ReadonlySet<string> {
  if (/[.)]\p{Lu}[\p{L}\p{N}_]*$/u.test(fn.name)) return none;
  let guards: Set<string> | undefined;
  for (const { fn: caller, operation } of facts.operations.callsTo(fn)) {
    const held = operation.mode === 'now' ? (writersHeld(facts, caller).get(operation.node) ?? none) : none;
    if (!guards) guards = new Set(held);
    else for (const name of guards) if (!held.has(name)) guards.delete(name);
    if (guards.size === 0) break;
  }
  return guards ?? none;
}

const heldBy = new WeakMap<PackageFacts, Map<SourceFunction, ReadonlyMap<number, ReadonlySet<string>>>>();

/** By the node of an operation: the classes of the locks that a function holds for writing when it runs. */
function writersHeld(facts: PackageFacts, fn: SourceFunction): ReadonlyMap<number, ReadonlySet<string>> {
  let all = heldBy.get(facts);
  if (!all) heldBy.set(facts, (all = new Map()));
  const known = all.get(fn);
  if (known) return known;
  const heldAt = new Map<number, Set<string>>();
  for (const held of locksTaken(facts, fn)) {
    if (held.lock.mode !== 'write') continue;
    const name = lockClass(facts, held.lock.place);
    for (const { node } of walkHeld(facts, held).operations) {
      const names = heldAt.get(node) ?? new Set();
      heldAt.set(node, names.add(name));
    }
  }
  all.set(fn, heldAt);
  return heldAt;
}
