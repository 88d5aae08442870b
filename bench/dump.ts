// Times decode + group of goroutine dumps: kernel and twin against gostackparse (which only decodes) in alternating
// rounds, the whole process against panicparse's `pp`, and growth with distinct stacks and with a million goroutines.
// `npm run bench -- dump [ROUNDS]` (default 5); without `go` the anchors are left out and the input is made up.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { makeDistinct, makeShuffled } from './dump/corpus.ts';

const here = import.meta.dirname;
const work = join(here, '.corpus');
const child = join(here, 'dump/child.ts');
const MIB = 1 << 20;

interface Answer {
  readonly milliseconds: readonly number[];
  readonly goroutines: number;
  readonly groups: number;
  readonly stacks: number;
  readonly bytes: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

function ask(args: readonly string[]): Answer {
  const run = spawnSync(process.execPath, [child, ...args], { encoding: 'utf8', maxBuffer: 1 << 24 });
  if (run.status !== 0) throw new Error(`${args.join(' ')}: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** MiB/s of gostackparse, median of `runs` in one process, and how many goroutines it found. */
function askGostackparse(file: string, runs: number): { rate: number; goroutines: number } {
  const args = ['-runs', String(runs), '-only', 'gostackparse', file];
  const { stdout } = spawnSync(join(work, 'anchors'), args, { encoding: 'utf8', maxBuffer: 1 << 24 });
  const figure = JSON.parse(stdout.split('\n')[0]) as { median: number; goroutines: number };
  return { rate: figure.median, goroutines: figure.goroutines };
}

/** Alternating rounds over one file: rates in MiB/s and the ratios of each round. */
function compare(file: string, rounds: number, anchored: boolean) {
  const size = statSync(file).size / MIB;
  const rates = { kernel: [] as number[], twin: [] as number[], gostackparse: [] as number[] };
  let facts: Answer | undefined;
  for (let i = 0; i < rounds; i++) {
    for (const engine of ['kernel', 'twin'] as const) {
      facts = ask(['time', file, engine, '5']);
      rates[engine].push(size / (middle(facts.milliseconds) / 1000));
    }
    if (!anchored) continue;
    const { rate, goroutines } = askGostackparse(file, 5);
    if (goroutines !== facts!.goroutines) throw new Error(`${file}: the readers count different goroutines`);
    rates.gostackparse.push(rate);
  }
  const ratio = (ours: readonly number[]) => {
    const all = ours.map((rate, i) => rate / rates.gostackparse[i]);
    return anchored ? { median: round(middle(all)), min: round(Math.min(...all)) } : undefined;
  };
  return {
    mib: round(size, 1),
    goroutines: facts!.goroutines,
    groups: facts!.groups,
    kernelMiBs: round(middle(rates.kernel), 0),
    twinMiBs: round(middle(rates.twin), 0),
    gostackparseMiBs: anchored ? round(middle(rates.gostackparse), 0) : undefined,
    kernelToGostackparse: ratio(rates.kernel),
    twinToGostackparse: ratio(rates.twin),
  };
}

/** With compiled sources kept, as an installed package has them: else a third of the time goes into reading TypeScript. */
const installed = { ...process.env, NODE_COMPILE_CACHE: join(work, 'compile-cache') };

/** Seconds from start to exit of a shell command, median of `runs`. */
function seconds(command: string, runs: number, env = installed): number {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    const run = spawnSync('sh', ['-c', command], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (run.status !== 0) throw new Error(`${command}: exit ${run.status}`);
    times.push((performance.now() - start) / 1000);
  }
  return round(middle(times), 3);
}

function wholeProcess(file: string, rounds: number, anchored: boolean) {
  const node = `'${process.execPath}'`;
  const once = `${node} '${child}' file '${file}'`;
  const fromSources = seconds(once, rounds, process.env as typeof installed);
  const fromFile = seconds(once, rounds);
  const fromPipe = seconds(`cat '${file}' | ${node} '${child}' file -`, rounds);
  const pp = anchored ? seconds(`'${join(work, 'pp')}' < '${file}'`, Math.min(3, rounds)) : undefined;
  return {
    fileSeconds: fromFile,
    fileSecondsUncachedSources: fromSources,
    pipeSeconds: fromPipe,
    emptyNodeSeconds: seconds(`${node} -e 0`, rounds),
    ppSeconds: pp,
    ppToFile: pp && round(pp / fromFile, 1),
    cpuSecondsUncachedSources: round(ask(['file', file]).cpuSeconds),
    peakMiB: ask(['file', file]).peakMiB,
  };
}

/** Prints the figures and writes `bench/results/dump.json`. */
export function run(args: readonly string[]): void {
  const rounds = Number(args[0] ?? 5);
  mkdirSync(work, { recursive: true });
  const build = spawnSync('bash', [join(here, 'anchors.sh'), '--build'], { encoding: 'utf8' });
  const anchored = build.status === 0 && existsSync(join(work, 'anchors'));
  if (!anchored)
    console.log(`no anchors (is go installed?): ${build.stderr?.trim().split('\n').at(-1) ?? build.error}`);
  const distinct = { '1k': 1_000, '10k': 10_000, '100k': 100_000 };
  for (const [name, count] of Object.entries(distinct)) makeDistinct(join(work, `dump-distinct-${name}.txt`), count);
  const real = join(work, 'dump-64m.txt');
  const shuffled = join(work, 'dump-64m-shuffled.txt');
  const main = existsSync(real) ? real : join(work, 'dump-distinct-10k.txt');
  if (main === real) makeShuffled(real, shuffled);

  const growth = Object.fromEntries(
    Object.keys(distinct).map((name) => {
      const answer = ask(['time', join(work, `dump-distinct-${name}.txt`), 'kernel', '5']);
      const ms = middle(answer.milliseconds);
      const once = ask(['file', join(work, `dump-distinct-${name}.txt`)]);
      return [
        name,
        {
          stacks: answer.stacks,
          ms: round(ms, 1),
          usPerStack: round((ms * 1000) / answer.stacks),
          peakMiB: once.peakMiB,
        },
      ];
    }),
  );
  const copies = Math.ceil(1_000_000 / 14_000);
  const million = spawnSync(
    'sh',
    ['-c', `for i in $(seq ${copies}); do cat '${main}'; echo; done | '${process.execPath}' '${child}' file -`],
    { encoding: 'utf8', maxBuffer: 1 << 24 },
  );
  const { milliseconds: _, ...millionFacts } = JSON.parse(million.stdout) as Answer;

  const result = {
    bench: 'dump',
    what: 'decode + group of debug=2 text; gostackparse decodes only; medians of alternating rounds, warm, from memory',
    rounds,
    ordinary: compare(main, rounds, anchored),
    ...(main === real ? { allDifferent: compare(shuffled, rounds, anchored) } : {}),
    wholeProcess: wholeProcess(main, rounds, anchored),
    distinctStacks: growth,
    millionGoroutines: { dumps: copies, ...millionFacts },
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
  writeFileSync(join(here, 'results/dump.json'), text);
}
