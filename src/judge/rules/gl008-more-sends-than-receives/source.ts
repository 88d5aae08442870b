// More values are sent on a channel of the function than any of its paths receives.
import { abandonedSends, many } from '../../../analyse/source/abandoned-sends.ts';
import { loopedSends } from '../../../analyse/source/more-sends.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL008',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (fn.name === 'main.main') continue;
      for (const { channel, capacity, senders, sent, received, leave, way, ranges, made } of abandonedSends(
        facts,
        fn,
      )) {
        const [sender] = senders;
        const send = sender?.sends[0];
        if (way !== 'always' || ranges || !send) continue;
        const count = sent >= many ? 'any number of values' : `${sent} value${sent === 1 ? '' : 's'}`;
        report({
          ...send,
          level: fn.file.isTest ? 'note' : 'suspect',
          message: `${channel.name} is sent more than ${fn.name.split('.').pop()} receives on any path: what is left waits for ever`,
          reasons: [
            `${channel.name} has room for ${capacity} and may be sent ${count}`,
            `no path of ${fn.name} receives more than ${received}`,
          ],
          assumption:
            sent >= many ? 'the loop that starts the senders makes more than one turn' : 'all senders are started',
          function: sender.fn,
          symbol: channel.name,
          related: [
            { ...sender.start, message: 'started here' },
            { ...made, message: `${channel.name} is made here` },
            { ...leave, message: 'the function returns here' },
          ],
          bornAt: [sender.start],
        });
      }
      for (const { channel, capacity, sender, received, turns, made } of loopedSends(facts, fn)) {
        const [send] = sender.sends;
        if (!send) continue;
        report({
          ...send,
          level: fn.file.isTest ? 'note' : 'suspect',
          message: `each turn of a loop starts a goroutine that sends on ${channel.name}, and ${fn.name.split('.').pop()} receives ${received === 1 ? 'once' : `${received} times`}: what is left waits for ever`,
          reasons: [
            `${channel.name} has room for ${capacity}, and every path of the goroutine sends`,
            `no receive stands in a loop${turns === undefined ? '' : `; the loop has ${turns} turns`}`,
          ],
          ...(turns === undefined
            ? {
                assumption: `the loop makes more than ${capacity + received} turn${capacity + received === 1 ? '' : 's'}`,
              }
            : {}),
          function: sender.fn,
          symbol: channel.name,
          related: [
            { ...sender.start, message: 'started here' },
            { ...made, message: `${channel.name} is made here` },
          ],
          bornAt: [sender.start],
        });
      }
    }
  },
});
