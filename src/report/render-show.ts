// `parkwatch show` as text and JSON: groups with their stacks folded, totals by state, goroutines when asked for.
import type { ShowGoroutine, ShowGroup, ShowResult } from '../model/show-result.ts';
import { showShape } from './key-order.ts';
import { writeJson } from './render-json.ts';
import { labelled, siteLines, type TextOptions } from './text/finding-block.ts';
import { problemLines } from './text/footer.ts';
import { gap, indent, type Line, lineWidth, renderLines, say, wrap } from './text/rich.ts';
import { formatCount, formatLabels, formatMinutes, formatWaits, limitWords, plural, shortName } from './words.ts';

const byWords = (by: ShowResult['by']): string =>
  by === 'park' ? 'park site' : by === 'birth' ? 'birth site' : by === 'stack' ? 'stack' : by.replace(':', ' ');

/** Frames that only say how a goroutine parks; folded unless everything is asked for. */
const machinery = /^(runtime\.(gopark|goparkunlock|chan|select|sema|block|park|goexit|main$)|internal\/poll\.runtime_)/;

function stackLines(group: { readonly stack: ShowGroup['stack'] }, width: number, verbose: boolean): Line[] {
  const frames = verbose ? group.stack : group.stack.filter((f) => !machinery.test(f.function));
  const shown = frames.length === 0 ? group.stack : frames;
  const cut = verbose || shown.length <= 12 ? shown : shown.slice(0, 11);
  const names = cut.map((f) => lineWidth([say(verbose ? f.function : shortName(f.function))]));
  const column = Math.min(Math.max(0, ...names), Math.floor(width * 0.6));
  const lines = cut.flatMap((f) => siteLines(f, width, column, verbose));
  if (cut.length < shown.length)
    lines.push([say(`… ${plural(shown.length - cut.length, 'frame')} more: --verbose`, 'dim')]);
  if (shown.length === 0) lines.push([say('(no stack)', 'dim')]);
  return lines;
}

function groupLines(group: ShowGroup, result: ShowResult, options: TextOptions): Line[] {
  const verbose = options.verbose === true;
  const width = options.width - 9;
  const state =
    group.state === 'waiting' || group.state === 'leaked' ? group.waitReason || group.primitive : group.state;
  const notes: string[] = [];
  if (group.waitMinutes && group.waitMinutes.max > 0) notes.push(formatWaits(group.waitMinutes));
  if (group.leaked) notes.push(`${formatCount(group.leaked)} marked leaked`);
  if (group.lockedToThread) notes.push(`${formatCount(group.lockedToThread)} locked to thread`);
  if (group.stacks > 1) notes.push(plural(group.stacks, 'stack'));
  if (group.labels && Object.keys(group.labels).length > 0) notes.push(formatLabels(group.labels));
  if (result.by.startsWith('label:')) notes.unshift(group.key === '' ? '(no such label)' : group.key);
  const count = formatCount(group.count).padStart(7);
  const head = wrap([say(state, 'strong'), say(notes.length > 0 ? `  ${notes.join(' · ')}` : '', 'dim')], width);
  const lines: Line[] = head.map(
    (line, i): Line => [i === 0 ? say(count, group.leaked ? 'leak' : 'name') : gap(7), gap(2), ...line],
  );
  lines.push(...indent(stackLines(group, width, verbose), 9));
  if (group.birthSite)
    lines.push(
      ...indent(
        siteLines(group.birthSite, width - 5, 0, verbose).map(
          (line, i): Line => [i === 0 ? say('born ', 'dim') : gap(5), ...line],
        ),
        9,
      ),
    );
  if (verbose && group.ids) lines.push(...indent(wrap([say('ids ', 'dim'), say(group.ids)], width), 9));
  return [...lines, []];
}

function goroutineLines(g: ShowGoroutine, options: TextOptions): Line[] {
  const verbose = options.verbose === true;
  const bracket = [
    g.waitReason || g.state,
    g.leaked ? 'leaked' : '',
    g.waitMinutes ? formatMinutes(g.waitMinutes) : '',
    g.lockedToThread ? 'locked to thread' : '',
    g.incomplete ? 'incomplete' : '',
  ].filter((x) => x !== '');
  const labels = g.labels && Object.keys(g.labels).length > 0 ? `  ${formatLabels(g.labels)}` : '';
  const lines = wrap(
    [say(`goroutine ${g.id ?? '?'}`, 'name'), say(`  ${bracket.join(', ')}`), say(labels, 'dim')],
    options.width,
  );
  lines.push(...indent(stackLines(g, options.width - 2, verbose), 2));
  if (g.createdBy) {
    const by = g.createdBy.goroutine === undefined ? '' : `  in goroutine ${g.createdBy.goroutine}`;
    const site = siteLines(g.createdBy, options.width - 7 - by.length, 0, verbose);
    lines.push(
      ...site.map((line, i): Line => (i === 0 ? [say('  born ', 'dim'), ...line, say(by, 'dim')] : [gap(7), ...line])),
    );
  }
  return [...lines, []];
}

/** Groups, most first as they come, and totals; no line is wider than `width`, inputs are neutralised. */
export function renderShow(result: ShowResult, given: TextOptions): string {
  const options: TextOptions = { ...given, width: Math.max(40, Math.floor(given.width)) };
  const { total, shown, groups } = result;
  const part = shown === total ? plural(total, 'goroutine') : `${formatCount(shown)} of ${plural(total, 'goroutine')}`;
  const names = result.sources.map((s) => s.name).slice(0, 3);
  const lines: Line[] = wrap(
    [
      say(part, 'strong'),
      say(` in ${plural(groups.length, 'group')} by ${byWords(result.by)}`),
      say(result.where ? `  where ${result.where}` : '', 'command'),
      say(names.length > 0 ? `  ${names.join(', ')}` : '', 'dim'),
    ],
    options.width,
  );
  const totals = result.totals.map(({ state, count }) => `${formatCount(count)} ${state}`);
  if (totals.length > 0) lines.push(...wrap([say(totals.join(' · '), 'dim')], options.width));
  lines.push([]);
  if (result.goroutines) for (const g of result.goroutines) lines.push(...goroutineLines(g, options));
  else for (const group of groups) lines.push(...groupLines(group, result, options));
  const width = options.width - 15;
  if (result.limits.length > 0) {
    const unseen = result.limits.map((limit) => limitWords[limit]).join('; ');
    lines.push(...labelled('not visible', wrap([say(unseen)], width), 15));
  }
  for (const problem of result.problems.slice(0, options.verbose ? 200 : 5))
    lines.push(
      ...labelled('problem', problemLines(options.verbose ? problem : { ...problem, quote: undefined }, width), 15),
    );
  while (lines.length > 0 && lines[lines.length - 1].length === 0) lines.pop();
  return renderLines(lines, options.color);
}

/** The result as one indented object and a newline. */
export function renderShowJson(result: ShowResult): string {
  return `${writeJson(result, showShape, 2)}\n`;
}
