// Times `parkwatch lint` against golangci-lint with the eleven linters of the comparison and against lostcancel alone, on
// released modules: CPU seconds (user + system, all threads and children) and peak memory of one process each, cold and
// warm; then a module of a million lines and one changed file of a module of a hundred thousand.
// `npm run bench -- lint [MODULE…] [--no-golangci] [--large] [--prepare]`: named modules replace theirs in the results, the
// others stay; --large alone measures only the three big modules; --prepare fetches and compiles and measures nothing. The tools are installed into bench/.corpus/lint-tools when they are
// missing (some minutes); their dependencies are compiled before they are timed, their caches are empty when cold.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { listGoFiles } from '../scripts/ast-digest.ts';
import { moduleFolder } from '../scripts/ast-reference.ts';

const checkout = join(import.meta.dirname, '..');
const work = join(import.meta.dirname, '.corpus');
const tools = join(work, 'lint-tools');
const caches = join(work, 'lint-caches');
const go = { ...process.env, GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'go1.27.3', GOFLAGS: '-mod=mod', GOWORK: 'off' };

const modules = [
  'github.com/nats-io/nats-server/v2@v2.15.2',
  'go.etcd.io/etcd/server/v3@v3.7.3',
  'google.golang.org/grpc@v1.85.0',
];
/** At least a million lines, one near a million (849,514 lines), and about a hundred thousand. */
const large = 'k8s.io/kubernetes@v1.36.3';
const secondLarge = 'github.com/cilium/cilium@v1.20.2';
const middling = 'go.etcd.io/etcd/server/v3@v3.7.3';

const linters =
  'bodyclose containedctx contextcheck fatcontext gosec govet noctx rowserrcheck spancheck sqlclosecheck staticcheck';
/** As shared reference static-analysis.md §4: gosec G112 G114 G118, staticcheck SA*. */
const golangciSettings = `version: "2"
run: { timeout: 60m }
issues: { max-issues-per-linter: 0, max-same-issues: 0 }
linters:
  default: none
  enable: [${linters.split(' ').join(', ')}]
  settings:
    gosec: { includes: [G112, G114, G118] }
    staticcheck: { checks: ["SA*"] }
`;

interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
  readonly exit: number | null;
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Runs a command under GNU time. */
function cost(command: readonly string[], folder: string, env: NodeJS.ProcessEnv): Cost {
  const report = join(work, 'lint-time.txt');
  const started = performance.now();
  const run = spawnSync('/usr/bin/time', ['-o', report, '-f', '%U %S %M', ...command], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const wallSeconds = (performance.now() - started) / 1000;
  const [user, system, kilobytes] = (readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return {
    cpuSeconds: round(user + system),
    wallSeconds: round(wallSeconds),
    peakMegabytes: Math.round(kilobytes / 1024),
    exit: run.status,
  };
}

/** A copy that can be written, with its dependencies at hand. */
function workingCopy(module: string, name: string, download: boolean): string {
  const copy = join(work, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(moduleFolder(module), copy, { recursive: true });
  for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  chmodSync(copy, 0o755);
  if (download) {
    // A released module of a larger repository replaces its neighbours by folders that are not there.
    const edit = spawnSync('go', ['mod', 'edit', '-json'], { cwd: copy, env: go, encoding: 'utf8' });
    const { Replace } = JSON.parse(edit.stdout) as { Replace?: { Old: { Path: string }; New: { Path: string } }[] };
    for (const { Old, New } of Replace ?? [])
      if (New.Path.startsWith('.'))
        spawnSync('go', ['mod', 'edit', `-dropreplace=${Old.Path}`], { cwd: copy, env: go });
    spawnSync('go', ['mod', 'download'], { cwd: copy, env: go });
  }
  return copy;
}

const lint = [process.execPath, join(checkout, 'bin/parkwatch.ts'), 'lint', '--json', './...'];

/** The packaged program where it was built, else the sources. */
function parkwatch(folder: string, cache: string): Cost {
  const built = join(checkout, 'dist/bin/lint-worker.js');
  // Checkouts of before have an ES module.
  const bin = ['bin/parkwatch.cjs', 'bin/parkwatch.js'].map((name) => join(checkout, name)).find((f) => existsSync(f));
  const command = existsSync(built) && bin ? [process.execPath, bin, ...lint.slice(2)] : lint;
  return cost(command, folder, { ...process.env, PARKWATCH_CACHE: cache });
}

function install(name: string, path: string): string | undefined {
  const binary = join(tools, name);
  if (existsSync(binary)) return binary;
  const run = spawnSync('go', ['install', path], { env: { ...go, GOBIN: tools }, stdio: 'inherit' });
  return run.status === 0 ? binary : undefined;
}

/** One working copy for each module, so that what was compiled for it stays. */
const copyName = (module: string) => `lint-${module.replaceAll(/[^a-z0-9]+/gi, '-')}`;

/** Fetches the module and its dependencies and compiles them, tests' too: that is not what is compared. */
function prepare(module: string): string {
  const folder = join(work, copyName(module));
  if (existsSync(folder)) return folder;
  workingCopy(module, copyName(module), true);
  spawnSync('go', ['vet', '-p', '1', './...'], { cwd: folder, env: go, stdio: 'ignore' });
  return folder;
}

function compareModule(module: string, withGolangci: boolean) {
  const folder = prepare(module);
  const files = listGoFiles([folder]);
  const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
  console.log(`${module}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
  const lostcancel = install('lostcancel', 'golang.org/x/tools/go/analysis/passes/lostcancel/cmd/lostcancel@latest');
  const golangci = withGolangci
    ? install('golangci-lint', 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0')
    : undefined;
  const cache = join(caches, 'parkwatch');
  rmSync(cache, { recursive: true, force: true });
  const own = { cold: [] as Cost[], warm: [] as Cost[] };
  for (let i = 0; i < 3; i++) {
    rmSync(cache, { recursive: true, force: true });
    own.cold.push(parkwatch(folder, cache));
    own.warm.push(parkwatch(folder, cache));
  }
  const result: Record<string, unknown> = { files: files.length, megabytes: round(bytes / 1e6, 1) };
  const cold = middle(own.cold);
  result.parkwatch = { cold, warm: middle(own.warm) };
  if (lostcancel) {
    const theirs = cost([lostcancel, './...'], folder, go);
    result.lostcancel = { ...theirs, ratio: round(theirs.cpuSeconds / cold.cpuSeconds), bar: 3 };
  }
  if (golangci) {
    const settings = join(work, 'golangci.yml');
    writeFileSync(settings, golangciSettings);
    const theirCache = join(caches, 'golangci');
    rmSync(theirCache, { recursive: true, force: true });
    const env = { ...go, GOLANGCI_LINT_CACHE: theirCache };
    const command = [golangci, 'run', '--config', settings, './...'];
    // It asks `go list -export`, which compiles the module's own packages, tests' too, and keeps them by the folder they lie in. A
    // folder that no run has seen shows them not compiled, the second run there shows them compiled; both with an empty lint cache.
    const unseen = `${folder}-${Date.now()}`;
    cpSync(folder, unseen, { recursive: true });
    const theirs = cost(command, unseen, env);
    rmSync(theirCache, { recursive: true, force: true });
    const compiled = cost(command, unseen, env);
    const again = cost(command, unseen, env);
    rmSync(unseen, { recursive: true, force: true });
    const ratio = round(theirs.cpuSeconds / cold.cpuSeconds);
    const ratioCompiled = round(compiled.cpuSeconds / cold.cpuSeconds);
    result.golangci = { cold: theirs, coldOwnPackagesCompiled: compiled, warm: again, ratio, ratioCompiled, bar: 15 };
  }
  console.log(JSON.stringify(result, null, 1));
  return result;
}

const middle = (costs: readonly Cost[]): Cost =>
  [...costs].sort((a, b) => a.cpuSeconds - b.cpuSeconds)[costs.length >> 1];

/** Cold, warm, and after a change to one file that is imported little and to one that is imported much. */
function ownSpeed(module: string) {
  const folder = workingCopy(module, 'lint-large', false);
  const files = listGoFiles([folder]);
  let lines = 0;
  for (const file of files) for (const byte of readFileSync(file)) if (byte === 10) lines++;
  const cache = join(caches, 'parkwatch-large');
  rmSync(cache, { recursive: true, force: true });
  const cold = parkwatch(folder, cache);
  const warm = parkwatch(folder, cache);
  const own = files.filter((file) => !file.endsWith('_test.go') && !file.includes('/vendor/'));
  const changed: Record<string, Cost> = {};
  for (const share of [0.25, 0.5, 0.75]) {
    const file = own[Math.floor(own.length * share)];
    appendFileSync(file, '\nfunc parkwatchBench() {}\n');
    changed[file.slice(folder.length + 1)] = parkwatch(folder, cache);
  }
  const result = { module, files: files.length, lines, cold, warm, changed };
  console.log(JSON.stringify(result, null, 1));
  return result;
}

/** Prints the figures and writes `bench/results/lint.json`. */
export async function run(args: readonly string[]): Promise<void> {
  mkdirSync(tools, { recursive: true });
  mkdirSync(caches, { recursive: true });
  const named = args.filter((arg) => !arg.startsWith('--'));
  const file = join(import.meta.dirname, 'results/lint.json');
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const wanted = named.length > 0 ? named : args.includes('--large') ? [] : modules;
  if (args.includes('--prepare')) {
    for (const module of wanted) prepare(module);
    return;
  }
  const compared: Record<string, unknown> = { ...before.modules };
  for (const module of wanted) compared[module] = compareModule(module, !args.includes('--no-golangci'));
  const result = {
    bench: 'lint',
    what: 'CPU seconds of the whole process tree; parkwatch the middle of three; ratios are theirs to ours, cold',
    linters,
    modules: compared,
    ...(args.includes('--large')
      ? { million: ownSpeed(large), secondLarge: ownSpeed(secondLarge), middling: ownSpeed(middling) }
      : { million: before.million, secondLarge: before.secondLarge, middling: before.middling }),
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      node: process.version,
      load: loadavg().map((l) => round(l)),
    },
  };
  mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}
