// The timeline as one page that stands alone: the columns packed in it, drawn on a canvas, no request to anywhere.
import type { Problem } from '../../../model/problem.ts';
import type { TraceTimeline } from '../../../model/trace-timeline.ts';
import { escapeHtml } from '../../html/escape-html.ts';
import { functionsText, renderPage } from '../../html/page-frame.ts';
import { formatCount, plural } from '../../words.ts';
import { formatNs } from '../trace-words.ts';
import { base64OfBytes, packTimeline } from './pack-timeline.ts';
import { timelineClient } from './timeline-client.ts';
import { unpackTimeline } from './timeline-data.ts';
import { newDetails } from './timeline-details.ts';
import { indexTimeline } from './timeline-index.ts';
import { newPainter } from './timeline-paint.ts';
import { arrangeRows, lineUpSpans, orderGroups } from './timeline-rows.ts';
import { newScreen } from './timeline-screen.ts';
import { timelineStyle } from './timeline-style.ts';

export interface TimelinePage {
  /** Name of the trace. */
  readonly source: string;
  readonly header: string;
  readonly problems: readonly Problem[];
  /** Raw deflate (RFC 1951); the pure rooms have none of their own. */
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
}

const legend: readonly (readonly [colour: string, word: string])[] = [
  ['running', 'running'],
  ['runnable', 'runnable'],
  ['syscall', 'system call'],
  ['channel', 'waits: channel, select'],
  ['lock', 'lock, sync'],
  ['network', 'network'],
  ['timer', 'sleep'],
  ['other', 'other'],
  ['gc', 'GC marks'],
  ['stop', 'world stopped'],
];

const hint =
  'Click an interval for its stack, its waker and what it woke. Wheel scrolls; Ctrl with wheel, or the wheel over the axis, zooms; drag pans.';

const keys = `<p class="dim">Nothing chosen.</p><p class="keys">Click an interval. Then <kbd>Enter</kbd> goes to its waker at that instant, <kbd>[</kbd> <kbd>]</kbd> step through the goroutine, <kbd>f</kbd> follows it, <kbd>z</kbd> zooms to it.</p><p class="keys"><kbd>←</kbd> <kbd>→</kbd> pan, <kbd>+</kbd> <kbd>-</kbd> zoom, <kbd>0</kbd> shows all, <kbd>↑</kbd> <kbd>↓</kbd> scroll.</p>`;

/** The page; names from the trace stand in it packed or escaped, never as markup. */
export function renderTimelineHtml(timeline: TraceTimeline, page: TimelinePage): string {
  const { fromNs, toNs, durationNs, cut } = timeline;
  const packed = base64OfBytes(page.deflate(packTimeline(timeline)));
  const part =
    fromNs > 0 || toNs < durationNs
      ? `${formatNs(fromNs)} to ${formatNs(toNs)} of ${formatNs(durationNs)}`
      : formatNs(durationNs);
  const facts = [
    page.header,
    part,
    plural(timeline.goroutines.id.length, 'goroutine'),
    plural(timeline.steps.size, 'interval'),
  ].filter((x) => x !== '');
  const warnings = [
    ...(cut
      ? [
          `Cut at ${formatNs(toNs)}: the page holds ${formatCount(timeline.steps.size)} intervals and no more. Choose another stretch with --from and --to.`,
        ]
      : []),
    ...page.problems.slice(0, 5).map((p) => p.message),
  ];
  const name = page.source.split(/[/\\]/).at(-1) ?? page.source;
  const body = `<nav aria-label="Page"><div><a class="mark" href="#top">Parkwatch</a><button type="button" id="theme">◐</button></div></nav>
<main id="top" class="screen">
<header class="plainhead"><h1>Timeline of ${escapeHtml(name)}</h1><span class="dim">${facts.map(escapeHtml).join(' · ')}</span>
${warnings.map((text) => `<p class="warn">${escapeHtml(text)}</p>`).join('')}</header>
<div class="tools"><label class="grow"><span class="sr">Search functions, stacks or a goroutine id</span><input type="search" id="tl-search" placeholder="Function, stack or goroutine id" autocomplete="off" spellcheck="false"></label>
<span class="dim" id="tl-found" aria-live="polite"></span>
<label><span class="sr">Rows</span><select id="tl-mode"><option value="groups">By goroutine group</option><option value="procs">By processor</option></select></label>
<button type="button" id="tl-in" aria-label="Zoom in">+</button><button type="button" id="tl-out" aria-label="Zoom out">−</button><button type="button" id="tl-fit">Show all</button>
<div class="tl-legend">${legend.map(([colour, word]) => `<span><i class="c-${colour}"></i>${word}</span>`).join('')}</div></div>
<p class="tl-label" id="tl-label" aria-live="polite">${hint}</p>
<div class="tl-body"><div class="tl-canvas"><canvas id="timeline" tabindex="0" role="application" aria-label="Timeline of goroutines" aria-describedby="tl-label"></canvas></div>
<aside class="tl-side" id="tl-details" aria-label="Details" tabindex="0">${keys}</aside></div>
</main>
<script type="text/plain" id="packed">${packed}</script>`;
  const parts = {
    unpackTimeline,
    indexTimeline,
    newPainter,
    newScreen,
    newDetails,
    orderGroups,
    arrangeRows,
    lineUpSpans,
  };
  return renderPage({
    title: `Timeline of ${name} – Parkwatch`,
    body,
    data: { timeline: true },
    pictures: `{timeline:(w)=>(${timelineClient.toString()})(w,${functionsText(parts)})}`,
    style: timelineStyle,
  });
}
