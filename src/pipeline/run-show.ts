// Decoded sources → every group, sorted and folded, and single goroutines when asked for (DESIGN §10 `show`).
import { deriveGroups } from '../analyse/runtime/groups.ts';
import { guessMainModule } from '../analyse/runtime/main-module.ts';
import type { Where } from '../analyse/runtime/where.ts';
import { formatIdRanges } from '../base/sorted-ids.ts';
import type { Decoded } from '../model/decoded.ts';
import type { Group } from '../model/group.ts';
import type { Problem } from '../model/problem.ts';
import type { GroupBy, ShowGroup, ShowResult } from '../model/show-result.ts';
import { countGoroutines, type Snapshot } from '../model/snapshot.ts';
import type { RunLimit } from '../model/verdict.ts';
import { buildHistories } from './build-histories.ts';
import { exitCodes } from './exit-code.ts';
import { describeSources } from './run-check.ts';
import { selectRows } from './select-rows.ts';
import { listGoroutines, matchRows } from './show-goroutines.ts';
import { version } from './version.ts';

export interface ShowOptions {
  readonly by: GroupBy;
  readonly where?: { readonly text: string; readonly test: Where };
  /** One entry a goroutine. */
  readonly goroutines: boolean;
  readonly mainModule?: string;
  readonly problems?: readonly Problem[];
  readonly limits?: readonly RunLimit[];
}

/**
 * Shows the newest moment of the sources, in its fullest form. With `goroutines` a text that holds several dumps gives
 * the goroutines of each, numbered by `snapshot`.
 */
export function runShow(decoded: readonly Decoded[], options: ShowOptions): ShowResult {
  const snapshots = snapshotsToShow(decoded, options);
  const mainModule = options.mainModule ?? guessMainModule(snapshots);
  const chosen = snapshots.map((snapshot) => ({
    snapshot,
    rows: options.where ? matchRows(snapshot, options.where.test, mainModule) : undefined,
  }));
  const parts = chosen.map(({ snapshot, rows }) => (rows ? selectRows(snapshot, rows) : snapshot));
  const groups = parts.flatMap((part) => groupBy(part, options.by, mainModule));
  const merged = mergeEqual(groups);
  const totals = new Map<string, number>();
  for (const part of parts)
    for (const group of deriveGroups(part, { mainModule })) {
      const state = group.waitReason || (stateOf(group) === 'waiting' ? group.primitive : stateOf(group));
      totals.set(state, (totals.get(state) ?? 0) + group.count);
    }
  const limits = new Set<RunLimit>([...(options.limits ?? []), ...snapshots.flatMap((s) => s.limits)]);
  if (snapshots.length === 0) limits.add('no-goroutines');
  const sum = (list: readonly Snapshot[]) => list.reduce((n, s) => n + countGoroutines(s), 0);
  return {
    schema: 'parkwatch/show/1',
    tool: { name: 'parkwatch', version },
    exitCode: snapshots.length === 0 ? exitCodes.cannotTell : exitCodes.ok,
    sources: decoded.flatMap(describeSources),
    problems: [...(options.problems ?? []), ...decoded.flatMap((d) => d.problems)],
    limits: [...limits],
    by: options.by,
    where: options.where?.text,
    total: sum(snapshots),
    shown: sum(parts),
    totals: [...totals]
      .map(([state, count]) => ({ state, count }))
      .sort((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1)),
    groups: merged,
    goroutines: options.goroutines
      ? parts.flatMap((part, i) => listGoroutines(part, parts.length > 1 ? i : undefined))
      : undefined,
  };
}

function snapshotsToShow(decoded: readonly Decoded[], options: ShowOptions): Snapshot[] {
  const all = decoded.flatMap((d) => d.snapshots);
  if (options.goroutines && decoded.length === 1 && all.length > 1 && all.every((s) => s.rows.id)) return all;
  const newest = buildHistories(decoded, { mainModule: options.mainModule }).flatMap((history) => {
    const moments = history.epochs.flatMap((e) => e.moments);
    const moment =
      moments.findLast((m) => m.preferred && m.hasIds) ?? moments.findLast((m) => m.preferred) ?? moments.at(-1);
    const snapshot = moment?.preferred ?? moment?.snapshots[0];
    return snapshot ? [snapshot] : [];
  });
  return newest.length > 0 ? newest : all.slice(-1);
}

function groupBy(snapshot: Snapshot, by: GroupBy, mainModule: string | undefined): ShowGroup[] {
  if (by.startsWith('label:')) {
    const label = by.slice('label:'.length);
    const byValue = new Map<string, number[]>();
    for (let row = 0; row < snapshot.rows.length; row++) {
      const value = snapshot.labelSets[snapshot.rows.labels?.[row] ?? 0]?.[label] ?? '';
      const list = byValue.get(value);
      if (list) list.push(row);
      else byValue.set(value, [row]);
    }
    return [...byValue].map(([value, rows]) => fold(value, deriveGroups(selectRows(snapshot, rows), { mainModule })));
  }
  const groups = deriveGroups(snapshot, { mainModule });
  const keyOf = (g: Group): string =>
    by === 'park' ? (g.parkSite?.function ?? '') : by === 'birth' ? (g.birthSite?.function ?? '') : g.identity.exactKey;
  const byKey = new Map<string, Group[]>();
  for (const group of groups) {
    const key =
      by === 'stack' ? `${keyOf(group)} ${group.waitReason} ${group.primitive} ${group.role ?? ''}` : keyOf(group);
    const list = byKey.get(key);
    if (list) list.push(group);
    else byKey.set(key, [group]);
  }
  return [...byKey.values()].map((list) => fold(keyOf(list[0]), list));
}

function fold(key: string, groups: readonly Group[]): ShowGroup {
  const main = groups.reduce((a, b) => (b.count > a.count ? b : a));
  const minutes = groups.flatMap((g) => (g.minutes ? [g.minutes] : []));
  const ids = groups.flatMap((g) => (g.ids ? [...g.ids] : [])).filter((id) => !Number.isNaN(id));
  const total = (of: (g: Group) => number) => groups.reduce((n, g) => n + of(g), 0) || undefined;
  const creators = new Map<string, number>();
  for (const g of groups)
    for (const c of g.creators) creators.set(c.function, (creators.get(c.function) ?? 0) + c.count);
  return {
    key,
    count: total((g) => g.count) ?? 0,
    primitive: main.primitive,
    state: stateOf(main),
    waitReason: main.waitReason || undefined,
    stacks: new Set(groups.map((g) => g.identity.exactKey)).size,
    parkSite: main.parkSite,
    birthSite: main.birthSite,
    userSite: main.userSite,
    exactKey: main.identity.exactKey,
    stackKey: main.identity.stackKey,
    ids: ids.length > 0 ? formatIdRanges(Float64Array.from(ids).sort()) : undefined,
    waitMinutes:
      minutes.length > 0
        ? { min: Math.min(...minutes.map((m) => m.min)), max: Math.max(...minutes.map((m) => m.max)) }
        : undefined,
    labels: sharedLabels(groups),
    leaked: total((g) => g.leaked),
    lockedToThread: total((g) => g.lockedToThread),
    creators: creators.size > 0 ? [...creators].map(([name, count]) => ({ function: name, count })) : undefined,
    stack: main.stack.frames,
  };
}

function sharedLabels(groups: readonly Group[]): ShowGroup['labels'] {
  const first = groups[0].labels ?? {};
  const shared = Object.entries(first).filter(([key, value]) => groups.every((g) => g.labels?.[key] === value));
  return shared.length > 0 ? Object.fromEntries(shared) : undefined;
}

/** Largest first. Several snapshots keep their groups apart: their goroutines may be the same ones. */
function mergeEqual(groups: readonly ShowGroup[]): ShowGroup[] {
  return [...groups].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The runtime's status word; a profile has none, and what its goroutines wait on tells it. */
function stateOf(group: Group): string {
  if (group.status !== 'unknown' || group.primitive === 'unknown') return group.status;
  const words: readonly string[] = ['running', 'runnable', 'syscall'];
  return words.includes(group.primitive) ? group.primitive : 'waiting';
}
