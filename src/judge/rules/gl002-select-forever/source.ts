// `select {}` in code that a `go` statement runs: the goroutine never ends, by definition.
import { runsOfLiteral } from '../../../analyse/source/activities.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import type { SourceFunction } from '../../../model/source-function.ts';
import type { SourcePlace } from '../../../model/source-package.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL002',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    let starts: ReadonlyMap<SourceFunction, Start> | undefined;
    for (const fn of facts.functions) {
      const { tree } = fn.file;
      for (const node of emptySelects(fn)) {
        starts ??= startsOf(facts);
        const start = starts.get(fn) ?? literalStart(facts, fn);
        // Only what somebody starts as a goroutine of its own; main and what it calls may wait for the end of the process.
        if (!start) continue;
        const once = start.from.name === 'main.main' || /\.init(\.\d+)?$/.test(start.from.name);
        report({
          file: fn.file,
          node,
          level: fn.file.isTestCode || once ? 'note' : 'leak',
          message: 'select without cases: the goroutine that comes here stays for ever',
          reasons: [
            'a select without cases never goes on',
            `${short(start.from.name)} starts a goroutine for it each time it runs`,
          ],
          function: fn,
          symbol: 'select {}',
          related: [{ file: start.file, node: start.node, message: 'started here' }],
          bornAt: [start],
        });
      }

      function emptySelects(of: SourceFunction): number[] {
        const found: number[] = [];
        if (of.body < 0) return found;
        for (let i = of.body; i < of.body + tree.size[of.body]; i++)
          // SelectStmt and its empty body.
          if (tree.kind[i] === NodeKind.SelectStmt && tree.size[i] === 2 && facts.functionAt(of.file, i) === of)
            found.push(i);
        return found;
      }
    }
  },
});

interface Start extends SourcePlace {
  readonly from: SourceFunction;
}

/** The first `go` statement of the package that runs each declared function. */
function startsOf(facts: PackageFacts): ReadonlyMap<SourceFunction, Start> {
  const starts = new Map<SourceFunction, Start>();
  for (const { fn: from, operation } of facts.operations.callsBy('go')) {
    const target = operation.callee.literal ?? facts.functionOf(operation.callee.declared);
    if (target && !starts.has(target)) starts.set(target, { file: from.file, node: operation.node, from });
  }
  return starts;
}

function literalStart(facts: PackageFacts, fn: SourceFunction): Start | undefined {
  if (!fn.parent) return undefined;
  const run = runsOfLiteral(facts, fn).find((r) => r.kind === 'go');
  return run && run.kind === 'go' ? { file: fn.file, node: run.node, from: run.from } : undefined;
}

function short(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
