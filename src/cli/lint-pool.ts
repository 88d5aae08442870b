// The threads of `lint` beside the main one: as many as there are further processors, three at most.
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { goKernelModule } from '../decode/gosource/go-kernel.ts';
import type { FolderResult, JudgePool, PoolContext } from '../pipeline/source/judge-scope.ts';
import type { LintWorkerData } from './lint-worker.ts';

/** Each reads dependencies anew, so more threads bring less and less. */
const MOST_WORKERS = 3;

/** What two heaps of one process are held to. Left alone, V8 gives each of them 128 MB for what is new and lets it grow to four
 * times what is alive, since there is room on the machine: 0.95 GB for 850,000 lines, 0.63 GB so, for some 15 % more time
 * (docs/performance.md). Without other threads nothing is held: there is one heap then, and less to read. */
const HEAP_FLAGS = ['--semi-space-growth-factor=1', '--min-semi-space-size=8', '--heap-growing-percent=100'];
/** What they were when the process began (`bin/parkwatch.cjs`). V8 keeps compiled code together with the flags it was made under: without this no later start would
 * find what this one leaves. */
const FIRST_FLAGS = ['--semi-space-growth-factor=2', '--min-semi-space-size=0', '--heap-growing-percent=900'];
const YOUNG_MEGABYTES = 24;

const entry = new URL(import.meta.url.endsWith('.ts') ? './lint-worker.ts' : './lint-worker.js', import.meta.url);

interface Message {
  readonly results: readonly FolderResult[];
}

/** Threads that read the same tree with the same options; none where there is one processor. */
export function newLintPool(
  options: Omit<LintWorkerData, 'kernel' | 'context'>,
  count = Math.min(MOST_WORKERS, availableParallelism() - 1),
): JudgePool | undefined {
  if (count < 1) return undefined;
  const workers: Worker[] = [];
  return {
    async run(context, next, done) {
      for (const flag of HEAP_FLAGS) setFlagsFromString(flag);
      const shares = Array.from({ length: count }, () => runWorker(workers, { ...options, context }, next, done));
      const left = (await Promise.all(shares)).flat();
      for (const flag of FIRST_FLAGS) setFlagsFromString(flag);
      return left;
    },
    stop() {
      for (const worker of workers) void worker.terminate();
    },
  };
}

/** Feeds one thread until `next` has nothing more; the folders that it was given and did not finish. */
function runWorker(
  workers: Worker[],
  data: Omit<LintWorkerData, 'kernel'> & { readonly context: PoolContext },
  next: () => readonly string[],
  done: (result: FolderResult) => void,
): Promise<readonly string[]> {
  const worker = new Worker(entry, {
    workerData: { ...data, kernel: goKernelModule() },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  workers.push(worker);
  return new Promise((resolve) => {
    let batch: readonly string[] = [];
    worker.on('message', (message: Message) => {
      batch = [];
      for (const result of message.results) done(result);
      batch = next();
      worker.postMessage(batch);
    });
    // Whatever happened to the thread: the main one does what is left.
    worker.on('error', () => resolve(batch));
    worker.on('exit', () => resolve(batch));
  });
}
