// Channels and groups of a value that a function publishes (puts into a map, a field, a package variable) so that others wait
// for it, and that it closes, or says Done for, on some of its own paths only: singleflight and caches that load once.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, nameOf } from '../../model/go-tree.ts';
import type {
  CallOperation,
  ChannelOperation,
  Operation,
  Place,
  SourceFunction,
  Variable,
} from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { onlyValue } from './callee.ts';
import { capacityAt } from './channel-uses.ts';
import { isMadeHere } from './fresh-values.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import { groupPlace, peerAt, peerOperations } from './peer-operations.ts';
import { lockClass } from './unlock-owners.ts';
import { closedFlow } from './unmatched-waits.ts';

export interface UnkeptPromise {
  readonly fn: SourceFunction;
  readonly how: 'close' | 'done';
  readonly place: Place;
  /** The close or Done of another path. */
  readonly kept: SourcePlace;
  /** Where others come to know the value. */
  readonly published: SourcePlace;
  /** The return by which the function leaves without it. */
  readonly leave: SourcePlace;
  /** Who waits for it, and where. */
  readonly wait: SourcePlace;
  readonly waiter: SourceFunction;
}

/** All of the package. */
export function unkeptPromises(facts: PackageFacts): UnkeptPromise[] {
  const found: UnkeptPromise[] = [];
  const seen = new Set<string>();
  const add = (
    fn: SourceFunction,
    operation: ChannelOperation | CallOperation,
    place: Place | undefined,
    waits: () => readonly (SourcePlace & { readonly fn: SourceFunction })[],
  ): void => {
    if (operation.mode !== 'now' || !place || seen.has(place.key) || !isOwn(facts, fn, place)) return;
    seen.add(place.key);
    const way = wayWithout(facts, fn, place);
    const [wait] = way ? waits() : [];
    if (!way || !wait) return;
    const kept = { file: fn.file, node: operation.node };
    const how = operation.kind === 'call' ? 'done' : 'close';
    found.push({ fn, how, place, kept, ...way, wait: { file: wait.file, node: wait.node }, waiter: wait.fn });
  };
  for (const { fn, operation } of facts.operations.channelOperations('close'))
    if (operation.kind === 'close')
      add(fn, operation, operation.place, () => receiversOf(facts, fn, operation.channel));
  for (const { fn, operation } of facts.operations.callsOf(['sync.WaitGroup.Done'])) {
    const place = groupPlace(facts, fn, operation);
    if (place && place.path.length > 0) add(fn, operation, place, () => groupWaits(facts, fn, place));
  }
  return found;
}

/** A channel that a local variable holds, or a field of an object that the function has made. */
function isOwn(facts: PackageFacts, fn: SourceFunction, { root, path }: Place): boolean {
  if (root.owner !== fn || root.kind !== 'local') return false;
  if (path.length > 0) return path.length === 1 && isMadeHere(facts, root);
  const binding = facts.bindingAt(fn.file, fn.node);
  const value = binding ? onlyValue(binding, root) : -1;
  return binding !== undefined && value >= 0 && capacityAt(facts, binding, value) !== undefined;
}

/** Plain receives from the channel, when every place where it can be is in sight and this function alone serves it. */
function receiversOf(facts: PackageFacts, fn: SourceFunction, channel: number) {
  const flow = closedFlow(facts, fn, channel);
  if (!flow || flow.operations.some((o) => o.kind === 'send' || (o.kind === 'close' && o.fn !== fn))) return [];
  return flow.operations.flatMap((o) => {
    const peer = o.kind === 'receive' || o.kind === 'range' ? peerAt(facts, o) : undefined;
    return peer && peer.select < 0 ? [{ file: o.file, node: o.node, fn: peer.fn }] : [];
  });
}

/** Waits for the same field of such objects, when this function alone says Done for it. */
function groupWaits(facts: PackageFacts, fn: SourceFunction, place: Place) {
  const peers = peerOperations(facts).get(lockClass(facts, place)) ?? [];
  if (peers.some((peer) => peer.kind === 'done' && peer.fn !== fn)) return [];
  return peers.filter(({ kind }) => kind === 'wait').map((peer) => ({ ...peer, file: peer.fn.file }));
}

interface State {
  /** The value itself, and local objects that hold it. */
  readonly holders: readonly Variable[];
  /** Where it was published; -1 before. */
  readonly published: number;
}

/** The first return behind the publication that is reached without the close or Done, and without the value being handed to
 * somebody who could do it. */
function wayWithout(
  facts: PackageFacts,
  fn: SourceFunction,
  place: Place,
): Pick<UnkeptPromise, 'published' | 'leave'> | undefined {
  const { file } = fn;
  const binding = facts.bindingAt(file, fn.node);
  if (!binding) return undefined;
  const initial: State = { holders: [place.root], published: -1 };
  const ends = explorePaths<State>(facts.flowOf(fn), file, binding, { block: 0, index: 0 }, initial, {
    operation(operation, state) {
      if (operation.kind === 'close' && operation.place?.key === place.key) return undefined;
      if (operation.kind === 'call' && groupPlace(facts, fn, operation)?.key === place.key)
        return operation.callee.name === 'sync.WaitGroup.Done' ? undefined : state;
      return operation.kind === 'use' ? follow(facts, fn, operation, place, state) : state;
    },
    key: ({ holders, published }) => `${holders.map((v) => v.number).join()};${published}`,
  });
  const end = ends?.find(({ end, state }) => end === 'return' && state.published >= 0);
  if (!end) return undefined;
  const last = end.last.block.operations.at(-1);
  return {
    published: { file, node: end.state.published },
    leave: { file, node: last?.kind === 'return' ? last.node : fn.body },
  };
}

/** The state behind a mention; undefined when somebody else may keep the promise from there on. */
function follow(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation & { kind: 'use' },
  place: Place,
  state: State,
): State | undefined {
  if (!state.holders.includes(operation.variable)) return state;
  if (operation.literal) return undefined;
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  let at = operation.node;
  for (;;) {
    const parent = parents[at];
    switch (tree.kind[parent]) {
      case NodeKind.SelectorExpr: {
        const selected = facts.placeOf(fn.file, parent);
        const outer = tree.kind[parents[parent]];
        // A method may do anything; a field is looked at or set, unless it is the promise itself.
        if (!selected) return undefined;
        if (selected.path.join() !== place.path.join()) return outer === NodeKind.UnaryExpr ? undefined : state;
        if (outer === NodeKind.SelectorExpr || outer === NodeKind.CallExpr)
          return mentions(facts, fn, parents[parent], state);
        return outer === NodeKind.UnaryExpr || outer === NodeKind.AssignStmt ? state : undefined;
      }
      case NodeKind.ParenExpr:
      case NodeKind.UnaryExpr:
      case NodeKind.CompositeLit:
        at = parent;
        continue;
      case NodeKind.KeyValueExpr:
        at = parent;
        continue;
      case NodeKind.BinaryExpr:
        return state;
      case NodeKind.CallExpr:
        return facts.calleeOf(fn.file, parent).name === 'close' ? state : undefined;
      case NodeKind.AssignStmt: {
        const { left, right } = assignParts(tree, parent);
        const target = left[right.indexOf(at)] ?? -1;
        if (target < 0) return tree.kind[at] === NodeKind.Ident && left.includes(at) ? state : undefined;
        if (nameOf(tree, target) === '_') return state;
        const to = facts.placeOf(fn.file, target);
        if (to?.path.length === 0 && to.root.owner === fn && to.root.kind === 'local')
          return { ...state, holders: [...state.holders, to.root] };
        // A field of a local object is published with it.
        if (to && state.holders.includes(to.root)) return state;
        const isLocal = to?.root.kind === 'local' && to.path.length > 0 && isMadeHere(facts, to.root);
        if (isLocal) return to.root.owner === fn ? { ...state, holders: [...state.holders, to.root] } : undefined;
        return { ...state, published: state.published < 0 ? parent : state.published };
      }
      default:
        return undefined;
    }
  }
}

/** `close(c.ready)`, `c.wg.Add(1)`: seen as operations of their own; what else is called with it may keep the promise. */
function mentions(facts: PackageFacts, fn: SourceFunction, node: number, state: State): State | undefined {
  const { tree } = fn.file;
  const call = tree.kind[node] === NodeKind.CallExpr ? node : facts.parentsOf(fn.file)[node];
  if (tree.kind[call] !== NodeKind.CallExpr) return undefined;
  return /^(close|len|cap|sync\.WaitGroup\.(Add|Done|Wait))$/.test(facts.calleeOf(fn.file, call).name)
    ? state
    : undefined;
}
