// A layered drawing of a directed graph, left to right (Sugiyama, Tagawa and Toda 1981): cycles are cut by reversing few
// edges (Eades, Lin and Smyth 1993), every edge passes a rank of its own where its label stands, so labels never lie on
// nodes or on one another; order in ranks by barycentres; heights by isotonic regression (pool adjacent violators).
// Runs on both sides: sent to the browser as its own text, so it uses nothing outside itself. One thing: the drawing.

export interface GraphBox {
  readonly w: number;
  readonly h: number;
}

export interface GraphLink {
  readonly from: number;
  readonly to: number;
  /** Width of its label. */
  readonly w: number;
  /** Heavy edges keep their direction. */
  readonly weight: number;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Left upper corners. */
  readonly nodes: readonly { readonly x: number; readonly y: number }[];
  /** Points of a path (x, y by turns), where tangents are level; centre of the label. */
  readonly edges: readonly { readonly points: readonly number[]; readonly x: number; readonly y: number }[];
}

/** Deterministic. Edges from a node to itself are not for it. `room`: width in which parts that do not hang together are packed. */
export function layoutGraph(boxes: readonly GraphBox[], links: readonly GraphLink[], room: number): GraphLayout {
  const gapX = 22;
  const gapY = 16;
  const labelHeight = 17;
  const nodes = boxes.map(() => ({ x: 0, y: 0 }));
  const edges = links.map(() => ({ points: [] as number[], x: 0, y: 0 }));

  // Parts that hang together, by union of the ends.
  const root = boxes.map((_box, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (root[at] !== at) at = root[at] = root[root[at]];
    return at;
  };
  for (const link of links) root[find(link.from)] = find(link.to);
  const parts = new Map<number, { nodes: number[]; links: number[] }>();
  boxes.forEach((_box, i) => {
    const part = parts.get(find(i)) || { nodes: [], links: [] };
    part.nodes.push(i);
    parts.set(find(i), part);
  });
  links.forEach((link, i) => {
    (parts.get(find(link.from)) as { links: number[] }).links.push(i);
  });

  /** Numbers along which most weight points forward. */
  const orderNodes = (part: { nodes: number[]; links: number[] }): Map<number, number> => {
    const left = new Set(part.nodes);
    const out = new Map(part.nodes.map((n) => [n, 0]));
    const into = new Map(part.nodes.map((n) => [n, 0]));
    const of = new Map<number, number[]>(part.nodes.map((n) => [n, []]));
    for (const l of part.links) {
      const { from, to, weight } = links[l];
      out.set(from, (out.get(from) || 0) + weight);
      into.set(to, (into.get(to) || 0) + weight);
      (of.get(from) as number[]).push(l);
      (of.get(to) as number[]).push(l);
    }
    const head: number[] = [];
    const tail: number[] = [];
    const small = 1e-9;
    while (left.size > 0) {
      let best = -1;
      let value = 0;
      for (const n of left) {
        const [o, i] = [out.get(n) || 0, into.get(n) || 0];
        const score = o <= small ? -Infinity : i <= small ? Infinity : o - i;
        if (best < 0 || score === -Infinity || (value !== -Infinity && score > value)) [best, value] = [n, score];
        if (score === -Infinity) break;
      }
      left.delete(best);
      if (value === -Infinity) tail.push(best);
      else head.push(best);
      for (const l of of.get(best) as number[]) {
        const { from, to, weight } = links[l];
        if (from === best && left.has(to)) into.set(to, (into.get(to) || 0) - weight);
        if (to === best && left.has(from)) out.set(from, (out.get(from) || 0) - weight);
      }
    }
    return new Map([...head, ...tail.reverse()].map((n, i) => [n, i]));
  };

  /** Isotonic regression: the nearest heights to those wished for that keep order and distance. */
  const settle = (wish: number[], weight: number[], distance: number[]): number[] => {
    const blocks: { sum: number; weight: number; count: number }[] = [];
    let shift = 0;
    const shifts: number[] = [];
    wish.forEach((y, i) => {
      shift += i === 0 ? 0 : distance[i];
      shifts.push(shift);
      let block = { sum: (y - shift) * weight[i], weight: weight[i], count: 1 };
      while (blocks.length > 0) {
        const last = blocks[blocks.length - 1];
        if (last.sum / last.weight <= block.sum / block.weight) break;
        blocks.pop();
        block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
      }
      blocks.push(block);
    });
    const out: number[] = [];
    for (const block of blocks)
      for (let i = 0; i < block.count; i++) out.push(block.sum / block.weight + shifts[out.length]);
    return out;
  };

  interface Spot {
    node: number;
    link: number;
    label: boolean;
    rank: number;
    w: number;
    h: number;
    y: number;
    place: number;
    before: Spot[];
    after: Spot[];
  }

  const layoutPart = (part: { nodes: number[]; links: number[] }): { width: number; height: number } => {
    const order = orderNodes(part);
    const forward = (l: number): [number, number] => {
      const { from, to } = links[l];
      return (order.get(from) || 0) <= (order.get(to) || 0) ? [from, to] : [to, from];
    };
    // Ranks: as far left as its wakers allow, then as near to what it wakes as it may.
    const sorted = [...part.nodes].sort((a, b) => (order.get(a) || 0) - (order.get(b) || 0));
    const layer = new Map(part.nodes.map((n) => [n, 0]));
    const next = new Map<number, number[]>(part.nodes.map((n) => [n, []]));
    const degree = new Map(part.nodes.map((n) => [n, 0]));
    for (const l of part.links) {
      const [a, b] = forward(l);
      (next.get(a) as number[]).push(b);
      degree.set(b, (degree.get(b) || 0) + 1);
    }
    for (const n of sorted)
      for (const m of next.get(n) as number[]) layer.set(m, Math.max(layer.get(m) || 0, (layer.get(n) || 0) + 1));
    for (const n of [...sorted].reverse()) {
      const after = next.get(n) as number[];
      if (after.length > (degree.get(n) || 0))
        layer.set(n, Math.max(layer.get(n) || 0, Math.min(...after.map((m) => layer.get(m) || 0)) - 1));
    }

    const spots: Spot[] = [];
    const spotOf = new Map<number, Spot>();
    const add = (node: number, link: number, label: boolean, rank: number, w: number, h: number): Spot => {
      const spot = { node, link, label, rank, w, h, y: 0, place: 0, before: [], after: [] };
      spots.push(spot);
      return spot;
    };
    for (const n of sorted) spotOf.set(n, add(n, -1, false, (layer.get(n) || 0) * 2, boxes[n].w, boxes[n].h));
    const join = (a: Spot, b: Spot): void => {
      a.after.push(b);
      b.before.push(a);
    };
    const chains = new Map<number, Spot[]>();
    for (const l of part.links) {
      const [a, b] = forward(l).map((n) => spotOf.get(n) as Spot);
      const middle = a.rank + 1 + 2 * Math.floor((b.rank - a.rank - 2) / 4);
      const chain = [a];
      for (let rank = a.rank + 1; rank < b.rank; rank++) {
        const label = rank === middle;
        chain.push(add(-1, l, label, rank, label ? links[l].w : 0, label ? labelHeight : 6));
      }
      chain.push(b);
      for (let i = 1; i < chain.length; i++) join(chain[i - 1], chain[i]);
      chains.set(l, chain);
    }
    const ranks: Spot[][] = [];
    for (const spot of spots) (ranks[spot.rank] ??= []).push(spot);
    for (let r = 0; r < ranks.length; r++) ranks[r] ??= [];

    // Order within ranks: barycentres to and fro, the order with fewest crossings is kept.
    const number = (): void => {
      for (const rank of ranks)
        rank.forEach((spot, i) => {
          spot.place = i;
        });
    };
    const crossings = (): number => {
      let sum = 0;
      for (const rank of ranks) {
        const ends: number[] = [];
        for (const spot of rank) ends.push(...spot.after.map((s) => s.place).sort((a, b) => a - b));
        const tree: number[] = new Array(Math.max(0, ...ends) + 2).fill(0);
        for (let i = ends.length - 1; i >= 0; i--) {
          for (let k = ends[i]; k > 0; k -= k & -k) sum += tree[k];
          for (let k = ends[i] + 1; k < tree.length; k += k & -k) tree[k]++;
        }
      }
      return sum;
    };
    number();
    let fewest = crossings();
    let kept = ranks.map((rank) => [...rank]);
    for (let sweep = 0; sweep < 24 && fewest > 0; sweep++) {
      const down = sweep % 2 === 0;
      for (let i = 1; i < ranks.length; i++) {
        const rank = ranks[down ? i : ranks.length - 1 - i];
        const centre = new Map(
          rank.map((spot) => {
            const near = down ? spot.before : spot.after;
            return [spot, near.length === 0 ? spot.place : near.reduce((sum, s) => sum + s.place, 0) / near.length];
          }),
        );
        rank.sort((a, b) => (centre.get(a) as number) - (centre.get(b) as number) || a.place - b.place);
        rank.forEach((spot, k) => {
          spot.place = k;
        });
      }
      const now = crossings();
      if (now < fewest) {
        fewest = now;
        kept = ranks.map((rank) => [...rank]);
      }
    }
    kept.forEach((rank, r) => {
      ranks[r] = rank;
    });
    number();

    // Heights: each rank settles near its neighbours; long edges pull straight.
    for (const rank of ranks) {
      let y = 0;
      for (const spot of rank) {
        spot.y = y + spot.h / 2;
        y += spot.h + gapY;
      }
    }
    const pull = (a: Spot, b: Spot): number => (a.node < 0 && b.node < 0 ? 8 : a.node < 0 || b.node < 0 ? 2 : 1);
    for (let sweep = 0; sweep < 16; sweep++)
      for (let i = 0; i < ranks.length; i++) {
        const rank = ranks[sweep % 2 === 0 ? i : ranks.length - 1 - i];
        const wish: number[] = [];
        const weight: number[] = [];
        for (const spot of rank) {
          const near = sweep >= 12 ? [...spot.before, ...spot.after] : sweep % 2 === 0 ? spot.before : spot.after;
          const sum = near.reduce((all, s) => all + pull(spot, s), 0);
          wish.push(sum === 0 ? spot.y : near.reduce((all, s) => all + s.y * pull(spot, s), 0) / sum);
          weight.push(Math.max(0.2, sum));
        }
        const distance = rank.map((spot, k) =>
          k === 0 ? 0 : (spot.h + rank[k - 1].h) / 2 + (spot.node < 0 && rank[k - 1].node < 0 ? 5 : gapY),
        );
        settle(wish, weight, distance).forEach((y, k) => {
          rank[k].y = y;
        });
      }
    const top = Math.min(...spots.map((s) => s.y - s.h / 2));
    for (const spot of spots) spot.y -= top;

    const left: number[] = [];
    const right: number[] = [];
    let x = 0;
    ranks.forEach((rank, r) => {
      const w = Math.max(0, ...rank.map((s) => s.w));
      left[r] = x;
      right[r] = x + w;
      x += w + gapX;
    });
    for (const n of part.nodes) {
      const spot = spotOf.get(n) as Spot;
      nodes[n].x = (left[spot.rank] + right[spot.rank] - spot.w) / 2;
      nodes[n].y = spot.y - spot.h / 2;
    }
    // Where an edge leaves or enters a side: one below the other, in the order of where they go.
    const port = (spot: Spot, neighbour: Spot, side: Spot[]): number => {
      const list = [...side].sort((a, b) => a.y - b.y || a.place - b.place);
      const step = Math.min(11, (spot.h * 0.7) / Math.max(1, list.length - 1));
      return spot.y + (list.indexOf(neighbour) - (list.length - 1) / 2) * step;
    };
    for (const l of part.links) {
      const chain = chains.get(l) as Spot[];
      const [a, b] = [chain[0], chain[chain.length - 1]];
      const points = [nodes[a.node].x + a.w, port(a, chain[1], a.after)];
      for (const spot of chain.slice(1, -1)) {
        points.push(left[spot.rank], spot.y, right[spot.rank], spot.y);
        if (spot.label) {
          edges[l].x = (left[spot.rank] + right[spot.rank]) / 2;
          edges[l].y = spot.y;
        }
      }
      points.push(nodes[b.node].x, port(b, chain[chain.length - 2], b.before));
      if (forward(l)[0] !== links[l].from)
        for (let i = points.length - 2; i >= 0; i -= 2) edges[l].points.push(points[i], points[i + 1]);
      else edges[l].points.push(...points);
    }
    return { width: Math.max(0, x - gapX), height: Math.max(...spots.map((s) => s.y + s.h / 2)) };
  };

  // Parts stand in lines, the largest first.
  const done = [...parts.values()].map((part) => ({ part, ...layoutPart(part) }));
  done.sort((a, b) => b.part.links.length - a.part.links.length || b.width * b.height - a.width * a.height);
  const width = Math.max(room, ...done.map((d) => d.width));
  let x = 0;
  let y = 0;
  let line = 0;
  let widest = 0;
  for (const { part, width: w, height: h } of done) {
    if (x > 0 && x + w > width) {
      x = 0;
      y += line + gapY * 2;
      line = 0;
    }
    for (const n of part.nodes) {
      nodes[n].x += x;
      nodes[n].y += y;
    }
    for (const l of part.links) {
      edges[l].x += x;
      edges[l].y += y;
      for (let i = 0; i < edges[l].points.length; i += 2) {
        edges[l].points[i] += x;
        edges[l].points[i + 1] += y;
      }
    }
    x += w + gapX * 2;
    widest = Math.max(widest, x - gapX * 2);
    line = Math.max(line, h);
  }
  return { width: widest, height: y + line, nodes, edges };
}
