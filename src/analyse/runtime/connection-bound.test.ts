import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';
import {
  type ConnectionFacts,
  deriveConnectionFacts,
  findAcceptors,
  followsOneToOne,
  keepsDistance,
  movesInStep,
} from './connection-bound.ts';

const accept: GoroutineSpec = {
  id: 4,
  state: 'IO wait',
  frames: ['net.(*netFD).accept', 'net.(*TCPListener).Accept', 'main.serve'],
};
const acceptStreams: GoroutineSpec = {
  id: 6,
  state: 'select',
  frames: ['github.com/xtaci/smux.(*Session).AcceptStream', 'main.session'],
};
const handler = (by: string, creator: number): GoroutineSpec => ({
  id: 9,
  state: 'chan receive',
  frames: ['main.handle'],
  by,
  creator,
});

function factsOf(goroutine: GoroutineSpec, others: readonly GoroutineSpec[] = [accept, acceptStreams]) {
  const moment = buildMoment([goroutine, ...others]);
  const acceptors = new Map<number, ReadonlySet<string>>();
  findAcceptors(moment, acceptors);
  return deriveConnectionFacts(groupWith(moment, goroutine.frames.at(-1) ?? ''), acceptors);
}

describe('one goroutine a connection', () => {
  it.each<[string, GoroutineSpec, ConnectionFacts]>([
    [
      'born by the loop that accepts',
      handler('main.serve', 4),
      { readsConnection: false, bornByAcceptLoop: true, bornByAcceptor: true },
    ],
    [
      'born by the loop that accepts the streams of a session',
      handler('main.session', 6),
      { readsConnection: false, bornByAcceptLoop: true, bornByAcceptor: true },
    ],
    [
      'not born by another goroutine',
      handler('main.serve', 5),
      { readsConnection: false, bornByAcceptLoop: false, bornByAcceptor: false },
    ],
    [
      'not born by the goroutine that accepts before it did',
      handler('main.main', 4),
      { readsConnection: false, bornByAcceptLoop: false, bornByAcceptor: true },
    ],
    [
      'reads from a peer',
      { id: 9, state: 'IO wait', frames: ['net.(*conn).Read', 'main.handle'] },
      { readsConnection: true, bornByAcceptLoop: false, bornByAcceptor: false },
    ],
    [
      'not one that reads as a client',
      {
        id: 9,
        state: 'IO wait',
        frames: ['net.(*conn).Read', 'net/http.(*persistConn).Read', 'net/http.(*persistConn).readLoop'],
      },
      { readsConnection: false, bornByAcceptLoop: false, bornByAcceptor: false },
    ],
    [
      'not one that reads a file',
      { id: 9, state: 'IO wait', frames: ['os.(*File).Read', 'main.handle'] },
      { readsConnection: false, bornByAcceptLoop: false, bornByAcceptor: false },
    ],
  ])('%s', (_, goroutine, want) => {
    expect(factsOf(goroutine)).toMatchObject(want);
  });
});

describe('a series that follows another', () => {
  const ramp = [0, 5, 10, 15, 20, 10];
  const series = (counts: readonly number[]) => ({
    exactKey: 'k',
    times: counts.map((_, i) => i),
    counts,
    moments: [],
  });
  it.each<[string, readonly number[], boolean]>([
    ['one for one', ramp, true],
    ['two for one', ramp.map((n) => 2 * n), true],
    ['one for two', ramp.map((n) => n / 2), true],
    ['not four for one', ramp.map((n) => 4 * n), false],
    ['not a ramp that does not come down', [0, 5, 10, 15, 20, 25], false],
    ['not a change of a few', ramp.map((n) => n / 4), false],
    ['not one that stays', ramp.map(() => 30), false],
  ])('%s', (_, counts, want) => {
    expect(followsOneToOne(series(counts), ramp)).toBe(want);
  });
});

describe('a series beside a ramp', () => {
  const arrivals = [3, 7, 8, 14, 15, 19, 25, 26, 33, 35];
  const series = (counts: readonly number[]) => ({ exactKey: 'k', times: [], counts, moments: [] });
  it("moves in step when its steps are the other one's", () => {
    expect(movesInStep(series(arrivals.map((n) => 2.5 * n + 4)), arrivals)).toBe(true);
  });
  it('does not when it only rises as much', () => {
    expect(movesInStep(series([3, 6, 10, 13, 17, 20, 24, 28, 31, 35]), arrivals)).toBe(false);
  });
  it('is not told by two straight lines, a few moments or a few goroutines', () => {
    const line = arrivals.map((_, i) => 4 * i);
    expect(movesInStep(series(line), line)).toBe(false);
    expect(movesInStep(series(arrivals.slice(0, 8)), arrivals.slice(0, 8))).toBe(false);
    expect(movesInStep(series(arrivals.map((n) => n / 4)), arrivals)).toBe(false);
  });
  it('keeps its distance when it differs by the same number throughout', () => {
    const six = arrivals.slice(0, 6);
    expect(keepsDistance(series(six.map((n, i) => n + 5 + (i % 2))), six)).toBe(true);
    expect(keepsDistance(series(six.map((n) => 2 * n)), six)).toBe(false);
    expect(keepsDistance(series(six.slice(0, 5)), six)).toBe(false);
  });
});
