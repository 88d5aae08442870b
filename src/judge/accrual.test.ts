// What one dump tells by ids: who came one by one for the life of the process, and who has lost the client that asked.
import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec } from '../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from '../analyse/runtime/facts.ts';
import { judgeGroup } from './judge-group.ts';

const options = { ageSeconds: 600 };
/** Up for five minutes, and ten thousand goroutines have been started. */
const process: readonly GoroutineSpec[] = [
  { id: 1, state: 'chan receive', minutes: 5, frames: ['main.main', 'runtime.main'] },
  { id: 10_000, state: 'sleep', frames: ['time.Sleep', 'main.tick'], by: 'main.main', creator: 1 },
];

function born(ids: readonly number[], spec: Partial<GoroutineSpec> = {}): GoroutineSpec[] {
  return ids.map((id) => ({
    id,
    creator: 1,
    by: 'main.accept',
    state: 'chan receive',
    frames: ['main.(*order).follow'],
    ...spec,
  }));
}
const from = (n: number, place: (i: number) => number) => Array.from({ length: n }, (_, i) => 3 + Math.floor(place(i)));

function judge(frame: string, goroutines: readonly GoroutineSpec[], moments = 1, startedAt?: number) {
  const epoch = buildEpoch(
    Array.from({ length: moments }, () => goroutines),
    { every: 15, startedAt },
  );
  const facts = deriveEpochFacts(epoch, options);
  const found = [...facts.byKey.values()].find((g) => g.group.stack.frames.some((f) => f.function === frame));
  if (!found) throw new Error(`no group at ${frame}`);
  const { verdict, evidence } = judgeGroup(found, facts, options);
  return { verdict, rows: evidence.filter((e) => e.for === 'leak' && e.counts !== false).map((e) => e.kind) };
}

const evenly = from(40, (i) => 50 + i * 245);
describe('one dump of goroutines that came one by one', () => {
  const follow = 'main.(*order).follow';
  it('over the whole life of the process is a suspect', () =>
    expect(judge(follow, [...process, ...born(evenly)])).toEqual({ verdict: 'suspect', rows: ['accrual'] }));
  it('is a set that was made at the start', () =>
    expect(judge(follow, [...process, ...born(from(40, (i) => i * 60))]).rows).toEqual([]));
  it('is what comes and goes when the oldest are young', () =>
    expect(judge(follow, [...process, ...born(from(40, (i) => 5000 + i * 120))]).rows).toEqual([]));
  it('are one for each key when ever fewer came', () =>
    expect(judge(follow, [...process, ...born(from(40, (i) => (i / 40) ** 3 * 9900))]).rows).toEqual([]));
  it('says nothing of a handful', () =>
    expect(judge(follow, [...process, ...born(from(12, (i) => 50 + i * 800))]).rows).toEqual([]));
  it('says nothing while the process is young', () => {
    const young = process.map((g) => ({ ...g, minutes: 1 }));
    expect(judge(follow, [...young, ...born(evenly)]).rows).toEqual([]);
  });
  it('says nothing when all have waited for minutes, and at their pace more would have come', () => {
    expect(judge(follow, [...process, ...born(evenly, { minutes: 2 })]).rows).toEqual([]);
    const stillComing = evenly.map((id, i) => born([id], i < 38 ? { minutes: 2 } : {})[0]);
    expect(judge(follow, [...process, ...stillComing]).rows).toEqual(['accrual']);
  });
  it('takes the age of the process from its metrics, where nobody has waited for long', () => {
    const busy = process.map((g) => ({ ...g, minutes: undefined }));
    expect(judge(follow, [...busy, ...born(evenly)], 1, -200).rows).toEqual(['accrual']);
    expect(judge(follow, [...busy, ...born(evenly)], 1, -100).rows).toEqual([]);
  });
  it('is explained by as many connections born at the same times', () => {
    const readers = born(
      evenly.map((id) => id + 1),
      { state: 'IO wait', frames: ['net.(*conn).Read', 'main.(*player).read'], by: 'main.listen' },
    );
    const accept: GoroutineSpec = { id: 2, state: 'IO wait', frames: ['net.(*TCPListener).Accept', 'main.listen'] };
    expect(judge(follow, [...process, accept, ...readers, ...born(evenly)]).rows).toEqual([]);
  });
  it('leaves it to growth where there are enough moments', () =>
    expect(judge(follow, [...process, ...born(evenly)], 6).rows).not.toContain('accrual'));
  it('asks for more of what a client pools', () => {
    const pooled = {
      state: 'select',
      frames: ['net/http.(*persistConn).writeLoop'],
      by: 'net/http.(*Transport).dialConn',
    };
    expect(judge('net/http.(*persistConn).writeLoop', [...process, ...born(evenly, pooled)]).rows).toEqual([]);
  });
});

describe('handlers in a wait that others end', () => {
  const handler = (spec: Partial<GoroutineSpec>) =>
    born(
      from(6, (i) => i * 7),
      {
        state: 'sync.Cond.Wait',
        minutes: 4,
        frames: [
          'sync.(*Cond).Wait',
          'main.(*hall).reserve',
          'net/http.serverHandler.ServeHTTP',
          'net/http.(*conn).serve',
        ],
        by: 'net/http.(*Server).Serve',
        ...spec,
      },
    );
  const lost = (spec: Partial<GoroutineSpec>, more: readonly GoroutineSpec[] = []) =>
    judge(spec.frames?.[0] ?? 'main.(*hall).reserve', [...process, ...handler(spec), ...more]);
  const client = (creator: number, n: number): GoroutineSpec => ({
    id: 9000 + n,
    creator,
    by: 'net/http.(*connReader).startBackgroundRead',
    state: 'IO wait',
    frames: ['net/http.(*connReader).backgroundRead'],
  });
  const clients = from(6, (i) => i * 7).map(client);
  it('without clients for minutes are a suspect', () =>
    expect(lost({}, [client(9999, 0)])).toEqual({ verdict: 'suspect', rows: ['orphan'] }));
  it('with clients may be long polls', () => expect(lost({}, clients).rows).toEqual([]));
  it('for less than two minutes are slow', () => expect(lost({ minutes: 1 }, [client(9999, 0)]).rows).toEqual([]));
  it('in a select may have taken the connection over', () =>
    expect(lost({ state: 'select' }, [client(9999, 0)]).rows).toEqual([]));
});

describe('the same from counts alone', () => {
  const stuck = ['runtime.gopark', 'sync.(*Cond).Wait', 'main.(*hall).reserve'];
  const served = ['net/http.serverHandler.ServeHTTP', 'net/http.(*conn).serve'];
  const reader = ['net/http.(*connReader).backgroundRead'];
  /** Nine moments, two minutes and forty seconds in all: `held` handlers, `readers` of running handlers' connections. */
  const lost = (held: number, readers: number, moments = 9) => {
    const goroutines: GoroutineSpec[] = [
      { frames: ['main.main', 'runtime.main'], count: 1 },
      { state: 'sync.Cond.Wait', frames: [...stuck, ...served], count: held },
      { frames: ['runtime.gopark', 'internal/poll.runtime_pollWait', 'net.(*conn).Read', ...reader], count: readers },
    ];
    const epoch = buildEpoch(
      Array.from({ length: moments }, () => goroutines),
      { every: 20 },
    );
    const facts = deriveEpochFacts(epoch, options);
    const found = [...facts.byKey.values()].find((g) => g.group.stack.frames.some((f) => f.function === stuck[2]));
    if (!found) throw new Error('no handlers');
    return judgeGroup(found, facts, options).evidence.filter((e) => e.kind === 'orphan').length;
  };
  it('fewer readers than handlers for minutes', () => expect(lost(14, 2)).toBe(1));
  it('as many readers as handlers', () => expect(lost(14, 14)).toBe(0));
  it('fewer than ten handlers may be others each time', () => expect(lost(9, 1)).toBe(0));
  it('less than two minutes', () => expect(lost(14, 2, 6)).toBe(0));
});
