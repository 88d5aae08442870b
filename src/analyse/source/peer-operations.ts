// Who can wake a blocked operation: all sends, receives, closes, Done calls of a package by the channel or group they touch.
import type { ChannelOperation, FlowBlock, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { PackageFacts } from './package-facts.ts';
import { placeAt } from './place.ts';
import { lockClass } from './unlock-owners.ts';
import type { FlowOperation } from './value-flow.ts';

export interface PeerOperation {
  readonly kind: ChannelOperation['kind'] | 'done' | 'wait' | 'signal';
  readonly fn: SourceFunction;
  readonly block: FlowBlock;
  readonly operation: Operation;
  readonly node: number;
  /** The SelectStmt it is a case of, -1 for none. */
  readonly select: number;
}

const indexes = new WeakMap<PackageFacts, ReadonlyMap<string, readonly PeerOperation[]>>();

const groupCalls = new Set(['sync.WaitGroup.Done', 'sync.WaitGroup.Wait']);

/** The place of the WaitGroup that a call works on; undefined for other calls. */
export function groupPlace(facts: PackageFacts, fn: SourceFunction, operation: Operation): Place | undefined {
  if (operation.kind !== 'call') return undefined;
  const { name, receiver, through } = operation.callee;
  if (!groupCalls.has(name)) return undefined;
  const base = facts.placeOf(fn.file, receiver);
  return base && placeAt(base.root, [...base.path, ...through]);
}

/** All operations of the package on channels and wait groups, by class (`lockClass` of the place). Operations of which the
 * channel cannot be told stand under ''. */
export function peerOperations(facts: PackageFacts): ReadonlyMap<string, readonly PeerOperation[]> {
  const known = indexes.get(facts);
  if (known) return known;
  const all = new Map<string, PeerOperation[]>();
  const add = (place: Place | undefined, peer: PeerOperation): void => {
    const key = place ? lockClass(facts, place) : '';
    const list = all.get(key);
    if (list) list.push(peer);
    else all.set(key, [peer]);
  };
  const { operations } = facts;
  for (const { fn, block, operation } of operations.callsOf(groupCalls)) {
    const place = groupPlace(facts, fn, operation);
    const kind = operation.callee.name.endsWith('.Done') ? 'done' : 'wait';
    if (place) add(place, { kind, fn, block, operation, node: operation.node, select: -1 });
  }
  for (const { fn, block, operation } of operations.channelOperations('send', 'receive', 'range', 'close')) {
    if (operation.kind === 'select') continue;
    const { kind, node, select } = operation;
    add(operation.place, { kind, fn, block, operation, node, select });
  }
  indexes.set(facts, all);
  return all;
}

const byNode = new WeakMap<PackageFacts, ReadonlyMap<string, PeerOperation>>();

/** The channel operation of this kind at a node, with its function; undefined in code that is not reached. */
export function peerAt(facts: PackageFacts, { kind, file, node }: FlowOperation): PeerOperation | undefined {
  let all = byNode.get(facts) as Map<string, PeerOperation> | undefined;
  if (!all) {
    byNode.set(facts, (all = new Map()));
    for (const list of peerOperations(facts).values())
      for (const peer of list) all.set(`${peer.kind}${peer.fn.file.path}:${peer.node}`, peer);
  }
  return all.get(`${kind}${file.path}:${node}`);
}

/** The kinds of operation that end the wait of this one. */
export function wakersOf(kind: PeerOperation['kind'] | 'condition'): readonly PeerOperation['kind'][] {
  if (kind === 'condition') return ['signal'];
  if (kind === 'send') return ['receive', 'range'];
  if (kind === 'receive' || kind === 'range') return ['send', 'close'];
  return kind === 'wait' ? ['done'] : [];
}
