// Groups as lines: all of them with `--all`, and the largest that nothing explains where one moment shows no sign.
import type { GroupResult, RunResult } from '../../model/run-result.ts';
import { formatCount, growsUntold, placeOf, plural, shortName, verdictWords } from '../words.ts';
import { labelled, type TextOptions } from './finding-block.ts';
import { gap, type Line, say, wrap } from './rich.ts';

const gutter = 15;
/** Enough to see what stands out without pushing the rest from the screen. */
const mostUnexplained = 3;
/** One or two goroutines at a place are what every program has. */
const leastUnexplained = 3;
/** Parts are pasted for what stands in them. */
const mostOfPart = 5;
/** debug=1 does not say whether a goroutine waits or runs; most wait. */
const parked: ReadonlySet<GroupResult['state']> = new Set(['waiting', 'unknown']);
const mostRows = 40;
const countColumn = 11;

const bySize = (a: GroupResult, b: GroupResult): number =>
  b.count - a.count || ((a.parkSite?.function ?? '') < (b.parkSite?.function ?? '') ? -1 : 1);

function isMain(group: GroupResult): boolean {
  return group.stack.at(-1)?.function === 'main.main';
}

function isUnexplained(group: GroupResult): boolean {
  return group.verdict === 'cannot-tell' && group.primitive !== 'sleep' && group.count >= leastUnexplained;
}

/** By count, and of equal ones those that have waited longer first. */
const byWait = (a: GroupResult, b: GroupResult): number =>
  b.count - a.count || (b.waitMinutes?.max ?? 0) - (a.waitMinutes?.max ?? 0) || bySize(a, b);

/** `in select at cache.(*T).loop  cache.go:12, started by main.serve`. */
function placeText(group: GroupResult): Line {
  const site = group.userSite ?? group.parkSite;
  const operation =
    group.primitive !== 'unknown'
      ? group.primitive
      : (group.waitReason ?? (group.state === 'unknown' && site ? undefined : group.state));
  const wait = group.waitMinutes ? `, waiting up to ${plural(group.waitMinutes.max, 'minute')}` : '';
  return [
    ...(operation ? [say(`in ${operation}`)] : []),
    ...(site ? [say(operation ? ' at ' : 'at '), say(shortName(site.function), 'name')] : []),
    ...(site?.file ? [say(`  ${placeOf(site)}`, 'dim')] : []),
    ...(group.birthSite ? [say(`, started by ${shortName(group.birthSite.function)}`, 'dim')] : []),
    say(wait, 'dim'),
  ];
}

/** What grew in a series and could be told neither a leak nor healthy. */
function untoldLines(groups: readonly GroupResult[], options: TextOptions): Line[] {
  const open = groups.filter((g) => g.verdict === 'cannot-tell' && g.why.some((w) => growsUntold.has(w))).sort(bySize);
  if (open.length === 0) return [];
  const rows = open
    .slice(0, mostUnexplained)
    .flatMap((g) => wrap([say(formatCount(g.count), 'strong'), gap(1), ...placeText(g)], options.width - gutter));
  const more = open.length - mostUnexplained;
  if (more > 0) rows.push([say(`… and ${plural(more, 'group')} more (--all).`, 'dim')]);
  return [...labelled('grows', rows, gutter), []];
}

/** The largest waiting groups that no row explains, when a look that found nothing was too short to judge them. */
export function unexplainedLines(result: RunResult, options: TextOptions): Line[] {
  const short = result.limits.some((l) => l === 'one-moment' || l === 'few-moments');
  if (!result.groups || result.findings.length > 0 || result.crashes || options.all) return [];
  if (!short) return untoldLines(result.groups, options);
  // Of a part of a dump even a lone goroutine may be what it was pasted for.
  const part = result.limits.some((l) => l === 'truncated' || l === 'filtered');
  const open = result.groups
    .filter(
      (g) =>
        parked.has(g.state) &&
        (part ? isMain(g) || !g.why.some((w) => w === 'runtime' || w === 'self') : isUnexplained(g)),
    )
    .sort(part ? byWait : bySize);
  if (open.length === 0) return [];
  const width = options.width - gutter;
  const most = part ? mostOfPart : mostUnexplained;
  const rows = open
    .slice(0, most)
    .flatMap((g) => wrap([say(formatCount(g.count), 'strong'), gap(1), ...placeText(g)], width));
  const more = open.length - most;
  const next = part
    ? 'Who should wake them stands in what is missing: give the whole dump.'
    : 'Whether they end, a second dump tells: give both, the older first.';
  const advice = `${more > 0 ? `… and ${plural(more, 'group')} more (--all). ` : ''}${next}`;
  return [...labelled(part ? 'seen' : 'unexplained', [...rows, ...wrap([say(advice, 'dim')], width)], gutter), []];
}

/** Every group, the largest first, with its verdict and what explains it. */
export function allGroupLines(result: RunResult, options: TextOptions): Line[] {
  if (!options.all || !result.groups) return [];
  const groups = [...result.groups].sort(bySize);
  const shown = options.verbose ? groups : groups.slice(0, mostRows);
  const lines: Line[] = [[say(`${plural(groups.length, 'group')}, the largest first`, 'strong')]];
  for (const g of shown) {
    const why = g.why.filter((w) => w !== 'finding').join(', ');
    const count = formatCount(g.count);
    const text = [say(`${verdictWords[g.verdict]}${why ? ` (${why})` : ''}  `, 'dim'), ...placeText(g)];
    for (const [i, line] of wrap(text, options.width - countColumn).entries())
      lines.push([
        ...(i === 0 ? [gap(countColumn - 2 - count.length), say(count, 'strong'), gap(2)] : [gap(countColumn)]),
        ...line,
      ]);
  }
  if (groups.length > shown.length)
    lines.push([gap(2), say(`… ${plural(groups.length - shown.length, 'group')} more: --all --verbose`, 'dim')]);
  return [...lines, []];
}
