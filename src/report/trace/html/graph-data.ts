// The edges of a trace as the picture takes them: nodes with the time of their goroutines, one edge for each pair, and
// apart from it what timers, the network and the runtime woke. Names are made safe to show here.
import type { TraceEdge, TraceResult, WakeVia } from '../../../model/trace-result.ts';
import { hueOf, isStandard } from '../../frame-color.ts';
import { packageOf } from '../../words.ts';
import { formatReason } from '../trace-words.ts';
import { graphName } from './trace-names.ts';

export interface GraphNode {
  readonly name: string;
  readonly label: string;
  /** `source`: no goroutine but a timer, the network poller or the collector. */
  readonly kind: 'goroutine' | 'runtime' | 'source';
  readonly hue: number;
  readonly count: number;
  /** ns by state: running, runnable, syscall, waiting. */
  readonly states: readonly [number, number, number, number];
}

export interface GraphPart {
  readonly via: WakeVia;
  readonly reason: string;
  readonly count: number;
  readonly ns: number;
}

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly ns: number;
  /** Of `count`, waits that began before the trace. */
  readonly sinceStart: number;
  /** A timer, the network or the runtime stands at an end. */
  readonly system: boolean;
  /** Most time first. */
  readonly parts: readonly GraphPart[];
}

export interface GraphData {
  readonly nodes: readonly GraphNode[];
  /** Most blocked time first. */
  readonly edges: readonly GraphEdge[];
  /** Text that narrows the picture from the start (`--focus`), or empty. */
  readonly focus: string;
  /** Least blocked time that was asked for. */
  readonly thresholdNs: number;
}

const sourceNames: Readonly<Record<string, string>> = {
  timer: 'timers',
  network: 'network',
  gc: 'the runtime',
};

/** `edges` are those of `result` that were asked for. */
export function graphData(
  result: Pick<TraceResult, 'goroutines'>,
  edges: readonly TraceEdge[],
  options: { readonly focus?: string; readonly thresholdNs: number },
): GraphData {
  const facts = new Map(result.goroutines.byFunction.map((f) => [f.function, f]));
  const nodes: GraphNode[] = [];
  const numbers = new Map<string, number>();
  const nodeOf = (name: string, source: string): number => {
    const key = source === '' ? name : `<${source}>`;
    let at = numbers.get(key);
    if (at !== undefined) return at;
    at = nodes.length;
    numbers.set(key, at);
    if (source !== '') {
      const label = sourceNames[source] ?? source;
      nodes.push({ name: label, label, kind: 'source', hue: -1, count: 0, states: [0, 0, 0, 0] });
      return at;
    }
    const { full, short } = graphName(name);
    const known = facts.get(name);
    nodes.push({
      name: full,
      label: short,
      kind: /^runtime[./]/.test(name) ? 'runtime' : 'goroutine',
      hue: isStandard(packageOf(name)) ? -1 : hueOf(packageOf(name)),
      count: known?.count ?? 0,
      states: known ? [known.runningNs, known.runnableNs, known.syscallNs, known.waitingNs] : [0, 0, 0, 0],
    });
    return at;
  };
  const pairs = new Map<string, { -readonly [K in keyof GraphEdge]: GraphEdge[K] } & { parts: GraphPart[] }>();
  for (const e of edges) {
    // A goroutine that happened to run the poller or a timer is not who woke.
    const source = e.waker === '<none>' || (e.system && ['timer', 'network', 'gc'].includes(e.via)) ? e.via : '';
    const from = nodeOf(e.waker, source);
    const to = nodeOf(e.wakee, '');
    const key = `${from} ${to} ${e.system}`;
    let pair = pairs.get(key);
    if (!pair) {
      pair = { from, to, count: 0, ns: 0, sinceStart: 0, system: e.system, parts: [] };
      pairs.set(key, pair);
    }
    pair.count += e.count;
    pair.ns += e.blockedNs;
    pair.sinceStart += e.sinceStart;
    const reason = formatReason(e.reason);
    const known = pair.parts.findIndex((p) => p.via === e.via && p.reason === reason);
    const before = pair.parts[known];
    if (before) pair.parts[known] = { ...before, count: before.count + e.count, ns: before.ns + e.blockedNs };
    else pair.parts.push({ via: e.via, reason, count: e.count, ns: e.blockedNs });
  }
  for (const pair of pairs.values()) pair.parts.sort((a, b) => b.ns - a.ns);
  return {
    nodes,
    edges: [...pairs.values()].sort((a, b) => b.ns - a.ns || a.from - b.from || a.to - b.to),
    focus: options.focus ?? '',
    thresholdNs: options.thresholdNs,
  };
}
