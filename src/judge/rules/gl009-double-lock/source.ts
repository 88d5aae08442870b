// A goroutine takes a lock that it holds already: directly, in the next turn of a loop, or in a function it calls.
import { doubleLocks, locksOfPackage, nameOfPlace } from '../../../analyse/source/held-locks.ts';
import type { LockEffect } from '../../../analyse/source/lock-operations.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** What has to hold for the second lock to be taken, and to be the first one. */
function assumed({ always, isIndirect }: LockEffect, isSure: boolean): { readonly assumption?: string } {
  if (!always) return { assumption: 'the called function takes the path on which it locks' };
  if (!isSure)
    return { assumption: 'the way leads back to the object that it began with, as all of its kind are made' };
  return isIndirect ? { assumption: 'the function value or the interface leads there' } : {};
}

export const sourceRule = defineSourceRule({
  id: 'GL009',
  stage: 'stable',
  level: 'leak',
  imports: ['sync'],
  run(facts, { report }) {
    for (const fn of locksOfPackage(facts).keys())
      for (const { held, again, by, isSure } of doubleLocks(facts, fn)) {
        const name = nameOfPlace(held.lock.place);
        const isHere = again.at.fn === fn && again.at.node === by.node;
        const first = { file: fn.file, node: held.lock.call.node };
        report({
          file: again.at.fn.file,
          node: again.at.node,
          level: !again.always ? 'note' : isSure && !again.isIndirect ? 'leak' : 'suspect',
          message: `${name} is locked here while the same goroutine holds it: it waits for itself`,
          reasons: [
            `a path of ${fn.name} leads from the first lock to this one without an unlock`,
            ...(isHere ? [] : [`by a call of ${again.at.fn.name}`]),
          ],
          ...assumed(again, isSure),
          function: again.at.fn,
          symbol: name,
          related: [
            { ...first, message: `${name} is locked here first` },
            ...(isHere ? [] : [{ ...by, message: 'and this call locks it again' }]),
          ],
          path: [
            { ...first, message: `${name} is locked` },
            ...(isHere ? [] : [{ ...by, message: 'the call' }]),
            { file: again.at.fn.file, node: again.at.node, message: 'locked again: waits for ever' },
          ],
        });
      }
  },
});
