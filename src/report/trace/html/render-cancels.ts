// The cancellations of a trace as a page and as SVG: who called, whom it woke, and how long until they ran and ended, as
// bars on one logarithmic axis of the time since the call.
import type { Cancellation, CancelledGoroutine, TraceResult } from '../../../model/trace-result.ts';
import { escapeHtml } from '../../html/escape-html.ts';
import { functionsText, renderPage } from '../../html/page-frame.ts';
import { formatCount, plural } from '../../words.ts';
import { formatNs, formatReason } from '../trace-words.ts';
import { type CancelPlace, cancelPlaces, cancelWords, type DelayAxis, delayAxis } from './cancel-rows.ts';
import { cancelStyle, cancelSvgStyle } from './cancel-style.ts';
import { graphName, placeName } from './trace-names.ts';

const treesOfPlace = 12;
const wokenOfTree = 40;
const openPlaces = 4;

type Shown = Pick<TraceResult, 'cancels' | 'cancelTotals' | 'contextSpawns' | 'durationNs' | 'header' | 'problems'>;

/** One page that stands alone; names of the trace are escaped. */
export function renderCancelsHtml(result: Shown, source: string): string {
  const name = source.split(/[/\\]/).at(-1) ?? source;
  const places = cancelPlaces(result, treesOfPlace);
  const axis = delayAxis(result);
  const body = `<nav aria-label="Page"><div><a class="mark" href="#top">Parkwatch</a><button type="button" id="theme">◐</button></div></nav>
<main id="top"><header class="plainhead"><h1>Who cancelled whom in ${escapeHtml(name)}</h1>
<p class="dim">${escapeHtml([result.header, formatNs(result.durationNs), ...summary(result)].filter((x) => x !== '').join(' · '))}</p>
${result.problems
  .slice(0, 5)
  .map((p) => `<p class="warn">${escapeHtml(p.message)}</p>`)
  .join('')}${momentsHtml(result)}</header>
${places.length === 0 ? '<p>No cancellation woke a goroutine in this trace.</p>' : `<section aria-label="Cancellations">${axisHtml(axis)}${places.map((p, i) => placeHtml(p, axis, i < openPlaces)).join('')}</section>`}
<footer>A cancel for which no goroutine was parked leaves no event: goroutines that polled, ran or waited for something else when it came are not shown. Who set a deadline stands in no trace.</footer></main>`;
  return renderPage({
    title: `Who cancelled whom in ${name} – Parkwatch`,
    body,
    data: {},
    pictures: functionsText({}),
    style: cancelStyle,
  });
}

function summary(result: Shown): string[] {
  const calls = result.cancels.filter((c) => c.kind !== 'deadline');
  const woken = result.cancels.flatMap((c) => c.woken);
  const alive = woken.filter((w) => w.fate === 'alive').length;
  const left = result.cancelTotals.calls - result.cancels.length;
  const idle = result.contextSpawns.filter((s) => s.kind === 'deadline' && s.woke === 0).length;
  return [
    plural(calls.length, 'call of cancel', 'calls of cancel'),
    plural(result.cancels.length - calls.length, 'deadline'),
    `${plural(woken.length, 'goroutine')} woken`,
    ...(alive > 0 ? [`${formatCount(alive)} still alive at the end`] : []),
    ...(idle > 0 ? [`${plural(idle, 'deadline')} for which nobody was parked`] : []),
    ...(left > 0 ? [`${formatCount(left)} later ones only counted`] : []),
  ];
}

/** When they came: a line of marks over the length of the trace. */
function momentsHtml(result: Shown): string {
  if (result.cancels.length === 0) return '';
  // Marks that fall onto one another are one.
  const marks = new Set(
    result.cancels.map(
      (c) =>
        `${Math.round((c.at / Math.max(1, result.durationNs)) * 2000) / 2}|${c.kind === 'deadline' ? 'deadline' : 'call'}`,
    ),
  );
  const lines = [...marks].map((mark) => {
    const [x, kind] = mark.split('|');
    return `<path class="m-${kind}" d="M${x} 2v14"/>`;
  });
  return `<div class="moments"><svg viewBox="0 0 1000 18" preserveAspectRatio="none" role="img" aria-label="When cancellations came">${lines.join('')}</svg><div class="ends"><span>0</span><span>when they came: <i class="k call"></i>calls <i class="k deadline"></i>deadlines</span><span>${formatNs(result.durationNs)}</span></div></div>`;
}

function axisHtml(axis: DelayAxis): string {
  const labels: string[] = [];
  for (let p = axis.from; p <= axis.to; p++) labels.push(`<span>${formatNs(10 ** p)}</span>`);
  return `<div class="axis"><div class="key"><span><i class="k queued"></i>until it ran</span><span><i class="k ran"></i>until it ended</span><span><i class="k alive"></i>still alive</span></div><div class="decades" aria-hidden="true">${labels.join('')}</div></div>`;
}

function placeHtml(place: CancelPlace, axis: DelayAxis, open: boolean): string {
  const more = place.count - place.trees.length;
  const facts = [
    `woke ${formatCount(place.woken)}`,
    ...(place.ranNs >= 0 ? [`ran after ${formatNs(place.ranNs)}`] : []),
    ...(place.endedNs >= 0 ? [`ended after ${formatNs(place.endedNs)}`] : []),
  ];
  const alive = place.alive > 0 ? ` <span class="chip k-strong">${formatCount(place.alive)} still alive</span>` : '';
  return `<details class="place k-${place.kind}"${open ? ' open' : ''}><summary><b>${formatCount(place.count)} × ${cancelWords[place.kind]}</b>${place.site ? ` at <code>${escapeHtml(place.site)}</code>` : ''} <span class="dim">by ${escapeHtml(graphName(place.caller).short)}; ${facts.join(', ')}${place.count > 1 ? ' (medians)' : ''}</span>${alive}</summary>
${place.trees.map((c) => treeHtml(c, axis)).join('')}${more > 0 ? `<p class="dim more">${formatCount(more)} more from the same place</p>` : ''}</details>`;
}

function treeHtml(c: Cancellation, axis: DelayAxis): string {
  const least = Math.min(...c.woken.map((w) => w.depth));
  const rows = c.woken.slice(0, wokenOfTree).map((w) => {
    const { full, short } = graphName(w.function);
    const at = w.site ? ` at ${placeName(w.site)}` : '';
    return `<li class="d${Math.min(6, w.depth - least)}"><div class="who"><b title="${escapeHtml(full)}">${escapeHtml(short)}</b> <span class="dim">goroutine ${escapeHtml(String(w.goroutine))}, parked ${formatNs(w.blockedNs)} in ${escapeHtml(formatReason(w.reason))}${escapeHtml(at)}</span></div><div class="when">${barHtml(w, axis)}<span class="told">${escapeHtml(fate(w))}</span></div></li>`;
  });
  const left = c.woken.length - rows.length;
  const behalf = c.userSite && c.userSite.function !== c.site?.function ? ` on behalf of ${placeName(c.userSite)}` : '';
  const told = c.toldBy ? `, told by ${graphName(c.toldBy.function).short}` : '';
  const id = c.canceller.goroutine === -1 ? '' : ` by goroutine ${c.canceller.goroutine}`;
  return `<div class="tree"><p><span class="at">${formatNs(c.at)}</span> ${cancelWords[c.kind]}${escapeHtml(`${id}${behalf}${told}`)}${c.after === undefined ? '' : ', itself woken by a cancellation'}</p><ul>${rows.join('')}${left > 0 ? `<li class="dim">and ${formatCount(left)} more</li>` : ''}</ul></div>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function barHtml(w: CancelledGoroutine, axis: DelayAxis): string {
  const lines: string[] = [];
  for (let p = axis.from + 1; p < axis.to; p++)
    lines.push(`<path class="tick" d="M${round(axis.at(10 ** p) * 1000)} 0v14"/>`);
  const bars = barsOf(w, axis).map(
    ([kind, from, to]) =>
      `<rect class="b-${kind}" x="${round(from * 1000)}" y="3" width="${round(Math.max(3, (to - from) * 1000))}" height="8"/>`,
  );
  return `<svg viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">${lines.join('')}${bars.join('')}</svg>`;
}

/** Parts of the bar from 0 to 1: until it ran, until it ended. */
function barsOf(w: CancelledGoroutine, axis: DelayAxis): [kind: string, from: number, to: number][] {
  const ran = axis.at(w.startNs);
  if (w.startNs < 0) return [['queued', 0, 1]];
  if (w.fate === 'cancelled-again') return [['queued', 0, ran]];
  return [
    ['queued', 0, ran],
    [w.fate === 'alive' ? 'alive' : 'ran', ran, w.fate === 'alive' ? 1 : axis.at(w.endNs)],
  ];
}

function fate(w: CancelledGoroutine): string {
  const ran = w.startNs < 0 ? 'never ran' : `ran after ${formatNs(w.startNs)}`;
  if (w.fate === 'ended') return `${ran}, ended after ${formatNs(w.endNs)}`;
  if (w.fate === 'cancelled-again') return `${ran}, cancelled again later`;
  const now = w.atEnd ? `, ${w.atEnd.state === 'waiting' ? formatReason(w.atEnd.reason ?? '') : w.atEnd.state}` : '';
  return `${ran}, still alive${now}`;
}

/** The same as SVG; three trees of each place. */
export function renderCancelsSvg(result: Shown, title: string): string {
  const places = cancelPlaces(result, 3);
  const axis = delayAxis(result);
  const [left, width, textEnd] = [740, 440, 728];
  const parts: string[] = [];
  let y = 64;
  const put = (kind: string, x: number, text: string, room: number): void => {
    const most = Math.floor((room - x) / 6.15);
    const shown = text.length > most ? `${text.slice(0, most - 1)}…` : text;
    parts.push(`<text class="${kind}" x="${x}" y="${y}">${escapeHtml(shown)}</text>`);
  };
  for (const place of places.slice(0, 60)) {
    y += 10;
    put(
      'call',
      14,
      `${formatCount(place.count)} × ${cancelWords[place.kind]}${place.site ? ` at ${place.site}` : ` by ${graphName(place.caller).short}`}`,
      left + width,
    );
    y += 17;
    for (const c of place.trees) {
      const least = Math.min(...c.woken.map((w) => w.depth));
      for (const [i, w] of c.woken.slice(0, 12).entries()) {
        const x = 30 + (w.depth - least) * 16;
        put('about', 14 + (w.depth - least) * 16, i === 0 || w.depth > least ? '└' : '├', textEnd);
        put(
          'woken',
          x,
          `${graphName(w.function).short}  goroutine ${w.goroutine}, parked ${formatNs(w.blockedNs)} in ${formatReason(w.reason)}; ${fate(w)}`,
          textEnd,
        );
        for (const [kind, from, to] of barsOf(w, axis))
          parts.push(
            `<rect class="b-${kind}" x="${round(left + from * width)}" y="${y - 8}" width="${round(Math.max(1.5, (to - from) * width))}" height="8"/>`,
          );
        y += 15;
      }
      if (c.woken.length > 12) {
        put('about', 30, `and ${formatCount(c.woken.length - 12)} more`, textEnd);
        y += 15;
      }
    }
    if (place.count > place.trees.length) {
      put('about', 14, `${formatCount(place.count - place.trees.length)} more from the same place`, textEnd);
      y += 15;
    }
  }
  const ticks: string[] = [];
  for (let p = axis.from; p <= axis.to; p++) {
    const x = round(left + axis.at(10 ** p) * width);
    ticks.push(
      `<path class="tick" d="M${x} 56V${y}"/><text class="about" x="${x}" y="50" text-anchor="middle">${formatNs(10 ** p)}</text>`,
    );
  }
  const height = y + 14;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1210 ${height}" width="1210" height="${height}">
<style>${cancelSvgStyle}</style>
<rect class="ground" width="100%" height="100%"/>
<text class="title" x="14" y="20">${escapeHtml(title)}</text>
<text class="about" x="14" y="36">${escapeHtml(`${summary(result).join(' · ')}; bars: time since the call until it ran, until it ended`)}</text>
${places.length === 0 ? '<text class="about" x="14" y="60">No cancellation woke a goroutine in this trace.</text>' : ticks.join('')}
${parts.join('\n')}
</svg>
`;
}
