// WebSocket and QUIC.
import type { Signature } from '../signature.ts';

const quic = 'github.com/quic-go/quic-go';

export const streams: readonly Signature[] = [
  {
    id: 'gorilla-websocket-read',
    library: 'github.com/gorilla/websocket',
    kind: 'connection-bound',
    match: {
      frame: ['github.com/gorilla/websocket.(*Conn).NextReader', 'github.com/gorilla/websocket.(*Conn).ReadMessage'],
      primitive: ['IO wait'],
    },
    per: 'connection',
    bound: 'open WebSocket connections',
    meaning: 'Waits for the next message of a WebSocket.',
    source: 'conn.go@v1.5.3 (*Conn).NextReader',
    note: 'The names do not tell server from client; a client made per request grows the same way. No SetReadDeadline: RS007.',
  },
  {
    id: 'coder-websocket-read',
    library: 'github.com/coder/websocket',
    kind: 'connection-bound',
    match: {
      frame: ['github.com/coder/websocket.(*Conn).Reader', 'nhooyr.io/websocket.(*Conn).Reader'],
      primitive: ['IO wait'],
    },
    per: 'connection',
    bound: 'open WebSocket connections',
    meaning: 'Waits for the next message of a WebSocket.',
    source: 'read.go@v1.8.14 (*Conn).Reader',
  },
  {
    id: 'coder-websocket-close-read',
    library: 'github.com/coder/websocket',
    kind: 'connection-bound',
    match: {
      root: [
        'github.com/coder/websocket.(*Conn).CloseRead.func*',
        'nhooyr.io/websocket.(*Conn).CloseRead.func*',
        'nhooyr.io/websocket.(*Conn).timeoutLoop',
      ],
    },
    per: 'connection',
    bound: 'open WebSocket connections',
    meaning: 'Reads until the peer closes, or watches read and write contexts.',
    source: 'read.go@v1.8.14 (*Conn).CloseRead; timeoutLoop up to v1.8.12',
  },
  {
    id: 'x-websocket-read',
    library: 'golang.org/x/net/websocket',
    kind: 'connection-bound',
    match: {
      frame: ['golang.org/x/net/websocket.(*Conn).Read', 'golang.org/x/net/websocket.Codec.Receive'],
      primitive: ['IO wait'],
    },
    per: 'connection',
    meaning: 'Waits for the next message of a WebSocket.',
    source: 'golang.org/x/net websocket/websocket.go@v0.44.0',
  },
  {
    id: 'quic-server-conn',
    library: quic,
    kind: 'connection-bound',
    match: { creator: [`${quic}.(*baseServer).handleInitialImpl`, `${quic}.(*baseServer).handleNewConn`] },
    per: 'connection',
    bound: 'open client connections',
    meaning: 'The loop of one accepted QUIC connection.',
    source: 'server.go@v0.54.0 (*baseServer).handleInitialImpl',
  },
  {
    id: 'quic-client-conn',
    library: quic,
    kind: 'client-connection',
    match: { root: [`${quic}.(*Transport).doDial.func*`] },
    per: 'connection',
    meaning: 'The loop of one dialled QUIC connection; ends with CloseWithError.',
    source: 'transport.go@v0.54.0 (*Transport).doDial',
  },
  {
    id: 'quic-conn',
    library: quic,
    kind: 'known-benign',
    match: { root: [`${quic}.(*Conn).run`, `${quic}.(*connection).run`, `${quic}.(*Conn).run.func*`] },
    per: 'connection',
    bound: 'two per QUIC connection, at either end',
    meaning: 'The loop or the send queue of one QUIC connection.',
    source: 'connection.go@v0.54.0 (*Conn).run',
  },
  {
    id: 'quic-transport',
    library: quic,
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${quic}.(*Transport).init.func*`,
        `${quic}.(*Transport).runSendQueue`,
        `${quic}.(*baseServer).run`,
        `${quic}.(*baseServer).runSendQueue`,
      ],
    },
    per: 'server',
    bound: 'four per listening Transport',
    meaning: 'Reads packets of one UDP socket, or sends on it.',
    source: 'transport.go, server.go@v0.54.0',
    note: 'Grows with a Transport per request (RS006).',
  },
  {
    id: 'http3-server-conn',
    library: `${quic}/http3`,
    kind: 'connection-bound',
    match: {
      root: [
        `${quic}/http3.(*Server).serveListener.func*`,
        `${quic}/http3.(*Server).handleConn.func*`,
        `${quic}/http3.(*Conn).handleUnidirectionalStreams`,
        `${quic}/http3.(*Conn).handleUnidirectionalStreams.func*`,
      ],
    },
    per: 'connection',
    meaning: 'One HTTP/3 connection or request.',
    source: 'http3/server.go, conn.go@v0.54.0',
  },
  {
    id: 'http3-client-conn',
    library: `${quic}/http3`,
    kind: 'client-connection',
    match: {
      root: [
        `${quic}/http3.newClientConn.func*`,
        `${quic}/http3.(*ClientConn).handleBidirectionalStreams`,
        `${quic}/http3.(*Transport).getClient.func*`,
        `${quic}/http3.(*ClientConn).roundTrip.func*`,
      ],
    },
    per: 'connection',
    meaning: 'One HTTP/3 client connection.',
    source: 'http3/client.go, transport.go@v0.54.0',
  },
];
