// Waiters at a lock that nobody on any stack can hold: somebody returned without Unlock.
import { isLock } from '../../lock-primitives.ts';
import { defineRule } from '../../rule.ts';

/** golang.org/x/sync semaphore/semaphore.go@v0.18.0: a waiter parks in Acquire itself. */
const acquires = /^golang\.org\/x\/sync\/semaphore\.\(\*Weighted\)\.Acquire$/;

const semaphore = {
  score: 60,
  title: 'waits for room in a semaphore: places are not given back, or more comes than they serve',
  why: 'Each Acquire needs its Release on every path, errors and panics too.',
  search: 'grep -rn "\\.Acquire(" and check that each has its defer …Release(',
};

export const rule = defineRule({
  id: 'GL012',
  stage: 'stable',
  needs: ['group', 'queue'],
  match({ group, queue }) {
    if (group.primitive === 'select' && group.stack.frames.some((f) => acquires.test(f.function))) return semaphore;
    if (!isLock(group.primitive)) return undefined;
    if (!queue) return { score: 40 };
    if (queue.holder) return undefined;
    const { bystander } = queue;
    return {
      score: 60,
      joinBy: queue.lock ? `@${queue.lock}` : queue.site,
      why: bystander
        ? `${queue.waiters.length} wait for the lock. Inside the object is only a loop of its own, ${bystander.frame}, which waits in ${bystander.group.primitive}: look whether it does so with the lock held.`
        : `${queue.waiters.length} wait for the lock, and no other goroutine is inside the code that it guards.`,
    };
  },
});
