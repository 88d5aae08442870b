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
    const part = group.parts[0];
    const own = part?.parkSite !== undefined && part.parkSite.function === part.userSite?.function;
    const ranges = group.receives === 'value and ok' && (parksAtRoot || own);
    if (group.receives === 'value' || ((creator?.closureOfCreator || !parksAtRoot) && !ranges)) return undefined;
    if (ranges)
      return {
        score: parksAtRoot ? 60 : 50,
        why: `${group.stack.frames[group.identity.parkIndex ?? 0].function} receives with the second value (runtime.chanrecv2), as a range over a channel does: it ends when the channel is closed. A ticker's channel and one that os/signal holds never are; those loops need a case of their own that ends them.`,
      };
    // Nobody started main with `go`; what it waits for may be anything.
    if (group.role === 'main') return undefined;
    return {
      score: 45,
      why: `${root} was started with \`go\` and waits for the next value. In this form a range over a channel, a wait for ctx.Done() and a wait for a reply look alike; debug=0, or \`--source DIR\`, tells them apart.`,
    };
  },
});
