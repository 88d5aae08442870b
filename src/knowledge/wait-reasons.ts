// Every status and wait reason that a goroutine header can show, with the Go versions that print it and what it means.
// Source: runtime/runtime2.go waitReasonStrings and runtime/traceback.go gStatusStrings of Go 1.12–1.27
// (reference/wait-reasons); classes from runtime/mgcmark.go internalBlocked and reference/goroutine-dumps.md §3.
// One thing: a closed table of words.
import type { Primitive } from '../model/primitive.ts';

export const waitReasonClasses = [
  'candidate', // the runtime's leak detector looks at it: leaked when nobody can wake it
  'certain', // a candidate that nobody ever wakes, by definition
  'io', // waits for a descriptor; outside the detector's reach
  'timer', // a timer will wake it
  'coroutine', // iter.Pull; the detector never reports it
  'semaphore', // a candidate or not, by the Go version and the frames
  'test-bubble', // inside testing/synctest
  'transient', // lasts milliseconds; never a leak
  'system', // only goroutines of the runtime
  'status', // not a wait reason: what the goroutine does instead
] as const;
export type WaitReasonClass = (typeof waitReasonClasses)[number];

export interface WaitReason {
  /** The runtime's words. */
  readonly text: string;
  /** First and last Go release that prints it (`1.12` is the first with a closed list); no last: still printed. */
  readonly since: string;
  readonly until?: string;
  readonly class: WaitReasonClass;
  /** One line for users. */
  readonly meaning: string;
  /** What typically wakes it, or how it ends. */
  readonly wokenBy: string;
  readonly primitive: Primitive;
}

type Row = readonly [
  text: string,
  versions: string,
  kind: WaitReasonClass,
  primitive: Primitive,
  meaning: string,
  wokenBy: string,
];

const rows: readonly Row[] = [
  [
    'chan receive',
    '1.12-',
    'candidate',
    'chan receive',
    'Waits for a value, or for the close, of a channel.',
    'a send on the channel, or close(ch)',
  ],
  [
    'chan send',
    '1.12-',
    'candidate',
    'chan send',
    'Waits until somebody takes its value from a channel that has no room.',
    'a receive from the channel',
  ],
  [
    'select',
    '1.12-',
    'candidate',
    'select',
    'Waits in a select statement until one of its cases can go on.',
    'any channel of its cases; often ctx.Done() or a timer',
  ],
  [
    'chan receive (nil chan)',
    '1.12-',
    'certain',
    'chan receive (nil chan)',
    'Receives from a channel that is nil: it blocks for ever.',
    'nothing; make the channel before use',
  ],
  [
    'chan send (nil chan)',
    '1.12-',
    'certain',
    'chan send (nil chan)',
    'Sends on a channel that is nil: it blocks for ever.',
    'nothing; make the channel before use',
  ],
  [
    'select (no cases)',
    '1.12-',
    'certain',
    'select (no cases)',
    'select {}: it blocks for ever, which is meant in main and a leak elsewhere.',
    'nothing',
  ],
  [
    'sync.Cond.Wait',
    '1.12-',
    'candidate',
    'sync.Cond.Wait',
    'Waits for a condition variable.',
    'Signal or Broadcast of the same sync.Cond',
  ],
  [
    'sync.Mutex.Lock',
    '1.20-',
    'candidate',
    'sync.Mutex.Lock',
    'Waits for a mutex that another goroutine, or it itself, holds.',
    'Unlock by the holder',
  ],
  [
    'sync.RWMutex.RLock',
    '1.20-',
    'candidate',
    'sync.RWMutex.RLock',
    'Waits to read: a writer holds the lock or waits for it.',
    'Unlock by the writer',
  ],
  [
    'sync.RWMutex.Lock',
    '1.20-',
    'candidate',
    'sync.RWMutex.Lock',
    'Waits to write until all readers have left.',
    'RUnlock by the last reader',
  ],
  [
    'sync.WaitGroup.Wait',
    '1.24-',
    'candidate',
    'sync.WaitGroup.Wait',
    'Waits until the counter of a WaitGroup is zero.',
    'Done by every member that was added',
  ],
  [
    'semacquire',
    '1.12-',
    'semaphore',
    'semacquire',
    'Waits for a semaphore: up to 1.19 a Mutex, RWMutex or WaitGroup, up to 1.23 a WaitGroup, since then the lock of a descriptor or of the runtime.',
    'release by the holder',
  ],
  [
    'IO wait',
    '1.12-',
    'io',
    'IO wait',
    'Waits for the network or another descriptor.',
    'data, room to write, a connection, a deadline, or Close',
  ],
  ['sleep', '1.12-', 'timer', 'sleep', 'Sleeps in time.Sleep.', 'its timer'],
  [
    'coroutine',
    '1.22-',
    'coroutine',
    'coroutine',
    'Waits in a sequence of iter.Pull for the next call.',
    'next or stop of the iter.Pull',
  ],
  [
    'chan receive (synctest)',
    '1.24-1.24',
    'test-bubble',
    'chan receive',
    'Receives from a channel of its synctest bubble.',
    'a goroutine of the bubble',
  ],
  [
    'chan send (synctest)',
    '1.24-1.24',
    'test-bubble',
    'chan send',
    'Sends on a channel of its synctest bubble.',
    'a goroutine of the bubble',
  ],
  [
    'select (synctest)',
    '1.24-1.24',
    'test-bubble',
    'select',
    'Selects over channels of its synctest bubble only.',
    'a goroutine of the bubble',
  ],
  [
    'chan receive (durable)',
    '1.25-',
    'test-bubble',
    'chan receive',
    'Receives from a channel of its synctest bubble.',
    'a goroutine of the bubble',
  ],
  [
    'chan send (durable)',
    '1.25-',
    'test-bubble',
    'chan send',
    'Sends on a channel of its synctest bubble.',
    'a goroutine of the bubble',
  ],
  [
    'select (durable)',
    '1.25-',
    'test-bubble',
    'select',
    'Selects over channels of its synctest bubble only.',
    'a goroutine of the bubble',
  ],
  [
    'sync.WaitGroup.Wait (durable)',
    '1.25-',
    'test-bubble',
    'sync.WaitGroup.Wait',
    'Waits for a WaitGroup of its synctest bubble.',
    'Done by the members in the bubble',
  ],
  [
    'synctest.Run',
    '1.24-',
    'test-bubble',
    'runtime',
    'Waits until all goroutines of the synctest bubble have ended.',
    'the end of the last one',
  ],
  [
    'synctest.Wait',
    '1.24-',
    'test-bubble',
    'runtime',
    'Waits until all others of the synctest bubble are durably blocked.',
    'the last one that blocks',
  ],
  [
    'GC assist marking',
    '1.12-',
    'transient',
    'runtime',
    'Helps the garbage collector because it allocates fast.',
    'the end of its share',
  ],
  [
    'GC assist wait',
    '1.12-',
    'transient',
    'runtime',
    'Waits for garbage collection credit before it may allocate.',
    'background marking',
  ],
  [
    'GC mark termination',
    '1.20-',
    'transient',
    'runtime',
    'Ends the mark phase of a collection.',
    'the end of the phase',
  ],
  [
    'GC weak to strong wait',
    '1.24-',
    'transient',
    'runtime',
    'Turns a weak pointer into a strong one during mark termination (also in late 1.23).',
    'the end of mark termination',
  ],
  [
    'garbage collection',
    '1.12-',
    'transient',
    'runtime',
    'Waits for a garbage collection.',
    'the end of the collection',
  ],
  ['garbage collection scan', '1.12-', 'transient', 'runtime', 'Its stack is being scanned.', 'the end of the scan'],
  [
    'wait for GC cycle',
    '1.12-',
    'transient',
    'runtime',
    'Called runtime.GC and waits for the cycle.',
    'the end of the cycle',
  ],
  [
    'panicwait',
    '1.12-',
    'transient',
    'runtime',
    'Main waits for deferred calls of a panic before it exits.',
    'the end of the panic',
  ],
  ['dumping heap', '1.12-', 'transient', 'runtime', 'runtime/debug.WriteHeapDump runs.', 'the end of the dump'],
  ['debug call', '1.15-', 'transient', 'runtime', 'A debugger injected a call.', 'the debugger'],
  [
    'preempted',
    '1.14-',
    'transient',
    'runnable',
    'Was stopped so that others may run, or for the garbage collector.',
    'the scheduler',
  ],
  [
    'stopping the world',
    '1.20-',
    'transient',
    'runtime',
    'Stops all goroutines for a moment.',
    'the last goroutine to stop',
  ],
  [
    'flushing proc caches',
    '1.22-',
    'transient',
    'runtime',
    'Flushes caches of the processors.',
    'the end of the flush',
  ],
  [
    'trace goroutine status',
    '1.22-',
    'transient',
    'runtime',
    'The execution tracer notes the state of goroutines.',
    'the tracer',
  ],
  [
    'trace proc status',
    '1.22-',
    'transient',
    'runtime',
    'The execution tracer notes the state of processors.',
    'the tracer',
  ],
  ['page trace flush', '1.22-', 'transient', 'runtime', 'Writes out the page tracer.', 'the end of the flush'],
  ['GC sweep wait', '1.12-', 'system', 'runtime', 'The sweeper has nothing to sweep.', 'the next collection'],
  ['GC scavenge wait', '1.13-', 'system', 'runtime', 'The scavenger has no memory to give back.', 'free memory'],
  ['GC worker (idle)', '1.12-', 'system', 'runtime', 'A mark worker between collections.', 'the next collection'],
  ['GC worker (active)', '1.20-', 'system', 'runtime', 'A mark worker at work.', 'the end of its share'],
  [
    'finalizer wait',
    '1.12-',
    'system',
    'runtime',
    'The finalizer goroutine has nothing to run.',
    'an object with a finalizer that died',
  ],
  [
    'cleanup wait',
    '1.25-',
    'system',
    'runtime',
    'A goroutine for runtime.AddCleanup has nothing to run.',
    'an object with a cleanup that died',
  ],
  [
    'force gc (idle)',
    '1.12-',
    'system',
    'runtime',
    'Starts a collection when none ran for two minutes.',
    'the system monitor',
  ],
  [
    'timer goroutine (idle)',
    '1.12-1.19',
    'system',
    'runtime',
    'The timer goroutine of Go <= 1.13 (the word stayed until 1.19).',
    'the next timer',
  ],
  [
    'trace reader (blocked)',
    '1.12-',
    'system',
    'runtime',
    'Waits for data of the execution tracer.',
    'a full trace buffer',
  ],
  [
    'GOMAXPROCS updater (idle)',
    '1.25-',
    'system',
    'runtime',
    'Follows changes of the CPU limit.',
    'the system monitor',
  ],
  ['running', '1.12-', 'status', 'running', 'Runs on a thread at this moment.', 'not waiting'],
  [
    'runnable',
    '1.12-',
    'status',
    'runnable',
    'Could run and waits for a processor, or has not run yet.',
    'the scheduler',
  ],
  ['syscall', '1.12-', 'status', 'syscall', 'Is in a system call or in C.', 'the return of the call'],
  ['waiting', '1.12-', 'status', 'unknown', 'Parked, and the runtime did not say why.', 'unknown'],
  [
    'idle',
    '1.12-',
    'status',
    'runtime',
    'Just allocated, or the scheduler goroutine of an idle thread.',
    'not waiting',
  ],
  ['dead', '1.12-', 'status', 'runtime', 'Has ended, or is being set up.', 'not waiting'],
  ['copystack', '1.12-', 'status', 'runnable', 'Its stack is being moved.', 'the end of the copy'],
  ['leaked', '1.26-', 'status', 'unknown', 'The runtime proved that nobody can wake it.', 'nothing'],
  [
    'waiting for cgo callback',
    '1.26-',
    'status',
    'runtime',
    'An extra goroutine that waits for C to call into Go.',
    'a callback from C',
  ],
];

/** All of them, in the order of the table. */
export const waitReasons: readonly WaitReason[] = rows.map(([text, versions, kind, primitive, meaning, wokenBy]) => {
  const [since, until] = versions.split('-');
  return { text, since, ...(until ? { until } : {}), class: kind, meaning, wokenBy, primitive };
});

const byText: ReadonlyMap<string, WaitReason> = new Map(waitReasons.map((reason) => [reason.text, reason]));

/**
 * What a wait reason or status word means, `undefined` for words that no known version prints. The marks that decoders
 * cut off, ` (leaked)` and ` (scan)`, may still be there.
 */
export function waitReasonInfo(text: string): WaitReason | undefined {
  return byText.get(text) ?? byText.get(text.replace(/(?: \((?:leaked|scan)\))+$/, ''));
}

/** True for the waits that the runtime's leak detector looks at in this Go release (`1.22`), or in any when absent. */
export function isLeakCandidate(text: string, goMinor?: number): boolean {
  const reason = waitReasonInfo(text);
  if (reason === undefined) return false;
  if (reason.class === 'candidate' || reason.class === 'certain') return true;
  return reason.class === 'semaphore' && (goMinor === undefined || goMinor < 24);
}
