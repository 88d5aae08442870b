// Which end of its connection a goroutine is at: the one that accepted it, or the one that dialled. Names seldom tell
// (a WebSocket, a yamux session and a plain net.Conn look alike at both ends); births and listeners do.
import { hasId, sortedDistinct } from '../../base/sorted-ids.ts';
import type { Moment, MomentGroup } from '../../model/history.ts';
import type { ConnectionFacts } from './connection-bound.ts';

export type ConnectionSide =
  | 'accepted' // its starters accept, serve an accepted connection, or descend from one that did
  | 'dialled' // nothing in the process accepts such connections, or its starters serve other connections by now
  | 'unattended' // who started it has ended, and no goroutine of the program's own works for it
  | 'unknown';

/** What the newest moment tells of all connections at once. */
export interface SideContext {
  /** Goroutines that serve an accepted connection now, and what they started. */
  readonly serving: Float64Array;
  /** Goroutines of a net/http connection between two requests: that connection was never taken over. */
  readonly betweenRequests: Float64Array;
  /** Ever born by a loop that accepts and is no HTTP or RPC server, and their offspring; they may have ended. */
  readonly accepted: ReadonlySet<number>;
  readonly alive: Float64Array;
  /** Who started goroutines that have a frame of the program's own. */
  readonly userCreators: Float64Array;
  /** Who stands in Accept: nobody, only servers that keep their connections to themselves, or others too. */
  readonly listeners: 'none' | 'servers' | 'others' | 'not known';
}

/** Servers that read their connections themselves; a handler may take one over (WebSocket, CONNECT). */
const keepsConnections =
  /^(net\/http\.\(\*Server\)\.Serve|google\.golang\.org\/grpc\.\(\*Server\)\.Serve|github\.com\/valyala\/fasthttp\.\(\*Server\)\.Serve|github\.com\/quic-go\/quic-go\/http3\.)/;
/** Frames of reading a connection that was taken over from net/http, as far as names tell. */
const takenOver =
  /websocket|gobwas\/ws|sockjs|socket\.io|engineio|[hH]ijack|^net\/http\.\(\*connReader\)|^io\.(Copy|copyBuffer)|ServeConn|\.ServeHTTP$/;
/** Sockets without a connection: a program opens them itself. */
const datagram = /^(net\.\(\*(UDPConn|IPConn)\)|golang\.org\/x\/net\/ipv[46]\.)/;
const serveHttp = /^net\/http\.\(\*conn\)\.serve$/;

/** Starters between two requests that make it sure for the rest: a connection that is taken over has no next request. */
const leastIdleShare = 0.2;
const most = 0.5;

/** Gathers the context; `acceptors` stand or stood in Accept, `serves` says which groups serve a connection or request. */
export function findSides(
  moments: readonly Moment[],
  newest: Moment,
  acceptors: ReadonlyMap<number, ReadonlySet<string>>,
  serves: (key: string, group: MomentGroup) => boolean,
): SideContext {
  const alive: number[] = [];
  const userCreators: number[] = [];
  const betweenRequests: number[] = [];
  const roots = new Set<number>();
  for (const [key, g] of newest.groups) {
    for (const id of g.ids ?? []) alive.push(id);
    if (g.parts.some((p) => p.userSite)) for (const id of g.creatorIds ?? []) userCreators.push(id);
    const isServer = serves(key, g);
    if (isServer) for (const id of g.ids ?? []) roots.add(id);
    const { frames } = g.stack;
    if (serveHttp.test(frames.at(-1)?.function ?? '') && !frames.some((f) => f.function.endsWith('.ServeHTTP')))
      for (const id of g.ids ?? []) betweenRequests.push(id);
  }
  const others = new Set(
    [...acceptors].flatMap(([id, fns]) => ([...fns].some((f) => keepsConnections.test(f)) ? [] : [id])),
  );
  const accepted = new Set<number>();
  for (const m of moments) addOffspring(m, (creator) => others.has(creator) || accepted.has(creator), accepted);
  const serving = new Set([...roots, ...accepted]);
  addOffspring(newest, (creator) => serving.has(creator), serving);
  return {
    serving: sortedDistinct([...serving]),
    betweenRequests: sortedDistinct(betweenRequests),
    accepted,
    alive: sortedDistinct(alive),
    userCreators: sortedDistinct(userCreators),
    listeners: tellListeners(moments),
  };
}

/** Adds every goroutine of the moment whose creator `counts`; creators are mostly older, so ids in order need one pass. */
function addOffspring(moment: Moment, counts: (creator: number) => boolean, into: Set<number>): void {
  const { id, creator } = moment.preferred?.rows ?? {};
  if (!id || !creator) return;
  const order = Array.from(id.keys()).sort((a, b) => id[a] - id[b]);
  for (const row of order) if (creator[row] > 0 && counts(creator[row])) into.add(id[row]);
}

const acceptFrame = /\.[aA]ccept(TCP|Unix)?$/;

function tellListeners(moments: readonly Moment[]): SideContext['listeners'] {
  const complete = moments.filter((m) => m.complete);
  if (complete.length === 0) return 'not known';
  let servers = false;
  for (const m of complete)
    for (const g of m.groups.values()) {
      const names = g.stack.frames.map((f) => f.function);
      if (!names.some((n) => acceptFrame.test(n))) continue;
      if (!names.some((n) => keepsConnections.test(n))) return 'others';
      servers = true;
    }
  return servers ? 'servers' : 'none';
}

/** The side of one group that reads from or works for a connection which its library does not tell. */
export function deriveConnectionSide(
  group: MomentGroup,
  connection: Pick<ConnectionFacts, 'bornByAcceptLoop' | 'bornByAcceptor'>,
  context: SideContext,
): ConnectionSide {
  if (connection.bornByAcceptLoop || connection.bornByAcceptor) return 'accepted';
  const names = group.stack.frames.map((f) => f.function);
  if (names.some((n) => datagram.test(n))) return 'dialled';
  const creators = group.creatorIds ?? new Float64Array();
  const idle = countIn(creators, (id) => hasId(context.betweenRequests, id));
  if (idle > 0 && group.count > 1 && idle >= leastIdleShare * creators.length) return 'dialled';
  const served = countIn(
    creators,
    (id) => context.accepted.has(id) || (hasId(context.serving, id) && !hasId(context.betweenRequests, id)),
  );
  if (creators.length > 0 && served >= most * creators.length) return 'accepted';
  if (group.ids && countIn(group.ids, (id) => context.accepted.has(id)) >= most * group.ids.length) return 'accepted';
  if (context.listeners === 'none') return 'dialled';
  if (context.listeners === 'servers' && group.primitive === 'IO wait' && !names.some((n) => takenOver.test(n)))
    return 'dialled';
  const ended = creators.length > 0 && countIn(creators, (id) => hasId(context.alive, id)) === 0;
  return ended && !isAttended(group, creators, context) ? 'unattended' : 'unknown';
}

/** Whether a goroutine with a frame of the program's own belongs to the same connections, by birth. */
function isAttended(group: MomentGroup, creators: Float64Array, { userCreators }: SideContext): boolean {
  if (group.parts.some((p) => p.userSite)) return true;
  if (countIn(creators, (id) => hasId(userCreators, id)) >= most * creators.length) return true;
  return group.ids !== undefined && countIn(group.ids, (id) => hasId(userCreators, id)) >= most * group.ids.length;
}

function countIn(ids: Float64Array, test: (id: number) => boolean): number {
  let n = 0;
  for (const id of ids) if (test(id)) n++;
  return n;
}
