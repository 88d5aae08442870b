// `check` with execution traces: a dump and a trace of one process are joined, those of two are not, a trace alone gives a
// verdict, and healthy traces give no finding.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import type { RunResult } from '../../src/model/run-result.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { renderText } from '../../src/report/render-text.ts';
import { expectGolden } from '../support/golden.ts';

const folder = 'testdata/trace-join';

async function check(...files: string[]): Promise<RunResult> {
  const captures = [];
  for (const file of files) captures.push(...(await collectSource(file)));
  return runCheck(captures, { failOn: 'leak', ageSeconds: 600, groups: true, decode: { traces: true } });
}

const of = (mode: string) => [`${folder}/${mode}.dump.txt`, `${folder}/${mode}.trace`] as const;

describe('a dump and a trace of one process', () => {
  it.each(['leak', 'relay', 'done', 'pool', 'orphan'])('%s', async (mode) => {
    const result = await check(...of(mode));
    expect(result.problems).toEqual([]);
    expectGolden(
      `test/e2e/golden/trace-join-${mode}.txt`,
      renderText(result, { color: false, width: 100, verbose: true }),
    );
  });

  it('says who kept creating, and that nobody woke them', async () => {
    const { findings, verdict } = await check(...of('leak'));
    expect(verdict).toBe('suspect');
    expect(findings).toHaveLength(1);
    const [row] = findings[0].evidence.filter((e) => e.kind === 'trace');
    expect(row).toMatchObject({ class: 'strong', for: 'leak', numbers: { still: 44, created: 120, ended: 80 } });
    // The dump alone knows only that there are many at one place.
    expect((await check(of('leak')[0])).findings).toEqual([]);
  });

  it('counts relays of a foreign parent as strong only where they grow', async () => {
    const relay = await check(...of('relay'));
    expect(relay.findings.map((f) => [f.rule, f.verdict])).toEqual([['CX014', 'suspect']]);
    expect(relay.findings[0].evidence.find((e) => e.kind === 'trace')).toMatchObject({ class: 'strong' });
    expect(relay.findings[0].evidence.find((e) => e.kind === 'trace')?.text).toContain('main.derive');
    const done = await check(...of('done'));
    expect(done.findings).toEqual([]);
    expect(done.verdict).toBe('clean');
  });

  it('sees that who was woken for a while and then no more has stopped', async () => {
    const { findings } = await check(...of('orphan'));
    expect(findings.map((f) => [f.rule, f.verdict, f.birthSite?.function])).toEqual([
      ['GL006', 'suspect', 'main.listen'],
    ]);
    const [row] = findings[0].evidence.filter((e) => e.kind === 'trace');
    expect(row).toMatchObject({ class: 'strong', for: 'leak' });
    expect(row.text).toContain('any more');
  });

  it('sees that workers of a pool are woken', async () => {
    const { groups, findings } = await check(...of('pool'));
    expect(findings).toEqual([]);
    expect(groups?.find((g) => g.parkSite?.function === 'main.worker')?.verdict).not.toBe('suspect');
  });
});

describe('a dump and a trace of two processes', () => {
  it('are told apart by ids and start functions: cannot-tell', async () => {
    const result = await check(of('done')[0], of('relay')[1].replace('relay', 'leak'));
    expect(result.problems.map((p) => p.code)).toEqual(['run/trace-not-joined']);
    expect(result.limits).toContain('trace-not-joined');
    const healthy = await check(of('done')[0], 'testdata/traces/gotest-1.27.trace');
    expect(healthy.verdict).toBe('cannot-tell');
    expect(healthy.exitCode).toBe(3);
    expect(healthy.problems[0].message).toMatch(
      /\d+ goroutine ids in common, \d+ of them with the same start function/,
    );
  });
});

describe('a trace alone', () => {
  it.each(['leaked-1.22', 'leaked-1.26'])('%s is suspect, with its three groups', async (name) => {
    const { verdict, findings } = await check(`testdata/traces/${name}.trace`);
    expect(verdict).toBe('suspect');
    expect(findings.map((f) => f.parkSite?.function).sort()).toEqual([
      'main.leakRanOnce',
      'main.leakRecv',
      'main.leakSend',
    ]);
  });

  const healthy = readdirSync('testdata/traces').filter((f) => /\.trace(\.gz)?$/.test(f) && !f.startsWith('leaked'));
  it.each(healthy)('%s has no finding', async (file) => {
    const { verdict, findings } = await check(`testdata/traces/${file}`);
    expect(findings).toEqual([]);
    expect(verdict).toBe(file.startsWith('truncated') ? 'cannot-tell' : 'clean');
  });

  it('of real servers, where they have been made (lab/servers), has no finding', { timeout: 300_000 }, async () => {
    const made = 'lab/servers/.traces';
    const files = existsSync(made) ? readdirSync(made).filter((f) => f.endsWith('.trace')) : [];
    if (files.length === 0) console.warn(`SKIPPED: no traces in ${made}; lab/servers/make.sh makes them`);
    for (const file of files) expect((await check(`${made}/${file}`)).findings, file).toEqual([]);
  });
});
