// A wait under a lock that everybody who could end the wait needs first.
import { blockedHolders } from '../../../analyse/source/blocked-holders.ts';
import { broadcastHolders } from '../../../analyse/source/broadcast-holders.ts';
import { nameOfPlace } from '../../../analyse/source/held-locks.ts';
import { textOf } from '../../../model/go-tree.ts';
import type { SourceLevel } from '../../../model/source-package.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

const verbs = {
  send: 'sends on',
  receive: 'receives from',
  range: 'ranges over',
  wait: 'waits for',
  condition: 'waits for',
} as const;

const when = { before: 'first', between: 'between two rounds', sometimes: 'on some of its ways there' } as const;

export const sourceRule = defineSourceRule({
  id: 'GL013',
  stage: 'stable',
  level: 'suspect',
  imports: ['sync'],
  run(facts, { report }) {
    for (const fn of facts.functions) {
      for (const { held, send, collection, stores } of broadcastHolders(facts, fn)) {
        const lock = nameOfPlace(held.lock.place);
        const text = textOf(collection.file.tree, collection.node);
        report({
          ...send,
          level: fn.file.isTestCode ? 'note' : 'suspect',
          message: `this sends to every channel of ${text} while ${lock} is held: one that is not read keeps the lock`,
          reasons: [`all channels put into ${text} are made without room`, 'the send is in no select'],
          assumption: `a reader can stop while its channel is in ${text}`,
          function: fn,
          symbol: text,
          related: [
            { file: fn.file, node: held.lock.call.node, message: `${lock} is locked here` },
            ...stores.map((store) => ({ ...store, message: 'a channel without room is put in here' })),
          ],
        });
      }
      for (const { held, wait, by, wakers, how, capacity } of blockedHolders(facts, fn)) {
        const lock = nameOfPlace(held.lock.place);
        const channel = nameOfPlace(wait.place);
        const isField = held.lock.place.path.length > 0 || wait.place.path.length > 0;
        const full = capacity !== 0;
        const level: SourceLevel = full ? 'note' : how !== 'before' || isField ? 'suspect' : 'leak';
        const assumption = full
          ? wait.kind === 'send'
            ? `the buffer of ${channel} can be full`
            : `nothing is left in the buffer of ${channel}`
          : how !== 'before'
            ? 'the other goroutine is just about to take the lock'
            : isField
              ? 'both sides work on the same object'
              : undefined;
        const first = { file: fn.file, node: held.lock.call.node };
        const isHere = wait.at.fn === fn && wait.at.node === by.node;
        report({
          file: wait.at.fn.file,
          node: wait.at.node,
          level,
          message: `this ${verbs[wait.kind]} ${channel} while ${lock} is held, and whoever could end the wait needs ${lock}`,
          reasons: [
            `${wakers.length === 1 ? 'the only waker' : `each of the ${wakers.length} wakers`} takes ${lock} ${when[how]}`,
            ...(isHere ? [] : [`reached from ${fn.name} by a call under the lock`]),
          ],
          ...(assumption ? { assumption } : {}),
          function: wait.at.fn,
          symbol: channel,
          related: [
            { ...first, message: `${lock} is locked here` },
            ...(isHere ? [] : [{ ...by, message: 'this call leads to the wait' }]),
            ...wakers.flatMap(({ place, lock: taken }) => [
              { ...place, message: 'could end the wait' },
              { ...taken, message: `but ${lock} is needed here` },
            ]),
          ],
        });
      }
    }
  },
});
