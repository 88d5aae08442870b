// A loop over a channel is left while the goroutine that fills it has more to send.
import { abandonedSends } from '../../../analyse/source/abandoned-sends.ts';
import { departingWorkers } from '../../../analyse/source/departing-workers.ts';
import { earlyConsumers } from '../../../analyse/source/early-consumers.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL018',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (fn.name === 'main.main') continue;
      for (const { channel, senders, leave, way, ranges, made } of abandonedSends(facts, fn)) {
        const [sender] = senders;
        if (!ranges || way === 'always' || !sender?.sends[0]) continue;
        report({
          ...sender.sends[0],
          level: fn.file.isTestCode ? 'note' : 'suspect',
          assumption: 'the goroutine has more to send when the loop is left',
          message: `this send on ${channel.name} waits for ever when the loop over ${channel.name} is left early`,
          reasons: [
            `a path of ${fn.name} leaves the loop without draining ${channel.name}`,
            'the send has no other way out',
          ],
          function: sender.fn,
          symbol: channel.name,
          related: [
            { ...leave, message: 'the function returns here' },
            { ...made, message: `${channel.name} is made here` },
          ],
          bornAt: [sender.start],
        });
      }
      for (const { channel, made, sends, workers } of departingWorkers(facts, fn)) {
        const [send] = sends;
        const [{ receive, leave }] = workers;
        report({
          file: send.file,
          node: send.node,
          level: fn.file.isTestCode ? 'note' : 'suspect',
          assumption: `all that receive from ${channel.name} leave while there is more to send`,
          message: `this send on ${channel.name} waits for ever once ${workers.length > 1 ? 'all that receive from it have' : 'what receives from it has'} returned`,
          reasons: [
            `${channel.name} is received from only by goroutines that can return before it is closed`,
            'the send has no other way out',
          ],
          function: send.fn,
          symbol: channel.name,
          related: [
            { file: receive.file, node: receive.node, message: 'this receives' },
            { ...leave, message: 'and returns here' },
            { ...made, message: `${channel.name} is made here` },
          ],
        });
      }
      for (const { producer, loop, leave } of earlyConsumers(facts, fn)) {
        const { channel, sender } = producer;
        report({
          ...sender.sends[0],
          level: fn.file.isTestCode ? 'note' : 'suspect',
          assumption: 'the goroutine has more to send when the loop is left',
          message: `this send on ${channel.name} waits for ever when a caller of ${producer.fn.name.split('.').pop()} leaves its loop early`,
          reasons: [
            `${fn.name} ranges over the channel and can leave before it is closed`,
            'the send has no other way out',
          ],
          function: sender.fn,
          symbol: channel.name,
          related: [
            { ...loop, message: 'this loop receives' },
            { ...leave, message: 'and is left here' },
          ],
          bornAt: [sender.start],
        });
      }
    }
  },
});
