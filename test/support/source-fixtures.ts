// The cases of a source rule: the two programs of testdata/rules/<ID>-<name>/ and what lies in its source/ folder.
//   source/<case>.go       one file, one package        source/<case>/   a folder, or a module with go.mod
// `// want "ID"` or `// want "regular expression"` stands on the line of each finding, `// note "ID"` where it must be no more
// than a note, `// ok` where silence is right.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { derivePackageFacts } from '../../src/analyse/source/derive-package-facts.ts';
import type { PackageFacts } from '../../src/analyse/source/package-facts.ts';
import { Program } from '../../src/analyse/source/program.ts';
import { Disk } from '../../src/collect/source/disk.ts';
import type { GoEnvironment } from '../../src/collect/source/go-environment.ts';
import { openStubIndex } from '../../src/collect/source/standard-stubs.ts';
import type { SourceRule } from '../../src/judge/source/source-rule.ts';
import type { LintResult } from '../../src/model/lint-result.ts';
import { runLint } from '../../src/pipeline/run-lint.ts';
import { SourceTree } from '../../src/pipeline/source/source-tree.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const rulesFolder = join(root, 'testdata', 'rules');

/** Nothing of this machine: no GOROOT, no module cache; the stub index stands for the standard library. */
export const bareEnvironment: GoEnvironment = {
  goroot: undefined,
  gorootVersion: '',
  gopath: [],
  moduleCache: join(root, 'testdata', 'no-module-cache'),
  goos: 'linux',
  goarch: 'amd64',
  cgo: true,
  mod: '',
  tags: [],
  gowork: 'off',
};

/** Lints `patterns` from `cwd` with these rules, every level shown. */
export async function lintFixture(
  cwd: string,
  patterns: readonly string[],
  rules: readonly SourceRule[],
  options: { readonly env?: Partial<GoEnvironment>; readonly goVersion?: string } = {},
): Promise<LintResult> {
  const tree = new SourceTree({
    disk: new Disk(),
    env: { ...bareEnvironment, ...options.env },
    cwd,
    tags: [],
    tests: true,
    goVersion: options.goVersion,
    stubs: openStubIndex(),
  });
  const { result } = await runLint(tree, {
    patterns,
    rules,
    rulesOff: [],
    failOn: 'leak',
    level: 'note',
    goVersion: options.goVersion,
    tests: true,
    stats: false,
    now: Date.parse('2027-01-01T00:00:00Z'),
    clock: () => 0,
  });
  return result;
}

/** The facts of the first package that `pattern` names, without tests and without anything of this machine. */
export function factsOf(cwd: string, pattern: string): { readonly tree: SourceTree; readonly facts: PackageFacts } {
  const tree = new SourceTree({
    disk: new Disk(),
    env: bareEnvironment,
    cwd,
    tags: [],
    tests: false,
    stubs: openStubIndex(),
  });
  const [{ package: pkg }] = tree.loadScope([pattern]).packages;
  return { tree, facts: derivePackageFacts(new Program(tree.find), pkg) };
}

interface Case {
  readonly name: string;
  readonly cwd: string;
  readonly pattern: string;
  readonly files: readonly string[];
  readonly silent: boolean;
}

function casesOf(id: string): Case[] {
  const folder = readdirSync(rulesFolder).find((name) => name.startsWith(`${id}-`));
  if (folder === undefined) return [];
  const base = join(rulesFolder, folder);
  const cases: Case[] = [];
  for (const kind of ['leaks', 'fixed'] as const)
    if (existsSync(join(base, kind, 'main.go')))
      cases.push({
        name: kind,
        cwd: rulesFolder,
        pattern: `./${folder}/${kind}`,
        files: [`${folder}/${kind}/main.go`],
        silent: kind === 'fixed',
      });
  const source = join(base, 'source');
  for (const entry of existsSync(source) ? readdirSync(source, { withFileTypes: true }) : []) {
    if (entry.isFile() && entry.name.endsWith('.go'))
      cases.push({ name: entry.name, cwd: source, pattern: `./${entry.name}`, files: [entry.name], silent: false });
    if (entry.isDirectory()) {
      const cwd = join(source, entry.name);
      const files = readdirSync(cwd, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile() && e.name.endsWith('.go'))
        .map((e) => join(e.parentPath, e.name).slice(cwd.length + 1));
      cases.push({ name: `${entry.name}/`, cwd, pattern: './...', files, silent: false });
    }
  }
  return cases;
}

interface Want {
  readonly message: RegExp;
  /** Found at level `note`. */
  readonly isNote: boolean;
}

/** `file:line` of each want of this rule, with what its message must match. */
function wantsOf(id: string, cwd: string, files: readonly string[]): Map<string, Want[]> {
  const wants = new Map<string, Want[]>();
  for (const file of files) {
    const lines = readFileSync(join(cwd, file), 'utf8').split('\n');
    lines.forEach((line, i) => {
      const comment = /\/\/ (want|note) ((?:"(?:[^"\\]|\\.)*"\s*)+)/.exec(line);
      if (!comment) return;
      const expressions = [...comment[2].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]);
      // In the programs a want names only an id; those of other rules are not ours.
      const own = expressions.filter((e) => !/^(GL|CX|RS|PW)\d{3}\b/.test(e) || e.startsWith(id));
      if (own.length > 0)
        wants.set(
          `${file}:${i + 1}`,
          own.map((e) => ({
            message: new RegExp(e.replace(/^[A-Z]{2}\d{3}:?\s*/, '') || '.'),
            isNote: comment[1] === 'note',
          })),
        );
    });
  }
  return wants;
}

/** One test a case. */
export function runSourceFixtures(rule: SourceRule, id: string): void {
  describe(`${id} in source`, () => {
    const cases = casesOf(id);
    it('has a program with a finding and one without', () => {
      const wanted = cases.filter((c) => wantsOf(id, c.cwd, c.files).size > 0);
      expect(rule.id).toBe(id);
      expect(wanted.length).toBeGreaterThan(0);
      expect(cases.some((c) => c.silent || wantsOf(id, c.cwd, c.files).size === 0)).toBe(true);
    });
    for (const { name, cwd, pattern, files, silent } of cases)
      it(`${name}: reports what is wanted and nothing else`, async () => {
        const result = await lintFixture(cwd, [pattern], [rule]);
        expect(result.problems.filter((p) => p.code !== 'source/no-package')).toEqual([]);
        const wants = silent ? new Map<string, Want[]>() : wantsOf(id, cwd, files);
        const got = result.findings
          .filter((f) => f.rule === id)
          .map((f) => ({ at: `${f.location.file}:${f.location.line}`, text: f.message, level: f.level }));
        const missing = [...wants.keys()].filter((at) => !got.some((g) => g.at === at));
        const unwanted = got.filter(
          ({ at, text, level }) => !wants.get(at)?.some((w) => w.message.test(text) && (!w.isNote || level === 'note')),
        );
        expect({ missing, unwanted }).toEqual({ missing: [], unwanted: [] });
      });
  });
}
