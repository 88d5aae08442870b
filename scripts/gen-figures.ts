// Writes the tables of measured figures in README.md, docs/performance.md and docs/trace.md from bench/results/*.json, so
// that no figure stands there that no bench has written. `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

// biome-ignore lint/suspicious/noExplicitAny: results of benches, read by path and printed
type Results = any;

interface Figure {
  readonly what: string;
  readonly bench: string;
  /** The figure to reach, in words. */
  readonly asked: string;
  readonly read: (results: Results) => string;
  /** Stands in README too. */
  readonly front?: boolean;
}

const times = (ratio: { median: number; least?: number; min?: number }) =>
  `${ratio.median}× (least ${ratio.least ?? ratio.min}×)`;
/** On a machine without an idle processor the clock tells of its neighbours; then the page's own main thread counts. */
const busy = (r: Results) => r.idleShare < 0.2;
const paced = (r: Results, clock: string, thread: string) => (busy(r) ? thread : clock);
const ofThread = (r: Results) => (busy(r) ? ' of the main thread (no processor was idle)' : '');
const besideGo = (t: Results) => `${times(t.bare.ratio)} / ${times(t.facts.ratio)}`;
const startOf = (r: Results, name: string) => r.rows.find((row: Results) => row.name.startsWith(name));

const figures: readonly Figure[] = [
  {
    what: 'debug=2 text, 64 MiB: decode and group, beside gostackparse, which only decodes',
    bench: 'dump',
    asked: '≥ 2×, mark 3×',
    read: (r) => times(r.ordinary.kernelToGostackparse),
    front: true,
  },
  {
    what: 'the same with the TypeScript twin of the kernel',
    bench: 'dump',
    asked: '–',
    read: (r) => times(r.ordinary.twinToGostackparse),
  },
  {
    what: '14,088 distinct stacks, 64 MiB',
    bench: 'dump',
    asked: '≥ 1×',
    read: (r) => times(r.allDifferent.kernelToGostackparse),
  },
  {
    what: 'distinct stacks 1,000 / 10,000 / 100,000',
    bench: 'dump',
    asked: 'linear',
    read: (r) =>
      ['1k', '10k', '100k']
        .map((n) => `${r.distinctStacks[n].ms} ms (${r.distinctStacks[n].usPerStack} µs a stack)`)
        .join(', '),
  },
  {
    what: '1,000,000 goroutines as text in several dumps, peak memory',
    bench: 'dump',
    asked: '≤ 300 MiB',
    read: (r) =>
      `${r.millionGoroutines.peakMiB} MiB (${r.millionGoroutines.goroutines} goroutines, ${r.millionGoroutines.dumps} dumps)`,
    front: true,
  },
  {
    what: '`check` of a 64 MiB dump, whole process, file / pipe',
    bench: 'check',
    asked: '≤ 0.3 s',
    read: (r) => `${r.fileSeconds} s / ${r.pipeSeconds} s`,
    front: true,
  },
  {
    what: 'the same beside panicparse’s `pp`',
    bench: 'check',
    asked: '≥ 20×',
    read: (r) => `${r.ppToFile}×`,
    front: true,
  },
  {
    what: 'the same, peak memory, file / pipe',
    bench: 'check',
    asked: '≤ 150 MiB',
    read: (r) => `${r.peakMiB.file} MiB / ${r.peakMiB.pipe} MiB`,
  },
  {
    what: 'debug=0 with 1,000,000 goroutines in 2,088 stacks, gunzip and decode, beside google/pprof',
    bench: 'pprof',
    asked: '≥ 2×',
    read: (r) => `${r.ratioOfRounds.toFixed(2)}×`,
    front: true,
  },
  {
    what: 'packed command, start to first output, small debug=1 file / 83 kB gzipped dump / empty Node program',
    bench: 'start',
    asked: '≤ 120 ms',
    read: (r) =>
      ['parkwatch check debug1', 'parkwatch check debug2', 'empty node']
        .map((name) => `${startOf(r, name).firstMs} ms`)
        .join(' / '),
    front: true,
  },
  {
    what: "trace of 200 MB, ordered, beside golang.org/x/exp/trace's bare loop: bare / all facts of all views",
    bench: 'trace',
    asked: '≥ 2.5× / ≥ 1.8×',
    read: (r) => besideGo(r.traces.r200),
    front: true,
  },
  {
    what: 'the same, 50 MB, 16 processors',
    bench: 'trace',
    asked: '≥ 1×, mark 1.2× / ≥ 0.6×, mark 0.8×',
    read: (r) => besideGo(r.traces.r50),
    front: true,
  },
  {
    what: 'the same, 50 MB, token passing on 2 processors',
    bench: 'trace',
    asked: '≥ 1×, mark 1.2× / ≥ 0.6×, mark 0.8×',
    read: (r) => besideGo(r.traces.s50),
  },
  {
    what: '`trace` of a 5 MB file, whole process',
    bench: 'trace',
    asked: '≤ 0.7 s',
    read: (r) => `${(r.commandOn5MB.medianMs / 1000).toFixed(2)} s`,
    front: true,
  },
  {
    what: '`trace` of 50 MB beside `go tool trace -pprof=sync`, whole processes',
    bench: 'trace',
    asked: '≥ 5×',
    read: (r) => `${r.goToolTracePprofSync.ratio}×`,
    front: true,
  },
  {
    what: 'peak memory of all facts, 50 MB / 200 MB',
    bench: 'trace',
    asked: '≤ 4 × the largest generation + 150 MiB',
    read: (r) =>
      [r.traces.r50, r.traces.r200].map((t: Results) => `${t.facts.peakMiB} of ${t.peakLimitMiB} MiB`).join(' / '),
  },
  {
    what: 'ns an event with all facts, 50 MB / 200 MB',
    bench: 'trace',
    asked: 'linear',
    read: (r) => `${r.linear.nsPerEventAt50MB} / ${r.linear.nsPerEventAt200MB}`,
  },
  {
    what: 'timeline page of 1,000,000 intervals in Chromium: file / first paint',
    bench: 'timeline',
    asked: '≤ 30 MB / ≤ 2 s',
    read: (r) => `${r.fileMB} MB / ${r[paced(r, 'firstPaintMs', 'firstPaintCpuMs')]} ms${ofThread(r)}`,
  },
  {
    what: 'the same: p95 of zoom and of pan, zoomed out / zoomed in',
    bench: 'timeline',
    asked: '≤ 50 ms',
    read: (r) =>
      ['whole', 'deep']
        .map((d) => ['zoom', 'pan'].map((k) => r[paced(r, `${d}.${k}.p95Ms`, `${d}.${k}.cpuP95Ms`)]).join(' and '))
        .join(' / ') + ` ms${ofThread(r)}`,
  },
  {
    what: '`lint` cold beside golangci-lint with eleven linters / lostcancel alone, CPU seconds: etcd server, grpc-go, nats-server',
    bench: 'lint',
    asked: '≥ 15× / ≥ 3×',
    read: ({ modules }) => {
      const of = (name: string) => Object.entries<Results>(modules).find(([key]) => key.includes(name))?.[1];
      const rows = ['etcd', 'grpc', 'nats'].map(of);
      const list = (ratio: (m: Results) => number): string => rows.map((m) => `${ratio(m)}×`).join(', ');
      const compiled = list((m) => m.golangci.ratioCompiled);
      return `${list((m) => m.golangci.ratio)} (its own packages compiled before: ${compiled}) / ${list((m) => m.lostcancel.ratio)}`;
    },
    front: true,
  },
  {
    what: '`lint` of kubernetes 1.36.3, 1,790,303 lines: cold / warm and unchanged / peak memory',
    bench: 'lint --large',
    asked: '1,000,000 lines: ≤ 12 s / ≤ 1.5 s / ≤ 0.8 GB',
    read: ({ million: m }) =>
      `${m.cold.wallSeconds} s / ${m.warm.wallSeconds} s / ${(m.cold.peakMegabytes / 1000).toFixed(2)} GB`,
    front: true,
  },
  {
    what: '`lint` of cilium 1.20.2, 849,514 lines: cold / warm and unchanged / peak memory',
    bench: 'lint --large',
    asked: '1,000,000 lines: ≤ 12 s / ≤ 1.5 s / ≤ 0.8 GB',
    read: ({ secondLarge: m }) =>
      `${m.cold.wallSeconds} s / ${m.warm.wallSeconds} s / ${(m.cold.peakMegabytes / 1000).toFixed(2)} GB`,
    front: true,
  },
  {
    what: '`lint` of etcd server 3.7.3, 83,029 lines: cold / warm / one changed file',
    bench: 'lint --large',
    asked: '– / – / ≤ 0.5 s',
    read: ({ middling: m }) => {
      const changed = Object.values<Results>(m.changed).map(({ wallSeconds }) => wallSeconds);
      return `${m.cold.wallSeconds} s / ${m.warm.wallSeconds} s / ${Math.min(...changed)}–${Math.max(...changed)} s`;
    },
    front: true,
  },
];

/** The table of traces of real servers, for docs/trace.md. */
function servers(): string {
  const results = resultsOf('servers');
  if (!results) return 'Not run yet.';
  const { rows } = results;
  const head = [
    'server',
    'version',
    'MB',
    'generations',
    'events',
    'goroutines',
    'wake-ups',
    'edges',
    'woken by cancel',
  ];
  const lines = rows.map((r: Results) =>
    [r.server, r.version, r.MB, r.generations, r.events, r.goroutines, r.wakes, r.edges, r.cancelWakes, r.blockedAtEnd]
      .concat(`\`${r.orderHash}\``, `\`${r.timesHash}\``)
      .map((cell: unknown) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  return [[...head, 'blocked at end', 'order', 'times'], Array(12).fill('---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function resultsOf(bench: string): Results | undefined {
  const file = join(root, 'bench/results', `${bench.split(' ')[0]}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function table(rows: readonly Figure[]): string {
  const lines = ['| what | asked | measured | command |', '|---|---|---|---|'];
  for (const { what, asked, bench, read } of rows) {
    const results = resultsOf(bench);
    if (results) lines.push(`| ${what} | ${asked} | ${read(results)} | \`npm run bench -- ${bench}\` |`);
  }
  return lines.join('\n');
}

function machines(): string {
  const seen = new Map<string, string[]>();
  for (const bench of new Set(figures.map((f) => f.bench))) {
    const { machine, loadAverage } = resultsOf(bench) ?? {};
    if (!machine) continue;
    const load = loadAverage === undefined ? '' : `, load ${loadAverage}`;
    const text =
      typeof machine === 'string'
        ? `${machine}${load}`
        : `${machine.cores} × ${machine.cpu}, load ${machine.load?.[0] ?? '?'}`;
    seen.set(text, [...(seen.get(text) ?? []), bench]);
  }
  return [...seen].map(([machine, benches]) => `${benches.join(', ')}: ${machine}`).join('; ');
}

function between(text: string, mark: string, body: string): string {
  const part = new RegExp(`(<!-- ${mark}:[^\\n]*-->\\n)[\\s\\S]*?(<!-- /${mark} -->)`);
  return text.replace(part, (_, a, b) => `${a}\n${body}\n\n${b}`);
}

let stale = 0;
for (const [page, mark, body] of [
  ['README.md', 'figures', `${table(figures.filter((f) => f.front))}\n\nMeasured on: ${machines()}.`],
  ['docs/performance.md', 'figures', `${table(figures)}\n\nMeasured on: ${machines()}.`],
  ['docs/trace.md', 'servers', servers()],
] as const) {
  const file = join(root, page);
  const have = readFileSync(file, 'utf8');
  const want = between(have, mark, body);
  if (have === want) continue;
  stale++;
  if (process.argv.includes('--check')) console.error(`${page}: figures out of date; node scripts/gen-figures.ts`);
  else writeFileSync(file, want);
}
if (process.argv.includes('--check')) {
  if (stale > 0) process.exitCode = 1;
  else console.log('figures: ok');
} else console.log(`figures: ${stale} pages written`);
