// An iter.Pull sequence that was neither drained nor stopped.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL019',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    const inPull = group.stack.frames.some((f) => f.function.startsWith('iter.Pull'));
    return group.primitive === 'coroutine' || inPull ? { score: 95 } : undefined;
  },
});
