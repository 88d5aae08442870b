// Shapes of healthy goroutines that look left behind, and their leaking neighbours, through all evidence of one group.
import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec, groupWith } from '../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from '../analyse/runtime/facts.ts';
import { judgeGroup } from './judge-group.ts';

const options = { ageSeconds: 600 };
const main: GoroutineSpec = { id: 1, state: 'chan receive', minutes: 745, frames: ['main.main', 'runtime.main'] };

const listener: GoroutineSpec = {
  id: 2,
  state: 'IO wait',
  frames: ['net.(*netFD).accept', 'main.listen'],
  by: 'main.main',
  creator: 1,
};

/** Verdict and evidence of the group with this frame in one dump. */
function judge(frame: string, goroutines: readonly GoroutineSpec[]) {
  const facts = deriveEpochFacts(buildEpoch([[main, listener, ...goroutines]]), options);
  const { identity } = groupWith(facts.newest, frame);
  const judged = [...facts.byKey.values()].find((g) => g.key === identity.exactKey);
  if (!judged) throw new Error('no such group');
  const { verdict, evidence } = judgeGroup(judged, facts, options);
  return { verdict, rows: evidence.map((e) => e.kind) };
}

/** What a Start function leaves running, parked since last night; `creator` 0: a dump of Go < 1.21 names none. */
const daemon = (id: number, creator: number): GoroutineSpec => ({
  id,
  state: 'select',
  minutes: 745,
  frames: ['example.com/cache.(*Cache).Start.func1'],
  by: 'example.com/cache.(*Cache).Start',
  creator,
});

describe('goroutines parked for hours in one dump', () => {
  it.each<[string, readonly GoroutineSpec[]]>([
    ['a loop started by a function that has returned', [daemon(20, 1)]],
    ['the same from Go < 1.21, nine of them', Array.from({ length: 9 }, (_, i) => daemon(20 + i, 0))],
    ['a loop whose starter has ended', [daemon(20, 7)]],
    [
      'workers that one goroutine, now ended, started together',
      Array.from({ length: 40 }, (_, i) => daemon(20 + i, 7)),
    ],
  ])('are no finding: %s', (_, goroutines) => {
    expect(judge('example.com/cache.(*Cache).Start.func1', goroutines).verdict).toBe('cannot-tell');
  });

  it.each<[string, readonly GoroutineSpec[]]>([
    ['each left by another goroutine that has ended', [20, 30, 40].map((id) => daemon(id, id + 500))],
    ['left by one loop, one after the other', Array.from({ length: 12 }, (_, i) => daemon(20 + 90 * i, 1))],
    ['one sender whose starter has ended', [{ ...daemon(20, 7), state: 'chan send' }]],
  ])('are suspect: %s', (_, goroutines) => {
    expect(judge('example.com/cache.(*Cache).Start.func1', goroutines)).toMatchObject({
      verdict: 'suspect',
      rows: expect.arrayContaining(['orphan', 'age']),
    });
  });
});

describe('a lock waited for in one dump', () => {
  const waiter = (minutes: number, more: Partial<GoroutineSpec> = {}): GoroutineSpec => ({
    id: 20,
    state: 'sync.Mutex.Lock',
    minutes,
    frames: ['sync.(*Mutex).Lock', 'main.(*board).Post', 'net/http.(*conn).serve'],
    by: 'net/http.(*Server).Serve',
    ...more,
  });
  it.each<[string, GoroutineSpec, string]>([
    ['for hours is suspect, whoever holds it', waiter(337), 'suspect'],
    ['for less than the threshold is contention', waiter(3), 'cannot-tell'],
  ])('%s', (_, goroutine, want) => {
    expect(judge('main.(*board).Post', [goroutine]).verdict).toBe(want);
  });
});

describe('a wait that by definition never ends', () => {
  const holder = (id: number, creator: number): GoroutineSpec => ({
    id,
    state: 'chan receive (nil chan)',
    frames: ['example.com/app.(*App).hold'],
    by: 'example.com/app.(*App).Start',
    creator,
  });
  const starter: GoroutineSpec = { id: 9, state: 'select', frames: ['example.com/app.(*App).Run'], by: 'main.main' };

  it('may be meant when there is one, and whoever started it lives', () => {
    expect(judge('example.com/app.(*App).hold', [holder(20, 1)]).verdict).toBe('suspect');
    expect(judge('example.com/app.(*App).hold', [holder(20, 9), starter]).verdict).toBe('suspect');
  });
  it('is a leak when there are several, or whoever started it has ended', () => {
    expect(judge('example.com/app.(*App).hold', [holder(20, 1), holder(21, 1)]).verdict).toBe('leak');
    expect(judge('example.com/app.(*App).hold', [holder(20, 9)]).verdict).toBe('leak');
  });
});

describe('growth over a series', () => {
  /** Fourteen moments, 15 s apart; moment n has the goroutines `from(n)` to `to(n)`, each by a creator of its own. */
  function judgeSeries(from: (n: number) => number, to: (n: number) => number) {
    const worker = (i: number): GoroutineSpec => ({
      id: 100 + 40 * i,
      state: 'select',
      frames: ['main.(*job).run'],
      by: 'main.submit',
      creator: 90 + 40 * i,
    });
    const moments = Array.from({ length: 14 }, (_, n) => [
      main,
      listener,
      ...Array.from({ length: to(n) - from(n) }, (_, i) => worker(from(n) + i)),
    ]);
    const facts = deriveEpochFacts(buildEpoch(moments, { every: 15 }), options);
    const { identity } = groupWith(facts.newest, 'main.(*job).run');
    const group = facts.byKey.get(identity.exactKey);
    if (!group) throw new Error('no such group');
    return judgeGroup(group, facts, options).verdict;
  }

  it('is a leak while nothing ends', () => {
    expect(
      judgeSeries(
        () => 0,
        (n) => 4 + 4 * n,
      ),
    ).toBe('leak');
  });
  it('is suspect while a third of what came has ended', () => {
    expect(
      judgeSeries(
        (n) => 2 * n,
        (n) => 6 + 6 * n,
      ),
    ).toBe('suspect');
  });
  it('is none when what came by the middle has ended: the load has risen', () => {
    expect(
      judgeSeries(
        (n) => (n < 2 ? 0 : 2 * (n - 2) * (n - 2)),
        (n) => 4 + 2 * n * n,
      ),
    ).not.toMatch(/leak|suspect/);
  });
});
