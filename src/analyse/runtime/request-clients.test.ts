import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';
import { deriveRequestClients, findConnectedHandlers } from './request-clients.ts';

const stream = (id: number): GoroutineSpec => ({
  id,
  state: 'chan receive',
  frames: ['main.stream', 'net/http.serverHandler.ServeHTTP', 'net/http.(*conn).serve'],
  by: 'net/http.(*Server).Serve',
  creator: 1,
});
const readAhead = (id: number, handler: number): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: ['net.(*conn).Read', 'net/http.(*connReader).backgroundRead'],
  by: 'net/http.(*connReader).startBackgroundRead',
  creator: handler,
});

function clientsOf(goroutines: readonly GoroutineSpec[], frame = 'main.stream') {
  const moment = buildMoment(goroutines);
  return deriveRequestClients(groupWith(moment, frame), findConnectedHandlers(moment));
}

describe('the clients of handlers', () => {
  it('are there while their connection is read ahead', () => {
    expect(clientsOf([stream(5), stream(6), readAhead(7, 5), readAhead(8, 6)])).toEqual({ handlers: 2, gone: 0 });
  });
  it('have gone when nobody reads ahead', () => {
    expect(clientsOf([stream(5), stream(6), stream(9), readAhead(7, 6)])).toEqual({ handlers: 3, gone: 2 });
  });
  it('are not told of what is no handler', () => {
    expect(clientsOf([{ id: 5, frames: ['main.work'], by: 'main.main', creator: 1 }], 'main.work')).toBeUndefined();
  });
  it('are counted where the form has no ids: at least so many have none', () => {
    const streams = { ...stream(5), id: undefined, creator: undefined, count: 3 };
    const reads = { ...readAhead(7, 5), id: undefined, creator: undefined };
    expect(clientsOf([streams, { ...reads, count: 3 }])).toEqual({ handlers: 3, gone: 0 });
    expect(clientsOf([streams, { ...reads, count: 2 }])).toEqual({ handlers: 3, gone: 1 });
  });
  it('are not told from a dump without creators', () => {
    expect(clientsOf([{ ...stream(5), creator: undefined }])).toBeUndefined();
  });
});
