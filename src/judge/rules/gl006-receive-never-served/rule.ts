// A receive that nobody will serve.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL006',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    if (group.primitive !== 'chan receive') return undefined;
    const { frames } = group.stack;
    const root = frames.at(-1);
    const loops =
      root !== undefined && frames[group.identity.parkIndex ?? 0] === root && !/\.func\d/.test(root.function);
    if (group.receives !== 'value' || !loops) return { score: 40 };
    return {
      score: 40,
      title: 'waits for a value that nobody sends, or loops with no way to stop',
      why: `${root.function} was started with \`go\` and receives right in it. If that is a loop over a ticker or over events, values do come, and what is missing is a case that ends it (GL007).`,
    };
  },
});
