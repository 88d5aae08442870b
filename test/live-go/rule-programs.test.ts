// The programs of rules that only source shows: each leaking one really leaves goroutines behind, each fixed one does not. Of
// style rules both compile. (Programs of rules with captures were run when they were captured.)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { goBuildEnv, goVersion, startGoProgram } from '../support/go-program.ts';

const rules = resolve('testdata/rules');
/** What they report is style, or ends work too early: nothing stays. */
const styleOnly = ['CX008', 'CX009'];
const turns = 16;

const folders = readdirSync(rules).filter(
  (name) =>
    existsSync(join(rules, name, 'leaks/main.go')) &&
    !existsSync(join(rules, name, 'truth.json')) &&
    existsSync(join(rules, name, 'fixed/main.go')),
);

/** Goroutines of a program that has done its turns. */
async function goroutinesOf(binary: string, until: (total: number) => boolean): Promise<number> {
  const program = await startGoProgram(binary, ['-n', `${turns}`, '-every', '5ms', '-stay', '60s'], false);
  try {
    let total = Number.NaN;
    for (let tries = 0; tries < 100; tries++) {
      await new Promise((wake) => setTimeout(wake, 100));
      if (!program.lines.some((line) => line.startsWith('done'))) continue;
      const text = await (await fetch(`http://${program.address}/debug/pprof/goroutine?debug=1`)).text();
      total = Number(/total (\d+)/.exec(text)?.[1]);
      if (until(total)) break;
    }
    return total;
  } finally {
    await program.stop();
  }
}

describe.skipIf(goVersion === undefined)('programs of rules over source', () => {
  const bin = mkdtempSync(join(tmpdir(), 'parkwatch-rules-'));
  beforeAll(() => {
    for (const kind of ['leaks', 'fixed']) {
      for (const name of folders) {
        const args = ['build', '-o', join(bin, `${name}-${kind}`), `./${name}/${kind}`];
        const build = spawnSync('go', args, { cwd: rules, env: goBuildEnv, encoding: 'utf8' });
        expect(build.status, build.stderr).toBe(0);
      }
    }
  }, 300_000);

  it('are there', () => expect(folders.length).toBeGreaterThanOrEqual(9));

  it.each(folders.filter((name) => !styleOnly.includes(name.slice(0, 5))))(
    '%s leaks, and does not when it is repaired',
    async (name) => {
      // The company of every program and what its last turns are still at: fewer than half of what would be left behind.
      const few = (total: number) => total < 24 + turns / 2;
      const fixed = await goroutinesOf(join(bin, `${name}-fixed`), few);
      const leaks = await goroutinesOf(join(bin, `${name}-leaks`), (total) => total >= fixed + turns - 2);
      expect(fixed).toSatisfy(few);
      expect(leaks - fixed).toBeGreaterThanOrEqual(turns - 2);
    },
    60_000,
  );
});
