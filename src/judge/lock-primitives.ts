// Which waits are waits for a lock, and which end only by what others in the process do.
import type { Primitive } from '../model/primitive.ts';

const locks: ReadonlySet<Primitive> = new Set(['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock']);

/** Whether the goroutine waits for a mutex or an RWMutex. */
export function isLock(primitive: Primitive): boolean {
  return locks.has(primitive);
}

const byOthers: ReadonlySet<Primitive> = new Set([...locks, 'chan send', 'semacquire']);

/** Whether the wait ends by what others in the process do, never by a peer; who stands in it works for nobody. */
export function isHeldUp(primitive: Primitive): boolean {
  return byOthers.has(primitive);
}
