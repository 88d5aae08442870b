// A run result as one self-contained page: verdict, crashes, findings, every group, a picture of all stacks, problems.
// It makes no request; without its script all but the picture can be read.
import type { RunResult } from '../model/run-result.ts';
import { type FlameInput, flameInputOf } from './flame-input.ts';
import { runHeadline } from './headline.ts';
import { crashCard, raceCard } from './html/crash-card.ts';
import { escapeHtml } from './html/escape-html.ts';
import { findingCard, findingLink } from './html/finding-card.ts';
import { groupsTable } from './html/groups-table.ts';
import { icicleData, icicleSection } from './html/icicle-section.ts';
import { renderPage } from './html/page-frame.ts';
import { badgeHtml } from './html/site-parts.ts';
import { layoutIcicle } from './icicle-layout.ts';
import { rankFindings } from './rank-findings.ts';
import { surveyRun } from './survey.ts';
import { exitWords, formatBytes, formatCount, formatSpan, formatTime, limitWords, plural } from './words.ts';

/** Cards beyond these are folded into a list: nobody reads the two-hundredth card. */
const maxCards = 100;

const mark =
  '<svg viewBox="0 0 20 20" aria-hidden="true"><rect x="1" y="1" width="18" height="18" rx="5" fill="currentColor" opacity=".14"/><path d="M7 15V5h3.6a3.1 3.1 0 0 1 0 6.2H7" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>';

function factsHtml(result: RunResult): string {
  const survey = surveyRun(result);
  const facts: [string, string][] = [];
  if (survey.goroutines !== undefined) facts.push(['goroutines', formatCount(survey.goroutines)]);
  if (survey.moments !== undefined) facts.push(['moments', formatCount(survey.moments)]);
  if (survey.spanMs !== undefined) facts.push(['over', formatSpan(survey.spanMs)]);
  if (survey.targets.length > 0)
    facts.push([
      'target',
      survey.targets.slice(0, 3).join(', ') +
        (survey.targets.length > 3 ? ` and ${survey.targets.length - 3} more` : ''),
    ]);
  if (survey.goVersions.length > 0) facts.push(['Go', survey.goVersions.map((v) => v.replace(/^go/, '')).join(', ')]);
  const times = result.sources.flatMap((s) => (s.takenAt ? [s.takenAt] : [])).sort();
  if (times.length > 0) facts.push(['taken', formatTime(times[times.length - 1])]);
  return `<dl class="facts">${facts.map(([k, v]) => `<div><dt>${k}</dt><dd>${escapeHtml(v)}</dd></div>`).join('')}</dl>`;
}

function endHtml(result: RunResult): string {
  const parts: string[] = [];
  const unseen = [...result.limits.map((limit) => limitWords[limit]), ...result.notVisible];
  const list = (title: string, items: readonly string[]): void => {
    if (items.length > 0)
      parts.push(`<h3>${title}</h3><ul class="list">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`);
  };
  list('Not visible in this run', unseen.map(escapeHtml));
  list(
    'Next',
    result.next.map((n) => `<code>${escapeHtml(n)}</code>`),
  );
  list(
    'Problems',
    result.problems.slice(0, 200).map((p) => {
      const place = p.source
        ? ` <span class="dim mono">${escapeHtml(p.source)}${p.line === undefined ? '' : `:${p.line}`}</span>`
        : '';
      const times =
        p.count !== undefined && p.count > 1 ? ` <span class="dim">${formatCount(p.count)} times</span>` : '';
      const quote = p.quote ? `<br><code class="dim">${escapeHtml(p.quote)}</code>` : '';
      return `<code>${escapeHtml(p.code)}</code> ${escapeHtml(p.message)}${place}${times}${quote}`;
    }),
  );
  list(
    'Ignored',
    (result.ignored ?? []).map((i) => `${plural(i.count, 'goroutine')}: ${escapeHtml(i.reason)}`),
  );
  const sources = result.sources.map(
    (s) =>
      `<tr><td class="wide"><code>${escapeHtml(s.name)}</code></td><td>${escapeHtml(s.profile && s.profile !== 'goroutine' ? `${s.form} ${s.profile}` : s.form)}</td><td class="num">${s.goroutines === undefined ? '' : formatCount(s.goroutines)}</td><td class="num">${formatBytes(s.bytes)}</td><td>${escapeHtml(s.takenAt ? formatTime(s.takenAt) : '')}</td><td>${s.complete ? '' : '<span class="badge cannot-tell">not complete</span>'}</td></tr>`,
  );
  const table =
    sources.length === 0
      ? ''
      : `<h3>Looked at</h3><div class="table"><table><thead><tr><th><span>Source</span></th><th><span>Form</span></th><th class="num"><span>Goroutines</span></th><th class="num"><span>Size</span></th><th><span>Taken</span></th><th class="plain"><span></span></th></tr></thead><tbody>${sources.join('')}</tbody></table></div>`;
  return `<section id="about" aria-label="About this run">${parts.join('')}${table}</section>`;
}

/** The page. `extra.icicle` replaces the picture made of `result.groups`. */
export function renderHtml(result: RunResult, extra: { readonly icicle?: FlameInput } = {}): string {
  const findings = rankFindings(result.findings);
  const crashes = result.crashes ?? [];
  const races = result.races ?? [];
  const flame = extra.icicle ?? (result.groups && result.groups.length > 0 ? flameInputOf(result.groups) : undefined);
  const icicle = flame ? layoutIcicle(flame) : undefined;
  const unit = flame?.unit ?? 'goroutines';
  const links: [string, string, number | undefined][] = [];
  if (crashes.length + races.length > 0) links.push(['crash', 'Crash', undefined]);
  if (findings.length > 0) links.push(['findings', 'Findings', findings.length]);
  if (icicle) links.push(['stacks', 'Stacks', undefined]);
  if (result.groups) links.push(['groups', 'Goroutines', result.groups.length]);
  links.push(['about', 'About this run', undefined]);
  const nav = links.map(
    ([id, text, n]) =>
      `<a href="#${id}">${text}${n === undefined ? '' : `<span class="n">${formatCount(n)}</span>`}</a>`,
  );
  const rest = findings.slice(maxCards);
  const sections = [
    crashes.length + races.length > 0
      ? `<section id="crash" aria-label="Crash"><h2>How it died</h2>${crashes.map(crashCard).join('')}${races.map(raceCard).join('')}</section>`
      : '',
    findings.length > 0
      ? `<section id="findings" aria-label="Findings"><h2>Findings</h2>${findings.slice(0, maxCards).map(findingCard).join('\n')}${rest.length > 0 ? `<details><summary>${plural(rest.length, 'finding')} more</summary><ul class="list">${rest.map((f) => `<li>${escapeHtml(f.rule)} ${formatCount(f.count)} ${escapeHtml(f.title)}</li>`).join('')}</ul></details>` : ''}</section>`
      : '',
    icicle ? icicleSection(icicle, unit, 2) : '',
    result.groups ? groupsTable(result.groups) : '',
    endHtml(result),
  ];
  const list =
    findings.length > 1
      ? `<ol class="list">${findings
          .slice(0, 6)
          .map((f, i) => `<li>${findingLink(f, i)}</li>`)
          .join(
            '',
          )}</ol>${findings.length > 6 ? `<p class="dim">and <a href="#findings">${plural(findings.length - 6, 'finding')} more</a></p>` : ''}`
      : '';
  const body = `<nav aria-label="Sections"><div><a class="mark" href="#top">${mark}Parkwatch</a>${nav.join('')}<button type="button" id="theme">◐</button></div></nav>
<main id="top">
<header class="hero"><h1>${badgeHtml(result.verdict)}<span>${escapeHtml(runHeadline(result))}</span></h1>${factsHtml(result)}${list}</header>
${sections.filter((s) => s !== '').join('\n')}
<footer>parkwatch ${escapeHtml(result.tool.version)} · exit ${result.exitCode}: ${exitWords(result.exitCode)}</footer>
</main>`;
  const title = `${result.verdict}: ${runHeadline(result)} – Parkwatch`;
  return renderPage({ title, body, data: icicle ? { icicle: icicleData(icicle, unit) } : {} });
}
