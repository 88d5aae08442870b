// The words of execution traces explained: what the views of `parkwatch trace` print, and what Go's runtime writes into the
// file. The records over closed lists of the model are total. Facts: reference/execution-traces.md; sources at each table.
// One thing: tables of texts.
import type { CancelKind, TraceMeasure, WakeVia } from '../model/trace-result.ts';

export interface TraceWord {
  readonly meaning: string;
  /** Label and value, as `explain` prints them. */
  readonly facts?: readonly (readonly [string, string])[];
  readonly see?: readonly string[];
}

const word = (
  meaning: string,
  facts: Readonly<Record<string, string>> = {},
  see: readonly string[] = ['traces'],
): TraceWord => ({ meaning, facts: Object.entries(facts), see });

/** How a goroutine was woken; told by the stack of the waker (GoUnblock) and by what was waited for. */
export const viaWords: Readonly<Record<WakeVia, TraceWord>> = {
  send: word('A goroutine sent on the channel that the woken one waited on.', {
    'told by': 'runtime.chansend1, selectgo or selectnbsend on top of the waker’s stack',
  }),
  receive: word('A goroutine received, and so made room for the woken one’s send.', {
    'told by': 'runtime.chanrecv1 or chanrecv2 on top of the waker’s stack',
  }),
  close: word('A goroutine closed the channel.', {
    'told by': 'the function that called close stands on top; runtime.closechan never does',
  }),
  unlock: word('A lock, WaitGroup, Cond or other semaphore was let go.', {
    'told by': 'sync.(*Mutex).Unlock, (*RWMutex).Unlock, (*WaitGroup).Add, (*Cond).Signal and the like on top',
  }),
  cancel: word(
    'A context was cancelled, and the woken one was parked on its Done channel.',
    { 'told by': 'context.(*cancelCtx).cancel on top of the waker’s stack', view: 'parkwatch trace cancels' },
    ['manual', 'deadline', 'relay'],
  ),
  timer: word('A timer or ticker fired: nobody in the program did it.', {
    'told by': 'no goroutine and no stack, and a wait for sleep, chan receive or select',
  }),
  network: word('The poller found the connection ready, or its deadline passed, or it was closed.', {
    'told by': 'the wait was for network; a goroutine that restarts the world may hand it on and is not the cause',
  }),
  gc: word('The collector or another part of the runtime woke it.', {
    'told by': 'the reason of the wait, or only frames of the runtime on the waker’s stack',
  }),
  coroutine: word('iter.Pull switched to it: a direct hand-over without the scheduler, and without a stack.', {
    'told by': 'GoSwitch (Go 1.23 and later)',
  }),
};

/** What kind of cancellation it was; told by the frames of package context on the canceller's stack. */
export const cancelWords: Readonly<Record<CancelKind, TraceWord>> = {
  manual: word('Code called the CancelFunc of context.WithCancel.', {
    also: 'a handler’s context when the handler returns or its client goes away',
    'told by': 'context.WithCancel.func1',
  }),
  cause: word('Code called the CancelCauseFunc of context.WithCancelCause.', {
    also: 'errgroup; signal.NotifyContext from Go 1.26 on',
    'told by': 'context.WithCancelCause.func1',
  }),
  early: word('Code called the CancelFunc of WithTimeout or WithDeadline before the time was over.', {
    'told by': 'context.WithDeadlineCause.func3',
  }),
  deadline: word('The timer of a context fired; nobody called cancel.', {
    'not told': 'who had set the deadline: that stands in no trace',
    'told by': 'a goroutine that starts at context.WithDeadlineCause.func2',
  }),
  relay: word(
    'The goroutine that context starts for a parent type of its own kind passed on that the parent is done.',
    {
      'told by': 'context.(*cancelCtx).propagateCancel.func2',
      leak: 'one that is alive at the end waits for a parent that is not done: each child that is never cancelled leaves one',
    },
    ['CX014'],
  ),
  'foreign-afterfunc': word('The same for a parent type that has an AfterFunc method: its own code called.', {
    'told by': 'context.(*cancelCtx).propagateCancel.func1',
  }),
};

/** What `trace sched` and `trace gc` may call sick. Limits and the data behind them: judge/judge-trace-signs.ts, docs/trace.md. */
export const measureWords: Readonly<Record<TraceMeasure, TraceWord>> = {
  'latency-p99': word('The 99th percentile of the time from runnable to running: goroutines wait for a processor.', {
    'a sign from': '5 ms; of fewer than 1,000 waits the median counts',
    'behind it': 'too little CPU, neighbours that spin, a collector that works all the time',
  }),
  'run-queue': word('Goroutines that could run, for each processor, on the mean.', {
    'a sign from': '8',
    'behind it': 'more work than the processors can do, or a CPU limit below GOMAXPROCS',
  }),
  'lock-convoy': word('Goroutines that wait at one mutex, on the mean: they queue up behind whoever holds it.', {
    'a sign from': '1, in 20 waits or more',
    'behind it': 'slow work under the lock; it looks healthy by latency, since waiting costs no CPU',
  }),
  backlog: word('Goroutines that wait at one place: more work comes than is taken away there.', {
    'a sign from': '2 more than in the baseline and five times as many; never without --baseline',
    'behind it': 'a pool that is too small or too slow; it looks healthier than healthy by latency',
  }),
  'gc-share': word('Share of the time in which the collector marks.', {
    'a sign from': '25 % in 3 cycles or more',
    'behind it': 'a low GOGC or memory limit, a large live heap, much garbage',
  }),
  'stw-share': word('Share of the time in which the world is stopped.', {
    'a sign from': '20 % in 10 stops or more; a loaded host alone makes 10 %',
    'behind it': 'stops that the program asks for, or a host that takes the processors away',
  }),
  'stops-per-second': word('Stops of the world that the program asks for itself: ReadMemStats, profiles, GOMAXPROCS.', {
    'a sign from': '50 a second',
    'behind it': 'runtime.ReadMemStats in a hot path or a short ticker; runtime/metrics stops nothing',
  }),
};

/** Reasons of GoBlock that are no words of goroutine headers (internal/trace/traceruntime.go of Go). */
export const traceReasonWords: Readonly<Record<string, TraceWord>> = {
  forever: word('Waits on a nil channel or in a select without cases: nothing can wake it.', {}, ['GL001', 'GL002']),
  network: viaWords.network,
  sync: word(
    'Waits for a semaphore: Mutex, RWMutex, WaitGroup, the lock of a file or connection; the top frame tells.',
    {
      dumps: 'sync.Mutex.Lock, sync.WaitGroup.Wait, semacquire …',
    },
  ),
  'sync.(*Cond).Wait': word('Waits for Signal or Broadcast of a sync.Cond.', { dumps: 'sync.Cond.Wait' }, ['GL015']),
  synctest: word('Waits in or for a testing/synctest bubble (Go 1.24 and later).', {}, ['synctest.Wait']),
  unspecified: word('The runtime gave no reason.'),
  'GC mark assist wait for work': word('Allocated faster than the collector marks, and waits until it may go on.', {}, [
    'gc-share',
  ]),
  'GC background sweeper wait': word('The sweeper of the runtime has nothing to do.'),
  'GC weak to strong wait': word('Asked for a weak pointer’s object while the collector ends its marking (1.24+).'),
  'system goroutine wait': word('A goroutine of the runtime waits for its next task.'),
  'wait until GC ends': word('runtime.GC, or what must not overlap a collection, waits for its end.', {}, ['gc-share']),
  'wait for debug call': word('A debugger calls a function on it.'),
  '?': word('The wait began before the trace: its reason is not in the file.', {
    'from Go 1.23 on': 'its frames are, and say what it waits for: `inferredReason`, “by its frames”',
  }),
};

/** What the views and the JSON call things. */
export const traceTermWords: Readonly<Record<string, TraceWord>> = {
  generation: word(
    'About a second of a trace, complete in itself: its own strings, stacks and states of all goroutines.',
    {
      'in memory': 'one at a time',
      'cut traces': 'whole generations are read exactly; what is left of a broken one is only counted in `salvaged`',
    },
  ),
  salvaged: word(
    'Events of a damaged or cut generation that could still be put in order; they are counted nowhere else.',
    {
      'Go’s reader': 'stops at the fault',
    },
  ),
  edge: word('Who woke whom: start function of the waker, of the woken one, reason of the wait, and how.', {
    'blocked time': 'how long the woken ones had waited, summed up',
    view: 'parkwatch trace graph',
  }),
  waker: word('The goroutine that made another one runnable; `<none>` is none: a timer, the poller or the runtime.', {
    'not always the cause': 'who restarts the world hands on ready connections; such wakes count as network',
  }),
  'start function': word(
    'The function that a goroutine was started with; where the trace does not say, its outermost frame.',
  ),
  'birth site': word('The function that ran the go statement, `created by` in a dump.'),
  'blocked at end': word('Goroutines that wait or sit in a system call when the trace ends.', {
    'is it a leak': 'not by itself: a parked worker looks the same; growth by birth site is the sign',
    view: 'parkwatch trace blocked',
  }),
  'flight recorder': word(
    'A ring of the last seconds of a trace inside the process (runtime/trace.FlightRecorder, Go 1.25).',
    {
      'read it': 'parkwatch trace HOST --flight PATH, or a file that WriteTo wrote',
    },
  ),
  'run queue': word('Goroutines that could run and wait for a processor.', {}, ['run-queue']),
  'mark assist': word('A goroutine that allocates must help the collector to mark before it may go on.', {}, [
    'gc-share',
  ]),
  'stop-the-world': word('A moment in which no goroutine runs; its kind says who asked for it.', {
    'of the collector': 'GC sweep termination, GC mark termination',
    'of the program': 'read mem stats, goroutine profile, all goroutines stack trace, GOMAXPROCS',
    'of the trace itself': 'start trace, stop trace',
    length: 'includes the time until all have stopped',
  }),
  task: word('runtime/trace.NewTask: a piece of work of the program, perhaps over several goroutines.'),
  region: word('runtime/trace.StartRegion: a stretch of one goroutine.'),
  'no sign found': word('None of the measures is above its limit in these seconds. It is no proof of health.', {}, [
    'latency-p99',
    'lock-convoy',
  ]),
};

/** Frequent events of the wire (internal/trace/tracev2/events.go). */
export const traceEventWords: Readonly<Record<string, TraceWord>> = {
  GoCreate: word('A go statement ran: the new goroutine is runnable.', { stack: 'of the go statement' }),
  GoCreateBlocked: word('A coroutine was made (iter.Pull); it waits to be switched to. Go 1.23 and later.'),
  GoStart: word('A goroutine begins to run on a processor.'),
  GoBlock: word('The running goroutine parks.', { stack: 'its own; without the frames of the runtime that park it' }),
  GoUnblock: word('A parked goroutine was made runnable.', { stack: 'of the waker' }, ['waker']),
  GoStop: word('The running goroutine yields and stays runnable: preempted, or runtime.Gosched.'),
  GoDestroy: word('The running goroutine ended.'),
  GoSwitch: word('A coroutine switch: one goroutine is woken, one blocks, one starts, all at once. Go 1.23 and later.'),
  GoStatus: word('What state a goroutine is in when a generation begins, or when it is first met.'),
  GoStatusStack: word('The same with its stack: so goroutines that never moved have one. Go 1.23 and later.'),
  GoSyscallBegin: word('The running goroutine enters a system call.'),
  GoSyscallEnd: word('It came back and kept its processor.'),
  GoSyscallEndBlocked: word('It came back, had lost its processor and is runnable.'),
  STWBegin: word('The world is about to be stopped.', {}, ['stop-the-world']),
  STWEnd: word('The world runs again.', {}, ['stop-the-world']),
};
