// Which groups are one finding, which of them leads it, and whose cause it has.
import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec } from '../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from '../analyse/runtime/facts.ts';
import { judgeGroup } from './judge-group.ts';
import { makeFindings } from './make-findings.ts';

const options = { ageSeconds: 600 };
const main: GoroutineSpec = {
  id: 1,
  state: 'IO wait',
  frames: ['net.(*TCPListener).Accept', 'main.main', 'runtime.main'],
};

function findingsOf(moments: readonly (readonly GoroutineSpec[])[]) {
  const facts = deriveEpochFacts(buildEpoch(moments, { every: 15, mainModule: 'example.com/shop' }), options);
  const judged = [...facts.byKey.values()].map((f) => judgeGroup(f, facts, options));
  return makeFindings(judged, facts, undefined, []);
}

/** Eight moments, in each of which five more requests have left these goroutines, one of each kind. */
function growing(kinds: readonly Partial<GoroutineSpec>[]): GoroutineSpec[][] {
  return Array.from({ length: 8 }, (_, moment) => [
    main,
    ...Array.from({ length: 5 * (moment + 1) }, (_, i) =>
      kinds.map((kind, k) => ({ id: 100 + i * 10 + k, creator: 5000 + i, frames: [], ...kind })),
    ).flat(),
  ]);
}

describe('findings', () => {
  it('of one place in the program, reached by two ways through libraries, are one', () => {
    const way = (between: string) => ({
      state: 'select',
      by: 'example.com/shop.export',
      frames: ['io.(*pipe).write', 'io.(*PipeWriter).Write', between, 'example.com/shop.writeRows'],
    });
    const found = findingsOf(growing([way('encoding/csv.(*Writer).Flush'), way('compress/gzip.(*Writer).Close')]));
    expect(found.map((f) => [f.rule, f.count, f.companions?.length])).toEqual([['RS009', 40, 1]]);
  });

  it('are led by the goroutine of the program, with the cause of the thing that a library runs beside it', () => {
    const lib = 'github.com/rabbitmq/amqp091-go.(*consumers)';
    const found = findingsOf(
      growing([
        { by: `${lib}.add`, frames: [`${lib}.buffer`] },
        { by: 'example.com/shop.ask', frames: ['example.com/shop.ask.func1'] },
      ]),
    );
    expect(found.map((f) => [f.rule, f.parkSite?.function])).toEqual([['RS005', 'example.com/shop.ask.func1']]);
  });

  it('of a database pool name transactions where those are open without rows', () => {
    const waiting = (id: number): GoroutineSpec => ({
      id,
      state: 'select',
      minutes: 2,
      frames: ['database/sql.(*DB).conn', 'database/sql.(*DB).BeginTx', 'example.com/shop.place'],
    });
    const watcher = (id: number, of: string): GoroutineSpec => ({
      id,
      state: 'select',
      frames: [`database/sql.(*${of}).awaitDone`],
      by: 'database/sql.(*DB).beginDC',
    });
    const pool = (of: readonly string[]) =>
      findingsOf([
        [
          main,
          ...Array.from({ length: 12 }, (_, i) => waiting(200 + i)),
          ...Array.from({ length: 5 }, (_, i) => of.map((kind, k) => watcher(300 + 10 * i + k, kind))).flat(),
        ],
      ]);
    expect(pool(['Tx'])).toMatchObject([
      {
        rule: 'RS004',
        title: 'database transactions are not ended',
        fix: { summary: expect.stringContaining('Rollback') },
      },
    ]);
    expect(pool(['Tx', 'Rows'])).toMatchObject([{ rule: 'RS004', title: 'database rows are not closed' }]);
  });
});
