// Pools that lent all they have, locks nobody is inside of, and growth that one form cannot tell from load.
import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec } from '../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from '../analyse/runtime/facts.ts';
import { judgeGroup } from './judge-group.ts';

const options = { ageSeconds: 600 };
const main: GoroutineSpec = { id: 1, frames: ['main.main', 'runtime.main'] };
const listener: GoroutineSpec = {
  id: 2,
  state: 'IO wait',
  frames: ['net.(*netFD).accept', 'main.listen'],
  by: 'main.main',
};

function many(count: number, from: number, spec: Omit<GoroutineSpec, 'id'>): GoroutineSpec[] {
  return Array.from({ length: count }, (_, i) => ({ id: from + i, creator: 1, by: 'main.main', ...spec }));
}

/** Verdict, why and counting rows of the largest group with this frame; `ids: false` as a profile counts. */
function judge(frame: string, moments: readonly GoroutineSpec[][], ids = true) {
  const all = moments.map((m) =>
    [main, listener, ...m].map((g) => (ids ? g : { ...g, id: undefined, creator: undefined, by: undefined })),
  );
  const facts = deriveEpochFacts(buildEpoch(all, { every: 15 }), options);
  const found = [...facts.byKey.values()]
    .filter((g) => g.group.stack.frames.some((f) => f.function === frame))
    .reduce((a, b) => (b.group.count > a.group.count ? b : a));
  const { verdict, why, evidence } = judgeGroup(found, facts, options);
  return {
    verdict,
    why: why[0],
    rows: evidence.filter((e) => e.for === 'leak' && e.counts !== false).map((e) => e.kind),
  };
}

describe('a pool with a limit', () => {
  const waiters = (n: number) =>
    many(n, 100, {
      state: 'select',
      frames: ['database/sql.(*DB).conn', 'database/sql.(*DB).QueryContext', 'main.stock'],
    });
  const rows = many(40, 500, { state: 'select', frames: ['database/sql.(*Rows).awaitDone'] });
  const query = many(1, 900, {
    state: 'IO wait',
    frames: ['net.(*conn).Read', 'database/sql.(*DB).queryDC', 'database/sql.(*DB).QueryContext', 'main.stock'],
  });

  it('is a pile-up when nobody works with what it lent', () => {
    expect(judge('database/sql.(*DB).conn', [waiters(10)])).toMatchObject({ verdict: 'suspect' });
    expect(judge('database/sql.(*DB).conn', [waiters(10)]).rows).toContain('pile-up');
    expect(judge('database/sql.(*DB).conn', [waiters(4), waiters(4)], false).rows).toContain('pile-up');
  });
  it('is one for what holds its places, too', () =>
    expect(judge('database/sql.(*Rows).awaitDone', [[...waiters(10), ...rows]]).rows).toContain('pile-up'));
  it('is busy while somebody is inside a query', () =>
    expect(judge('database/sql.(*DB).conn', [[...waiters(10), ...query]]).rows).not.toContain('pile-up'));
  it('is between two steps when few wait in one moment', () =>
    expect(judge('database/sql.(*DB).conn', [waiters(4)]).rows).not.toContain('pile-up'));
});

describe('a lock', () => {
  const queue = many(12, 100, { state: 'sync.Mutex.Lock', frames: ['sync.(*Mutex).Lock', 'shop/book.(*Book).Post'] });
  const strongOf = (others: GoroutineSpec[]) => judge('shop/book.(*Book).Post', [[...queue, ...others]]).verdict;
  it('that nobody can be inside of is a suspect in one moment', () => expect(strongOf([])).toBe('suspect'));
  it('is contended while somebody is in the package', () =>
    expect(strongOf(many(1, 300, { state: 'running', frames: ['shop/book.flush'] }))).toBe('cannot-tell'));
});

describe('growth without ids', () => {
  const crew = (n: number) => many(n, 100, { state: 'chan receive', frames: ['main.(*crew).work'] });
  const series = (counts: number[], ids: boolean) => judge('main.(*crew).work', counts.map(crew), ids);
  it('in three goes may be workers that were set up anew', () => {
    const counts = [10, 10, 10, 10, 30, 30, 30, 30, 50, 50, 50, 70, 70, 70, 70];
    expect(series(counts, false)).toMatchObject({ verdict: 'cannot-tell', why: 'few-rises' });
  });
  it('step by step is growth', () =>
    expect(series([10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62, 66], false).verdict).toBe('leak'));
  it('that has just halted is too young for a leak', () =>
    expect(series([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 36, 36], false).verdict).toBe('suspect'));
});

describe('places that fill from other places of the same start', () => {
  const steps = [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
  const from = (root: string, frame: string, state: string) =>
    steps.map((n) => [
      ...many(n, 100, { state, frames: [frame, root] }),
      ...many(14 - n, 100 + n, { state: 'sleep', frames: ['time.Sleep', root] }),
    ]);
  it('are no growth of a library that runs as many as before', () => {
    const [root, frame] = ['run', 'sendError'].map((f) => `github.com/segmentio/kafka-go.(*reader).${f}`);
    const start = 'github.com/segmentio/kafka-go.(*Reader).start.func1';
    const moments = from(start, frame, 'select').map((m) =>
      m.map((g) => ({ ...g, frames: [...g.frames.slice(0, -1), root, start] })),
    );
    for (const ids of [true, false]) expect(judge(frame, moments, ids).verdict).not.toMatch(/leak|suspect/);
  });
  it('of own code are no leak yet', () =>
    expect(judge('main.wait', from('main.work', 'main.wait', 'select')).verdict).toBe('suspect'));
  it('are a hang where they are held up', () =>
    expect(judge('main.put', from('main.work', 'main.put', 'chan send')).rows).toContain('growth'));
});

describe('sleepers that grow', () => {
  const sleepers = (n: number) => many(n, 100, { state: 'sleep', frames: ['time.Sleep', 'main.retry'] });
  const rising = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56];
  it('may end when they wake, as far as counts tell', () =>
    expect(judge('main.retry', rising.map(sleepers), false)).toMatchObject({
      verdict: 'cannot-tell',
      why: 'sleepers',
    }));
  it('are judged by their ids where a form has them', () =>
    expect(judge('main.retry', rising.map(sleepers)).verdict).toBe('leak'));
});

describe('a rise of a few', () => {
  const stuck = (n: number) => many(n, 100, { state: 'sync.WaitGroup.Wait', frames: ['main.(*batch).run'] });
  const series = (counts: number[]) => judge('main.(*batch).run', counts.map(stuck), false);
  it('that goes on to the end and never falls is left open', () =>
    expect(series([1, 1, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10])).toMatchObject({
      verdict: 'cannot-tell',
      why: 'small-rise',
    }));
  it.each([
    ['has stopped', [1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7, 7]],
    ['falls in between', [1, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9, 9]],
  ])('that %s is nothing', (_, counts) => expect(series(counts).why).not.toBe('small-rise'));
});

describe('a receive from a nil channel', () => {
  const waits = (n: number, over: Partial<GoroutineSpec> = {}) =>
    many(n, 100, { state: 'chan receive (nil chan)', frames: ['main.(*server).untilDone'], ...over });
  const judged = (moments: GoroutineSpec[][]) => judge('main.(*server).untilDone', moments);
  const eight = <T>(value: T): T[] => Array.from({ length: 8 }, () => value);
  it('by several that stay as many may wait for a context that never ends', () =>
    expect(judged(eight(waits(4))).verdict).toBe('suspect'));
  it('is not proven by the mark that the runtime gives to each of them', () =>
    expect(judged(eight(waits(1, { leaked: true }))).verdict).toBe('suspect'));
  it('is a leak where it grows', () =>
    expect(judged([1, 2, 3, 4, 5, 6, 7, 8].map((n) => waits(n))).verdict).toBe('leak'));
  it('is a leak where the requests that started it are over', () =>
    expect(
      judged([Array.from({ length: 4 }, (_, i) => ({ ...waits(1)[0], id: 100 + i, creator: 50 + i }))]).verdict,
    ).toBe('leak'));
  it('of a library goroutine that runs until its stop channel closes is none', () => {
    const run = 'k8s.io/client-go/tools/cache.(*controller).Run.func1';
    const by = 'k8s.io/client-go/tools/cache.(*controller).Run';
    expect(judge(run, [waits(14, { frames: [run], by })]).verdict).not.toMatch(/leak|suspect/);
  });
});

describe('handlers of streams', () => {
  const streams = (n: number) =>
    many(n, 100, {
      state: 'select',
      frames: [
        'main.(*depot).Watch',
        'google.golang.org/grpc.(*Server).handleStream',
        'google.golang.org/grpc.(*Server).serveStreams.func2.1',
      ],
      by: 'google.golang.org/grpc.(*Server).serveStreams.func2',
    });
  it('that grow may all have their clients', () => {
    const moments = [0, 8, 16, 24, 32, 40, 48, 56].map(streams);
    expect(judge('main.(*depot).Watch', moments)).toMatchObject({ verdict: 'cannot-tell', why: 'open-streams' });
  });
});
