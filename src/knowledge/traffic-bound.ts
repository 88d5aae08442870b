// Goroutines whose number is the load on the process: what growth is compared with (DESIGN §5, `decoupled`, `coupled`).
import { createMatcher } from './matcher.ts';
import type { TrafficBound } from './signature.ts';

const transport = 'google.golang.org/grpc/internal/transport';

export const trafficBound: readonly TrafficBound[] = [
  {
    id: 'http-connections',
    measures: 'open server connections',
    match: { root: ['net/http.(*conn).serve'] },
    meaning: 'One goroutine per accepted HTTP/1 connection, and per HTTP/2 connection after its hand-over.',
    source: 'net/http/server.go@go1.26.8 (*Server).Serve',
  },
  {
    id: 'http-requests',
    measures: 'requests in flight',
    match: { root: ['net/http.(*conn).serve'], frame: ['net/http.serverHandler.ServeHTTP'] },
    meaning: 'HTTP/1 connections with a handler running.',
    source: 'net/http/server.go@go1.26.8 (*conn).serve',
  },
  {
    id: 'http-background-reads',
    measures: 'requests in flight',
    match: { root: ['net/http.(*connReader).backgroundRead'] },
    meaning: 'One per handler that runs on an HTTP/1 connection.',
    source: 'net/http/server.go@go1.26.8 startBackgroundRead',
  },
  {
    id: 'http2-connections',
    measures: 'open server connections',
    match: {
      root: [
        'net/http.(*http2serverConn).readFrames',
        'net/http/internal/http2.(*serverConn).readFrames',
        'golang.org/x/net/http2.(*serverConn).readFrames',
      ],
    },
    meaning: 'One reader per accepted HTTP/2 connection.',
    source: 'net/http/h2_bundle.go@go1.26.8, net/http/internal/http2@go1.27.3',
  },
  {
    id: 'http2-requests',
    measures: 'requests in flight',
    ownGoroutine: true,
    match: {
      root: [
        'net/http.(*http2serverConn).runHandler',
        'net/http/internal/http2.(*serverConn).runHandler',
        'golang.org/x/net/http2.(*serverConn).runHandler',
      ],
    },
    meaning: 'One per HTTP/2 stream with a handler running.',
    source: 'net/http/h2_bundle.go@go1.26.8, net/http/internal/http2@go1.27.3',
  },
  {
    id: 'grpc-connections',
    measures: 'open server connections',
    match: { root: ['google.golang.org/grpc.(*Server).handleRawConn.func*'] },
    meaning: 'One per accepted gRPC connection.',
    source: 'google.golang.org/grpc server.go@v1.75.0 handleRawConn',
  },
  {
    id: 'grpc-connection-keepalive',
    measures: 'open server connections',
    match: { root: [`${transport}.(*http2Server).keepalive`] },
    meaning: 'One per accepted gRPC connection.',
    source: 'google.golang.org/grpc internal/transport/http2_server.go@v1.75.0',
  },
  {
    id: 'grpc-requests',
    measures: 'requests in flight',
    ownGoroutine: true,
    match: {
      frame: ['google.golang.org/grpc.(*Server).handleStream()'],
      root: [
        'google.golang.org/grpc.(*Server).serveStreams.func*',
        'google.golang.org/grpc.(*Server).serverWorker',
        `${transport}.(*serverHandlerTransport).HandleStreams.func*`,
      ],
    },
    meaning: 'RPCs and streams with a handler running.',
    source: 'google.golang.org/grpc server.go@v1.75.0 serveStreams',
  },
  {
    id: 'fasthttp-connections',
    measures: 'open server connections',
    match: {
      root: ['github.com/valyala/fasthttp.(*workerPool).getCh.func*'],
      frame: ['github.com/valyala/fasthttp.(*Server).serveConn'],
    },
    meaning: 'One per accepted connection.',
    source: 'github.com/valyala/fasthttp workerpool.go@v1.66.0',
  },
  {
    id: 'nats-server-connections',
    measures: 'open server connections',
    match: {
      root: ['github.com/nats-io/nats-server/server.(*Server).startGoRoutine.func*'],
      frame: ['github.com/nats-io/nats-server/server.(*client).readLoop'],
    },
    meaning: 'One per accepted NATS connection.',
    source: 'github.com/nats-io/nats-server/v2 server/client.go@v2.12.0',
  },
  {
    id: 'quic-connections',
    measures: 'open server connections',
    match: {
      creator: [
        'github.com/quic-go/quic-go.(*baseServer).handleInitialImpl',
        'github.com/quic-go/quic-go.(*baseServer).handleNewConn',
      ],
    },
    meaning: 'One per accepted QUIC connection.',
    source: 'github.com/quic-go/quic-go server.go@v0.54.0',
  },
  {
    id: 'http3-requests',
    measures: 'requests in flight',
    ownGoroutine: true,
    match: {
      root: ['github.com/quic-go/quic-go/http3.(*Server).handleConn.func*'],
      frame: [
        'github.com/quic-go/quic-go/http3.(*Server).handleRequest',
        'github.com/quic-go/quic-go/http3.(*RawServerConn).handleRequestStream',
      ],
    },
    meaning: 'One per HTTP/3 stream with a handler running.',
    source: 'github.com/quic-go/quic-go http3/server.go@v0.54.0, @v0.65.0 handleConn',
  },
  {
    id: 'ssh-connections',
    measures: 'open server connections',
    match: { root: ['golang.org/x/crypto/ssh.(*mux).loop', 'github.com/gliderlabs/ssh.(*Server).HandleConn'] },
    meaning: 'One per SSH connection.',
    source: 'golang.org/x/crypto ssh/mux.go newMux; github.com/gliderlabs/ssh server.go Serve',
  },
  {
    id: 'net-rpc-calls',
    measures: 'requests in flight',
    ownGoroutine: true,
    match: { root: ['net/rpc.(*service).call'] },
    meaning: 'One per net/rpc call being handled.',
    source: 'net/rpc/server.go@go1.26.8',
  },
  {
    id: 'fcgi-requests',
    measures: 'requests in flight',
    ownGoroutine: true,
    match: { root: ['net/http/fcgi.(*child).serveRequest'] },
    meaning: 'One per FastCGI request.',
    source: 'net/http/fcgi/child.go@go1.26.8',
  },
];

/** Which measures of load a goroutine counts towards; arguments as for `matchSignatures`. */
export const matchTrafficBound = createMatcher(trafficBound);
