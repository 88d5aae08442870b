// A goroutine that a request or call starts with a context that nothing ends: it may outlive its caller without a limit.
import { contextAtHand, isOfTests, rootContextName } from '../../../analyse/source/context-at-hand.ts';
import { lastsUntilTold } from '../../../analyse/source/lasting-goroutines.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { waitedGroup } from '../../../analyse/source/wait-groups.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import type { SourceFunction } from '../../../model/source-function.ts';
import type { SourceFile } from '../../../model/source-package.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** The context without end at `node`: Background, TODO, or WithoutCancel of another one. */
function endless(facts: PackageFacts, file: SourceFile, node: number): string | undefined {
  const root = rootContextName(facts, file, node);
  if (root || file.tree.kind[node] !== NodeKind.CallExpr) return root;
  return facts.calleeOf(file, node).name === 'context.WithoutCancel' ? 'context.WithoutCancel' : undefined;
}

/** The first use of such a context in a literal, unless it is only the parent of one with an end. */
function endlessIn(facts: PackageFacts, literal: SourceFunction): { node: number; name: string } | undefined {
  const { file } = literal;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  let found: { node: number; name: string } | undefined;
  for (let i = literal.body; i < literal.body + tree.size[literal.body]; i++) {
    if (tree.kind[i] !== NodeKind.CallExpr) continue;
    const { name } = facts.calleeOf(file, i);
    // A limit of its own, wherever it comes from.
    if (/^context\.With(Timeout|Deadline|Cancel)/.test(name)) return undefined;
    const own = endless(facts, file, i);
    if (!own || found) continue;
    // `context.WithoutCancel(context.Background())` is one, and so is a value set on it.
    const outer = parents[i];
    if (tree.kind[outer] === NodeKind.CallExpr && /^(log\/slog)\./.test(facts.calleeOf(file, outer).name)) continue;
    found = { node: i, name: own };
  }
  return found;
}

export const sourceRule = defineSourceRule({
  id: 'CX011',
  stage: 'stable',
  level: 'note',
  imports: ['context'],
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (isOfTests(facts, fn)) continue;
      const at = contextAtHand(facts, fn);
      if (!at) continue;
      const { file } = fn;
      // What is waited for does not outlive the function.
      const { calls } = facts.flowOf(fn);
      if (calls.some((call) => waitedGroup(facts, fn, call) !== undefined)) continue;
      for (const call of calls) {
        if (call.mode !== 'go') continue;
        const target = call.callee.literal ?? facts.functionOf(call.callee.declared);
        const arg = call.args.find((node) => endless(facts, file, node));
        const made =
          arg !== undefined
            ? { node: arg, name: endless(facts, file, arg) ?? '' }
            : call.callee.literal && endlessIn(facts, call.callee.literal);
        if (!made || (target && lastsUntilTold(facts, target) && !takesRequest(at.text))) continue;
        const start = facts.parentsOf(file)[call.node];
        report({
          file,
          node: made.node,
          level: 'note',
          message: `this goroutine works under ${made.name}: it outlives ${shortName(fn)} without a limit`,
          reasons: [`${fn.name} was given a context that ends`, 'the goroutine has neither that nor a time limit'],
          function: facts.functionAt(file, made.node) ?? fn,
          symbol: shortName(fn),
          related: [
            { file, node: start, message: 'started here' },
            { file, node: at.variable.node, message: `${at.text} is at hand` },
          ],
          bornAt: [{ file, node: start }],
          fix: {
            summary:
              'give it a time limit: context.WithTimeout(context.WithoutCancel(ctx), …), and an owner that waits for it',
            safe: false,
            edits: [],
          },
        });
      }
    }
  },
});

const takesRequest = (text: string): boolean => text.endsWith('.Context()');

function shortName(fn: SourceFunction): string {
  return fn.name.slice(fn.name.lastIndexOf('/') + 1);
}
