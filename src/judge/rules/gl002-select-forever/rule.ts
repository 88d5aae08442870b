// `select {}` outside main: parked until the process ends.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL002',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    return group.primitive === 'select (no cases)' ? { score: 95 } : undefined;
  },
});
