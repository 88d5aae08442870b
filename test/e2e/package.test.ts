// The package as users get it: npm pack, install into an empty folder, run; no TypeScript, no sources, no set-up.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
// npm and npx start `node` by name: it must be the one that runs this test.
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  NO_COLOR: '1',
  npm_config_loglevel: 'error',
};
const folder = mkdtempSync(join(tmpdir(), 'parkwatch-package-'));
let files: string[] = [];

const npx = (...args: string[]) =>
  spawnSync('npx', ['--no-install', 'parkwatch', ...args], { cwd: folder, env, encoding: 'utf8' });

/** From npm's cache or the registry; where neither is at hand, from the checkout's own node_modules. */
function install(tarball: string): void {
  const npm = spawnSync(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=0', `./${tarball}`],
    { cwd: folder, env, encoding: 'utf8' },
  );
  if (npm.status === 0) return;
  console.warn(
    `package test: npm install failed, so dependencies are copied from the checkout (${npm.stderr.slice(0, 200)})`,
  );
  const own = join(folder, 'node_modules/parkwatch');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', own, '--strip-components=1']);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, info] of Object.entries<{ dev?: boolean }>(packages))
    if (path !== '' && !info.dev) cpSync(join(root, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync('../parkwatch/bin/parkwatch.cjs', join(folder, 'node_modules/.bin/parkwatch'));
}

beforeAll(() => {
  // Built here and not by prepack, whose set-up could install into the very node_modules that this test runs from.
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root, env, stdio: 'inherit' });
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, files: list }] = JSON.parse(packed.slice(packed.indexOf('[\n')));
  files = list.map((f: { path: string }) => f.path);
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n');
  install(filename);
  copyFileSync(join(root, 'testdata/captures/go1.27/goroutine.debug1.txt'), join(folder, 'dump.txt'));
  copyFileSync(join(root, 'testdata/captures/go1.27/goroutineleak.debug0.pb.gz'), join(folder, 'leak.pb.gz'));
}, 240_000);

describe('the installed package', () => {
  it('holds what runs and what explains, and no sources or tests', () => {
    for (const wanted of ['bin/parkwatch.cjs', 'dist/bin/main.js', 'dist/cli/main.d.ts', 'LICENSE', 'package.json'])
      expect(files).toContain(wanted);
    expect(files.filter((f) => /\.test\.|(?<!\.d)\.ts$|^testdata|^src/.test(f))).toEqual([]);
    const installed = readdirSync(join(folder, 'node_modules'));
    expect(installed).not.toContain('typescript');
    expect(installed).not.toContain('vitest');
  });
  it('checks a dump', () => {
    const run = npx('check', 'dump.txt', 'leak.pb.gz', '--same-moment');
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('leak');
    expect(run.status).toBe(1);
  });
  it('prints JSON, and writes a page beside it', () => {
    const run = npx('check', 'dump.txt', '--json', '--html', 'out.html');
    expect(JSON.parse(run.stdout).schema).toBe('parkwatch/result/1');
    expect(readFileSync(join(folder, 'out.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });
  it('explains, shows its version, and refuses bad use with code 2', () => {
    expect(npx('explain', 'GL003').stdout).toContain('GL003');
    expect(npx('--version').stdout.trim()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
    const bad = npx('chekc', 'dump.txt');
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('Did you mean check?');
  });
});
