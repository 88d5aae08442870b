import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec } from '../../../test/support/build-snapshot.ts';
import { deriveUnreadBodies } from './transport-bodies.ts';

const loop = (id: number): GoroutineSpec => ({
  id,
  state: 'select',
  frames: ['runtime.gopark', 'runtime.selectgo', 'net/http.(*persistConn).readLoop'],
  by: 'net/http.(*Transport).dialConn',
});
const idle = (id: number): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: [
    'net.(*conn).Read',
    'net/http.(*persistConn).Read',
    'bufio.(*Reader).Peek',
    'net/http.(*persistConn).readLoop',
  ],
});
const reader = (id: number): GoroutineSpec => ({
  id,
  state: 'IO wait',
  frames: ['net.(*conn).Read', 'net/http.(*persistConn).Read', 'net/http.(*bodyEOFSignal).Read', 'main.download'],
});

describe('unread bodies', () => {
  it.each<[string, readonly (readonly GoroutineSpec[])[], { count: number; seenTwice: number } | undefined]>([
    ['none where connections are idle', [[idle(5), idle(6)]], undefined],
    ['each loop in select', [[loop(5), loop(6), idle(7)]], { count: 2, seenTwice: 0 }],
    ['less those that somebody reads', [[loop(5), loop(6), reader(9)]], { count: 1, seenTwice: 0 }],
    ['none when all are read', [[loop(5), reader(9)]], undefined],
    [
      'twice by id',
      [
        [loop(5), loop(6)],
        [loop(6), loop(8)],
      ],
      { count: 2, seenTwice: 1 },
    ],
    ['only of the newest moment', [[loop(5)], [idle(5)]], undefined],
  ])('%s', (_, series, want) => {
    const found = deriveUnreadBodies(buildEpoch(series));
    if (want) expect(found).toMatchObject(want);
    else expect(found).toBeUndefined();
  });
  it('are told in a profile by the difference of counts', () => {
    const row = (count: number): GoroutineSpec => ({ ...loop(1), id: undefined, count });
    expect(deriveUnreadBodies(buildEpoch([[row(3)], [row(5)]]))).toMatchObject({ count: 5, seenTwice: 3 });
  });
  it('of many connections are held against those of the moment before', () => {
    const many = Array.from({ length: 8_000 }, (_, i) => loop(i + 1));
    expect(deriveUnreadBodies(buildEpoch([many, many]))).toMatchObject({ count: 8_000, seenTwice: 8_000 });
  });
});
