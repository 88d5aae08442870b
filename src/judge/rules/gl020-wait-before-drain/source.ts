// A function waits for goroutines that wait for it to receive.
import { many } from '../../../analyse/source/abandoned-sends.ts';
import { waitsBeforeDrain } from '../../../analyse/source/waits-before-drain.ts';
import { textOf } from '../../../model/go-tree.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL020',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions)
      for (const { wait, channel, made, capacity, senders, sent, counted, receives } of waitsBeforeDrain(facts, fn)) {
        const count = sent >= many ? 'any number of values' : sent === 1 ? 'a value' : `${sent} values`;
        const list = counted < 0 ? '' : textOf(fn.file.tree, counted);
        report({
          ...wait,
          level: list !== '' && fn.file.isTestCode ? 'note' : 'suspect',
          ...(list === '' ? {} : { assumption: `${list} may have more than ${capacity} elements` }),
          message: `this Wait waits for goroutines that wait until ${channel.name} is received from, which ${receives.length === 0 ? 'nothing does' : 'only happens behind it'}`,
          reasons: [
            `${channel.name} has room for ${capacity}, and ${count} may be sent before this line`,
            'the senders say Done after they sent',
            receives.length === 0
              ? `nothing receives from ${channel.name}`
              : `every receive from ${channel.name} stands in this function, behind the Wait`,
          ],
          function: fn,
          symbol: channel.name,
          related: [
            { ...made, message: `${channel.name} is made here` },
            ...senders.flatMap((s) => s.sends.slice(0, 1).map((send) => ({ ...send, message: 'this send waits' }))),
            ...receives.slice(0, 1).map((place) => ({ ...place, message: 'received only here' })),
          ],
          path: [
            ...senders.map((s) => ({ ...s.start, message: 'the goroutine starts' })),
            { ...wait, message: 'and is waited for before anything is received' },
          ],
          blocksAt: [wait, ...senders.flatMap((s) => s.sends)],
          bornAt: senders.map((s) => s.start),
          ...(receives.length === 0
            ? {
                fix: {
                  summary: `receive from ${channel.name} while they run, or make it with room for all that is sent`,
                  safe: false,
                  edits: [],
                },
              }
            : {}),
        });
      }
  },
});
