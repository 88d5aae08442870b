// Pairs of locks of two types that are taken in both orders, where the object of one is reached from the other. Which objects
// meet is not known: names tell the types, and that the two belong together.
import type { Operation, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { isMadeHere } from './fresh-values.ts';
import { implementationOf } from './function-values.ts';
import type { HeldLock } from './held-locks.ts';
import { locksOfPackage, locksTaken, walkHeld } from './held-locks.ts';
import { effectsOf, lockEffects, lockOperation, placeForCaller } from './lock-operations.ts';
import { isReachedFrom, lockOwner } from './lock-owners.ts';
import type { PackageFacts } from './package-facts.ts';

/** A lock that a function takes, itself or in what it calls, told by its type. */
interface TakenClass {
  readonly name: string;
  readonly type: string;
  readonly mode: 'write' | 'read';
  readonly at: { readonly fn: SourceFunction; readonly node: number };
}

export interface RankOrder {
  readonly fn: SourceFunction;
  readonly held: HeldLock;
  /** `Store.mu`, `Replica.raftMu`. */
  readonly names: readonly [string, string];
  readonly second: TakenClass;
  /** The operation of `fn` that takes it, or leads to it. */
  readonly by: SourcePlace;
  /** The second object was got from the first, or the first from the second. */
  readonly isLinked: boolean;
  /** Further locks held for writing over both. */
  readonly guards: ReadonlySet<string>;
}

export interface RankInversion {
  readonly order: RankOrder;
  readonly other: RankOrder;
}

const nothing: readonly TakenClass[] = [];
/** Calls are followed this far. */
const MAX_CALLS = 4;

/** Both orders of each pair, one finding for each place of a second lock. */
export function rankInversions(facts: PackageFacts): RankInversion[] {
  const classes = new Classes(facts);
  const byPair = new Map<string, RankOrder[]>();
  for (const fn of locksOfPackage(facts).keys()) {
    if (!classes.mayInvert(fn)) continue;
    for (const order of classes.ordersOf(fn)) {
      const key = order.names.join(' ');
      const list = byPair.get(key);
      if (list) list.push(order);
      else byPair.set(key, [order]);
    }
  }
  const found: RankInversion[] = [];
  for (const orders of byPair.values())
    for (const order of orders) {
      const others = byPair.get(`${order.names[1]} ${order.names[0]}`) ?? [];
      const other = others.find((o) => canMeet(order, o));
      if (other) found.push({ order, other });
    }
  return found;
}

function canMeet(a: RankOrder, b: RankOrder): boolean {
  if (!a.isLinked && !b.isLinked) return false;
  const readers = (x: RankOrder, y: RankOrder) => x.held.lock.mode === 'read' && y.second.mode === 'read';
  if (readers(a, b) || readers(b, a)) return false;
  for (const guard of a.guards) if (b.guards.has(guard)) return false;
  return true;
}

class Classes {
  readonly #facts: PackageFacts;
  readonly #taken = new Map<SourceFunction, ReadonlyMap<string, TakenClass>>();
  /** Pairs of types of which some function holds one while it may take the other. */
  readonly #pairs = new Set<string>();

  constructor(facts: PackageFacts) {
    this.#facts = facts;
    for (const fn of locksOfPackage(facts).keys()) {
      const own = this.#ownClasses(fn);
      if (own.size === 0) continue;
      for (const a of own)
        for (const { name } of this.#takenBy(fn, 0).values()) if (name !== a) this.#pairs.add(`${a} ${name}`);
    }
  }

  #ownClasses(fn: SourceFunction): Set<string> {
    const found = new Set<string>();
    for (const { lock } of locksTaken(this.#facts, fn)) {
      const owner = lockOwner(this.#facts, lock.place);
      if (owner) found.add(`${owner.type}.${owner.lock}`);
    }
    return found;
  }

  /** False when no pair of this function's is taken the other way round anywhere. */
  mayInvert(fn: SourceFunction): boolean {
    const own = this.#ownClasses(fn);
    if (own.size === 0) return false;
    for (const a of own)
      for (const { name } of this.#takenBy(fn, 0).values())
        if (name !== a && this.#pairs.has(`${name} ${a}`)) return true;
    return false;
  }

  /** Locks that a function or what it calls in its package takes, by class. */
  #takenBy(fn: SourceFunction, depth: number): ReadonlyMap<string, TakenClass> {
    const known = this.#taken.get(fn);
    if (known) return known;
    const found = new Map<string, TakenClass>();
    if (depth > MAX_CALLS) return found;
    this.#taken.set(fn, found);
    const { calls } = this.#facts.flowOf(fn);
    for (let k = 0; k < calls.length; k++) {
      let isGiven: boolean | undefined;
      for (const taken of this.takes(fn, calls[k], depth)) {
        if (found.has(taken.name)) continue;
        isGiven ??= this.#isGivenNewObject(fn, calls[k]);
        if (!isGiven || !this.#isOfNewObject(fn, calls[k], taken)) found.set(taken.name, taken);
      }
    }
    return found;
  }

  /** What one operation takes, at once or by calls. */
  takes(fn: SourceFunction, operation: Operation, depth: number): readonly TakenClass[] {
    if (operation.kind !== 'call' || operation.mode !== 'now') return nothing;
    const own = lockOperation(this.#facts, fn, operation);
    if (own) {
      const owner = own.action === 'lock' ? lockOwner(this.#facts, own.place) : undefined;
      if (!owner) return nothing;
      const at = { fn, node: operation.node };
      return [{ name: `${owner.type}.${owner.lock}`, type: owner.type, mode: own.mode, at }];
    }
    const callee = this.#facts.functionHere(operation.callee) ?? implementationOf(this.#facts, fn, operation)?.fn;
    if (!callee) return nothing;
    const taken = this.#takenBy(callee, depth + 1);
    return taken.size === 0 ? nothing : [...taken.values()];
  }

  /** True when the lock is one of an object that the function has just made: nobody else waits for it or holds it. */
  #isOfNewObject(fn: SourceFunction, operation: Operation, { at }: TakenClass): boolean {
    if (!this.#isGivenNewObject(fn, operation)) return false;
    const effect = effectsOf(this.#facts, fn, operation).find((e) => e.at.fn === at.fn && e.at.node === at.node);
    return effect !== undefined && effect.place.root.owner === fn && isMadeHere(this.#facts, effect.place.root);
  }

  /** False when a declared function is called that no value made here is handed to: told without a look into it. */
  #isGivenNewObject(fn: SourceFunction, operation: Operation): boolean {
    if (operation.kind !== 'call' || operation.callee.literal) return true;
    const { receiver } = operation.callee;
    for (const node of receiver < 0 ? operation.args : [receiver, ...operation.args]) {
      const root = this.#facts.placeOf(fn.file, node)?.root;
      if (root?.owner === fn && isMadeHere(this.#facts, root)) return true;
    }
    return false;
  }

  /** True when the called function takes that lock, but not with the constants that it is given here. */
  #isRuledOut(fn: SourceFunction, operation: Operation, { at }: TakenClass): boolean {
    if (operation.kind !== 'call') return false;
    const callee = operation.callee.literal ?? this.#facts.functionOf(operation.callee.declared);
    if (!callee) return false;
    return lockEffects(this.#facts, callee).some(
      (effect) =>
        effect.action === 'lock' &&
        effect.at.fn === at.fn &&
        effect.at.node === at.node &&
        placeForCaller(this.#facts, fn, operation, callee, effect.place) !== undefined,
    );
  }

  ordersOf(fn: SourceFunction): RankOrder[] {
    const facts = this.#facts;
    const found: Omit<RankOrder, 'guards'>[] = [];
    const heldAt = new Map<number, Map<HeldLock, string>>();
    for (const held of locksTaken(facts, fn)) {
      const owner = lockOwner(facts, held.lock.place);
      if (!owner || (held.lock.place.root.owner === fn && isMadeHere(facts, held.lock.place.root))) continue;
      const own = `${owner.type}.${owner.lock}`;
      const seen = new Set<string>();
      for (const operation of walkHeld(facts, held).operations) {
        const known = heldAt.get(operation.node) ?? new Map<HeldLock, string>();
        heldAt.set(operation.node, known.set(held, own));
        const effects = effectsOf(facts, fn, operation);
        if (effects.some((e) => e.action === 'unlock' && e.place.key === held.lock.place.key)) continue;
        for (const second of this.takes(fn, operation, 0)) {
          if (second.type === owner.type || seen.has(second.name) || !this.#pairs.has(`${second.name} ${own}`))
            continue;
          const named = effects.find(
            (e) => e.action === 'lock' && e.at.fn === second.at.fn && e.at.node === second.at.node,
          );
          if (named ? this.#isOfNewObject(fn, operation, second) : this.#isRuledOut(fn, operation, second)) continue;
          seen.add(second.name);
          const { root } = held.lock.place;
          const isLinked =
            named !== undefined &&
            (isReachedFrom(facts, named.place.root, root) || isReachedFrom(facts, root, named.place.root));
          found.push({
            fn,
            held,
            names: [own, second.name],
            second,
            by: { file: fn.file, node: operation.node },
            isLinked,
          });
        }
      }
    }
    return found.map((order) => {
      const guards = new Set<string>();
      const before = heldAt.get(order.held.lock.call.node);
      for (const [guard, name] of heldAt.get(order.by.node) ?? [])
        if (guard !== order.held && guard.lock.mode === 'write' && before?.has(guard) && !order.names.includes(name))
          guards.add(name);
      return { ...order, guards };
    });
  }
}
