// The closed list of what a goroutine can wait on (DESIGN §9).

export const primitives = [
  'chan receive',
  'chan send',
  'select',
  'chan receive (nil chan)',
  'chan send (nil chan)',
  'select (no cases)',
  'sync.Mutex.Lock',
  'sync.RWMutex.RLock',
  'sync.RWMutex.Lock',
  'sync.WaitGroup.Wait',
  'sync.Cond.Wait',
  'semacquire',
  'IO wait',
  'sleep',
  'syscall',
  'coroutine',
  'running',
  'runnable',
  'runtime',
  'unknown',
] as const;

/** What a goroutine waits on, or what it does instead of waiting. */
export type Primitive = (typeof primitives)[number];
