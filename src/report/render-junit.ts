// JUnit XML as Jenkins, GitLab and the usual actions read it: one suite of findings, one of sources.
// A leak is a failure; a suspect passes with its text in system-out; what cannot be told is skipped with its reason.
import { neutralise } from '../base/neutralise.ts';
import type { Finding, RunResult, SourceInfo } from '../model/run-result.ts';
import { findingHeadline, runHeadline } from './headline.ts';
import { rankFindings } from './rank-findings.ts';
import { packageOf } from './words.ts';

/** XML text or attribute value; characters that XML 1.0 forbids are gone already (neutralised). */
function escapeXml(text: string): string {
  return text
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\n/g, '&#10;');
}

const attribute = (text: string): string => escapeXml(neutralise(text));
const body = (lines: readonly string[]): string => escapeXml(lines.map(neutralise).join('\n')).replace(/&#10;/g, '\n');

function told(finding: Finding): string[] {
  const lines = [findingHeadline(finding), '', finding.cause.explanation, ''];
  for (const row of finding.evidence)
    lines.push(
      `${row.counts === false ? '.' : row.for === 'clean' ? '-' : '+'} ${row.class} ${row.text} [${row.kind}]`,
    );
  lines.push('', `fix: ${finding.fix.summary}`, ...finding.fix.steps.map((step, i) => `  ${i + 1}. ${step}`), '');
  for (const f of finding.stack)
    lines.push(f.function, ...(f.file ? [`    ${f.file}${f.line === undefined ? '' : `:${f.line}`}`] : []));
  return lines;
}

function findingCase(finding: Finding): string {
  const site = finding.userSite ?? finding.parkSite;
  const name = attribute(`${finding.rule} ${finding.ruleName}: ${findingHeadline(finding)}`);
  const place = finding.location ?? (site?.file ? { file: site.file, line: site.line } : undefined);
  const file = place
    ? ` file="${attribute(place.file)}"${place.line === undefined ? '' : ` line="${place.line}"`}`
    : '';
  const open = `    <testcase name="${name}" classname="${attribute(site ? packageOf(site.function) : 'parkwatch')}"${file}`;
  const text = told(finding);
  if (finding.verdict === 'leak')
    return `${open}>\n      <failure message="${attribute(finding.title)}" type="${attribute(finding.rule)}">${body(text)}</failure>\n    </testcase>`;
  if (finding.verdict === 'cannot-tell')
    return `${open}>\n      <skipped message="${attribute(finding.evidence[0]?.text ?? 'cannot tell')}"/>\n    </testcase>`;
  return `${open}>\n      <system-out>${body(text)}</system-out>\n    </testcase>`;
}

function sourceCase(source: SourceInfo, result: RunResult): string {
  const open = `    <testcase name="${attribute(source.name)}" classname="parkwatch.source"`;
  const problems = result.problems.filter((p) => p.source === source.name);
  const reason = problems.map((p) => `${p.code}: ${p.message}`);
  if (result.verdict === 'cannot-tell' || !source.complete) {
    const why = reason.length > 0 ? reason : [source.complete ? runHeadline(result) : 'not complete'];
    return `${open}>\n      <skipped message="${attribute(why.join('; '))}"/>\n    </testcase>`;
  }
  if (reason.length > 0) return `${open}>\n      <system-out>${body(reason)}</system-out>\n    </testcase>`;
  return `${open}/>`;
}

function suite(name: string, cases: readonly string[], failures: number): string {
  const skipped = cases.filter((text) => text.includes('<skipped ')).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const inner = cases.length === 0 ? '' : `\n${cases.join('\n')}\n  `;
  return `  <testsuite name="${name}" ${counts}>${inner}</testsuite>`;
}

/** The XML document. */
export function renderJunit(result: RunResult): string {
  const findings = rankFindings(result.findings);
  const failures = findings.filter((f) => f.verdict === 'leak').length;
  const cases = findings.map(findingCase);
  const sources = result.sources.map((source) => sourceCase(source, result));
  const total = cases.length + sources.length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="parkwatch" tests="${total}" failures="${failures}" errors="0">`,
    suite('parkwatch findings', cases, failures),
    suite('parkwatch sources', sources, 0),
    '</testsuites>',
    '',
  ].join('\n');
}
