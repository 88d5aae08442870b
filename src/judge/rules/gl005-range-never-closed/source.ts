// A range over a channel that nobody closes: the function which started the goroutine on some path, or the function that
// returned the channel and the goroutines which send to it. Or a ticker's channel, which Stop does not close.
import { stoppedClocks } from '../../../analyse/source/stopped-clocks.ts';
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
    for (const { file, node, fn, ticker, stop } of stoppedClocks(facts))
      report({
        file,
        node,
        level: file.isTestCode ? 'note' : 'suspect',
        assumption: `the process goes on after ${shortName(stop.fn.name)}`,
        message: `this range never ends: ${shortName(stop.fn.name)} stops ${ticker}, which does not close its channel`,
        reasons: [
          'time.Ticker.Stop leaves the channel open, so a range over it waits for ever',
          'the loop has no break or return of its own',
        ],
        function: fn,
        symbol: ticker,
        related: [{ file: stop.file, node: stop.node, message: `${ticker} is stopped here` }],
        path: [
          { file, node, message: 'the loop takes the ticks' },
          { file: stop.file, node: stop.node, message: 'the ticks end here' },
          { file, node, message: 'the range waits for one more' },
        ],
      });
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
