// The stop function of iter.Pull is not called on a path that leaves before the sequence has ended.
import type { OwnedValue } from '../../../analyse/source/owned-values.ts';
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { assignParts } from '../../../model/go-tree.ts';
import type { Variable } from '../../../model/source-function.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL019',
  stage: 'stable',
  level: 'suspect',
  imports: ['iter'],
  run(facts, { report }) {
    for (const value of ownedValues(facts, () => 1, ['iter.Pull', 'iter.Pull2'])) {
      const finished = finishedBy(facts, value);
      const unended = unendedPath(facts, value, {
        ends: new Set(['']),
        endedBy: (condition, holds) => !holds && finished.has(facts.variableOf(value.file, condition)),
      });
      if (!unended) continue;
      const name = value.variable?.name ?? 'stop';
      report(
        unendedFinding(value, unended, {
          level: 'leak',
          message: `the iterator is left before its end and ${value.variable ? `${name} is not called` : 'its stop function is thrown away'}: its coroutine stays`,
          reasons: [
            `${value.callee} runs the sequence in a coroutine, which ends with the sequence or by its stop function`,
            `a path of ${shortName(value.fn.name)} does neither`,
          ],
          symbol: name,
        }),
      );
    }
  },
});

/** Variables that say whether `next` gave another value: false on a branch, the sequence has ended. */
function finishedBy(facts: PackageFacts, { file, fn, assign }: OwnedValue): ReadonlySet<Variable | undefined> {
  const { tree } = file;
  const found = new Set<Variable | undefined>();
  if (tree.kind[assign.node] !== NodeKind.AssignStmt) return found;
  const next = facts.variableOf(file, assignParts(tree, assign.node).left[0]);
  if (!next) return found;
  for (let i = fn.node; i < fn.node + tree.size[fn.node]; i++) {
    if (tree.kind[i] !== NodeKind.AssignStmt) continue;
    const { left, right } = assignParts(tree, i);
    const [call] = right;
    if (right.length !== 1 || tree.kind[call] !== NodeKind.CallExpr || facts.variableOf(file, call + 1) !== next)
      continue;
    const ok = facts.variableOf(file, left[left.length - 1]);
    if (ok) found.add(ok);
  }
  return found;
}
