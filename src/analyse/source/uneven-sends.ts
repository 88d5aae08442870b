// A plain send of a function that sends on the same channel elsewhere with a stop case: there it knows that the receiver may
// have left.
import { NodeKind } from '../../model/go-syntax.ts';
import type { ChannelOperation, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { capacityOf } from './blocked-holders.ts';
import { stopCase } from './missing-stop-cases.ts';
import type { OperationSite } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PeerOperation } from './peer-operations.ts';
import { canLeave, channelPlaces, peersOf } from './receiver-leaves.ts';

export interface UnevenSend extends SourcePlace {
  readonly fn: SourceFunction;
  readonly operation: ChannelOperation;
  /** The send that has one, and its stop case. */
  readonly other: SourcePlace;
  readonly stop: SourcePlace;
  /** Receivers that can go away; none when they are not seen. */
  readonly leavers: readonly PeerOperation[];
}

/** All of the package, in order. */
export function unevenSends(facts: PackageFacts): UnevenSend[] {
  const guarded = new Map<string, { other: SourcePlace; stop: SourcePlace }>();
  const plain: OperationSite<ChannelOperation>[] = [];
  for (const { fn, block, operation, order } of facts.operations.channelOperations('send')) {
    if (operation.kind !== 'send' || !operation.place || operation.mode !== 'now') continue;
    if (operation.select < 0) {
      plain.push({ fn, block, operation, order });
      continue;
    }
    const stop = stopCase(facts, fn.file, operation.select);
    if (stop < 0 || hasDefault(facts, fn, operation.select)) continue;
    const key = keyOf(fn, operation);
    if (!guarded.has(key))
      guarded.set(key, { other: { file: fn.file, node: operation.node }, stop: { file: fn.file, node: stop } });
  }
  if (guarded.size === 0) return [];
  const found: UnevenSend[] = [];
  for (const { fn, block, operation } of plain) {
    const twin = guarded.get(keyOf(fn, operation));
    if (!twin || !operation.place || isInCase(facts, fn, operation.node)) continue;
    const places = channelPlaces(facts, operation.place);
    const room = places?.map((place) => capacityOf(facts, place)).find((one) => one !== undefined) ?? 0;
    const sends = places ? peersOf(facts, places, ['send']) : [];
    // There is room for all of them.
    if (room > 0 && sends.length <= room && block.loop < 0) continue;
    const receivers = places ? peersOf(facts, places, ['receive', 'range']) : [];
    const leavers = receivers.filter((peer) => canLeave(facts, peer, true));
    if (receivers.length > 0 && leavers.length === 0) continue;
    found.push({ file: fn.file, node: operation.node, fn, operation, ...twin, leavers });
  }
  return found;
}

/** One name for a channel in one declaration. */
function keyOf(fn: SourceFunction, { place }: ChannelOperation): string {
  let outer = fn;
  while (outer.parent) outer = outer.parent;
  return `${outer.file.path}:${outer.node}:${place?.key}`;
}

function hasDefault(facts: PackageFacts, fn: SourceFunction, select: number): boolean {
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) => operations.some((o) => o.kind === 'select' && o.node === select && o.hasDefault));
}

/** Inside a case of a select: what GL021 is about. */
function isInCase(facts: PackageFacts, fn: SourceFunction, node: number): boolean {
  const parents = facts.parentsOf(fn.file);
  for (let at = parents[node]; at > fn.node; at = parents[at])
    if (fn.file.tree.kind[at] === NodeKind.CommClause) return true;
  return false;
}
