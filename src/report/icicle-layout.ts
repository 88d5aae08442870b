// The geometry of an icicle: stacks merged from the root into boxes, root on top, widths in counts.
// Boxes stand in columns, parents before children, so that a page can draw a hundred thousand of them.
import type { FlameInput } from './flame-input.ts';

export interface Icicle {
  /** Sum of all counts: the width of box 0, the root `all`. */
  readonly total: number;
  readonly depth: number;
  /** Distinct names; boxes hold indexes. */
  readonly names: readonly string[];
  /** Distinct classes, in order of first use. */
  readonly classes: readonly string[];
  readonly name: readonly number[];
  readonly level: readonly number[];
  /** Left edge, in counts. */
  readonly left: readonly number[];
  readonly count: readonly number[];
  /** Counts of stacks that end here. */
  readonly self: readonly number[];
  readonly parent: readonly number[];
  /** The class that most of its counts have. */
  readonly kind: readonly number[];
}

interface Node {
  readonly name: string;
  readonly children: Map<string, Node>;
  readonly byClass: Map<string, number>;
  count: number;
  self: number;
}

const node = (name: string): Node => ({ name, children: new Map(), byClass: new Map(), count: 0, self: 0 });

/** Merges and places. Siblings stand by count, most first, then by name. Counts of 0 or less are left out. */
export function layoutIcicle(input: FlameInput): Icicle {
  const root = node('all');
  for (const stack of input.stacks) {
    if (!(stack.count > 0)) continue;
    const kind = stack.class ?? '';
    let at = root;
    const visit = (next: Node): void => {
      next.count += stack.count;
      next.byClass.set(kind, (next.byClass.get(kind) ?? 0) + stack.count);
      at = next;
    };
    visit(root);
    for (const name of stack.frames) {
      let child = at.children.get(name);
      if (!child) at.children.set(name, (child = node(name)));
      visit(child);
    }
    at.self += stack.count;
  }
  const nameIndex = new Map<string, number>();
  const classIndex = new Map<string, number>();
  const indexOf = (map: Map<string, number>, key: string): number => {
    const found = map.get(key);
    if (found !== undefined) return found;
    map.set(key, map.size);
    return map.size - 1;
  };
  for (const stack of input.stacks) indexOf(classIndex, stack.class ?? '');
  const columns = { name: [], level: [], left: [], count: [], self: [], parent: [], kind: [] } as Record<
    'name' | 'level' | 'left' | 'count' | 'self' | 'parent' | 'kind',
    number[]
  >;
  let depth = 0;
  const todo: { readonly node: Node; readonly level: number; readonly left: number; readonly parent: number }[] = [
    { node: root, level: 0, left: 0, parent: -1 },
  ];
  for (let box = todo.pop(); box; box = todo.pop()) {
    const index = columns.name.length;
    const kinds = [...box.node.byClass].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    columns.name.push(indexOf(nameIndex, box.node.name));
    columns.level.push(box.level);
    columns.left.push(box.left);
    columns.count.push(box.node.count);
    columns.self.push(box.node.self);
    columns.parent.push(box.parent);
    columns.kind.push(kinds.length > 0 ? indexOf(classIndex, kinds[0][0]) : 0);
    depth = Math.max(depth, box.level + 1);
    const children = [...box.node.children.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    let left = box.left;
    const placed = children.map((child) => {
      const at = left;
      left += child.count;
      return { node: child, level: (box?.level ?? 0) + 1, left: at, parent: index };
    });
    todo.push(...placed.reverse());
  }
  return { total: root.count, depth, names: [...nameIndex.keys()], classes: [...classIndex.keys()], ...columns };
}
