// Rows that rest on knowledge of libraries and on other sources: signatures, known leaks, tests, source.
import type { ConnectionKin } from '../../analyse/runtime/connection-kin.ts';
import { isPackageInit } from '../../analyse/runtime/creators.ts';
import type { EpochFacts, GroupFacts } from '../../analyse/runtime/facts.ts';
import { moduleVersion } from '../../analyse/runtime/module-version.ts';
import { isPeerWait } from '../../knowledge/peer-waits.ts';
import type { Signature, SignatureKind } from '../../knowledge/signature.ts';
import { isStandardFunction } from '../../knowledge/standard-library.ts';
import type { MomentGroup } from '../../model/history.ts';
import type { Primitive } from '../../model/primitive.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { EvidenceMaker } from '../evidence-maker.ts';
import { isHeldUp } from '../lock-primitives.ts';
import { isStreamHandler, leastGain, leastMoments } from './over-time.ts';

/**
 * A documented leak of a library. Strong when the version in the file names has it, or when a trap of use also grows;
 * supporting while the version is unknown. Facts hold none that the version mends.
 */
export const knownLeak: EvidenceMaker = (f, epoch) => {
  for (const leak of f.knownLeaks) {
    if (f.group.count < leak.atLeast) continue;
    const version = moduleVersion(leak.module, f.group.stack.frames);
    // A trap of use, and each has an owner that still works for its connection or request: in use.
    if (leak.fixedIn === undefined && (f.connectionKin || f.followsConnections)) continue;
    const atAffected = leak.fixedIn !== undefined && version !== undefined;
    // Live ones look the same; in one moment neither growth nor an ended creator tells a few of them from left ones.
    const healthyToo =
      f.signatures.length > 0 && epoch.countable < leastMoments && f.group.count < manyOfOne * leak.atLeast;
    if (isSameSight(f, epoch, leak.atLeast)) continue;
    const growing = (f.trend?.gain ?? 0) >= leastGain && (f.trend?.significant ?? false);
    return [
      {
        kind: 'known-leak',
        class: (atAffected && !healthyToo) || growing ? 'strong' : 'supporting',
        for: 'leak',
        text: `${leak.title} (${leak.library}${version ? ` ${version}` : ''}: ${leak.affected}; ${leak.issue})`,
        numbers: { count: f.group.count },
        weak: atAffected || f.trend?.sustained ? undefined : true,
      },
    ];
  }
  return [];
};

/**
 * Bodies that nobody reads at this very moment, and none for as long as a minute: the row `unread-body` says so, and that
 * they look like a leak is the same sight once more. A burst of requests between their headers and their bodies has a few.
 */
function isSameSight({ key, group, minutes }: GroupFacts, epoch: EpochFacts, atLeast: number): boolean {
  if (!epoch.unreadBodies?.exactKeys.includes(key) || epoch.unreadBodies.seenTwice > 0) return false;
  return (minutes?.max ?? 0) === 0 && group.count < manyOfOne * atLeast;
}

/** So many times the number that a healthy program may have are left behind, whoever looks like them. */
const manyOfOne = 5;

/** A test said so: goleak, or left over when a test binary timed out. */
export const testLeak: EvidenceMaker = (f, _epoch, options) => {
  const why = options.testLeaks?.get(f.key);
  if (!why) return [];
  return [{ kind: 'test-leak', class: 'strong', for: 'leak', text: why, numbers: { count: f.group.count } }];
};

/** What the Go source says about the blocking operation. */
export const source: EvidenceMaker = (f, _epoch, options) => options.source?.(f)?.evidence ?? [];

const against: Partial<
  Record<SignatureKind, 'idle-pool' | 'known-benign' | 'lifetime-singleton' | 'connection-bound'>
> = {
  'idle-pool': 'idle-pool',
  'known-benign': 'known-benign',
  'lifetime-singleton': 'lifetime-singleton',
  'connection-bound': 'connection-bound',
};

/** Signatures of healthy goroutines. A library's own client loops are idle only while there are few of them. */
export const signatures: EvidenceMaker = (f, epoch) => {
  const rows = new Map<string, Evidence>();
  for (const s of f.signatures) {
    const accepted = s.kind === 'client-connection' && s.eitherSide && f.side !== 'dialled' && f.side !== 'unattended';
    const kind =
      s.kind === 'client-connection' ? (accepted && f.side ? 'connection-bound' : 'idle-pool') : against[s.kind];
    if (!kind || rows.has(kind)) continue;
    // A handler parked outside the connection's own read is not explained by the connection.
    const parkedElsewhere =
      kind === 'connection-bound' &&
      !atConnection.has(f.group.primitive) &&
      !isLibrarysOwn(f.group, s.library) &&
      !servesStream(f) &&
      !waitsForPeer(f, epoch.countable >= leastMoments);
    // The same shape is a documented leak, too: knowledge alone does not decide.
    const dialled = kind === 'connection-bound' && (isStartedByOneLoop(f) || isOwn(f));
    const weak =
      parkedElsewhere || dialled || s.perhapsLeaked === true || f.knownLeaks.some((k) => f.group.count >= k.atLeast);
    rows.set(kind, {
      kind,
      class: 'against',
      for: 'clean',
      text: textOf(s),
      numbers: { count: f.group.count },
      weak: weak || undefined,
    });
  }
  return [...rows.values()];
};

/** A handler that is woken again and again and whose client, as far as can be told, is still there. */
function servesStream({ persistence, clients }: GroupFacts): boolean {
  return (persistence?.loops ?? false) && (clients?.gone ?? 0) === 0;
}

/**
 * A handler that waits for its peer: in the server's own read of or write to it; or, over several moments, with
 * goroutines of its own that read from the connection, or in a select of its own while all clients are on the line or
 * its number goes with the open connections, as event streams and long polls do. A bare receive need not be that of
 * the request's context: some must have ended with their clients.
 */
function waitsForPeer(f: GroupFacts, watched: boolean): boolean {
  const { group } = f;
  if (group.stack.frames.some((frame) => isPeerWait(frame.function))) return true;
  if (!watched) return false;
  // Without ids births are not seen: to go one for one with readers of connections has to do.
  const beside = group.ids === undefined && f.followsConnections !== undefined;
  if (f.connectionKin === 'parent' || beside) return !isHeldUp(group.primitive);
  const { parkSite, userSite } = group.parts[0];
  if (parkSite === undefined || parkSite.function !== userSite?.function) return false;
  const ends = group.primitive === 'select' || (group.primitive === 'chan receive' && (f.series?.deaths ?? 0) > 0);
  if (!ends) return false;
  return f.clients ? f.clients.gone === 0 : isStreamHandler(f) && f.coupling?.explainedBy !== undefined;
}

/** The connection is this process's own to close, as far as births and listeners tell. */
function isOwn({ side }: GroupFacts): boolean {
  return side === 'dialled' || side === 'unattended';
}

/** One living goroutine that never stood in Accept started them all: it may as well be the one that dials. */
function isStartedByOneLoop({ connection, creator, group }: GroupFacts): boolean {
  if (serverMethod.test(group.stack.createdBy?.function ?? '')) return false;
  return !connection.bornByAcceptor && creator?.known === 1 && creator.loops === 1 && group.count >= leastGain;
}

/** A server that demultiplexes one socket (UDP, QUIC) never stands in Accept; its own type says which side it is. */
const serverMethod = /\.\(\*?\w*(Server|Listener)(\[\.\.\.\])?\)\.\w+/;

/** Nothing but the library and the standard library is on the stack: a loop of the connection, no handler. */
function isLibrarysOwn(group: MomentGroup, library: string): boolean {
  const module = library.split('/').slice(0, 3).join('/');
  return group.stack.frames.every(
    ({ function: name }) =>
      !name.endsWith('.ServeHTTP') &&
      ((name.startsWith(module) && /[./]/.test(name[module.length] ?? '')) || isStandardFunction(name)),
  );
}

const atConnection: ReadonlySet<Primitive> = new Set(['IO wait', 'running', 'runnable', 'syscall']);

function textOf(s: Signature): string {
  return `${s.library}: ${s.meaning}${s.bound ? ` (${s.bound})` : ''}`;
}

/** A loop per accepted connection, by its creator or because it follows one, without a signature. */
export const connectionBound: EvidenceMaker = (f) => {
  if (f.signatures.some((s) => s.kind === 'connection-bound')) return [];
  const client = f.signatures.some((s) => s.kind === 'client-connection' || s.kind === 'idle-pool');
  const readsConnection = !client && f.connection.readsConnection;
  const bornByAcceptLoop = !client && f.connection.bornByAcceptLoop;
  if (!readsConnection && !bornByAcceptLoop && !f.followsConnections && !f.connectionKin) return [];
  return [
    {
      kind: 'connection-bound',
      class: 'against',
      for: 'clean',
      text: bornByAcceptLoop
        ? 'started by a goroutine that accepts connections: one for each peer'
        : readsConnection
          ? "reads from a connection that is not known as a client's: peers decide how many there are"
          : f.followsConnections
            ? `comes and goes one for one with ${f.followsConnections}`
            : kinText[f.connectionKin as ConnectionKin],
      numbers: { count: f.group.count },
      weak: isOwn(f) || (!f.followsConnections && isStartedByOneLoop(f)) || undefined,
    },
  ];
};

const kinText: Readonly<Record<ConnectionKin, string>> = {
  child: 'started by goroutines that work for a connection or a request, and these still do',
  parent: 'has started goroutines that read from a connection, and these still do',
  sibling: 'started beside goroutines that read from a connection, and these still do',
};

/** Workers of one living starter whose ids lie close together, as those of a pool that lives as long as its owner do. */
export const startedTogether: EvidenceMaker = (f) => {
  // What a server starts for connections that come together is no pool.
  if (!f.startedTogether || f.group.role !== undefined || f.traffic.length > 0) return [];
  if (f.trend && f.trend.gain >= 1) return [];
  if (f.creator && f.creator.known > 0 && f.creator.ended === f.creator.known && f.creator.functionGone) return [];
  return [
    {
      kind: 'lifetime-singleton',
      class: 'against',
      for: 'clean',
      weak: true,
      text: `one goroutine, which still lives, started all ${f.group.count}, and their ids lie close together: as a pool of fixed size looks`,
      numbers: { count: f.group.count },
    },
  ];
};

/** One goroutine that the initialisation of a package started: there is one for the process. */
export const startedAtInit: EvidenceMaker = ({ group, signatures: known }) => {
  const starter = group.stack.createdBy?.function;
  if (group.count !== 1 || group.role !== undefined || !isPackageInit(starter)) return [];
  if (known.some((s) => s.kind === 'lifetime-singleton')) return [];
  return [
    {
      kind: 'lifetime-singleton',
      class: 'against',
      for: 'clean',
      text: `${starter} started it when its package was initialised: one for the process`,
      numbers: { count: 1 },
    },
  ];
};
