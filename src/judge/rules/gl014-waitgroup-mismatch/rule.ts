// WaitGroup.Wait with nobody left to call Done.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL014',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    return group.primitive === 'sync.WaitGroup.Wait' ? { score: 50 } : undefined;
  },
});
