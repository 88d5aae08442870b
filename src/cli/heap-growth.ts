// How far the heaps of `lint` may grow before V8 collects them. V8 keeps compiled code together with the flags it was made under:
// whoever changes one puts it back before the process ends, or no later start finds what this one leaves.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** What they are when the process begins (`bin/parkwatch.cjs`): the first package, which may be nearly all of a module, is judged without
 * a collection of all (480 MB; nats-server leaves 280). */
const FIRST_FLAGS = ['--semi-space-growth-factor=2', '--min-semi-space-size=0', '--heap-growing-percent=4000'];

/** What two heaps of one process are held to. Left alone, V8 gives each of them 128 MB for what is new and lets it grow to four
 * times what is alive, since there is room on the machine: 0.95 GB for 850,000 lines, 0.63 GB so, for some 15 % more time
 * (docs/performance.md). */
const SHARED_FLAGS = ['--semi-space-growth-factor=1', '--min-semi-space-size=8', '--heap-growing-percent=100'];

/** One heap that has grown goes on to five times what is alive. */
const GROWN_FLAG = '--heap-growing-percent=400';
const GROWN_BYTES = 250 * 1024 * 1024;

/** Of one process; `share` while threads work beside it. */
export class HeapGrowth {
  #state: 'first' | 'grown' | 'shared' = 'first';

  /** To be called between packages. */
  look(): void {
    if (this.#state !== 'first' || getHeapStatistics().total_heap_size < GROWN_BYTES) return;
    this.#state = 'grown';
    setFlagsFromString(GROWN_FLAG);
  }

  share(): void {
    this.#state = 'shared';
    for (const flag of SHARED_FLAGS) setFlagsFromString(flag);
  }

  putBack(): void {
    if (this.#state === 'first') return;
    this.#state = 'first';
    for (const flag of FIRST_FLAGS) setFlagsFromString(flag);
  }
}
