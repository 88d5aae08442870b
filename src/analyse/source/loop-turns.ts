// How often a loop turns, where its head says so.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, compositeParts, forParts, nameOf, rangeParts } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { Binding } from './bind-names.ts';
import { assignmentsOf } from './callee.ts';
import { calleeBinding, constantInt } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';

/** Most turns of a range over a constant or over a list that is written out in the function, and of a loop that counts up to a
 * constant (`for i := 0; i < 4; i++`); undefined where that is not known. */
export function turnsAtMost(facts: PackageFacts, fn: SourceFunction, loop: number): number | undefined {
  const { tree } = fn.file;
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  if (tree.kind[loop] === NodeKind.ForStmt) return countedTurns(facts, binding, loop);
  if (tree.kind[loop] !== NodeKind.RangeStmt) return undefined;
  const { x } = rangeParts(tree, loop);
  const number = constantInt(facts, binding, x);
  if (number !== undefined) return number;
  const place = facts.placeOf(fn.file, x);
  const lists = place ? (place.path.length > 0 ? [] : (assignmentsOf(binding).get(place.root) ?? [])) : [x];
  let most: number | undefined;
  for (const list of lists) {
    if (list < 0 || tree.kind[list] !== NodeKind.CompositeLit) return undefined;
    most = Math.max(most ?? 0, compositeParts(tree, list).elements.length);
  }
  return most;
}

function countedTurns(facts: PackageFacts, binding: Binding, loop: number): number | undefined {
  const { tree } = binding.file;
  const { init, condition, post } = forParts(tree, loop);
  if (init < 0 || condition < 0 || post < 0) return undefined;
  if (tree.kind[init] !== NodeKind.AssignStmt || tree.kind[condition] !== NodeKind.BinaryExpr) return undefined;
  if (tree.kind[post] !== NodeKind.IncDecStmt || tree.op[post] !== Token.INC) return undefined;
  const { left, right } = assignParts(tree, init);
  const name = left.length === 1 ? nameOf(tree, left[0]) : '';
  if (name === '' || nameOf(tree, condition + 1) !== name || nameOf(tree, post + 1) !== name) return undefined;
  const from = constantInt(facts, binding, right[0]);
  const to = constantInt(facts, binding, condition + 1 + tree.size[condition + 1]);
  if (from === undefined || to === undefined) return undefined;
  if (tree.op[condition] === Token.LSS) return to - from;
  return tree.op[condition] === Token.LEQ ? to - from + 1 : undefined;
}
