// A function takes a context and then sleeps, or waits on a channel, without ever looking at it; or it takes the end of the
// context and goes on with its loop.
import { isOfTests, ownContext } from '../../../analyse/source/context-at-hand.ts';
import { ignoredContexts } from '../../../analyse/source/ignored-contexts.ts';
import { takenEnds } from '../../../analyse/source/taken-ends.ts';
import { textOf } from '../../../model/go-tree.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'CX007',
  stage: 'stable',
  level: 'suspect',
  imports: ['context'],
  run(facts, { report }) {
    for (const { file, node, fn, context, loop, stray } of takenEnds(facts)) {
      const name = textOf(file.tree, context);
      report({
        file,
        node,
        level: file.isTestCode ? 'note' : 'suspect',
        assumption: `${name} ends before the loop does`,
        message: `the end of ${name} is taken here and the loop goes on: it spins and never ends`,
        reasons: [
          stray >= 0 ? 'break leaves the select and not the loop' : 'no path from this case leaves the loop',
          'a channel that is closed is ready each turn',
        ],
        function: fn,
        symbol: name,
        related: [
          ...(stray >= 0 ? [{ file, node: stray, message: 'this leads back to the loop' }] : []),
          { file, node: loop, message: 'this loop has no other end' },
        ],
        blocksAt: [],
      });
    }
    for (const fn of facts.functions) {
      if (isOfTests(facts, fn)) continue;
      const at = ownContext(facts, fn);
      if (!at || at.text.endsWith(')')) continue;
      for (const { node, what, where } of ignoredContexts(facts, fn, at.variable))
        report({
          file: fn.file,
          node,
          level: 'note',
          message: `${fn.name.slice(fn.name.lastIndexOf('/') + 1)} takes ${at.text} and ${what} here without looking at it`,
          reasons: [
            where === 'loop'
              ? `nothing in the loop mentions ${at.text}, and the loop has no end of its own`
              : `nothing in ${fn.name} mentions ${at.text}`,
            'a caller that cancels believes that the function ends',
          ],
          function: fn,
          symbol: at.text,
          related: [{ file: fn.file, node: at.variable.node, message: `${at.text} comes from here` }],
        });
    }
  },
});
