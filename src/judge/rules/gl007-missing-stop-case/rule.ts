// A loop or wait in `select` that nobody told to stop.
import { defineRule } from '../../rule.ts';

/** golang.org/x/time rate/rate.go@v0.14.0: Wait parks in wait, with a timer for its turn. */
const limiter = /^golang\.org\/x\/time\/rate\.\(\*Limiter\)\.wait$/;

const behindLimiter = {
  score: 50,
  title: 'wait for their turn at a rate limiter, and more comes than it lets through',
  why: 'Each has a turn that lies further and further away: Wait gives up only when its context has a deadline before that.',
  search: "calls of the limiter's Wait( whose context has no deadline; Allow( where work can be refused",
};

export const rule = defineRule({
  id: 'GL007',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    if (group.primitive !== 'select') return undefined;
    return group.stack.frames.some((f) => limiter.test(f.function)) ? behindLimiter : { score: 40 };
  },
});
