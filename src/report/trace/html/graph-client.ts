// Runs in the browser: makes elements of the graph's shapes, pans and zooms, narrows to a node, searches, walks by keys.
// Sent as its own text; what it needs comes in `parts`. Text of the trace goes in as text, never as markup.
import type { GraphData } from './graph-data.ts';
import type { drawGraph, GraphPicture, Shape } from './graph-shapes.ts';
import type { layoutGraph } from './layer-graph.ts';
import type { PageElement, PageEvent, PageWindow } from './page-dom.ts';

export interface GraphParts {
  readonly drawGraph: typeof drawGraph;
  readonly layoutGraph: typeof layoutGraph;
}

/** Returns what redraws after a change of theme: nothing, colours are the style sheet's. */
export function graphClient(window: PageWindow, data: GraphData, parts: GraphParts): () => void {
  const doc = window.document;
  const byId = (id: string): PageElement => doc.getElementById(id) as PageElement;
  const svg = byId('graph');
  const panel = byId('g-details');
  const label = byId('g-label');
  const search = byId('g-search');
  const amount = byId('g-amount');
  const system = byId('g-system');
  const space = 'http://www.w3.org/2000/svg';
  const view = { system: false, most: 0, only: -1 };
  let picture: GraphPicture = parts.drawGraph(data, view, parts.layoutGraph);
  const box = { x: 0, y: 0, w: 100, h: 100 };
  let chosen = -1;
  let found: number[] = [];
  let at = 0;
  const nodeElements = new Map<number, PageElement>();
  const edgeElements = new Map<number, PageElement>();

  const time = (ns: number): string => {
    if (ns < 1000) return `${Math.round(ns)} ns`;
    const [value, unit] = ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
    return `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ${unit}`;
  };
  const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const make = (tag: string, className: string, ...inside: (PageElement | string)[]): PageElement => {
    const element = doc.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  };
  const tip = make('div', 'tip-box');
  tip.hidden = true;
  (svg.parentElement as PageElement).append(tip);

  const elementOf = (shape: Shape): PageElement => {
    const element = doc.createElementNS(space, shape.tag);
    for (const name of Object.keys(shape.attributes)) element.setAttribute(name, String(shape.attributes[name]));
    if (shape.text !== undefined) element.textContent = shape.text;
    // Titles become the page's own tooltip, which is there at once.
    for (const inner of shape.inside || []) {
      if (inner.tag === 'title') element.setAttribute('data-title', inner.text || '');
      else element.append(elementOf(inner));
    }
    return element;
  };

  const show = (): void => {
    svg.setAttribute('viewBox', `${box.x} ${box.y} ${box.w} ${box.h}`);
  };
  const frame = (): { w: number; h: number } => {
    const r = svg.getBoundingClientRect();
    return { w: Math.max(50, r.width), h: Math.max(50, r.height) };
  };
  /** All of it, but never larger than life. On a narrow screen the left part, readable. */
  const showAll = (): void => {
    const { w, h } = frame();
    const scale = Math.min(Math.max(picture.width / w, picture.height / h, 1), w < 600 ? 1.6 : 2.2);
    box.w = w * scale;
    box.h = h * scale;
    box.x = picture.width < box.w ? (picture.width - box.w) / 2 : 0;
    box.y = picture.height < box.h ? Math.max((picture.height - box.h) / 2, picture.height - box.h) : 0;
    show();
  };
  const zoom = (factor: number, x = box.x + box.w / 2, y = box.y + box.h / 2): void => {
    const { w } = frame();
    const to = Math.max(w / 4, Math.min(box.w * factor, Math.max(picture.width * 3, w)));
    const real = to / box.w;
    box.x = x - (x - box.x) * real;
    box.y = y - (y - box.y) * real;
    box.w *= real;
    box.h *= real;
    show();
  };
  const into = (node: number): void => {
    const place = picture.nodes.find((n) => n.node === node);
    if (!place) return;
    const margin = box.w * 0.04;
    if (
      place.x < box.x + margin ||
      place.x + place.w > box.x + box.w - margin ||
      place.y < box.y + margin ||
      place.y + place.h > box.y + box.h - margin
    ) {
      box.x = place.x + place.w / 2 - box.w / 2;
      box.y = place.y + place.h / 2 - box.h / 2;
      show();
    }
  };

  const mark = (): void => {
    const near = new Set<number>([chosen]);
    for (const i of picture.edges) {
      const { from, to } = data.edges[i];
      if (from === chosen) near.add(to);
      if (to === chosen) near.add(from);
    }
    for (const [n, element] of nodeElements) {
      const kind = `node k-${data.nodes[n].kind}`;
      const state = `${n === chosen ? ' chosen' : ''}${found.indexOf(n) >= 0 ? ' found' : ''}${chosen >= 0 && !near.has(n) ? ' far' : ''}`;
      element.setAttribute('class', kind + state);
    }
    for (const [i, element] of edgeElements) {
      const { from, to, parts: how } = data.edges[i];
      const far = chosen >= 0 && from !== chosen && to !== chosen;
      element.setAttribute('class', `edge v-${how[0].via}${far ? ' far' : ''}`);
    }
  };
  const tell = (): void => {
    const shown = picture.edges.length;
    const left = picture.all - shown;
    const what = view.only >= 0 ? ` of ${data.nodes[view.only].label}` : '';
    label.textContent =
      picture.all === 0
        ? 'No goroutine of the program was woken by another.'
        : `${number(shown)} ${shown === 1 ? 'edge' : 'edges'}${what}${left > 0 ? `; ${number(left)} with less blocked time are left out` : ''}. Arrows go from who woke to who was woken; blocked time · wake-ups. Click a node for more; wheel zooms, drag pans, Tab and arrows walk.`;
  };
  const render = (refit: boolean): void => {
    picture = parts.drawGraph(data, view, parts.layoutGraph);
    nodeElements.clear();
    edgeElements.clear();
    svg.replaceChildren(
      ...picture.shapes.map((shape) => {
        const element = elementOf(shape);
        const node = shape.attributes['data-node'];
        if (node !== undefined) nodeElements.set(Number(node), element);
        else edgeElements.set(Number(shape.attributes['data-edge']), element);
        return element;
      }),
    );
    amount.setAttribute('max', String(Math.max(1, Math.min(400, picture.all))));
    amount.value = String(picture.edges.length);
    if (!nodeElements.has(chosen)) choose(-1, false);
    // The line of text first: it may take room from the picture.
    tell();
    if (refit) showAll();
    mark();
  };

  const details = (): void => {
    // The panel takes its room only when there is something in it; what is seen keeps its size.
    const scale = box.w / frame().w;
    (panel.parentElement as PageElement).className = chosen < 0 ? 'g-body alone' : 'g-body';
    const { w, h } = frame();
    box.w = w * scale;
    box.h = h * scale;
    show();
    panel.replaceChildren();
    if (chosen < 0) return;
    const node = data.nodes[chosen];
    const parts: PageElement[] = [make('h3', '', node.name)];
    const total = node.states.reduce((sum, ns) => sum + ns, 0);
    if (total > 0) {
      const names = ['running', 'runnable', 'in system calls', 'waiting'];
      parts.push(
        make(
          'p',
          'dim',
          `${number(node.count)} ${node.count === 1 ? 'goroutine' : 'goroutines'}: ${names.map((name, i) => `${name} ${time(node.states[i])}`).join(', ')}`,
        ),
      );
    }
    const tools = make('div', 'tools');
    const only = make('button', '', view.only === chosen ? 'Show all again' : 'Only this and its neighbours');
    only.type = 'button';
    only.addEventListener('click', () => {
      view.only = view.only === chosen ? -1 : chosen;
      view.most = 0;
      render(true);
      details();
    });
    tools.append(only);
    parts.push(tools);
    const list = (title: string, edges: typeof data.edges, end: 'from' | 'to'): void => {
      if (edges.length === 0) return;
      const items = edges.slice(0, 40).map((edge) => {
        const other = edge[end];
        const link = make('button', 'link', other === chosen ? 'itself' : data.nodes[other].label);
        link.type = 'button';
        link.title = data.nodes[other].name;
        link.addEventListener('click', () => choose(other, true));
        const how = edge.parts
          .slice(0, 6)
          .map((p) => `${number(p.count)} × ${p.via}, ${p.reason}: ${time(p.ns)}`)
          .join('; ');
        return make('li', '', link, ` ${edge.sinceStart > 0 ? '≥ ' : ''}${time(edge.ns)}`, make('small', '', how));
      });
      if (edges.length > 40) items.push(make('li', 'dim', `${edges.length - 40} more`));
      parts.push(make('h4', '', title), make('ul', '', ...items));
    };
    list(
      'Woken by',
      data.edges.filter((e) => e.to === chosen),
      'from',
    );
    list(
      'Wakes',
      data.edges.filter((e) => e.from === chosen),
      'to',
    );
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
  };
  const choose = (node: number, sight: boolean): void => {
    chosen = node;
    if (node >= 0 && sight && !nodeElements.has(node)) {
      // It is not in the picture: show it with what belongs to it.
      view.only = node;
      if (data.nodes[node].kind !== 'goroutine') view.system = true;
      system.checked = view.system;
      view.most = 0;
      render(true);
    }
    mark();
    details();
    if (node >= 0 && sight) into(node);
  };

  // ---- mouse and touch
  const held = new Map<number, { x: number; y: number }>();
  let moved = 0;
  const toGraph = (event: PageEvent): { x: number; y: number } => {
    const r = svg.getBoundingClientRect();
    return {
      x: box.x + ((event.clientX - r.left) / r.width) * box.w,
      y: box.y + ((event.clientY - r.top) / r.height) * box.h,
    };
  };
  const partOf = (event: PageEvent): PageElement | null => (event.target ? event.target.closest('[data-title]') : null);
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  });
  svg.addEventListener('pointermove', (event) => {
    const before = held.get(event.pointerId);
    if (!before) {
      const part = partOf(event);
      tip.hidden = !part;
      if (part) {
        tip.textContent = part.getAttribute('data-title');
        const left = Math.min(event.clientX + 14, window.innerWidth - 470);
        tip.style.left = `${Math.max(4, left)}px`;
        tip.style.top = `${Math.min(event.clientY + 16, window.innerHeight - 120)}px`;
      }
      return;
    }
    tip.hidden = true;
    const { w } = frame();
    const scale = box.w / w;
    const others = [...held].filter(([id]) => id !== event.pointerId);
    if (others.length > 0) {
      const other = others[0][1];
      const far = (p: { x: number; y: number }): number => Math.hypot(p.x - other.x, p.y - other.y) + 10;
      const centre = toGraph(event);
      zoom(far(before) / far({ x: event.clientX, y: event.clientY }), centre.x, centre.y);
    } else {
      moved += Math.abs(event.clientX - before.x) + Math.abs(event.clientY - before.y);
      if (moved > 4) {
        svg.setPointerCapture(event.pointerId);
        svg.setAttribute('class', 'drag');
        box.x -= (event.clientX - before.x) * scale;
        box.y -= (event.clientY - before.y) * scale;
        show();
      }
    }
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  const release = (event: PageEvent): void => {
    svg.setAttribute('class', '');
    if (!held.delete(event.pointerId) || moved > 4) return;
    const part = partOf(event);
    const node = part ? part.getAttribute('data-node') : null;
    const edge = part ? part.getAttribute('data-edge') : null;
    if (node !== null) choose(Number(node), false);
    else if (edge !== null) choose(data.edges[Number(edge)].to, false);
    else choose(-1, false);
  };
  svg.addEventListener('pointerup', release);
  svg.addEventListener('pointercancel', (event) => {
    held.delete(event.pointerId);
  });
  svg.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { x, y } = toGraph(event);
      const by = Math.max(-120, Math.min(120, event.deltaY * (event.deltaMode === 1 ? 16 : 1)));
      zoom(Math.exp(by * 0.0025), x, y);
    },
    { passive: false },
  );

  // ---- keys: Tab goes from node to node, arrows to the nearest one that way
  const nearest = (key: string): number => {
    const here = picture.nodes.find((n) => n.node === chosen) || picture.nodes[0];
    if (!here || chosen < 0) return here ? here.node : -1;
    const across = key === 'ArrowLeft' || key === 'ArrowRight';
    const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
    let best = -1;
    let least = Infinity;
    for (const n of picture.nodes) {
      const dx = n.x + n.w / 2 - here.x - here.w / 2;
      const dy = n.y + n.h / 2 - here.y - here.h / 2;
      const along = (across ? dx : dy) * sign;
      const aside = Math.abs(across ? dy : dx);
      if (along <= 1) continue;
      const far = along + aside * 2;
      if (far < least) [best, least] = [n.node, far];
    }
    return best;
  };
  svg.addEventListener('keydown', (event) => {
    const focused = event.target?.getAttribute('data-node');
    if (event.key === 'Enter' || event.key === ' ') {
      if (focused === null || focused === undefined) return;
      choose(Number(focused), true);
    } else if (event.key.indexOf('Arrow') === 0) {
      if (chosen < 0 && focused) chosen = Number(focused);
      const next = nearest(event.key);
      if (next < 0) return;
      choose(next, true);
      const element = nodeElements.get(next);
      if (element) element.focus({ preventScroll: true });
    } else if (event.key === '+' || event.key === '=') zoom(0.8);
    else if (event.key === '-') zoom(1.25);
    else if (event.key === '0') showAll();
    else if (event.key === 'Escape') {
      if (view.only >= 0) {
        view.only = -1;
        view.most = 0;
        render(true);
      }
      choose(-1, false);
    } else return;
    event.preventDefault();
  });

  // ---- tool bar
  byId('g-in').addEventListener('click', () => zoom(0.75));
  byId('g-out').addEventListener('click', () => zoom(1 / 0.75));
  byId('g-fit').addEventListener('click', () => {
    view.only = -1;
    render(true);
  });
  amount.addEventListener('input', () => {
    view.most = Math.max(1, Number(amount.value));
    render(true);
  });
  system.addEventListener('change', () => {
    view.system = system.checked;
    view.most = 0;
    render(true);
  });
  const seek = (): void => {
    const query = search.value.trim().toLowerCase();
    found =
      query === ''
        ? []
        : data.nodes.map((_n, i) => i).filter((i) => data.nodes[i].name.toLowerCase().indexOf(query) >= 0);
    at = -1;
    byId('g-found').textContent =
      query === '' ? '' : found.length === 0 ? 'nothing found' : `${number(found.length)} found; Enter: next`;
    mark();
  };
  search.addEventListener('input', seek);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || found.length === 0) return;
    at = (at + 1) % found.length;
    choose(found[at], true);
  });
  window.addEventListener('resize', showAll);
  if (data.thresholdNs > 0 || data.focus !== '') view.most = 400;
  render(true);
  if (data.focus !== '') {
    search.value = data.focus;
    seek();
  }
  return () => {};
}
