// Results from other threads and from the disk are those that one thread works out, and no older than what they depend on.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bareEnvironment } from '../../test/support/source-fixtures.ts';
import { Disk } from '../collect/source/disk.ts';
import type { GoEnvironment } from '../collect/source/go-environment.ts';
import { openStubIndex } from '../collect/source/standard-stubs.ts';
import { sourceRules } from '../judge/rules/source-registry.ts';
import { makeLintFindings } from '../judge/source/judge-source.ts';
import { type FolderResult, judgeScope } from '../pipeline/source/judge-scope.ts';
import { SourceTree } from '../pipeline/source/source-tree.ts';
import { openLintCache } from './lint-cache.ts';
import { newLintPool } from './lint-pool.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'parkwatch-judge-')));
afterAll(() => rmSync(base, { recursive: true }));

const leaking = `
func Leak(ctx context.Context) {
	_, cancel := context.WithCancel(ctx)
	_ = cancel
}

func Dropped(ctx context.Context) context.Context {
	inner, _ := context.WithCancel(ctx)
	return inner
}
`;

let folders = 0;
/** A module of `count` packages in a chain: `pN` imports `pN+1`. */
function writeModule(count: number): string {
  const folder = join(base, `${folders++}`);
  write(folder, 'go.mod', 'module example.com/m\n\ngo 1.25\n');
  for (let i = 0; i < count; i++) {
    const next = i + 1 < count ? `import next "example.com/m/p${i + 1}"\n\nvar _ = next.Leak\n` : '';
    write(folder, `p${i}/p.go`, `package p${i}\n\nimport "context"\n${next}${leaking}`);
  }
  return folder;
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

interface Options {
  readonly pool?: boolean;
  readonly cache?: string;
  readonly env?: Partial<GoEnvironment>;
  readonly tags?: readonly string[];
  /** How many of the rules run. */
  readonly rules?: number;
}

/** Findings as text, and which folders were worked out by this thread. */
async function lint(cwd: string, options: Options = {}): Promise<{ findings: string[]; here: number }> {
  const env = { ...bareEnvironment, gowork: '', ...options.env };
  const treeOptions = { cwd, tags: options.tags ?? [], tests: true };
  const wanted = sourceRules.slice(0, options.rules);
  const disk = new Disk();
  const shared = { env, tree: treeOptions, patterns: ['./...'], rules: wanted.map((rule) => rule.id) };
  const cache = options.cache ? openLintCache({ PARKWATCH_CACHE: options.cache }, disk, shared, 0) : undefined;
  const tree = new SourceTree({ ...treeOptions, disk, env, stubs: openStubIndex(), outlines: cache?.outlines });
  const scope = tree.loadScope(['./...']);
  const packages = new Set<string>();
  const rules = wanted.map((rule) => ({
    ...rule,
    run: (...args: Parameters<typeof rule.run>) => {
      packages.add(args[0].package.path);
      rule.run(...args);
    },
  }));
  const judged = await judgeScope(tree, scope, {
    rules,
    context: { mainGoVersion: '1.25', timersNeedStop: false },
    clock: () => 0,
    costs: new Map(),
    pool: options.pool ? newLintPool(shared) : undefined,
    poolBytes: 0,
    cache: cache?.of(tree, scope),
  });
  expect(judged.problems).toEqual([]);
  const findings = makeLintFindings(judged.reported).map(({ finding }) => JSON.stringify(finding));
  return { findings, here: packages.size };
}

describe('other threads', () => {
  it('find what one thread finds', async () => {
    const cwd = writeModule(60);
    const alone = await lint(cwd);
    expect(alone.findings.length).toBeGreaterThanOrEqual(60);
    expect((await lint(cwd, { pool: true })).findings).toEqual(alone.findings);
  });

  it('answer for every folder they are given, and are left when one is not there', async () => {
    const cwd = writeModule(3);
    const env = { ...bareEnvironment, gowork: '' };
    const tree = { cwd, tags: [], tests: true };
    const pool = newLintPool({ env, tree, rules: sourceRules.map((rule) => rule.id) }, 2);
    const open = [0, 1, 2].map((i) => join(cwd, `p${i}`));
    const done: FolderResult[] = [];
    const next = () => open.splice(0, 1);
    const disk = new Disk();
    const { matches } = new SourceTree({ ...tree, disk, env, stubs: openStubIndex() }).loadScope(['./...']);
    const context = { mainGoVersion: '', timersNeedStop: false, matches };
    const end = await pool?.run(context, next, (result) => done.push(result));
    expect(end).toEqual([]);
    expect(done.map((result) => result.folder).sort()).toEqual([0, 1, 2].map((i) => join(cwd, `p${i}`)));
    for (const { records } of done) expect(records.reported.map(({ rule }) => rule)).toContain('CX001');
  });

  it('give back what a thread that ends did not do', async () => {
    const cwd = writeModule(1);
    const tree = { cwd: join(cwd, 'gone'), tags: [], tests: true };
    const broken = { env: {} as never, tree, rules: [] };
    const end = await newLintPool(broken, 1)?.run(
      { mainGoVersion: '', timersNeedStop: false, matches: { folders: [], unmatched: [], unreadable: [] } },
      () => [],
      () => undefined,
    );
    expect(end).toEqual([]);
  });
});

describe('results on the disk', () => {
  it('stand for an unchanged module, and are the same', async () => {
    const cwd = writeModule(5);
    const cache = join(base, 'cache-same');
    const first = await lint(cwd, { cache });
    const second = await lint(cwd, { cache });
    expect(first.here).toBe(5);
    expect(second).toEqual({ findings: first.findings, here: 0 });
  });

  it('are worked out anew for a changed file, and for all that import it when it declares something else', async () => {
    const cwd = writeModule(5);
    const cache = join(base, 'cache-changed');
    const { findings } = await lint(cwd, { cache });
    write(cwd, 'p2/p.go', `package p2\n\nimport "context"\n${leaking}${leaking.replaceAll('func ', 'func Other')}`);
    const second = await lint(cwd, { cache });
    // p0 imports p1, which imports p2.
    expect(second.here).toBe(3);
    expect(second.findings.length).toBeGreaterThan(findings.length);
    expect(second.findings).toEqual((await lint(cwd)).findings);
  });

  it.each([
    ['a body', 'func H() bool { return true }', 'func H() bool { return !false }', 1],
    ['a comment', 'func F() bool { return true }', '// F is.\nfunc F() bool { return true }', 1],
    ['a function that nobody can name', 'func f() {}', 'func f() int { return 1 }\n\nfunc g() {}', 1],
    ['a test', 'func F() {}', 'func F() {}', 1],
    ['a function that others can name', 'func F() {}', 'func F() {}\n\nfunc G() {}', 2],
    ['a type', 'type t struct{}', 'type t struct{ a int }', 2],
    ['a function that a variable hangs on', 'var V = f()\n\nfunc f() int', 'var V = f()\n\nfunc f() uint', 2],
    ['a function that no longer comes back', 'func F() {}', 'func F() { panic(1) }', 2],
    ['the same behind another', 'func F() { f() }\n\nfunc f() {}', 'func F() { f() }\n\nfunc f() { for {} }', 2],
    [
      'a body that the importer looks into',
      'type T struct{ mu sync.Mutex }\n\nfunc (t *T) M() { t.mu.Lock() }',
      'type T struct{ mu sync.Mutex }\n\nfunc (t *T) M() { t.mu.Unlock() }',
      2,
    ],
  ])('tell what a change of %s reaches', async (what, before, after, reached) => {
    const cwd = writeModule(0);
    const cache = join(base, `cache-${what.replaceAll(' ', '-')}`);
    const head = `package b\n\n${before.includes('sync.') ? 'import "sync"\n\n' : ''}`;
    write(cwd, 'b/b.go', `${head}${before}\n`);
    write(cwd, 'b/b_test.go', 'package b\n');
    write(
      cwd,
      'a/a.go',
      `package a

import (
	"sync"

	"example.com/m/b"
)

var mu sync.Mutex

func A(t *b.T) {
	mu.Lock()
	t.M()
	b.F()
	mu.Unlock()
}
${leaking}`.replace('import (', 'import (\n\t"context"'),
    );
    write(cwd, 'c/c.go', `package c\n\nimport "context"\n${leaking}`);
    await lint(cwd, { cache });
    expect((await lint(cwd, { cache })).here).toBe(0);
    write(cwd, 'b/b.go', `${head}${after}\n`);
    if (what === 'a test') write(cwd, 'b/b_test.go', 'package b\n\nfunc Helper() {}\n');
    const second = await lint(cwd, { cache });
    expect(second.here).toBe(reached);
    expect(second.findings).toEqual((await lint(cwd)).findings);
    expect((await lint(cwd, { cache })).here).toBe(0);
  });

  it('belong to the build target, the tags and the rules', async () => {
    const cwd = writeModule(2);
    const cache = join(base, 'cache-settings');
    await lint(cwd, { cache });
    expect((await lint(cwd, { cache, env: { goos: 'windows' } })).here).toBe(2);
    expect((await lint(cwd, { cache, env: { cgo: false } })).here).toBe(2);
    expect((await lint(cwd, { cache, tags: ['special'] })).here).toBe(2);
    expect((await lint(cwd, { cache, rules: 5 })).here).toBe(2);
    expect((await lint(cwd, { cache })).here).toBe(0);
  });

  it('see a new go.mod, a new file and a file that is gone', async () => {
    const cwd = writeModule(3);
    const cache = join(base, 'cache-files');
    await lint(cwd, { cache });
    write(cwd, 'p0/more.go', 'package p0\n');
    expect((await lint(cwd, { cache })).here).toBe(1);
    rmSync(join(cwd, 'p0/more.go'));
    expect((await lint(cwd, { cache })).here).toBe(1);
    write(cwd, 'go.mod', 'module example.com/m\n\ngo 1.26\n');
    expect((await lint(cwd, { cache })).here).toBe(3);
  });

  it('are left alone when they cannot be read or fit no file', async () => {
    const cwd = writeModule(2);
    const cache = join(base, 'cache-broken');
    const { findings } = await lint(cwd, { cache });
    const [file] = readdirSync(cache);
    const kept = JSON.parse(readFileSync(join(cache, file), 'utf8'));
    const others = [
      { ...kept, program: 'another build' },
      { ...kept, results: 'none' },
      { ...kept, outlines: [1] },
    ];
    for (const text of ['', '{"shape":"other"}', '{"shape"', 'null', ...others.map((o) => JSON.stringify(o))]) {
      writeFileSync(join(cache, file), text);
      expect(await lint(cwd, { cache })).toEqual({ findings, here: 2 });
    }
  });

  it('are not kept where nothing can be written', async () => {
    const cwd = writeModule(1);
    writeFileSync(join(base, 'a-file'), '');
    expect((await lint(cwd, { cache: join(base, 'a-file/below') })).here).toBe(1);
  });
});
