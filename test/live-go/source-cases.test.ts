// The cases of source rules that are programs: `leaks` leaves goroutines behind each of its sixteen turns, `fixed` none.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goBuildEnv, goVersion } from '../support/go-program.ts';

const rules = resolve('testdata/rules');
const turns = 16;

const cases = readdirSync(rules, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\/source\/[^/]+\.go$/.test(path))
  .filter((path) => /^func leaks\(\) \{/m.test(readFileSync(join(rules, path), 'utf8')))
  .sort();

describe.skipIf(goVersion === undefined)('cases of source rules that are programs', () => {
  const bin = mkdtempSync(join(tmpdir(), 'parkwatch-cases-'));

  it('are there', () => expect(cases.length).toBeGreaterThan(1));

  it.each(cases)(
    '%s leaks, and does not when it is repaired',
    (path) => {
      const binary = join(bin, path.replaceAll('/', '-'));
      const build = spawnSync('go', ['build', '-o', binary, path], { cwd: rules, env: goBuildEnv, encoding: 'utf8' });
      expect(build.status, build.stderr).toBe(0);
      const left = (way: string): number =>
        Number(spawnSync(binary, [way], { encoding: 'utf8', timeout: 30_000 }).stdout.trim());
      expect(left('leaks')).toBeGreaterThanOrEqual(turns);
      expect(left('fixed')).toBeLessThan(turns / 2);
    },
    120_000,
  );
});
