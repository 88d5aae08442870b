// `show` and `diff` over real captures: what they print, whole, and that one process gives one answer in every form.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseWhere } from '../../src/analyse/runtime/where.ts';
import { collectSource } from '../../src/collect/collect-sources.ts';
import type { Decoded } from '../../src/model/decoded.ts';
import type { GroupBy } from '../../src/model/show-result.ts';
import { decodeCaptures } from '../../src/pipeline/run-check.ts';
import { runDiff } from '../../src/pipeline/run-diff.ts';
import { runShow } from '../../src/pipeline/run-show.ts';
import { renderDiff } from '../../src/report/render-diff.ts';
import { renderFolded } from '../../src/report/render-folded.ts';
import { renderShow } from '../../src/report/render-show.ts';
import { expectGolden } from '../support/golden.ts';

const captures = 'testdata/captures';
const text = { color: false, width: 110 };
const read = async (file: string): Promise<Decoded[]> => decodeCaptures(await collectSource(file));
const capture = (variant: string, file: string) => read(join(captures, variant, file));
const golden = (name: string) => join('test/e2e/golden', name);
const show = (decoded: readonly Decoded[], by: GroupBy = 'stack', where?: string, goroutines = false) =>
  runShow(decoded, {
    by,
    goroutines,
    where: where === undefined ? undefined : { text: where, test: parseWhere(where) },
  });

describe('show', () => {
  const forms = ['goroutine.debug0.pb.gz', 'goroutine.debug1.txt', 'goroutine.debug2.txt.gz', 'crash-sigquit.txt.gz'];

  it.each<[string, GroupBy, string, string | undefined]>([
    ['show-park.txt', 'park', 'goroutine.debug2.txt.gz', 'primitive == "select"'],
    ['show-birth.txt', 'birth', 'goroutine.debug2.txt.gz', 'birth =~ "^net/http"'],
    ['show-label.txt', 'label:tenant', 'goroutine.debug0.pb.gz', undefined],
    ['show-stack.txt', 'stack', 'goroutine.debug2.txt.gz', 'wait >= 2 && primitive =~ "Mutex" || locked'],
  ])('%s', async (name, by, file, where) => {
    const result = show(await capture('go1.27', file), by, where);
    expectGolden(golden(name), renderShow(result, text));
  });
  it('folded stacks', async () => {
    const result = show(
      await capture('go1.27', 'goroutine.debug2.txt.gz'),
      'stack',
      'park =~ "^main.(doubleLock|quote)"',
    );
    expectGolden(golden('show-folded.txt'), renderFolded(result.groups));
  });
  it.each(forms)('every goroutine of %s is in exactly one group, whatever it is grouped by', async (file) => {
    const decoded = await capture('go1.27', file);
    for (const by of ['stack', 'park', 'birth', 'label:tenant'] as const) {
      const result = show(decoded, by);
      expect(result.total).toBeGreaterThan(200);
      expect(result.groups.reduce((n, g) => n + g.count, 0)).toBe(result.total);
      expect(result.totals.reduce((n, t) => n + t.count, 0)).toBe(result.total);
    }
  });
  it('a filter and its opposite share out all goroutines', async () => {
    const decoded = await capture('go1.27', 'goroutine.debug2.txt.gz');
    for (const where of ['wait > 1', 'func =~ "net/http"', 'leaked', 'label.tenant == "red"', 'state == "running"']) {
      const yes = show(decoded, 'stack', where);
      const no = show(decoded, 'stack', `!(${where})`);
      expect(yes.shown + no.shown).toBe(yes.total);
      expect(yes.shown).toBeLessThan(yes.total);
    }
  });
  it('lists single goroutines as the text has them', async () => {
    const result = show(await capture('go1.27', 'goroutine.debug2.txt.gz'), 'stack', 'park == "main.doubleLock"', true);
    expect(result.goroutines?.length).toBe(result.shown);
    expect(result.goroutines?.[0]).toMatchObject({
      id: expect.any(Number),
      state: 'waiting',
      waitReason: 'sync.Mutex.Lock',
      waitMinutes: expect.any(Number),
      createdBy: { function: expect.stringContaining('main.init'), goroutine: expect.any(Number) },
    });
  });
  it('a series shows its newest moment', async () => {
    const decoded = await read('testdata/series/gateway');
    const result = show(decoded);
    expect(result.total).toBeLessThan(decoded.flatMap((d) => d.snapshots).reduce((n, s) => n + s.rows.length, 0));
    expect(result.total).toBeGreaterThan(0);
  });
  it('nothing to show cannot tell', () => {
    expect(show([])).toMatchObject({ exitCode: 3, limits: ['no-goroutines'] });
  });
});

describe('diff', () => {
  const diff = (before: readonly Decoded[], after: readonly Decoded[], goroutines = 10, percent = 10) =>
    runDiff(
      { name: 'before', decoded: before },
      { name: 'after', decoded: after },
      { tolerance: { goroutines, percent } },
    );

  it('two builds: Go 1.21 and Go 1.27', async () => {
    const result = diff(
      await capture('go1.21', 'goroutine.debug2.txt.gz'),
      await capture('go1.27', 'goroutine.debug2.txt.gz'),
    );
    expectGolden(golden('diff-go1.21-go1.27.txt'), renderDiff(result, text));
  });
  it.each(['goroutine.debug0.pb.gz', 'goroutine.debug2.txt.gz'])('%s with itself: everything stayed', async (file) => {
    const decoded = await capture('go1.26', file);
    const result = diff(decoded, decoded);
    expect(result).toMatchObject({ verdict: 'clean', exitCode: 0, grew: [], appeared: [], went: [] });
    expect(result.stayed.goroutines).toBe(result.after.goroutines);
  });
  it('two forms of one process are joined by stack key', async () => {
    const result = diff(
      await capture('go1.27', 'goroutine.debug0.pb.gz'),
      await capture('go1.27', 'goroutine.debug2.txt.gz'),
    );
    expect(result.exitCode).toBe(0);
    expect(result.stayed.groups).toBeGreaterThan(60);
  });
  it('growth beyond the tolerance is exit code 1, and the tolerance moves it', async () => {
    const series = await collectSource('testdata/series/gateway');
    const times = [...new Set(series.map((c) => c.provenance.takenAt ?? 0))].sort((a, b) => a - b);
    const at = (from: number, to: number) =>
      decodeCaptures(series.filter((c) => (c.provenance.takenAt ?? 0) >= from && (c.provenance.takenAt ?? 0) <= to));
    const first = await at(times[0], times[0] + 9_000);
    const last = await at(times[times.length - 1] - 9_000, times[times.length - 1]);
    const result = diff(first, last);
    expect(result).toMatchObject({ verdict: 'suspect', exitCode: 1 });
    const most = Math.max(...[...result.grew, ...result.appeared].map((e) => e.delta));
    expect(diff(first, last, most, 0)).toMatchObject({ verdict: 'clean', exitCode: 0 });
    expect(diff(first, last, most - 1, 0).exitCode).toBe(1);
  });
  it('a side without goroutines cannot tell', async () => {
    expect(diff([], [])).toMatchObject({ verdict: 'cannot-tell', exitCode: 3, limits: ['no-goroutines'] });
  });
});
