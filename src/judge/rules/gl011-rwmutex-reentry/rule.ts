// A read lock asked for again behind a queued writer.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL011',
  stage: 'stable',
  needs: ['cycles', 'key'],
  match({ cycles, key }) {
    const cycle = cycles.find((c) => c.kind === 'rwmutex-reentry');
    return cycle
      ? { score: 95, why: `${cycle.text}.`, joinBy: `@${cycle.lock}`, root: cycle.rootKey === key }
      : undefined;
  },
});
