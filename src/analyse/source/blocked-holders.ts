// Operations that wait while a lock is held that everybody who could wake them needs first.
// One thing: the wait, who could end it, and how each of those needs the lock.
import type { ChannelOperation, FlowBlock, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { runsOfLiteral } from './activities.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding, capacityAt } from './channel-uses.ts';
import { usesOfField } from './field-uses.ts';
import type { HeldLock } from './held-locks.ts';
import { locksTaken, walkHeld } from './held-locks.ts';
import { typeOfVariable } from './infer-type.ts';
import { effectsOf, placeForCaller } from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths, findOperation } from './paths.ts';
import type { PeerOperation } from './peer-operations.ts';
import { groupPlace, peerAt, peerOperations, wakersOf } from './peer-operations.ts';
import { placeAt } from './place.ts';
import { withoutPointers } from './type-expression.ts';
import { isReleasedByOthers, lockClass } from './unlock-owners.ts';
import { closedFlow, roomOf } from './unmatched-waits.ts';
import type { ValueFlow } from './value-flow.ts';

/** A wait that a function can get into, in terms of its caller. */
interface Wait {
  readonly kind: 'send' | 'receive' | 'range' | 'wait';
  readonly place: Place;
  readonly at: { readonly fn: SourceFunction; readonly node: number };
  /** The channel's expression there; -1 for a WaitGroup. */
  readonly channel: number;
  /** `place` is a place of the function that asks; else it is one of the function that waits. */
  readonly isNamed: boolean;
}

export interface BlockedHolder {
  readonly held: HeldLock;
  readonly wait: Wait;
  /** The operation of the holder: the wait itself or a call that leads to it. */
  readonly by: SourcePlace;
  /** All that could wake it; each needs the lock. */
  readonly wakers: readonly { readonly place: SourcePlace; readonly fn: SourceFunction; readonly lock: SourcePlace }[];
  /** `before`: each waker must take the lock first. `between`: it takes it between two times that it wakes. `sometimes`: it
   * takes it on some of its ways to the next time. */
  readonly how: How;
  /** Room of the channel: 0, a number, undefined when not known. */
  readonly capacity: number | undefined;
}

type How = 'before' | 'between' | 'sometimes';

interface Need {
  readonly how: How;
  readonly lock: SourcePlace;
}

/** Calls are followed this far. */
const MAX_CALLS = 3;
const waitsKnown = new WeakMap<SourceFunction, readonly Wait[]>();

function ownWait(facts: PackageFacts, fn: SourceFunction, operation: Operation): Wait | undefined {
  if ('mode' in operation && operation.mode !== 'now') return undefined;
  if (operation.kind === 'call') {
    const place = groupPlace(facts, fn, operation);
    if (!place || !operation.callee.name.endsWith('.Wait')) return undefined;
    return { kind: 'wait', place, at: { fn, node: operation.node }, channel: -1, isNamed: true };
  }
  if (operation.kind === 'select') {
    const [only] = operation.cases;
    return operation.cases.length === 1 && !operation.hasDefault ? channelWait(fn, only) : undefined;
  }
  if (operation.kind !== 'send' && operation.kind !== 'receive' && operation.kind !== 'range') return undefined;
  return operation.select >= 0 ? undefined : channelWait(fn, operation);
}

function channelWait(fn: SourceFunction, operation: ChannelOperation): Wait | undefined {
  if (!operation.place || operation.kind === 'close' || operation.place.key.includes('[')) return undefined;
  return {
    kind: operation.kind,
    place: operation.place,
    at: { fn, node: operation.node },
    channel: operation.channel,
    isNamed: true,
  };
}

/** Waits that an operation gets into at once or through calls. */
function waitsOf(facts: PackageFacts, fn: SourceFunction, operation: Operation, depth: number): readonly Wait[] {
  const own = ownWait(facts, fn, operation);
  if (own) return [own];
  if (operation.kind !== 'call' || operation.mode !== 'now' || depth >= MAX_CALLS) return [];
  const callee = facts.functionHere(operation.callee);
  if (!callee) return [];
  const found: Wait[] = [];
  for (const wait of waitsOfFunction(facts, callee, depth + 1)) {
    const place = wait.isNamed ? placeForCaller(facts, fn, operation, callee, wait.place) : undefined;
    if (place) found.push({ ...wait, place });
    else if (wait.channel >= 0) found.push({ ...wait, isNamed: false });
  }
  return found;
}

function waitsOfFunction(facts: PackageFacts, fn: SourceFunction, depth: number): readonly Wait[] {
  const known = waitsKnown.get(fn);
  if (known) return known;
  waitsKnown.set(fn, []);
  const found: Wait[] = [];
  for (const block of facts.flowOf(fn).blocks)
    for (const operation of block.operations)
      for (const wait of waitsOf(facts, fn, operation, depth)) {
        const { root } = wait.place;
        const isNamed = wait.isNamed && (root.owner !== fn || root.kind === 'parameter' || root.kind === 'receiver');
        if (isNamed || wait.channel >= 0) found.push({ ...wait, isNamed });
      }
  waitsKnown.set(fn, found);
  return found;
}

/** Waits under a lock of this function whose wakers all need the lock. */
export function blockedHolders(facts: PackageFacts, fn: SourceFunction): BlockedHolder[] {
  const found: BlockedHolder[] = [];
  for (const held of locksTaken(facts, fn)) {
    // A lock that another goroutine releases is no reason to wait for this one.
    if (isReleasedByOthers(facts, held.lock.place)) continue;
    const seen = new Set<string>();
    const waits: { wait: Wait; by: SourcePlace }[] = [];
    for (const operation of walkHeld(facts, held).operations) {
      const released = effectsOf(facts, fn, operation).some(
        (effect) => effect.action === 'unlock' && effect.place.key === held.lock.place.key,
      );
      if (released) continue;
      for (const wait of waitsOf(facts, fn, operation, 0)) {
        const key = `${wait.kind}${wait.place.key}${wait.at.node}`;
        if (!seen.has(key)) waits.push({ wait, by: { file: fn.file, node: operation.node } });
        seen.add(key);
      }
    }
    for (const { wait, by } of waits) {
      const blocked = judgeWait(facts, held, wait, by);
      if (blocked) found.push(blocked);
    }
  }
  return found;
}

function judgeWait(facts: PackageFacts, held: HeldLock, wait: Wait, by: SourcePlace): BlockedHolder | undefined {
  // With room it is a matter of numbers, which the field says more of than all its copies.
  const flow = wait.channel < 0 ? undefined : closedFlow(facts, wait.at.fn, wait.channel);
  const inSight = flow && roomOf(facts, flow.makes) === 0 ? flow : undefined;
  const all = inSight ? wakersInSight(facts, wait, inSight) : wakersByName(facts, wait);
  if (all.length === 0) return undefined;
  const wakers: BlockedHolder['wakers'][number][] = [];
  let how: BlockedHolder['how'] = 'before';
  for (const peer of all) {
    const need = lockNeeded(facts, peer, held, 0, inSight?.makes ?? []) ?? lockOnTheWay(facts, peer, held);
    if (!need) return undefined;
    if (need.how !== 'before' && how !== 'sometimes') how = need.how;
    wakers.push({ place: { file: peer.fn.file, node: peer.node }, fn: peer.fn, lock: need.lock });
  }
  const capacity = wait.kind === 'wait' ? 0 : inSight ? 0 : capacityOf(facts, wait.place);
  return { held, wait, by, wakers, how, capacity };
}

/** Everything that can end a wait for a channel of which every name is known. Where nobody receives, a close ends a send, too:
 * by a panic. */
function wakersInSight(facts: PackageFacts, wait: Wait, { operations }: ValueFlow): readonly PeerOperation[] {
  let kinds = wakersOf(wait.kind);
  if (!operations.some(({ kind }) => kinds.includes(kind as PeerOperation['kind']))) kinds = ['close'];
  return operations.flatMap((operation) =>
    kinds.includes(operation.kind as PeerOperation['kind']) ? (peerAt(facts, operation) ?? []) : [],
  );
}

/** What touches the same field or variable; nothing when others can name it. */
function wakersByName(facts: PackageFacts, wait: Wait): readonly PeerOperation[] {
  if (!wait.isNamed || isHandedOut(facts, wait.place)) return [];
  const kinds = wakersOf(wait.kind);
  return (peerOperations(facts).get(lockClass(facts, wait.place)) ?? []).filter((peer) => kinds.includes(peer.kind));
}

/** How the function of a waker needs the lock: on every path before it wakes, or between two rounds. */
function lockNeeded(
  facts: PackageFacts,
  peer: PeerOperation,
  held: HeldLock,
  depth: number,
  makes: readonly SourcePlace[],
): Need | undefined {
  const { fn } = peer;
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  let free = false;
  let taken: SourcePlace | undefined;
  const takes = (operation: Operation): boolean => {
    const at = takenBy(facts, fn, operation, held);
    taken = at ?? taken;
    return at !== undefined;
  };
  const isDeferred = 'mode' in peer.operation && peer.operation.mode === 'defer';
  // Nobody waits for a Done before its Add, nor for a channel before it is made.
  const from = added(facts, peer) ?? madeIn(facts, peer, makes) ?? { block: 0, index: 0 };
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
  const callers = depth < 2 ? callersOf(facts, fn) : [];
  if (fn.parent && runsOfLiteral(facts, fn).some(({ kind }) => kind === 'go' || kind === 'unknown'))
    return loopNeeds(facts, peer, takes, () => taken);
  if (callers.length > 0) {
    let first: SourcePlace | undefined;
    for (const caller of callers) {
      // A goroutine does not need what was held when it was started.
      if (caller.operation.kind === 'call' && caller.operation.mode === 'go')
        return loopNeeds(facts, peer, takes, () => taken);
      const need = lockNeeded(facts, caller, held, depth + 1, makes);
      if (need?.how !== 'before') return loopNeeds(facts, peer, takes, () => taken);
      first ??= need.lock;
    }
    if (first) return { how: 'before', lock: first };
  }
  return loopNeeds(facts, peer, takes, () => taken);
}

/** The outermost function of a place's variable; undefined for package variables. */
function declaredIn({ root }: Place): SourceFunction | undefined {
  let outer = root.owner;
  while (outer?.parent) outer = outer.parent;
  return outer;
}

/** Where the function of a Done counts it in itself: behind its Add on the same group. */
function added(
  facts: PackageFacts,
  { kind, fn, operation }: PeerOperation,
): { block: number; index: number } | undefined {
  if (kind !== 'done') return undefined;
  const group = groupPlace(facts, fn, operation)?.key;
  if (group === undefined) return undefined;
  return findOperation(facts.flowOf(fn), (other) => {
    if (other.kind !== 'call' || other.callee.name !== 'sync.WaitGroup.Add') return false;
    const base = facts.placeOf(fn.file, other.callee.receiver);
    return base !== undefined && placeAt(base.root, [...base.path, ...other.callee.through]).key === group;
  });
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
function lockOnTheWay(facts: PackageFacts, waker: PeerOperation, held: HeldLock): Need | undefined {
  let peer = waker;
  let found: SourcePlace | undefined;
  /** The lock is taken behind the waking: it counts when a loop further up comes round. */
  let behind: SourcePlace | undefined;
  for (let depth = 0; depth <= MAX_CALLS; depth++) {
    const { fn } = peer;
    const { blocks } = facts.flowOf(fn);
    const isDeferred = 'mode' in peer.operation && peer.operation.mode === 'defer';
    const ahead = blocksFrom(blocks, peer.block);
    const comesRound = ahead.has(peer.block.id);
    if (comesRound) found ??= behind;
    for (const block of blocks)
      for (const [index, operation] of block.operations.entries()) {
        if (operation === peer.operation) continue;
        const at = takenBy(facts, fn, operation, held);
        if (!at) continue;
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
  held: HeldLock,
): SourcePlace | undefined {
  const { place, mode } = held.lock;
  for (const effect of effectsOf(facts, fn, operation)) {
    if (effect.action !== 'lock' || (mode === 'read' && effect.mode === 'read')) continue;
    if (lockClass(facts, effect.place) !== lockClass(facts, place)) continue;
    // Two variables of one function are two objects.
    if (effect.place.root !== place.root && declaredIn(effect.place) === declaredIn(place)) continue;
    return { file: effect.at.fn.file, node: effect.at.node };
  }
  return undefined;
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

/** Callers by the literal that is called, or by file and node of the declaration. */
/** Calls and starts of a declared function in its package; of a literal where it is run. */
function callersOf(facts: PackageFacts, fn: SourceFunction): readonly PeerOperation[] {
  return facts.operations
    .callsTo(fn)
    .map(({ fn, block, operation }) => ({ kind: 'done', fn, block, operation, node: operation.node, select: -1 }));
}

/** True when the channel can be reached by code that is not seen: a package-level or local variable passed on, a field that
 * is exported. */
export function isHandedOut(facts: PackageFacts, place: Place): boolean {
  const last = place.path[place.path.length - 1];
  if (last !== undefined) return /^\p{Lu}/u.test(last) && facts.package.name !== 'main';
  return place.root.kind === 'parameter' || place.root.kind === 'receiver';
}

/** Room of the channel at a place: by the one make of a variable, by all makes that a field is given. */
export function capacityOf(facts: PackageFacts, place: Place): number | undefined {
  const { root, path } = place;
  if (!root.owner) return undefined;
  const binding = calleeBinding(facts, root.owner);
  if (!binding) return undefined;
  if (path.length === 0) {
    const value = onlyValue(binding, root);
    const capacity = value < 0 ? undefined : capacityAt(facts, binding, value);
    return typeof capacity === 'number' ? capacity : undefined;
  }
  if (path.length > 1) return undefined;
  const owner = withoutPointers(typeOfVariable(facts.program, binding, root));
  let capacity: number | undefined;
  for (const use of usesOfField(facts, owner, root.file.tree.names.find(path[0]))) {
    if (use.kind !== 'write' || use.owner.kind === 'unknown') continue;
    const own = facts.bindingAt(use.file, use.node);
    const room = own && use.value >= 0 ? capacityAt(facts, own, use.value) : undefined;
    if (typeof room !== 'number' || (capacity !== undefined && capacity !== room)) return undefined;
    capacity = room;
  }
  return capacity;
}
