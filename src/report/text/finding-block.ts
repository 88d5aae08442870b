// One finding on one screen: is it leaking, where, why, what to change.
// Without `verbose` the block is cut to `maxLines`, long parts first, and says what it left out.
import { neutralise } from '../../base/neutralise.ts';
import { displayWidth, elideEnd, elideStart, takeCells } from '../../base/text-width.ts';
import type { Finding } from '../../model/run-result.ts';
import type { Frame } from '../../model/stack.ts';
import type { Evidence, Verdict } from '../../model/verdict.ts';
import { findingPlace, findingState } from '../headline.ts';
import {
  classWords,
  formatCount,
  formatLabels,
  formatSpan,
  formatWaits,
  placeOf,
  shortName,
  verdictWords,
} from '../words.ts';
import { gap, indent, type Line, lineWidth, type Piece, say, type Tone, wrap } from './rich.ts';
import { sparkline } from './sparkline.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Cells of a line; below 40 is read as 40. */
  readonly width: number;
  readonly verbose?: boolean;
  /** Every group as a line. */
  readonly all?: boolean;
  /** Findings told in full, the others are one line each; 3 unless told, all with `verbose`. */
  readonly maxFindings?: number;
  /** False: marks in ASCII only. */
  readonly unicode?: boolean;
}

/** Cells before the text: room for the badge ` SUSPECT ` and a blank. */
export const gutter = 10;

/** `  why    ` in front of the first of `lines`, blanks before the others. */
export function labelled(label: string, lines: readonly Line[], width = gutter): Line[] {
  return lines.map((line, i) => [i === 0 ? say(`  ${label}`.padEnd(width), 'dim') : gap(width), ...line]);
}

/** The verdict's word as a badge. */
export function badge(verdict: Verdict, color: boolean, word = verdictWords[verdict]): Piece[] {
  const tone: Tone = verdict === 'cannot-tell' ? 'unsure-badge' : `${verdict}-badge`;
  const text = say(color ? ` ${word} ` : word, tone);
  return [text, gap(Math.max(color ? 1 : 2, gutter - lineWidth([text])))];
}

/** A function and its place at the right of it, or below when the line is too short; paths lose their beginning. */
export function siteLines(frame: Frame, width: number, column = 0, full = false): Line[] {
  const name = say(full ? frame.function : shortName(frame.function), 'name');
  if (!frame.file) return wrap([name], width);
  const path = neutralise(frame.line === undefined ? frame.file : `${frame.file}:${frame.line}`);
  const start = Math.max(column, lineWidth([name])) + 2;
  const room = width - start;
  const place = (cells: number): Piece => say(elideStart(path, cells), 'dim');
  if (room >= Math.min(displayWidth(path), Math.max(18, placeOf(frame, 2).length + 2)))
    return [[name, gap(start - lineWidth([name])), place(room)]];
  return [...wrap([name], width), ...indent([[place(width - 2)]], 2)];
}

/** One row of evidence; `brief` leaves out its kind and source. */
function evidenceLines(row: Evidence, width: number, unicode: boolean, brief: boolean): Line[] {
  const against = row.for === 'clean';
  const counts = row.counts !== false;
  const tone: Tone = !counts ? 'dim' : against ? 'clean' : row.class === 'supporting' ? 'suspect' : 'leak';
  const mark = !counts ? (unicode ? '·' : '.') : against ? (unicode ? '−' : '-') : '+';
  const word = against ? classWords.against : classWords[row.class];
  const tail = [row.kind, row.source ?? ''].filter((x) => x !== '').join(', ');
  const text: Line = [
    say(row.text, counts ? 'plain' : 'dim'),
    ...(counts ? [] : [say(` (does not count${row.cancelledBy ? `: ${row.cancelledBy}` : ''})`, 'dim')]),
    ...(brief ? [] : [say(`  [${tail}]`, 'dim')]),
  ];
  const head: Line = [say(mark, tone), gap(1), say(word.padEnd(9), tone)];
  return wrap(text, width - 11).map((line, i) => [...(i === 0 ? head : [gap(11)]), ...line]);
}

/** A diff as it is, or (`brief`) only its changed lines under `file:line` of each hunk. */
function diffLines(diff: string, width: number, brief: boolean): Line[] {
  const lines: Line[] = [];
  let file = '';
  for (const raw of diff.replace(/\n$/, '').split('\n')) {
    const text = elideEnd(say(raw.replace(/\r$/, '').replace(/\t/g, '  ')).text, width);
    const head = /^(---|\+\+\+|@@|diff )/.test(raw);
    if (!brief) lines.push([say(text, head ? 'dim' : raw[0] === '+' ? 'added' : raw[0] === '-' ? 'removed' : 'plain')]);
    else if (raw.startsWith('+++ ')) file = raw.slice(4).replace(/^b\//, '');
    else if (raw.startsWith('@@')) {
      const at = /\+(\d+)/.exec(raw);
      lines.push([say(elideStart(say(at ? `${file}:${at[1]}` : file).text, width), 'dim')]);
    } else if (!head && (raw[0] === '+' || raw[0] === '-'))
      lines.push([say(text, raw[0] === '+' ? 'added' : 'removed')]);
  }
  return lines;
}

interface Caps {
  readonly explanation: number;
  readonly evidence: number;
  readonly perRow: number;
  readonly steps: number;
  readonly diff: number;
}

const uncapped: Caps = { explanation: 1e6, evidence: 1e6, perRow: 1e6, steps: 1e6, diff: 1e6 };
/** From roomy to tight; the first that fits is taken. Steps that a diff shows go before the diff does. */
const ladder: readonly Caps[] = [
  { explanation: 4, evidence: 6, perRow: 3, steps: 8, diff: 12 },
  { explanation: 3, evidence: 5, perRow: 2, steps: 4, diff: 8 },
  { explanation: 2, evidence: 4, perRow: 2, steps: 2, diff: 6 },
  { explanation: 2, evidence: 4, perRow: 1, steps: 2, diff: 4 },
  { explanation: 2, evidence: 3, perRow: 1, steps: 0, diff: 3 },
  { explanation: 1, evidence: 3, perRow: 1, steps: 0, diff: 3 },
  { explanation: 1, evidence: 2, perRow: 1, steps: 0, diff: 3 },
];

/** `lines` cut to `most`, the last one ending in `…`. */
function clip(lines: Line[], most: number, width: number): Line[] {
  if (lines.length <= most) return lines;
  if (most === 0) return [];
  const kept = lines.slice(0, most);
  const last = kept[most - 1];
  const before = last.slice(0, -1);
  const end = last[last.length - 1];
  const room = Math.max(1, width - lineWidth(before) - 2);
  let text = displayWidth(end.text) <= room ? end.text : takeCells(end.text, room);
  if (text.length < end.text.length && text.lastIndexOf(' ') > text.length / 2)
    text = text.slice(0, text.lastIndexOf(' '));
  kept[most - 1] = [...before, { ...end, text: `${text.trimEnd()} …` }];
  return kept;
}

/** The headline of a finding: badge, what and where; at most two lines at usual widths. */
export function findingHead(finding: Finding, options: TextOptions): Line[] {
  const start = badge(finding.verdict, options.color);
  const { name, place } = findingPlace(finding);
  const state = findingState(finding);
  const left: Line = [...start, say(state, 'strong'), ...(name ? [say(' at '), say(name, 'name')] : [])];
  const spot: Line = place ? [gap(2), say(place, 'dim')] : [];
  if (lineWidth(left) + lineWidth(spot) <= options.width) return [[...left, ...spot]];
  // The place stands below once more, with its path.
  if (lineWidth(left) <= options.width && finding.parkSite) return [left];
  const inner = lineWidth(start);
  const body = wrap(
    [say(state, 'strong'), ...(name ? [say(' at '), say(name, 'name')] : []), say(`  ${place}`, 'dim')],
    options.width - inner,
  );
  return body.map((line, i) => [...(i === 0 ? start : [gap(inner)]), ...line]);
}

/** What a helper such as `errgroup.Go` was given to run: the frame inside of the helper's own closure. */
function givenFrame({ stack, birthSite, userSite }: Finding): Frame | undefined {
  const root = stack?.at(-1);
  if (!root || !birthSite || !userSite || packageOf(root.function) === packageOf(userSite.function)) return undefined;
  if (!root.function.startsWith(`${birthSite.function}.func`)) return undefined;
  return stack?.at(-2);
}

function packageOf(name: string): string {
  const slash = name.lastIndexOf('/') + 1;
  return name.slice(0, slash + name.slice(slash).indexOf('.'));
}

function sitesOf(finding: Finding, width: number, verbose: boolean): Line[] {
  const rows: [string, Frame][] = [];
  const same = (a?: Frame, b?: Frame): boolean => a?.function === b?.function && a?.line === b?.line;
  if (finding.parkSite) rows.push(['parked', finding.parkSite]);
  if (finding.userSite && !same(finding.userSite, finding.parkSite)) rows.push(['yours', finding.userSite]);
  const given = givenFrame(finding);
  if (given && !same(given, finding.parkSite) && !same(given, finding.userSite)) rows.push(['within', given]);
  if (finding.birthSite) rows.push(['born', finding.birthSite]);
  const names = rows.map(([, f]) => lineWidth([say(verbose ? f.function : shortName(f.function))]));
  const column = Math.min(Math.max(0, ...names), Math.floor(width * 0.6));
  return rows.flatMap(([label, f]) => labelled(label, siteLines(f, width, column, verbose)));
}

function waitsOf(finding: Finding, width: number, unicode: boolean): Line[] {
  const lines: Line[] = [];
  const put = (label: string, line: Line): void => {
    lines.push(...labelled(label, wrap(line, width)));
  };
  const { waitMinutes, series, labels } = finding;
  const about: Piece[] = [];
  if (labels && Object.keys(labels).length > 0) about.push(say(formatLabels(labels), 'plain'));
  if (finding.target) about.push(...(about.length > 0 ? [say(' · ', 'dim')] : []), say(finding.target));
  if (series && series.counts.length > 1) {
    const { counts, times } = series;
    const trend = `${formatCount(counts[0])} ${unicode ? '→' : 'to'} ${formatCount(counts[counts.length - 1])}`;
    const span = times.length > 1 ? ` in ${formatSpan(times[times.length - 1] - times[0])}` : '';
    put('trend', [say(trend + span), ...(unicode ? [say(`  ${sparkline(counts, 24)}`, 'leak')] : [])]);
  }
  if (waitMinutes && waitMinutes.max > 0)
    put('waits', [say(formatWaits(waitMinutes)), ...(about.length > 0 ? [say(' · ', 'dim'), ...about] : [])]);
  else if (about.length > 0) put(labels ? 'labels' : 'target', about);
  return lines;
}

/** The `most` rows that decide, in their own order: certain first, and always the best one that speaks against. */
function weightiest(rows: readonly Evidence[], most: number): readonly Evidence[] {
  const order = ['certain', 'strong', 'against', 'supporting'];
  const weight = (row: Evidence): number => order.indexOf(row.class) + (row.counts === false ? 10 : 0);
  const sorted = [...rows].sort((a, b) => weight(a) - weight(b));
  const against = sorted.find((row) => row.class === 'against' && row.counts !== false);
  const kept = new Set(sorted.slice(0, most));
  if (against && !kept.has(against)) {
    kept.delete(sorted[most - 1]);
    kept.add(against);
  }
  return rows.filter((row) => kept.has(row));
}

function whyOf(finding: Finding, options: TextOptions, width: number, caps: Caps): Line[] {
  const lines = [...clip(wrap([say(finding.cause.explanation)], width), caps.explanation, width)];
  for (const row of weightiest(finding.evidence, caps.evidence))
    lines.push(...clip(evidenceLines(row, width, options.unicode !== false, caps.perRow === 1), caps.perRow, width));
  return lines;
}

function fixOf(finding: Finding, width: number, caps: Caps, verbose: boolean): Line[] {
  const { fix } = finding;
  const steps = fix.steps.flatMap((step, i) =>
    wrap([say(step)], width - 3).map((line, j): Line => [j === 0 ? say(`${i + 1}. `, 'dim') : gap(3), ...line]),
  );
  return [
    ...clip(wrap([say(fix.summary, 'strong')], width), Math.max(2, caps.steps), width),
    ...clip(steps, fix.diff ? caps.steps : Math.max(2, caps.steps), width),
    ...(fix.diff ? diffLines(fix.diff, width, !verbose).slice(0, caps.diff) : []),
  ];
}

function block(finding: Finding, options: TextOptions, caps: Caps): Line[] {
  const verbose = options.verbose === true;
  const unicode = options.unicode !== false;
  const width = options.width - gutter;
  const { fix } = finding;
  const rule: Line = [say(`${finding.rule} ${finding.ruleName}`, 'command'), say(`  ${finding.title}`)];
  const why = whyOf(finding, options, width, caps);
  const change = fixOf(finding, width, caps, verbose);
  const lines: Line[] = [
    ...findingHead(finding, options),
    ...labelled('', wrap(rule, width)),
    [],
    ...labelled('why', why),
    [],
    ...sitesOf(finding, width, verbose),
    ...waitsOf(finding, width, unicode),
  ];
  const friends = finding.companions ?? [];
  if (friends.length > 0) {
    const named = friends.map(
      (c) => `${formatCount(c.count)} at ${c.parkSite ? shortName(c.parkSite.function) : 'no known frame'}`,
    );
    lines.push(...labelled('with', clip(wrap([say(named.join(', '))], width), verbose ? 1e6 : 2, width)));
  }
  lines.push([], ...labelled('fix', change));
  if (fix.search) lines.push(...labelled('search', wrap([say(fix.search, 'command')], width)));
  if (verbose) lines.push(...detailsOf(finding, width));
  else if (
    why.length < whyOf(finding, options, width, uncapped).length ||
    change.length < fixOf(finding, width, uncapped, verbose).length
  )
    lines.push(...labelled('', [[say('… shortened; --verbose shows all', 'dim')]]));
  return lines;
}

function detailsOf(finding: Finding, width: number): Line[] {
  const lines: Line[] = [
    [],
    ...labelled(
      'stack',
      finding.stack.flatMap((f) => siteLines(f, width, 0, true)),
    ),
  ];
  for (const { message, location } of finding.related ?? [])
    lines.push(...labelled('see', wrap([say(message), say(` ${location.file}:${location.line}`, 'dim')], width)));
  const ids = finding.goroutines ?? [];
  if (ids.length > 0) {
    const rest = finding.count - ids.length;
    const text = `${ids.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`;
    lines.push(...labelled('ids', wrap([say(text)], width)));
  }
  const keys = [
    `finding ${finding.id}`,
    ...(finding.exactKey ? [`exact ${finding.exactKey}`] : []),
    ...(finding.stackKey ? [`stack ${finding.stackKey}`] : []),
  ];
  lines.push(...labelled('keys', wrap([say(keys.join(' · '), 'dim')], width)));
  return lines;
}

/** The block; without `verbose` at most `maxLines` lines where the ladder of caps allows it. */
export function findingBlock(finding: Finding, options: TextOptions, maxLines: number): Line[] {
  if (options.verbose) return block(finding, options, uncapped);
  let lines: Line[] = [];
  for (const caps of ladder) {
    lines = block(finding, options, caps);
    if (lines.length <= maxLines) break;
  }
  return lines;
}

/** One line for the folded list: verdict, count, state, place, rule. */
export function findingRow(finding: Finding, options: TextOptions): Line {
  const { name, place } = findingPlace(finding);
  const tone: Tone = finding.verdict === 'leak' ? 'leak' : finding.verdict === 'suspect' ? 'suspect' : 'unsure';
  const head: Line = [
    gap(2),
    say(verdictWords[finding.verdict].toLowerCase().padEnd(8), tone),
    say(formatCount(finding.count).padStart(7)),
    say(`  ${finding.rule}  `, 'command'),
  ];
  const room = options.width - lineWidth(head);
  const doing = finding.count === 0 ? finding.title : (finding.waitReason ?? finding.primitive ?? '');
  const text = say(`${doing}${name ? ` at ${name}` : ''}  ${place}`).text;
  return [...head, say(elideEnd(text, Math.max(8, room)))];
}
