// `defer cancel()` in a loop: every turn makes a context, and none ends before the function does.
import { turnsAtMost } from '../../../analyse/source/loop-turns.ts';
import { functionsOf } from '../../../analyse/source/operation-index.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { clauseParts, forParts, nameOf, rangeParts, selectorParts } from '../../../model/go-tree.ts';
import type { FlowGraph, SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

const makers = new Set(
  ['Cancel', 'CancelCause', 'Timeout', 'TimeoutCause', 'Deadline', 'DeadlineCause'].map((n) => `context.With${n}`),
);

export const sourceRule = defineSourceRule({
  id: 'CX012',
  stage: 'stable',
  level: 'suspect',
  imports: ['context'],
  run(facts, context) {
    const deferring = facts.operations.callsBy('defer').filter(({ block }) => block.loop >= 0);
    for (const fn of functionsOf(deferring)) {
      const flow = facts.flowOf(fn);
      const { file } = fn;
      const inTurn = flow.blocks.filter((b) => b.loop >= 0 && repeats(flow, b.id));
      const operations = inTurn.flatMap((b) => b.operations);
      for (const block of inTurn)
        for (const deferred of block.operations) {
          if (deferred.kind !== 'call' || deferred.mode !== 'defer') continue;
          if (file.tree.kind[deferred.node] !== NodeKind.CallExpr) continue;
          const cancel = facts.placeOf(file, deferred.node + 1);
          if (!cancel || cancel.path.length > 0) continue;
          const made = operations.find((o) => o.kind === 'assign' && o.index === 1 && o.place?.key === cancel.key);
          if (made?.kind !== 'assign' || made.value < 0 || file.tree.kind[made.value] !== NodeKind.CallExpr) continue;
          const maker = facts.calleeOf(file, made.value).name;
          if (!makers.has(maker)) continue;
          const alsoNow = operations.some(
            (o) => o.kind === 'call' && o.mode === 'now' && facts.placeOf(file, o.node + 1)?.key === cancel.key,
          );
          if (alsoNow) continue;
          const few =
            (turnsAtMost(facts, fn, block.loop) ?? Number.POSITIVE_INFINITY) <= FEW_TURNS ||
            isOnceOnly(facts, fn, made.node);
          const endless = isEndless(flow, file, block.loop, (node) => facts.typeOf(file, node).kind);
          const { name } = cancel.root;
          context.report({
            file,
            node: made.node,
            level: file.isTestCode || few ? 'note' : endless ? 'leak' : 'suspect',
            message: `${name} is deferred in a loop: the context of every turn stays until ${shortName(fn)} returns`,
            reasons: [
              `${maker} is called in each turn, and nothing but the deferred call ends what it makes`,
              'a deferred call runs when the function ends, not the turn',
            ],
            ...(endless ? {} : { assumption: 'the loop makes many turns, or a turn takes long' }),
            function: fn,
            symbol: name,
            related: [{ file, node: deferred.node, message: `${name} is deferred here` }],
            fix: {
              summary: `call ${name} at the end of the turn, or make the turn a function of its own`,
              safe: false,
              edits: [],
            },
          });
        }
    }
  },
});

/** A loop of so few turns keeps no more contexts than a function that writes them out one after the other. */
const FEW_TURNS = 8;

/** True in the case of a select that a timer opens, when the case does not set the timer anew: it comes once. */
function isOnceOnly(facts: PackageFacts, fn: SourceFunction, node: number): boolean {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  let clause = node;
  while (clause >= 0 && clause !== fn.node && tree.kind[clause] !== NodeKind.CommClause) clause = parents[clause];
  if (clause < 0 || tree.kind[clause] !== NodeKind.CommClause) return false;
  const [head] = clauseParts(tree, clause).heads;
  if (head === undefined) return false;
  for (let i = head; i < head + tree.size[head]; i++) {
    if (tree.kind[i] !== NodeKind.SelectorExpr || nameOf(tree, selectorParts(tree, i).name) !== 'C') continue;
    const timer = facts.placeOf(fn.file, i + 1);
    if (!timer || typeNameOf(facts.typeOf(fn.file, i + 1)) !== 'time.Timer') continue;
    for (let k = clause; k < clause + tree.size[clause]; k++)
      if (tree.kind[k] === NodeKind.CallExpr && facts.calleeOf(fn.file, k).name === 'time.Timer.Reset') return false;
    return true;
  }
  return false;
}

/** Whether control can come back to a block. */
function repeats(flow: FlowGraph, id: number): boolean {
  const seen = new Set<number>();
  const next = flow.blocks[id].edges.map((e) => e.to);
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === id) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    next.push(...flow.blocks[at].edges.map((e) => e.to));
  }
  return false;
}

/** A range over a channel, or `for {` that nothing leaves: it lasts as long as what it serves. */
function isEndless(flow: FlowGraph, file: SourceFile, loop: number, kindOf: (node: number) => string): boolean {
  const { tree } = file;
  if (tree.kind[loop] !== NodeKind.ForStmt) return kindOf(rangeParts(tree, loop).x) === 'chan';
  return forParts(tree, loop).condition < 0 && !flow.blocks.some((b) => b.end === 'return');
}

function shortName(fn: SourceFunction): string {
  return fn.name.slice(fn.name.lastIndexOf('/') + 1);
}
