// The graph as shapes: what stands where, with which words. Runs on both sides; the SVG file writes them as text, the page
// makes elements of them. Sent to the browser as its own text, so it uses nothing outside itself.
import type { GraphData, GraphEdge } from './graph-data.ts';
import type { layoutGraph } from './layer-graph.ts';

export interface Shape {
  readonly tag: 'g' | 'rect' | 'path' | 'text' | 'title' | 'circle' | 'line';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly inside?: readonly Shape[];
}

export interface GraphView {
  /** With timers, network and the runtime as nodes of their own. */
  readonly system: boolean;
  /** Edges that are drawn, most blocked time first; 0: those that hold 99 % of it, at least 8 and at most 40. */
  readonly most: number;
  /** Only this node and those that it wakes or is woken by; -1: all. */
  readonly only: number;
}

export interface GraphPicture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly nodes: readonly {
    readonly node: number;
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  }[];
  /** Numbers of the edges drawn. */
  readonly edges: readonly number[];
  /** Of how many that could be. */
  readonly all: number;
}

export function drawGraph(data: GraphData, view: GraphView, layout: typeof layoutGraph): GraphPicture {
  const nameWidth = 7.25;
  const textWidth = 6.1;
  const maxName = 38;
  const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const time = (ns: number): string => {
    if (ns < 1000) return `${Math.round(ns)} ns`;
    const [value, unit] = ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
    return `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ${unit}`;
  };
  const shorten = (text: string): string =>
    text.length > maxName ? `${text.slice(0, 14)}…${text.slice(text.length - (maxName - 15))}` : text;
  const viaOf = (edge: GraphEdge): string => edge.parts[0].via;

  // What is drawn: edges between different nodes; the rest is told in the node.
  const candidates = data.edges
    .map((_edge, i) => i)
    .filter((i) => {
      const { from, to, system } = data.edges[i];
      if (from === to || (system && !view.system)) return false;
      return view.only < 0 || from === view.only || to === view.only;
    });
  let enough = 0;
  const blocked = candidates.reduce((sum, i) => sum + data.edges[i].ns, 0);
  for (let held = 0; enough < candidates.length && (enough < 8 || (held < blocked * 0.99 && enough < 40)); enough++)
    held += data.edges[candidates[enough]].ns;
  const shown = candidates.slice(0, view.most > 0 ? view.most : enough);
  const used = new Set<number>(view.only >= 0 ? [view.only] : []);
  for (const i of shown) {
    used.add(data.edges[i].from);
    used.add(data.edges[i].to);
  }
  // A node that only timers or the network woke stands for itself, when it waited as long as what is drawn.
  const least = shown.length > 0 ? data.edges[shown[shown.length - 1]].ns : 0;
  if (view.only < 0 && !view.system)
    for (const edge of data.edges) if (edge.ns >= least && data.nodes[edge.to].kind === 'goroutine') used.add(edge.to);
  const list = [...used].sort((a, b) => a - b);
  const at = new Map(list.map((n, i) => [n, i]));

  /** What is no arrow: wake-ups by itself, by timers, the network and the runtime. */
  const notesOf = (n: number): { text: string; via: string }[] => {
    const sums = new Map<string, { count: number; ns: number; via: string }>();
    for (const edge of data.edges) {
      if (edge.to !== n || (edge.from !== n && (!edge.system || view.system))) continue;
      const from = data.nodes[edge.from];
      const name = edge.from === n ? '↻ itself' : from.kind === 'source' ? from.label : 'the runtime';
      const sum = sums.get(name) || { count: 0, ns: 0, via: viaOf(edge) };
      sum.count += edge.count;
      sum.ns += edge.ns;
      sums.set(name, sum);
    }
    return [...sums]
      .sort((a, b) => b[1].ns - a[1].ns)
      .slice(0, 3)
      .map(([name, { count, ns, via }]) => ({
        text: `${name}: ${number(count)} ${count === 1 ? 'wake' : 'wakes'}, ${time(ns)}`,
        via,
      }));
  };
  const cards = list.map((n) => {
    const node = data.nodes[n];
    const notes = node.kind === 'source' ? [] : notesOf(n);
    const about =
      node.kind === 'source'
        ? ''
        : `${number(node.count)} ${node.count === 1 ? 'goroutine' : 'goroutines'}, waited ${time(node.states[3])}`;
    const label = shorten(node.label);
    const lines = [about, ...notes.map((x) => x.text)].filter((x) => x !== '');
    const w = Math.max(label.length * nameWidth, ...lines.map((x) => x.length * textWidth + 4)) + 22;
    return { node, n, notes, about, label, w: Math.round(w), h: node.kind === 'source' ? 30 : 46 + notes.length * 15 };
  });
  const words = shown.map((i) => {
    const edge = data.edges[i];
    const kinds = new Set(edge.parts.map((p) => p.via));
    return `${edge.sinceStart > 0 ? '≥ ' : ''}${time(edge.ns)} · ${number(edge.count)} ${kinds.size === 1 ? viaOf(edge) : edge.count === 1 ? 'wake' : 'wakes'}`;
  });
  const most = Math.max(1, ...shown.map((i) => data.edges[i].ns));
  const placed = layout(
    cards,
    shown.map((i, k) => ({
      from: at.get(data.edges[i].from) as number,
      to: at.get(data.edges[i].to) as number,
      w: words[k].length * textWidth + 12,
      weight: 0.05 + Math.sqrt(data.edges[i].ns / most),
    })),
    1100,
  );

  const pad = 12;
  const shapes: Shape[] = [];
  const round = (v: number): number => Math.round(v * 10) / 10;
  shown.forEach((i, k) => {
    const edge = data.edges[i];
    const { points, x, y } = placed.edges[k];
    const p = points.map((v) => round(v + pad));
    let d = `M${p[0]} ${p[1]}`;
    for (let j = 2; j < p.length; j += 2) {
      const [x0, y0, x1, y1] = [p[j - 2], p[j - 1], p[j], p[j + 1]];
      const middle = round((x0 + x1) / 2);
      d += y0 === y1 ? `L${x1} ${y1}` : `C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
    }
    const [tipX, tipY] = [p[p.length - 2], p[p.length - 1]];
    const back = p[p.length - 4] > tipX ? 8 : -8;
    const width = round(1.2 + 3.6 * Math.sqrt(edge.ns / most));
    const title = [
      `${data.nodes[edge.from].name} woke ${data.nodes[edge.to].name}`,
      ...edge.parts.map((part) => `${number(part.count)} × ${part.via}, ${part.reason}: ${time(part.ns)}`),
      ...(edge.sinceStart > 0 ? [`${number(edge.sinceStart)} of the waits began before the trace`] : []),
    ].join('\n');
    shapes.push({
      tag: 'g',
      attributes: { class: `edge v-${viaOf(edge)}`, 'data-edge': i, 'data-from': edge.from, 'data-to': edge.to },
      inside: [
        { tag: 'title', attributes: {}, text: title },
        { tag: 'path', attributes: { class: 'wire', d, 'stroke-width': width } },
        { tag: 'path', attributes: { class: 'reach', d } },
        {
          tag: 'path',
          attributes: { class: 'tip', d: `M${tipX} ${tipY}l${back} -4.5v9z` },
        },
        {
          tag: 'rect',
          attributes: {
            class: 'plate',
            x: round(x + pad - (words[k].length * textWidth) / 2 - 4),
            y: round(y + pad - 8),
            width: round(words[k].length * textWidth + 8),
            height: 16,
            rx: 3,
          },
        },
        {
          tag: 'text',
          attributes: { class: 'said', x: round(x + pad), y: round(y + pad + 3.8), 'text-anchor': 'middle' },
          text: words[k],
        },
      ],
    });
  });
  const places: { node: number; x: number; y: number; w: number; h: number }[] = [];
  cards.forEach((card, k) => {
    const x = round(placed.nodes[k].x + pad);
    const y = round(placed.nodes[k].y + pad);
    const { node, w, h } = card;
    places.push({ node: card.n, x, y, w, h });
    const total = node.states.reduce((sum, ns) => sum + ns, 0);
    const bar: Shape[] = [];
    let left = x + 10;
    if (total > 0)
      ['running', 'runnable', 'syscall', 'waiting'].forEach((state, s) => {
        const share = (node.states[s] / total) * (w - 20);
        if (share > 0)
          bar.push({
            tag: 'rect',
            attributes: {
              class: `s-${state}`,
              x: round(left),
              y: y + h - 8,
              width: round(Math.max(0.6, share)),
              height: 3,
            },
          });
        left += share;
      });
    const lines: Shape[] = [
      {
        tag: 'text',
        attributes: { class: 'name', x: x + 10, y: y + (node.kind === 'source' ? 19.5 : 17.5) },
        text: card.label,
      },
      ...(card.about
        ? [{ tag: 'text' as const, attributes: { class: 'about', x: x + 10, y: y + 32 }, text: card.about }]
        : []),
      ...card.notes.map((note, i) => ({
        tag: 'text' as const,
        attributes: { class: `about v-${note.via}`, x: x + 10, y: y + 47 + i * 15 },
        text: note.text,
      })),
    ];
    const title = [
      node.name,
      ...(total > 0
        ? [
            `running ${time(node.states[0])}, runnable ${time(node.states[1])}, in system calls ${time(node.states[2])}, waiting ${time(node.states[3])}`,
          ]
        : []),
    ].join('\n');
    shapes.push({
      tag: 'g',
      attributes: {
        class: `node k-${node.kind}`,
        'data-node': card.n,
        tabindex: 0,
        role: 'button',
        'aria-label': [node.name, card.about, ...card.notes.map((note) => note.text)]
          .filter((s) => s !== '')
          .join(', '),
      },
      inside: [
        { tag: 'title', attributes: {}, text: title },
        { tag: 'rect', attributes: { class: 'box', x, y, width: w, height: h, rx: node.kind === 'source' ? 15 : 7 } },
        ...(node.hue < 0
          ? []
          : [
              {
                tag: 'rect' as const,
                attributes: { x, y: y + 6, width: 3, height: h - 12, fill: `hsl(${node.hue} 45% 55%)` },
              },
            ]),
        ...lines,
        ...bar,
      ],
    });
  });
  return {
    width: Math.ceil(placed.width + 2 * pad),
    height: Math.ceil(placed.height + 2 * pad),
    shapes,
    nodes: places,
    edges: shown,
    all: candidates.length,
  };
}
