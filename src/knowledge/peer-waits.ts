// Functions of servers in which a handler waits for its own peer: for the next message of a stream, for the rest of a
// body, for the peer to take what is written.
// Source: google.golang.org/grpc stream.go, internal/transport/http2_server.go@v1.75.0; net/http/h2_bundle.go@go1.26.8
// and net/http/internal/http2@go1.27.3; github.com/quic-go/quic-go http3/body.go@v0.54.0.
import { readDeclaredFunction } from './declared-function.ts';

const peerWaits: ReadonlySet<string> = new Set([
  'google.golang.org/grpc.(*serverStream).RecvMsg',
  'google.golang.org/grpc.(*serverStream).SendMsg',
  'net/http.(*http2requestBody).Read',
  'net/http.(*http2responseWriter).Write',
  'net/http.(*http2responseWriter).Flush',
  'net/http/internal/http2.(*requestBody).Read',
  'net/http/internal/http2.(*responseWriter).Write',
  'net/http/internal/http2.(*responseWriter).Flush',
  'golang.org/x/net/http2.(*requestBody).Read',
  'golang.org/x/net/http2.(*responseWriter).Write',
  'golang.org/x/net/http2.(*responseWriter).Flush',
  'github.com/quic-go/quic-go/http3.(*requestBody).Read',
  'github.com/quic-go/quic-go/http3.(*responseWriter).Write',
]);

/** Packages of these functions as symbols begin; nearly all frames are of others, and folding a symbol costs. */
const packages = ['google.golang.org/grpc', 'net/http', 'golang.org/x/net/http2', 'github.com/quic-go/quic-go'];

/** Whether a goroutine with this frame waits for the peer of the request or stream that it handles. */
export function isPeerWait(functionName: string): boolean {
  return packages.some((p) => functionName.includes(p)) && peerWaits.has(readDeclaredFunction(functionName).name);
}
