import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';
import { type ConnectionWork, deriveConnectionKin, findConnectionFamilies } from './connection-kin.ts';

const reader = (id: number, creator: number): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: ['net.(*conn).Read', 'main.(*conn).readLoop'],
  by: 'main.accept',
  creator,
});
const readAhead = (id: number, handler: number): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: ['net.(*conn).Read', 'net/http.(*connReader).backgroundRead'],
  by: 'net/http.(*connReader).startBackgroundRead',
  creator: handler,
});
const stream = (id: number): GoroutineSpec => ({ id, state: 'select', frames: ['main.(*api).Watch'], by: 'lib.serve' });
const own = (id: number, creator?: number): GoroutineSpec => ({
  id,
  state: 'chan receive',
  frames: ['main.(*conn).work'],
  by: 'main.start',
  creator,
});

const works: Readonly<Record<string, ConnectionWork>> = {
  'main.(*conn).readLoop': 'reader',
  'net/http.(*connReader).backgroundRead': 'request-reader',
  'main.(*api).Watch': 'stream-handler',
};

function kinOf(goroutines: readonly GoroutineSpec[]) {
  const moment = buildMoment(goroutines);
  const families = findConnectionFamilies(moment, (_, group) => works[group.stack.frames.at(-1)?.function ?? '']);
  return deriveConnectionKin(groupWith(moment, 'main.(*conn).work'), families);
}

describe('kin of connections', () => {
  it.each<[string, readonly GoroutineSpec[], string | undefined]>([
    ['started by readers', [reader(10, 2), reader(11, 2), own(500, 10), own(501, 11)], 'child'],
    ['started by the handlers of streams', [stream(10), stream(11), own(500, 10), own(501, 11)], 'child'],
    ['the starters of readers', [reader(20, 10), reader(21, 11), own(10, 3), own(11, 3)], 'parent'],
    ['started beside readers', [reader(20, 10), reader(21, 11), own(30, 10), own(31, 11)], 'sibling'],
    [
      'started by handlers in the request that runs',
      [readAhead(400, 10), readAhead(410, 11), own(500, 10), own(501, 11)],
      'child',
    ],
    [
      'not what earlier requests of the same connections have left',
      [readAhead(900, 10), readAhead(910, 11), own(500, 10), own(501, 11)],
      undefined,
    ],
    ['not started by readers that have ended', [reader(10, 2), reader(11, 2), own(500, 8), own(501, 9)], undefined],
    [
      'not many of one reader',
      [reader(10, 2), reader(11, 2), ...[1, 2, 3, 4, 5, 6, 7].map((i) => own(500 + i, 10 + (i % 2)))],
      undefined,
    ],
    [
      'not started beside all that one loop dials',
      [...[1, 2, 3, 4, 5].map((i) => reader(20 + i, 10)), own(30, 10), own(31, 10)],
      undefined,
    ],
    ['not one alone: main starts much beside what it dials', [reader(10, 1), own(500, 1)], undefined],
    [
      'three quarters are enough',
      [reader(10, 2), reader(11, 2), reader(12, 2), own(500, 10), own(501, 11), own(502, 12), own(503, 9)],
      'child',
    ],
    ['half are not', [reader(10, 2), reader(11, 2), own(500, 10), own(501, 11), own(502, 8), own(503, 9)], undefined],
  ])('%s', (_, goroutines, want) => {
    expect(kinOf(goroutines)).toBe(want);
  });
  it('is not told without ids', () => {
    expect(
      kinOf([
        { ...reader(1, 0), id: undefined, count: 3 },
        { ...own(1), id: undefined, count: 3 },
      ]),
    ).toBeUndefined();
  });
});
