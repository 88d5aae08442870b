// Operations that wait while a lock is held that everybody who could wake them needs first.
// One thing: the wait, who could end it, and how each of those needs the lock.
import { NodeKind } from '../../model/go-syntax.ts';
import type { ChannelOperation, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding, capacityAt } from './channel-uses.ts';
import { isConditionShared } from './condition-waits.ts';
import { fieldClass } from './field-class.ts';
import { usesOfField } from './field-uses.ts';
import type { HeldLock } from './held-locks.ts';
import { locksTaken, walkHeld } from './held-locks.ts';
import { typeOfVariable } from './infer-type.ts';
import type { How, Question } from './lock-needs.ts';
import { lockNeeded, lockOnTheWay } from './lock-needs.ts';
import { effectsOf, placeForCaller } from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';
import type { PeerOperation } from './peer-operations.ts';
import { peerAt, wakersOf } from './peer-operations.ts';
import { receiverPlace } from './receiver-place.ts';
import { withoutPointers } from './type-expression.ts';
import { isReleasedByOthers } from './unlock-owners.ts';
import { closedFlow, roomOf } from './unmatched-waits.ts';
import type { ValueFlow } from './value-flow.ts';
import { conditionLocks, groupWaits, hasUnclearSignals, waitClass, wakersOfClass } from './wakers.ts';

/** A wait that a function can get into, in terms of its caller. */
interface Wait {
  readonly kind: 'send' | 'receive' | 'range' | 'wait' | 'condition';
  readonly place: Place;
  /** The same as the function that waits names it. */
  readonly own: Place;
  readonly at: { readonly fn: SourceFunction; readonly node: number };
  /** The channel's expression there; -1 for a group or a condition. */
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

/** Calls are followed this far. */
const MAX_CALLS = 3;
const waitsKnown = new WeakMap<SourceFunction, readonly Wait[]>();

function ownWait(facts: PackageFacts, fn: SourceFunction, operation: Operation): Wait | undefined {
  if ('mode' in operation && operation.mode !== 'now') return undefined;
  if (operation.kind === 'call') {
    const { name } = operation.callee;
    const kind = name === 'sync.Cond.Wait' ? 'condition' : groupWaits.has(name) ? 'wait' : undefined;
    const place = kind && receiverPlace(facts, fn, operation);
    if (!place) return undefined;
    return { kind, place, own: place, at: { fn, node: operation.node }, channel: -1, isNamed: true };
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
    own: operation.place,
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
    else if (isKnownUnnamed(wait)) found.push({ ...wait, isNamed: false });
  }
  return found;
}

/** A channel whose flow may be in sight, a field: who wakes is told without a name for it. */
const isKnownUnnamed = ({ channel, own }: Wait): boolean => channel >= 0 || own.path.length > 0;

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
        if (isNamed || isKnownUnnamed(wait)) found.push({ ...wait, isNamed });
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
  if (wait.kind === 'condition' && isReleasedByWait(facts, held)) return undefined;
  // With room it is a matter of numbers, which the field says more of than all its copies.
  const flow = wait.channel < 0 ? undefined : closedFlow(facts, wait.at.fn, wait.channel);
  const inSight = flow && roomOf(facts, flow.makes) === 0 ? flow : undefined;
  const all = inSight ? wakersInSight(facts, wait, inSight) : wakersByName(facts, wait);
  if (all.length === 0) return undefined;
  const isChannel = wait.kind !== 'wait' && wait.kind !== 'condition';
  const capacity = !isChannel || inSight ? 0 : capacityOf(facts, wait.own);
  // The field of an object that is not known: with room it is made for one answer.
  if (!wait.isNamed && capacity !== 0) return undefined;
  const group = wait.kind === 'wait' ? waitClass(facts, wait.own) : undefined;
  const question: Question = { held, makes: inSight?.makes ?? [], group };
  const wakers: BlockedHolder['wakers'][number][] = [];
  let how: BlockedHolder['how'] = 'before';
  for (const peer of all) {
    const need = lockNeeded(facts, peer, question) ?? lockOnTheWay(facts, peer, question);
    if (!need) return undefined;
    if (need.how !== 'before' && how !== 'sometimes') how = need.how;
    wakers.push({ place: { file: peer.fn.file, node: peer.node }, fn: peer.fn, lock: need.lock });
  }
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
  const place = wait.own.path.length > 0 ? wait.own : wait.isNamed ? wait.place : undefined;
  if (!place || isHandedOut(facts, place) || (wait.kind === 'wait' && isArgument(facts, place))) return [];
  if (wait.kind === 'condition' && (hasUnclearSignals(facts) || isConditionShared(facts, wait.at.fn, wait.own)))
    return [];
  return wakersOfClass(facts, waitClass(facts, place), wakersOf(wait.kind)) ?? [];
}

/** True for a local group that is given to a call: what is done with it there has another name. */
function isArgument(facts: PackageFacts, { root, path }: Place): boolean {
  const binding = path.length === 0 && root.kind === 'local' && facts.bindingAt(root.file, root.node);
  if (!binding) return false;
  const { tree } = root.file;
  const parents = facts.parentsOf(root.file);
  return mentionsOf(binding, root).some((node) => {
    const at = tree.kind[parents[node]] === NodeKind.UnaryExpr ? parents[node] : node;
    return tree.kind[parents[at]] === NodeKind.CallExpr && parents[at] + 1 !== at;
  });
}

/** True when waiting for the condition lets go of the lock, as far as can be told. */
function isReleasedByWait(facts: PackageFacts, { lock: { place } }: HeldLock): boolean {
  const locks = conditionLocks(facts);
  if (!locks || place.path.at(-1) === 'L') return true;
  const owner = fieldClass(facts, place)?.owner;
  return locks.has(waitClass(facts, place)) || (owner !== undefined && locks.has(`${typeNameOf(owner)}.`));
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
