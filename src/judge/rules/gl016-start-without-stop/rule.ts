// A loop that sleeps, runs or ticks, started over and over with nothing to end it.
import { enclosingFunction } from '../../../analyse/runtime/creators.ts';
import { defineRule } from '../../rule.ts';

/** Functions that make or start a thing; a name is a hint, so it scores below what a loop shows of itself. */
const makes = /(^|[./)])([nN]ew|[sS]tart|[oO]pen)([A-Z]\w*)?(\[\.\.\.\])?$/;

export const rule = defineRule({
  id: 'GL016',
  stage: 'stable',
  needs: ['group', 'trend', 'persistence'],
  match({ group, trend, persistence }) {
    if (persistence?.loops && ['select', 'chan receive', 'sleep'].includes(group.primitive))
      return {
        score: 65,
        why: 'It stands here in every snapshot and yet its wait starts anew again and again: it loops on a ticker or a timer.',
      };
    const birth = enclosingFunction(group.stack.createdBy?.function ?? '');
    if (group.primitive === 'select' && makes.test(birth) && (trend?.gain ?? 0) >= 3)
      return {
        score: 50,
        why: `${birth} starts one for each thing that it makes, and nothing ends them: look for the Stop or Close that is missing or not called.`,
      };
    if (!['sleep', 'running', 'runnable', 'syscall'].includes(group.primitive)) return undefined;
    return (trend?.gain ?? 0) >= 3 || group.primitive === 'sleep' ? { score: 50 } : undefined;
  },
});
