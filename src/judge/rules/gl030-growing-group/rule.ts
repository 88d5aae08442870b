// Something grows, or is proven stuck, and no rule knows why.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL030',
  stage: 'stable',
  needs: ['group', 'proven', 'trend'],
  match({ group, proven, trend }) {
    if (proven > 0 && group.primitive === 'unknown')
      return {
        score: 2,
        title: 'blocked for ever in a channel operation that debug=1 hides',
        why: 'The runtime proved that nobody can wake them. debug=1 hides the channel operation; debug=0 or debug=2 names it.',
      };
    if (trend) return { score: 1 };
    return {
      score: 1,
      title: 'still there, and the cause is not known',
      why: 'Nothing that is known of this stack tells why they are still there, and one moment shows no growth. What they wait for and who started them is all there is.',
    };
  },
});
