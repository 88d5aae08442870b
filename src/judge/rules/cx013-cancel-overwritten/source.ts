// A cancel function is replaced by the next one before it was called.
import { cancelSites, lostCancels } from '../../../analyse/source/cancel-sites.ts';
import type { ReplacedCancel } from '../../../analyse/source/overwritten-cancels.ts';
import { overwrittenCancels, replacedCancels } from '../../../analyse/source/overwritten-cancels.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { ifParts } from '../../../model/go-tree.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { weighCancel } from '../../source/cancel-level.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'CX013',
  stage: 'stable',
  level: 'suspect',
  imports: ['context'],
  run(facts, { report }) {
    for (const { site, stored, map, key } of overwrittenCancels(facts)) {
      const { level, reason } = weighCancel(site);
      report({
        file: site.file,
        node: site.statement,
        level: level === 'leak' ? 'suspect' : level,
        message: `the same ${key} again overwrites the cancel function of the context before, which is not called`,
        reasons: [
          `it goes into ${map}, and neither this function nor who calls it looks what is there under ${key}`,
          reason,
        ],
        assumption: `the same ${key} comes again before the first is cancelled`,
        function: site.fn,
        symbol: map,
        related: [{ ...stored, message: `kept and overwritten here` }],
      });
    }
    for (const found of replacedCancels(facts)) report(replacedFinding(found));
    for (const site of cancelSites(facts)) {
      if (site.goesTo !== 'variable') continue;
      const lost = lostCancels(facts, site).find(({ by }) => by === 'overwrite');
      if (!lost || (site.maker === 'timer' && asksForDeadline(facts, site.file, lost.node))) continue;
      const { level, reason, assumption } = weighCancel(site);
      const name = site.variable?.name ?? 'cancel';
      report({
        file: site.file,
        node: site.statement,
        level,
        message: `${name} is overwritten before it is called: the earlier context cannot be cancelled any more`,
        reasons: [`a path leads from here to another assignment of ${name} without a mention of it`, reason],
        ...(assumption ? { assumption } : {}),
        function: site.fn,
        symbol: name,
        related: [{ file: site.file, node: lost.node, message: `${name} is overwritten here` }],
      });
    }
  },
});

/** A field whose last cancel function is lost each time that the function runs. */
function replacedFinding({ site, stored, field, again, isWaitedFor }: ReplacedCancel): SourceFinding {
  const { level, reason } = weighCancel(site);
  const by = shortName(site.fn.name);
  const each = {
    request: 'handles requests',
    connection: 'serves connections',
    loop: 'runs in a loop',
    turn: 'does so in each turn of a loop',
    name: 'does once more what was done before, by its name',
  };
  return {
    file: site.file,
    node: site.statement,
    level: site.file.isTestCode || (level === 'note' && !isWaitedFor) ? 'note' : 'suspect',
    message: `${field} is overwritten and the cancel function that it held is not called: the context before cannot be cancelled any more`,
    reasons: [
      `${by} ${each[again]}, and neither it nor who calls it looks what ${field} holds`,
      isWaitedFor ? 'a goroutine is given the context and waits for its end' : reason,
    ],
    assumption: `${by} runs more than once on one value, and nobody has cancelled between`,
    function: site.fn,
    symbol: field,
    related: [{ ...stored, message: 'overwritten here' }],
  };
}

/** True inside `if _, ok := ctx.Deadline(); !ok { … }`: what has a time limit already does not come there. */
function asksForDeadline(facts: PackageFacts, file: SourceFile, node: number): boolean {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let at = node; at >= 0 && tree.kind[at] !== NodeKind.FuncDecl; at = parents[at]) {
    if (tree.kind[at] !== NodeKind.IfStmt) continue;
    const { init } = ifParts(tree, at);
    for (let i = init; init >= 0 && i < init + tree.size[init]; i++)
      if (tree.kind[i] === NodeKind.CallExpr && facts.calleeOf(file, i).name === 'context.Context.Deadline')
        return true;
  }
  return false;
}
