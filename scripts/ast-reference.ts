// What go/parser says: builds and asks the reference tool `goastdump` where `go` is at hand.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AstDigest } from './ast-digest.ts';

const checkout = join(import.meta.dirname, '..');
const source = process.env.GOASTDUMP_SOURCE ?? join(checkout, 'test/live-go/goastdump');
/** Go 1.27 is the first that reads generic methods; the go command fetches it once into the module cache. */
const environment = { GOTOOLCHAIN: 'go1.27.3', ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };

function go(args: readonly string[], folder: string): string | undefined {
  const run = spawnSync('go', args, { cwd: folder, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  return run.status === 0 ? run.stdout : undefined;
}

/** Path of the built tool; undefined where there is no `go` 1.27 or no source of the tool. */
export function buildGoastdump(): string | undefined {
  if (!existsSync(source)) return undefined;
  const folder = join(checkout, 'bench/.corpus');
  mkdirSync(folder, { recursive: true });
  const tool = join(folder, 'goastdump');
  return go(['build', '-o', tool, '.'], source) === undefined ? undefined : tool;
}

/** GOROOT of the Go that built the tool. */
export function goRoot(): string {
  return (go(['env', 'GOROOT'], checkout) ?? '').trim();
}

/** Go's own compiler tests, which only full distributions have: those of the installed Go, of whatever version. */
export function goTestFolder(): string | undefined {
  const local = spawnSync('go', ['env', 'GOROOT'], { env: { ...environment, GOTOOLCHAIN: 'local' }, encoding: 'utf8' });
  const folder = join((local.stdout ?? '').trim(), 'test');
  return existsSync(folder) ? folder : undefined;
}

/** Folder of a module in the module cache, fetched when it is not there yet. */
export function moduleFolder(module: string): string {
  const answer = go(['mod', 'download', '-json', module], source);
  if (!answer) throw new Error(`${module} cannot be fetched`);
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/** The tool's line for each file, in order. */
export function goDigests(tool: string, files: readonly string[]): AstDigest[] {
  const run = spawnSync(tool, ['-'], { input: files.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`goastdump: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What `goastdump -tokens` says of each file, in order. */
export function goTokens(tool: string, files: readonly string[]): { file: string; ok: boolean; hash: string }[] {
  const run = spawnSync(tool, ['-tokens', '-'], { input: files.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`goastdump -tokens: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Go's own valid and invalid snippets with their verdicts. */
export function shortSnippets(tool: string, root: string): { src: string; ok: boolean; ast?: string }[] {
  const run = spawnSync(tool, ['-short', join(root, 'src/go/parser/short_test.go')], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
