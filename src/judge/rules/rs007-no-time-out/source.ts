// An HTTP request that nothing ends when the other side does not answer.
import { contextAtHand, isOfTests } from '../../../analyse/source/context-at-hand.ts';
import { unlimitedRequests } from '../../../analyse/source/unlimited-requests.ts';
import type { SourceStep } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'RS007',
  stage: 'stable',
  level: 'note',
  imports: ['net/http'],
  run(facts, { report }) {
    for (const fn of facts.functions) {
      // With a context at hand the call should take it: CX005.
      if (isOfTests(facts, fn) || contextAtHand(facts, fn)) continue;
      for (const { call, client } of unlimitedRequests(facts, fn)) {
        const shown = call.callee.name.replace(/^net\//, '');
        const made: SourceStep[] = client ? [{ ...client, message: 'its client is made here, without Timeout' }] : [];
        report({
          file: fn.file,
          node: call.node,
          level: 'note',
          message: `${shown} waits as long as the other side likes: neither its client nor the request has a limit`,
          reasons: [
            client ? 'the client has no Timeout and the transport of the package' : 'http.DefaultClient has no Timeout',
            'the request has no context that ends',
          ],
          function: fn,
          symbol: shown,
          related: made,
        });
      }
    }
  },
});
