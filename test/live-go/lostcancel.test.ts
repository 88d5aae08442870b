// CX001 and CX002 against the testdata of vet's lostcancel, read from x/tools in the module cache: each primary place that it
// wants, and nothing else. Without x/tools there the test is skipped; the shapes are in testdata/rules/CX002…/source, too.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceRule as dropped } from '../../src/judge/rules/cx001-cancel-dropped/source.ts';
import { sourceRule as notOnAllPaths } from '../../src/judge/rules/cx002-cancel-not-on-all-paths/source.ts';
import { lintFixture } from '../support/source-fixtures.ts';

const cache = process.env.GOMODCACHE ?? join(process.env.GOPATH ?? join(homedir(), 'go'), 'pkg', 'mod');
const modules = join(cache, 'golang.org', 'x');
const [newest] = existsSync(modules)
  ? readdirSync(modules)
      .filter((name) => name.startsWith('tools@'))
      .map((name) => join(modules, name, 'go', 'analysis', 'passes', 'lostcancel', 'testdata', 'src'))
      .filter((folder) => existsSync(folder))
      .reverse()
  : [];

/** Lines of the wants that name the making of a context; those at a return statement only add to them. */
function primaryWants(file: string): number[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    const want = /\/\/ want (.*)/.exec(line)?.[1];
    return want === undefined || /return statement|may be reached/.test(want) ? [] : [i + 1];
  });
}

describe.skipIf(newest === undefined)('vet lostcancel, its own testdata', () => {
  for (const [name, wanted] of [
    ['a', 11],
    ['b', 1],
    ['typeparams', 4],
  ] as const)
    it(`${name}.go: each of its ${wanted} primary places`, async () => {
      const folder = join(newest, name);
      const wants = primaryWants(join(folder, `${name}.go`));
      expect(wants.length).toBeGreaterThanOrEqual(wanted);
      const { findings } = await lintFixture(folder, [`./${name}.go`], [dropped, notOnAllPaths]);
      expect(findings.map((f) => f.location.line).sort((a, b) => a - b)).toEqual(wants);
    });
});
