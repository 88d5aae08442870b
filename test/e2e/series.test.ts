// Whole-tool golden over recorded series of real services and libraries: testdata/series and testdata/pairs.
// Healthy ones give no finding; leaking ones are at least suspect, first in rank, with the site and the cause of the truth.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { expectGolden } from '../support/golden.ts';

interface Truth {
  readonly healthy: boolean;
  readonly leaks: readonly {
    readonly rule: string;
    readonly accept?: readonly string[];
    readonly parkSite: string | null;
    readonly birthSite: string | null;
    readonly userSite: string | null;
  }[];
}

const folders = ['testdata/series', 'testdata/pairs', 'testdata/unseen']
  .filter((f) => existsSync(f))
  .flatMap((f) => readdirSync(f, { recursive: true, encoding: 'utf8' }).map((d) => join(f, d)))
  .filter((d) => existsSync(join(d, 'truth.json')) && existsSync(join(d, 'manifest.json')))
  .sort();

/** Cause ids that led a library pair at its version with the bug. */
const shownOnLibraries = new Set<string>();

describe.each(folders)('%s', (folder) => {
  it('is judged as its truth says', async () => {
    const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    const result = await runCheck(await collectSource(folder), { failOn: 'leak', ageSeconds: 600, groups: true });
    const lines = [
      `${folder}: ${result.verdict}; limits ${result.limits.join(' ') || 'none'}; ${result.targets?.map((t) => `${t.moments} moments, ${t.goroutinesFirst} → ${t.goroutinesLast} goroutines, ${t.restarts} restarts`).join('; ')}`,
      ...result.findings.map(
        (f) =>
          `${f.verdict} ${f.rule} ${f.count} ${f.primitive} park=${f.parkSite?.function} user=${f.userSite?.function ?? '-'} born=${f.birthSite?.function ?? '-'}\n` +
          f.evidence.map((e) => `    ${e.counts === false ? `(${e.kind} by ${e.cancelledBy})` : e.kind}`).join('\n'),
      ),
    ];
    expectGolden(
      join('test/e2e/golden', `${folder.replace('testdata/', '').replaceAll('/', '-')}.txt`),
      lines.join('\n'),
    );
    if (truth.healthy) expect(result.findings.map((f) => `${f.verdict} ${f.parkSite?.function}`)).toEqual([]);
    else {
      expect(['leak', 'suspect']).toContain(result.verdict);
      const first = result.findings[0];
      const places = new Set(truth.leaks.flatMap((l) => [l.parkSite, l.birthSite, l.userSite]).filter(Boolean));
      const seen = [
        first.parkSite,
        first.birthSite,
        first.userSite,
        ...(first.companions ?? []).map((c) => c.parkSite),
      ];
      expect(
        seen.some((s) => s && places.has(s.function)),
        `first finding at ${seen.map((s) => s?.function).join(', ')}, truth ${[...places].join(', ')}`,
      ).toBe(true);
      if (folder.includes('testdata/series')) return;
      expect(truth.leaks.flatMap((l) => [l.rule, ...(l.accept ?? [])])).toContain(first.rule);
      if (folder.includes('testdata/pairs')) shownOnLibraries.add(first.rule);
    }
  });
});

describe('causes shown on a released library', () => {
  it('are at least eight', () => expect([...shownOnLibraries].sort().length).toBeGreaterThanOrEqual(8));
});
