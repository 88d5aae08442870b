// A time limit that lies behind the one of its parent: it is never reached.
import { limitAsked, limitOf } from '../../../analyse/source/context-limits.ts';
import { durationText } from '../../../analyse/source/durations.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'CX008',
  stage: 'stable',
  level: 'note',
  imports: ['context'],
  run(facts, { report }) {
    for (const { fn, operation: call } of facts.operations.callsOf(/^context\.With(Timeout|Deadline)/)) {
      if (fn.file.isTest) continue;
      const asked = limitAsked(facts, fn, call.node);
      const parent = asked === undefined ? undefined : limitOf(facts, fn, call.args[0] ?? -1, call);
      if (asked === undefined || !parent || parent.nanoseconds >= asked) continue;
      const [own, given] = [durationText(asked), durationText(parent.nanoseconds)];
      report({
        file: fn.file,
        node: call.node,
        level: 'note',
        message: `this asks for ${own} under a parent that ends after ${given}: the longer limit is never reached`,
        reasons: [
          `${call.callee.name} is given ${own}`,
          `its parent was made with ${given}, and nothing between lifts that`,
        ],
        function: fn,
        symbol: call.callee.name,
        related: [{ ...parent.made, message: `the parent ends after ${given}` }],
        fix: {
          summary: 'keep the shorter limit, or detach on purpose: context.WithoutCancel, then the limit',
          safe: false,
          edits: [],
        },
      });
    }
  },
});
