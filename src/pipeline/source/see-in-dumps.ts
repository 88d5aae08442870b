// `lint --with DUMP`: which findings in the source some goroutine stands at, and how many do.
import { deriveEpochFacts } from '../../analyse/runtime/facts.ts';
import type { MatchedFrame } from '../../analyse/source/match-frame.ts';
import type { Decoded } from '../../model/decoded.ts';
import { buildHistories } from '../build-histories.ts';
import { blocksAt, type JoinedFinding, type SourceJoin } from './source-join.ts';

interface Seen {
  readonly at: MatchedFrame;
  readonly count: number;
  readonly target: string;
}

/** The findings, those that the newest moment of a target shows with `seen`. */
export function seeInDumps(
  found: readonly JoinedFinding[],
  decoded: readonly Decoded[],
  join: SourceJoin,
): readonly JoinedFinding[] {
  const seen: Seen[] = [];
  const names = [...new Set(decoded.flatMap((d) => d.snapshots.map((s) => s.provenance.name)))].join(', ');
  for (const history of buildHistories(decoded, {})) {
    const newest = history.epochs.at(-1);
    if (!newest) continue;
    for (const { group } of deriveEpochFacts(newest, { ageSeconds: 600 }).byKey.values()) {
      if (group.role !== undefined) continue;
      const site = group.parts[0]?.parkSite;
      const at = site && join.locate(site, group.primitive);
      if (at) seen.push({ at, count: group.count, target: history.name || names });
    }
  }
  return found.map((one) => {
    const here = seen.filter((s) => blocksAt(one, s.at));
    if (here.length === 0) return one;
    const count = here.reduce((n, s) => n + s.count, 0);
    return { ...one, finding: { ...one.finding, seen: { count, sources: [...new Set(here.map((s) => s.target))] } } };
  });
}
