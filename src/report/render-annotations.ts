// GitHub workflow commands: `::error file=…,line=…,title=…::message`, at most 10 errors and 10 warnings a step
// (GitHub drops what is beyond without a word), and one notice that counts the rest.
// Escaping as actions/toolkit `command.ts`: data %, CR, LF; properties also `:` and `,`.
import { neutralise } from '../base/neutralise.ts';
import type { Finding, RunResult } from '../model/run-result.ts';
import { findingHeadline, findingState } from './headline.ts';
import { rankFindings } from './rank-findings.ts';
import { plural } from './words.ts';

const perLevel = 10;

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(neutralise(text)).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** Where a finding is shown: its location, else the innermost site of the user's. */
export function shownAt(
  finding: Finding,
): { readonly file: string; readonly line?: number; readonly column?: number } | undefined {
  if (finding.location) return finding.location;
  const site = finding.userSite ?? finding.parkSite;
  return site?.file ? { file: site.file, line: site.line } : undefined;
}

function commandOf(finding: Finding): string {
  const at = shownAt(finding);
  const properties: string[] = [];
  if (at) {
    properties.push(`file=${escapeProperty(at.file)}`);
    if (at.line !== undefined) properties.push(`line=${at.line}`);
    if (at.column !== undefined) properties.push(`col=${at.column}`);
    if (finding.location?.endLine !== undefined) properties.push(`endLine=${finding.location.endLine}`);
  }
  properties.push(`title=${escapeProperty(`${finding.rule} ${finding.title}`)}`);
  const reason = finding.evidence.find((row) => row.counts !== false && row.for === 'leak');
  const message = [
    finding.count > 0 ? `${at ? findingState(finding) : findingHeadline(finding)}.` : '',
    reason ? `${reason.text}.` : '',
    `Fix: ${finding.fix.summary}`,
  ];
  const level = finding.verdict === 'leak' ? 'error' : 'warning';
  const text = message
    .filter((x) => x !== '')
    .map(neutralise)
    .join('\n');
  return `::${level} ${properties.join(',')}::${escapeData(text)}`;
}

/** One command a line, worst first; empty when there is nothing to say. */
export function renderAnnotations(result: RunResult): string {
  const findings = rankFindings(result.findings);
  const leaks = findings.filter((f) => f.verdict === 'leak');
  const suspects = findings.filter((f) => f.verdict === 'suspect');
  const lines = [...leaks.slice(0, perLevel), ...suspects.slice(0, perLevel)].map(commandOf);
  const rest = leaks.length + suspects.length - lines.length;
  if (rest > 0)
    lines.push(`::notice title=Parkwatch::${plural(rest, 'finding')} more; see the job summary or the report`);
  if (result.verdict === 'cannot-tell')
    lines.push(
      `::warning title=Parkwatch could not tell::${escapeData(neutralise(result.notVisible.join('; ') || result.limits.join(', ')))}`,
    );
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
