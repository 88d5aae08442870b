// Channel operations that are done only while a flag beside the channel says that the other end is there, under a lock:
// `c.mu.Lock(); if c.running { c.add <- e }`. Who stops the other end takes the lock and the flag first.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { ifParts } from '../../model/go-tree.ts';
import type { ChannelOperation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { lockOperation } from './lock-operations.ts';
import type { PackageFacts } from './package-facts.ts';

/** True when a lock of the object that holds the channel is taken in the function, and a field of it was asked before. */
export function isToldUnderLock(facts: PackageFacts, fn: SourceFunction, { node, place }: ChannelOperation): boolean {
  if (!place || place.path.length === 0) return false;
  const locks = facts.flowOf(fn).calls.some((call) => {
    const lock = lockOperation(facts, fn, call);
    return lock?.action === 'lock' && lock.place.root === place.root;
  });
  return locks && isGuarded(facts, fn, node, place.root);
}

function isGuarded(facts: PackageFacts, fn: SourceFunction, node: number, root: Variable): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  for (let at = node; at > fn.body; at = parents[at]) {
    const parent = parents[at];
    if (tree.kind[parent] === NodeKind.IfStmt) {
      const { condition } = ifParts(tree, parent);
      if (at !== condition && isField(facts, fn.file, condition, root)) return true;
    }
    if (tree.kind[parent] !== NodeKind.BlockStmt) continue;
    // `if !c.running { …; return }` before it.
    for (let i = parent + 1; i < at; i += tree.size[i]) {
      if (tree.kind[i] !== NodeKind.IfStmt) continue;
      const { condition, body } = ifParts(tree, i);
      if (isField(facts, fn.file, condition, root) && endsWithReturn(fn.file, body)) return true;
    }
  }
  return false;
}

/** `c.running`, `!c.running`. */
function isField(facts: PackageFacts, file: SourceFile, condition: number, root: Variable): boolean {
  const { tree } = file;
  const at =
    tree.kind[condition] === NodeKind.UnaryExpr && tree.op[condition] === Token.NOT ? condition + 1 : condition;
  if (tree.kind[at] !== NodeKind.SelectorExpr) return false;
  const place = facts.placeOf(file, at);
  return place?.root === root && place.path.length > 0;
}

function endsWithReturn({ tree }: SourceFile, body: number): boolean {
  let last = -1;
  for (let i = body + 1; i < body + tree.size[body]; i += tree.size[i]) last = i;
  return last >= 0 && tree.kind[last] === NodeKind.ReturnStmt;
}
