// Who wakes whom as a graph: nodes are start functions, edges wake-ups. As DOT for Graphviz and as text.
import { neutralise } from '../../base/neutralise.ts';
import type { TraceEdge, TraceResult } from '../../model/trace-result.ts';
import { firstOf } from './trace-envelope.ts';
import { formatName, formatNs, formatReason, tableLines } from './trace-words.ts';

export interface GraphOptions {
  /** Only edges with at least so much blocked time. */
  readonly thresholdNs: number;
  /** Only edges that begin or end at a function whose name holds this. */
  readonly focus?: string;
}

/** The edges that are asked for, most blocked time first. */
export function selectEdges(result: TraceResult, options: GraphOptions): TraceEdge[] {
  const { thresholdNs, focus } = options;
  return result.edges.filter(
    (e) => e.blockedNs >= thresholdNs && (!focus || e.waker.includes(focus) || e.wakee.includes(focus)),
  );
}

/** One line an edge; timers, network and the runtime apart from what the program's parts do to one another. */
export function graphView(result: TraceResult, options: GraphOptions, limit: number): string[] {
  const edges = selectEdges(result, options);
  const own = edges.filter((e) => !e.system);
  const system = edges.filter((e) => e.system);
  return [
    result.edgesBy === 'birth' ? 'By the functions that started the goroutines' : 'Who woke whom, by start function',
    ...(own.length === 0 ? [`  no such edge${withoutFocus(result, options)}`] : edgeTable(own, limit)),
    ...(system.length === 0 ? [] : ['', 'Timers, the network and the runtime', ...edgeTable(system, limit)]),
  ];
}

/** Why a focus shows nothing: no function of any edge has the word in its name, or its edges are below the threshold. */
function withoutFocus({ edges }: TraceResult, { focus }: GraphOptions): string {
  if (!focus) return '';
  const known = edges.some((e) => e.waker.includes(focus) || e.wakee.includes(focus));
  return known
    ? ` between parts of the program; those of ${focus} are below --threshold-ms, or of timers, the network and the runtime`
    : `: no function that woke or was woken has ${focus} in its name`;
}

function edgeTable(edges: readonly TraceEdge[], limit: number): string[] {
  const { shown, rest } = firstOf(edges, limit);
  const rows = shown.map((e) => [
    formatNs(e.blockedNs),
    String(e.count),
    e.waker === '<none>' ? `(${e.via})` : formatName(e.waker),
    '→',
    formatName(e.wakee),
    `${e.via}, ${formatReason(e.reason)}`,
  ]);
  const table = tableLines([['blocked', 'wakes', 'waker', '', 'wakee', 'how, waiting for'], ...rows], [0, 1]);
  return [...table, ...rest].map((line) => `  ${line}`);
}

/** A digraph from wakers to wakees; thicker edges cost more. What no goroutine woke comes from a node of its own, dashed. */
export function renderGraphDot(result: TraceResult, options: GraphOptions): string {
  const edges = selectEdges(result, options);
  const most = Math.max(1, ...edges.map((e) => e.blockedNs));
  const ids = new Map<string, string>();
  const lines = [
    'digraph wakes {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    '  edge [fontname="sans-serif"];',
  ];
  const node = (name: string, via: string): string => {
    const key = name === '<none>' ? `<${via}>` : name;
    let id = ids.get(key);
    if (!id) {
      id = `n${ids.size}`;
      ids.set(key, id);
      const style = name === '<none>' ? ', shape=ellipse, style=dashed' : '';
      lines.push(`  ${id} [label=${quote(name === '<none>' ? via : formatName(name))}${style}];`);
    }
    return id;
  };
  for (const e of edges) {
    const width = (1 + 4 * Math.sqrt(e.blockedNs / most)).toFixed(2);
    const label = quote(`${e.count} × ${e.via}\n${formatReason(e.reason)}, ${formatNs(e.blockedNs)}`);
    lines.push(
      `  ${node(e.waker, e.via)} -> ${node(e.wakee, e.via)} [label=${label}, penwidth=${width}${e.system ? ', style=dashed' : ''}];`,
    );
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

function quote(text: string): string {
  const safe = text.split('\n').map((line) => neutralise(line).replace(/\\/g, '\\\\').replace(/"/g, '\\"'));
  return `"${safe.join('\\n')}"`;
}
