// Sends without another way out on a channel that is kept in a field, an element or a package variable, when everybody who
// receives from it can go away: a caller that waits for its answer or its context, a loop that serves until it is stopped.
import type { Operation, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { calleeBinding } from './channel-uses.ts';
import { singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import type { PeerOperation } from './peer-operations.ts';
import { peerAt } from './peer-operations.ts';
import { canLeave, isDoneCall, isSignalChannel } from './receiver-leaves.ts';
import { isToldUnderLock } from './told-under-lock.ts';
import { underlyingType } from './type-expression.ts';
import { closedFlow, roomOf } from './unmatched-waits.ts';

export interface LeftReceiver extends SourcePlace {
  /** The expression of the channel. */
  readonly channel: number;
  readonly made: SourcePlace;
  /** All that receive. */
  readonly receivers: readonly PeerOperation[];
  /** `call`: each channel is made for the one call that receives from it. `loop`: a loop that serves many sends. */
  readonly by: 'call' | 'loop';
}

/** All of one function, in order. */
export function leftReceivers(facts: PackageFacts, fn: SourceFunction): LeftReceiver[] {
  const found: LeftReceiver[] = [];
  if (!facts.operations.hasChannelOperation(fn, 'send')) return found;
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'send' || operation.select >= 0 || operation.mode !== 'now') continue;
      const flow = closedFlow(facts, fn, operation.channel);
      if (!flow?.isStored || roomOf(facts, flow.makes) !== 0) continue;
      const { isTestCode } = fn.file;
      // What a test makes and serves says nothing about the code that it tests.
      const isOwn = ({ file }: SourcePlace): boolean => isTestCode || !file.isTestCode;
      const makes = flow.makes.filter(isOwn);
      const others = flow.operations.filter(isOwn);
      const receives = others.filter(({ kind }) => kind === 'receive' || kind === 'range');
      const receivers = receives.flatMap((one) => peerAt(facts, one) ?? []);
      if (receivers.length === 0 || receivers.length < receives.length) continue;
      // Who closes the channel when it leaves makes the send panic, not wait (goleveldb compTriggerWait).
      if (others.some(({ kind, fn: closer }) => kind === 'close' && receivers.some((peer) => peer.fn === closer)))
        continue;
      // Who serves itself knows whether it is there.
      if (receivers.some((peer) => peer.fn === fn)) continue;
      // So does who made the channel and started what serves it.
      if (makes.length === 0 || makes.some(({ file, node }) => facts.functionAt(file, node) === fn)) continue;
      const isCall = makes.every(({ file, node }) => {
        const maker = facts.functionAt(file, node);
        return receivers.every((peer) => peer.fn === maker && peer.block.loop < 0);
      });
      if (!receivers.every((peer) => isTold(facts, peer) && canLeave(facts, peer, false))) continue;
      if (isToldUnderLock(facts, fn, operation)) continue;
      // What is sent is the order to stop, and the loop has not had another.
      if (!isCall && receivers.some((peer) => endsItself(facts, peer))) continue;
      found.push({
        file: fn.file,
        node: operation.node,
        channel: operation.channel,
        made: makes[0],
        receivers,
        by: isCall ? 'call' : 'loop',
      });
    }
  return found;
}

/** True when the receiver's select has a case that tells it to leave, and after which it does so: the end of a context, a
 * channel that carries nothing but the fact, a time limit. The end of its own workers is none of these. */
function isTold(facts: PackageFacts, { fn, operation, select }: PeerOperation): boolean {
  for (const block of facts.flowOf(fn).blocks)
    for (const [index, other] of block.operations.entries()) {
      if (other.kind !== 'receive' || other === operation || select < 0 || other.select !== select) continue;
      if (![isDoneCall, isSignalChannel, isClock].some((is) => is(facts, fn.file, other.channel))) continue;
      if (leavesFrom(facts, fn, { block: block.id, index: index + 1 }, select)) return true;
    }
  return false;
}

/** A channel of moments: a timer, a ticker. */
function isClock(facts: PackageFacts, file: SourcePlace['file'], node: number): boolean {
  const type = underlyingType(facts.program, singleType(facts.typeOf(file, node)));
  return type.kind === 'chan' && typeNameOf(type.of) === 'time.Time';
}

/** True when the receiver can return without receiving again, at the same place or another, once it has received. */
function endsItself(facts: PackageFacts, { fn, block, operation, select }: PeerOperation): boolean {
  const channel = 'place' in operation ? operation.place?.key : undefined;
  return leavesFrom(facts, fn, { block: block.id, index: block.operations.indexOf(operation) + 1 }, select, channel);
}

/** Whether a path from there returns before it comes to the select, or to another wait for the channel; yes when that cannot
 * be told. */
export function leavesFrom(
  facts: PackageFacts,
  fn: SourceFunction,
  from: { readonly block: number; readonly index: number },
  select: number,
  channel?: string,
): boolean {
  const binding = calleeBinding(facts, fn);
  if (!binding) return true;
  const waits = (other: Operation): boolean =>
    other.kind === 'select' &&
    (other.node === select ||
      (channel !== undefined && !other.hasDefault && other.cases.some((one) => one.place?.key === channel)));
  const ends = explorePaths<0>(facts.flowOf(fn), fn.file, binding, from, 0, {
    operation: (other, state) => (waits(other) ? undefined : state),
    key: () => '',
  });
  return ends?.some(({ end }) => end === 'return') ?? true;
}
