// Transport loops of connections whose response body nobody reads or closes.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'RS003',
  stage: 'stable',
  needs: ['group', 'key'],
  match({ group, key }, epoch) {
    const root = group.stack.frames.at(-1)?.function ?? '';
    if (!epoch.unreadBodies || !/^net\/http\.\(\*persistConn\)\.(read|write)Loop/.test(root)) return undefined;
    if (!epoch.unreadBodies.exactKeys.includes(key) && !root.endsWith('writeLoop')) return undefined;
    return {
      score: 94,
      joinBy: 'net/http transport',
      // The loop that writes is one of any connection; the one that reads waits for the body.
      root: epoch.unreadBodies.exactKeys.includes(key) || undefined,
      search: 'resp, err := …Do( / Get( / Post( without defer resp.Body.Close()',
    };
  },
});
