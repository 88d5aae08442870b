// Results from other threads and from the disk are those that one thread works out, and no older than what they depend on.
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bareEnvironment } from '../../test/support/source-fixtures.ts';
import { Disk } from '../collect/source/disk.ts';
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
  readonly program?: string;
}

/** Findings as text, and which folders were worked out by this thread. */
async function lint(cwd: string, options: Options = {}): Promise<{ findings: string[]; here: number }> {
  const env = { ...bareEnvironment, gowork: '' };
  const treeOptions = { cwd, tags: [], tests: true };
  const disk = new Disk();
  const tree = new SourceTree({ ...treeOptions, disk, env, stubs: openStubIndex() });
  const scope = tree.loadScope(['./...']);
  const shared = { env, tree: treeOptions, patterns: ['./...'], rules: sourceRules.map((rule) => rule.id) };
  const cache = options.cache && openLintCache({ PARKWATCH_CACHE: options.cache }, disk, shared, 0);
  const packages = new Set<string>();
  const rules = sourceRules.map((rule) => ({
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
    cache: cache ? cache(tree, scope) : undefined,
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
    const pool = newLintPool({ env, tree, patterns: ['./...'], rules: sourceRules.map((rule) => rule.id) }, 2);
    const open = [0, 1, 2].map((i) => join(cwd, `p${i}`));
    const done: FolderResult[] = [];
    const next = () => open.splice(0, 1);
    const end = await pool?.run({ mainGoVersion: '', timersNeedStop: false }, next, (result) => done.push(result));
    expect(end?.left).toEqual([]);
    expect(done.map((result) => result.folder).sort()).toEqual([0, 1, 2].map((i) => join(cwd, `p${i}`)));
    for (const { records } of done) expect(records.reported.map(({ rule }) => rule)).toContain('CX001');
  });

  it('give back what a thread that ends did not do', async () => {
    const cwd = writeModule(1);
    const tree = { cwd: join(cwd, 'gone'), tags: [], tests: true };
    const broken = { env: {} as never, tree, patterns: ['./...'], rules: [] };
    const end = await newLintPool(broken, 1)?.run(
      { mainGoVersion: '', timersNeedStop: false },
      () => [],
      () => undefined,
    );
    expect(end).toEqual({ left: [], lacking: [] });
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

  it('are worked out anew for a changed file and for all that import it', async () => {
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
    for (const text of ['', '{"shape":"other"}', '{"shape"', 'null']) {
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
