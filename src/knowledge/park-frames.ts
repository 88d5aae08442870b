// Frames in which goroutines park: what they wait on, which are folded to the primitive's name, and which are dropped.
// Source: Go 1.20–1.27 src/runtime/{chan,select,sema,netpoll,time,coro,cgocall}.go, src/sync, src/internal/sync,
// src/internal/poll; reference/goroutine-dumps.md §2.5; older names from Go 1.12–1.19 of the same files.
import type { Primitive } from '../model/primitive.ts';

/**
 * Packages that are the runtime: their frames never are a site, and go from the top of a stack. A debug=1 profile hides
 * the same ones there (runtime/pprof.printStackRecord hides `runtime.` and, from 1.25, `internal/runtime/`).
 */
export function isRuntimePackage(path: string): boolean {
  return path === 'runtime' || path.startsWith('internal/runtime/') || path.startsWith('runtime/internal/');
}

/**
 * True for `runtime.X` and `runtime.(*X).Y` with capitals: the only functions of the runtime that debug=2 prints
 * (runtime.isExportedRuntime; methods count from 1.21), besides `panic`.
 */
export function isExportedRuntime(symbol: string): boolean {
  return /^runtime\.(?:\(?\*?[A-Z][^.]*\)?\.)?[A-Z][^.]*$/.test(symbol);
}

/**
 * Functions that the runtime links into other packages to park there. They go from the top of a stack like the
 * runtime's own, since they were renamed at 1.20 and 1.24.
 */
export const linkedParkFunctions: Readonly<Record<string, Primitive>> = {
  'internal/poll.runtime_pollWait': 'IO wait',
  'internal/poll.runtime_pollWaitCanceled': 'IO wait', // Windows
  'internal/poll.runtime_Semacquire': 'semacquire', // lock of a file descriptor
  'net.runtime_pollWait': 'IO wait', // Go <= 1.8
  'time.Sleep': 'sleep',
  'sync.runtime_Semacquire': 'semacquire', // WaitGroup <= 1.23, RWMutex writer waiting for readers <= 1.19
  'sync.runtime_SemacquireWaitGroup': 'sync.WaitGroup.Wait', // >= 1.24
  'sync.runtime_SemacquireMutex': 'sync.Mutex.Lock', // <= 1.23; RWMutex too <= 1.19
  'internal/sync.runtime_SemacquireMutex': 'sync.Mutex.Lock', // >= 1.24
  'sync.runtime_SemacquireRWMutexR': 'sync.RWMutex.RLock', // >= 1.20
  'sync.runtime_SemacquireRWMutex': 'sync.RWMutex.Lock', // >= 1.20
  'sync.runtime_notifyListWait': 'sync.Cond.Wait',
  'reflect.rselect': 'select',
  'reflect.select0': 'select', // 1.27, between rselect and Select
  'reflect.chanrecv': 'chan receive',
  'reflect.chansend': 'chan send',
  'reflect.chansend0': 'chan send', // >= 1.21
  'internal/synctest.Run': 'runtime',
  'internal/synctest.Wait': 'runtime',
};

/** Functions that the runtime parks in and that are a site of their own. */
export const visibleParkFunctions: Readonly<Record<string, Primitive>> = {
  'os/signal.signal_recv': 'syscall', // sleeps on a futex, entered as a system call
};

/** Leaf frames of the runtime that say that the goroutine is not waiting: preempted, or gave way. */
export const runnableFunctions: ReadonlySet<string> = new Set([
  'runtime.asyncPreempt',
  'runtime.asyncPreempt2',
  'runtime.Gosched',
  'runtime.goschedImpl',
  'runtime.gosched_m',
]);

/** Functions of the runtime that say what the goroutine waits on (debug=0, GOTRACEBACK=system, SIGQUIT). */
export const runtimeParkFunctions: Readonly<Record<string, Primitive>> = {
  'runtime.chanrecv': 'chan receive',
  'runtime.chanrecv1': 'chan receive',
  'runtime.chanrecv2': 'chan receive',
  'runtime.chansend': 'chan send',
  'runtime.chansend1': 'chan send',
  'runtime.selectgo': 'select',
  'runtime.block': 'select (no cases)',
  'runtime.netpollblock': 'IO wait',
  'runtime.timeSleep': 'sleep',
  'runtime.coroswitch': 'coroutine',
  'runtime.coroswitch_m': 'coroutine',
  'runtime.corostart': 'coroutine',
  'runtime.cgocall': 'syscall',
  'runtime.asmcgocall': 'syscall',
  'runtime.notetsleepg': 'syscall', // os/signal.signal_recv and the like sit in a futex, entered as a system call
  'runtime.semacquire': 'semacquire',
  'runtime.semacquire1': 'semacquire',
  'runtime.semacquireWaitGroup': 'sync.WaitGroup.Wait',
};

/**
 * Functions of the standard library that are a wait as the user knows it; runs of them become one name, that of the
 * outermost (RWMutex.Lock waits in a Mutex; Once.Do waits in a Mutex). Their innards changed at 1.9, 1.20 and 1.24.
 */
export const foldedWaits: Readonly<Record<string, { readonly name: string; readonly primitive?: Primitive }>> = {
  'sync.(*Mutex).Lock': { name: 'sync.Mutex.Lock', primitive: 'sync.Mutex.Lock' },
  'sync.(*Mutex).lockSlow': { name: 'sync.Mutex.Lock', primitive: 'sync.Mutex.Lock' },
  'internal/sync.(*Mutex).Lock': { name: 'sync.Mutex.Lock', primitive: 'sync.Mutex.Lock' },
  'internal/sync.(*Mutex).lockSlow': { name: 'sync.Mutex.Lock', primitive: 'sync.Mutex.Lock' },
  'sync.(*RWMutex).RLock': { name: 'sync.RWMutex.RLock', primitive: 'sync.RWMutex.RLock' },
  'sync.(*rlocker).Lock': { name: 'sync.RWMutex.RLock', primitive: 'sync.RWMutex.RLock' },
  'sync.(*RWMutex).Lock': { name: 'sync.RWMutex.Lock', primitive: 'sync.RWMutex.Lock' },
  'sync.(*WaitGroup).Wait': { name: 'sync.WaitGroup.Wait', primitive: 'sync.WaitGroup.Wait' },
  'sync.(*Cond).Wait': { name: 'sync.Cond.Wait', primitive: 'sync.Cond.Wait' },
  'sync.(*Once).Do': { name: 'sync.Once.Do' },
  'sync.(*Once).doSlow': { name: 'sync.Once.Do' },
};

/** Packages whose frames are never the park site, whatever the goroutine waits on: runtime, sync and poller. */
export const sitelessPackages: ReadonlySet<string> = new Set([
  'sync',
  'internal/sync',
  'internal/poll',
  'internal/synctest',
]);

/**
 * Packages through which bytes pass on the way down to a descriptor. In a stack that ends in the poller or in a system
 * call they belong to the poller's side of the wait (`net.(*conn).Read`, `bufio.(*Reader).Peek`); elsewhere they are
 * sites (`io.(*pipe).read` in a select, `net.(*Resolver).lookupIPAddr`).
 */
export const descriptorPackages: ReadonlySet<string> = new Set([
  'syscall',
  'internal/syscall/unix',
  'internal/syscall/windows',
  'net',
  'os',
  'io',
  'io/ioutil',
  'bufio',
  'crypto/tls',
  'golang.org/x/sys/unix',
  'golang.org/x/sys/windows',
]);

/** Functions elsewhere in the standard library that only pass a descriptor's bytes or connections on. */
export const descriptorFunctions: ReadonlySet<string> = new Set([
  'net/http.(*persistConn).Read',
  'net/http.(*persistConn).Write',
  'net/http.persistConnWriter.Write',
  'net/http.persistConnWriter.ReadFrom',
  'net/http.(*connReader).Read',
  'net/http.checkConnErrorWriter.Write',
  'net/http.(*onceCloseListener).Accept',
  'net/http.onceCloseListener.Accept',
]);

/** Standard wrappers around a wait that are not the site either, by package or by function. */
export const wrapperPackages: ReadonlySet<string> = new Set(['iter', 'reflect']);
export const wrapperFunctions: ReadonlySet<string> = new Set(['time.Sleep']);

/**
 * Lines of the `gopark` call in runtime/chan.go, by function: only the line tells a nil channel in a profile. Profiles
 * do not state the Go version, so a line counts only because no known version uses it for the other case.
 * Source: src/runtime/chan.go of 1.19.8, 1.20.14, and the first and the newest release each of 1.21 (.0, .13), 1.22 (.12),
 * 1.23 (.12), 1.24 (.13), 1.25 (.14), 1.26 (.8) and 1.27 (.3): no line moved inside a minor version.
 */
export const channelParkLines: Readonly<
  Record<
    'runtime.chanrecv' | 'runtime.chansend',
    { readonly nil: readonly number[]; readonly other: readonly number[] }
  >
> = {
  'runtime.chansend': {
    nil: [165 /* 1.20–1.22 */, 176 /* 1.23 */, 181 /* >= 1.24 */],
    other: [259 /* 1.20–1.22 */, 270 /* 1.23 */, 283 /* >= 1.24 */],
  },
  'runtime.chanrecv': {
    nil: [469 /* 1.19–1.22 */, 516 /* 1.23 */, 533 /* 1.24 */, 536 /* >= 1.25 */],
    other: [583 /* 1.19–1.22 */, 639 /* 1.23 */, 664 /* 1.24 */, 667 /* >= 1.25 */],
  },
};

/** The nil-channel primitive when this frame's line says so without doubt. */
export function nilChannelWait(symbol: string, line: number | undefined): Primitive | undefined {
  if (line === undefined) return undefined;
  if (symbol !== 'runtime.chanrecv' && symbol !== 'runtime.chansend') return undefined;
  const lines = channelParkLines[symbol];
  if (!lines.nil.includes(line) || lines.other.includes(line)) return undefined;
  return symbol === 'runtime.chanrecv' ? 'chan receive (nil chan)' : 'chan send (nil chan)';
}
