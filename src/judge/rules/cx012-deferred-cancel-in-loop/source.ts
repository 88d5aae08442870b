// `defer cancel()` in a loop: every turn makes a context, and none ends before the function does.
import { NodeKind } from '../../../model/go-syntax.ts';
import { forParts, rangeParts } from '../../../model/go-tree.ts';
import type { FlowGraph, SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
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
    for (const fn of facts.functions) {
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
          const endless = isEndless(flow, file, block.loop, (node) => facts.typeOf(file, node).kind);
          const { name } = cancel.root;
          context.report({
            file,
            node: made.node,
            level: file.isTest ? 'note' : endless ? 'leak' : 'suspect',
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
