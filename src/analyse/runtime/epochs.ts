// Moments → epochs: a series ends with its process. Nothing is compared across a restart (DESIGN §5 "Series").
import { countCommon } from '../../base/sorted-ids.ts';
import type { Epoch, Moment, MomentGroup, Receives } from '../../model/history.ts';

/** Cuts the moments (oldest first) wherever the process changed. */
export function deriveEpochs(moments: readonly Moment[]): Epoch[] {
  const epochs: { moments: Moment[]; startedAt?: number; because?: string }[] = [];
  let previous: Moment | undefined;
  let known: Identity = {};
  for (const moment of moments) {
    const last = epochs.at(-1);
    // A moment that does not know its process stands between: what the epoch knew before it still counts.
    const now = identityOf(moment);
    const because = previous && (changeOf(known, now) ?? restartBetween(previous, moment));
    known = because ? now : { ...known, ...now };
    if (!last || because)
      epochs.push({
        moments: [moment],
        startedAt: startOf(moment) ?? (because ? previous?.time : undefined),
        because: because || undefined,
      });
    else {
      last.moments.push(moment);
      last.startedAt ??= startOf(moment);
    }
    previous = moment;
  }
  return epochs;
}

function startOf(moment: Moment): number | undefined {
  for (const m of moment.metrics) if (m.startedAt !== undefined) return m.startedAt;
  for (const s of moment.snapshots)
    if (s.provenance.process?.startedAt !== undefined) return s.provenance.process.startedAt;
  return undefined;
}

/**
 * Why the second moment is of another process, or undefined. Told by start time, command line, build, the counter of
 * created goroutines, ids that fall, or an id that now belongs to a goroutine born elsewhere (an id is never reused).
 */
export function restartBetween(a: Moment, b: Moment): string | undefined {
  const changed = changeOf(identityOf(a), identityOf(b));
  if (changed !== undefined) return changed;
  if (!a.hasIds || !b.hasIds || a.maxId === 0 || b.maxId === 0 || !a.complete || !b.complete) return undefined;
  if (idChangedHands(a, b)) return 'goroutine ids were given out anew';
  // Ids are handed to each P in blocks of 16, so the highest may fall a little inside one process.
  if (b.maxId < a.maxId / 2 && a.maxId - b.maxId > 64 && survivors(a, b) <= 1) return 'the highest goroutine id fell';
  return undefined;
}

/** What a moment knows of its process; fields that it does not know are absent. */
interface Identity {
  startedAt?: number;
  commandLine?: string;
  build?: string;
  goVersion?: string;
  created?: number;
}

function identityOf(moment: Moment): Identity {
  const identity: Identity = {};
  const startedAt = startOf(moment);
  if (startedAt !== undefined) identity.startedAt = startedAt;
  for (const key of ['commandLine', 'build', 'goVersion'] as const) {
    const value = processValue(moment, key);
    if (value !== undefined) identity[key] = value;
  }
  const created = moment.metrics.find((m) => m.goroutinesCreated !== undefined)?.goroutinesCreated;
  if (created !== undefined) identity.created = created;
  return identity;
}

function changeOf(a: Identity, b: Identity): string | undefined {
  if (a.startedAt !== undefined && b.startedAt !== undefined && Math.abs(b.startedAt - a.startedAt) > 2000)
    return 'the start time changed';
  for (const key of ['commandLine', 'build', 'goVersion'] as const)
    if (a[key] !== undefined && b[key] !== undefined && a[key] !== b[key])
      return `the ${key === 'commandLine' ? 'command line' : key} changed`;
  if (a.created !== undefined && b.created !== undefined && b.created < a.created)
    return 'the counter of created goroutines fell';
  return undefined;
}

function processValue(moment: Moment, key: 'commandLine' | 'build' | 'goVersion'): string | undefined {
  for (const s of moment.snapshots) if (s.provenance.process?.[key] !== undefined) return s.provenance.process[key];
  if (key !== 'build') for (const m of moment.metrics) if (m[key] !== undefined) return m[key];
  return undefined;
}

function survivors(a: Moment, b: Moment): number {
  let common = 0;
  for (const [key, group] of a.groups) {
    const other = b.groups.get(key);
    if (group.ids && other?.ids) common += countCommon(group.ids, other.ids);
  }
  return common;
}

/** At most this many ids are remembered; above it only every n-th is looked at (the same ones in both moments). */
const maxRemembered = 50_000;

function idChangedHands(a: Moment, b: Moment): boolean {
  const stride = Math.max(1, Math.ceil(Math.max(a.goroutines, b.goroutines) / maxRemembered));
  const births = new Map<number, string>();
  for (const [id, birth] of idBirths(a, stride)) births.set(id, birth);
  let changed = 0;
  for (const [id, birth] of idBirths(b, stride)) {
    const before = births.get(id);
    if (before !== undefined && before !== birth) changed++;
    if (changed > 1) return true;
  }
  return false;
}

function* idBirths(moment: Moment, stride: number): Generator<[number, string]> {
  for (const group of moment.groups.values()) {
    const birth = birthOf(group);
    if (birth === undefined || !group.ids) continue;
    for (const id of group.ids) if (stride === 1 || id % stride === 0) yield [id, birth];
  }
}

/** The creator's function: fixed for the life of a goroutine, and shown in every text form. */
function birthOf(group: MomentGroup): string | undefined {
  if (group.parts.some((p) => p.creators.length > 1)) return undefined;
  return group.stack.createdBy?.function;
}

/** The newest moment's groups, and those that only a leak profile of the same process shows. */
export function allGroups(epoch: Epoch, newest: Moment): Map<string, MomentGroup> {
  const groups = new Map(newest.groups);
  for (const m of epoch.moments)
    for (const [key, g] of m.groups) if (g.proven > 0 && !groups.has(key)) groups.set(key, g);
  return groups;
}

/** How plain receives are made, from whatever moment has a form that shows it: a stack does not change how it receives. */
export function receivesOver(epoch: Epoch): Map<string, Receives> {
  const found = new Map<string, Receives>();
  for (const m of epoch.moments)
    for (const [key, { receives }] of m.groups) if (receives && !found.has(key)) found.set(key, receives);
  return found;
}

/** The most that the runtime proved of one exact key in any moment, and where. */
export function provenOver(epoch: Epoch, key: string): { count: number; source?: string } {
  let best: { count: number; source?: string } = { count: 0 };
  for (const m of epoch.moments) {
    const g = m.groups.get(key);
    if (g && g.proven > best.count) best = { count: g.proven, source: g.provenIn };
  }
  return best;
}

/** The longest waits of one exact key that any moment shows. */
export function minutesOver(epoch: Epoch, key: string): MomentGroup['minutes'] {
  let best: MomentGroup['minutes'];
  for (const m of epoch.moments) {
    const minutes = m.groups.get(key)?.minutes;
    if (minutes && (!best || minutes.max >= best.max)) best = minutes;
  }
  return best;
}
