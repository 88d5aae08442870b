// Who can end a wait for a field: everything in the package that touches the same declared field, however it is reached.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, callParts, nameOf } from '../../model/go-tree.ts';
import type { CallOperation, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { isDeclaredHere } from './condition-waits.ts';
import { fieldClass } from './field-class.ts';
import { usesOfName } from './field-uses.ts';
import type { OperationSite } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';
import type { PeerOperation } from './peer-operations.ts';
import { peerOperations } from './peer-operations.ts';
import { receiverPlace } from './receiver-place.ts';
import { memberOf } from './type-members.ts';
import { lockClass } from './unlock-owners.ts';
import { flowOfValue } from './value-flow.ts';

/** The declared field, or the variable: one name for all of its wakers. */
export function waitClass(facts: PackageFacts, place: Place): string {
  return fieldClass(facts, place)?.name ?? lockClass(facts, place);
}

interface Wakers {
  readonly all: ReadonlyMap<string, readonly PeerOperation[]>;
  /** Groups with work of which the function is not known. */
  readonly unclear: ReadonlySet<string>;
}

const known = new WeakMap<PackageFacts, Wakers>();

function wakersIn(facts: PackageFacts): Wakers {
  let found = known.get(facts);
  if (!found) known.set(facts, (found = findWakers(facts)));
  return found;
}

/** Operations of these kinds on the field or variable; undefined when there may be others. */
export function wakersOfClass(
  facts: PackageFacts,
  name: string,
  kinds: readonly PeerOperation['kind'][],
): readonly PeerOperation[] | undefined {
  const { all, unclear } = wakersIn(facts);
  if (unclear.has(name)) return undefined;
  return (all.get(name) ?? []).filter(({ kind }) => kinds.includes(kind));
}

const groupStarts = new Set([
  'sync.WaitGroup.Go',
  'golang.org/x/sync/errgroup.Group.Go',
  'golang.org/x/sync/errgroup.Group.TryGo',
  'github.com/sourcegraph/conc.WaitGroup.Go',
]);

/** Calls that wait for all work of a group. */
export const groupWaits: ReadonlySet<string> = new Set([
  'sync.WaitGroup.Wait',
  'golang.org/x/sync/errgroup.Group.Wait',
  'github.com/sourcegraph/conc.WaitGroup.Wait',
]);

function findWakers(facts: PackageFacts): Wakers {
  const all = new Map<string, PeerOperation[]>();
  const unclear = new Set<string>();
  const add = (name: string, peer: PeerOperation): void => {
    const list = all.get(name);
    if (list) list.push(peer);
    else all.set(name, [peer]);
  };
  for (const list of peerOperations(facts).values())
    for (const peer of list) {
      const { operation, fn } = peer;
      const place = operation.kind === 'call' ? receiverPlace(facts, fn, operation) : placeOfChannel(operation);
      if (place) add(waitClass(facts, place), peer);
    }
  for (const site of facts.operations.callsOf(groupStarts)) {
    const place = receiverPlace(facts, site.fn, site.operation);
    if (!place) continue;
    const name = waitClass(facts, place);
    const workers = workersOf(facts, site);
    if (!workers) unclear.add(name);
    else for (const fn of workers) add(name, workerEnd(facts, fn, site.operation));
  }
  for (const { fn, block, operation } of facts.operations.callsOf(['sync.Cond.Signal', 'sync.Cond.Broadcast'])) {
    const place = receiverPlace(facts, fn, operation);
    const peer: PeerOperation = { kind: 'signal', fn, block, operation, node: operation.node, select: -1 };
    const isAlias =
      !place || (place.path.length === 0 && place.root.kind !== 'package' && !isDeclaredHere(facts, place));
    add(isAlias ? anyCondition : waitClass(facts, place), peer);
  }
  if (isSignalHandedOn(facts)) unclear.add(anyCondition);
  return { all, unclear };
}

/** Signals of which it cannot be told which condition they are for. */
const anyCondition = 'any condition';

/** True when a condition of the package may be signalled by what cannot be told. */
export function hasUnclearSignals(facts: PackageFacts): boolean {
  const { all, unclear } = wakersIn(facts);
  return unclear.has(anyCondition) || all.has(anyCondition);
}

/** `context.AfterFunc(ctx, cond.Broadcast)`. */
function isSignalHandedOn(facts: PackageFacts): boolean {
  const [file] = facts.package.files;
  if (!file) return false;
  return ['Signal', 'Broadcast'].some((name) =>
    usesOfName(facts, file.tree.names.find(name)).some((use) => {
      if (use.kind !== 'read' || use.file.tree.kind[use.node] !== NodeKind.SelectorExpr) return false;
      const type = typeNameOf(facts.typeOf(use.file, use.node + 1));
      return type === 'sync.Cond' || type === '';
    }),
  );
}

const placeOfChannel = (operation: Operation): Place | undefined =>
  'place' in operation && operation.place && !operation.place.key.includes('[') ? operation.place : undefined;

/** The functions that a group's Go is given; undefined when they are not in sight. */
function workersOf(facts: PackageFacts, { fn, operation }: OperationSite<CallOperation>): SourceFunction[] | undefined {
  const [work] = operation.args;
  if (work === undefined) return undefined;
  const { tree } = fn.file;
  if (tree.kind[work] === NodeKind.FuncLit) {
    const literal = fn.literals.find(({ node }) => node === work);
    return literal && [literal];
  }
  const flow = flowOfValue(facts, fn.file, work);
  return flow && flow.open.size === 0 && flow.functions.length > 0 ? flow.functions.map((one) => one.fn) : undefined;
}

/** The end of a worker counts it out, as a deferred Done would. */
function workerEnd(facts: PackageFacts, fn: SourceFunction, start: CallOperation): PeerOperation {
  const [block] = facts.flowOf(fn).blocks;
  return { kind: 'done', fn, block, operation: { ...start, mode: 'defer' }, node: fn.node, select: -1 };
}

const locksOfConditions = new WeakMap<PackageFacts, ReadonlySet<string> | null>();

/** Classes of the locks that conditions of the package let go of while they wait; undefined when one cannot be told. */
export function conditionLocks(facts: PackageFacts): ReadonlySet<string> | undefined {
  let found = locksOfConditions.get(facts);
  if (found === undefined) locksOfConditions.set(facts, (found = findConditionLocks(facts) ?? null));
  return found ?? undefined;
}

function findConditionLocks(facts: PackageFacts): Set<string> | undefined {
  const names = new Set<string>();
  const [file] = facts.package.files;
  if (!file) return names;
  const locks: { file: typeof file; node: number }[] = [];
  for (const use of usesOfName(facts, file.tree.names.find('NewCond'))) {
    const parent = facts.parentsOf(use.file)[use.node];
    const [lock] = use.kind === 'call' ? callParts(use.file.tree, parent).args : [];
    if (lock === undefined) return undefined;
    locks.push({ file: use.file, node: lock });
  }
  // Under `import . "sync"` it stands without its package (the tests of sync).
  for (const { fn, operation } of facts.operations.callsOf(['sync.NewCond']))
    if (fn.file.tree.kind[operation.node + 1] === NodeKind.Ident && operation.args.length === 1)
      locks.push({ file: fn.file, node: operation.args[0] });
  for (const use of usesOfName(facts, file.tree.names.find('L')))
    if (use.kind === 'write' && use.value >= 0) locks.push({ file: use.file, node: use.value });
  for (const lock of locks) {
    const { tree } = lock.file;
    let { node } = lock;
    // `mu.RLocker()` is the same lock.
    if (tree.kind[node] === NodeKind.CallExpr && tree.kind[node + 1] === NodeKind.SelectorExpr) node += 2;
    if (tree.kind[node] === NodeKind.CallExpr && nameOf(tree, node + 1) === 'new') continue;
    if (tree.kind[node] === NodeKind.UnaryExpr && tree.kind[node + 1] === NodeKind.CompositeLit) continue;
    const place = facts.placeOf(lock.file, node);
    if (!place || place.key.includes('[')) return undefined;
    // Another name for a lock that may be a field.
    if (!addOtherNames(facts, place, names)) return undefined;
    names.add(waitClass(facts, place));
    // `sync.NewCond(q)` of a type that embeds its lock.
    names.add(`${typeNameOf(facts.typeOf(lock.file, node))}.`);
  }
  return names;
}

/** The fields that a local pointer to a lock is stored in; false when it has names that cannot be told. */
function addOtherNames(facts: PackageFacts, { root, path }: Place, names: Set<string>): boolean {
  const type = facts.typeOf(root.file, root.node);
  if (path.length > 0 || root.kind === 'package' || type.kind === 'named') return true;
  // The lock that a type embeds.
  if (!/^(sync\.|$)/.test(typeNameOf(type))) return true;
  const binding = facts.bindingAt(root.file, root.node);
  if (!binding || root.kind !== 'local') return false;
  const { tree } = root.file;
  const parents = facts.parentsOf(root.file);
  return mentionsOf(binding, root).every((node) => {
    const parent = parents[node];
    if (tree.kind[parent] === NodeKind.CallExpr) return true;
    if (tree.kind[parent] === NodeKind.AssignStmt) {
      const { left, right } = assignParts(tree, parent);
      const target = left[right.indexOf(node)];
      const place = target === undefined ? undefined : facts.placeOf(root.file, target);
      if (place) names.add(waitClass(facts, place));
      return left.includes(node) || place !== undefined;
    }
    if (tree.kind[parent] !== NodeKind.KeyValueExpr) return tree.kind[parent] === NodeKind.SelectorExpr;
    const member = memberOf(
      facts.program,
      facts.typeOf(root.file, parents[parent]),
      tree.aux[parent + 1],
      nameOf(tree, parent + 1),
    );
    if (member?.kind !== 'field') return false;
    names.add(`${member.scope.file.path}:${member.field}:${nameOf(tree, parent + 1)}`);
    return true;
  });
}
