// Two moments → what grew, appeared, went and stayed, joined by stack key, so that two builds may be compared.
import type { Decoded } from '../model/decoded.ts';
import type { DiffEntry, DiffResult } from '../model/diff-result.ts';
import type { Moment, MomentGroup } from '../model/history.ts';
import type { Problem } from '../model/problem.ts';
import type { RunLimit } from '../model/verdict.ts';
import { buildHistories } from './build-histories.ts';
import { exitCodes } from './exit-code.ts';
import { describeSources } from './run-check.ts';
import { version } from './version.ts';

export interface DiffSide {
  readonly name: string;
  readonly decoded: readonly Decoded[];
}

export interface DiffOptions {
  /** Growth counts above this many goroutines and above this share (%) of what was there. */
  readonly tolerance: { readonly goroutines: number; readonly percent: number };
  readonly mainModule?: string;
  readonly problems?: readonly Problem[];
}

/** Compares the newest moment of each side. */
export function runDiff(before: DiffSide, after: DiffSide, options: DiffOptions): DiffResult {
  const [a, b] = [before, after].map((side) => readSide(side, options.mainModule));
  const entries: DiffEntry[] = [];
  for (const key of new Set([...a.groups.keys(), ...b.groups.keys()])) {
    const was = a.groups.get(key);
    const is = b.groups.get(key);
    const shown = (is ?? was) as SideGroup;
    const delta = (is?.count ?? 0) - (was?.count ?? 0);
    const { goroutines, percent } = options.tolerance;
    const beyond = delta > goroutines && delta > ((was?.count ?? 0) * percent) / 100;
    entries.push({
      stackKey: key,
      before: was?.count ?? 0,
      after: is?.count ?? 0,
      delta,
      primitive: shown.group.primitive,
      waitReason: shown.group.waitReason || undefined,
      parkSite: shown.group.parts[0]?.parkSite,
      birthSite: shown.group.stack.createdBy ?? shown.group.parts[0]?.birthSite,
      userSite: shown.group.parts[0]?.userSite,
      beyond: beyond || undefined,
    });
  }
  const order = (x: DiffEntry, y: DiffEntry) =>
    Math.abs(y.delta) - Math.abs(x.delta) || (x.stackKey < y.stackKey ? -1 : 1);
  const grew = entries.filter((e) => e.delta > 0 && e.before > 0).sort(order);
  const appeared = entries.filter((e) => e.before === 0 && e.after > 0).sort(order);
  const went = entries.filter((e) => e.delta < 0).sort(order);
  const same = entries.filter((e) => e.delta === 0);
  const limits = [...new Set<RunLimit>([...a.limits, ...b.limits])];
  const unsure = !a.complete || !b.complete;
  const grown = [...grew, ...appeared].some((e) => e.beyond);
  return {
    schema: 'parkwatch/diff/1',
    tool: { name: 'parkwatch', version },
    verdict: grown ? 'suspect' : unsure ? 'cannot-tell' : 'clean',
    exitCode: grown ? exitCodes.findings : unsure ? exitCodes.cannotTell : exitCodes.ok,
    sources: [...before.decoded, ...after.decoded].flatMap(describeSources),
    problems: [...(options.problems ?? []), ...[...before.decoded, ...after.decoded].flatMap((d) => d.problems)],
    limits,
    tolerance: options.tolerance,
    before: { name: before.name, goroutines: a.goroutines, groups: a.groups.size },
    after: { name: after.name, goroutines: b.goroutines, groups: b.groups.size },
    grew,
    appeared,
    went,
    stayed: { groups: same.length, goroutines: same.reduce((n, e) => n + e.after, 0) },
  };
}

interface SideGroup {
  readonly group: MomentGroup;
  readonly count: number;
}

interface Side {
  readonly groups: ReadonlyMap<string, SideGroup>;
  readonly goroutines: number;
  readonly complete: boolean;
  readonly limits: readonly RunLimit[];
}

function readSide(side: DiffSide, mainModule: string | undefined): Side {
  const moments = buildHistories(side.decoded, { mainModule }).flatMap((history) =>
    newestOf(history.epochs.flatMap((e) => e.moments)),
  );
  const groups = new Map<string, SideGroup>();
  let goroutines = 0;
  for (const moment of moments)
    for (const group of moment.groups.values()) {
      // The goroutine that takes the profile is there only because somebody looks; proof-only groups have no rows.
      if (group.role === 'self' || (moment.preferred && group.parts.every((p) => p.rows.length === 0))) continue;
      const known = groups.get(group.identity.stackKey);
      const count = (known?.count ?? 0) + group.count;
      goroutines += group.count;
      groups.set(group.identity.stackKey, {
        count,
        group: known && known.group.count >= group.count ? known.group : group,
      });
    }
  const limits = new Set<RunLimit>(moments.flatMap((m) => m.limits));
  if (moments.length === 0) limits.add('no-goroutines');
  return { groups, goroutines, complete: moments.length > 0 && moments.every((m) => m.complete), limits: [...limits] };
}

function newestOf(moments: readonly Moment[]): Moment[] {
  const newest = moments.findLast((m) => m.complete) ?? moments.at(-1);
  return newest ? [newest] : [];
}
