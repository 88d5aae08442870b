// A range over a channel that nobody closes: the function which started the goroutine on some path, or the function that
// returned the channel and the goroutines which send to it.
import { unclosedRanges } from '../../../analyse/source/unclosed-returns.ts';
import { unservedReceives } from '../../../analyse/source/unserved-receives.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';
import { unservedFinding } from '../../source/unserved-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL005',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      for (const { file, node, ranger, maker, channel, made, send, call } of unclosedRanges(facts, fn)) {
        const by = shortName(maker.name);
        report({
          file,
          node,
          level: file.isTestCode ? 'note' : 'suspect',
          message: `this range never ends: ${by} returns a channel that nobody closes`,
          reasons: [
            `${channel.name} is known to ${by} and the goroutines that it starts only, and none of them closes it`,
            'the goroutines that send to it end, and the loop has no other way out than the close',
          ],
          function: ranger,
          symbol: channel.name,
          related: [
            { ...made, message: `${channel.name} is made here` },
            { ...send, message: 'and its last value is sent here' },
          ],
          path: [
            { file, node: call, message: `${by} returns the channel` },
            { ...send, message: 'its goroutine sends, and ends without a close' },
            { file, node, message: 'the range waits for one more value' },
          ],
        });
      }
      // What main starts lives as long as the process.
      if (fn.name === 'main.main') continue;
      for (const found of unservedReceives(facts, fn))
        if (found.kind === 'range') report(unservedFinding(fn, found, 'a close'));
    }
  },
});
