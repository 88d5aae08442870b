// The stop function of signal.NotifyContext is thrown away or not called on some path: the signals stay registered, and
// the goroutine that waits for them with the context.
import { singleType } from '../../../analyse/source/infer-type.ts';
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { isPerRequest } from '../../../analyse/source/per-request.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { assignParts, nameOf, textOf } from '../../../model/go-tree.ts';
import type { SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

/** True for a call whose result nobody has. */
function isDropped(facts: PackageFacts, file: SourceFile, call: number): boolean {
  const { tree } = file;
  const parent = facts.parentsOf(file)[call];
  if (tree.kind[parent] === NodeKind.ExprStmt) return true;
  return tree.kind[parent] === NodeKind.AssignStmt && nameOf(tree, assignParts(tree, parent).left[0]) === '_';
}

/** The context of a server or a package that a handler registers with, as text; '' when it is the request's own or made here. */
function lastingContext(facts: PackageFacts, fn: SourceFunction, context: number): string {
  const place = isPerRequest(facts, fn) ? facts.placeOf(fn.file, context) : undefined;
  if (!place) return '';
  const isField = place.path.length > 0 && place.root.kind === 'receiver';
  return isField || place.root.kind === 'package' ? textOf(fn.file.tree, context) : '';
}

/** Functions of a command line: once in the life of the process. */
function runsACommand(facts: PackageFacts, fn: SourceFunction | undefined): boolean {
  if (!fn) return false;
  const types = fn.params.map((p) => typeNameOf(singleType(facts.typeOf(p.file, p.node))));
  return types.some((type) => commands.test(type)) || runsACommand(facts, fn.parent);
}

const commands = /^github\.com\/(spf13\/cobra\.Command|urfave\/cli(\/v\d+)?\.(Context|Command))$/;

export const sourceRule = defineSourceRule({
  id: 'CX010',
  stage: 'stable',
  level: 'suspect',
  imports: ['os/signal', 'context'],
  run(facts, { report }) {
    for (const { fn, operation } of facts.operations.callsOf(['context.AfterFunc'])) {
      const lasting = isDropped(facts, fn.file, operation.node) ? lastingContext(facts, fn, operation.args[0]) : '';
      if (lasting === '') continue;
      report({
        file: fn.file,
        node: operation.node,
        level: fn.file.isTestCode ? 'note' : 'suspect',
        message: `what context.AfterFunc returns is thrown away: each request leaves its function in ${lasting}`,
        reasons: [
          `${shortName(fn.name)} handles a request, and ${lasting} outlives it`,
          'only the stop function, or the end of the context, takes the function out',
        ],
        assumption: `${lasting} can be cancelled`,
        function: fn,
        symbol: lasting,
      });
    }
    for (const value of ownedValues(facts, () => 1, ['os/signal.NotifyContext'])) {
      // What main registers lives as long as the process.
      if (value.fn.name === 'main.main' || /\.init(\.\d+)?$/.test(value.fn.name)) continue;
      const unended = unendedPath(facts, value, { ends: new Set(['']) });
      if (!unended) continue;
      const name = value.variable?.name ?? 'the stop function';
      report(
        unendedFinding(value, unended, {
          level: facts.package.name === 'main' || runsACommand(facts, value.fn) ? 'note' : 'suspect',
          message: `${name} of signal.NotifyContext is ${value.variable ? 'not called on every path' : 'thrown away'}: its signals stay registered and its goroutine waits`,
          reasons: [
            'signal.NotifyContext registers a channel and starts a goroutine; both stay until stop is called or the parent ends',
            `a path of ${shortName(value.fn.name)} returns without a call of it`,
          ],
          assumption: 'the function runs more than once in the life of the process',
          symbol: value.variable?.name ?? '_',
        }),
      );
    }
  },
});
