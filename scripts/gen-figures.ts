// Writes the table of measured figures in README.md and docs/performance.md from bench/results/*.json, so that no
// figure stands there that no bench has written. `--check` only compares.
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
];

function resultsOf(bench: string): Results | undefined {
  const file = join(root, 'bench/results', `${bench}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function table(rows: readonly Figure[]): string {
  const lines = ['| what | asked | measured | command |', '|---|---|---|---|'];
  for (const { what, asked, bench, read } of rows) {
    const results = resultsOf(bench);
    const measured = results ? read(results) : 'not measured';
    lines.push(`| ${what} | ${asked} | ${measured} | \`npm run bench -- ${bench}\` |`);
  }
  return lines.join('\n');
}

function machines(): string {
  const seen = new Map<string, string[]>();
  for (const bench of new Set(figures.map((f) => f.bench))) {
    const machine = resultsOf(bench)?.machine;
    if (!machine) continue;
    const text =
      typeof machine === 'string' ? machine : `${machine.cores} × ${machine.cpu}, load ${machine.load?.[0] ?? '?'}`;
    seen.set(text, [...(seen.get(text) ?? []), bench]);
  }
  return [...seen].map(([machine, benches]) => `${benches.join(', ')}: ${machine}`).join('; ');
}

function between(text: string, body: string): string {
  return text.replace(/(<!-- figures:[^\n]*-->\n)[\s\S]*?(<!-- \/figures -->)/, (_, a, b) => `${a}\n${body}\n\n${b}`);
}

let stale = 0;
for (const [page, rows] of [
  ['README.md', figures.filter((f) => f.front)],
  ['docs/performance.md', figures],
] as const) {
  const file = join(root, page);
  const have = readFileSync(file, 'utf8');
  const want = between(have, `${table(rows)}\n\nMeasured on: ${machines()}.`);
  if (have === want) continue;
  stale++;
  if (process.argv.includes('--check')) console.error(`${page}: figures out of date; node scripts/gen-figures.ts`);
  else writeFileSync(file, want);
}
if (process.argv.includes('--check')) {
  if (stale > 0) process.exitCode = 1;
  else console.log('figures: ok');
} else console.log(`figures: ${stale} pages written`);
