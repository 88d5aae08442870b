// Markdown for pull-request comments and GITHUB_STEP_SUMMARY: verdict, table of findings, details folded.
// Text of inputs cannot become mark-up, a mention, a link or HTML: it stands in code spans or is escaped.
import { neutralise, neutraliseLines } from '../base/neutralise.ts';
import type { CrashPage, Finding, RunResult } from '../model/run-result.ts';
import type { Frame } from '../model/stack.ts';
import { findingPlace, runHeadline } from './headline.ts';
import { rankFindings } from './rank-findings.ts';
import { surveyRun } from './survey.ts';
import {
  exitWords,
  formatBytes,
  formatCount,
  formatLabels,
  formatWaits,
  limitWords,
  plural,
  verdictWords,
} from './words.ts';

/** GITHUB_STEP_SUMMARY takes 1 MiB; reports above this keep their tables and lose details. */
const maxBytes = 900_000;
const icons = { leak: '🔴', suspect: '🟡', 'cannot-tell': '🟣', clean: '🟢' } as const;

/**
 * Running text: every character that Markdown or HTML could read as mark-up is escaped. A zero-width space keeps `@name`,
 * `#1` and addresses from becoming mentions and links, which GitHub makes of text that is already rendered.
 */
export function escapeMarkdown(text: string): string {
  return neutralise(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replace(/^(\s*)([-=#+])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/, '$1\\$2')
    .replace(/[@#](?=[\w-])/g, '$&&#8203;')
    .replace(/:\/\/|\bwww\./g, (text) => `${text.slice(0, -1)}&#8203;${text.slice(-1)}`);
}

/** A code span: as many backticks around as the text needs; in a table its pipes are escaped. */
export function codeSpan(text: string, inTable = false): string {
  const safe = neutralise(text);
  if (safe === '') return '';
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = '`'.repeat(longest + 1);
  const pad = safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  const span = `${ticks}${pad}${safe}${pad}${ticks}`;
  return inTable ? span.replace(/\|/g, '\\|') : span;
}

/** A sentence: what stands between backticks becomes a code span, all else is escaped. */
function prose(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? codeSpan(part) : escapeMarkdown(part)))
    .join('');
}

/** A fenced block that its text cannot end. */
function fence(language: string, text: string): string {
  const safe = neutraliseLines(text).replace(/\n+$/, '');
  const longest = Math.max(2, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${safe}\n${ticks}`;
}

function stackText(frames: readonly Frame[]): string {
  return frames
    .map(
      (f) =>
        neutralise(f.function) +
        (f.file ? `\n    ${neutralise(f.file)}${f.line === undefined ? '' : `:${f.line}`}` : ''),
    )
    .join('\n');
}

function siteCell(frame: Frame | undefined): string {
  if (!frame) return '–';
  const place = frame.file ? `${frame.file}${frame.line === undefined ? '' : `:${frame.line}`}` : '';
  return `${codeSpan(frame.function, true)}${place ? `<br>${codeSpan(place, true)}` : ''}`;
}

function findingSection(finding: Finding, detailed: boolean): string {
  const { name, place } = findingPlace(finding);
  const where = name || place;
  const lines = [
    `### ${icons[finding.verdict]} ${escapeMarkdown(finding.rule)} ${escapeMarkdown(finding.title)}${where ? ` – ${codeSpan(where)}` : ''}`,
    '',
    prose(finding.cause.explanation),
    '',
  ];
  for (const row of finding.evidence) {
    const sign = row.counts === false ? '·' : row.for === 'clean' ? '−' : '+';
    const void_ = row.counts === false ? ` (does not count${row.cancelledBy ? `: ${row.cancelledBy}` : ''})` : '';
    const from = row.source ? `, ${codeSpan(row.source)}` : '';
    lines.push(`- **${sign} ${row.class}** ${prose(row.text)}${void_} (${row.kind}${from})`);
  }
  lines.push('', `**Fix.** ${prose(finding.fix.summary)}`, '');
  finding.fix.steps.forEach((step, i) => {
    lines.push(`${i + 1}. ${prose(step)}`);
  });
  if (finding.fix.search) lines.push('', `Search for ${codeSpan(finding.fix.search)}.`);
  if (finding.fix.diff && detailed) lines.push('', fence('diff', finding.fix.diff));
  if (detailed && isOfSource(finding)) lines.push(...stepLines(finding));
  else if (detailed) {
    lines.push('', '<details><summary>Where, and the stack</summary>', '', '| | |', '|---|---|');
    const rows: [string, string][] = [
      ['parked', siteCell(finding.parkSite)],
      ['born', siteCell(finding.birthSite)],
    ];
    if (finding.userSite && finding.userSite.function !== finding.parkSite?.function)
      rows.push(['yours', siteCell(finding.userSite)]);
    if (finding.waitMinutes && finding.waitMinutes.max > 0) rows.push(['waits', formatWaits(finding.waitMinutes)]);
    if (finding.labels) rows.push(['labels', codeSpan(formatLabels(finding.labels), true)]);
    if (finding.target) rows.push(['target', codeSpan(finding.target, true)]);
    for (const [label, cell] of rows) lines.push(`| ${label} | ${cell} |`);
    if (finding.stack.length > 0) lines.push('', fence('', stackText(finding.stack)));
    lines.push('', '</details>');
  }
  return lines.join('\n');
}

/** Found in source, and no goroutine was seen at it. */
function isOfSource(finding: Finding): boolean {
  return finding.location !== undefined && finding.count === 0;
}

/** The places that have to do with a finding of source, each once. */
function stepLines({ userSite, related }: Finding): string[] {
  const steps = (related ?? []).map(
    ({ message, location: { file, line } }) => `- ${codeSpan(`${file}:${line}`)} ${prose(message)}`,
  );
  const lines = [...(userSite ? [`- in ${codeSpan(userSite.function)}`] : []), ...new Set(steps)];
  return lines.length === 0 ? [] : ['', '<details><summary>Places</summary>', '', ...lines, '', '</details>'];
}

/** A row a finding: what goroutines do, or for findings of source what is said of them. */
function findingTable(findings: readonly Finding[]): string {
  const ofSource = findings.every(isOfSource);
  const rows = findings.slice(0, 50).map((f) => {
    const { name, place } = findingPlace(f);
    const doing = f.waitReason ?? f.primitive ?? '';
    const what = ofSource ? escapeMarkdown(f.title) : `${formatCount(f.count)} | ${escapeMarkdown(doing)}`;
    return `| ${icons[f.verdict]} ${f.verdict} | ${escapeMarkdown(f.rule)} | ${what} | ${codeSpan(name || place, true)}${name && place ? ` ${codeSpan(place, true)}` : ''} |`;
  });
  const empty = ofSource ? '| | | |' : '| | | | |';
  if (findings.length > 50) rows.push(`${empty} … ${plural(findings.length - 50, 'finding')} more |`);
  const head = ofSource
    ? ['| verdict | rule | what | where |', '|---|---|---|---|']
    : ['| verdict | rule | goroutines | in | where |', '|---|---|--:|---|---|'];
  return [...head, ...rows].join('\n');
}

function crashSection(page: CrashPage): string {
  const lines = [`### 💥 ${codeSpan(page.crash.message)}`, '', prose(page.meaning), ''];
  if (page.chain.length > 0) {
    lines.push('| part | function | place |', '|---|---|---|');
    for (const { frame, role } of page.chain) {
      const place = frame.file ? `${frame.file}${frame.line === undefined ? '' : `:${frame.line}`}` : '';
      lines.push(`| ${role} | ${codeSpan(frame.function, true)} | ${codeSpan(place, true)} |`);
    }
    lines.push('');
  }
  for (const advice of page.advice) lines.push(`- ${prose(advice)}`);
  return lines.join('\n');
}

function compose(result: RunResult, full: number): string {
  const findings = rankFindings(result.findings);
  const survey = surveyRun(result);
  const parts: string[] = [
    `## ${icons[result.verdict]} ${verdictWords[result.verdict]}: ${escapeMarkdown(runHeadline(result))}`,
  ];
  for (const page of (result.crashes ?? []).slice(0, 5)) parts.push(crashSection(page));
  if (findings.length > 0) {
    parts.push(findingTable(findings));
    for (const finding of findings.slice(0, full)) parts.push(findingSection(finding, true));
  }
  const looked = result.sources.slice(0, 20).map((s) => {
    const about = [
      s.profile ?? s.form,
      s.goVersion ?? '',
      s.goroutines === undefined ? '' : plural(s.goroutines, 'goroutine'),
      formatBytes(s.bytes),
    ];
    return `- ${codeSpan(s.name)} ${escapeMarkdown(about.filter((x) => x !== '').join(', '))}${s.complete ? '' : ', **not complete**'}`;
  });
  if (result.sources.length > 20) looked.push(`- … ${plural(result.sources.length - 20, 'source')} more`);
  const end = [
    `<details><summary>Looked at ${plural(result.sources.length, 'source')}${survey.moments ? `, ${plural(survey.moments, 'moment')}` : ''}</summary>`,
    '',
    ...looked,
    '',
    '</details>',
  ];
  const unseen = [...result.limits.map((limit) => limitWords[limit]), ...result.notVisible];
  if (unseen.length > 0) end.push('', `**Not visible:** ${unseen.map(escapeMarkdown).join('; ')}.`);
  if (result.problems.length > 0) {
    end.push('', '**Problems:**', '');
    for (const p of result.problems.slice(0, 10)) {
      const place = p.source ? ` ${codeSpan(p.line === undefined ? p.source : `${p.source}:${p.line}`)}` : '';
      end.push(`- ${codeSpan(p.code)} ${escapeMarkdown(p.message)}${place}`);
    }
    if (result.problems.length > 10) end.push(`- … ${plural(result.problems.length - 10, 'problem')} more`);
  }
  if (result.next.length > 0) end.push('', `**Next:** ${result.next.map((n) => codeSpan(n)).join(', ')}`);
  end.push(
    '',
    `<sub>parkwatch ${escapeMarkdown(result.tool.version)} · exit ${result.exitCode}: ${exitWords(result.exitCode)}</sub>`,
  );
  parts.push(end.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** The report; at most about 900 kB, details of lesser findings go first. */
export function renderMarkdown(result: RunResult): string {
  for (const full of [20, 5, 1, 0]) {
    const text = compose(result, full);
    if (text.length <= maxBytes || full === 0) return text;
  }
  return '';
}
