// The threads of `lint` beside the main one: as many as there are further processors, three at most.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { goKernelModule } from '../decode/gosource/go-kernel.ts';
import type { FolderResult, JudgePool, PoolContext } from '../pipeline/source/judge-scope.ts';
import { HeapGrowth } from './heap-growth.ts';
import type { LintWorkerData } from './lint-worker.ts';

/** Each reads dependencies anew, so more threads bring less and less. */
const MOST_WORKERS = 3;

/** Without other threads there is one heap, and it is not held (`HeapGrowth`). */
const YOUNG_MEGABYTES = 24;

const entry = new URL(import.meta.url.endsWith('.ts') ? './lint-worker.ts' : './lint-worker.js', import.meta.url);

interface Message {
  readonly results: readonly FolderResult[];
}

/** Threads that read the same tree with the same options; none where there is one processor. */
export function newLintPool(
  options: Omit<LintWorkerData, 'kernel' | 'context'>,
  count = Math.min(MOST_WORKERS, availableParallelism() - 1),
  heap = new HeapGrowth(),
): JudgePool | undefined {
  if (count < 1) return undefined;
  const workers: Worker[] = [];
  return {
    async run(context, next, done) {
      heap.share();
      const shares = Array.from({ length: count }, () => runWorker(workers, { ...options, context }, next, done));
      const left = (await Promise.all(shares)).flat();
      heap.putBack();
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
