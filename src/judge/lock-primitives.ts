// Which waits are waits for a lock.
import type { Primitive } from '../model/primitive.ts';

const locks: ReadonlySet<Primitive> = new Set(['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock']);

/** Whether the goroutine waits for a mutex or an RWMutex. */
export function isLock(primitive: Primitive): boolean {
  return locks.has(primitive);
}
