// HTTP/2, bundled into net/http (up to 1.26 with the prefix http2, from 1.27 as net/http/internal/http2) and golang.org/x/net/http2.
import type { Signature } from '../signature.ts';

const library = 'net/http, golang.org/x/net/http2';
const source = 'net/http/h2_bundle.go@go1.26.8, net/http/internal/http2@go1.27.3, golang.org/x/net/http2@v0.44.0';

export const http2: readonly Signature[] = [
  {
    id: 'http2-server-conn',
    library,
    kind: 'connection-bound',
    match: {
      frame: [
        'net/http.(*http2serverConn).serve()',
        'net/http/internal/http2.(*serverConn).serve()',
        'golang.org/x/net/http2.(*serverConn).serve()',
      ],
    },
    per: 'connection',
    bound: 'open client connections',
    meaning: 'The loop of one accepted HTTP/2 connection.',
    source,
  },
  {
    id: 'http2-server-read',
    library,
    kind: 'connection-bound',
    match: {
      root: [
        'net/http.(*http2serverConn).readFrames',
        'net/http.(*http2serverConn).readPreface',
        'net/http/internal/http2.(*serverConn).readFrames',
        'net/http/internal/http2.(*serverConn).readPreface',
        'golang.org/x/net/http2.(*serverConn).readFrames',
        'golang.org/x/net/http2.(*serverConn).readPreface',
      ],
    },
    per: 'connection',
    bound: 'open client connections',
    meaning: 'Reads the frames of one accepted HTTP/2 connection.',
    source,
  },
  {
    id: 'http2-server-handler',
    library,
    kind: 'connection-bound',
    match: {
      root: [
        'net/http.(*http2serverConn).runHandler',
        'net/http/internal/http2.(*serverConn).runHandler',
        'golang.org/x/net/http2.(*serverConn).runHandler',
      ],
    },
    per: 'request',
    bound: 'requests being handled',
    meaning: 'The handler of one HTTP/2 stream runs.',
    source,
  },
  {
    id: 'http2-server-write',
    library,
    kind: 'connection-bound',
    match: {
      root: [
        'net/http.(*http2serverConn).writeFrameAsync',
        'net/http/internal/http2.(*serverConn).writeFrameAsync',
        'golang.org/x/net/http2.(*serverConn).writeFrameAsync',
      ],
    },
    per: 'connection',
    meaning: 'Writes a frame of one accepted HTTP/2 connection.',
    source,
  },
  {
    id: 'http2-client-read',
    library,
    kind: 'client-connection',
    match: {
      root: [
        'net/http.(*http2ClientConn).readLoop',
        'net/http/internal/http2.(*ClientConn).readLoop',
        'golang.org/x/net/http2.(*ClientConn).readLoop',
      ],
    },
    per: 'connection',
    bound: 'one per host and transport, as a rule',
    meaning: 'Reads the frames of one HTTP/2 client connection.',
    source,
    note: 'Grows when a Transport is made per request (RS006).',
  },
  {
    id: 'http2-client-request',
    library,
    kind: 'client-connection',
    match: {
      root: [
        'net/http.(*http2clientStream).doRequest',
        'net/http/internal/http2.(*clientStream).doRequest',
        'golang.org/x/net/http2.(*clientStream).doRequest',
      ],
    },
    per: 'request',
    bound: 'requests in flight, or with an open body',
    meaning: 'Carries one HTTP/2 request until its response body is closed or read to the end.',
    source,
    note: 'Grows with bodies that are not closed (RS003) and with servers that never answer (RS007).',
  },
  {
    id: 'http2-client-dial',
    library,
    kind: 'client-connection',
    match: {
      root: [
        'net/http.(*http2dialCall).dial',
        'net/http.(*http2addConnCall).run',
        'net/http/internal/http2.(*dialCall).dial',
        'net/http/internal/http2.(*addConnCall).run',
        'golang.org/x/net/http2.(*dialCall).dial',
        'golang.org/x/net/http2.(*addConnCall).run',
      ],
    },
    per: 'connection',
    meaning: 'Opens an HTTP/2 client connection.',
    source,
  },
  {
    id: 'http2-close-notify',
    library,
    kind: 'connection-bound',
    match: {
      root: [
        'net/http.(*http2responseWriter).CloseNotify.func*',
        'net/http/internal/http2.(*responseWriter).CloseNotify.func*',
        'golang.org/x/net/http2.(*responseWriter).CloseNotify.func*',
      ],
    },
    per: 'request',
    meaning: 'Waits for the end of a stream on behalf of a handler that asked for CloseNotify.',
    source,
  },
  {
    id: 'h2c-conn',
    library: 'golang.org/x/net/http2/h2c',
    kind: 'connection-bound',
    match: { frame: ['golang.org/x/net/http2.(*Server).ServeConn'] },
    per: 'connection',
    meaning: 'An HTTP/2 connection without TLS, or one that was handed over.',
    source: 'golang.org/x/net/http2/server.go@v0.44.0',
  },
];
