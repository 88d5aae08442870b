// What a goroutine does for a connection or request, by its stack alone.
import { isPeerWait } from '../../knowledge/peer-waits.ts';
import type { TrafficBound } from '../../knowledge/signature.ts';
import type { MomentGroup } from '../../model/history.ts';
import type { ConnectionWork } from './connection-kin.ts';
import { backgroundRead } from './request-clients.ts';

/** Servers whose reader of a connection also runs the handlers, one request after another. */
const requestServers = [
  { root: 'net/http.(*conn).serve', handler: /^net\/http\.serverHandler\.ServeHTTP$/ },
  { root: 'github.com/valyala/fasthttp.', handler: /^$/ },
];

/**
 * `readsConnection` is of `deriveConnectionFacts`, `waitsForPeer` says whether any frame is a wait for the peer. A server's connection between two requests works for nobody: what it
 * started should have ended with the request.
 */
export function deriveConnectionWork(
  group: MomentGroup,
  readsConnection: boolean,
  traffic: readonly TrafficBound[],
  waitsForPeer = group.stack.frames.some((f) => isPeerWait(f.function)),
): ConnectionWork {
  const { frames } = group.stack;
  const root = frames.at(-1)?.function ?? '';
  if (root === backgroundRead) return 'request-reader';
  const server = requestServers.find((s) => root.startsWith(s.root));
  if (server) return readsConnection && frames.some((f) => server.handler.test(f.function)) ? 'reader' : undefined;
  if (traffic.some((t) => t.measures !== 'open server connections' && t.ownGoroutine)) return 'stream-handler';
  return readsConnection || waitsForPeer ? 'reader' : undefined;
}
