// Nothing in the process can act any more: main's own wait, and everybody's where all of them send and nobody receives.
import type { EpochFacts } from '../../../analyse/runtime/facts.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL022',
  stage: 'stable',
  needs: ['group'],
  match({ group }, epoch) {
    if (epoch.actors === undefined || epoch.actors.length > 0) return undefined;
    const main = group.role === 'main';
    // Alone, main waits for nobody: the operation that it waits in tells more.
    if (main && countOwn(epoch) === 1) return undefined;
    const senders = group.primitive === 'chan send' ? countWhenAllSend(epoch) : 0;
    if (senders > 0)
      return {
        score: 70,
        root: main,
        joinBy: 'main',
        why: `All ${senders} goroutines that are left are blocked sending, and none of them receives: they wait for one another.`,
      };
    return { score: main ? 70 : 5, joinBy: main ? 'main' : undefined };
  },
});

function countOwn(epoch: EpochFacts): number {
  let count = 0;
  for (const { group } of epoch.byKey.values())
    if (group.role !== 'system' && group.role !== 'self') count += group.count;
  return count;
}

/** How many goroutines of the program there are when every one of them sends, and they are of several groups; else 0. */
function countWhenAllSend(epoch: EpochFacts): number {
  let groups = 0;
  let count = 0;
  for (const { group } of epoch.byKey.values()) {
    if (group.role === 'system' || group.role === 'self') continue;
    if (group.primitive !== 'chan send') return 0;
    groups++;
    count += group.count;
  }
  return groups >= 2 ? count : 0;
}
