// Every group of goroutines as a table that sorts and filters: rows carry what the script needs in data attributes.
import type { GroupResult } from '../../model/run-result.ts';
import { verdicts } from '../../model/verdict.ts';
import { formatCount, formatLabels, formatWaits, plural, shortName, whyWords } from '../words.ts';
import { escapeHtml } from './escape-html.ts';
import { badgeHtml, siteHtml, stackHtml } from './site-parts.ts';

/** Rows beyond these are counted, not written: a page must stay small enough to open. */
const maxRows = 2000;

function rowHtml(group: GroupResult): string {
  const state =
    group.state === 'waiting' || group.state === 'leaked' ? (group.waitReason ?? group.primitive) : group.state;
  const site = group.parkSite ?? group.userSite;
  const name = site ? shortName(site.function) : '';
  const born = group.birthSite ? shortName(group.birthSite.function) : '';
  const waits = group.waitMinutes && group.waitMinutes.max > 0 ? formatWaits(group.waitMinutes) : '';
  const labels = group.labels ? formatLabels(group.labels) : '';
  const text = [
    group.verdict,
    state,
    site?.function,
    site?.file,
    group.birthSite?.function,
    labels,
    ...group.stack.map((f) => f.function),
  ]
    .filter((x) => x)
    .join(' ')
    .toLowerCase();
  const notes = [
    group.leaked ? `${formatCount(group.leaked)} marked leaked` : '',
    group.lockedToThread ? `${formatCount(group.lockedToThread)} locked to thread` : '',
    group.ids ? `ids ${group.ids.length > 120 ? `${group.ids.slice(0, 119)}…` : group.ids}` : '',
  ].filter((x) => x !== '');
  const data = `data-count="${group.count}" data-verdict="${group.verdict}" data-rank="${verdicts.indexOf(group.verdict)}" data-state="${escapeHtml(state)}" data-site="${escapeHtml(name)}" data-waits="${group.waitMinutes?.max ?? -1}" data-text="${escapeHtml(text)}"`;
  return `<tr ${data}><td class="num">${formatCount(group.count)}</td><td>${badgeHtml(group.verdict)}<span class="why">${group.why.map((w) => whyWords[w]).join(', ')}</span></td><td class="st">${escapeHtml(state)}</td><td class="wide"><details><summary>${site ? siteHtml(site) : '(no stack)'}</summary>${stackHtml(group.stack)}${born ? `<p class="dim">born at ${group.birthSite ? siteHtml(group.birthSite) : ''}</p>` : ''}${labels ? `<p class="dim">labels <code>${escapeHtml(labels)}</code></p>` : ''}${notes.length > 0 ? `<p class="dim">${notes.map(escapeHtml).join(' · ')}</p>` : ''}</details></td><td class="num opt">${waits}</td></tr>`;
}

/** The section, with the groups in the order that they come in. */
export function groupsTable(groups: readonly GroupResult[]): string {
  const total = groups.reduce((n, g) => n + g.count, 0);
  const head = (key: string, label: string, kind: 'number' | 'text'): string =>
    `<th scope="col" data-key="${key}" data-kind="${kind}"${kind === 'number' ? ' class="num"' : ''}><button type="button">${label}</button></th>`;
  const rest = groups.length - maxRows;
  return `<section id="groups" aria-label="All goroutines"><h2>All goroutines, by stack</h2>
<div class="tools"><label class="grow"><span class="sr">Filter</span><input type="search" id="groups-filter" placeholder="Filter by function, file, state or label" autocomplete="off" spellcheck="false"></label>
<label><span class="sr">Verdict</span><select id="groups-verdict"><option value="">All verdicts</option>${verdicts.map((v) => `<option value="${v}">${v}</option>`).join('')}</select></label>
<span class="dim" id="groups-shown" aria-live="polite">${plural(groups.length, 'group')}, ${plural(total, 'goroutine')}</span></div>
<div class="table"><table id="groups-table"><thead><tr>${head('count', 'Goroutines', 'number')}${head('rank', 'Verdict', 'number')}${head('state', 'Doing', 'text')}${head('site', 'Where', 'text')}${head('waits', 'Waits', 'number')}</tr></thead>
<tbody>${groups.slice(0, maxRows).map(rowHtml).join('\n')}</tbody></table></div>
${rest > 0 ? `<p class="dim">${plural(rest, 'group')} more: see --json.</p>` : ''}</section>`;
}
