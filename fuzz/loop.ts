// The worker of fuzz/run.ts: makes inputs and runs them. It shows each one in shared memory before it runs it, so that
// one which hangs is known.
import { parentPort, workerData } from 'node:worker_threads';
import { mutate, newRandom } from './mutate.ts';
import { targets } from './targets.ts';

export interface LoopData {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly until: number;
  /** [inputs begun, length of the current one] and its bytes. */
  readonly state: Int32Array;
  readonly current: Uint8Array;
}

export interface Failure {
  readonly index: number;
  readonly input: Uint8Array;
  readonly message: string;
}

const { target: name, seed, from, until, state, current } = workerData as LoopData;
const target = targets[name];
const seeds = target.seeds();
const words = target.words.map((word) => new TextEncoder().encode(word));
for (let index = from; Date.now() < until; index++) {
  const input = mutate(seeds, words, newRandom(seed * 1_000_003 + index));
  current.set(input);
  Atomics.store(state, 1, input.length);
  Atomics.store(state, 0, index + 1);
  try {
    await target.run(input.slice());
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ index, input, message } satisfies Failure);
    break;
  }
}
