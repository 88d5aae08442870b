import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../test/support/build-snapshot.ts';
import type { GroupSeries } from '../model/history.ts';
import { joinFamilies, type Member } from './join-families.ts';

const steps = [4, 8, 12, 16, 20, 24, 28];

/** Twenty-eight goroutines with this frame, each started by a goroutine of its own from `creators` on. */
function member(frame: string, from: number, creators: number, state = 'select'): Member {
  const goroutines: GoroutineSpec[] = Array.from({ length: 28 }, (_, i) => ({
    id: from + i,
    state,
    frames: [frame],
    by: 'x.start',
    creator: creators + i,
  }));
  const group = groupWith(buildMoment(goroutines, { mainModule: 'example.com/shop' }), frame);
  const series: GroupSeries = { exactKey: frame, times: steps.map((_, i) => i * 10), counts: steps, moments: steps };
  return { judged: { facts: { key: frame, group, series } }, cause: { id: 'GL007', score: 40 } } as unknown as Member;
}

const lib = (name: string, from: number, creators: number) =>
  member(`github.com/some/lib.(*Client).${name}`, from, creators);
const own = (name: string, from: number, creators: number, state?: string) =>
  member(`example.com/shop.${name}`, from, creators, state);

const sizes = (members: readonly Member[]) => joinFamilies(members.map((m) => [m])).map((f) => f.length);

describe('families of findings', () => {
  it('joins helpers of a library that the same goroutines started', () =>
    expect(sizes([lib('read', 100, 500), lib('write', 200, 500)])).toEqual([2]));
  it('joins helpers that other helpers started', () =>
    expect(sizes([lib('read', 100, 500), lib('ping', 200, 100)])).toEqual([2]));
  it('joins helpers with the goroutine of the program that they belong to', () =>
    expect(sizes([lib('read', 100, 500), own('follow', 200, 500)])).toEqual([2]));
  it('leaves apart what other goroutines started', () =>
    expect(sizes([lib('read', 100, 500), lib('write', 200, 900)])).toEqual([1, 1]));
  it('leaves apart two of the program itself', () =>
    expect(sizes([own('a', 100, 500), own('b', 200, 500)])).toEqual([1, 1]));
  it('joins those who wait for work with their starters who are held up', () =>
    expect(sizes([own('work', 200, 100, 'chan receive'), own('visit', 100, 500, 'chan send')])).toEqual([2]));
  it('joins the Wait of an errgroup with its goroutines that are stuck', () => {
    const of = (frames: string[], from: number, creators: number, state: string) => {
      const goroutines: GoroutineSpec[] = Array.from({ length: 28 }, (_, i) => ({
        id: from + i,
        state,
        frames,
        by: 'x.start',
        creator: creators + i,
      }));
      const group = groupWith(buildMoment(goroutines, { mainModule: 'example.com/shop' }), frames[0]);
      return { judged: { facts: { key: frames[0], group } }, cause: { id: 'GL014', score: 50 } } as unknown as Member;
    };
    const wait = 'golang.org/x/sync/errgroup.(*Group).Wait';
    const go = 'golang.org/x/sync/errgroup.(*Group).Go.func1';
    const waiter = of(
      ['sync.(*WaitGroup).Wait', wait, 'example.com/shop.serve.func1'],
      100,
      500,
      'sync.WaitGroup.Wait',
    );
    const stuck = (creators: number) =>
      of(['example.com/shop.decode', 'example.com/shop.toX.func1', go], 200, creators, 'chan send');
    expect(sizes([waiter, stuck(500)])).toEqual([2]);
    expect(sizes([waiter, stuck(100)])).toEqual([2]);
    expect(sizes([waiter, stuck(900)])).toEqual([1, 1]);
  });
});
