// A goroutine sends to a channel of the function that started it, and that function has a path on which it returns first.

import type { AbandonedSend } from '../../../analyse/source/abandoned-sends.ts';
import { abandonedSends, many } from '../../../analyse/source/abandoned-sends.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { callParts, textOf } from '../../../model/go-tree.ts';
import type { SourceFix } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** Room for every send makes the goroutine end; only where their number is known. */
function fixOf(abandoned: AbandonedSend): SourceFix | undefined {
  const { file, node } = abandoned.made;
  const { tree } = file;
  if (abandoned.sent >= many || abandoned.repeats || tree.kind[node] !== NodeKind.CallExpr) return undefined;
  const { args } = callParts(tree, node);
  const text = `${textOf(tree, args[0])}, ${abandoned.sent}`;
  const end = tree.end[args[args.length - 1]];
  return {
    summary: `give ${abandoned.channel.name} room for ${abandoned.sent === 1 ? 'the one value' : `${abandoned.sent} values`}`,
    safe: true,
    edits: [{ file, start: tree.start[args[0]], end, text }],
  };
}

export const sourceRule = defineSourceRule({
  id: 'GL003',
  stage: 'stable',
  level: 'leak',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (fn.name === 'main.main') continue;
      for (const abandoned of abandonedSends(facts, fn)) {
        const { channel, capacity, senders, received, sent, leave, way, decision } = abandoned;
        // GL008 and GL018.
        if (way === 'always' || abandoned.ranges) continue;
        const [sender] = senders;
        const [send] = sender.sends;
        if (!send) continue;
        const count = sent >= many || abandoned.repeats ? 'any number of' : `${sent}`;
        report({
          ...send,
          level: fn.file.isTestCode ? 'note' : 'leak',
          message: `this send on ${channel.name} waits for ever when ${fn.name.split('.').pop()} returns without a receive`,
          reasons: [
            `${channel.name} has room for ${capacity} and may be sent ${count} value${count === '1' ? '' : 's'}`,
            `a path of ${fn.name} returns after ${received} receive${received === 1 ? '' : 's'}`,
          ],
          symbol: channel.name,
          function: sender.fn,
          related: [
            { ...sender.start, message: 'started here' },
            { ...abandoned.made, message: `${channel.name} is made here` },
          ],
          path: [
            { ...sender.start, message: 'the goroutine starts' },
            ...(decision >= 0 ? [{ file: fn.file, node: decision, message: 'this way is taken' }] : []),
            { ...leave, message: 'and the function returns' },
          ],
          bornAt: [sender.start],
          ...(fixOf(abandoned) ? { fix: fixOf(abandoned) } : {}),
        });
      }
    }
  },
});
