// What happens while a lock is held: taken again, still held at a return.
import type { FlowBlock, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { calleeBinding } from './channel-uses.ts';
import type { LockEffect, LockOperation } from './lock-operations.ts';
import { effectsOf, effectsOfCall, lockOperation, replacesLock } from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathEnd, PathStep } from './paths.ts';
import { blocksOfPath, explorePaths } from './paths.ts';
import { isReleasedByOthers } from './unlock-owners.ts';

export interface HeldLock {
  readonly fn: SourceFunction;
  readonly lock: LockOperation;
  readonly block: number;
  readonly index: number;
}

/** Every lock call of a function that is not deferred. */
export function locksTaken(facts: PackageFacts, fn: SourceFunction): HeldLock[] {
  const found: HeldLock[] = [];
  for (const block of facts.flowOf(fn).blocks)
    for (const [index, operation] of block.operations.entries()) {
      if (operation.kind !== 'call' || operation.mode !== 'now') continue;
      const lock = lockOperation(facts, fn, operation);
      if (lock?.action === 'lock') found.push({ fn, lock, block: block.id, index });
    }
  return found;
}

interface HeldState {
  readonly held: boolean;
  /** A release was deferred. */
  readonly deferred: boolean;
}

/** Walks all paths of the function through a lock. `visit` sees each operation under the lock; what it returns ends the path
 * there. Gives the ends that are reached with the lock held, and the nodes of the releases seen on paths. The walk begins at
 * the entry, so that what branches decided before the lock is known behind it. */
export function walkHeld(
  facts: PackageFacts,
  held: HeldLock,
  visit: (operation: Operation, block: FlowBlock, deferred: boolean) => boolean,
): { readonly ends: readonly PathEnd<HeldState>[]; readonly releases: ReadonlySet<number> } | undefined {
  const { fn, lock } = held;
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  const { key } = lock.place;
  const reaching = blocksBefore(facts, held);
  const releases = new Set<number>();
  const ends = explorePaths<HeldState>(
    facts.flowOf(fn),
    fn.file,
    binding,
    { block: 0, index: 0 },
    { held: false, deferred: deferredBefore(facts, held) },
    {
      operation(operation, state, block) {
        if (!state.held) return operation === lock.call ? { ...state, held: true } : state;
        if (replacesLock(operation, lock.place)) return undefined;
        if (operation.kind === 'call' && operation.mode === 'defer') {
          if (state.deferred) return state;
          return unlocks(effectsOfCall(facts, fn, operation), key) ? { ...state, deferred: true } : state;
        }
        if (operation.kind !== 'call') return visit(operation, block, state.deferred) ? undefined : state;
        // `go ac.resetTransportAndUnlock()`: the goroutine is handed the lock.
        if (operation.mode === 'go' && unlocks(effectsOfCall(facts, fn, operation), key)) return undefined;
        const effects = effectsOf(facts, fn, operation);
        if (visit(operation, block, state.deferred)) return undefined;
        if (effects.some((effect) => effect.action === 'unlock' && effect.place.key === key)) {
          releases.add(operation.node);
          return undefined;
        }
        return state;
      },
      edge: (edge, state) => (state.held || reaching.has(edge.to) ? state : undefined),
      key: (state) => `${state.held}${state.deferred}`,
    },
  );
  return ends && { ends: ends.filter(({ state }) => state.held), releases };
}

const unlocks = (effects: readonly LockEffect[], key: string): boolean =>
  effects.some((effect) => effect.action === 'unlock' && effect.place.key === key);

/** Blocks from which the lock can be reached. */
function blocksBefore(facts: PackageFacts, held: HeldLock): Set<number> {
  const { blocks } = facts.flowOf(held.fn);
  const found = new Set([held.block]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const block of blocks)
      if (!found.has(block.id) && block.edges.some((edge) => found.has(edge.to))) {
        found.add(block.id);
        grown = true;
      }
  }
  return found;
}

/** True when a release was deferred before the lock was taken: `defer mu.Unlock(); mu.Lock()`. */
function deferredBefore(facts: PackageFacts, held: HeldLock): boolean {
  for (const block of facts.flowOf(held.fn).blocks)
    for (const operation of block.operations) {
      if (operation.kind !== 'call' || operation.mode !== 'defer' || operation.node > held.lock.call.node) continue;
      const effects = effectsOfCall(facts, held.fn, operation);
      if (effects.some((e) => e.action === 'unlock' && e.place.key === held.lock.place.key)) return true;
    }
  return false;
}

export interface DoubleLock {
  readonly held: HeldLock;
  /** The second lock call; it may stand in another function. */
  readonly again: LockEffect;
  /** The operation of this function that does it: the lock call or a call that leads to it. */
  readonly by: SourcePlace;
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
    let first: DoubleLock | undefined;
    walkHeld(facts, held, (operation) => {
      if (first) return true;
      for (const effect of effectsOf(facts, fn, operation)) {
        if (effect.place.key !== place.key) continue;
        if (effect.action === 'unlock') return false;
        if (!wanted(mode, effect.mode)) continue;
        first = { held, again: effect, by: { file: fn.file, node: operation.node } };
        return true;
      }
      return false;
    });
    if (first) found.push(first);
  }
  return found;
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
    const walk = walkHeld(facts, held, () => false);
    if (!walk || walk.releases.size === 0) continue;
    const kept = walk.ends.filter(({ end, state }) => end === 'return' && !state.deferred);
    const [end] = kept;
    if (!end) continue;
    const { operations } = end.last.block;
    const last = operations[operations.length - 1];
    found.push({
      held,
      leave: { file: fn.file, node: last?.kind === 'return' ? last.node : fn.body },
      path: blocksOfPath(end.last),
      releases: walk.releases.size,
      isOnlyOne: new Set(kept.map(({ last }) => last.block)).size === 1,
    });
  }
  return found;
}

/** `T.mu` for a field, the variable's name else: what two functions call the same lock or channel. */
export function nameOfPlace(place: Place): string {
  return place.path.length === 0 ? place.root.name : `${place.root.name}.${place.path.join('.')}`;
}
