// Times gunzip + decode of a debug=0 profile with a million goroutines against google/pprof's profile.ParseData,
// in alternating rounds on the same machine, both warm. `npm run bench -- pprof [ROUNDS]`; needs `go` for the anchor.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { gunzipWhole } from '../src/collect/gunzip-whole.ts';
import { decodePprof } from '../src/decode/pprof/decode-pprof.ts';
import { countGoroutines } from '../src/model/snapshot.ts';

const here = import.meta.dirname;
const corpus = join(here, '.corpus/goroutine-1m.pb.gz');
/** Reads per round and before the first; the anchor uses the same numbers. */
const perRound = 60;
const warmUp = 600;

interface Round {
  readonly medianMs: number;
  readonly minMs: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const rounds = Number(args[0] ?? 15);
  ensureCorpus();
  const gz = readFileSync(corpus);
  const plain = gunzipSync(gz);
  const decodeOnce = () => decodePprof(gunzipWhole(gz) as Uint8Array, { name: 'goroutine-1m.pb.gz' }).snapshots[0];
  const snapshot = decodeOnce();
  for (let i = 0; i < warmUp; i++) decodeOnce();
  const anchor = startAnchor();
  const ours: Round[] = [];
  const theirs: Round[] = [];
  let facts: Record<string, unknown> = {};
  for (let i = 0; i < rounds; i++) {
    ours.push(time(decodeOnce));
    if (!anchor) continue;
    const answer = await anchor.round();
    facts = answer;
    theirs.push({ medianMs: Number(answer.medianMs), minMs: Number(answer.minMs) });
  }
  anchor?.stop();
  if (anchor && facts.goroutines !== countGoroutines(snapshot))
    throw new Error('the readers count different goroutines');
  const ourMs = middle(ours.map((r) => r.medianMs));
  const theirMs = anchor ? middle(theirs.map((r) => r.medianMs)) : undefined;
  const result = {
    bench: 'pprof',
    what: 'gunzip + decode of a goroutine profile (debug=0), warm; medians of alternating rounds',
    input: {
      gzipBytes: gz.length,
      plainBytes: plain.length,
      goroutines: countGoroutines(snapshot),
      samples: snapshot.rows.length,
      stacks: snapshot.stacks.length,
      frames: snapshot.stacks.reduce((sum, s) => sum + s.frames.length, 0),
    },
    rounds,
    readsPerRound: perRound,
    parkwatch: {
      medianMs: ourMs,
      bestMs: Math.min(...ours.map((r) => r.minMs)),
      mibPerSecond: rate(plain.length, ourMs),
    },
    ...(theirMs === undefined
      ? {}
      : {
          anchor: {
            name: 'google/pprof profile.ParseData',
            version: facts.version,
            go: facts.go,
            medianMs: theirMs,
            bestMs: Math.min(...theirs.map((r) => r.minMs)),
            mibPerSecond: rate(plain.length, theirMs),
          },
          ratio: theirMs / ourMs,
          ratioOfRounds: middle(ours.map((r, i) => theirs[i].medianMs / r.medianMs)),
          bar: 2,
        }),
    node: process.version,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? '?'}`,
  };
  mkdirSync(join(here, 'results'), { recursive: true });
  writeFileSync(join(here, 'results/pprof.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.log(`parkwatch ${ourMs.toFixed(2)} ms`);
  if (theirMs === undefined) console.log('google/pprof: not measured, `go` is not on the PATH');
  else console.log(`google/pprof ${theirMs.toFixed(2)} ms, ratio ${(theirMs / ourMs).toFixed(2)} (bar 2)`);
}

function time(read: () => unknown): Round {
  const ms: number[] = [];
  for (let i = 0; i < perRound; i++) {
    const start = performance.now();
    read();
    ms.push(performance.now() - start);
  }
  return { medianMs: middle(ms), minMs: Math.min(...ms) };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function rate(bytes: number, ms: number): number {
  return Math.round((bytes / 2 ** 20 / ms) * 1e4) / 10;
}

/** Real goroutines parked on random paths, printed by the runtime; counts scaled to a million (bench/gen). */
function ensureCorpus(): void {
  if (existsSync(corpus)) return;
  mkdirSync(join(here, '.corpus'), { recursive: true });
  execFileSync('go', ['run', '.', join(here, '.corpus')], {
    cwd: join(here, 'gen'),
    env: goEnvironment(),
    stdio: 'inherit',
  });
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' };
}

function startAnchor(): { round(): Promise<Record<string, unknown>>; stop(): void } | undefined {
  const folder = join(here, 'anchors-pprof');
  const binary = join(here, '.corpus/anchors-pprof');
  try {
    execFileSync('go', ['build', '-o', binary, '.'], { cwd: folder, env: goEnvironment(), stdio: 'inherit' });
  } catch {
    return undefined;
  }
  const child = spawn(binary, [corpus], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    round: async () => {
      child.stdin.write('\n');
      const { value, done } = await lines.next();
      if (done) throw new Error('the anchor ended early');
      return JSON.parse(value) as Record<string, unknown>;
    },
    stop: () => child.stdin.end(),
  };
}
