// A path from the statement that makes a context to a return on which its cancel function is never mentioned.
import type { CancelSite, LostCancel } from '../../../analyse/source/cancel-sites.ts';
import { cancelSites, lostCancels } from '../../../analyse/source/cancel-sites.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { mentionsOf } from '../../../analyse/source/package-mentions.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import type { Variable } from '../../../model/source-function.ts';
import { weighCancel } from '../../source/cancel-level.ts';
import { lineBehind } from '../../source/line-behind.ts';
import type { SourceFix, SourceStep } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** The way to the return: the branches taken, then the return. */
function stepsOf(site: CancelSite, lost: LostCancel): SourceStep[] {
  const { file } = site;
  const steps: SourceStep[] = [{ file, node: site.statement, message: 'the context is made' }];
  for (const { edge } of lost.path) {
    if (!edge || edge.isBack) continue;
    if (edge.condition >= 0)
      steps.push({ file, node: edge.condition, message: edge.holds ? 'this holds' : 'this does not hold' });
    else if (edge.clause >= 0) steps.push({ file, node: edge.clause, message: 'this case is taken' });
  }
  steps.push({ file, node: lost.node, message: `returns here without a call of ${site.variable?.name}` });
  return steps;
}

/** True when the context and its cancel function are used by this function alone, in calls that it waits for: not kept,
 * returned, given to a goroutine or to a literal that may run later. */
function staysHere(facts: PackageFacts, { file, fn, context, variable, statement }: CancelSite): boolean {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  const binding = facts.bindingAt(file, fn.node);
  if (!binding || !variable) return false;
  const behind = (node: number) => node >= statement + tree.size[statement];
  const isCalled = (node: number): boolean => {
    const call = parents[node];
    return tree.kind[call] === NodeKind.CallExpr && tree.kind[parents[call]] !== NodeKind.GoStmt;
  };
  const uses = (of: Variable | undefined) => (of ? mentionsOf(binding, of).filter(behind) : []);
  if ([...uses(variable), ...uses(context)].some((node) => facts.functionAt(file, node) !== fn)) return false;
  if (!uses(variable).every((node) => isCalled(node) && parents[node] + 1 === node)) return false;
  return uses(context).every(
    (node) => isCalled(node) || (tree.kind[parents[node]] === NodeKind.SelectorExpr && isCalled(parents[node])),
  );
}

/** `defer cancel()` behind the statement, where the function makes the context once and nothing outlives it with it. */
function fixOf(facts: PackageFacts, site: CancelSite, inLoop: boolean): SourceFix | undefined {
  const { tree } = site.file;
  // Of WithCancelCause; those of WithTimeoutCause and WithDeadlineCause take nothing.
  const givesCause = site.name === 'context.WithCancelCause';
  if (inLoop || tree.kind[site.statement] !== NodeKind.AssignStmt || !site.variable) return undefined;
  if (!staysHere(facts, site)) return undefined;
  return {
    summary: `defer the call of ${site.variable.name}`,
    safe: false,
    edits: [lineBehind(site.file, tree.end[site.statement], `defer ${site.variable.name}(${givesCause ? 'nil' : ''})`)],
  };
}

export const sourceRule = defineSourceRule({
  id: 'CX002',
  stage: 'stable',
  level: 'suspect',
  imports: ['context'],
  run(facts, { report }) {
    for (const site of cancelSites(facts)) {
      if (site.goesTo !== 'variable' || site.fn.name === 'main.main') continue;
      const lost = lostCancels(facts, site).find(({ by }) => by !== 'overwrite');
      if (!lost) continue;
      const { level, reason, assumption } = weighCancel(site);
      const name = site.variable?.name ?? 'cancel';
      const block = facts.flowOf(site.fn).blocks.find(({ operations }) => operations.some((o) => o.node === site.node));
      const way = lost.by === 'return' ? 'a return is reached' : 'the loop goes round';
      const fix = fixOf(facts, site, (block?.loop ?? -1) >= 0);
      report({
        file: site.file,
        node: site.statement,
        level,
        message: `${name} is not called on every path: the context stays when it is not`,
        reasons: [`${way} without a mention of ${name}`, reason],
        ...(assumption ? { assumption } : {}),
        function: site.fn,
        symbol: name,
        related: [{ file: site.file, node: lost.node, message: `leaves here without a call of ${name}` }],
        ...(lost.by === 'return' ? { path: stepsOf(site, lost) } : {}),
        ...(fix ? { fix } : {}),
      });
    }
  },
});
