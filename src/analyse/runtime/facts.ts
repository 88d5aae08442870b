// All facts of one epoch, gathered once for the judge: per group and for the process as a whole. No opinion here.

import { sortedDistinct } from '../../base/sorted-ids.ts';
import { isPeerWait } from '../../knowledge/peer-waits.ts';
import { placeHolders } from '../../knowledge/pools.ts';
import type { KnownLeak, Signature, TrafficBound } from '../../knowledge/signature.ts';
import type { Epoch, GroupSeries, Moment, MomentGroup } from '../../model/history.ts';
import { deriveBirthSeries, deriveRootSeries, hasMovedHere } from './birth-series.ts';
import { type BirthSpread, deriveBirthSpread, findArrivals, leastUptimeMinutes } from './birth-spread.ts';
import { deriveActors } from './closed-world.ts';
import {
  type ConnectionFacts,
  deriveConnectionFacts,
  findAcceptors,
  followsOneToOne,
  keepsDistance,
  movesInStep,
} from './connection-bound.ts';
import { type ConnectionKin, deriveConnectionKin, findConnectionFamilies } from './connection-kin.ts';
import { type ConnectionSide, deriveConnectionSide, findSides } from './connection-side.ts';
import { deriveConnectionWork } from './connection-work.ts';
import { type Coupling, deriveCoupling, type Explainer } from './coupling.ts';
import { type CreatorFacts, deriveCreatorFacts, indexCreators, startedTogether, starterFunctions } from './creators.ts';
import { allGroups, minutesOver, provenOver, receivesOver } from './epochs.ts';
import { groupsWith } from './frame-index.ts';
import { deriveLockCycles, deriveLockQueues, type LockCycle, type LockQueue } from './lock-waits.ts';
import { newestOf } from './newest-moment.ts';
import { derivePersistence, type Persistence } from './persistence.ts';
import { derivePoolWaits, type PoolWait } from './pool-waits.ts';
import { deriveRequestClients, findConnectedHandlers, type RequestClients } from './request-clients.ts';
import { classifyAll, type Roles } from './roles.ts';
import { countableMoments, deriveSeries, doesWorkOn } from './series.ts';
import { deriveUnreadBodies, type UnreadBodies } from './transport-bodies.ts';
import { deriveRatchet, deriveTrends, type Ratchet, type Trend } from './trend.ts';

export interface GroupFacts {
  readonly key: string;
  readonly group: MomentGroup;
  readonly signatures: readonly Signature[];
  /** Documented leaks that look like it, less those that its version mends. */
  readonly knownLeaks: readonly KnownLeak[];
  readonly traffic: readonly TrafficBound[];
  readonly series?: GroupSeries;
  readonly trend?: Trend;
  readonly coupling?: Coupling;
  readonly ratchet?: Ratchet;
  readonly persistence?: Persistence;
  readonly creator?: CreatorFacts;
  readonly connection: ConnectionFacts;
  /** Of a series' groups that read a connection whose library does not tell: which end of it this process is. */
  readonly side?: ConnectionSide;
  /** Of HTTP/1 handlers: how many of their clients are still there. */
  readonly clients?: RequestClients;
  /** Name of the connection-bound group that it follows one for one. */
  readonly followsConnections?: string;
  /** It was started by, has started, or was started beside goroutines that read from a connection. */
  readonly connectionKin?: ConnectionKin;
  /** Largest number that the runtime proved in any moment of the epoch, and where. */
  readonly proven: number;
  readonly provenIn?: string;
  /** Minutes from any moment of the epoch: the runtime drops them once it marks a goroutine leaked. */
  readonly minutes?: { readonly min: number; readonly max: number; readonly known: number };
  readonly queue?: LockQueue;
  readonly cycles: readonly LockCycle[];
  /** The pool that it waits for, or whose places it holds while others wait. */
  readonly poolWait?: PoolWait;
  /** All of the group were started in one go by one creator. */
  readonly startedTogether: boolean;
  /** While it grew, all goroutines of the same started function together grew by less than half of that. */
  readonly movedHere: boolean;
  /** How the births of the newest moment's goroutines lie in the life of the process; absent without ids. */
  readonly spread?: BirthSpread;
}

export interface EpochFacts {
  readonly epoch: Epoch;
  /** The newest moment that lists all goroutines, else the newest one. */
  readonly newest: Moment;
  readonly byKey: ReadonlyMap<string, GroupFacts>;
  readonly countable: number;
  readonly spanSeconds: number;
  readonly timed: boolean;
  /** In the last third of the series goroutines were born at half of the pace before or faster; false without ids. */
  readonly worksOn: boolean;
  /** The process is at least as old: the longest wait (minutes) that the newest moment shows, or by its start time. */
  readonly leastUptimeMinutes: number;
  readonly queues: readonly LockQueue[];
  readonly cycles: readonly LockCycle[];
  /** Exact keys of goroutines that can still act; undefined when that cannot be known. */
  readonly actors?: readonly string[];
  readonly unreadBodies?: UnreadBodies;
  readonly explainers: readonly Explainer[];
  /** Groups that stand in a WaitGroup.Wait, by every function on their stacks; blocked senders, by who started them. */
  readonly waitGroups: ReadonlyMap<string, MomentGroup>;
  readonly senders: ReadonlyMap<string, MomentGroup>;
}

export interface FactOptions {
  /** Goroutines at one place for longer than this are old (seconds). */
  readonly ageSeconds: number;
}

/** Gathers the facts of one process. The epoch must hold at least one moment. */
export function deriveEpochFacts(epoch: Epoch, options: FactOptions): EpochFacts {
  const newest = newestOf(epoch);
  const countable = countableMoments(epoch);
  const timed = countable.every((i) => epoch.moments[i].time !== undefined);
  const series = countable.length >= 2 ? deriveSeries(epoch) : new Map<string, GroupSeries>();
  const trends = deriveTrends(series, timed, epoch.startedAt !== undefined);
  const queues = deriveLockQueues(newest);
  const cycles = deriveLockCycles(newest, queues);
  const groups = allGroups(epoch, newest);
  const everSeen = new Map<string, MomentGroup>();
  for (const m of epoch.moments) for (const [key, group] of m.groups) everSeen.set(key, group);
  const roles = classifyAll(epoch, everSeen);
  const acceptors = new Map<number, ReadonlySet<string>>();
  for (const m of epoch.moments) findAcceptors(m, acceptors);
  const connections = new Map([...everSeen].map(([key, group]) => [key, deriveConnectionFacts(group, acceptors)]));
  const sides = deriveSides(epoch, newest, everSeen, countable.length >= leastForSides, {
    roles,
    connections,
    acceptors,
  });
  const isOurs = (key: string) => isClient(roles.get(key), sides.get(key));
  const peerWaits = groupsWith(newest, isPeerWait);
  const families = findConnectionFamilies(newest, (key, group) =>
    deriveConnectionWork(
      group,
      (connections.get(key)?.readsConnection ?? false) && !isOurs(key),
      roles.get(key)?.traffic ?? [],
      peerWaits.has(group),
    ),
  );
  const explainers = deriveExplainers(series, roles, connections, isOurs, everSeen);
  const activity = totalActivity(epoch, countable, roles);
  const index = indexCreators(newest);
  const serving = servingIds(newest, roles);
  const connected = findConnectedHandlers(newest);
  const queueByKey = new Map<string, LockQueue>();
  for (const q of queues) for (const w of q.waiters) if (!queueByKey.has(w.exactKey)) queueByKey.set(w.exactKey, q);

  const cyclesByKey = new Map<string, LockCycle[]>();
  for (const c of cycles) for (const key of c.exactKeys) cyclesByKey.set(key, [...(cyclesByKey.get(key) ?? []), c]);

  const poolWaits = derivePoolWaits(epoch, countable, newest);
  const births = deriveBirthSeries(
    epoch,
    everSeen,
    newest.groups,
    series,
    trends,
    (key) => isOfProgram(roles.get(key), connections.get(key)),
    { timed, startKnown: epoch.startedAt !== undefined },
  );

  const roots = deriveRootSeries(everSeen, series);
  const siblings = newest.hasIds ? new Map<string, GroupSeries>() : roots;
  const byKey = new Map<string, GroupFacts>();
  const receives = receivesOver(epoch);
  const arrivals = findArrivals(newest, (key) =>
    Boolean(roles.get(key)?.traffic.length || (connections.get(key)?.readsConnection && !isOurs(key))),
  );
  for (const [key, shown] of groups) {
    const known = shown.receives ?? receives.get(key);
    const group = known === shown.receives ? shown : { ...shown, receives: known };
    const role = roles.get(key) as Roles;
    const own = births.get(key)?.series ?? series.get(key);
    const trend = births.get(key)?.trend ?? trends.get(key);
    const proof = provenOver(epoch, key);
    byKey.set(key, {
      key,
      group,
      ...role,
      series: own,
      trend,
      coupling: own && trend && trend.gain >= 3 ? deriveCoupling(own, trend.gain, explainers) : undefined,
      ratchet: own && activity.length === own.counts.length ? deriveRatchet(own.counts, activity) : undefined,
      persistence: derivePersistence(epoch, key, options.ageSeconds),
      creator: index && group.stack.createdBy ? deriveCreatorFacts(group, index, serving) : undefined,
      connection: connections.get(key) as ConnectionFacts,
      side: sides.get(key),
      clients: deriveRequestClients(group, connected),
      followsConnections:
        own &&
        (findFollowed(own, explainers, isOurs(key)) ??
          (siblings.get(key) ? findFollowed(siblings.get(key) as GroupSeries, explainers, isOurs(key)) : undefined)),
      connectionKin: deriveConnectionKin(group, families),
      proven: proof.count,
      provenIn: proof.source,
      minutes: minutesOver(epoch, key),
      queue: queueByKey.get(key),
      cycles: cyclesByKey.get(key) ?? [],
      poolWait: poolWaits.find(
        (p) => p.keys.has(key) || role.knownLeaks.some((k) => placeHolders.get(p.pool)?.has(k.id)),
      ),
      startedTogether: startedTogether(group),
      movedHere: hasMovedHere(series.get(key), roots.get(key)),
      spread: newest.groups.get(key) === shown ? deriveBirthSpread(group, newest, arrivals) : undefined,
    });
  }
  const times = countable.map((i) => epoch.moments[i].time ?? 0);
  return {
    epoch,
    newest,
    byKey,
    countable: countable.length,
    spanSeconds: timed && times.length > 1 ? (times[times.length - 1] - times[0]) / 1000 : 0,
    timed,
    worksOn: doesWorkOn(epoch, countable),
    leastUptimeMinutes: leastUptimeMinutes(newest, epoch),
    queues,
    cycles,
    actors: deriveActors(newest),
    unreadBodies: deriveUnreadBodies(epoch),
    explainers,
    ...indexWaiters(groups),
  };
}

/** The two sides of a wait for senders, so that a rule finds the other side without walking all groups. */
function indexWaiters(groups: ReadonlyMap<string, MomentGroup>): Pick<EpochFacts, 'waitGroups' | 'senders'> {
  const waitGroups = new Map<string, MomentGroup>();
  const senders = new Map<string, MomentGroup>();
  for (const group of groups.values()) {
    if (group.primitive === 'sync.WaitGroup.Wait')
      for (const f of group.stack.frames) if (!waitGroups.has(f.function)) waitGroups.set(f.function, group);
    if (group.primitive !== 'chan send') continue;
    for (const name of starterFunctions(group)) if (!senders.has(name)) senders.set(name, group);
  }
  return { waitGroups, senders };
}

/** Ids of the goroutines that serve a connection or a request in this moment. */
function servingIds(moment: Moment, roles: ReadonlyMap<string, Roles>): Float64Array {
  const ids: number[] = [];
  for (const [key, group] of moment.groups) {
    const role = roles.get(key);
    const serves = role?.traffic.length || role?.signatures.some((s) => s.kind === 'connection-bound');
    if (serves) for (const id of group.ids ?? []) ids.push(id);
  }
  return sortedDistinct(ids);
}

/** An explainer, and whether it counts accepted connections (then a group may follow it one for one). */
interface NamedExplainer extends Explainer {
  readonly perConnection: boolean;
  /** It counts requests in flight: what a server does, while its connections may be the other ends of its own clients'. */
  readonly requests: boolean;
}

/** What could explain growth: every traffic-bound group, every unknown reader of a connection, and their sum. */
function deriveExplainers(
  series: ReadonlyMap<string, GroupSeries>,
  roles: ReadonlyMap<string, Roles>,
  connections: ReadonlyMap<string, ConnectionFacts>,
  isOurs: (key: string) => boolean,
  everSeen: ReadonlyMap<string, MomentGroup>,
): NamedExplainer[] {
  const named = new Map<string, { counts: number[]; keys: Set<string>; perConnection: boolean; requests: boolean }>();
  const all = { counts: [] as number[], keys: new Set<string>() };
  for (const [key, s] of series) {
    const role = roles.get(key);
    if (!role) continue;
    const client = isOurs(key);
    const server =
      role.traffic[0]?.id ?? (client ? undefined : role.signatures.find((x) => x.kind === 'connection-bound')?.id);
    const facts = connections.get(key);
    const waitsForPeer = everSeen.get(key)?.stack.frames.some((f) => isPeerWait(f.function));
    const unknownReader = !client && (facts?.readsConnection || facts?.bornByAcceptLoop || waitsForPeer);
    if (!server && !unknownReader) continue;
    const name =
      server ?? `connections at ${everSeen.get(key)?.parts[0]?.parkSite?.function ?? s.exactKey.slice(0, 8)}`;
    const entry = named.get(name) ?? {
      counts: s.counts.map(() => 0),
      keys: new Set<string>(),
      perConnection: true,
      requests: role.traffic[0]?.measures === 'requests in flight',
    };
    s.counts.forEach((c, i) => {
      entry.counts[i] += c;
      all.counts[i] = (all.counts[i] ?? 0) + c;
    });
    entry.keys.add(key);
    all.keys.add(key);
    named.set(name, entry);
  }
  const out: NamedExplainer[] = [...named].map(([name, e]) => ({ name, ...e }));
  if (out.length > 1) out.push({ name: 'all connections', ...all, perConnection: false, requests: false });
  return out;
}

/** Whether a connection is this process's own: by its library, or by who started its goroutines. */
function isClient(role: Roles | undefined, side: ConnectionSide | undefined): boolean {
  if (side === 'dialled' || side === 'unattended') return true;
  return (
    role?.signatures.some(
      (s) => (s.kind === 'client-connection' && !(s.eitherSide && side === 'accepted')) || s.kind === 'idle-pool',
    ) ?? false
  );
}

/** Whether nothing ties a group to peers: those come and go by themselves, at whatever place they are seen. */
function isOfProgram(role: Roles | undefined, connection: ConnectionFacts | undefined): boolean {
  if (role?.traffic.length || connection?.bornByAcceptLoop || connection?.bornByAcceptor) return false;
  return !role?.signatures.some((s) => s.kind === 'connection-bound');
}

/** DESIGN §5: fewer snapshots show no growth, and nothing else asks for the side. */
const leastForSides = 6;

/** The side of every group that reads a connection and whose library does not tell. */
function deriveSides(
  epoch: Epoch,
  newest: Moment,
  groups: ReadonlyMap<string, MomentGroup>,
  wanted: boolean,
  {
    roles,
    connections,
    acceptors,
  }: {
    readonly roles: ReadonlyMap<string, Roles>;
    readonly connections: ReadonlyMap<string, ConnectionFacts>;
    readonly acceptors: ReadonlyMap<number, ReadonlySet<string>>;
  },
): Map<string, ConnectionSide> {
  const sides = new Map<string, ConnectionSide>();
  if (!wanted) return sides;
  const open = [...groups].filter(([key]) => {
    const role = roles.get(key);
    if (role?.signatures.some((s) => s.eitherSide)) return true;
    const told = role?.traffic.length || role?.signatures.some((s) => sideTelling.has(s.kind));
    return !told && connections.get(key)?.readsConnection;
  });
  if (open.length === 0) return sides;
  const context = findSides(epoch.moments, newest, acceptors, (key) => {
    const role = roles.get(key);
    return Boolean(
      role?.traffic.length ||
        role?.signatures.some((s) => s.kind === 'connection-bound' && !s.eitherSide) ||
        connections.get(key)?.bornByAcceptLoop,
    );
  });
  for (const [key, group] of open)
    sides.set(key, deriveConnectionSide(group, connections.get(key) as ConnectionFacts, context));
  return sides;
}

/** Signatures whose kind says which end a connection is at. */
const sideTelling: ReadonlySet<Signature['kind']> = new Set(['connection-bound', 'client-connection', 'idle-pool']);

/** The connections or requests that a series goes with. Clients per request grow in a straight line, as ramps do. */
function findFollowed(own: GroupSeries, explainers: readonly NamedExplainer[], client: boolean): string | undefined {
  return explainers.find(
    (e) =>
      e.perConnection &&
      (e.requests || !client) &&
      !e.keys.has(own.exactKey) &&
      (movesInStep(own, e.counts) || (client ? keepsDistance(own, e.counts) : followsOneToOne(own, e.counts))),
  )?.name;
}

/** Goroutines per countable moment that carry requests, for telling bursts. */
function totalActivity(epoch: Epoch, countable: readonly number[], roles: ReadonlyMap<string, Roles>): number[] {
  return countable.map((i) => {
    let sum = 0;
    for (const [key, g] of epoch.moments[i].groups) if ((roles.get(key)?.traffic.length ?? 0) > 0) sum += g.count;
    return sum;
  });
}
