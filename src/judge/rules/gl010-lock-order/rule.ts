// Two goroutines that each wait for the lock which the other one holds.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL010',
  stage: 'stable',
  needs: ['cycles', 'key'],
  match({ cycles, key }) {
    const cycle = cycles.find((c) => c.kind === 'lock-order');
    return cycle
      ? { score: 95, why: `${cycle.text}.`, joinBy: `@${cycle.lock}`, root: cycle.rootKey === key }
      : undefined;
  },
});
