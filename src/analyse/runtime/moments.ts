// Snapshots → moments: what was taken within ten seconds of one process is one photograph (DESIGN §5 "Series").
import { sortedDistinct } from '../../base/sorted-ids.ts';
import type { Group } from '../../model/group.ts';
import type { Moment, MomentGroup, Receives } from '../../model/history.ts';
import type { MetricsSample } from '../../model/profile.ts';
import { countGoroutines, type Snapshot, type SnapshotLimit } from '../../model/snapshot.ts';

/** Snapshots this close together (ms) are one moment; DESIGN §5. */
export const sameMomentMs = 10_000;

/** A snapshot with the groups derived from it. */
export interface GroupedSnapshot {
  readonly snapshot: Snapshot;
  readonly groups: readonly Group[];
}

const partial: readonly SnapshotLimit[] = [
  'truncated',
  'sampled',
  'single-goroutine',
  'bubble-only',
  'filtered',
  'delta',
];

/** ms since 1970, when anything tells: by the collector's one clock before the clock of the service in the profile. */
export function timeOf(snapshot: {
  readonly takenAt?: number;
  readonly provenance: { readonly takenAt?: number };
}): number | undefined {
  return snapshot.provenance.takenAt ?? snapshot.takenAt;
}

/** Whether the snapshot lists all goroutines of its process. */
export function isComplete(snapshot: Snapshot): boolean {
  return !isProofOnly(snapshot) && !snapshot.limits.some((l) => partial.includes(l));
}

/** Whether the snapshot holds only what the runtime's detector proves. */
export function isProofOnly(snapshot: Snapshot): boolean {
  return snapshot.limits.includes('leaked-only');
}

/**
 * Joins snapshots into moments, oldest first. Order: by time where all times are known, else as given; a snapshot
 * without time is a moment of its own unless `sameMoment` says that everything is one. A profile that holds only
 * proven leaks and has no time joins the moment before it (or after, when it comes first).
 */
export function deriveMoments(
  grouped: readonly GroupedSnapshot[],
  metrics: readonly MetricsSample[],
  sameMoment = false,
): Moment[] {
  const timed = grouped.every((g) => timeOf(g.snapshot) !== undefined);
  const ordered = timed
    ? [...grouped].sort((a, b) => (timeOf(a.snapshot) as number) - (timeOf(b.snapshot) as number))
    : [...grouped];
  const clusters: { time?: number; members: GroupedSnapshot[] }[] = [];
  for (const member of ordered) {
    const time = timeOf(member.snapshot);
    const last = clusters.at(-1);
    const near = last?.time !== undefined && time !== undefined && Math.abs(time - last.time) <= sameMomentMs;
    // Two ordinary snapshots of the same form are never one moment, however near: a fast series stays a series.
    const repeats = last?.members.some(
      (m) => m.snapshot.form === member.snapshot.form && m.snapshot.profile === member.snapshot.profile,
    );
    const untimedProof = time === undefined && isProofOnly(member.snapshot) && last !== undefined;
    const firstWasProof =
      last !== undefined && time === undefined && last.members.every((m) => isProofOnly(m.snapshot));
    if (last && (sameMoment || (near && !repeats) || untimedProof || firstWasProof)) last.members.push(member);
    else clusters.push({ time, members: [member] });
  }
  return clusters.map((cluster) =>
    buildMoment(cluster.members, cluster.time, metricsNear(metrics, cluster.time, clusters.length)),
  );
}

function metricsNear(metrics: readonly MetricsSample[], time: number | undefined, moments: number): MetricsSample[] {
  if (time === undefined) return moments === 1 ? [...metrics] : [];
  return metrics.filter((m) => Math.abs((timeOf(m) ?? Number.POSITIVE_INFINITY) - time) <= sameMomentMs);
}

/** The snapshot whose counts stand for the moment: complete before partial, then the one that tells most. */
function preferredOf(members: readonly GroupedSnapshot[]): GroupedSnapshot | undefined {
  const rank = (g: GroupedSnapshot) =>
    (isComplete(g.snapshot) ? 0 : 10) + (g.snapshot.rows.id ? 0 : g.snapshot.limits.includes('hidden-frames') ? 2 : 1);
  const ordinary = members.filter((m) => !isProofOnly(m.snapshot) && m.snapshot.profile !== 'threadcreate');
  return ordinary.reduce<GroupedSnapshot | undefined>(
    (best, m) => (!best || rank(m) < rank(best) ? m : best),
    undefined,
  );
}

function buildMoment(members: readonly GroupedSnapshot[], time: number | undefined, metrics: MetricsSample[]): Moment {
  const preferred = preferredOf(members);
  const groups = new Map<string, MomentGroup>();
  const byKey = new Map<string, Group[]>();
  for (const group of (preferred ?? members[0])?.groups ?? []) push(byKey, group.identity.exactKey, group);
  const others = members.filter((m) => m !== (preferred ?? members[0]));
  const elsewhere = new Map<string, Group[]>();
  for (const other of others) for (const group of other.groups) push(elsewhere, group.identity.exactKey, group);
  const proven = provenKeys(members);
  for (const [key, parts] of byKey) groups.set(key, joinGroups(parts, elsewhere.get(key) ?? [], proven.get(key)));
  for (const [key, found] of proven) {
    if (groups.has(key)) continue;
    // Their rows are another snapshot's, and row numbers mean the preferred one's.
    const parts = (elsewhere.get(key) ?? []).map((group) => ({ ...group, rows: [] }));
    groups.set(key, joinGroups(parts, [], found));
  }
  let maxId = 0;
  for (const group of groups.values())
    if (group.ids && group.ids.length > 0) maxId = Math.max(maxId, group.ids.at(-1) as number);
  const limits = new Set<SnapshotLimit>();
  for (const limit of preferred?.snapshot.limits ?? members[0]?.snapshot.limits ?? []) limits.add(limit);
  return {
    time,
    snapshots: members.map((m) => m.snapshot),
    preferred: preferred?.snapshot,
    metrics,
    groups,
    goroutines: preferred ? countGoroutines(preferred.snapshot) : 0,
    complete: preferred !== undefined && isComplete(preferred.snapshot),
    limits: [...limits],
    hasIds: preferred?.snapshot.rows.id !== undefined,
    maxId,
  };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Exact keys that the runtime proved in any form of the moment, with the largest count and where it was seen. */
function provenKeys(members: readonly GroupedSnapshot[]): Map<string, { count: number; source: string }> {
  const proven = new Map<string, { count: number; source: string }>();
  for (const { snapshot, groups } of members) {
    const here = new Map<string, number>();
    for (const group of groups) {
      // Never main, never a record without frames: 1.26 marks main's select{}, 1.27 counts it without frames.
      if (group.leaked === 0 || group.role === 'main' || group.identity.names.length === 0) continue;
      here.set(group.identity.exactKey, (here.get(group.identity.exactKey) ?? 0) + group.leaked);
    }
    for (const [key, count] of here)
      if (count > (proven.get(key)?.count ?? 0)) proven.set(key, { count, source: snapshot.provenance.name });
  }
  return proven;
}

function joinGroups(
  parts: readonly Group[],
  others: readonly Group[],
  proven: { count: number; source: string } | undefined,
): MomentGroup {
  const main = parts.reduce((a, b) => (b.count > a.count ? b : a));
  const everything = [...parts, ...others];
  // debug=1 hides channel operations: the primitive is filled in from a form that shows it.
  const telling = [main, ...everything].find((g) => g.primitive !== 'unknown') ?? main;
  const withReason = [main, ...everything].find((g) => g.waitReason !== '') ?? main;
  const idParts = parts.some((g) => g.ids) ? parts : others.filter((g) => g.ids).slice(0, 1);
  const minutes = everything.flatMap((g) => (g.minutes ? [g.minutes] : []));
  const withCreator = [main, ...everything].find((g) => g.stack.createdBy) ?? main;
  return {
    identity: main.identity,
    primitive: telling.primitive,
    status: withReason.status,
    waitReason: withReason.waitReason,
    count: parts.reduce((sum, g) => sum + g.count, 0),
    proven: proven?.count ?? 0,
    provenIn: proven?.source,
    ids: idParts.some((g) => g.ids)
      ? sortedDistinct(concat(idParts.map((g) => g.ids ?? new Float64Array())))
      : undefined,
    creatorIds: everything.some((g) => g.creatorIds)
      ? sortedDistinct(everything.flatMap((g) => g.creatorIds ?? []))
      : undefined,
    minutes:
      minutes.length > 0
        ? {
            min: Math.min(...minutes.map((m) => m.min)),
            max: Math.max(...minutes.map((m) => m.max)),
            known: Math.max(...minutes.map((m) => m.known)),
          }
        : undefined,
    stack: withCreator.stack,
    role: everything.find((g) => g.role)?.role,
    labels: main.labels,
    lockedToThread: parts.reduce((sum, g) => sum + g.lockedToThread, 0),
    receives: receivesOf(everything),
    parts,
  };
}

const receiveFrames: Readonly<Record<string, Receives>> = {
  'runtime.chanrecv1': 'value',
  'runtime.chanrecv2': 'value and ok',
};

/** How these goroutines receive; undefined where no form shows it, or they do it in both ways. */
function receivesOf(groups: readonly Group[]): Receives | undefined {
  const seen = new Set<Receives>();
  for (const group of groups) {
    if (group.primitive !== 'chan receive' && group.primitive !== 'chan receive (nil chan)') continue;
    for (const { function: name } of group.stack.frames) {
      if (!name.startsWith('runtime.')) break;
      const receives = receiveFrames[name];
      if (receives) seen.add(receives);
    }
  }
  return seen.size === 1 ? [...seen][0] : undefined;
}

function concat(arrays: readonly Float64Array[]): Float64Array {
  if (arrays.length === 1) return arrays[0];
  const out = new Float64Array(arrays.reduce((n, a) => n + a.length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}
