// A function makes an HTTP client with a transport of its own, asks one thing and lets it go: the idle connection stays.
import { functionsOf } from '../../../analyse/source/operation-index.ts';
import { requests, shortLivedClients } from '../../../analyse/source/short-lived-clients.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'RS006',
  stage: 'stable',
  level: 'suspect',
  imports: ['net/http'],
  run(facts, { report }) {
    for (const fn of functionsOf(facts.operations.callsOf(requests))) {
      // What main asks is asked once.
      if (fn.name === 'main.main' || /\.init(\.\d+)?$/.test(fn.name)) continue;
      for (const { file, node, transport, request } of shortLivedClients(facts, fn))
        report({
          file,
          node,
          level: file.isTestCode || facts.package.name === 'main' ? 'note' : 'suspect',
          message: `each call of ${shortName(fn.name)} makes a transport of its own: its idle connection stays, with two goroutines`,
          reasons: [
            'a transport keeps idle connections for later requests, and nothing uses this one again',
            'it has no IdleConnTimeout, keep-alive is on, and nothing calls CloseIdleConnections',
          ],
          assumption: 'the other side keeps idle connections open, and the function is called again and again',
          function: fn,
          symbol: shortName(fn.name),
          related: [
            { ...request, message: 'the request is made here' },
            ...(transport.node === node ? [] : [{ ...transport, message: 'the transport is made here' }]),
          ],
        });
    }
  },
});
