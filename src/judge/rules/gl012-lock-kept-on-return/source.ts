// A function that releases a lock on some paths returns on another one with the lock held.
import { keptLocks, nameOfPlace } from '../../../analyse/source/held-locks.ts';
import { handsLockOn } from '../../../analyse/source/lock-operations.ts';
import { lockClass, locksHandedOn } from '../../../analyse/source/unlock-owners.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL012',
  stage: 'stable',
  level: 'leak',
  imports: ['sync'],
  run(facts, { report }) {
    for (const fn of facts.functions) {
      for (const { held, leave, path } of keptLocks(facts, fn)) {
        if (handsLockOn(facts, fn, held.lock.place) || locksHandedOn(facts).has(lockClass(facts, held.lock.place)))
          continue;
        const { place, call, mode } = held.lock;
        const name = nameOfPlace(place);
        const branches = path.flatMap(({ edge }) =>
          edge && edge.condition >= 0 && !edge.isBack
            ? [{ file: fn.file, node: edge.condition, message: edge.holds ? 'this holds' : 'this does not hold' }]
            : [],
        );
        const isReturn = fn.file.tree.kind[leave.node] === NodeKind.ReturnStmt;
        report({
          file: fn.file,
          node: call.node,
          level: 'leak',
          message: `${name} is still locked when ${fn.name.split('.').pop()} returns on one of its paths`,
          reasons: [
            `other paths of ${fn.name} unlock it, so this one forgets to`,
            'no function of the package unlocks it without having locked it',
          ],
          function: fn,
          symbol: name,
          related: [{ ...leave, message: isReturn ? 'returns here with the lock' : 'the function ends with the lock' }],
          path: [
            { file: fn.file, node: call.node, message: `${name} is ${mode === 'read' ? 'read-' : ''}locked` },
            ...branches,
            { ...leave, message: 'returns with the lock' },
          ],
        });
      }
    }
  },
});
