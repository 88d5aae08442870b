// A constructor starts a goroutine for what it makes, and that goroutine has no way to end.
import { calleeBinding } from '../../../analyse/source/channel-uses.ts';
import { goesOnForEver } from '../../../analyse/source/endless-goroutines.ts';
import { forgottenOwners, keepsToItself } from '../../../analyse/source/forgotten-owners.ts';
import { isMadeHere } from '../../../analyse/source/fresh-values.ts';
import { capturedBy } from '../../../analyse/source/lower-expression.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { isPerRequest } from '../../../analyse/source/per-request.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { assignParts } from '../../../model/go-tree.ts';
import type { CallOperation, SourceFunction, Variable } from '../../../model/source-function.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** What the goroutine works for: the receiver, an argument or a captured variable that the function has made itself. */
function madeFor(facts: PackageFacts, fn: SourceFunction, call: CallOperation): Variable | undefined {
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  const { literal, receiver } = call.callee;
  const named = [receiver, ...call.args].map((node) => (node < 0 ? undefined : facts.placeOf(fn.file, node)?.root));
  return [...named, ...(literal ? capturedBy(binding, literal) : [])].find(
    (variable) => variable !== undefined && variable.owner === fn && isMadeHere(facts, variable),
  );
}

/** True when a function gives the variable back: each call of it makes another one. */
function givesBack(facts: PackageFacts, fn: SourceFunction, variable: Variable): boolean {
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations)
      if (operation.kind === 'return')
        for (const value of operation.values) if (facts.placeOf(fn.file, value)?.root === variable) return true;
  return false;
}

/** A handler that starts a goroutine without an end, whatever the request is. */
function perRequest(facts: PackageFacts, fn: SourceFunction, call: CallOperation): SourceFinding | undefined {
  if (!isPerRequest(facts, fn)) return undefined;
  const target = facts.functionHere(call.callee);
  if (!target || target.body < 0 || !goesOnForEver(facts, target)) return undefined;
  const { file } = fn;
  const parents = facts.parentsOf(file);
  // Under a condition it may be the first request alone.
  for (let at = parents[call.node]; at > fn.node; at = parents[at])
    if (file.tree.kind[at] === NodeKind.IfStmt || file.tree.kind[at] === NodeKind.CaseClause) return undefined;
  return {
    file,
    node: parents[call.node],
    level: 'note',
    message: 'each request starts a goroutine that never ends: no path of it returns',
    reasons: [`${fn.name} handles a request`, `no path of ${target.name} leads out of its loop`],
    function: fn,
    symbol: shortName(target),
    related: [{ file: target.file, node: target.node, message: 'this has no way to end' }],
    blocksAt: [],
  };
}

/** A function that asks a constructor for such an object and keeps it to itself: each call of it leaves one behind. */
function letsGo(facts: PackageFacts, maker: SourceFunction): SourceFunction | undefined {
  for (const { fn, operation } of facts.operations.callsTo(maker)) {
    if (operation.mode !== 'now' || fn.file.isTestCode || /\.(main|init)(\.|$)/.test(fn.name)) continue;
    const { tree } = fn.file;
    const statement = facts.parentsOf(fn.file)[operation.node];
    if (tree.kind[statement] !== NodeKind.AssignStmt) continue;
    const owner = facts.variableOf(fn.file, assignParts(tree, statement).left[0]);
    if (owner?.owner === fn && keepsToItself(facts, owner)) return fn;
  }
  return undefined;
}

export const sourceRule = defineSourceRule({
  id: 'GL016',
  stage: 'stable',
  level: 'note',
  run(facts, { report }) {
    for (const { fn, call, owner, start, runs, ender, field } of forgottenOwners(facts)) {
      if (fn.file.isTestCode || /\.(main|init)$/.test(fn.name)) continue;
      const name = owner?.name ?? shortName(runs);
      report({
        ...start,
        level: 'note',
        message: `the goroutine started here stays: ${shortName(fn)} ${owner ? `lets go of ${owner.name}` : 'drops the result'} without ${shortName(ender)}`,
        reasons: [
          `${shortName(runs)} returns only when told by ${field}`,
          owner
            ? `${owner.name} is known to ${shortName(fn)} only, which never calls what tells it`
            : 'nobody has the object that could tell it',
        ],
        symbol: name,
        related: [
          { ...call, message: owner ? `${owner.name} comes to its goroutine here` : 'the result is dropped here' },
          { file: ender.file, node: ender.node, message: 'this would end it' },
        ],
        blocksAt: [],
        bornAt: [start],
      });
    }
    for (const { fn, operation: call } of facts.operations.callsBy('go')) {
      const found = fn.file.isTestCode ? undefined : perRequest(facts, fn, call);
      if (found) {
        report(found);
        continue;
      }
      if (fn.file.isTest || fn.parent || /\.(main|init)$/.test(fn.name)) continue;
      const target = call.callee.literal ?? facts.functionOf(call.callee.declared);
      if (!target || target.body < 0 || !goesOnForEver(facts, target)) continue;
      const variable = madeFor(facts, fn, call);
      if (!variable || !givesBack(facts, fn, variable)) continue;
      const start = facts.parentsOf(fn.file)[call.node];
      const dropper = facts.package.name === 'main' ? undefined : letsGo(facts, fn);
      report({
        file: fn.file,
        node: start,
        level: 'note',
        ...(dropper ? { assumption: `${shortName(dropper)} runs more than once` } : {}),
        message: `each ${shortName(fn)} starts a goroutine that never ends: no path of it returns`,
        reasons: [
          `${fn.name} makes ${variable.name}, starts the goroutine for it, and gives it back`,
          `no path of ${target.name} leads out of its loop`,
        ],
        function: fn,
        symbol: variable.name,
        related: [{ file: target.file, node: target.node, message: 'this has no way to end' }],
        blocksAt: [],
      });
    }
  },
});

function shortName(fn: SourceFunction): string {
  return fn.name.slice(fn.name.lastIndexOf('/') + 1);
}
