// Every file of every zoo variant alone through the whole tool: what it was taken for, what it said, what it could not.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { expectGolden } from '../support/golden.ts';
import { capturesFolder, type Variant, variants } from './zoo-truth.ts';

/** Healthy functions of the zoo, by the truth: none of them may ever be called a leak, in whatever file it stands. */
function healthyRoots(variant: Variant): Set<string> {
  const leaked = new Set(variant.groups.filter((g) => g.leaked).flatMap((g) => [g.root, g.site]));
  return new Set(
    variant.groups
      .filter((g) => !g.leaked)
      .flatMap((g) => [g.root, g.site])
      .filter((f) => !leaked.has(f)),
  );
}

describe.each(variants)('zoo $name, file by file', (variant) => {
  it('reads each for what it is', async () => {
    const healthy = healthyRoots(variant);
    const lines: string[] = [];
    const folder = join(capturesFolder, variant.name);
    for (const file of readdirSync(folder)
      .filter((f) => f !== 'variant.json')
      .sort()) {
      const result = await runCheck(await collectSource(join(folder, file)), {
        failOn: 'leak',
        ageSeconds: 600,
        groups: false,
      });
      for (const f of result.findings.filter((x) => x.verdict === 'leak'))
        for (const site of [f.parkSite, f.stack.at(-1)])
          expect(site && healthy.has(site.function), `${file}: ${site?.function} is healthy`).toBeFalsy();
      const listed = variant.captures.find((c) => c.file === `${variant.name}/${file}`);
      const dump = result.sources.find((s) => s.goroutines !== undefined && s.form !== 'metrics');
      if (listed?.goroutines !== undefined && dump?.goroutines !== undefined && file.startsWith('goroutine.'))
        expect(dump.goroutines, file).toBe(listed.goroutines);
      lines.push(
        [
          file,
          result.sources.map((s) => `${s.form}${s.profile ? ` ${s.profile}` : ''} ${s.goroutines ?? '-'}`).join(', '),
          `${result.verdict} (${result.findings.filter((f) => f.verdict === 'leak').length} leaks, ${result.findings.filter((f) => f.verdict === 'suspect').length} suspects)`,
          result.crashes?.map((c) => `${c.crash.kind}: ${c.chain.at(-1)?.frame.function ?? '-'}`).join(', ') ?? '-',
          result.limits.join(' ') || '-',
          [...new Set(result.problems.map((p) => p.code))].join(' ') || '-',
        ].join(' | '),
      );
    }
    expectGolden(join('test/e2e/golden', `zoo-files-${variant.name}.txt`), lines.join('\n'));
  });
});
