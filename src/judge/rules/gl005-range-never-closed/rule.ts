// A named worker function that waits to receive: its channel was never closed.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'GL005',
  stage: 'stable',
  needs: ['group', 'creator'],
  match({ group, creator }) {
    if (group.primitive !== 'chan receive') return undefined;
    const root = group.stack.frames.at(-1)?.function ?? '';
    const parksAtRoot = group.stack.frames.findIndex((f) => f.function === root) === (group.identity.parkIndex ?? -1);
    if (creator?.closureOfCreator || !parksAtRoot) return undefined;
    return {
      score: 45,
      why: `${root} was started with \`go\` and waits for the next value. From a dump alone a range over a channel, a wait for ctx.Done() and a wait for a reply look alike; \`--source DIR\` tells them apart.`,
    };
  },
});
