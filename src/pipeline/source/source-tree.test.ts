import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bareEnvironment } from '../../../test/support/source-fixtures.ts';
import { Disk } from '../../collect/source/disk.ts';
import type { GoEnvironment } from '../../collect/source/go-environment.ts';
import { openStubIndex } from '../../collect/source/standard-stubs.ts';
import { SourceTree } from './source-tree.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'parkwatch-tree-')));
afterAll(() => rmSync(base, { recursive: true }));

let folders = 0;
/** Files by path, in a folder of their own. */
function write(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(base, `${folders++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function treeAt(
  cwd: string,
  options: { env?: Partial<GoEnvironment>; tests?: boolean; tags?: string[]; goVersion?: string } = {},
): SourceTree {
  return new SourceTree({
    disk: new Disk(),
    env: { ...bareEnvironment, gowork: '', ...options.env },
    cwd,
    tags: options.tags ?? [],
    tests: options.tests ?? true,
    goVersion: options.goVersion,
    stubs: openStubIndex(),
  });
}

/** `path: files` of each package in scope. */
function scopeOf(cwd: string, patterns: string[], options: Parameters<typeof treeAt>[1] = {}): string[] {
  const { packages } = treeAt(cwd, options).loadScope(patterns);
  return packages.map((p) => `${p.package.path}: ${p.package.files.map((f) => f.path).join(' ')}`).sort();
}

const mod = 'module example.com/m\n\ngo 1.22\n';

describe('packages in scope', () => {
  it('leaves out testdata, vendor, hidden folders, other modules and ignored folders under ...', () => {
    const cwd = write({
      'go.mod': `${mod}ignore ./gen\n`,
      'a.go': 'package m\n',
      'sub/b.go': 'package sub\n',
      'sub/testdata/c.go': 'package c\n',
      '_x/d.go': 'package d\n',
      '.y/e.go': 'package e\n',
      'vendor/f/f.go': 'package f\n',
      'nested/go.mod': 'module nested\n',
      'nested/g.go': 'package g\n',
      'gen/h.go': 'package h\n',
      'empty/readme.md': '',
    });
    expect(scopeOf(cwd, ['./...'])).toEqual(['example.com/m/sub: sub/b.go', 'example.com/m: a.go']);
    expect(scopeOf(cwd, ['./sub/testdata'])).toEqual(['example.com/m/sub/testdata: sub/testdata/c.go']);
    expect(scopeOf(cwd, ['./nested'])).toEqual(['nested: nested/g.go']);
    expect(scopeOf(cwd, ['example.com/m/sub'])).toEqual(['example.com/m/sub: sub/b.go']);
    expect(scopeOf(cwd, ['./s...'])).toEqual(['example.com/m/sub: sub/b.go']);
    expect(scopeOf(cwd, ['example.com/m/...'])).toEqual(['example.com/m/sub: sub/b.go', 'example.com/m: a.go']);
  });

  it('reads files of the target, its tags and its tests, and says what it left out', () => {
    const cwd = write({
      'go.mod': mod,
      'a.go': 'package m\n',
      'a_windows.go': 'package m\n',
      'b.go': '//go:build integration\n\npackage m\n',
      'c_test.go': 'package m\n',
      'd_test.go': 'package m_test\n',
    });
    expect(scopeOf(cwd, ['.'])).toEqual(['example.com/m: a.go c_test.go', 'example.com/m_test: d_test.go']);
    expect(scopeOf(cwd, ['.'], { tests: false })).toEqual(['example.com/m: a.go']);
    expect(scopeOf(cwd, ['.'], { tests: false, tags: ['integration'] })).toEqual(['example.com/m: a.go b.go']);
    expect(scopeOf(cwd, ['.'], { tests: false, env: { goos: 'windows' } })).toEqual([
      'example.com/m: a.go a_windows.go',
    ]);
    const { folders: loaded } = treeAt(cwd, { tests: false }).loadScope(['.']);
    expect(loaded[0].skipped.map((s) => `${s.file} ${s.reason}`)).toEqual([
      'a_windows.go build-constraint',
      'b.go build-constraint',
      'c_test.go test',
      'd_test.go test',
    ]);
  });

  it('takes single files with their package, and alone where the folder holds several programs', () => {
    const cwd = write({
      'go.mod': mod,
      'p/a.go': 'package p\n',
      'p/b.go': 'package p\n',
      'tools/x.go': 'package main\n\nfunc main() {}\n',
      'tools/y.go': 'package main\n\nfunc main() {}\n',
      'tools/ignored.go': '//go:build ignore\n\npackage main\n\nfunc main() {}\n',
    });
    const one = treeAt(cwd).loadScope(['p/a.go']).packages[0];
    expect(one.package.files).toHaveLength(2);
    expect([...(one.only ?? [])]).toEqual(['p/a.go']);
    expect(scopeOf(cwd, ['tools/x.go'])).toEqual(['example.com/m/tools: tools/x.go']);
    expect(scopeOf(cwd, ['tools/ignored.go'])).toEqual(['example.com/m/tools: tools/ignored.go']);
  });

  it('survives cycles of links, folders named like files, binaries, and names what fits nothing', () => {
    const cwd = write({
      'go.mod': mod,
      'a.go': 'package m\n',
      'bin.go': new Uint8Array([0, 1, 2, 255, 254, 0]),
      'half.go': 'package m\n\nfunc f( {\n',
    });
    mkdirSync(join(cwd, 'dir.go'));
    symlinkSync('.', join(cwd, 'loop'));
    symlinkSync('nowhere.go', join(cwd, 'dangling.go'));
    symlinkSync('self.go', join(cwd, 'self.go'));
    const scope = treeAt(cwd).loadScope(['./...', './absent', 'example.com/other']);
    expect(scope.packages.map((p) => p.package.files.map((f) => f.path))).toEqual([['a.go', 'half.go']]);
    expect(scope.folders[0].skipped.map((s) => `${s.file} ${s.reason}`)).toEqual([
      'bin.go no-go-source',
      'dangling.go unreadable',
      'self.go unreadable',
    ]);
    expect(scope.matches.unmatched.map((u) => u.pattern)).toEqual(['./absent', 'example.com/other']);
  });

  it('takes import paths with dots, of folders without Go files, too', () => {
    const cwd = write({
      'go.mod': mod,
      'store/a.go': 'package store\n',
      'storage/disk/a.go': 'package disk\n',
      'empty/note.txt': '',
    });
    const named = (pattern: string): string[] =>
      treeAt(cwd)
        .match([pattern])
        .folders.map(({ folder }) => relative(cwd, folder));
    expect(named('example.com/m/...')).toEqual(['storage/disk', 'store']);
    expect(named('example.com/...')).toEqual(['storage/disk', 'store']);
    expect(named('example.com/m/stor...')).toEqual(['storage/disk', 'store']);
    expect(named('example.com/m/stora...')).toEqual(['storage/disk']);
    expect(treeAt(cwd).match(['./empty', '.']).unmatched).toEqual([
      { pattern: './empty', why: 'no Go files in this folder (its packages: /...)' },
      { pattern: '.', why: 'no Go files in this folder (its packages: /...)' },
    ]);
  });

  it('gives each file its language version', () => {
    const cwd = write({
      'go.mod': 'module m\n\ngo 1.22.3\n',
      'a.go': 'package m\n',
      'b.go': '//go:build go1.24\n\npackage m\n',
      'c.go': '//go:build go1.18\n\npackage m\n',
      'd.go': '// Code generated by x. DO NOT EDIT.\n\npackage m\n',
    });
    const files = treeAt(cwd).loadScope(['.']).packages[0].package.files;
    expect(files.map((f) => f.goVersion)).toEqual(['1.22.3', '1.24', '1.21', '1.22.3']);
    expect(files.map((f) => f.isGenerated)).toEqual([false, false, false, true]);
    const forced = treeAt(cwd, { goVersion: '1.20' }).loadScope(['.']).packages[0].package.files;
    expect(forced[0].goVersion).toBe('1.20');
  });
});

describe('what an import means', () => {
  /** Where `path` is found when the package of `cwd` imports it, relative to the folder of the test. */
  function found(cwd: string, path: string, env: Partial<GoEnvironment> = {}): string | undefined {
    const tree = treeAt(cwd, { env });
    const [{ package: from }] = tree.loadScope(['.']).packages;
    const pkg = tree.find(path, from);
    return pkg && `${pkg.path} ${pkg.files[0].path.replace(`${base}/`, '')}${pkg.isStandard ? ' std' : ''}`;
  }

  it('finds own packages, replacements, vendor and the module cache with its spelling', () => {
    const cwd = write({
      'app/go.mod':
        'module example.com/app\n\ngo 1.22\n\nrequire (\n\tgithub.com/Up/case v1.0.0\n\tgithub.com/Up/case/v2 v2.1.0\n\tb.org/x v1.2.3\n\tc.org/y v0.0.1\n)\nreplace b.org/x => ../x\nreplace c.org/y => d.org/z v0.3.0\n',
      'app/a.go': 'package app\n',
      'app/in/b.go': 'package in\n',
      'x/go.mod': 'module b.org/x\n',
      'x/deep/x.go': 'package deep\n',
      'cache/github.com/!up/case@v1.0.0/sub/s.go': 'package sub\n',
      'cache/github.com/!up/case/v2@v2.1.0/sub/s.go': 'package sub\n',
      'cache/d.org/z@v0.3.0/z.go': 'package z\n',
    });
    const app = join(cwd, 'app');
    const env = { moduleCache: join(cwd, 'cache') };
    const of = (path: string) => found(app, path, env)?.replace(/ \d+\//, ' ');
    expect(of('example.com/app/in')).toBe('example.com/app/in in/b.go');
    expect(of('b.org/x/deep')).toBe('b.org/x/deep x/deep/x.go');
    expect(of('github.com/Up/case/sub')).toBe('github.com/Up/case/sub cache/github.com/!up/case@v1.0.0/sub/s.go');
    expect(of('github.com/Up/case/v2/sub')).toBe(
      'github.com/Up/case/v2/sub cache/github.com/!up/case/v2@v2.1.0/sub/s.go',
    );
    expect(of('c.org/y')).toBe('c.org/y cache/d.org/z@v0.3.0/z.go');
    expect(of('nowhere.org/a')).toBeUndefined();
    expect(of('context')).toBe('context std:context std');
  });

  it('prefers vendor when the module has one', () => {
    const cwd = write({
      'go.mod': `${mod}require b.org/x v1.2.3\n`,
      'a.go': 'package m\n',
      'vendor/modules.txt': '# b.org/x v1.2.3\n## explicit\nb.org/x\n',
      'vendor/b.org/x/x.go': 'package x\n',
    });
    expect(found(cwd, 'b.org/x')).toContain('b.org/x vendor/b.org/x/x.go');
    expect(found(cwd, 'b.org/x', { mod: 'mod' })).toBeUndefined();
  });

  it('reads a workspace', () => {
    const cwd = write({
      'go.work': 'go 1.22\nuse (\n\t./a\n\t./b\n)\n',
      'a/go.mod': 'module a.org/a\n',
      'a/a.go': 'package a\n',
      'b/go.mod': 'module b.org/b\n',
      'b/b.go': 'package b\n',
    });
    expect(found(join(cwd, 'a'), 'b.org/b')).toContain('b.org/b ');
    expect(found(join(cwd, 'a'), 'b.org/b', { gowork: 'off' })).toBeUndefined();
  });

  it('selects versions over go.mod files of dependencies below Go 1.17', () => {
    const cwd = write({
      'app/go.mod': 'module app\n\ngo 1.16\n\nrequire a.org/a v1.0.0\n',
      'app/a.go': 'package app\n',
      'cache/cache/download/a.org/a/@v/v1.0.0.mod': 'module a.org/a\nrequire b.org/b v1.5.0\nrequire c.org/c v1.0.0\n',
      'cache/cache/download/c.org/c/@v/v1.0.0.mod': 'module c.org/c\nrequire b.org/b v1.4.0\n',
      'cache/b.org/b@v1.5.0/b.go': 'package b\n',
      'cache/b.org/b@v1.4.0/b.go': 'package b\n',
    });
    expect(found(join(cwd, 'app'), 'b.org/b', { moduleCache: join(cwd, 'cache') })).toContain('b.org/b@v1.5.0');
  });

  it('finds GOPATH packages and the vendor folders above them', () => {
    const cwd = write({
      'src/a.org/app/a.go': 'package app\n',
      'src/a.org/vendor/b.org/x/x.go': 'package x\n',
      'src/b.org/x/x.go': 'package x\n',
      'src/c.org/y/y.go': 'package y\n',
    });
    const env = { gopath: [cwd] };
    expect(found(join(cwd, 'src/a.org/app'), 'b.org/x', env)).toContain('a.org/vendor/b.org/x/x.go');
    expect(found(join(cwd, 'src/a.org/app'), 'c.org/y', env)).toContain('src/c.org/y/y.go');
    expect(scopeOf(join(cwd, 'src/a.org/app'), ['.'], { env })).toEqual(['a.org/app: a.go']);
  });

  it('names modules that the build list has and the disk has not', () => {
    const cwd = write({ 'go.mod': `${mod}require b.org/x v1.2.3\n`, 'a.go': 'package m\n' });
    const tree = treeAt(cwd);
    const [{ package: from }] = tree.loadScope(['.']).packages;
    expect(tree.find('b.org/x/y', from)).toBeUndefined();
    expect(tree.worlds.flatMap((w) => [...w.missing])).toEqual(['b.org/x@v1.2.3']);
  });
});
