// Channel operations on a nil channel: the runtime prints the wait reason, so one dump tells.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL001',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    const { primitive } = group;
    if (primitive !== 'chan receive (nil chan)' && primitive !== 'chan send (nil chan)') return undefined;
    return { score: 95 };
  },
});
