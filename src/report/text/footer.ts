// What was looked at, what could not be seen, what was wrong with the input, what to do next, and the exit code.
import type { Problem } from '../../model/problem.ts';
import type { RunResult, SourceInfo } from '../../model/run-result.ts';
import { surveyRun } from '../survey.ts';
import { exitWords, formatBytes, formatCount, formatSpan, formatTime, limitWords, plural } from '../words.ts';
import { labelled, type TextOptions } from './finding-block.ts';
import { type Line, say, wrap } from './rich.ts';

const gutter = 15;

function sourceText(source: SourceInfo, verbose: boolean): string {
  return [
    source.profile && source.profile !== 'goroutine' ? `${source.form} ${source.profile}` : source.form,
    source.goVersion ?? '',
    source.goroutines === undefined ? '' : plural(source.goroutines, 'goroutine'),
    formatBytes(source.bytes),
    source.complete ? '' : 'not complete',
    verbose && source.takenAt ? formatTime(source.takenAt) : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function lookedAt(result: RunResult, width: number, verbose: boolean): Line[] {
  const { sources } = result;
  const survey = surveyRun(result);
  if (sources.length === 0) return [];
  const each = (source: SourceInfo): Line[] =>
    wrap([say(source.name, 'name'), say(`  ${sourceText(source, verbose)}`)], width);
  const lines: Line[] = [];
  if (sources.length > 3) {
    const spread = result.targets?.length === 1 ? result.targets[0] : undefined;
    const parts = [
      plural(sources.length, 'source'),
      survey.targets.length > 3 ? plural(survey.targets.length, 'target') : survey.targets.join(', '),
      survey.moments === undefined ? '' : plural(survey.moments, 'moment'),
      survey.spanMs === undefined ? '' : `over ${formatSpan(survey.spanMs)}`,
      spread?.goroutinesFirst !== undefined && spread.goroutinesLast !== undefined
        ? `${formatCount(spread.goroutinesFirst)} to ${formatCount(spread.goroutinesLast)} goroutines`
        : survey.goroutines === undefined
          ? ''
          : plural(survey.goroutines, 'goroutine'),
      spread && spread.restarts > 0 ? plural(spread.restarts, 'restart') : '',
      survey.goVersions.join(', '),
    ];
    lines.push(...wrap([say(parts.filter((x) => x !== '').join(' · '))], width));
  }
  if (sources.length <= 3 || verbose) lines.push(...sources.flatMap(each));
  return labelled('looked at', lines, gutter);
}

/** One problem with its place and the command that explains it. */
export function problemLines(problem: Problem, width: number): Line[] {
  const place = [problem.source ?? '', problem.line ?? (problem.offset === undefined ? '' : `byte ${problem.offset}`)];
  const where = place.filter((x) => x !== '').join(':');
  const times = problem.count !== undefined && problem.count > 1 ? `${formatCount(problem.count)} times` : '';
  const tail = [where, times].filter((x) => x !== '').join(', ');
  const lines = wrap(
    [
      say(problem.message),
      say(tail ? `  (${tail})` : '', 'dim'),
      say(`  parkwatch explain ${problem.code}`, 'command'),
    ],
    width,
  );
  if (problem.quote) lines.push(...wrap([say(`> ${problem.quote}`, 'dim')], width).slice(0, 2));
  return lines;
}

function problemsOf(problems: readonly Problem[], width: number, verbose: boolean): Line[] {
  const most = verbose ? 200 : 3;
  const lines = problems.slice(0, most).flatMap((p) => {
    const all = problemLines(verbose ? p : { ...p, quote: undefined }, width);
    return labelled('problem', all, gutter);
  });
  if (problems.length > most)
    lines.push(
      ...labelled(
        '',
        [[say(`… ${plural(problems.length - most, 'problem')} more: ${verbose ? '--json' : '--verbose'}`, 'dim')]],
        gutter,
      ),
    );
  return lines;
}

/** The end of every text report. */
export function footer(result: RunResult, options: TextOptions): Line[] {
  const verbose = options.verbose === true;
  const width = options.width - gutter;
  const lines: Line[] = lookedAt(result, width, verbose);
  const unseen = [...result.limits.map((limit) => limitWords[limit]), ...result.notVisible];
  if (unseen.length > 0)
    lines.push(
      ...labelled(
        'not visible',
        verbose ? unseen.flatMap((text) => wrap([say(text)], width)) : wrap([say(unseen.join('; '))], width),
        gutter,
      ),
    );
  const ignored = result.ignored ?? [];
  if (ignored.length > 0) {
    const total = ignored.reduce((n, i) => n + i.count, 0);
    const why = ignored.map((i) => `${i.reason} (${formatCount(i.count)})`).join(', ');
    lines.push(...labelled('ignored', wrap([say(`${plural(total, 'goroutine')}: ${why}`)], width), gutter));
  }
  lines.push(...problemsOf(result.problems, width, verbose));
  const next = verbose ? result.next : result.next.slice(0, 3);
  if (next.length > 0)
    lines.push(
      ...labelled(
        'next',
        next.flatMap((text) => wrap([say(text, 'command')], width)),
        gutter,
      ),
    );
  lines.push(...labelled(`exit ${result.exitCode}`, [[say(exitWords(result.exitCode), 'dim')]], gutter));
  return lines;
}
