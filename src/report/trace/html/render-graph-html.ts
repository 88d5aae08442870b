// The graph of wake-ups as one page that stands alone: pan, zoom, narrow to a node, search.
import type { Problem } from '../../../model/problem.ts';
import type { TraceEdge, TraceResult } from '../../../model/trace-result.ts';
import { escapeHtml } from '../../html/escape-html.ts';
import { functionsText, renderPage } from '../../html/page-frame.ts';
import { plural } from '../../words.ts';
import { formatNs } from '../trace-words.ts';
import { graphClient } from './graph-client.ts';
import { graphData } from './graph-data.ts';
import { drawGraph } from './graph-shapes.ts';
import { graphStyle } from './graph-style.ts';
import { layoutGraph } from './layer-graph.ts';

/** `edges` are those of `result` that were asked for. Names stand in the page as JSON data or escaped. */
export function renderGraphHtml(
  result: Pick<TraceResult, 'goroutines' | 'header' | 'durationNs' | 'problems'>,
  edges: readonly TraceEdge[],
  options: { readonly source: string; readonly focus?: string; readonly thresholdNs: number },
): string {
  const data = graphData(result, edges, options);
  const name = options.source.split(/[/\\]/).at(-1) ?? options.source;
  const facts = [
    result.header,
    formatNs(result.durationNs),
    plural(result.goroutines.count, 'goroutine'),
    plural(data.edges.length, 'edge'),
    ...(options.thresholdNs > 0 ? [`from ${formatNs(options.thresholdNs)} of blocked time on`] : []),
  ].filter((x) => x !== '');
  const warnings = result.problems.slice(0, 5).map((p: Problem) => `<p class="warn">${escapeHtml(p.message)}</p>`);
  const body = `<nav aria-label="Page"><div><a class="mark" href="#top">Parkwatch</a><button type="button" id="theme">◐</button></div></nav>
<main id="top" class="screen">
<header class="plainhead"><h1>Who wakes whom in ${escapeHtml(name)}</h1><span class="dim">${facts.map(escapeHtml).join(' · ')}</span>${warnings.join('')}</header>
<div class="tools"><label class="grow"><span class="sr">Search functions</span><input type="search" id="g-search" placeholder="Search functions" autocomplete="off" spellcheck="false"></label>
<span class="dim" id="g-found" aria-live="polite"></span>
<label>Edges<input type="range" id="g-amount" min="1" max="40" value="20" aria-label="Edges shown"></label>
<label><input type="checkbox" id="g-system">Timers, network, runtime</label>
<button type="button" id="g-in" aria-label="Zoom in">+</button><button type="button" id="g-out" aria-label="Zoom out">−</button><button type="button" id="g-fit">Show all</button></div>
<p class="g-label" id="g-label" aria-live="polite"></p>
<div class="g-body alone"><div class="g-frame"><svg id="graph" tabindex="0" role="group" aria-label="Graph of wake-ups" aria-describedby="g-label"></svg></div>
<aside class="g-side" id="g-details" aria-label="Details" tabindex="0"></aside></div>
</main>`;
  return renderPage({
    title: `Who wakes whom in ${name} – Parkwatch`,
    body,
    data: { graph: data },
    pictures: `{graph:(w,d)=>(${graphClient.toString()})(w,d,${functionsText({ drawGraph, layoutGraph })})}`,
    style: graphStyle,
  });
}
