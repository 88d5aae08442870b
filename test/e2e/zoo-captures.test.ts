// Whole-tool golden over ten real captures: what each form, alone and joined with the leak profile, makes of every
// goroutine group whose truth is known. A mismatch is a change of verdict; the number of misses may only fall.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import type { GroupResult, RunResult } from '../../src/model/run-result.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { expectGolden } from '../support/golden.ts';
import {
  capturesFolder,
  expandIds,
  missReasons,
  reasonFor,
  type TruthGroup,
  type Variant,
  variants,
} from './zoo-truth.ts';

async function check(files: readonly string[]): Promise<RunResult> {
  const captures = (await Promise.all(files.map((f) => collectSource(f)))).flat();
  return runCheck(captures, { failOn: 'leak', ageSeconds: 600, groups: true, sameMoment: true, target: 'zoo' });
}

const inputs: {
  readonly name: string;
  readonly files: readonly string[];
  readonly proof?: boolean;
  readonly ids: boolean;
}[] = [
  { name: 'debug2', files: ['goroutine.debug2.txt.gz'], ids: true },
  { name: 'debug0', files: ['goroutine.debug0.pb.gz'], ids: false },
  { name: 'debug1', files: ['goroutine.debug1.txt'], ids: false },
  { name: 'sigquit', files: ['crash-sigquit.txt.gz'], ids: true },
  { name: 'debug2+leak0', files: ['goroutine.debug2.txt.gz', 'goroutineleak.debug0.pb.gz'], proof: true, ids: true },
  { name: 'debug0+leak1', files: ['goroutine.debug0.pb.gz', 'goroutineleak.debug1.txt'], proof: true, ids: false },
  { name: 'debug2+leak2', files: ['goroutine.debug2.txt.gz', 'goroutineleak.debug2.txt.gz'], proof: true, ids: true },
];

describe.each(variants)('zoo $name', (variant: Variant) => {
  const path = (file: string) => join(capturesFolder, variant.name, file);
  const usable = inputs.filter((i) => i.files.every((f) => existsSync(path(f))));

  it('judges every group as known, in every form', async () => {
    const plain = await check([path('goroutine.debug2.txt.gz')]);
    const keys = new Map(variant.groups.map((g) => [g, keysOf(plain, g)]));
    const lines: string[] = [`# ${variant.name}: verdicts by input; ! = leaked and not found, with the reason`];
    const misses: Record<string, number> = {};
    const table = new Map<TruthGroup, string[]>(variant.groups.map((g) => [g, []]));
    for (const input of usable) {
      const result = await check(input.files.map(path));
      misses[input.name] = 0;
      for (const truth of variant.groups) {
        const groups = (result.groups ?? []).filter((g) => keys.get(truth)?.has(g.exactKey));
        expect(groups.length, `${input.name}: ${truth.scenario} has a group with the key of debug=2`).toBeGreaterThan(
          0,
        );
        const worst = worstOf(groups);
        const rule = result.findings.find((f) => groups.some((g) => g.findings?.includes(f.id)))?.rule ?? '';
        if (!truth.leaked && sharesNoLeak(truth, variant, keys))
          expect(worst, `${input.name}: ${truth.scenario} is healthy`).not.toBe('leak');
        if (input.proof && truth.provenByRuntime > 0)
          expect(worst, `${input.name}: ${truth.scenario} is proven`).toBe('leak');
        let cell = rule && worst !== 'clean' && worst !== 'cannot-tell' ? `${worst}:${rule}` : worst;
        if (truth.leaked && worst !== 'leak' && worst !== 'suspect') {
          cell = `${worst}!${reasonFor(truth, input.ids ? 'ids' : 'no-ids', input.proof === true)}`;
          misses[input.name]++;
        }
        table.get(truth)?.push(cell);
      }
    }
    lines.push(['scenario', 'count', 'truth', ...usable.map((i) => i.name)].join(' | '));
    for (const [truth, cells] of table)
      lines.push(
        [
          truth.scenario,
          truth.count,
          truth.leaked ? (truth.provenByRuntime ? 'leaked, proven' : 'leaked') : 'healthy',
          ...cells,
        ].join(' | '),
      );
    lines.push(
      '',
      `misses of ${variant.groups.filter((g) => g.leaked).length} leaked groups: ${usable.map((i) => `${i.name} ${misses[i.name]}`).join(', ')}`,
    );
    lines.push(...Object.entries(missReasons).map(([k, v]) => `${k}: ${v}`));
    expectGolden(join('test/e2e/golden', `zoo-${variant.name}.txt`), lines.join('\n'));
  });

  it('puts every goroutine of the dump into exactly one group', async () => {
    const result = await check([path('goroutine.debug2.txt.gz')]);
    const all = (result.groups ?? []).flatMap((g) => [...expandIds(g.ids)]);
    expect(all.length).toBe(variant.goroutines);
    expect(new Set(all).size).toBe(variant.goroutines);
    for (const g of result.groups ?? []) expect(expandIds(g.ids).size).toBe(g.count);
  });

  it('gives the same keys in debug=0, 1 and 2', async () => {
    const results = await Promise.all(
      [['goroutine.debug2.txt.gz'], ['goroutine.debug0.pb.gz'], ['goroutine.debug1.txt']].map((f) =>
        check(f.map(path)),
      ),
    );
    const tables = results.map(countsByKey);
    // A background read lives for as long as a request: the forms are milliseconds apart.
    for (const truth of variant.groups.filter((g) => g.scenario !== 'http-background-read'))
      for (const key of keysOf(results[0], truth))
        for (const [i, table] of tables.entries())
          expect(table.get(key), `${truth.scenario} in form ${i}`).toBe(tables[0].get(key));
  });
});

function keysOf(result: RunResult, truth: TruthGroup): Set<string> {
  const keys = new Set<string>();
  for (const g of result.groups ?? []) {
    const ids = expandIds(g.ids);
    if (truth.ids.some((id) => ids.has(id))) keys.add(g.exactKey);
  }
  return keys;
}

/** Some healthy groups have the very stack of a leaked one; no stack can tell them apart. */
function sharesNoLeak(
  truth: TruthGroup,
  variant: Variant,
  keys: ReadonlyMap<TruthGroup, ReadonlySet<string>>,
): boolean {
  const own = keys.get(truth) ?? new Set();
  return !variant.groups.some((g) => g.leaked && [...(keys.get(g) ?? [])].some((k) => own.has(k)));
}

function worstOf(groups: readonly GroupResult[]): string {
  const order = ['leak', 'suspect', 'cannot-tell', 'clean'];
  return order.find((v) => groups.some((g) => g.verdict === v)) ?? 'absent';
}

function countsByKey(result: RunResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const g of result.groups ?? []) counts.set(g.exactKey, (counts.get(g.exactKey) ?? 0) + g.count);
  return counts;
}
