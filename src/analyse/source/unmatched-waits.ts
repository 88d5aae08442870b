// Sends that nobody receives and receives that nobody serves, whatever hands the channel on: fields, getters, constructors,
// slices of channels. Only channels of which every place where they can be is in the package, and was seen.
import type {
  ChannelOperation,
  FlowBlock,
  Operation,
  SelectOperation,
  SourceFunction,
} from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { capacityAt } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import type { ValueFlow } from './value-flow.ts';
import { flowOfValue } from './value-flow.ts';

export interface UnmatchedWait extends SourcePlace {
  readonly kind: 'send' | 'receive' | 'range' | 'select';
  readonly fn: SourceFunction;
  readonly block: FlowBlock;
  /** The operations that have no other end: one, or all cases of the select. */
  readonly operations: readonly ChannelOperation[];
  /** Calls of make that the channels come from. */
  readonly makes: readonly SourcePlace[];
  /** Most room that a channel of a send can have: 0, a number, undefined when it is not known. */
  readonly room: number | undefined;
  /** A channel of it is held by a field, an element or a package variable. */
  readonly isStored: boolean;
}

/** The flow of a channel that is wholly in sight and was made somewhere; undefined for all others. */
export function closedFlow(facts: PackageFacts, fn: SourceFunction, channel: number): ValueFlow | undefined {
  const flow = flowOfValue(facts, fn.file, channel);
  return flow && flow.open.size === 0 && flow.makes.length > 0 ? flow : undefined;
}

const known = new WeakMap<PackageFacts, ReadonlyMap<SourceFunction, readonly UnmatchedWait[]>>();

/** All of one function of the package, in order. */
export function unmatchedWaits(facts: PackageFacts, fn: SourceFunction): readonly UnmatchedWait[] {
  let found = known.get(facts);
  if (!found) known.set(facts, (found = findUnmatched(facts)));
  return found.get(fn) ?? [];
}

function findUnmatched(facts: PackageFacts): Map<SourceFunction, UnmatchedWait[]> {
  const found = new Map<SourceFunction, UnmatchedWait[]>();
  for (const { fn, block, operation } of facts.operations.channelOperations('send', 'receive', 'range', 'select')) {
    const cases = casesOf(operation);
    if (cases.length === 0) continue;
    const flows = cases.map((one) => unmatched(facts, fn, one));
    if (!flows.every((flow) => flow !== undefined)) continue;
    const sends = flows.filter((_, k) => cases[k].kind === 'send');
    const waits = found.get(fn) ?? [];
    found.set(fn, waits);
    waits.push({
      kind: operation.kind as UnmatchedWait['kind'],
      file: fn.file,
      node: operation.node,
      fn,
      block,
      operations: cases,
      makes: flows.flatMap((flow) => flow.makes),
      room:
        sends.length === 0
          ? 0
          : roomOf(
              facts,
              sends.flatMap((flow) => flow.makes),
            ),
      isStored: flows.some((flow) => flow.isStored),
    });
  }
  return found;
}

/** The channel operations that an operation waits for: itself, or the cases of a select without default. */
function casesOf(operation: Operation): readonly ChannelOperation[] {
  if (operation.kind === 'select') return (operation as SelectOperation).hasDefault ? [] : operation.cases;
  if (operation.kind !== 'send' && operation.kind !== 'receive' && operation.kind !== 'range') return [];
  return operation.select < 0 && operation.mode === 'now' ? [operation] : [];
}

function unmatched(facts: PackageFacts, fn: SourceFunction, operation: ChannelOperation): ValueFlow | undefined {
  const flow = closedFlow(facts, fn, operation.channel);
  if (!flow) return undefined;
  const others =
    operation.kind === 'send'
      ? ['receive', 'range']
      : operation.kind === 'range'
        ? ['close', 'send']
        : ['send', 'close'];
  if (flow.operations.some(({ kind }) => others.includes(kind))) return undefined;
  // A send behind a close of the same function panics, and does not wait.
  const isClosed = flow.operations.some((one) => one.kind === 'close' && one.fn === fn && one.node < operation.node);
  return operation.kind === 'send' && isClosed ? undefined : flow;
}

/** The most that channels of these makes have room for; undefined when one cannot be told. */
export function roomOf(facts: PackageFacts, makes: readonly SourcePlace[]): number | undefined {
  let most = 0;
  for (const { file, node } of makes) {
    const binding = facts.bindingAt(file, node);
    const room = binding && capacityAt(facts, binding, node);
    if (typeof room !== 'number') return undefined;
    most = Math.max(most, room);
  }
  return most;
}
