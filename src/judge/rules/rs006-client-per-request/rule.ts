// Connection loops of a client library that become more and more: a client is made again and again.
import { isClientSide } from '../../../knowledge/client-packages.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'RS006',
  stage: 'stable',
  needs: ['group', 'signatures', 'knownLeaks'],
  match({ group, signatures, knownLeaks }) {
    const leak = knownLeaks.find((k) => k.rule === 'RS006');
    if (leak && group.count >= leak.atLeast)
      return { score: 85, joinBy: leak.library, title: leak.title, why: leak.why, search: leak.fix };
    const client = signatures.find(
      (s) => s.kind === 'client-connection' || (s.per === 'client' && s.kind !== 'connection-bound'),
    );
    // Below a function of the program the caller waits for its answer (RS007); a client's own loops begin in the library.
    const root = group.stack.frames.at(-1)?.function ?? '';
    if (!client && group.primitive === 'IO wait' && isClientSide(root))
      return { score: 35, why: 'It reads from a connection of a client library, and there are more and more of them.' };
    return client
      ? {
          score: 70,
          joinBy: client.library,
          why: `${client.library}: ${client.meaning}`,
          search: `where the client of ${client.library} is made: once per process, not per request`,
        }
      : undefined;
  },
});
