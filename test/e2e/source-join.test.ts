// `check --source` over the captures of testdata/rules, and frames of every form mapped to files.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collectSource } from '../../src/collect/collect-sources.ts';
import { Disk } from '../../src/collect/source/disk.ts';
import type { GoEnvironment } from '../../src/collect/source/go-environment.ts';
import { openStubIndex } from '../../src/collect/source/standard-stubs.ts';
import { sourceRules } from '../../src/judge/rules/source-registry.ts';
import type { Primitive } from '../../src/model/primitive.ts';
import type { RunResult } from '../../src/model/run-result.ts';
import { runCheck } from '../../src/pipeline/run-check.ts';
import { SourceJoin } from '../../src/pipeline/source/source-join.ts';
import { SourceTree } from '../../src/pipeline/source/source-tree.ts';
import { bareEnvironment, rulesFolder } from '../support/source-fixtures.ts';

function joinAt(root: string, env: Partial<GoEnvironment> = {}): SourceJoin {
  const tree = new SourceTree({
    disk: new Disk(),
    env: { ...bareEnvironment, gowork: '', ...env },
    cwd: root,
    tags: [],
    tests: true,
    stubs: openStubIndex(),
  });
  return new SourceJoin(tree, root, { rules: sourceRules, now: 0 });
}

async function check(folder: string, source: SourceJoin | undefined): Promise<RunResult> {
  return runCheck(await collectSource(folder), { failOn: 'leak', ageSeconds: 600, groups: false, source });
}

/** Rules that report the operation at which the goroutines of their program stand, in the program's own code. */
const atOperation = readdirSync(rulesFolder)
  .filter((name) => existsSync(join(rulesFolder, name, 'leaks/capture')))
  .map((name) => {
    const id = name.split('-')[0];
    const truth = JSON.parse(readFileSync(join(rulesFolder, name, 'truth.json'), 'utf8'));
    const lines = readFileSync(join(rulesFolder, name, 'leaks/main.go'), 'utf8').split('\n');
    const want = lines.findIndex((line) => line.includes(`// want "${id}"`)) + 1;
    return { id, name, want, site: truth.leaks?.parkSite as string, primitive: truth.leaks?.primitive as Primitive };
  })
  .filter(
    ({ id, site }) =>
      /^GL/.test(id) &&
      site?.startsWith('main.') &&
      // A note is no evidence.
      sourceRules.some((rule) => rule.id === id && rule.stage === 'stable' && rule.level !== 'note'),
  );

describe('check --source names cause and fix by the code', () => {
  it.each(atOperation)('$name', async ({ id, name, want, site, primitive }) => {
    const source = joinAt(rulesFolder);
    const file = `example.org/rules/${name}/leaks/main.go`;
    const match = source.match({ function: site, file, line: want }, undefined, primitive);
    expect(match?.evidence.map((row) => row.text.slice(0, 5))).toContain(id);
    const result = await check(join(rulesFolder, name, 'leaks/capture'), source);
    expect(result.problems.filter((p) => p.code === 'source/mismatch')).toEqual([]);
    // Of a hang the pile-up may lead; what blocks at the operation itself is named by the rule.
    for (const finding of result.findings.filter((f) => f.parkSite?.file === file && f.parkSite.line === want)) {
      expect(finding.rule).toBe(id);
      expect(finding.location).toMatchObject({ file: `${name}/leaks/main.go`, line: want });
    }
  });

  it('puts the diff into the report', async () => {
    const [name] = readdirSync(rulesFolder).filter((n) => n.startsWith('GL003-'));
    const result = await check(join(rulesFolder, name, 'leaks/capture'), joinAt(rulesFolder));
    const finding = result.findings.find((f) => f.rule === 'GL003');
    expect(finding?.fix.diff).toContain('+\tanswer := make(chan quote, 1)');
    expect(finding?.evidence.find((row) => row.kind === 'source')).toMatchObject({ class: 'strong', for: 'leak' });
  });

  it('is not fooled by the repaired program', async () => {
    const [name] = readdirSync(rulesFolder).filter((n) => n.startsWith('GL003-'));
    const result = await check(join(rulesFolder, name, 'fixed/capture'), joinAt(rulesFolder));
    expect(result.findings).toEqual([]);
  });
});

const base = realpathSync(mkdtempSync(join(tmpdir(), 'parkwatch-join-')));
afterAll(() => rmSync(base, { recursive: true }));
let folders = 0;
function write(files: Readonly<Record<string, string>>): string {
  const folder = join(base, `${folders++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const pool = `package jobs

type Pool struct{ c chan int }

func (p *Pool) Submit() {
	go func() {
		p.c <- 1
	}()
	go func() {
		select {
		case p.c <- 2:
		case v := <-p.c:
			_ = v
		}
	}()
	<-p.c
}
`;

const more = `package jobs

import (
	"reflect"
	"sync"
)

func Each[T any](from <-chan T, do func(T)) {
	func() {
		for v := range from {
			do(v)
		}
	}()
}

func First(o *sync.Once, cases []reflect.SelectCase) {
	o.Do(func() {})
	reflect.Select(cases)
}
`;

describe('frames are found in the source', () => {
  const root = write({
    'app/go.mod':
      'module example.com/app\n\ngo 1.22\n\nrequire (\n\tb.org/x v1.2.3\n\tc.org/y v0.0.1\n)\nreplace c.org/y => ../y\n',
    'app/jobs/pool.go': pool,
    'app/jobs/more.go': more,
    'app/cmd/server/main.go': 'package main\n\nfunc main() {\n\tc := make(chan int)\n\t<-c\n}\n',
    'app/cmd/tool/main.go': 'package main\n\nfunc main() {\n\tselect {}\n}\n',
    'y/go.mod': 'module c.org/y\n',
    'y/y.go': 'package y\n\nfunc Wait(c chan int) { <-c }\n',
    'cache/b.org/x@v1.2.3/x.go': 'package x\n\nfunc Wait(c chan int) { <-c }\n',
  });
  const app = join(root, 'app');
  const at = (fn: string, file: string, line: number, primitive: Primitive): string => {
    const source = joinAt(app, { moduleCache: join(root, 'cache') });
    const found = source.locate({ function: fn, file, line }, primitive);
    const { tree } = found?.file ?? {};
    if (!found || !tree) return source.problems.map((p) => p.code).join() || 'unknown';
    const text = new TextDecoder().decode(tree.source.subarray(tree.start[found.node], tree.end[found.node]));
    return `${found.file.path.replace(`${root}/`, '')} ${text.split('\n')[0]}`;
  };
  const jobs = 'example.com/app/jobs';
  const submit = `${jobs}.(*Pool).Submit`;
  it.each<[string, string, string, number, Primitive, string]>([
    ['an absolute path', `${submit}.func1`, '/build/app/jobs/pool.go', 7, 'chan send', 'jobs/pool.go p.c <- 1'],
    ['-trimpath', `${submit}.func1`, 'example.com/app/jobs/pool.go', 7, 'chan send', 'jobs/pool.go p.c <- 1'],
    [
      '-trimpath with a version',
      submit,
      'example.com/app@v1.0.0/jobs/pool.go',
      16,
      'chan receive',
      'jobs/pool.go <-p.c',
    ],
    ['a GOPATH build', submit, '/home/u/go/src/example.com/app/jobs/pool.go', 16, 'chan receive', 'jobs/pool.go <-p.c'],
    ['Windows', submit, 'C:\\src\\app\\jobs\\pool.go', 16, 'chan receive', 'jobs/pool.go <-p.c'],
    ['another closure ordinal', `${submit}.func5`, 'pool.go', 10, 'select', 'jobs/pool.go select {'],
    ['another line: the only one of its kind', submit, 'pool.go', 99, 'chan receive', 'jobs/pool.go <-p.c'],
    ['a nil channel', submit, 'pool.go', 16, 'chan receive (nil chan)', 'jobs/pool.go <-p.c'],
    ['package main by its folder', 'main.main', '/src/cmd/server/main.go', 5, 'chan receive', 'cmd/server/main.go <-c'],
    [
      'package main with -trimpath',
      'main.main',
      'example.com/app/cmd/tool/main.go',
      4,
      'select (no cases)',
      'cmd/tool/main.go select {}',
    ],
    [
      'the module cache',
      'b.org/x.Wait',
      '/go/pkg/mod/b.org/x@v1.2.3/x.go',
      3,
      'chan receive',
      'cache/b.org/x@v1.2.3/x.go <-c',
    ],
    ['vendor', 'b.org/x.Wait', '/app/vendor/b.org/x/x.go', 3, 'chan receive', 'cache/b.org/x@v1.2.3/x.go <-c'],
    ['a replacement', 'c.org/y.Wait', '/src/y/y.go', 3, 'chan receive', 'y/y.go <-c'],
    [
      'a generic function',
      `${jobs}.Each[...].func1`,
      'more.go',
      10,
      'chan receive',
      'jobs/more.go for v := range from {',
    ],
    [
      'a generic one of Go 1.27',
      `${jobs}.Each[...].1`,
      'more.go',
      10,
      'chan receive',
      'jobs/more.go for v := range from {',
    ],
    ['a Once', `${jobs}.First`, 'more.go', 17, 'sync.Mutex.Lock', 'jobs/more.go o.Do(func() {})'],
    ['a select by reflection', `${jobs}.First`, 'more.go', 18, 'select', 'jobs/more.go reflect.Select(cases)'],
    ['another version', 'b.org/x.Wait', '/go/pkg/mod/b.org/x@v1.3.0/x.go', 3, 'chan receive', 'source/mismatch'],
    ['another operation', submit, 'example.com/app/jobs/pool.go', 16, 'sync.Mutex.Lock', 'source/mismatch'],
    ['a function that is not there', 'example.com/app/jobs.Gone', 'pool.go', 3, 'chan send', 'source/mismatch'],
    ['a package that is not there', 'd.org/z.F', '/src/z.go', 3, 'chan send', 'unknown'],
    ['the standard library', 'net/http.(*conn).serve', 'net/http/server.go', 3, 'chan send', 'unknown'],
  ])('%s', (_name, fn, file, line, primitive, want) => {
    expect(at(fn, file, line, primitive)).toBe(want);
  });

  it('does not guess between two mains', () => {
    expect(at('main.main', '/elsewhere/main.go', 5, 'chan receive')).toBe('unknown');
  });
});
