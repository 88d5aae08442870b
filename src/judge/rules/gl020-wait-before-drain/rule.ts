// WaitGroup.Wait while the goroutines it waits for are blocked sending to the same function; both sides are one finding.

import { starterFunctions } from '../../../analyse/runtime/creators.ts';
import type { MomentGroup } from '../../../model/history.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL020',
  stage: 'stable',
  needs: ['group'],
  match({ group }, epoch) {
    if (group.primitive === 'sync.WaitGroup.Wait') {
      for (const f of group.stack.frames) {
        const senders = epoch.senders.get(f.function);
        if (senders) return describe(group, senders, true);
      }
      return undefined;
    }
    if (group.primitive !== 'chan send') return undefined;
    for (const name of starterFunctions(group)) {
      const waiter = epoch.waitGroups.get(name);
      if (waiter) return describe(waiter, group, false);
    }
    return undefined;
  },
});

function describe(waiter: MomentGroup, senders: MomentGroup, root: boolean) {
  const site = senders.stack.frames[senders.identity.parkIndex ?? 0]?.function;
  return {
    score: 85,
    root,
    joinBy: waiter.identity.exactKey,
    why: `${senders.count} of the goroutines it waits for are blocked sending at ${site}.`,
  };
}
