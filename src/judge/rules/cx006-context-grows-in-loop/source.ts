// A loop derives each context from the one of the turn before, by assigning to a variable from outside the loop: the chain
// grows with every turn, and its oldest link holds all.
import { NodeKind } from '../../../model/go-syntax.ts';
import { callParts, forParts, rangeParts } from '../../../model/go-tree.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

const makers =
  /^context\.(WithCancel|WithCancelCause|WithTimeout|WithTimeoutCause|WithDeadline|WithDeadlineCause|WithValue|WithoutCancel)$/;

export const sourceRule = defineSourceRule({
  id: 'CX006',
  stage: 'stable',
  level: 'suspect',
  imports: ['context'],
  run(facts, { report }) {
    for (const { fn, block, operation } of facts.operations.resultsOf(makers)) {
      const { file } = fn;
      const { tree } = file;
      if (block.loop < 0 || operation.index !== 0 || !operation.place) continue;
      const { key, root, path } = operation.place;
      // `ctx := …` makes a new variable each turn; a variable declared in the loop is as new.
      if (root.file === file && root.node > block.loop && root.node < block.loop + tree.size[block.loop]) continue;
      const maker = facts.calleeOf(file, operation.value).name;
      const [parent] = callParts(tree, operation.value).args;
      if (parent === undefined || facts.placeOf(file, parent)?.key !== key) continue;
      // What leaves the loop in the same turn derives once.
      if (!comesBack(facts.flowOf(fn).blocks, block.id)) continue;
      // Another assignment in the loop may begin the chain anew.
      const restarts = facts
        .flowOf(fn)
        .blocks.filter((b) => b.loop >= 0)
        .flatMap((b) => b.operations)
        .some((o) => o.kind === 'assign' && o !== operation && o.place?.key === key);
      if (restarts) continue;
      const endless = isEndless(file, block.loop, (node) => facts.typeOf(file, node).kind);
      const isValue = maker === 'context.WithValue' || maker === 'context.WithoutCancel';
      const name = [root.name, ...path].join('.');
      report({
        file,
        node: operation.node,
        level: file.isTestCode || (isValue && !endless) ? 'note' : endless ? 'leak' : 'suspect',
        message: `${name} is derived from itself in each turn of a loop: the chain of contexts grows`,
        reasons: [
          `${maker} takes ${name} as its parent and its result is assigned to the same variable, which is declared outside the loop`,
          endless
            ? 'the loop lasts as long as what it serves'
            : 'each turn adds a context that the ones before keep alive',
        ],
        ...(endless ? {} : { assumption: 'the loop makes many turns' }),
        function: fn,
        symbol: name,
        fix: {
          summary: `derive from ${name} into a variable of the turn (\`:=\`) and cancel it in the turn`,
          safe: false,
          edits: [],
        },
      });
    }
  },
});

function comesBack(blocks: readonly { readonly edges: readonly { readonly to: number }[] }[], id: number): boolean {
  const seen = new Set<number>();
  const open = blocks[id].edges.map((e) => e.to);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === id) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...blocks[at].edges.map((e) => e.to));
  }
  return false;
}

/** `for {` without a condition, or a range over a channel. */
function isEndless(file: SourceFile, loop: number, kindOf: (node: number) => string): boolean {
  const { tree } = file;
  if (tree.kind[loop] === NodeKind.ForStmt) return forParts(tree, loop).condition < 0;
  return kindOf(rangeParts(tree, loop).x) === 'chan';
}
