// Who is at the other end of a channel, and whether the last of them can go away while the channel is still used.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts } from '../../model/go-tree.ts';
import type { FlowEdge, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import { calleeBinding } from './channel-uses.ts';
import { singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathVisitor } from './paths.ts';
import { explorePaths } from './paths.ts';
import type { PeerOperation } from './peer-operations.ts';
import { peerOperations } from './peer-operations.ts';
import { underlyingType } from './type-expression.ts';
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
  for (const { fn: other, operation } of facts.operations.callsTo(root.owner)) {
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

/** True when a receiver can go away while its channel is still used: another case of its select leads out of the function, or,
 * when more than one value is sent, the loop in which it receives is left. A plain receive that a caller asks for value by
 * value says nothing about the next call. */
export function canLeave(facts: PackageFacts, peer: PeerOperation, sendsAgain: boolean): boolean {
  const { fn, block, operation } = peer;
  const binding = calleeBinding(facts, fn);
  if (!binding || !('place' in operation)) return false;
  const graph = facts.flowOf(fn);
  const key = operation.place?.key;
  const takesOver = (other: Operation): boolean => {
    if (other === operation) return false;
    if ((other.kind === 'receive' || other.kind === 'range') && other.place?.key === key) return true;
    // A goroutine or a literal that goes on receiving.
    if (other.kind !== 'call' || !other.callee.literal) return false;
    return operationsWithin(facts, other.callee.literal).some(
      (inner) => (inner.kind === 'receive' || inner.kind === 'range') && inner.place?.key === key,
    );
  };
  const returns = (from: { block: number; index: number }, edge?: PathVisitor<0>['edge']): boolean =>
    explorePaths<0>(graph, fn.file, binding, from, 0, {
      operation: (other, state) => (takesOver(other) ? undefined : state),
      ...(edge ? { edge } : {}),
      key: () => '',
    })?.some(({ end }) => end === 'return') ?? false;
  if (peer.select >= 0) {
    const at = graph.blocks.find(({ operations }) =>
      operations.some((o) => o.kind === 'select' && o.node === peer.select),
    );
    const select = at?.operations.find((o) => o.kind === 'select' && o.node === peer.select);
    // A look without waiting is nobody's only receiver.
    if (!at || select?.kind !== 'select' || select.hasDefault) return false;
    for (const { to } of at.edges)
      if (to !== block.id && returns({ block: to, index: 0 }, (edge, state) => (edge.to === at.id ? undefined : state)))
        return true;
  }
  if (!sendsAgain || block.loop < 0) return false;
  const start = block.operations.indexOf(operation);
  // With `v, ok := <-ch`, what is done when ok is false happens after the close.
  const open = block.operations.find((o) => o.kind === 'assign' && o.index === 1 && o.value === operation.node);
  const ok = open?.kind === 'assign' && open.place?.path.length === 0 ? open.place.root : undefined;
  const isClosed = (edge: FlowEdge): boolean =>
    ok !== undefined && edge.condition >= 0 && !edge.holds && facts.variableOf(fn.file, edge.condition) === ok;
  // `range` ends by its head only when the channel is closed.
  return returns({ block: block.id, index: start + 1 }, (edge, state, from) =>
    (peer.kind === 'range' && from === block && edge === from.edges[1]) || isClosed(edge) ? undefined : state,
  );
}

function operationsWithin(facts: PackageFacts, fn: SourceFunction): Operation[] {
  return [
    ...facts.flowOf(fn).blocks.flatMap(({ operations }) => operations),
    ...fn.literals.flatMap((literal) => operationsWithin(facts, literal)),
  ];
}

/** True for `ctx.Done()`. */
export function isDoneCall(facts: PackageFacts, file: SourceFunction['file'], node: number): boolean {
  if (file.tree.kind[node] !== NodeKind.CallExpr || callParts(file.tree, node).args.length > 0) return false;
  return facts.calleeOf(file, node).name === 'context.Context.Done';
}

/** A channel that carries nothing but the fact: `chan struct{}`. */
export function isSignalChannel(facts: PackageFacts, file: SourceFunction['file'], node: number): boolean {
  const type = underlyingType(facts.program, singleType(facts.typeOf(file, node)));
  if (type.kind !== 'chan') return false;
  const { of } = type;
  return of.kind === 'struct' && of.scope.file.tree.size[of.node] === 2;
}
