// Waits of a function that was given a context and does not look at it.
import { NodeKind } from '../../model/go-syntax.ts';
import { forParts } from '../../model/go-tree.ts';
import type { Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { calleeBinding } from './channel-uses.ts';
import { isMadeHere } from './fresh-values.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

export interface IgnoredContext {
  /** The operation that waits. */
  readonly node: number;
  /** `sleeps`, `waits for a value`, `waits for a receiver`. */
  readonly what: string;
  /** `loop`: the context is not looked at in the loop; `function`: nowhere. */
  readonly where: 'loop' | 'function';
}

/** Sleeps in a loop without end, and plain channel operations of a function that never mentions its context. */
export function ignoredContexts(facts: PackageFacts, fn: SourceFunction, context: Variable): IgnoredContext[] {
  const binding = calleeBinding(facts, fn);
  if (!binding || fn.body < 0) return [];
  const { file } = fn;
  const isNamed = (from: number, to: number): boolean => {
    for (let i = from; i < to; i++)
      if (file.tree.kind[i] === NodeKind.Ident) {
        const variable = localAt(binding, i);
        // Also what was made of it, and any other context.
        if (variable === context) return true;
        if (variable && typeNameOf(facts.typeOf(file, i)) === 'context.Context') return true;
      }
    return false;
  };
  const { tree } = file;
  const isMentioned = isNamed(fn.body, fn.body + tree.size[fn.body]);
  const found: IgnoredContext[] = [];
  for (const block of facts.flowOf(fn).blocks)
    for (const operation of block.operations) {
      if (operation.kind === 'call' && operation.mode === 'now' && operation.callee.name === 'time.Sleep') {
        const loop = endlessLoop(file, facts, operation.node, fn);
        if (loop >= 0 && !isNamed(loop, loop + tree.size[loop]))
          found.push({ node: operation.node, what: 'sleeps', where: 'loop' });
      } else if (!isMentioned && waitsPlainly(facts, operation))
        found.push({
          node: operation.node,
          what: operation.kind === 'send' ? 'waits for a receiver' : 'waits for a value',
          where: 'function',
        });
    }
  return found;
}

/** The innermost `for` around a node that counts nothing: no post statement. -1 when it counts or ranges. */
function endlessLoop(file: SourceFile, facts: PackageFacts, node: number, fn: SourceFunction): number {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let at = parents[node]; at > fn.body; at = parents[at]) {
    if (tree.kind[at] === NodeKind.RangeStmt) return -1;
    if (tree.kind[at] !== NodeKind.ForStmt) continue;
    const { condition, post, body } = forParts(tree, at);
    return post >= 0 || countsTurns(file, body) || (condition >= 0 && namesTime(facts, file, condition)) ? -1 : at;
  }
  return -1;
}

/** `attempts++` or a look at the clock in the body: the loop has an end of its own. */
function countsTurns(file: SourceFile, body: number): boolean {
  const { tree } = file;
  const clock = ['Since', 'Now', 'Until', 'After', 'Before'].map((name) => tree.names.find(name));
  for (let i = body; i < body + tree.size[body]; i++) {
    if (tree.kind[i] === NodeKind.IncDecStmt) return true;
    if (tree.kind[i] === NodeKind.Ident && clock.includes(tree.aux[i]) && tree.aux[i] >= 0) return true;
  }
  return false;
}

function namesTime(facts: PackageFacts, file: SourceFile, condition: number): boolean {
  const { tree } = file;
  for (let i = condition; i < condition + tree.size[condition]; i++)
    if (tree.kind[i] === NodeKind.CallExpr && facts.calleeOf(file, i).name.startsWith('time.')) return true;
  return false;
}

/** A send or receive in no select, on a channel that was not made here (its goroutine is the function's own business). */
function waitsPlainly(facts: PackageFacts, operation: Operation): boolean {
  if (operation.kind !== 'send' && operation.kind !== 'receive') return false;
  if (operation.select >= 0 || operation.mode !== 'now' || !operation.place) return false;
  const { root, path } = operation.place;
  // A timer ends by itself; a local channel has its sender here.
  if (path[path.length - 1] === 'C' || (root.kind === 'local' && path.length === 0)) return false;
  return root.kind !== 'local' || !isMadeHere(facts, root);
}
