// A goroutine that waits for a lock which only it can hold.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL009',
  stage: 'stable',
  needs: ['cycles', 'key'],
  match({ cycles, key }) {
    const cycle = cycles.find((c) => c.kind === 'double-lock');
    return cycle
      ? { score: 95, why: `${cycle.text}.`, joinBy: `@${cycle.lock}`, root: cycle.rootKey === key }
      : undefined;
  },
});
