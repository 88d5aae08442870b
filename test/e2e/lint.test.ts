// `parkwatch lint` as a process and its forms of output: levels, suppression, baseline, changed lines, fixes, exit codes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../support/golden.ts';

const bin = resolve('bin/parkwatch.ts');
const base = realpathSync(mkdtempSync(join(tmpdir(), 'parkwatch-lint-')));
afterAll(() => rmSync(base, { recursive: true }));
let folders = 0;

function write(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(base, `${folders++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Without GOROOT, Go and module cache of this machine. */
function lint(cwd: string, args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'lint', ...args], {
    cwd,
    encoding: 'utf8',
    input,
    env: { PATH: '/usr/bin:/bin', HOME: base, NO_COLOR: '1', GOOS: 'linux', GOARCH: 'amd64', GOENV: 'off' },
  });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

const mod = 'module example.com/shop\n\ngo 1.22\n';
const leaks = `package quote

import "context"

func Ask(ctx context.Context, ask func() int) (int, error) {
	answer := make(chan int)
	go func() {
		answer <- ask()
	}()
	select {
	case n := <-answer:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
`;
const at = (comment: string): string => leaks.replace('\t\tanswer <- ask()\n', `\t\t${comment}\n\t\tanswer <- ask()\n`);

describe('lint', () => {
  it('says what, where, why and the fix on the first screen, without a toolchain', () => {
    const cwd = write({ 'go.mod': mod, 'quote/quote.go': leaks });
    const { status, stdout, stderr } = lint(cwd, []);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expectGolden('test/e2e/golden/lint-text.txt', stdout);
  });

  it.each(['sarif', 'junit', 'markdown', 'github', 'html', 'ndjson'])('writes %s', (format) => {
    const cwd = write({ 'go.mod': mod, 'quote/quote.go': leaks });
    const { status, stdout } = lint(cwd, ['--format', format]);
    expect(status).toBe(1);
    expect(stdout).toContain('GL003');
    expect(stdout).toContain('quote/quote.go');
    if (format !== 'html') expectGolden(`test/e2e/golden/lint.${format === 'junit' ? 'xml' : format}.txt`, stdout);
  });

  it('counts UTF-16 columns in SARIF and bytes elsewhere', () => {
    const cwd = write({ 'go.mod': mod, 'q.go': leaks.replace('\t\tanswer <- ask()', '\t\t/* é𝄞 */ answer <- ask()') });
    const { results } = JSON.parse(lint(cwd, ['--format', 'sarif']).stdout).runs[0];
    expect(results[0].locations[0].physicalLocation.region.startColumn).toBe(13);
    expect(lint(cwd, ['--json']).json().findings[0].location.column).toBe(16);
  });

  it('gives one fingerprint wherever the lines move', () => {
    const cwd = write({ 'go.mod': mod, 'a/q.go': leaks });
    const [before] = lint(cwd, ['--json']).json().findings;
    writeFileSync(join(cwd, 'a/q.go'), leaks.replace('import', '// A comment.\n\nimport'));
    const [after] = lint(cwd, ['--json']).json().findings;
    expect(after.location.line).toBe(before.location.line + 2);
    expect(after.id).toBe(before.id);
  });

  it.each<[string, string, number, string[], string[]]>([
    ['a comment with a reason', '//parkwatch:ignore GL003 asked once, at start', 0, [], ['comment']],
    ['a comment without reason', '//parkwatch:ignore GL003', 0, ['PW001'], ['comment']],
    ['a comment that has expired', '//parkwatch:ignore GL003 until=2020-01-31 soon', 1, ['PW002', 'GL003'], []],
    ['a comment that still holds', '//parkwatch:ignore GL003 until=2999-01-31 soon', 0, [], ['comment']],
    ['a comment about another rule', '//parkwatch:ignore CX002 wrong one', 1, ['PW003', 'GL003'], []],
    ['//nolint', '//nolint', 0, [], ['nolint']],
    ['//nolint by id', '//nolint:gl003 // why', 0, [], ['nolint']],
    ['//nolint of another linter', '//nolint:errcheck', 1, ['GL003'], []],
    ['//nolint:parkwatch', '//nolint:parkwatch', 0, [], ['nolint']],
  ])('honours %s', (_name, comment, status, rules, by) => {
    const cwd = write({ 'go.mod': mod, 'q.go': at(comment) });
    const run = lint(cwd, ['--json', '--level', 'note', '--rules', 'GL003,CX002']);
    expect(run.status).toBe(status);
    expect(run.json().findings.map((f: { rule: string }) => f.rule)).toEqual(rules);
    expect(run.json().suppressed.map((s: { by: string }) => s.by)).toEqual(by);
  });

  it('honours doc comments, whole files and the ignore file', () => {
    const doc = leaks.replace('func Ask', '// Ask asks.\n//\n//parkwatch:ignore GL003 asked once\nfunc Ask');
    const file = `//parkwatch:ignore-file GL003 generated by hand\n\n${leaks}`;
    const cwd = write({ 'go.mod': mod, 'a/q.go': doc, 'b/q.go': file, 'c/q.go': leaks });
    writeFileSync(join(cwd, '.parkwatch.yml'), 'ignore:\n  - package: example.com/shop/c\n    reason: later\n');
    const { status, json } = lint(cwd, ['--json']);
    expect(status).toBe(0);
    expect(
      json()
        .suppressed.map((s: { by: string; reason: string }) => `${s.by}: ${s.reason}`)
        .sort(),
    ).toEqual(['comment: asked once', 'comment: generated by hand', 'ignore-file: later']);
  });

  it('leaves out what a baseline has, and nothing else', () => {
    const cwd = write({ 'go.mod': mod, 'a/q.go': leaks });
    expect(lint(cwd, ['--write-baseline', 'base.json']).status).toBe(0);
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toContain('"schema": "parkwatch/baseline/1"');
    expect(lint(cwd, ['--baseline', 'base.json']).status).toBe(0);
    writeFileSync(join(cwd, 'a/new.go'), leaks.replace('Ask', 'AskAgain'));
    const { status, json } = lint(cwd, ['--baseline', 'base.json', '--json']);
    expect(status).toBe(1);
    expect(json().findings).toHaveLength(1);
    expect(lint(cwd, ['--baseline', 'a/q.go']).status).toBe(2);
  });

  it('reports changed lines only with --new-from', () => {
    const cwd = write({ 'go.mod': mod, 'a/old.go': leaks });
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, encoding: 'utf8' });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    expect(lint(cwd, ['--new-from', 'HEAD']).status).toBe(0);
    writeFileSync(join(cwd, 'a/new.go'), leaks.replace('Ask', 'AskAgain'));
    writeFileSync(join(cwd, 'a/old.go'), leaks.replace('answer <- ask()', 'answer <- 1 + ask()'));
    const { json } = lint(cwd, ['--new-from', 'HEAD', '--json']);
    expect(json().findings.map((f: { location: { file: string } }) => f.location.file)).toEqual([
      'a/new.go',
      'a/old.go',
    ]);
    const bad = lint(cwd, ['--new-from', 'nowhere']);
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('--new-from nowhere');
  });

  it('applies safe fixes, after which the finding is gone', () => {
    const cwd = write({ 'go.mod': mod, 'a/q.go': leaks });
    const { status, stderr } = lint(cwd, ['--fix']);
    expect(stderr).toContain('fixed 1 finding in 1 file');
    expect(status).toBe(0);
    expect(readFileSync(join(cwd, 'a/q.go'), 'utf8')).toBe(leaks.replace('make(chan int)', 'make(chan int, 1)'));
  });

  it('offers the same fix as a diff that git can apply', () => {
    const cwd = write({ 'go.mod': mod, 'a/q.go': leaks });
    const [finding] = lint(cwd, ['--json']).json().findings;
    const applied = spawnSync('git', ['apply', '-'], { cwd, input: finding.fix.diff, encoding: 'utf8' });
    expect(applied.stderr).toBe('');
    expect(lint(cwd, []).status).toBe(0);
  });

  it('lints standard input in the place of a file', () => {
    const cwd = write({ 'go.mod': mod, 'a/q.go': 'package quote\n', 'a/other.go': leaks.replace('Ask', 'Other') });
    const { status, json } = lint(cwd, ['--stdin-filename', 'a/q.go', '--json'], leaks);
    expect(status).toBe(1);
    expect(json().findings.map((f: { location: { file: string } }) => f.location.file)).toEqual(['a/q.go']);
    expect(lint(cwd, ['-']).status).toBe(2);
    // A new file in a folder that the editor has not made yet.
    expect(lint(cwd, ['--stdin-filename', 'new/q.go'], leaks).status).toBe(1);
  });

  it.each<[string, Record<string, string | Uint8Array>, string[], number, string[]]>([
    ['a syntax error beside good files', { 'a.go': 'package m\n', 'b.go': 'package m\n\nfunc f() {\n' }, [], 0, []],
    ['a binary file named .go', { 'a.go': new Uint8Array(64) }, [], 3, ['nothing-linted']],
    ['a share of unreadable files', { 'a.go': 'package m\n', 'b.go': '\u0000\u0001' }, [], 3, ['files-not-linted']],
    ['a package that is not there', { 'a.go': 'package m\n' }, ['./absent', '.'], 3, ['files-not-linted']],
    ['no Go file at all', { 'readme.md': '' }, [], 3, ['nothing-linted']],
    ['only files for another system', { 'a_windows.go': 'package m\n' }, [], 3, ['nothing-linted']],
    ['a leak beside an unreadable file', { 'a.go': leaks, 'b.go': '\u0000' }, [], 1, ['files-not-linted']],
  ])('%s', (_name, files, args, status, limits) => {
    const cwd = write({ 'go.mod': mod, ...files });
    const run = lint(cwd, [...args, '--json']);
    expect(run.status).toBe(status);
    expect(run.json().limits.filter((l: string) => l !== 'stub-standard-library')).toEqual(limits);
  });

  it('survives cycles of links and imports, deep nesting, and half a file', () => {
    const cwd = write({
      'go.mod': mod,
      'a/a.go': 'package a\n\nimport "example.com/shop/b"\n\nvar X = b.Y\n',
      'b/b.go': 'package b\n\nimport "example.com/shop/a"\n\nvar Y = a.X\n',
      'c/deep.go': `package c\n\nvar x = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n\nfunc ok() {}\n`,
      'd/half.go': leaks.slice(0, 160),
      'e/q.go': leaks,
    });
    symlinkSync('..', join(cwd, 'a/loop'));
    symlinkSync('loop2', join(cwd, 'loop2'));
    const { status, json } = lint(cwd, ['--json']);
    expect(status).toBe(1);
    expect(json().findings.map((f: { location: { file: string } }) => f.location.file)).toEqual(['e/q.go']);
    expect(json().problems.map((p: { code: string }) => p.code)).toContain('source/too-deep');
  });

  it('reads a huge generated file for what it declares, and says so', () => {
    const constant = (k: number) => `const limit${k} = ${k}\n`;
    const generated = `// Code generated by a machine. DO NOT EDIT.\n\n${leaks}${Array.from({ length: 400_000 }, (_, k) => constant(k)).join('')}`;
    expect(generated.length).toBeGreaterThan(8 << 20);
    const cwd = write({ 'go.mod': mod, 'a/gen.go': generated, 'b/q.go': leaks });
    const { status, stdout } = lint(cwd, []);
    expect(status).toBe(1);
    expect(stdout).toContain('b/q.go:8');
    expect(stdout).toContain('a/gen.go: generated, larger than 8 MiB: its functions are not walked');
  });

  it('keeps levels, rules and their reasons apart', () => {
    const cwd = write({ 'go.mod': mod, 'a/q_test.go': leaks, 'a/q.go': leaks });
    const all = lint(cwd, ['--json', '--tests=false', '--rules', '-GL003']);
    expect(all.json().findings).toEqual([]);
    expect(all.json().coverage.rulesOff).toContainEqual({ rule: 'GL003', reason: '--rules leaves it out' });
    expect(all.json().coverage.tests).toBe(false);
    for (const [args, words] of [
      [['--rules', 'GL999'], /GL999 is no rule/],
      [['--level', 'all'], /--level all is none of leak, suspect, note/],
      [['--go', 'new'], /--go new is no version/],
      [['--tests', 'maybe'], /--tests is true or false/],
    ] as const) {
      const run = lint(cwd, args);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(words);
    }
    expect(lint(cwd, ['--stats']).stdout).toMatch(/^GL003 +\d+ +2 +0$/m);
  });
});
