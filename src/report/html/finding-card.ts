// One finding as a card: what, why with evidence, where, how it grew, what to change, the stack.
import type { Finding } from '../../model/run-result.ts';
import type { Evidence } from '../../model/verdict.ts';
import { findingPlace, findingState } from '../headline.ts';
import { formatCount, formatLabels, formatWaits, plural, shortName } from '../words.ts';
import { escapeHtml, proseHtml } from './escape-html.ts';
import { seriesChart } from './series-chart.ts';
import { badgeHtml, diffHtml, siteHtml, stackHtml } from './site-parts.ts';

function evidenceItem(row: Evidence): string {
  const word = row.for === 'clean' ? 'against' : row.class;
  const off = row.counts === false;
  const note = off ? ` <small>does not count${row.cancelledBy ? `: ${row.cancelledBy}` : ''}</small>` : '';
  const tail = [row.kind, ...(row.source ? [row.source] : [])].map(escapeHtml).join(' · ');
  return `<li${off ? ' class="off"' : ''}><span class="chip k-${row.for === 'clean' ? 'against' : row.class}">${word}</span><span><span class="said">${proseHtml(row.text)}</span>${note} <small>${tail}</small></span></li>`;
}

function sitesHtml(finding: Finding): string {
  const rows: string[] = [];
  const put = (label: string, html: string): void => {
    rows.push(`<dt>${label}</dt><dd>${html}</dd>`);
  };
  const { parkSite, userSite, birthSite } = finding;
  if (parkSite) put('parked', siteHtml(parkSite));
  if (userSite && (userSite.function !== parkSite?.function || userSite.line !== parkSite?.line))
    put('yours', siteHtml(userSite));
  if (birthSite) put('born', siteHtml(birthSite));
  if (finding.waitMinutes && finding.waitMinutes.max > 0) put('waits', formatWaits(finding.waitMinutes));
  if (finding.labels && Object.keys(finding.labels).length > 0)
    put('labels', `<code>${escapeHtml(formatLabels(finding.labels))}</code>`);
  if (finding.target) put('target', escapeHtml(finding.target));
  const friends = (finding.companions ?? []).map(
    (c) => `${formatCount(c.count)} at ${c.parkSite ? siteHtml(c.parkSite) : 'no known frame'}`,
  );
  if (friends.length > 0) put('with', friends.join('<br>'));
  if (finding.location)
    put('location', `<code>${escapeHtml(`${finding.location.file}:${finding.location.line}`)}</code>`);
  for (const { message, location } of finding.related ?? [])
    put('see', `${escapeHtml(message)} <code>${escapeHtml(`${location.file}:${location.line}`)}</code>`);
  return rows.length === 0 ? '' : `<h4>Where</h4><dl class="sites">${rows.join('')}</dl>`;
}

/** The card; `index` makes its anchor. */
export function findingCard(finding: Finding, index: number): string {
  const { name, place } = findingPlace(finding);
  const chart = finding.series ? seriesChart(finding.series) : '';
  const { fix, cause } = finding;
  const at = name
    ? ` at <code title="${escapeHtml(finding.parkSite?.function ?? name)}">${escapeHtml(name)}</code>`
    : '';
  const ids = finding.goroutines ?? [];
  const rest = finding.count - ids.length;
  const idText =
    ids.length === 0
      ? ''
      : `<p class="dim">goroutines ${ids.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}</p>`;
  const where = sitesHtml(finding);
  return `<article class="card v-${finding.verdict}" id="finding-${index + 1}">
<header>${badgeHtml(finding.verdict)}<div><h3>${escapeHtml(findingState(finding))}${at} <span class="dim mono">${escapeHtml(place)}</span></h3><div class="sub"><code>${escapeHtml(finding.rule)}</code> ${escapeHtml(finding.ruleName)} – ${escapeHtml(finding.title)}</div></div></header>
<p class="why">${proseHtml(cause.explanation)}</p>
<h4>Evidence</h4>
<ul class="rows">${finding.evidence.map(evidenceItem).join('')}</ul>
${chart ? `<div class="split"><div>${where}</div><div><h4>Goroutines over time</h4>${chart}</div></div>` : where}
<h4>Fix</h4>
<p><strong>${proseHtml(fix.summary)}</strong></p>
${fix.steps.length > 0 ? `<ol class="steps">${fix.steps.map((step) => `<li>${proseHtml(step)}</li>`).join('')}</ol>` : ''}
${fix.search ? `<p>Search for <code>${escapeHtml(fix.search)}</code></p>` : ''}
${fix.diff ? diffHtml(fix.diff) : ''}
${finding.stack.length > 0 ? `<details><summary>Stack of ${plural(finding.stack.length, 'frame')}</summary>${stackHtml(finding.stack)}${idText}<p class="dim mono">finding ${escapeHtml(finding.id)}${finding.stackKey ? ` · stack ${escapeHtml(finding.stackKey)}` : ''}</p></details>` : ''}
</article>`;
}

/** `3 goroutines at jobs.worker`, for lists of links. */
export function findingLink(finding: Finding, index: number): string {
  const site = finding.parkSite ? ` at ${shortName(finding.parkSite.function)}` : '';
  return `<a href="#finding-${index + 1}">${escapeHtml(findingState(finding) + site)}</a>`;
}
