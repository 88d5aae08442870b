// A send from a closure whose enclosing function, which holds the channel, has returned or ended; or from a function that
// was given its channel by goroutines which have all ended.
import { type CreatorFacts, starterFunctions } from '../../../analyse/runtime/creators.ts';
import type { MomentGroup } from '../../../model/history.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL003',
  stage: 'stable',
  needs: ['group', 'creator'],
  match({ group, creator }) {
    if (group.primitive !== 'chan send' && group.primitive !== 'unknown') return undefined;
    if (!creator) return undefined;
    if (!creator.closureOfCreator) return ofEndedCreators(group, creator);
    if (!creator.functionGone && creator.ended === 0) return group.primitive === 'unknown' ? undefined : { score: 45 };
    return {
      score: group.primitive === 'unknown' ? 20 : 60,
      why: `${starterFunctions(group)[0] ?? 'The function that started it'} made the channel and is gone: nobody will receive.`,
    };
  },
});

/** Fewer starters that have ended are no pattern: a worker, too, may outlive the one who started it. */
const leastEnded = 3;

function ofEndedCreators(group: MomentGroup, creator: CreatorFacts) {
  const allEnded = creator.known >= leastEnded && creator.ended === creator.known && creator.functionGone;
  if (group.primitive !== 'chan send' || !allEnded) return undefined;
  return {
    score: 50,
    why: `All ${creator.known} goroutines that ran ${group.stack.createdBy?.function} and handed out the channel have ended: nobody of theirs will receive.`,
  };
}
