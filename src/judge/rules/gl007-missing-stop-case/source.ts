// A plain send or receive in a loop that looks at its context each turn: while it waits it does not look.
import { leftReceivers } from '../../../analyse/source/left-receivers.ts';
import { missingStopCases } from '../../../analyse/source/missing-stop-cases.ts';
import { returnedSends } from '../../../analyse/source/returned-sends.ts';
import { unevenSends } from '../../../analyse/source/uneven-sends.ts';
import { textOf } from '../../../model/go-tree.ts';
import { countedSends, missingStopLevel } from '../../source/missing-stop.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL007',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const { file, node, fn, operation, other, stop, leavers } of unevenSends(facts)) {
      const channel = textOf(file.tree, operation.channel);
      report({
        file,
        node,
        level: file.isTestCode || leavers.length === 0 ? 'note' : 'suspect',
        assumption: `who receives from ${channel} can be gone here, as it can there`,
        message: `this send on ${channel} has no stop case, although ${shortName(fn.name)} sends to it with one elsewhere`,
        reasons: [
          'the other send knows that nobody may come for the value',
          leavers.length > 0 ? `a receiver of ${channel} can leave` : `no receiver of ${channel} is seen`,
        ],
        function: fn,
        symbol: channel,
        related: [
          { ...other, message: 'here the same send has one' },
          { ...stop, message: 'this case' },
        ],
      });
    }
    const counted = countedSends(facts);
    for (const fn of facts.functions) {
      for (const { sender, channel, context, made, given, ...send } of returnedSends(facts, fn))
        report({
          ...send,
          level: fn.file.isTestCode ? 'note' : 'suspect',
          assumption: `who receives from ${channel.name} leaves when ${context.name} ends`,
          message: `this send on ${channel.name} has no stop case, although ${context.name} is at hand: its receiver may have left`,
          reasons: [
            `${channel.name} has no room and is returned to the caller, who gave ${context.name}`,
            `while it waits, the end of ${context.name} is not seen`,
          ],
          function: sender,
          symbol: channel.name,
          related: [
            { ...made, message: `${channel.name} is made here` },
            { ...given, message: 'given to the caller here' },
          ],
        });
      for (const { file, node, channel, made, receivers, by } of leftReceivers(facts, fn)) {
        const name = textOf(file.tree, channel);
        const [receiver] = receivers;
        const who = shortName(receiver.fn.name);
        report({
          file,
          node,
          level: file.isTestCode ? 'note' : 'suspect',
          assumption:
            by === 'call' ? `${who} gives up before it is answered` : `it is reached after ${who} has returned`,
          message:
            by === 'call'
              ? `this send on ${name} waits for ever when ${who} has given up`
              : `this send on ${name} waits for ever once ${who} has returned: it has no stop case`,
          reasons: [
            `${name} has no room, and ${receivers.length > 1 ? 'all that receive' : 'the one that receives'} can return instead`,
            'the send has no other way out',
          ],
          function: fn,
          symbol: name,
          related: [
            { file: receiver.fn.file, node: receiver.node, message: 'received here, and another case leads out' },
            { ...made, message: 'the channel is made here' },
          ],
        });
      }
      for (const found of missingStopCases(facts, fn)) {
        const { where, operation, signal, leavers } = found;
        if (where === 'arm' && operation.kind === 'send') continue;
        if (counted.has(`${fn.file.path}:${operation.node}`)) continue;
        const channel = textOf(fn.file.tree, operation.channel);
        const verb = operation.kind === 'send' ? 'send on' : 'receive from';
        const peer = operation.kind === 'send' ? 'receiver' : 'sender';
        report({
          file: fn.file,
          node: operation.node,
          ...missingStopLevel(found),
          message: `this ${verb} ${channel} has no stop case, although ${where === 'arm' ? 'the select around it' : 'its loop'} looks for one`,
          reasons: [
            'while it waits, the end of the context is not seen',
            leavers.length > 0 ? `a ${peer} of ${channel} can be gone` : `no ${peer} of ${channel} is seen`,
            ...(operation.kind === 'receive' ? [`nothing closes ${channel}`] : []),
          ],
          function: fn,
          symbol: channel,
          related: [{ ...signal, message: 'here the context is looked at' }],
        });
      }
    }
  },
});
