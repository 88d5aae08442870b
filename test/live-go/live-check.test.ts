// Against real Go processes: what the runtime proves is a leak, nothing healthy is one, and growth shows in a series.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/model/run-result.ts';
import { buildGoProgram, type GoProgram, goVersion, leakExperiment, startGoProgram } from '../support/go-program.ts';

interface Truth {
  readonly scenario: string;
  readonly root: string;
  readonly site: string;
  readonly primitive: string;
  readonly count: number;
  readonly leaked: boolean;
  readonly provable: boolean;
  /** Functions that its stacks hold, and that they do not, which tells it from others with the same site. */
  readonly contains?: readonly string[];
  readonly absent?: readonly string[];
}

/** Whether a record of a debug=1 profile is of this scenario. */
function isRecordOf({ site, root, contains, absent }: Truth, record: string): boolean {
  const holds = (name: string): boolean =>
    record.includes(`\t${name.endsWith('*') ? name.slice(0, -1) : `${name}+0x`}`);
  return [site, root, ...(contains ?? [])].every(holds) && !(absent ?? []).some(holds);
}

const hasProof = leakExperiment !== '' || /^go1\.(2[7-9]|[3-9]\d)/.test(goVersion ?? '');

function parkwatch(...args: string[]): { status: number | null; result: RunResult } {
  const run = spawnSync(process.execPath, ['bin/parkwatch.ts', ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 ** 2,
  });
  if (run.stdout === '') throw new Error(run.stderr);
  return { status: run.status, result: JSON.parse(run.stdout) };
}

describe.skipIf(goVersion === undefined)('the zoo, live', () => {
  let zoo: GoProgram;
  beforeAll(async () => {
    zoo = await startGoProgram(buildGoProgram('testdata/captures/zoo'), [], true);
  }, 300_000);
  afterAll(() => zoo?.stop());

  it('every group the runtime proves is a leak, and nothing healthy is', async () => {
    const { truths } = (await (await fetch(`http://${zoo.address}/zoo/truth`)).json()) as { truths: Truth[] };
    const { status, result } = parkwatch('check', zoo.address, '--all');
    expect(status).toBe(1);
    expect(result.problems).toEqual([]);
    const groups = result.groups ?? [];
    const of = (truth: Truth) =>
      groups.filter((g) => g.parkSite?.function === truth.site && g.stack.some((f) => f.function === truth.root));
    const healthySites = new Set(truths.filter((t) => !t.leaked).map((t) => `${t.site} ${t.root}`));
    for (const truth of truths.filter((t) => !t.leaked))
      if (!truths.some((t) => t.leaked && t.site === truth.site && t.root === truth.root))
        for (const group of of(truth)) expect(group.verdict, `${truth.scenario} is healthy`).not.toBe('leak');
    const proven = new Set(
      result.findings.filter((f) => f.evidence.some((e) => e.kind === 'runtime-proof')).map((f) => f.exactKey),
    );
    expect(proven.size).toBeGreaterThan(hasProof ? 30 : -1);
    let missed: Truth[] = [];
    let found = 0;
    for (const truth of truths.filter((t) => t.leaked && t.provable && !healthySites.has(`${t.site} ${t.root}`))) {
      const own = of(truth);
      if (own.some((g) => g.verdict === 'leak')) found++;
      else if (own.length > 0) missed.push(truth);
    }
    if (!hasProof) return;
    // The runtime scans stacks conservatively: a word left over on one may hide a leak from one collection, or for good. What
    // it says itself is the measure, and what one collection finds the next one may not.
    for (let again = 0; again < 4 && missed.length > 0; again++) {
      const said = await (await fetch(`http://${zoo.address}/debug/pprof/goroutineleak?debug=1`)).text();
      missed = missed.filter((truth) => said.split('\n\n').some((record) => isRecordOf(truth, record)));
      if (missed.length === 0) break;
      const { result: next } = parkwatch('check', zoo.address, '--all');
      const leaks = (next.groups ?? []).filter((g) => g.verdict === 'leak');
      missed = missed.filter(
        (t) => !leaks.some((g) => g.parkSite?.function === t.site && g.stack.some((f) => f.function === t.root)),
      );
    }
    expect(missed.map((t) => t.scenario)).toEqual([]);
    expect(found).toBeGreaterThan(30);
  });

  it('a capture of it reads as the process did', () => {
    const live = parkwatch('check', zoo.address, '--no-leak-gc').result;
    expect(live.limits).toContain('few-moments');
    expect(live.sources.filter((s) => s.form === 'pprof').length).toBe(2);
  });
});

describe.skipIf(goVersion === undefined)('a service that grows, live', () => {
  let grower: GoProgram;
  beforeAll(async () => {
    grower = await startGoProgram(buildGoProgram('testdata/live/grower'), [], false);
  }, 300_000);
  afterAll(() => grower?.stop());

  it('growth that no proof covers is at least suspect, and the steady pool is not', () => {
    const { result } = parkwatch('check', grower.address, '--for', '7s', '--every', '1s', '--all');
    expect(result.targets?.[0].moments).toBe(8);
    const growing = result.findings.find((f) => f.parkSite?.function === 'main.deliver');
    expect(['leak', 'suspect']).toContain(growing?.verdict);
    expect(growing?.evidence.map((e) => e.kind)).toContain('growth');
    expect(growing?.series?.counts.length).toBeGreaterThanOrEqual(6);
    expect(result.findings.filter((f) => f.parkSite?.function === 'main.worker')).toEqual([]);
  });
});
