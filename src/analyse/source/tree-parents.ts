// The parents of all nodes of a tree, worked out once for each tree.
import type { GoFile } from '../../model/go-syntax.ts';
import { parentsOf } from '../../model/go-tree.ts';

const parents = new WeakMap<GoFile, Int32Array>();

/** The parent of every node, -1 for the root. */
export function parentsIn(tree: GoFile): Int32Array {
  let list = parents.get(tree);
  if (!list) parents.set(tree, (list = parentsOf(tree)));
  return list;
}
