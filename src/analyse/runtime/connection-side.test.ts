import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';
import { deriveConnectionFacts, findAcceptors } from './connection-bound.ts';
import { deriveConnectionSide, findSides } from './connection-side.ts';

const reader = (id: number, creator: number, ...frames: string[]): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: ['net.(*conn).Read', ...frames, 'main.read'],
  by: 'main.open',
  creator,
});
const library = (id: number, creator: number): GoroutineSpec => ({
  ...reader(id, creator),
  frames: ['net.(*conn).Read', 'github.com/hashicorp/yamux.(*Session).recv'],
  by: 'github.com/hashicorp/yamux.newSession',
});
const httpServer: GoroutineSpec = {
  id: 2,
  state: 'IO wait',
  frames: ['net.(*TCPListener).Accept', 'net/http.(*Server).Serve', 'main.main'],
};
const ownListener: GoroutineSpec = { id: 3, state: 'IO wait', frames: ['net.(*TCPListener).Accept', 'main.accept'] };
const connection = (id: number, ...inner: string[]): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: ['net.(*conn).Read', ...inner, 'net/http.(*conn).serve'],
  by: 'net/http.(*Server).Serve',
  creator: 2,
});
const websocket = 'github.com/gorilla/websocket.(*Conn).ReadMessage';

function sideOf(goroutines: readonly GoroutineSpec[], frame = 'main.read'): string {
  const moment = buildMoment(goroutines, { mainModule: 'main' });
  const acceptors = new Map<number, ReadonlySet<string>>();
  findAcceptors(moment, acceptors);
  const context = findSides([moment], moment, acceptors, (_, g) =>
    g.stack.frames.some((f) => f.function === 'net/http.(*conn).serve'),
  );
  const group = groupWith(moment, frame);
  return deriveConnectionSide(group, deriveConnectionFacts(group, acceptors), context);
}

describe('side of a connection', () => {
  it.each<[string, readonly GoroutineSpec[], string]>([
    ['nobody accepts anything', [reader(10, 7), reader(11, 8)], 'dialled'],
    [
      'only an HTTP server accepts, and it keeps its connections',
      [httpServer, reader(10, 7), reader(11, 8)],
      'dialled',
    ],
    ['a loop of the program accepts, its handlers have gone', [ownListener, reader(10, 7), reader(11, 8)], 'unknown'],
    [
      'started by goroutines which that loop has started',
      [
        ownListener,
        { id: 7, frames: ['main.handle'], by: 'main.accept', creator: 3 },
        { id: 8, frames: ['main.handle'], by: 'main.accept', creator: 3 },
        reader(10, 7),
        reader(11, 8),
      ],
      'accepted',
    ],
  ])('%s: %s', (_, goroutines, side) => expect(sideOf(goroutines)).toBe(side));

  it('is not known of a WebSocket whose handler has returned', () =>
    expect(sideOf([httpServer, reader(10, 7, websocket), reader(11, 8, websocket)], websocket)).toBe('unknown'));

  it('is dialled when the handlers that started it serve on between two requests', () =>
    expect(sideOf([httpServer, connection(7), connection(8), reader(10, 7, websocket), reader(11, 8, websocket)])).toBe(
      'dialled',
    ));

  it('is that of the handler while it runs', () =>
    expect(
      sideOf([
        httpServer,
        connection(7, 'main.h.ServeHTTP'),
        connection(8, 'main.h.ServeHTTP'),
        reader(10, 7, websocket),
        reader(11, 8, websocket),
      ]),
    ).toBe('accepted'));

  it('is unattended when only a library works for it and its starters have ended', () => {
    const frame = 'github.com/hashicorp/yamux.(*Session).recv';
    expect(sideOf([ownListener, library(10, 7), library(11, 8)], frame)).toBe('unattended');
  });

  it('is that of a datagram socket: nobody accepts those', () => {
    const udp = 'net.(*UDPConn).ReadFrom';
    const of = (id: number): GoroutineSpec => ({ id, state: 'IO wait', frames: [udp, 'main.read'], by: 'main.open' });
    expect(sideOf([ownListener, of(10), of(11)])).toBe('dialled');
  });
});
