// A function takes a context and then sleeps, or waits on a channel, without ever looking at it.
import { isOfTests, ownContext } from '../../../analyse/source/context-at-hand.ts';
import { ignoredContexts } from '../../../analyse/source/ignored-contexts.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'CX007',
  stage: 'stable',
  level: 'note',
  imports: ['context'],
  run(facts, { report }) {
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
