// A receive that nobody will serve.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL006',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    return group.primitive === 'chan receive' ? { score: 40 } : undefined;
  },
});
