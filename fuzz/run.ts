// `npm run fuzz -- TARGET --seconds N [--seed S]`: changes real inputs until something breaks or the time is over.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Failure, LoopData } from './loop.ts';
import { targets } from './targets.ts';

/** An input of at most 256 KiB that takes longer than this hangs, even on a busy machine. */
const slowMs = 10_000;
const room = 256 << 10;

/** Writes the input to fuzz/seeds/TARGET and returns its path. */
function keep(target: string, input: Uint8Array): string {
  const file = join('fuzz/seeds', target, createHash('sha256').update(input).digest('hex').slice(0, 12));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, input);
  return file;
}

/** Runs one worker until it fails, hangs or the time is over; returns the failure and how many inputs it began. */
async function runLoop(data: Omit<LoopData, 'state' | 'current'>): Promise<{ failure?: Failure; done: number }> {
  const state = new Int32Array(new SharedArrayBuffer(8));
  const current = new Uint8Array(new SharedArrayBuffer(room));
  Atomics.store(state, 0, data.from);
  const worker = new Worker(new URL('./loop.ts', import.meta.url), { workerData: { ...data, state, current } });
  let failure: Failure | undefined;
  let [last, since] = [-1, Date.now()];
  const watch = setInterval(() => {
    const begun = Atomics.load(state, 0);
    if (begun !== last) [last, since] = [begun, Date.now()];
    if (Date.now() - since < slowMs || begun === data.from) return;
    const input = current.slice(0, Atomics.load(state, 1));
    failure = { index: begun - 1, input, message: `hangs: more than ${slowMs} ms for ${input.length} bytes` };
    void worker.terminate();
  }, 500);
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: Failure) => {
      failure = message;
    });
    worker.on('error', (error) => {
      // No input was begun: the fuzzer itself is broken.
      if (Atomics.load(state, 0) === data.from) {
        clearInterval(watch);
        reject(error);
        return;
      }
      const input = current.slice(0, Atomics.load(state, 1));
      failure ??= { index: Atomics.load(state, 0) - 1, input, message: String((error as Error).stack ?? error) };
    });
    worker.on('exit', () => resolve());
  });
  clearInterval(watch);
  return { failure, done: Atomics.load(state, 0) };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const [name = ''] = positionals;
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!targets[name] || !(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error(`usage: npm run fuzz -- ${Object.keys(targets).join('|')} [--seconds 60] [--seed S]`);
  process.exitCode = 2;
} else {
  console.log(`fuzz ${name}: seed ${seed}, ${seconds} s`);
  const until = Date.now() + seconds * 1000;
  const seen = new Set<string>();
  let from = 0;
  // Goes on behind a failure, so that one bug does not hide the next; ten different ones are enough.
  while (Date.now() < until && seen.size < 10) {
    const { failure, done } = await runLoop({ target: name, seed, from, until });
    from = done;
    if (!failure) continue;
    const kind = failure.message.split('\n', 2).join(' ').replace(/\d+/g, 'N');
    if (seen.has(kind)) continue;
    seen.add(kind);
    console.log(`input ${failure.index} → ${keep(name, failure.input)}\n${failure.message}\n`);
  }
  console.log(`fuzz ${name}: ${from} inputs, ${seen.size} different failures (seed ${seed})`);
  if (seen.size > 0) process.exitCode = 1;
}
