// A function that releases a lock on some paths returns on another one with the lock held.
import { keptLocks, nameOfPlace } from '../../../analyse/source/held-locks.ts';
import { type KeptSlot, keptSlots } from '../../../analyse/source/kept-slots.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { handsLockOn, isHandedOn, unlocksWithoutLock } from '../../../analyse/source/unlock-owners.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { nameOf } from '../../../model/go-tree.ts';
import type { SourceFunction } from '../../../model/source-function.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';

/** A lock that other functions are handed is still forgotten when this many releases stand against one return. */
const RELEASES_OF_A_HABIT = 3;

/** A place of a semaphore is a lock for some at a time. */
function slotFinding({ fn, place, taken, release, given, leave, path }: KeptSlot): SourceFinding {
  const name = nameOfPlace(place);
  const { file } = fn;
  const isReturn = file.tree.kind[leave.node] === NodeKind.ReturnStmt;
  return {
    ...taken,
    level: file.isTestCode ? 'note' : 'suspect',
    message: `a place of ${name} is taken here and not given back when ${fn.name.split('.').pop()} returns on one of its paths`,
    reasons: [
      `other paths of ${shortName(fn.name)} give it back by ${release}, so this one forgets to`,
      `no other function of the package gives places of ${name} back`,
    ],
    assumption: 'it comes to that return as often as there are places',
    function: fn,
    symbol: name,
    related: [
      { ...leave, message: isReturn ? 'returns here with the place' : 'the function ends with the place' },
      { ...given, message: 'another path gives it back here' },
    ],
    path: [
      { ...taken, message: `a place of ${name} is taken` },
      ...path.flatMap(({ edge }) =>
        edge && edge.condition >= 0 && !edge.isBack && edge.condition > taken.node
          ? [{ file, node: edge.condition, message: edge.holds ? 'this holds' : 'this does not hold' }]
          : [],
      ),
      { ...leave, message: 'returns with the place' },
    ],
  };
}

export const sourceRule = defineSourceRule({
  id: 'GL012',
  stage: 'stable',
  level: 'leak',
  run(facts, { report }) {
    for (const found of keptSlots(facts)) report(slotFinding(found));
    for (const fn of facts.functions) {
      for (const { held, leave, path, releases, isOnlyOne } of keptLocks(facts, fn)) {
        if (handsLockOn(facts, fn, held.lock.place)) continue;
        const handedOn = isHandedOn(facts, held.lock.place);
        if (handedOn && (!isOnlyOne || releases < RELEASES_OF_A_HABIT)) continue;
        // Called with the lock held: it lets go of it for a while and takes it again.
        const { key } = held.lock.place;
        if (handedOn && unlocksWithoutLock(facts, fn).some((unlock) => unlock.place.key === key)) continue;
        // A goroutine or a stored literal of its own is handed the lock.
        if (handedOn && literalUnlocks(facts, fn, key)) continue;
        if (handedOn && succeeds(fn, leave.node)) continue;
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
          level: handedOn ? 'suspect' : 'leak',
          ...(handedOn ? { assumption: 'the caller does not expect to be handed the lock on this path' } : {}),
          message: `${name} is still locked when ${fn.name.split('.').pop()} returns on one of its paths`,
          reasons: [
            `other paths of ${fn.name} unlock it, so this one forgets to`,
            handedOn
              ? `${releases} unlocks stand against this one return`
              : 'no function of the package unlocks it without having locked it',
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

/** True for `return dict, nil` behind returns with an error: what works out is handed the lock until it is closed. */
function succeeds(fn: SourceFunction, leave: number): boolean {
  const { tree } = fn.file;
  if (tree.kind[leave] !== NodeKind.ReturnStmt) return false;
  let last = -1;
  for (let i = leave + 1; i < leave + tree.size[leave]; i += tree.size[i]) last = i;
  return last > leave + 1 && nameOf(tree, last) === 'nil';
}

function literalUnlocks(facts: PackageFacts, fn: SourceFunction, key: string): boolean {
  return fn.literals.some(
    (literal) =>
      unlocksWithoutLock(facts, literal).some((unlock) => unlock.place.key === key) ||
      literalUnlocks(facts, literal, key),
  );
}
