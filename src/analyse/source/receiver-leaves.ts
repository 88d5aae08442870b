// Who is at the other end of a channel, and whether the last of them can go away while the channel is still used.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts } from '../../model/go-tree.ts';
import type { Place, SourceFunction } from '../../model/source-function.ts';
import { calleeBinding } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import type { PeerOperation } from './peer-operations.ts';
import { peerOperations } from './peer-operations.ts';
import { lockClass } from './unlock-owners.ts';

/** Calls are followed this far when a channel is a parameter. */
const MAX_CALLS = 2;

/** The places under which a channel is known: its own, and those of the arguments when it is a parameter. Undefined when a
 * caller passes something that has no place, or when there is no caller to see. */
export function channelPlaces(facts: PackageFacts, place: Place, depth = 0): readonly Place[] | undefined {
  const { root } = place;
  if (root.kind !== 'parameter' || place.path.length > 0 || !root.owner) return [place];
  if (depth >= MAX_CALLS) return undefined;
  const index = root.owner.params.indexOf(root);
  const places = new Map([[place.key, place]]);
  let calls = 0;
  for (const other of facts.functions)
    for (const { operations } of facts.flowOf(other).blocks)
      for (const operation of operations) {
        if (operation.kind !== 'call') continue;
        const { declared, literal } = operation.callee;
        if (literal !== root.owner && (declared?.node !== root.owner.node || declared.file !== root.owner.file))
          continue;
        const arg = facts.placeOf(other.file, operation.args[index] ?? -1);
        const above = arg && channelPlaces(facts, arg, depth + 1);
        if (!above) return undefined;
        calls++;
        for (const one of above) places.set(one.key, one);
      }
  return calls === 0 ? undefined : [...places.values()];
}

/** The operations of these kinds on a channel, wherever the package does them under one of its places. */
export function peersOf(
  facts: PackageFacts,
  places: readonly Place[],
  kinds: readonly PeerOperation['kind'][],
): PeerOperation[] {
  const all = peerOperations(facts);
  const classes = new Set(places.map((place) => lockClass(facts, place)));
  return [...classes].flatMap((name) => (all.get(name) ?? []).filter(({ kind }) => kinds.includes(kind)));
}

/** True when a path leads from this receive to a return of its function without the channel being exhausted. */
export function canLeave(facts: PackageFacts, peer: PeerOperation): boolean {
  const { fn, block, operation } = peer;
  const binding = calleeBinding(facts, fn);
  if (!binding) return false;
  const start = block.operations.indexOf(operation);
  const ends = explorePaths<0>(facts.flowOf(fn), fn.file, binding, { block: block.id, index: start + 1 }, 0, {
    operation: (_, state) => state,
    // `range` ends by its head only when the channel is closed.
    edge: (edge, state, from) =>
      peer.kind === 'range' && from === block && edge === from.edges[1] ? undefined : state,
    key: () => '',
  });
  return ends?.some(({ end }) => end === 'return') ?? false;
}

/** True for `ctx.Done()`. */
export function isDoneCall(facts: PackageFacts, file: SourceFunction['file'], node: number): boolean {
  if (file.tree.kind[node] !== NodeKind.CallExpr || callParts(file.tree, node).args.length > 0) return false;
  return facts.calleeOf(file, node).name === 'context.Context.Done';
}
