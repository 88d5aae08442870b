import { describe, expect, it } from 'vitest';
import { buildMoment, groupWith } from '../../../test/support/build-snapshot.ts';
import { matchTrafficBound } from '../../knowledge/traffic-bound.ts';
import { deriveConnectionWork } from './connection-work.ts';

function workOf(frames: readonly string[], readsConnection = false) {
  const moment = buildMoment([{ id: 5, state: 'IO wait', frames }]);
  const traffic = matchTrafficBound(frames, frames.at(-1) ?? '');
  return deriveConnectionWork(groupWith(moment, frames[0]), readsConnection, traffic);
}

describe('what a goroutine does for a connection', () => {
  it.each<[string, readonly string[], boolean, string | undefined]>([
    ['reads', ['net.(*conn).Read', 'main.readLoop'], true, 'reader'],
    ['nothing', ['main.loop'], false, undefined],
    ['reads ahead', ['net.(*conn).Read', 'net/http.(*connReader).backgroundRead'], true, 'request-reader'],
    ['nothing between two requests', ['net.(*conn).Read', 'net/http.(*conn).serve'], true, undefined],
    [
      'reads in a handler',
      ['net.(*conn).Read', 'main.ws', 'net/http.serverHandler.ServeHTTP', 'net/http.(*conn).serve'],
      true,
      'reader',
    ],
    [
      'handles an RPC',
      [
        'main.Watch',
        'google.golang.org/grpc.(*Server).handleStream',
        'google.golang.org/grpc.(*Server).serveStreams.func2.1',
      ],
      false,
      'stream-handler',
    ],
    ['handles an HTTP/2 request', ['main.sse', 'net/http.(*http2serverConn).runHandler'], false, 'stream-handler'],
  ])('%s', (_, frames, reads, want) => {
    expect(workOf(frames, reads)).toBe(want);
  });
});
