// A send that nobody receives, where the receiver is not simply the function that returned.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL004',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    return group.primitive === 'chan send' ? { score: 40 } : undefined;
  },
});
