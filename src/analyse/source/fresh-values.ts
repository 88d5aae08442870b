// Values that a function has made itself: nobody else knows them until it hands them on.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { callParts, nameOf } from '../../model/go-tree.ts';
import type { Variable } from '../../model/source-function.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import { underlyingType } from './type-expression.ts';

/** Slices and maps are references: `x = other` makes them another's. */
function isStruct(facts: PackageFacts, variable: Variable): boolean {
  const type = underlyingType(facts.program, facts.typeOf(variable.file, variable.node));
  return type.kind === 'struct' || type.kind === 'array';
}

/** True for a local variable whose one value is `T{…}`, `&T{…}` or `new(T)`, or which is declared without a value. */
export function isMadeHere(facts: PackageFacts, variable: Variable): boolean {
  if (variable.kind !== 'local' || !variable.owner) return false;
  const binding = calleeBinding(facts, variable.owner);
  if (!binding) return false;
  const { tree } = variable.file;
  const origin = binding.origins.get(variable);
  if (origin?.kind === 'type') return true;
  // `x := T{…}` is the object itself, whatever is assigned to it later and whoever has its address.
  if (origin?.kind === 'value' && tree.kind[origin.node] === NodeKind.CompositeLit && isStruct(facts, variable))
    return true;
  let node = onlyValue(binding, variable);
  if (node < 0) return false;
  if (tree.kind[node] === NodeKind.UnaryExpr && tree.op[node] === Token.AND) node++;
  if (tree.kind[node] === NodeKind.CompositeLit) return true;
  return tree.kind[node] === NodeKind.CallExpr && nameOf(tree, callParts(tree, node).callee) === 'new';
}
