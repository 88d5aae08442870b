// What happens while a lock is held: taken again, still held at a return.
import { NodeKind } from '../../model/go-syntax.ts';
import type { FlowGraph, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { leadsBack } from './back-pointers.ts';
import { calleeBinding } from './channel-uses.ts';
import { constantArguments } from './constant-arguments.ts';
import { functionValues, parameterCalled } from './function-values.ts';
import type { LockEffect, LockOperation } from './lock-operations.ts';
import {
  effectsOf,
  effectsOfCall,
  lockCalls,
  lockOperation,
  placeForCaller,
  reachWith,
  replacesLock,
} from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';
import { pathFactsOf } from './path-facts.ts';
import type { PathEnd, PathStep } from './paths.ts';
import { blocksOfPath, explorePaths } from './paths.ts';
import { handsLockOn, isReleasedByOthers } from './unlock-owners.ts';
import { effectsOfValue } from './value-effects.ts';

export interface HeldLock {
  readonly fn: SourceFunction;
  readonly lock: LockOperation;
  readonly block: number;
  readonly index: number;
}

const taken = new WeakMap<PackageFacts, ReadonlyMap<SourceFunction, readonly HeldLock[]>>();

/** Every lock call of the package that is not deferred, by function; others take no lock themselves. */
export function locksOfPackage(facts: PackageFacts): ReadonlyMap<SourceFunction, readonly HeldLock[]> {
  const known = taken.get(facts);
  if (known) return known;
  const all = new Map<SourceFunction, HeldLock[]>();
  for (const { fn, block, operation } of lockCalls(facts, 'lock')) {
    const lock = operation.mode === 'now' ? lockOperation(facts, fn, operation) : undefined;
    if (!lock) continue;
    const held: HeldLock = { fn, lock, block: block.id, index: block.operations.indexOf(operation) };
    const list = all.get(fn);
    if (list) list.push(held);
    else all.set(fn, [held]);
  }
  taken.set(facts, all);
  return all;
}

/** Every lock call of a function of the package that is not deferred. */
export function locksTaken(facts: PackageFacts, fn: SourceFunction): readonly HeldLock[] {
  return locksOfPackage(facts).get(fn) ?? [];
}

interface HeldState {
  readonly held: boolean;
  /** A release was deferred. */
  readonly deferred: boolean;
}

const heldOnly: HeldState = { held: true, deferred: false };
const heldDeferred: HeldState = { held: true, deferred: true };

/** What a lock is held over. */
export interface HeldWalk {
  /** Every call and channel operation that some path runs under the lock, once, in the order of the shortest paths. */
  readonly operations: readonly Operation[];
  /** Ends that are reached with the lock held, and the nodes of the releases on paths; undefined when there are too many paths. */
  readonly left: { readonly ends: readonly PathEnd<HeldState>[]; readonly releases: ReadonlySet<number> } | undefined;
}

const nothingHeld: HeldWalk = { operations: [], left: undefined };

const walks = new WeakMap<PackageFacts, Map<HeldLock, HeldWalk>>();

/** All paths of the function through a lock, from its entry, so that what branches decided before the lock is known behind
 * it. Walked once for all rules. */
export function walkHeld(facts: PackageFacts, held: HeldLock): HeldWalk {
  let all = walks.get(facts);
  if (!all) walks.set(facts, (all = new Map()));
  let walk = all.get(held);
  if (!walk) all.set(held, (walk = walkPaths(facts, held)));
  return walk;
}

function walkPaths(facts: PackageFacts, held: HeldLock): HeldWalk {
  const { fn, lock } = held;
  const binding = calleeBinding(facts, fn);
  if (!binding) return nothingHeld;
  const { key } = lock.place;
  const scope = scopeOfTurn(facts, held);
  const straight = scope < 0 ? walkStraight(facts, held) : undefined;
  if (straight) return straight;
  const graph = facts.flowOf(fn);
  const reaching = blocksBefore(facts, held);
  if (!reaching.has(0)) return nothingHeld;
  // Where nothing that branches decide is remembered, all paths to the lock are one.
  const isRemembered = pathFactsOf(graph, fn.file, binding).decisions.size > 0;
  const operations = new Set<Operation>();
  const releases = new Set<number>();
  const ends = explorePaths<HeldState>(
    graph,
    fn.file,
    binding,
    isRemembered ? { block: 0, index: 0 } : { block: held.block, index: held.index },
    { held: false, deferred: deferredBefore(facts, held) },
    {
      operation(operation, state) {
        if (!state.held) return operation !== lock.call ? state : state.deferred ? heldDeferred : heldOnly;
        if (replacesLock(operation, lock.place)) return undefined;
        if (scope >= 0 && !isWithin(fn, scope, operation.node)) return undefined;
        if (operation.kind === 'call' && operation.mode === 'defer') {
          if (state.deferred) return state;
          return unlocks(effectsOfCall(facts, fn, operation), key) ? heldDeferred : state;
        }
        if (operation.kind !== 'call') {
          if (operation.kind !== 'use' && operation.kind !== 'assign' && operation.kind !== 'return')
            operations.add(operation);
          return state;
        }
        // `go ac.resetTransportAndUnlock()`: the goroutine is handed the lock.
        if (operation.mode === 'go' && unlocks(effectsOfCall(facts, fn, operation), key)) return undefined;
        operations.add(operation);
        if (!unlocks(effectsOf(facts, fn, operation), key)) return state;
        releases.add(operation.node);
        return undefined;
      },
      edge: (edge, state) => (state.held || reaching.has(edge.to) ? state : undefined),
      skipsBlock: (block, state) => !state.held && block.id !== held.block,
      // The end of a turn may show in a use alone.
      skipsUses: scope < 0,
      key: ({ held, deferred }) => (held ? (deferred ? 'hd' : 'h') : deferred ? 'd' : ''),
    },
  );
  const left = ends && { ends: ends.filter(({ state }) => state.held), releases };
  return { operations: [...operations], left };
}

/** The walk of a lock that is released in the block in which it is taken: there is one way, and what was decided before does not
 * matter. Undefined for all other locks, and where anything but calls and channel operations lies between. */
function walkStraight(facts: PackageFacts, held: HeldLock): HeldWalk | undefined {
  const { fn, lock } = held;
  const all = facts.flowOf(fn).blocks[held.block].operations;
  const operations: Operation[] = [];
  for (let k = held.index + 1; k < all.length; k++) {
    const operation = all[k];
    if (replacesLock(operation, lock.place)) return undefined;
    if (operation.kind === 'use' || operation.kind === 'assign') continue;
    if (operation.kind === 'return') return undefined;
    if (operation.kind === 'call' && operation.mode !== 'now') return undefined;
    operations.push(operation);
    if (operation.kind === 'call' && unlocks(effectsOf(facts, fn, operation), lock.place.key))
      return { operations, left: { ends: [], releases: new Set([operation.node]) } };
  }
  return undefined;
}

/** True when they release a lock that was taken before: not when they take it themselves first. */
function unlocks(effects: readonly LockEffect[], key: string): boolean {
  let unlocked = false;
  for (let k = 0; k < effects.length; k++) {
    if (effects[k].place.key !== key) continue;
    if (effects[k].action !== 'unlock') return false;
    unlocked = true;
  }
  return unlocked;
}

/** The loop whose turn the lock's variable belongs to, when the function releases such locks by another name, too: what the
 * turns have locked is released there, one by one. -1 for all other locks. */
function scopeOfTurn(facts: PackageFacts, { fn, lock }: HeldLock): number {
  const { root, path, key } = lock.place;
  if (root.kind !== 'local' || root.owner !== fn || path.length === 0) return -1;
  const parents = facts.parentsOf(fn.file);
  let loop = root.node;
  while (
    loop > fn.node &&
    fn.file.tree.kind[loop] !== NodeKind.RangeStmt &&
    fn.file.tree.kind[loop] !== NodeKind.ForStmt
  )
    loop = parents[loop];
  if (loop <= fn.node) return -1;
  const isReleased = facts.flowOf(fn).blocks.some(({ operations }) =>
    operations.some((operation) => {
      const other = lockOperation(facts, fn, operation);
      return other?.action === 'unlock' && other.place.key !== key && other.place.path.at(-1) === path.at(-1);
    }),
  );
  return isReleased ? loop : -1;
}

const isWithin = ({ file }: SourceFunction, outer: number, node: number): boolean =>
  outer <= node && node < outer + file.tree.size[outer];

const predecessors = new WeakMap<FlowGraph, readonly (readonly number[])[]>();

/** For each block those that lead to it at once. */
function predecessorsIn(graph: FlowGraph): readonly (readonly number[])[] {
  const known = predecessors.get(graph);
  if (known) return known;
  const from: number[][] = graph.blocks.map(() => []);
  for (const { id, edges } of graph.blocks) for (let e = 0; e < edges.length; e++) from[edges[e].to].push(id);
  predecessors.set(graph, from);
  return from;
}

/** Blocks from which the lock can be reached. */
function blocksBefore(facts: PackageFacts, held: HeldLock): Set<number> {
  const from = predecessorsIn(facts.flowOf(held.fn));
  const found = new Set([held.block]);
  for (const id of found) for (const before of from[id]) found.add(before);
  return found;
}

/** True when a release was deferred before the lock was taken: `defer mu.Unlock(); mu.Lock()`. */
function deferredBefore(facts: PackageFacts, held: HeldLock): boolean {
  const { calls } = facts.flowOf(held.fn);
  for (let k = 0; k < calls.length; k++) {
    const operation = calls[k];
    if (operation.mode !== 'defer' || operation.node > held.lock.call.node) continue;
    if (unlocks(effectsOfCall(facts, held.fn, operation), held.lock.place.key)) return true;
  }
  return false;
}

export interface DoubleLock {
  readonly held: HeldLock;
  /** The second lock call; it may stand in another function. */
  readonly again: LockEffect;
  /** The operation of this function that does it: the lock call or a call that leads to it; of a callback the call that hands
   * it over. */
  readonly by: SourcePlace;
  /** False when the two are taken for one object because of how its parts are made. */
  readonly isSure: boolean;
}

/** Locks that the same goroutine takes again while it holds them. Two read locks are left to `readLocksTakenAgain`, and locks
 * that another goroutine may release in between: those are used as signals. */
export function doubleLocks(facts: PackageFacts, fn: SourceFunction): DoubleLock[] {
  return takenAgain(facts, fn, (first, second) => first === 'write' || second === 'write');
}

/** Read locks that the same goroutine takes again while it holds them. */
export function readLocksTakenAgain(facts: PackageFacts, fn: SourceFunction): DoubleLock[] {
  return takenAgain(facts, fn, (first, second) => first === 'read' && second === 'read');
}

function takenAgain(
  facts: PackageFacts,
  fn: SourceFunction,
  wanted: (first: LockOperation['mode'], second: LockOperation['mode']) => boolean,
): DoubleLock[] {
  const found: DoubleLock[] = [];
  for (const held of locksTaken(facts, fn)) {
    const { place, mode } = held.lock;
    if (isReleasedByOthers(facts, place)) continue;
    for (const operation of walkHeld(facts, held).operations) {
      const effects = effectsOf(facts, fn, operation);
      const same = effects.filter((effect) => effect.place.key === place.key);
      const released = same.findIndex(({ action }) => action === 'unlock');
      const again = same.slice(0, released < 0 ? same.length : released).find((effect) => wanted(mode, effect.mode));
      // Whoever was given the release may have called it in between.
      if (again && handsLockOn(facts, fn, place)) break;
      const by = { file: fn.file, node: operation.node };
      if (again) found.push({ held, again, by, isSure: true });
      const back = again || released >= 0 ? [] : takenByOtherPath(facts, held, operation, effects);
      const other = back.find(({ again: { mode: second } }) => wanted(mode, second));
      if (other) found.push({ ...other, by: other.by ?? by });
      if (again || other) break;
    }
  }
  return found;
}

/** `by` is the operation that is looked at where nothing else is said. */
type OtherLock = Omit<DoubleLock, 'by'> & { readonly by?: SourcePlace };

/** Locks of the same object by another path, and those that callbacks take which are run under the lock. */
function takenByOtherPath(
  facts: PackageFacts,
  held: HeldLock,
  operation: Operation,
  effects: readonly LockEffect[],
): OtherLock[] {
  const { fn, lock } = held;
  const back: OtherLock[] = effects
    .filter(({ action, place }) => action === 'lock' && leadsBack(facts, lock.place, place))
    .map((again) => ({ held, again, isSure: false }));
  if (operation.kind !== 'call' || operation.mode !== 'now') return back;
  const parameter = parameterCalled(facts, fn, operation);
  if (parameter < 0) return back;
  for (const { fn: caller, operation: call } of facts.operations.callsTo(fn)) {
    const argument = call.args[parameter];
    if (call.mode !== 'now' || argument === undefined || call.args.length !== fn.params.length) continue;
    const place = placeForCaller(facts, caller, call, fn, lock.place);
    if (!place) continue;
    for (const value of functionValues(facts, { file: caller.file, node: argument })) {
      if (value.at.file !== caller.file || !isWithin(caller, caller.node, value.at.node)) continue;
      for (const again of effectsOfValue(facts, value)) {
        if (again.place.key !== place.key) continue;
        if (again.action === 'unlock') break;
        // `cb(nil)`: what stands behind `err != nil` is not run.
        const given = again.always || value.receiver ? undefined : constantArguments(fn, operation, value.fn);
        if (given && !reachWith(facts, value.fn, again.place, 1, given)) continue;
        const by = { file: caller.file, node: call.node };
        back.push({ held, again: { ...again, isIndirect: true }, isSure: true, by });
      }
    }
  }
  return back;
}

export interface KeptLock {
  readonly held: HeldLock;
  /** The return by which the function leaves with the lock. */
  readonly leave: SourcePlace;
  readonly path: readonly PathStep[];
  /** How many releases other paths have. */
  readonly releases: number;
  /** This return is the only one that is reached with the lock. */
  readonly isOnlyOne: boolean;
}

/** Locks that some path releases and another keeps over its return. */
export function keptLocks(facts: PackageFacts, fn: SourceFunction): KeptLock[] {
  const found: KeptLock[] = [];
  for (const held of locksTaken(facts, fn)) {
    const { left } = walkHeld(facts, held);
    if (!left || left.releases.size === 0) continue;
    const kept = left.ends.filter(({ end, state }) => end === 'return' && !state.deferred);
    const [end] = kept;
    if (!end) continue;
    const { operations } = end.last.block;
    const last = operations[operations.length - 1];
    found.push({
      held,
      leave: { file: fn.file, node: last?.kind === 'return' ? last.node : fn.body },
      path: blocksOfPath(end.last),
      releases: left.releases.size,
      isOnlyOne: new Set(kept.map(({ last }) => last.block)).size === 1,
    });
  }
  return found;
}

/** `T.mu` for a field, the variable's name else: what two functions call the same lock or channel. */
export function nameOfPlace(place: Place): string {
  return place.path.length === 0 ? place.root.name : `${place.root.name}.${place.path.join('.')}`;
}
