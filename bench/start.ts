// Start time of the packed command line: from spawn to the first byte of output and to the end, beside an empty Node.
// The bar (ROADMAP): first output of `check` on a small file in 120 ms where an empty Node takes 44 ms.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dump = 'testdata/captures/go1.27/goroutine.debug2.txt.gz';
const rounds = 21;

const cases: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['empty node', ['-e', 'process.stdout.write("x")']],
  ['parkwatch --version', ['bin/parkwatch.cjs', '--version']],
  [
    'parkwatch check debug1.txt (32 kB)',
    ['bin/parkwatch.cjs', 'check', 'testdata/captures/go1.27/goroutine.debug1.txt'],
  ],
  ['parkwatch check debug2.txt.gz (83 kB)', ['bin/parkwatch.cjs', 'check', dump]],
  ['parkwatch explain GL003', ['bin/parkwatch.cjs', 'explain', 'GL003']],
  ['from sources: check debug2.txt.gz', ['bin/parkwatch.ts', 'check', dump]],
];

/** [ms to the first byte, ms to the end] of one run. */
function measure(args: readonly string[]): Promise<readonly [number, number]> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let first = Number.NaN;
    const child = spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => {
      first = performance.now() - started;
    });
    child.on('error', reject);
    child.on('close', () => resolve([first, performance.now() - started]));
  });
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Builds when dist/ is missing, then measures every case in turn, round by round. */
export async function run(): Promise<void> {
  if (!existsSync(join(root, 'dist/bin/main.js')))
    spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
  const seen = new Map(cases.map(([name]) => [name, [] as (readonly [number, number])[]]));
  for (let i = 0; i < rounds; i++)
    for (const [name, args] of cases) {
      const one = await measure(args);
      // The first round fills the compile cache.
      if (i > 0) seen.get(name)?.push(one);
    }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? '?'}, node ${process.version}`;
  const rows = [...seen].map(([name, list]) => ({
    name,
    firstMs: Math.round(median(list.map(([first]) => first))),
    leastMs: Math.round(Math.min(...list.map(([first]) => first))),
    endMs: Math.round(median(list.map(([, end]) => end))),
  }));
  console.log(`start time, median of ${rounds - 1}; ${machine}`);
  for (const r of rows)
    console.log(`  ${r.name.padEnd(40)} first output ${r.firstMs} ms (least ${r.leastMs}), end ${r.endMs} ms`);
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  writeFileSync(
    join(root, 'bench/results/start.json'),
    `${JSON.stringify({ machine, rounds: rounds - 1, rows }, null, 2)}\n`,
  );
}
