import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec } from '../../../test/support/build-snapshot.ts';
import { deriveActors } from './closed-world.ts';

const blocked: GoroutineSpec[] = [
  { id: 1, state: 'chan receive', frames: ['main.main', 'runtime.main'] },
  { id: 7, state: 'chan send', frames: ['main.work'] },
];

describe('who can still act', () => {
  it.each<[string, readonly GoroutineSpec[], number]>([
    ['nobody, when all wait for one another', [], 0],
    ['one that runs', [{ id: 8, state: 'running', frames: ['main.busy'] }], 1],
    ['one that may run', [{ id: 8, state: 'runnable', frames: ['main.busy'] }], 1],
    ['one that sleeps', [{ id: 8, state: 'sleep', frames: ['time.Sleep', 'main.loop'] }], 1],
    ['one that waits for input', [{ id: 8, state: 'IO wait', frames: ['main.read'] }], 1],
    ['one in a system call', [{ id: 8, state: 'syscall', frames: ['syscall.Syscall', 'main.read'] }], 1],
    ['one whose stack cannot be read', [{ id: 8, state: 'runnable', frames: [] }], 1],
    [
      "none of the runtime's own",
      [{ id: 8, state: 'force gc (idle)', frames: ['runtime.gopark', 'runtime.forcegchelper'] }],
      0,
    ],
    [
      'not the goroutine that takes the profile',
      [{ id: 8, state: 'running', frames: ['runtime/pprof.writeGoroutineStacks', 'net/http/pprof.handler.ServeHTTP'] }],
      0,
    ],
  ])('%s', (_, others, want) => {
    expect(deriveActors(buildMoment([...blocked, ...others]))?.length).toBe(want);
  });
  it('cannot be told from a dump that is cut', () => {
    expect(deriveActors(buildMoment(blocked, { limits: ['truncated'] }))).toBeUndefined();
  });
  it('cannot be told from a part of a dump, in which main is missing', () => {
    expect(deriveActors(buildMoment(blocked.slice(1)))).toBeUndefined();
    // In old Go main has any id; its outermost function names it.
    expect(deriveActors(buildMoment([{ ...blocked[0], id: 16 }, blocked[1]]))).toEqual([]);
  });
  it('can be told without main where the text begins with who took it: main called runtime.Goexit', () => {
    const taker = (id: number): GoroutineSpec => ({
      id,
      state: 'running',
      frames: ['runtime/pprof.writeGoroutineStacks'],
    });
    const g0: GoroutineSpec = { id: 0, state: 'idle', frames: ['runtime.futex', 'runtime.mstart'] };
    expect(deriveActors(buildMoment([taker(9), blocked[1]]))).toEqual([]);
    expect(deriveActors(buildMoment([g0, blocked[1]]))).not.toBeUndefined();
    expect(deriveActors(buildMoment([blocked[1], taker(9)]))).toBeUndefined();
  });
  it('is told of waits that debug=1 hides as not known', () => {
    expect(
      deriveActors(buildMoment([{ state: 'unknown', frames: ['main.f'], count: 3 }], { form: 'debug1' }))?.length,
    ).toBe(1);
  });
});
