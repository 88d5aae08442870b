// Locks that some function releases without having taken them: it was handed the lock, so keeping it at a return is meant.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { selectorParts } from '../../model/go-tree.ts';
import type { FlowGraph, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { typeOfVariable } from './infer-type.ts';
import type { LockOperation } from './lock-operations.ts';
import { lockCalls, lockOperation, replacesLock } from './lock-operations.ts';
import { lockOwner } from './lock-owners.ts';
import { functionsOf } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';

/** A name that is the same for the same field of the same type in all functions: `example.com/app.Pool.mu`. Locals keep
 * their place's key. */
export function lockClass(facts: PackageFacts, place: Place): string {
  const { root, path } = place;
  if (path.length === 0 || !root.owner) return place.key;
  const binding = calleeBinding(facts, root.owner);
  const type = binding ? typeNameOf(typeOfVariable(facts.program, binding, root)) : '';
  return type === '' ? place.key : `${type}.${path.join('.')}`;
}

const handed = new WeakMap<PackageFacts, ReadonlySet<string>>();

/** Classes of all locks that a function of the package releases on a path on which it did not take them. */
function locksHandedOn(facts: PackageFacts): ReadonlySet<string> {
  const known = handed.get(facts);
  if (known) return known;
  const classes = new Set<string>();
  for (const fn of functionsOf(lockCalls(facts, 'unlock'))) {
    // What a function defers or calls itself is its own doing.
    if (fn.parent && runsOfLiteral(facts, fn).every(({ kind }) => kind === 'defer' || kind === 'call')) continue;
    for (const { place } of unlocksWithoutLock(facts, fn)) for (const name of namesOf(facts, place)) classes.add(name);
  }
  handed.set(facts, classes);
  return classes;
}

/** True when a function of the package releases that lock on a path on which it did not take it. */
export function isHandedOn(facts: PackageFacts, place: Place): boolean {
  const handedOn = locksHandedOn(facts);
  return namesOf(facts, place).some((name) => handedOn.has(name));
}

/** A lock by its variable's type, and by the type that holds it: `tx.db.mu` of a transaction is the `db.mu` of its database. */
function namesOf(facts: PackageFacts, place: Place): readonly string[] {
  const owner = lockOwner(facts, place);
  return [lockClass(facts, place), ...(owner ? [`${owner.type}.${owner.lock}`] : [])];
}

/** A definition, or the result of a call: not the lock of another variable that may be held. */
function isFresh(fn: SourceFunction, operation: Operation): boolean {
  if (operation.kind !== 'assign') return false;
  return operation.isDefinition || (operation.value >= 0 && fn.file.tree.kind[operation.value] === NodeKind.CallExpr);
}

/** Unlock calls of a function that some path reaches without the lock being taken in it. */
export function unlocksWithoutLock(facts: PackageFacts, fn: SourceFunction): LockOperation[] {
  const binding = calleeBinding(facts, fn);
  if (!binding || fn.body < 0) return [];
  const graph = facts.flowOf(fn);
  const unlocks = new Map<string, LockOperation>();
  for (const operation of graph.calls) {
    const lock = lockOperation(facts, fn, operation);
    if (lock?.action === 'unlock') unlocks.set(lock.place.key, lock);
  }
  return [...unlocks.values()].filter(({ place }) => {
    if (isTakenBefore(facts, fn, graph, place)) return false;
    let found = false;
    explorePaths<0>(graph, fn.file, binding, { block: 0, index: 0 }, 0, {
      operation(operation, state) {
        const lock = lockOperation(facts, fn, operation);
        if (lock?.place.key === place.key) {
          if (lock.action === 'unlock') found = true;
          return undefined;
        }
        return replacesLock(operation, place) && !isFresh(fn, operation) ? undefined : state;
      },
      skipsUses: true,
      key: () => '',
    });
    return found;
  });
}

/** True when every block that releases the lock takes it first: no path gets to a release without it. */
function isTakenBefore(facts: PackageFacts, fn: SourceFunction, { blocks }: FlowGraph, place: Place): boolean {
  for (let b = 0; b < blocks.length; b++) {
    const { operations } = blocks[b];
    for (let k = 0; k < operations.length; k++) {
      const lock = lockOperation(facts, fn, operations[k]);
      if (lock?.place.key !== place.key) continue;
      if (lock.action === 'unlock') return false;
      break;
    }
  }
  return true;
}

const written = new WeakMap<PackageFacts, ReadonlyMap<string, ReadonlySet<SourceFunction>>>();

/** Functions of the package that take the write lock, by class of the lock. */
export function lockWriters(facts: PackageFacts): ReadonlyMap<string, ReadonlySet<SourceFunction>> {
  const known = written.get(facts);
  if (known) return known;
  const classes = new Map<string, Set<SourceFunction>>();
  for (const { fn, operation } of lockCalls(facts, 'lock')) {
    const lock = lockOperation(facts, fn, operation);
    if (lock?.mode !== 'write') continue;
    const name = lockClass(facts, lock.place);
    const writers = classes.get(name) ?? new Set();
    classes.set(name, writers.add(fn));
  }
  written.set(facts, classes);
  return classes;
}

const byOthers = new WeakMap<PackageFacts, ReadonlySet<string>>();

/** True when another goroutine may release a lock that this function takes: a local lock that any other function of the
 * package releases without having taken it, a field or package variable that a goroutine or a stored literal releases so. */
export function isReleasedByOthers(facts: PackageFacts, place: Place): boolean {
  const name = lockClass(facts, place);
  if (!isHandedOn(facts, place)) return false;
  const isLocal = place.path.length === 0 && place.root.owner !== undefined;
  return isLocal || locksReleasedByGoroutines(facts).has(name);
}

/** Classes of locks that a function which runs on its own, or at a time that is not known, releases. */
function locksReleasedByGoroutines(facts: PackageFacts): ReadonlySet<string> {
  const known = byOthers.get(facts);
  if (known) return known;
  const classes = new Set<string>();
  for (const fn of functionsOf(lockCalls(facts, 'unlock'))) {
    if (!fn.parent || !runsOfLiteral(facts, fn).some(({ kind }) => kind === 'go' || kind === 'unknown')) continue;
    for (const { place } of unlocksWithoutLock(facts, fn)) classes.add(lockClass(facts, place));
  }
  byOthers.set(facts, classes);
  return classes;
}

/** True when the function gives the lock away: `x.Unlock` as a value, or the address of the lock outside a call of its own
 * methods. */
export function handsLockOn(facts: PackageFacts, fn: SourceFunction, place: Place): boolean {
  const { tree } = fn.file;
  const unlock = [tree.names.find('Unlock'), tree.names.find('RUnlock')];
  const field = place.path.length === 0 ? -2 : tree.names.find(place.path[place.path.length - 1]);
  const parents = facts.parentsOf(fn.file);
  for (let i = fn.body; i < fn.body + tree.size[fn.body]; i++) {
    if (tree.kind[i] === NodeKind.UnaryExpr && tree.op[i] === Token.AND) {
      if (facts.placeOf(fn.file, i + 1)?.key === place.key) return true;
    } else if (tree.kind[i] === NodeKind.SelectorExpr) {
      const { name } = selectorParts(tree, i);
      // A lock behind a pointer is handed on as it is: `stmts.New(key, db.mux)` (gorm).
      if (tree.aux[name] === field && tree.kind[parents[i]] === NodeKind.CallExpr && parents[i] + 1 !== i)
        if (facts.placeOf(fn.file, i)?.key === place.key) return true;
      if (!unlock.includes(tree.aux[name])) continue;
      const parent = parents[i];
      if (tree.kind[parent] !== NodeKind.CallExpr || parent + 1 !== i) return true;
    }
  }
  return false;
}
