// One sentence for a finding and one for the whole run; every format begins with them.
import type { Finding, RunResult } from '../model/run-result.ts';
import { countVerdicts } from './rank-findings.ts';
import { surveyRun } from './survey.ts';
import { formatSpan, growsUntold, limitWords, placeOf, plural, shortName } from './words.ts';

/** `740 goroutines stuck in chan send`, without the place; a finding of source alone says its title. */
export function findingState(finding: Finding): string {
  if (finding.count === 0) return finding.title;
  const doing = finding.waitReason || finding.primitive;
  const many = plural(finding.count, 'goroutine');
  if (!doing || doing === 'unknown') return `${many} parked`;
  if (doing === 'running' || doing === 'runnable' || doing === 'syscall') return `${many} ${doing}`;
  return `${many} ${finding.verdict === 'leak' ? 'stuck' : 'waiting'} in ${doing}`;
}

/** Where it blocks: short function and file with line; of a source finding the location. */
export function findingPlace(finding: Finding): { readonly name: string; readonly place: string } {
  const site = finding.parkSite ?? finding.userSite ?? finding.stack[0];
  if (finding.count > 0 && site) return { name: shortName(site.function), place: placeOf(site) };
  if (finding.location) return { name: '', place: `${finding.location.file}:${finding.location.line}` };
  return { name: site ? shortName(site.function) : '', place: site ? placeOf(site) : '' };
}

/** `740 goroutines stuck in chan send at jobs.(*Pool).Submit.func1 (pool.go:88)` in one string. */
export function findingHeadline(finding: Finding): string {
  const { name, place } = findingPlace(finding);
  const at = name ? ` at ${name}` : '';
  return `${findingState(finding)}${at}${place ? ` (${place})` : ''}`;
}

function whenWords(result: RunResult): string {
  const { moments, spanMs } = surveyRun(result);
  if (moments === undefined) return '';
  if (moments === 1) return ' at one moment';
  return spanMs === undefined ? ` at ${moments} moments` : ` at ${moments} moments over ${formatSpan(spanMs)}`;
}

/** What the run as a whole says. */
export function runHeadline(result: RunResult): string {
  const { goroutines } = surveyRun(result);
  const among = goroutines === undefined ? '' : ` in ${plural(goroutines, 'goroutine')}`;
  const counts = countVerdicts(result.findings);
  const parts: string[] = [];
  if (counts.leak > 0) parts.push(plural(counts.leak, 'leak'));
  if (counts.suspect > 0) parts.push(plural(counts.suspect, 'suspect'));
  if (parts.length > 0) return `${parts.join(' and ')}${among}${whenWords(result)}`;
  if (result.verdict === 'cannot-tell') {
    if (result.races?.length && result.limits.includes('no-goroutines'))
      return 'a race report holds no goroutine dump: nothing is known of leaks';
    const reason =
      result.limits.find((limit) => growsUntold.has(limit)) ??
      result.limits.find((limit) => limit !== 'one-moment' && limit !== 'no-leak-profile');
    return reason ? limitWords[reason] : 'the input does not say enough';
  }
  return `no sign of a leak${among}${whenWords(result)}`;
}
