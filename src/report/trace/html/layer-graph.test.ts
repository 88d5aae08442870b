// The layered layout on graphs by chance: nothing lies on anything else, and arrows mostly point to the right.
import { describe, expect, it } from 'vitest';
import { newRandom } from '../../../../test/support/make-timeline.ts';
import { type GraphBox, type GraphLink, layoutGraph } from './layer-graph.ts';

interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.x + 0.01 < b.x + b.w && b.x + 0.01 < a.x + a.w && a.y + 0.01 < b.y + b.h && b.y + 0.01 < a.y + a.h;

function graphByChance(seed: number, nodes: number, edges: number): { boxes: GraphBox[]; links: GraphLink[] } {
  const random = newRandom(seed);
  const boxes = Array.from({ length: nodes }, () => ({ w: 60 + random() * 200, h: 30 + random() * 60 }));
  const links: GraphLink[] = [];
  while (links.length < edges) {
    const [from, to] = [Math.floor(random() * nodes), Math.floor(random() * nodes)];
    if (from !== to) links.push({ from, to, w: 40 + random() * 80, weight: random() });
  }
  return { boxes, links };
}

describe('layoutGraph', () => {
  it.each(Array.from({ length: 30 }, (_x, i) => ({ seed: i, nodes: 2 + ((i * 5) % 33), edges: 1 + ((i * 7) % 60) })))(
    'keeps nodes and labels apart: $nodes nodes, $edges edges',
    ({ seed, nodes, edges }) => {
      const { boxes, links } = graphByChance(seed, nodes, edges);
      const layout = layoutGraph(boxes, links, 900);
      const rects: Rect[] = [
        ...layout.nodes.map((p, i) => ({ ...p, ...boxes[i] })),
        ...layout.edges.map((e, i) => ({ x: e.x - links[i].w / 2, y: e.y - 8, w: links[i].w, h: 16 })),
      ];
      for (let i = 0; i < rects.length; i++) {
        expect(rects[i].x).toBeGreaterThanOrEqual(-0.01);
        expect(rects[i].y).toBeGreaterThanOrEqual(-0.01);
        expect(rects[i].x + rects[i].w).toBeLessThanOrEqual(layout.width + 0.01);
        expect(rects[i].y + rects[i].h).toBeLessThanOrEqual(layout.height + 0.01);
        for (let k = 0; k < i; k++) expect([i, k, overlap(rects[i], rects[k])]).toEqual([i, k, false]);
      }
      // A path begins at the side of the one and ends at the side of the other.
      layout.edges.forEach(({ points }, i) => {
        const [from, to] = [links[i].from, links[i].to].map((n) => ({ ...layout.nodes[n], ...boxes[n] }));
        const ends = [points.slice(0, 2), points.slice(-2)];
        [from, to].forEach((box, k) => {
          const [x, y] = ends[k];
          expect(Math.min(Math.abs(x - box.x), Math.abs(x - box.x - box.w))).toBeLessThan(0.01);
          expect(y).toBeGreaterThan(box.y);
          expect(y).toBeLessThan(box.y + box.h);
        });
      });
      expect(layoutGraph(boxes, links, 900)).toEqual(layout);
    },
  );

  it('draws what has no cycle from left to right', () => {
    const { boxes, links } = graphByChance(5, 20, 40);
    const forward = links.map((l) => (l.from < l.to ? l : { ...l, from: l.to, to: l.from }));
    const layout = layoutGraph(boxes, forward, 900);
    for (const { from, to } of forward) expect(layout.nodes[from].x + boxes[from].w).toBeLessThan(layout.nodes[to].x);
  });

  it('turns the lightest edge of a cycle', () => {
    const boxes = [0, 1, 2].map(() => ({ w: 50, h: 30 }));
    const links = [
      { from: 0, to: 1, w: 30, weight: 5 },
      { from: 1, to: 2, w: 30, weight: 5 },
      { from: 2, to: 0, w: 30, weight: 0.1 },
    ];
    const { nodes } = layoutGraph(boxes, links, 900);
    expect(nodes[0].x).toBeLessThan(nodes[1].x);
    expect(nodes[1].x).toBeLessThan(nodes[2].x);
  });

  it('takes four hundred edges, and none', () => {
    const { boxes, links } = graphByChance(9, 150, 400);
    expect(layoutGraph(boxes, links, 900).edges).toHaveLength(400);
    expect(layoutGraph([], [], 900)).toMatchObject({ nodes: [], edges: [] });
    expect(layoutGraph([{ w: 10, h: 10 }], [], 900)).toMatchObject({ width: 10, height: 10 });
  });
});
