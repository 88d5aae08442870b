// Times `deriveGroups` over made snapshots: a usual dump, a million goroutines in few stacks, many distinct stacks.
// `npm run bench -- groups [ROUNDS]`; prints wall and CPU time, writes bench/results/groups.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { deriveGroups } from '../src/analyse/runtime/groups.ts';
import type { Snapshot } from '../src/model/snapshot.ts';
import type { Stack } from '../src/model/stack.ts';

/** Goroutines and distinct stacks of 20 frames over 8,000 functions, three wait reasons. */
const shapes = [
  { rows: 14_116, stacks: 400 },
  { rows: 1_000_000, stacks: 2_000 },
  { rows: 50_000, stacks: 50_000 },
  { rows: 100_000, stacks: 100_000 },
  { rows: 200_000, stacks: 200_000 },
];

export function run(args: readonly string[]): void {
  const rounds = Number(args[0] ?? 5);
  const results = shapes.map((shape) => {
    const snapshot = makeSnapshot(shape.stacks, shape.rows);
    const times: { wallMs: number; cpuMs: number }[] = [];
    let groups = 0;
    for (let i = 0; i < rounds; i++) {
      const cpu = process.cpuUsage();
      const from = performance.now();
      groups = deriveGroups(snapshot).length;
      const wallMs = performance.now() - from;
      const used = process.cpuUsage(cpu);
      times.push({ wallMs: Math.round(wallMs), cpuMs: Math.round((used.user + used.system) / 1000) });
    }
    times.sort((a, b) => a.cpuMs - b.cpuMs);
    const median = times[times.length >> 1];
    console.log(
      `${shape.rows} goroutines, ${shape.stacks} stacks: ${groups} groups, ${median.wallMs} ms, CPU ${median.cpuMs} ms`,
    );
    return { ...shape, groups, ...median };
  });
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const machine = `${cpus().length} × ${cpus()[0]?.model}`;
  writeFileSync(join(folder, 'groups.json'), `${JSON.stringify({ machine, rounds, results }, null, 2)}\n`);
}

function makeSnapshot(stackCount: number, rowCount: number): Snapshot {
  let seed = 12345;
  const below = (n: number): number => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % n;
  };
  const functions = Array.from(
    { length: 8000 },
    (_, i) => `github.com/example/project/pkg${i % 97}.(*Type${i % 31}).Method${i}${i % 5 ? '' : '.func1'}`,
  );
  const makeStack = (): Stack => ({
    frames: Array.from({ length: 20 }, () => ({
      function: functions[below(8000)],
      file: '/src/a/b.go',
      line: below(999),
    })),
    createdBy: { function: functions[below(8000)], file: '/src/a/c.go', line: 3 },
  });
  const state = (waitReason: string) =>
    ({ status: 'waiting', waitReason, leaked: false, lockedToThread: false }) as const;
  return {
    provenance: { name: 'made' },
    form: 'dump',
    profile: 'goroutine',
    limits: [],
    stacks: Array.from({ length: stackCount }, makeStack),
    states: [state('chan receive'), state('select'), state('IO wait')],
    labelSets: [{}],
    rows: {
      length: rowCount,
      stack: Uint32Array.from({ length: rowCount }, (_, i) => (i < stackCount ? i : below(stackCount))),
      state: Uint32Array.from({ length: rowCount }, () => below(3)),
      id: Float64Array.from({ length: rowCount }, (_, i) => i + 2),
      minutes: Uint32Array.from({ length: rowCount }, () => below(9)),
      creator: Float64Array.from({ length: rowCount }, () => below(50)),
    },
  };
}
