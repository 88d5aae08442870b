// sync.Cond.Wait that nobody signals.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL015',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    return group.primitive === 'sync.Cond.Wait' ? { score: 50 } : undefined;
  },
});
