// How who could end a wait needs a lock: before it does so, between two rounds, on some of its ways there.
import { NodeKind } from '../../model/go-syntax.ts';
import { ifParts } from '../../model/go-tree.ts';
import type { FlowBlock, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { fieldClass } from './field-class.ts';
import type { HeldLock } from './held-locks.ts';
import { effectsOfCall } from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';
import { interfaceCallsOf } from './package-mentions.ts';
import { explorePaths, findOperation } from './paths.ts';
import type { PeerOperation } from './peer-operations.ts';
import { receiverPlace } from './receiver-place.ts';
import { lockClass } from './unlock-owners.ts';
import { waitClass } from './wakers.ts';

/** `before`: each waker must take the lock first. `between`: it takes it between two times that it wakes. `sometimes`: it
 * takes it on some of its ways to the next time. */
export type How = 'before' | 'between' | 'sometimes';

/** What is asked of a waker. */
export interface Question {
  readonly held: HeldLock;
  /** Calls of make that the channel comes from, where all are in sight. */
  readonly makes: readonly SourcePlace[];
  /** The class of the group that is waited for; undefined for all other waits. */
  readonly group: string | undefined;
}

export interface Need {
  readonly how: How;
  readonly lock: SourcePlace;
}

/** Calls are followed this far. */
const MAX_CALLS = 3;

/** How the function of a waker needs the lock: on every path before it wakes, or between two rounds. */
export function lockNeeded(facts: PackageFacts, peer: PeerOperation, question: Question, depth = 0): Need | undefined {
  const { fn } = peer;
  const { makes } = question;
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  let free = false;
  let taken: SourcePlace | undefined;
  const takes = (operation: Operation): boolean => {
    const at = runsBefore(operation, peer) ? takenBy(facts, fn, operation, question) : undefined;
    taken = at ?? taken;
    return at !== undefined;
  };
  const isDeferred = 'mode' in peer.operation && peer.operation.mode === 'defer';
  // Nobody waits for a Done before its Add, nor for a channel before it is made.
  const counted = added(facts, peer, question);
  const from = counted ?? madeIn(facts, peer, makes) ?? { block: 0, index: 0 };
  const complete = explorePaths<0>(facts.flowOf(fn), fn.file, binding, from, 0, {
    operation(operation, state) {
      if (operation === peer.operation && !isDeferred) {
        free = true;
        return undefined;
      }
      return takes(operation) ? undefined : state;
    },
    key: () => '',
  });
  if (!complete) return undefined;
  // What is deferred runs at the end: free when an end is reached without the lock.
  if (isDeferred) free = complete.some(({ end }) => end === 'return');
  if (!free && taken) return { how: 'before', lock: taken };
  // What was done before it counted keeps nobody waiting.
  if (counted) return undefined;
  const callers = depth < 2 && !isOpen(facts, fn) ? callersOf(facts, fn) : [];
  if (fn.parent && runsOfLiteral(facts, fn).some(({ kind }) => kind === 'go' || kind === 'unknown'))
    return loopNeeds(facts, peer, takes, () => taken);
  if (callers.length > 0) {
    let first: SourcePlace | undefined;
    for (const caller of callers) {
      // A goroutine does not need what was held when it was started.
      if (caller.operation.kind === 'call' && caller.operation.mode === 'go')
        return loopNeeds(facts, peer, takes, () => taken);
      const need = lockNeeded(facts, caller, question, depth + 1);
      if (need?.how !== 'before') return loopNeeds(facts, peer, takes, () => taken);
      first ??= need.lock;
    }
    if (first) return { how: 'before', lock: first };
  }
  return loopNeeds(facts, peer, takes, () => taken);
}

/** True when code may call the function that is not among its callers in the package: of other packages, by an interface. */
function isOpen(facts: PackageFacts, fn: SourceFunction): boolean {
  if (fn.parent) return false;
  const name = fn.name.slice(fn.name.lastIndexOf('.') + 1);
  if (/^\p{Lu}/u.test(name) && facts.package.name !== 'main') return true;
  return fn.receiver !== undefined && interfaceCallsOf(facts, name).length > 0;
}

/** The outermost function of a place's variable; undefined for package variables. */
function declaredIn({ root }: Place): SourceFunction | undefined {
  let outer = root.owner;
  while (outer?.parent) outer = outer.parent;
  return outer;
}

/** Where the function of a Done counts it in itself: behind its Add on the same group, or the call of a function that adds. */
function added(
  facts: PackageFacts,
  { fn, operation: waker }: PeerOperation,
  { group }: Question,
): { block: number; index: number } | undefined {
  if (group === undefined) return undefined;
  const adders = addersOf(facts).get(group);
  if (!adders) return undefined;
  const at = findOperation(facts.flowOf(fn), (other) => {
    if (other.kind !== 'call' || other === waker || other.mode !== 'now') return false;
    if (other.callee.name !== addName) {
      const callee = facts.functionHere(other.callee);
      return callee !== undefined && adders.has(callee);
    }
    const place = receiverPlace(facts, fn, other);
    return place !== undefined && waitClass(facts, place) === group;
  });
  return at && { block: at.block, index: at.index + 1 };
}

const addName = 'sync.WaitGroup.Add';
const adders = new WeakMap<PackageFacts, ReadonlyMap<string, ReadonlySet<SourceFunction>>>();

/** Functions that add to a group, by its class. */
function addersOf(facts: PackageFacts): ReadonlyMap<string, ReadonlySet<SourceFunction>> {
  const known = adders.get(facts);
  if (known) return known;
  const all = new Map<string, Set<SourceFunction>>();
  for (const { fn, operation } of facts.operations.callsOf([addName])) {
    const place = receiverPlace(facts, fn, operation);
    if (!place) continue;
    const name = waitClass(facts, place);
    all.set(name, (all.get(name) ?? new Set()).add(fn));
  }
  adders.set(facts, all);
  return all;
}

/** Where the function of a waker makes the channel itself. */
function madeIn(
  facts: PackageFacts,
  { fn }: PeerOperation,
  makes: readonly SourcePlace[],
): { block: number; index: number } | undefined {
  const own = makes.filter(({ file, node }) => facts.functionAt(file, node) === fn).map(({ node }) => node);
  if (own.length === 0) return undefined;
  return findOperation(facts.flowOf(fn), (operation) => operation.kind === 'assign' && own.includes(operation.value));
}

/** Where the goroutine of a waker takes the lock on some way to its next waking: before it in one of the functions that lead
 * to it, or in the loop that it is in. Undefined when the waker is no goroutine of its own, or takes no such lock. */
export function lockOnTheWay(facts: PackageFacts, waker: PeerOperation, question: Question): Need | undefined {
  const { held } = question;
  let peer = waker;
  let found: SourcePlace | undefined;
  /** The lock is taken behind the waking: it counts when a loop further up comes round. */
  let behind: SourcePlace | undefined;
  for (let depth = 0; depth <= MAX_CALLS; depth++) {
    const { fn } = peer;
    if (added(facts, peer, question)) return undefined;
    const { blocks } = facts.flowOf(fn);
    const isDeferred = 'mode' in peer.operation && peer.operation.mode === 'defer';
    const ahead = blocksFrom(blocks, peer.block);
    const comesRound = ahead.has(peer.block.id);
    if (comesRound) found ??= behind;
    for (const block of blocks)
      for (const [index, operation] of block.operations.entries()) {
        if (operation === peer.operation || !runsBefore(operation, peer)) continue;
        const at = takenBy(facts, fn, operation, question);
        if (!at || isAskedBefore(facts, fn, operation, held)) continue;
        const isFirst = block === peer.block ? index < block.operations.indexOf(peer.operation) : false;
        if (isDeferred || isFirst || comesRound || blocksFrom(blocks, block).has(peer.block.id)) found ??= at;
        else if (ahead.has(block.id) || block === peer.block) behind ??= at;
      }
    const callers = callersOf(facts, fn);
    const isOwn = fn.parent
      ? runsOfLiteral(facts, fn).every(({ kind }) => kind === 'go')
      : callers.length > 0 && callers.every(({ operation }) => operation.kind === 'call' && operation.mode === 'go');
    if (isOwn) return found && { how: 'sometimes', lock: found };
    // One caller alone: with several, each would have to be a goroutine that takes the lock.
    if (callers.length !== 1) return undefined;
    peer = callers[0];
  }
  return undefined;
}

/** Blocks that are reached from the end of one; itself when a loop leads back. */
function blocksFrom(blocks: readonly FlowBlock[], from: FlowBlock): Set<number> {
  const found = new Set<number>();
  const open = from.edges.map((edge) => edge.to);
  for (let id = open.pop(); id !== undefined; id = open.pop())
    if (!found.has(id)) {
      found.add(id);
      open.push(...blocks[id].edges.map((edge) => edge.to));
    }
  return found;
}

/** Where an operation, or what it calls, takes a lock of the class; two read locks go together. */
function takenBy(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation,
  { held, group }: Question,
): SourcePlace | undefined {
  const { place, mode } = held.lock;
  const counting = group === undefined ? undefined : addersOf(facts).get(group);
  if (operation.kind !== 'call' || operation.mode === 'go') return undefined;
  for (const effect of effectsOfCall(facts, fn, operation)) {
    if (effect.action !== 'lock' || (mode === 'read' && effect.mode === 'read')) continue;
    if (!isSameClass(facts, effect.place, place)) continue;
    // It is taken to count in once more.
    if (counting?.has(effect.at.fn)) continue;
    // Two variables of one function are two objects.
    if (effect.place.root !== place.root && declaredIn(effect.place) === declaredIn(place)) continue;
    return { file: effect.at.fn.file, node: effect.at.node };
  }
  return undefined;
}

/** A deferred operation runs before a waker when that is deferred, too, and stands above it. */
function runsBefore(operation: Operation, { operation: waker, node }: PeerOperation): boolean {
  if (operation.kind !== 'call' || operation.mode !== 'defer') return true;
  return 'mode' in waker && waker.mode === 'defer' && operation.node > node;
}

/** One declared field on two paths: of one object, unless both paths begin at variables of one type and differ. */
function isSameClass(facts: PackageFacts, a: Place, b: Place): boolean {
  if (lockClass(facts, a) === lockClass(facts, b)) return true;
  const one = fieldClass(facts, a);
  const other = fieldClass(facts, b);
  if (!one || one.name !== other?.name) return false;
  return typeNameOf(facts.typeOf(a.root.file, a.root.node)) !== typeNameOf(facts.typeOf(b.root.file, b.root.node));
}

/** True when the operation stands behind a condition on something that the holder sets: a flag that says that the lock is
 * taken, or that there is no need for it. */
function isAskedBefore(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation,
  { fn: holder }: HeldLock,
): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  let set: Set<string> | undefined;
  for (let at = parents[operation.node]; at > fn.node; at = parents[at]) {
    if (tree.kind[at] !== NodeKind.IfStmt) continue;
    set ??= classesSet(facts, holder);
    if (set.size === 0) return false;
    const { condition } = ifParts(tree, at);
    for (let i = condition; i < condition + tree.size[condition]; i++) {
      if (tree.kind[i] !== NodeKind.Ident && tree.kind[i] !== NodeKind.SelectorExpr) continue;
      const place = facts.placeOf(fn.file, i);
      if (place && set.has(waitClass(facts, place))) return true;
    }
  }
  return false;
}

/** Fields and package variables that a function sets, by class. */
function classesSet(facts: PackageFacts, fn: SourceFunction): Set<string> {
  const classes = new Set<string>();
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations)
      if (operation.kind === 'assign' && operation.place && !operation.place.key.includes('[')) {
        const { root, path } = operation.place;
        if (path.length > 0 || root.kind === 'package') classes.add(waitClass(facts, operation.place));
      }
  return classes;
}

/** The only waker goes round a loop in which it always takes the lock. */
function loopNeeds(
  facts: PackageFacts,
  peer: PeerOperation,
  takes: (operation: Operation) => boolean,
  taken: () => SourcePlace | undefined,
): Need | undefined {
  const { fn, block } = peer;
  if (block.loop < 0) return undefined;
  // A channel that each turn makes anew has one round only.
  const { operation } = peer;
  const root = 'place' in operation ? operation.place?.root : undefined;
  const { tree } = fn.file;
  if (root?.owner === fn && root.node > block.loop && root.node < block.loop + tree.size[block.loop]) return undefined;
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  const index = block.operations.indexOf(peer.operation);
  let again = false;
  const ends = explorePaths<0>(facts.flowOf(fn), fn.file, binding, { block: block.id, index: index + 1 }, 0, {
    operation(operation, state) {
      if (operation === peer.operation) again = true;
      return operation === peer.operation || takes(operation) ? undefined : state;
    },
    key: () => '',
  });
  const lock = taken();
  return ends && !again && lock ? { how: 'between', lock } : undefined;
}

/** Calls and starts of a declared function in its package; of a literal where it is run. */
function callersOf(facts: PackageFacts, fn: SourceFunction): readonly PeerOperation[] {
  return facts.operations
    .callsTo(fn)
    .map(({ fn, block, operation }) => ({ kind: 'done', fn, block, operation, node: operation.node, select: -1 }));
}
