// Reads execution traces beside golang.org/x/exp/trace's bare loop, alternating, a fresh process for each read on our side:
// the bare order, all facts of all views, the command on a small trace, `go tool trace -pprof=sync`, memory, linearity.
// `npm run bench -- trace [ROUNDS]` (default 3); needs `go`. The traces are made by bench/gen/trace-load, a real service.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const work = join(here, '.corpus');
const MIB = 1 << 20;

/** Traces: how they are made; the largest generation is about a second of them. */
const corpus: Readonly<Record<string, { readonly args: readonly string[]; readonly procs?: number }>> = {
  // A small one, one of goroutines that pass tokens, and the service with 300 clients on 16 processors, once for long and with the tokens.
  s5: { args: ['-mb', '5'] },
  s50: { args: ['-mb', '50', '-chat', '4'] },
  r50: { args: ['-mb', '50', '-clients', '300', '-pause', '1ms', '-max', '300s'], procs: 16 },
  r200: { args: ['-mb', '200', '-clients', '300', '-pause', '1ms', '-chat', '4', '-max', '300s'], procs: 16 },
};

interface Read {
  readonly ms: number;
  readonly cpuMs: number;
  readonly events: number;
  readonly bytes: number;
  readonly generations: number;
  readonly largestGeneration: number;
  readonly peakMiB: number;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const traceOf = (name: string): string => join(work, `${name}.trace`);

function ours(mode: 'bare' | 'facts', file: string): Read {
  const run = spawnSync(process.execPath, [join(here, 'trace/child.ts'), mode, file], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Read;
}

/** One pass of Go's bare loop: wall and CPU seconds, events. */
function go(file: string): { ms: number; cpuMs: number; events: number; peakMiB: number } {
  const { stdout } = spawnSync(join(work, 'tracebench'), ['-n', '1', file], { encoding: 'utf8' });
  const fields = stdout.trim().split('\n')[1].split('\t');
  return {
    ms: Number(fields[3]) * 1000,
    cpuMs: Number(fields[4]) * 1000,
    events: Number(fields[2]),
    peakMiB: Number(fields[9]),
  };
}

/** ms of a whole process, start included. */
function wholeProcess(command: string, args: readonly string[]): number {
  const start = performance.now();
  const run = spawnSync(command, args, { stdio: 'ignore' });
  if (run.error) throw run.error;
  return performance.now() - start;
}

function prepare(): void {
  mkdirSync(work, { recursive: true });
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };
  const build = (folder: string, name: string) =>
    execFileSync('go', ['build', '-o', join(work, name), '.'], { cwd: join(here, folder), env, stdio: 'inherit' });
  build('anchors-trace', 'tracebench');
  // Whole processes are those of the package, as people run it.
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: join(here, '..'), stdio: 'inherit' });
  if (Object.keys(corpus).every((name) => existsSync(traceOf(name)))) return;
  build('gen/trace-load', 'traceload');
  for (const [name, { args, procs }] of Object.entries(corpus))
    if (!existsSync(traceOf(name)))
      execFileSync(join(work, 'traceload'), ['-o', traceOf(name), ...args], {
        env: procs === undefined ? process.env : { ...process.env, GOMAXPROCS: String(procs) },
        stdio: 'inherit',
      });
}

function compare(name: string, rounds: number) {
  const file = traceOf(name);
  const size = statSync(file).size / MIB;
  const reads = { bare: [] as Read[], facts: [] as Read[] };
  const theirs: ReturnType<typeof go>[] = [];
  for (let i = 0; i < rounds; i++) {
    theirs.push(go(file));
    reads.bare.push(ours('bare', file));
    reads.facts.push(ours('facts', file));
  }
  const [first] = reads.bare;
  if (theirs.some((t) => t.events !== first.events)) throw new Error(`${name}: the readers count different events`);
  const ratios = (mode: 'bare' | 'facts', by: 'ms' | 'cpuMs') => {
    const all = reads[mode].map((read, i) => theirs[i][by] / read[by]);
    return { median: round(middle(all)), min: round(Math.min(...all)), max: round(Math.max(...all)) };
  };
  const figures = (mode: 'bare' | 'facts') => ({
    medianMs: round(middle(reads[mode].map((r) => r.ms)), 0),
    mibPerSecond: round(size / (middle(reads[mode].map((r) => r.ms)) / 1000), 1),
    ratio: ratios(mode, 'ms'),
    ratioByCpuTime: ratios(mode, 'cpuMs'),
    peakMiB: round(Math.max(...reads[mode].map((r) => r.peakMiB)), 0),
  });
  const { events, generations, largestGeneration } = first;
  return {
    mib: round(size, 1),
    events,
    generations,
    largestGenerationMiB: round(largestGeneration / MIB, 1),
    go: {
      medianMs: round(middle(theirs.map((t) => t.ms)), 0),
      mibPerSecond: round(size / (middle(theirs.map((t) => t.ms)) / 1000), 1),
      peakMiB: Math.max(...theirs.map((t) => t.peakMiB)),
    },
    bare: figures('bare'),
    facts: figures('facts'),
    peakLimitMiB: round((4 * largestGeneration) / MIB + 150, 0),
  };
}

export function run(args: readonly string[]): void {
  const rounds = Number(args[0] ?? 3);
  prepare();
  const load = loadavg()[0];
  const traces = Object.fromEntries(Object.keys(corpus).map((name) => [name, compare(name, rounds)]));
  const command = [join(here, '../bin/parkwatch.cjs'), 'trace', traceOf('s5'), '--quiet'];
  // The first start fills the compile cache.
  wholeProcess(process.execPath, command);
  const small = Array.from({ length: rounds }, () => wholeProcess(process.execPath, command));
  const ofUs = Array.from({ length: rounds }, () =>
    wholeProcess(process.execPath, [command[0], 'trace', traceOf('r50'), '--quiet']),
  );
  const ofGo = Array.from({ length: Math.min(rounds, 2) }, () =>
    wholeProcess('go', ['tool', 'trace', '-pprof=sync', traceOf('r50')]),
  );
  const result = {
    bench: 'trace',
    what: "fresh process, one pass, beside one pass of golang.org/x/exp/trace's bare loop in alternating rounds",
    rounds,
    bars: {
      bare: { r200: 2.5, r50: 1.0, s50: 1.0 },
      facts: { r200: 1.8, r50: 0.6, s50: 0.6 },
      smallMs: 700,
      goToolTrace: 5,
    },
    traces,
    commandOn5MB: { medianMs: round(middle(small), 0), minMs: round(Math.min(...small), 0) },
    goToolTracePprofSync: {
      goMs: round(middle(ofGo), 0),
      parkwatchMs: round(middle(ofUs), 0),
      ratio: round(middle(ofGo) / middle(ofUs)),
    },
    linear: {
      nsPerEventAt50MB: round((traces.r50.facts.medianMs * 1e6) / traces.r50.events, 0),
      nsPerEventAt200MB: round((traces.r200.facts.medianMs * 1e6) / traces.r200.events, 0),
    },
    loadAverage: round(load),
    node: process.version,
    go: spawnSync('go', ['version'], { encoding: 'utf8' }).stdout.trim(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? '?'}`,
  };
  mkdirSync(join(here, 'results'), { recursive: true });
  writeFileSync(join(here, 'results/trace.json'), `${JSON.stringify(result, null, 2)}\n`);
  for (const [name, t] of Object.entries(traces))
    console.log(
      `${name}: ${t.mib} MiB, Go ${t.go.mibPerSecond} MiB/s; bare ${t.bare.mibPerSecond} (${t.bare.ratio.median}×), ` +
        `all facts ${t.facts.mibPerSecond} (${t.facts.ratio.median}×); peak ${t.facts.peakMiB} of ${t.peakLimitMiB} MiB`,
    );
  console.log(
    `5 MB: ${result.commandOn5MB.medianMs} ms; go tool trace -pprof=sync ${result.goToolTracePprofSync.ratio}×`,
  );
}
