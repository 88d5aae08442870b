// Whole process: the packed `parkwatch check` of a 64 MiB dump, from a file and from a pipe, beside panicparse's `pp`.
// `npm run bench -- check [ROUNDS]` (default 5); seconds are medians, memory is the peak of all rounds.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const work = join(import.meta.dirname, '.corpus');
const dump = join(work, 'dump-64m.txt');
const reporter = pathToFileURL(join(import.meta.dirname, 'peak-memory.mjs')).href;

interface Run {
  readonly seconds: number;
  readonly peakMiB: number;
}

function runShell(command: string): Run {
  const started = performance.now();
  const run = spawnSync('bash', ['-c', command], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE_OPTIONS: `--import ${reporter}` },
  });
  const seconds = (performance.now() - started) / 1000;
  if (run.status !== 0 && run.status !== 1) throw new Error(`${command}: ${run.stderr}`);
  const peak = Math.max(0, ...[...run.stderr.matchAll(/peak=(\d+)/g)].map((m) => Number(m[1]) / 1024));
  if (command.includes('bin/parkwatch.cjs') && peak === 0) throw new Error(`${command}: ${run.stderr}`);
  return { seconds, peakMiB: Math.round(peak) };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Measures and writes bench/results/check.json. */
export function run(args: readonly string[]): void {
  const rounds = Number(args[0] ?? 5);
  const node = process.execPath;
  spawnSync(node, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
  const anchored = spawnSync('go', ['version']).status === 0;
  if (anchored) spawnSync('bash', [join(import.meta.dirname, 'anchors.sh'), '--build'], { stdio: 'inherit' });
  if (!existsSync(dump)) throw new Error('no corpus: run `npm run bench -- dump` first (it makes it)');
  const cli = `'${node}' bin/parkwatch.cjs check`;
  const cases = {
    file: `${cli} '${dump}' > /dev/null`,
    pipe: `cat '${dump}' | ${cli} - > /dev/null`,
    ...(anchored ? { pp: `'${join(work, 'pp')}' '${dump}' > /dev/null` } : {}),
  };
  const all: Record<string, Run[]> = {};
  for (let i = 0; i <= rounds; i++)
    for (const [name, command] of Object.entries(cases)) {
      if (name === 'pp' && i > 2) continue;
      const measured = runShell(command);
      // The first round fills the compile cache and the page cache.
      if (i > 0) all[name] = [...(all[name] ?? []), measured];
    }
  const seconds = (name: string) => Number(median((all[name] ?? []).map((r) => r.seconds)).toFixed(3));
  const peak = (name: string) => Math.max(...all[name].map((r) => r.peakMiB));
  const result = {
    bench: 'check',
    what: 'whole process of the packed CLI, `check` of a 64 MiB dump with 14,099 goroutines, medians',
    rounds,
    fileSeconds: seconds('file'),
    pipeSeconds: seconds('pipe'),
    peakMiB: { file: peak('file'), pipe: peak('pipe') },
    ...(anchored ? { ppSeconds: seconds('pp'), ppToFile: Number((seconds('pp') / seconds('file')).toFixed(1)) } : {}),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, node ${process.version}, load ${loadavg()[0].toFixed(1)}`,
  };
  console.log(JSON.stringify(result, null, 2));
  mkdirSync(join(import.meta.dirname, 'results'), { recursive: true });
  writeFileSync(join(import.meta.dirname, 'results', 'check.json'), `${JSON.stringify(result, null, 2)}\n`);
}
