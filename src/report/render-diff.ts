// `parkwatch diff` as text and JSON: what grew, what appeared, what went, and whether that is beyond the tolerance.
import { padStartTo } from '../base/text-width.ts';
import type { DiffEntry, DiffResult } from '../model/diff-result.ts';
import { diffShape } from './key-order.ts';
import { writeJson } from './render-json.ts';
import { badge, labelled, type TextOptions } from './text/finding-block.ts';
import { problemLines } from './text/footer.ts';
import { gap, type Line, lineWidth, renderLines, say, type Tone, wrap } from './text/rich.ts';
import { exitWords, formatCount, limitWords, placeOf, plural, shortName } from './words.ts';

const signed = (n: number): string => `${n > 0 ? '+' : ''}${formatCount(n)}`;

function headOf(result: DiffResult): string {
  const { before, after } = result;
  const delta = after.goroutines - before.goroutines;
  const beyond = [...result.grew, ...result.appeared].filter((e) => e.beyond);
  const totals = `${formatCount(before.goroutines)} to ${plural(after.goroutines, 'goroutine')} (${signed(delta)})`;
  if (beyond.length > 0) return `${plural(beyond.length, 'group')} grew beyond the tolerance, ${totals}`;
  return result.verdict === 'cannot-tell'
    ? `the two sides cannot be compared, ${totals}`
    : `nothing grew beyond the tolerance, ${totals}`;
}

function entryLines(entry: DiffEntry, options: TextOptions, digits: number): Line[] {
  const tone: Tone = entry.delta < 0 ? 'clean' : entry.beyond ? 'leak' : 'suspect';
  const arrow = options.unicode === false ? ' to ' : ' → ';
  const counts = `${formatCount(entry.before)}${arrow}${formatCount(entry.after)}`;
  const site = entry.parkSite ?? entry.userSite;
  const place = site ? placeOf(site) : '';
  const head: Line = [
    gap(2),
    say(padStartTo(signed(entry.delta), digits), tone),
    gap(2),
    say(counts.padEnd(15), 'dim'),
    gap(1),
  ];
  const text: Line = [
    say(entry.waitReason || entry.primitive),
    ...(site ? [say(' at '), say(shortName(site.function), 'name')] : []),
    say(place ? `  ${place}` : '', 'dim'),
    ...(entry.birthSite && entry.birthSite.function !== site?.function
      ? [say(`  born ${shortName(entry.birthSite.function)}`, 'dim')]
      : []),
  ];
  const inner = lineWidth(head);
  return wrap(text, options.width - inner).map((line, i): Line => [...(i === 0 ? head : [gap(inner)]), ...line]);
}

/** The two totals, then the groups; no line is wider than `width`, inputs are neutralised. */
export function renderDiff(result: DiffResult, given: TextOptions): string {
  const options: TextOptions = { ...given, width: Math.max(40, Math.floor(given.width)) };
  const start = badge(result.verdict, options.color, result.verdict === 'suspect' ? 'GREW' : undefined);
  const inner = lineWidth(start);
  const lines: Line[] = wrap([say(headOf(result), 'strong')], options.width - inner).map(
    (line, i): Line => [...(i === 0 ? start : [gap(inner)]), ...line],
  );
  lines.push([]);
  const most = options.verbose ? 1e6 : 15;
  const all = [...result.grew, ...result.appeared, ...result.went];
  const digits = Math.max(5, ...all.map((e) => signed(e.delta).length));
  const part = (title: string, entries: readonly DiffEntry[]): void => {
    if (entries.length === 0) return;
    lines.push([say(`${title}  `, 'strong'), say(plural(entries.length, 'group'), 'dim')]);
    for (const entry of entries.slice(0, most)) lines.push(...entryLines(entry, options, digits));
    if (entries.length > most)
      lines.push([gap(2), say(`… ${plural(entries.length - most, 'group')} more: --verbose`, 'dim')]);
    lines.push([]);
  };
  part('grew', result.grew);
  part('appeared', result.appeared);
  part('went', result.went);
  const width = options.width - 15;
  const put = (label: string, line: Line): void => {
    lines.push(...labelled(label, wrap(line, width), 15));
  };
  const { stayed, tolerance } = result;
  put('stayed', [say(`${plural(stayed.groups, 'group')}, ${plural(stayed.goroutines, 'goroutine')}`)]);
  put('compared', [
    say(result.before.name, 'name'),
    say(` (${plural(result.before.groups, 'group')}) with `),
    say(result.after.name, 'name'),
    say(` (${plural(result.after.groups, 'group')}), by stack key`),
  ]);
  put('tolerance', [say(`${plural(tolerance.goroutines, 'goroutine')} and ${formatCount(tolerance.percent)} %`)]);
  if (result.limits.length > 0) put('not visible', [say(result.limits.map((limit) => limitWords[limit]).join('; '))]);
  for (const problem of result.problems.slice(0, options.verbose ? 200 : 5))
    lines.push(...labelled('problem', problemLines({ ...problem, quote: undefined }, width), 15));
  put(`exit ${result.exitCode}`, [
    say(result.exitCode === 1 ? 'growth beyond --tolerance' : exitWords(result.exitCode), 'dim'),
  ]);
  return renderLines(lines, options.color);
}

/** The result as one indented object and a newline. */
export function renderDiffJson(result: DiffResult): string {
  return `${writeJson(result, diffShape, 2)}\n`;
}
