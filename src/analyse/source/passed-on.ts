// Functions that give their caller what a call of theirs gave them, untouched: who wraps http.Client.Do hands on its duty.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { Callee, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { assignmentsOf } from './callee.ts';
import { calleeBinding } from './channel-uses.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';

/** Calls are followed this far. */
const MAX_CALLS = 3;

/** Which calls make such a value, and the parts by which it is ended: a function that touches one is no mere hand-over. */
export interface Handover {
  isMaker(callee: Callee, call: SourcePlace): boolean;
  readonly parts: ReadonlySet<string>;
}

/** True when the first result of a function, wherever it is not nil, is the first result of a maker, and the function has
 * only looked at it. False where the body is not at hand. */
export function passesOn(facts: PackageFacts, callee: Callee, handover: Handover, depth = 0): boolean {
  if (callee.kind !== 'function' && callee.kind !== 'method') return false;
  if (depth >= MAX_CALLS || callee.declared?.package.isStandard) return false;
  const fn = facts.functionOf(callee.declared);
  const binding = fn && fn.body >= 0 ? calleeBinding(facts, fn) : undefined;
  if (!fn || !binding) return false;
  let found = false;
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'return') continue;
      const [value] = operation.values;
      if (value === undefined) return false;
      if (nameOf(fn.file.tree, value) === 'nil') continue;
      if (!comesFromMaker(facts, binding, fn, value, handover, depth)) return false;
      found = true;
    }
  return found;
}

function comesFromMaker(
  facts: PackageFacts,
  binding: Binding,
  fn: SourceFunction,
  value: number,
  handover: Handover,
  depth: number,
): boolean {
  const { tree } = fn.file;
  if (tree.kind[value] === NodeKind.CallExpr) {
    const callee = facts.calleeOf(fn.file, value);
    return handover.isMaker(callee, { file: fn.file, node: value }) || passesOn(facts, callee, handover, depth + 1);
  }
  const variable = localAt(binding, value);
  if (!variable || variable.owner !== fn || variable.kind !== 'local') return false;
  const values = assignmentsOf(binding).get(variable) ?? [];
  return (
    values.length > 0 &&
    values.every((v) => v >= 0 && tree.kind[v] === NodeKind.CallExpr) &&
    values.every((v) => comesFromMaker(facts, binding, fn, v, handover, depth)) &&
    isOnlyLookedAt(facts, binding, fn, variable, handover)
  );
}

/** Returned, compared, or asked for something that does not end it. */
function isOnlyLookedAt(
  facts: PackageFacts,
  binding: Binding,
  fn: SourceFunction,
  variable: Variable,
  { parts }: Handover,
): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  for (let i = fn.body; i < fn.body + tree.size[fn.body]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable.node || localAt(binding, i) !== variable) continue;
    const parent = parents[i];
    switch (tree.kind[parent]) {
      case NodeKind.ReturnStmt:
      case NodeKind.BinaryExpr:
        continue;
      case NodeKind.SelectorExpr:
        if (!parts.has(nameOf(tree, selectorParts(tree, parent).name))) continue;
        return false;
      case NodeKind.AssignStmt:
        if (assignParts(tree, parent).left.includes(i)) continue;
        return false;
      default:
        return false;
    }
  }
  return true;
}
