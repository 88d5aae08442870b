// Lint findings for people, in the manner of a compiler: place, what, source line with a caret, why, what to change.

import { elideEnd } from '../../base/text-width.ts';
import type { LintFinding, LintResult } from '../../model/lint-result.ts';
import type { Problem } from '../../model/problem.ts';
import { gap, type Line, renderLines, say, type Tone, wrap } from '../text/rich.ts';
import { formatCount, plural } from '../words.ts';

export interface LintTextOptions {
  readonly color: boolean;
  readonly width: number;
  readonly verbose?: boolean;
}

const tones: Readonly<Record<LintFinding['level'], Tone>> = { leak: 'leak', suspect: 'suspect', note: 'unsure' };

/** The findings, then one line of totals, then what was not seen. */
export function renderLintText(result: LintResult, options: LintTextOptions): string {
  const lines: Line[] = [];
  for (const finding of result.findings) lines.push(...findingLines(finding, options), []);
  lines.push(...footer(result, options));
  return renderLines(lines, options.color);
}

function findingLines(finding: LintFinding, options: LintTextOptions): Line[] {
  const { location, excerpt, related, fix } = finding;
  const tone = tones[finding.level];
  const width = Math.max(40, options.width);
  const head: Line = [
    say(`${location.file}:${location.line}:${location.column ?? 1}: `, 'strong'),
    say(finding.level, tone),
    say(`: ${finding.message} `),
    say(`[${finding.rule} ${finding.ruleName}]`, 'command'),
    ...(finding.stage === 'trial' ? [say(' (trial)', 'dim')] : []),
  ];
  const lines: Line[] = [
    ...hang(head, width),
    ...excerptLines(excerpt, location.column ?? 1, spanOf(finding), tone, width),
  ];
  for (const row of finding.evidence.slice(0, options.verbose ? undefined : 4))
    lines.push(...labelled('why', [say(row.text)], width));
  if (finding.assumption !== undefined) lines.push(...labelled('assumes', [say(finding.assumption)], width));
  for (const step of [...related, ...(options.verbose ? (finding.flow ?? []) : [])])
    lines.push(
      ...labelled('see', [say(`${step.location.file}:${step.location.line}`, 'dim'), say(` ${step.message}`)], width),
    );
  if (finding.seen)
    lines.push(
      ...labelled(
        'seen',
        [say(`${plural(finding.seen.count, 'goroutine')} at this place in ${finding.seen.sources.join(', ')}`, 'leak')],
        width,
      ),
    );
  lines.push(...labelled('fix', [say(fix.summary, 'strong')], width));
  if (options.verbose) for (const step of fix.steps) lines.push(...labelled('', [say(step)], width));
  if (fix.diff) lines.push(...diffLines(fix.diff, width, options.verbose === true));
  return lines;
}

/** How many cells the caret line covers: the location if it ends on its line, one otherwise. */
function spanOf({ location }: LintFinding): number {
  return location.endLine === location.line && location.endColumn !== undefined
    ? Math.max(1, location.endColumn - (location.column ?? 1))
    : 1;
}

/** The source line and `^~~~` below the place. A tab is shown as it is counted: four blanks. */
function excerptLines(excerpt: string, column: number, span: number, tone: Tone, width: number): Line[] {
  if (excerpt.trim() === '') return [];
  const bytes = new TextEncoder().encode(excerpt);
  const decoder = new TextDecoder();
  const lead = excerpt.length - excerpt.trimStart().length;
  const before = decoder
    .decode(bytes.subarray(0, column - 1))
    .slice(lead)
    .replaceAll('\t', '    ');
  const text = excerpt.trim().replaceAll('\t', '    ');
  const room = width - 6;
  const shown = elideEnd(say(text).text, room);
  const marked = decoder.decode(bytes.subarray(column - 1, column - 1 + span)).replaceAll('\t', '    ');
  const at = say(before).text.length;
  const caret = `^${'~'.repeat(Math.max(0, Math.min(say(marked).text.length, shown.length - at) - 1))}`;
  return [[gap(6), say(shown)], ...(at < room ? [[gap(6 + at), say(caret, tone)]] : [])];
}

function labelled(label: string, line: Line, width: number): Line[] {
  const gutter = 12;
  return wrap(line, width - gutter).map((part, i) => [
    i === 0 ? say(`    ${label}`.padEnd(gutter), 'dim') : gap(gutter),
    ...part,
  ]);
}

/** The changed lines below their place, or with `verbose` the diff as it is. */
function diffLines(diff: string, width: number, verbose: boolean): Line[] {
  const lines: Line[] = [];
  for (const raw of diff.trimEnd().split('\n')) {
    const isHead = /^(---|\+\+\+|@@)/.test(raw);
    const isChange = !isHead && (raw[0] === '+' || raw[0] === '-');
    if (!verbose && !isChange) continue;
    const tone: Tone = isHead ? 'dim' : raw[0] === '+' ? 'added' : raw[0] === '-' ? 'removed' : 'plain';
    lines.push([gap(12), say(elideEnd(say(raw.replaceAll('\t', '    ')).text, width - 12), tone)]);
  }
  return lines;
}

function hang(line: Line, width: number): Line[] {
  return wrap(line, width).map((part, i) => (i === 0 ? part : [gap(4), ...part]));
}

function footer(result: LintResult, options: LintTextOptions): Line[] {
  const { coverage, findings, hidden } = result;
  const count = (level: LintFinding['level']): number => findings.filter((f) => f.level === level).length;
  const parts = [
    count('leak') > 0 ? plural(count('leak'), 'leak') : '',
    count('suspect') > 0 ? plural(count('suspect'), 'suspect') : '',
    count('note') > 0 ? plural(count('note'), 'note') : '',
  ].filter((p) => p !== '');
  const verdict =
    parts.length > 0 ? parts.join(', ') : result.verdict === 'cannot-tell' ? 'cannot tell' : 'nothing found';
  const tone: Tone =
    result.verdict === 'leak'
      ? 'leak'
      : result.verdict === 'suspect'
        ? 'suspect'
        : result.verdict === 'clean'
          ? 'clean'
          : 'unsure';
  const lines: Line[] = [];
  for (const problem of options.verbose ? result.problems : oneOfEach(result.problems).slice(0, 5)) {
    const place =
      problem.source === undefined ? '' : `${problem.source}${problem.line === undefined ? '' : `:${problem.line}`}: `;
    lines.push(...hang([say(place, 'strong'), say(problem.message), say(`  [${problem.code}]`, 'dim')], options.width));
  }
  if (!options.verbose && result.problems.length > 5)
    lines.push([say(`… ${plural(result.problems.length - 5, 'problem')} more: --verbose`, 'dim')]);
  const seen = `${plural(coverage.parsed, 'file')} in ${plural(coverage.packages, 'package')}, ${formatCount(coverage.lines)} lines`;
  lines.push([say(verdict, tone), say(`  ${seen}`)]);
  const about: string[] = [];
  if (hidden.suspect > 0) about.push(`${plural(hidden.suspect, 'suspect')} below --level`);
  if (hidden.note > 0) about.push(`${plural(hidden.note, 'note')} not shown (--level note)`);
  if (result.suppressed.length > 0) about.push(`${formatCount(result.suppressed.length)} suppressed`);
  if (coverage.calls.total > 0)
    about.push(`${((100 * coverage.calls.resolved) / coverage.calls.total).toFixed(1)} % of calls resolved`);
  about.push(
    `go ${coverage.goVersion || '?'}, ${coverage.goos}/${coverage.goarch}${coverage.tags.length > 0 ? ` tags ${coverage.tags.join(',')}` : ''}${coverage.tests ? '' : ', without tests'}, standard library: ${coverage.standardLibrary}`,
  );
  lines.push(...hang([say(about.join(' · '), 'dim')], options.width));
  for (const { reason, count: n, files } of coverage.skipped) {
    // A generated file that has something said of it was not read whole.
    const unwalked = reason === 'generated' ? files.filter((f) => f.detail !== undefined) : [];
    for (const { file, detail } of unwalked) lines.push(...hang([say(`${file}: ${detail}`, 'unsure')], options.width));
    if (reason === 'test' || (reason === 'generated' && !options.verbose)) continue;
    const harmless = reason === 'build-constraint' || reason === 'generated';
    const named = files.slice(0, options.verbose ? 10 : harmless ? 0 : 3).map((f) => f.file);
    lines.push(
      ...hang(
        [
          say(`${plural(n, 'file')} ${skipWords[reason]}`, harmless ? 'dim' : 'unsure'),
          say(named.length > 0 ? `: ${named.join(', ')}${n > named.length ? ' …' : ''}` : '', 'dim'),
        ],
        options.width,
      ),
    );
  }
  if (coverage.missingModules.length > 0) {
    const shown = coverage.missingModules.slice(0, options.verbose ? undefined : 3).join(', ');
    lines.push(
      ...hang(
        [
          say(
            `${plural(coverage.missingModules.length, 'module')} not on this disk (${shown}${coverage.missingModules.length > 3 && !options.verbose ? ' …' : ''}): what depends on them is not judged; \`go mod download\` brings them`,
            'unsure',
          ),
        ],
        options.width,
      ),
    );
  }
  for (const { rule, reason } of options.verbose ? coverage.rulesOff : [])
    lines.push([say(`${rule} did not run: ${reason}`, 'dim')]);
  if (result.stats) lines.push([], ...statsLines(result.stats));
  return lines;
}

const skipWords = {
  'build-constraint': 'not built for this target',
  test: 'of tests left out',
  generated: 'generated: read, not reported',
  unreadable: 'not readable',
  'too-large': 'too large',
  'no-go-source': 'not Go source',
  syntax: 'not linted for syntax errors',
} as const;

function statsLines(stats: NonNullable<LintResult['stats']>): Line[] {
  const { load, analyse, report } = stats.milliseconds;
  const lines: Line[] = [[say(`load ${load} ms, analyse ${analyse} ms, report ${report} ms`, 'dim')]];
  lines.push([say('rule       ms  findings  suppressed', 'dim')]);
  for (const rule of [...stats.rules].sort((a, b) => b.milliseconds - a.milliseconds))
    lines.push([
      say(
        `${rule.rule.padEnd(6)} ${String(Math.round(rule.milliseconds)).padStart(6)} ${String(rule.findings).padStart(9)} ${String(rule.suppressed).padStart(11)}`,
      ),
    ]);
  return lines;
}

/** The first problem of each place before the second of any: a file that is no Go source has hundreds. */
function oneOfEach(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string | undefined>();
  const rest: Problem[] = [];
  const first = problems.filter((problem) => {
    const isNew = problem.source === undefined || !seen.has(problem.source);
    seen.add(problem.source);
    if (!isNew) rest.push(problem);
    return isNew;
  });
  return [...first, ...rest];
}
