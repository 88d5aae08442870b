// A goroutine takes a read lock that it holds already: a writer that asks in between stops both.
import { nameOfPlace, readLocksTakenAgain } from '../../../analyse/source/held-locks.ts';
import { lockClass, lockWriters } from '../../../analyse/source/unlock-owners.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL011',
  stage: 'stable',
  level: 'suspect',
  imports: ['sync'],
  run(facts, { report }) {
    for (const fn of facts.functions)
      for (const { held, again, by, isSure: isOne } of readLocksTakenAgain(facts, fn)) {
        // Without a writer two read locks do no harm; of a local lock another function must be the writer.
        const writers = lockWriters(facts).get(lockClass(facts, held.lock.place));
        const isLocal = held.lock.place.root.kind === 'local' && held.lock.place.root.owner === fn;
        if (!writers || (isLocal && [...writers].every((writer) => writer === fn))) continue;
        const name = nameOfPlace(held.lock.place);
        // In a test, who else works on the object is under its control.
        const isSure = again.always && !fn.file.isTestCode;
        const isHere = again.at.fn === fn && again.at.node === by.node;
        const first = { file: fn.file, node: held.lock.call.node };
        report({
          file: again.at.fn.file,
          node: again.at.node,
          level: isSure ? 'suspect' : 'note',
          message: `${name} is locked for reading here while the same goroutine holds its read lock: a writer in between stops both`,
          reasons: [
            `a path of ${fn.name} leads from the first read lock to this one without an unlock`,
            'a waiting writer keeps new readers out (documentation of sync.RWMutex)',
            ...(isHere ? [] : [`by a call of ${again.at.fn.name}`]),
          ],
          assumption: !isOne
            ? 'the way leads back to the object that it began with, and a writer asks for the lock between the two'
            : again.always
              ? 'a writer asks for the lock between the two'
              : 'the called function takes the path on which it locks, and a writer asks in between',
          function: again.at.fn,
          symbol: name,
          related: [
            { ...first, message: `${name} is locked for reading here first` },
            ...(isHere ? [] : [{ ...by, message: 'and this call locks it again' }]),
          ],
          path: [
            { ...first, message: `${name} is locked for reading` },
            ...(isHere ? [] : [{ ...by, message: 'the call' }]),
            {
              file: again.at.fn.file,
              node: again.at.node,
              message: 'waits for the writer, who waits for the first lock',
            },
          ],
        });
      }
  },
});
