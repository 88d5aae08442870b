// Times the Go scanner and parser against go/scanner and go/parser on the same files (GOROOT/src) in alternating rounds,
// CPU seconds of the whole process, one thread, files in memory, trees in walking order and comments kept; and the
// first megabyte of a fresh process. `npm run bench -- parser [ROUNDS]` (default 5); needs `go` for files and anchor.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { listGoFiles } from '../scripts/ast-digest.ts';
import { GoDecoder } from '../src/decode/gosource/decode-go.ts';
import { GoKernel } from '../src/decode/gosource/go-kernel.ts';

const here = import.meta.dirname;
const work = join(here, '.corpus');
const list = join(work, 'parser-files.txt');
const environment = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };
/** Fresh processes per size. */
const coldRuns = 9;
const coldSizes = [0.1, 0.5, 1, 2, 4, 8];

type Pass = 'scan' | 'parse';

function startAnchor(): { run(pass: Pass): Promise<{ cpuSeconds: number; go: string }>; stop(): void } {
  const binary = join(work, 'anchors-parser');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: join(here, 'anchors-parser'), env: environment });
  const child = spawn(binary, [list], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (pass) => {
      child.stdin.write(`${pass}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the anchor ended early');
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}

function cpuSecondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Middle, least and greatest CPU milliseconds of `coldRuns` fresh processes. */
function cold(megabytes: number) {
  const times: number[] = [];
  for (let i = 0; i < coldRuns; i++) {
    const args = [join(here, 'parser/cold.ts'), list, String(megabytes)];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    times.push(JSON.parse(run.stdout).cpuMs);
  }
  return { median: round(middle(times), 0), least: round(Math.min(...times), 0), most: round(Math.max(...times), 0) };
}

/** Prints the figures and writes `bench/results/parser.json`. */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = Number(args[0] ?? 5);
  mkdirSync(work, { recursive: true });
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8', env: environment }).trim();
  const files = listGoFiles([join(root, 'src')]);
  // Every place of the tree in every stretch of the list, so that the cold runs see ordinary files.
  const spread = files.map((file, i) => ({ file, key: (i * 7919) % files.length })).sort((a, b) => a.key - b.key);
  writeFileSync(list, spread.map(({ file }) => file).join('\n'));
  const sources = spread.map(({ file }) => readFileSync(file));
  const megabytes = sources.reduce((sum, source) => sum + source.length, 0) / 1e6;
  const anchor = startAnchor();
  const scanner = new GoKernel();
  const decoder = new GoDecoder();
  let tokens = 0;
  let nodes = 0;
  const passes: Record<Pass, () => void> = {
    scan: () => {
      tokens = 0;
      for (const source of sources) tokens += scanner.countTokens(source);
    },
    parse: () => {
      nodes = 0;
      for (const source of sources) nodes += decoder.decode(source).count;
    },
  };
  passes.scan();
  passes.parse();
  await anchor.run('parse');
  const rates = { scan: [] as number[], parse: [] as number[], goScan: [] as number[], goParse: [] as number[] };
  let go = '';
  for (let i = 0; i < rounds; i++) {
    for (const pass of ['scan', 'parse'] as const) {
      const before = await anchor.run(pass);
      const own = cpuSecondsOf(passes[pass]);
      const after = await anchor.run(pass);
      go = after.go;
      rates[pass].push(megabytes / own);
      rates[pass === 'scan' ? 'goScan' : 'goParse'].push((2 * megabytes) / (before.cpuSeconds + after.cpuSeconds));
    }
  }
  anchor.stop();
  const ratio = (own: readonly number[], theirs: readonly number[]) => {
    const all = own.map((rate, i) => rate / theirs[i]);
    return { median: round(middle(all)), least: round(Math.min(...all)) };
  };
  const result = {
    bench: 'parser',
    what: 'MB per CPU second, warm, files in memory, one thread; the anchor runs just before and after each pass',
    corpus: { files: files.length, megabytes: round(megabytes, 1), tokens, nodes, go },
    rounds,
    scanner: {
      parkwatch: round(middle(rates.scan), 1),
      go: round(middle(rates.goScan), 1),
      ratio: ratio(rates.scan, rates.goScan),
      bar: 1,
    },
    parser: {
      parkwatch: round(middle(rates.parse), 1),
      go: round(middle(rates.goParse), 1),
      ratio: ratio(rates.parse, rates.goParse),
      bar: 1.5,
    },
    coldCpuMs: Object.fromEntries(coldSizes.map((size) => [`${size} MB`, cold(size)])),
    coldBar: '1 MB within 120 ms',
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      node: process.version,
      load: loadavg().map((l) => round(l)),
    },
  };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  console.log(text);
  mkdirSync(join(here, 'results'), { recursive: true });
  writeFileSync(join(here, 'results/parser.json'), text);
}
