// Plain sends and receives at a place where the same function has a stop signal at hand and looks at it elsewhere.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { callParts, childrenOf, clauseParts, forParts, ifParts, textOf } from '../../model/go-tree.ts';
import type { ChannelOperation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { capacityOf, isHandedOut } from './blocked-holders.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PeerOperation } from './peer-operations.ts';
import { canLeave, channelPlaces, isDoneCall, isSignalChannel, peersOf } from './receiver-leaves.ts';
import { lockClass } from './unlock-owners.ts';

export interface MissingStopCase {
  readonly fn: SourceFunction;
  readonly operation: ChannelOperation;
  /** `arm`: inside a case of a select that has the stop case; `loop`: in a loop that looks at the signal each turn. */
  readonly where: 'arm' | 'loop';
  /** The stop case, or the look at the signal. */
  readonly signal: SourcePlace;
  /** Those at the other end that can go away; of a receive the senders. */
  readonly leavers: readonly PeerOperation[];
  /** All at the other end are known. */
  readonly isClosed: boolean;
  /** Room of the channel, undefined when not known. */
  readonly capacity: number | undefined;
}

/** Every such operation of a function. Those whose other end cannot go away are left out. */
export function missingStopCases(facts: PackageFacts, fn: SourceFunction): MissingStopCase[] {
  const found: MissingStopCase[] = [];
  for (const { operation } of facts.operations.channelsIn(fn)) {
    if (operation.kind !== 'send' && operation.kind !== 'receive') continue;
    if (operation.select >= 0 || operation.mode !== 'now' || !operation.place) continue;
    const { file } = fn;
    const near = signalNear(facts, fn, operation.node);
    if (!near) continue;
    if (isSameChannel(facts, fn, near.node, operation) || hasStopped(facts, fn, operation.node, near.node)) continue;
    // What came out of the case, `req.reply <- …`, has a peer that waits for it.
    if (operation.place.root.kind === 'local' && !isMadeHere(facts, fn, operation)) continue;
    const places = channelPlaces(facts, operation.place);
    const kinds = operation.kind === 'send' ? (['receive', 'range'] as const) : (['send'] as const);
    const peers = (places ? peersOf(facts, places, kinds) : []).filter(
      (peer) => file.isTestCode || !peer.fn.file.isTestCode,
    );
    // A receive ends when the channel is closed.
    if (operation.kind === 'receive' && (!places || peersOf(facts, places, ['close']).length > 0)) continue;
    // Two that have met in a select and go on together (io.Pipe): neither leaves before the other.
    if (near.where === 'arm' && peers.some((peer) => haveMet(facts, fn, operation.node, peer))) continue;
    if (operation.kind === 'receive' && looksAtLength(facts, fn, operation.place.key)) continue;
    if (operation.kind === 'receive' && isSlot(facts, fn, operation, places ?? [])) continue;
    // What the case has just sent, `reqs <- req`, holds the channel of the answer: who took it has it, too.
    if (operation.kind === 'receive' && near.where === 'arm' && isAnswer(facts, fn, operation)) continue;
    const again = sendsAgain(facts, fn, operation, places ?? []);
    const leavers = peers.filter((peer) => operation.kind === 'receive' || canLeave(facts, peer, again));
    const isClosed =
      places !== undefined &&
      peers.length > 0 &&
      !places.some((place) => place.path.length > 0 && isHandedOut(facts, place));
    if (isClosed && leavers.length === 0) continue;
    found.push({
      fn,
      operation,
      where: near.where,
      signal: { file, node: near.node },
      leavers,
      isClosed,
      capacity: roomOf(facts, places ?? []),
    });
  }
  return found;
}

/** The channel of the case around a node, as a class; '' outside select cases. */
function channelOfCase(facts: PackageFacts, fn: SourceFunction, node: number): string {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  for (let at = parents[node]; at >= 0 && at !== fn.node; at = parents[at]) {
    if (tree.kind[at] !== NodeKind.CommClause) continue;
    const [head] = clauseParts(tree, at).heads;
    for (let i = head ?? at; head !== undefined && i < head + tree.size[head]; i++) {
      const isSend = tree.kind[i] === NodeKind.SendStmt;
      if (!isSend && (tree.kind[i] !== NodeKind.UnaryExpr || tree.op[i] !== Token.ARROW)) continue;
      const place = facts.placeOf(fn.file, i + 1);
      return place ? lockClass(facts, place) : '';
    }
  }
  return '';
}

function haveMet(facts: PackageFacts, fn: SourceFunction, node: number, peer: PeerOperation): boolean {
  const here = channelOfCase(facts, fn, node);
  return here !== '' && here === channelOfCase(facts, peer.fn, peer.node);
}

/** True when more than one value can be sent on the channel: in a loop that comes back, or in several places. */
function sendsAgain(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: ChannelOperation,
  places: readonly Place[],
): boolean {
  if (peersOf(facts, places, ['send']).length > 1) return true;
  const { blocks } = facts.flowOf(fn);
  const own = blocks.findIndex(({ operations }) => operations.includes(operation));
  const seen = new Set<number>();
  const next = own < 0 ? [] : blocks[own].edges.map(({ to }) => to);
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === own) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    next.push(...blocks[at].edges.map(({ to }) => to));
  }
  return false;
}

/** True when the function asks for `len(ch)`: it takes what is there. */
function looksAtLength(facts: PackageFacts, fn: SourceFunction, key: string): boolean {
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) =>
      operations.some(
        (o) => o.kind === 'call' && o.callee.name === 'len' && facts.placeOf(fn.file, o.args[0] ?? -1)?.key === key,
      ),
    );
}

/** True for `<-sem` of a channel with room, whose value nobody looks at: a slot of a semaphore is given back, and what was put
 * in by taking it is there. */
function isSlot(
  facts: PackageFacts,
  fn: SourceFunction,
  { node }: ChannelOperation,
  places: readonly Place[],
): boolean {
  const parent = facts.parentsOf(fn.file)[node];
  return fn.file.tree.kind[parent] === NodeKind.ExprStmt && roomOf(facts, places) !== 0;
}

/** True for `<-v.reply` in the case `case ch <- v`, and for `<-s.reply` in the case `case s.requests <- v`. */
function isAnswer(facts: PackageFacts, fn: SourceFunction, operation: ChannelOperation): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  let clause = operation.node;
  while (clause >= 0 && clause !== fn.node && tree.kind[clause] !== NodeKind.CommClause) clause = parents[clause];
  if (clause < 0 || tree.kind[clause] !== NodeKind.CommClause) return false;
  const [head] = clauseParts(tree, clause).heads;
  if (head === undefined || tree.kind[head] !== NodeKind.SendStmt) return false;
  const root = operation.place?.root;
  const request = facts.placeOf(fn.file, head + 1);
  if (request && request.path.length > 0 && operation.place?.path.length && request.root === root) return true;
  for (let i = head + 1 + tree.size[head + 1]; i < head + tree.size[head]; i++)
    if (tree.kind[i] === NodeKind.Ident && root !== undefined && facts.variableOf(fn.file, i) === root) return true;
  return false;
}

/** True when the case taken for a stop case is about the same channel: a semaphore, not a signal. */
function isSameChannel(facts: PackageFacts, fn: SourceFunction, clause: number, operation: ChannelOperation): boolean {
  const { tree } = fn.file;
  if (tree.kind[clause] !== NodeKind.CommClause) return false;
  const [head] = clauseParts(tree, clause).heads;
  const place = head === undefined ? undefined : facts.placeOf(fn.file, head + 2);
  return place !== undefined && place.key === operation.place?.key;
}

/** True inside a case for the same stop: it has come, and what is done there puts things in order (redigo waitVacantConn). */
function hasStopped(facts: PackageFacts, fn: SourceFunction, node: number, clause: number): boolean {
  const { tree } = fn.file;
  if (tree.kind[clause] !== NodeKind.CommClause) return false;
  const headOf = (at: number): string =>
    clauseParts(tree, at)
      .heads.map((head) => textOf(tree, head))
      .join();
  const parents = facts.parentsOf(fn.file);
  for (let at = parents[node]; at >= 0 && at !== fn.node && at !== clause; at = parents[at])
    if (tree.kind[at] === NodeKind.CommClause && headOf(at) === headOf(clause)) return true;
  return false;
}

/** The room of a channel by those of its places that are no parameters; undefined when they differ or are not known. */
function roomOf(facts: PackageFacts, places: readonly Place[]): number | undefined {
  const rooms = places.filter(({ root }) => root.kind !== 'parameter').map((place) => capacityOf(facts, place));
  return rooms.every((room) => room === rooms[0]) ? rooms[0] : undefined;
}

/** A local that holds a channel made in this function or around it, not one that was received or looked up. */
function isMadeHere(facts: PackageFacts, fn: SourceFunction, { place }: ChannelOperation): boolean {
  if (!place || place.path.length > 0) return false;
  const binding = facts.bindingAt(fn.file, fn.node);
  const origin = binding?.origins.get(place.root);
  if (origin?.kind !== 'value' || fn.file.tree.kind[origin.node] !== NodeKind.CallExpr) return false;
  return facts.calleeOf(fn.file, origin.node).name === 'make';
}

/** The stop signal that the function looks at around a node. */
function signalNear(
  facts: PackageFacts,
  fn: SourceFunction,
  node: number,
): { where: 'arm' | 'loop'; node: number } | undefined {
  const { file } = fn;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let at = parents[node], below = node; at >= 0 && at !== fn.node; below = at, at = parents[at]) {
    const kind = tree.kind[at];
    if (kind === NodeKind.SelectStmt) {
      const clause = stopCase(facts, file, at);
      if (clause >= 0 && clause !== clauseAround(tree, at, node)) return { where: 'arm', node: clause };
    }
    if (kind === NodeKind.ForStmt) {
      const look = lookAtSignal(facts, file, at);
      if (look >= 0 && below === forParts(tree, at).body) return { where: 'loop', node: look };
    }
  }
  return undefined;
}

function clauseAround(tree: SourcePlace['file']['tree'], select: number, node: number): number {
  return childrenOf(tree, select + 1).find((c) => c <= node && node < c + tree.size[c]) ?? -1;
}

/** The case `<-ctx.Done()` of a select that ends the function or its loop; -1 without one. */
export function stopCase(facts: PackageFacts, file: SourcePlace['file'], select: number): number {
  const { tree } = file;
  for (const clause of childrenOf(tree, select + 1)) {
    const { heads, statements } = clauseParts(tree, clause);
    const [head] = heads;
    if (head === undefined || tree.kind[head] !== NodeKind.ExprStmt) continue;
    if (tree.kind[head + 1] !== NodeKind.UnaryExpr) continue;
    if (!isDoneCall(facts, file, head + 2) && !isSignalChannel(facts, file, head + 2)) continue;
    const last = statements[statements.length - 1];
    if (last === undefined) continue;
    if (tree.kind[last] === NodeKind.ReturnStmt || tree.kind[last] === NodeKind.BranchStmt) return clause;
  }
  return -1;
}

/** `for ctx.Err() == nil`, `if ctx.Err() != nil { return }`, `select { case <-ctx.Done(): return; default: }` at the top of a
 * loop; -1 without one. */
function lookAtSignal(facts: PackageFacts, file: SourcePlace['file'], loop: number): number {
  const { tree } = file;
  const { condition, body } = forParts(tree, loop);
  if (condition >= 0 && mentionsErr(facts, file, condition)) return condition;
  const [first] = childrenOf(tree, body);
  if (first === undefined) return -1;
  if (tree.kind[first] === NodeKind.IfStmt) {
    const parts = ifParts(tree, first);
    return parts.init < 0 && mentionsErr(facts, file, parts.condition) ? first : -1;
  }
  if (tree.kind[first] !== NodeKind.SelectStmt) return -1;
  const isPoll = childrenOf(tree, first + 1).some((clause) => clauseParts(tree, clause).isDefault);
  return isPoll ? stopCase(facts, file, first) : -1;
}

function mentionsErr(facts: PackageFacts, file: SourcePlace['file'], node: number): boolean {
  const { tree } = file;
  for (let i = node; i < node + tree.size[node]; i++)
    if (tree.kind[i] === NodeKind.CallExpr && callParts(tree, i).args.length === 0)
      if (facts.calleeOf(file, i).name === 'context.Context.Err') return true;
  return false;
}
