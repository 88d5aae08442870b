// The console blocks of docs/lint.md are what the commands print, cut where they are long. UPDATE_GOLDENS=1 writes them
// anew. Every link of README.md and docs leads somewhere.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseIgnores } from '../../src/cli/ignore-file.ts';

const page = 'docs/lint.md';
const keptLines = 30;
const block = /```console\n\$ \.\/parkwatch ([^\n]*)\n([\s\S]*?)```/g;

/** What the command prints where no Go toolchain is in sight. */
function outputOf(command: string, kept = keptLines): string {
  const env = { PATH: dirname(process.execPath), HOME: '/nowhere', NO_COLOR: '1', COLUMNS: '100', GOFLAGS: '' };
  const args = [resolve('bin/parkwatch.ts'), ...command.split(' ')];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...env, GOOS: 'linux', GOARCH: 'amd64' } });
  expect(run.stderr, command).toBe('');
  const lines = run.stdout
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
  return [...lines.slice(0, kept), ...(lines.length > kept ? ['[…]'] : [])].join('\n');
}

it('docs/lint.md shows real output', () => {
  const text = readFileSync(page, 'utf8');
  expect([...text.matchAll(block)].length).toBeGreaterThanOrEqual(4);
  const fresh = text.replace(
    block,
    (_, line: string) => `\`\`\`console\n$ ./parkwatch ${line}\n${outputOf(line)}\n\`\`\``,
  );
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(page, fresh);
  else expect(text).toBe(fresh);
}, 120_000);

it('docs/lint.md has YAML that can be read, and flags that lint has', async () => {
  const text = readFileSync(page, 'utf8');
  for (const [, yaml] of text.matchAll(/```yaml\n([\s\S]*?)```/g)) {
    expect(() => parse(yaml)).not.toThrow();
    if (yaml.startsWith('ignore:')) expect((await parseIgnores(yaml, page, 0)).rules.length).toBe(1);
  }
  const help = outputOf('lint --help', Number.MAX_SAFE_INTEGER);
  // Of `npx` and of `check`.
  for (const [flag] of text.matchAll(/(?<=parkwatch lint [^\n]*|`)--[a-z][a-z-]+/g))
    if (!['--yes', '--source'].includes(flag)) expect(help, flag).toContain(`${flag} `);
});

it('explain says how far a rule over source may go', () => {
  expect(outputOf('explain GL003', 99)).toContain('lint reports it as leak at most');
  expect(outputOf('explain context-in-struct', 99)).toMatch(/note at most, shown with `--level note`, on trial/);
  expect(outputOf('explain GL022', 99)).not.toContain('in source');
});

/** Markdown files of a folder, below it too. */
function markdownOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

it('every link of README.md, the other pages of the top folder, and docs leads to a file', () => {
  const broken: string[] = [];
  const tops = readdirSync('.').filter((name) => name.endsWith('.md'));
  for (const file of [...tops, ...markdownOf('docs')]) {
    const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '');
    for (const [, target] of text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g))
      if (!/^[a-z]+:/.test(target) && !existsSync(join(dirname(file), target))) broken.push(`${file}: ${target}`);
  }
  expect(broken).toEqual([]);
});
