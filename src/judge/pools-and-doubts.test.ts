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
