// The views of a trace as text and as JSON; `overview` and `graph` have files of their own.
import type { TraceFacts, TraceResult, TraceView, TraceViewResult } from '../../model/trace-result.ts';
import { type GraphOptions, graphView, selectEdges } from './render-graph.ts';
import { overviewLines } from './render-overview.ts';
import { problemLines, titleLine } from './trace-envelope.ts';
import { blockedView } from './view-blocked.ts';
import { cancelView } from './view-cancels.ts';
import { gcView, schedView } from './view-health.ts';
import { goroutineView, regionView, syscallView, taskView } from './view-tables.ts';

export interface ViewOptions extends GraphOptions {
  /** Rows of a table, trees of a list; 0: all. */
  readonly limit: number;
}

const viewLines: Readonly<Record<TraceView, (result: TraceResult, options: ViewOptions) => string[]>> = {
  overview: overviewLines,
  graph: (result, options) => graphView(result, options, options.limit),
  cancels: (result, { limit }) => cancelView(result, limit),
  blocked: (result, { limit }) => blockedView(result, limit),
  gc: (result, { limit }) => gcView(result, limit),
  sched: (result, { limit }) => schedView(result, limit),
  goroutines: (result, { limit }) => goroutineView(result, limit),
  syscalls: (result, { limit }) => syscallView(result, limit),
  tasks: (result, { limit }) => taskView(result, limit),
  regions: (result, { limit }) => regionView(result, limit),
};

/** The view as text; every line is safe to print. */
export function renderTraceView(result: TraceResult, view: TraceView, options: ViewOptions): string {
  const lines = [titleLine(result), ...problemLines(result)];
  // Of what could not be read there is nothing to show.
  if (result.events > 0 || result.salvaged.events > 0) lines.push('', ...viewLines[view](result, options));
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What the views show, of the facts. */
const viewFields: Readonly<Record<Exclude<TraceView, 'overview'>, readonly (keyof TraceFacts)[]>> = {
  graph: ['edges', 'siteEdges'],
  cancels: ['cancels', 'cancelTotals', 'contextSpawns'],
  blocked: ['blockedAtEnd', 'growth'],
  gc: ['gc', 'stw'],
  sched: ['sched', 'processors', 'waits', 'syscalls'],
  goroutines: ['goroutines'],
  syscalls: ['syscalls'],
  tasks: ['tasks'],
  regions: ['regions'],
};

/** The view as a value for JSON: the envelope and what the view is about; the overview is the whole result. */
export function viewResult(result: TraceResult, view: TraceView, options: ViewOptions): TraceResult | TraceViewResult {
  if (view === 'overview') return result;
  const shown = view === 'graph' ? { ...result, edges: selectEdges(result, options) } : result;
  const { schema: _schema, tool, verdict, exitCode, sources, problems, findings, signs, next } = shown;
  const { header, generations, durationNs, window, events, complete } = shown;
  return {
    schema: 'parkwatch/trace-view/1',
    view,
    ...{ tool, verdict, exitCode, sources, problems },
    findings: view === 'blocked' ? findings : [],
    signs: signs.filter((s) => s.view === view),
    next,
    ...{ header, generations, durationNs, events, complete },
    ...(window ? { window } : {}),
    ...Object.fromEntries(viewFields[view].map((field) => [field, shown[field]])),
  };
}
