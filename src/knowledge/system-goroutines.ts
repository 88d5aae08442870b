// Which goroutines are not the program's work: the runtime's own, main, and the one that takes the dump or profile.
// Source: runtime.isSystemGoroutine (traceback.go, 1.20–1.27), runtime/pprof/pprof.go, net/http/pprof/pprof.go.

/** Roots under `runtime.` that are not system goroutines: main, coroutines of iter.Pull, events of js/wasm. */
const userRoots: ReadonlySet<string> = new Set([
  'runtime.main',
  'runtime.corostart',
  'runtime.handleAsyncEvent',
  'runtime.handleEvent',
  'runtime.goexit',
]);

export interface SystemGoroutine {
  readonly root: string;
  readonly job: string;
  /** First and last Go release that has it, where bounded. */
  readonly since?: string;
  readonly until?: string;
}

/** The runtime's goroutines by the function they run; what each does, for `explain` and reports. */
export const systemGoroutines: readonly SystemGoroutine[] = [
  { root: 'runtime.forcegchelper', job: 'starts a GC cycle when none ran for two minutes' },
  { root: 'runtime.bgsweep', job: 'sweeps spans in the background' },
  { root: 'runtime.bgscavenge', job: 'returns free memory to the operating system', since: '1.13' },
  { root: 'runtime.gcBgMarkWorker', job: 'marks the heap during a GC cycle; one per P, kept idle between cycles' },
  { root: 'runtime.runfinq', job: 'runs finalizers', until: '1.24' },
  { root: 'runtime.runFinalizers', job: 'runs finalizers', since: '1.25' },
  { root: 'runtime.runCleanups', job: 'runs cleanups of runtime.AddCleanup', since: '1.25' },
  { root: 'runtime.updateMaxProcsGoroutine', job: 'follows changes of the CPU limit', since: '1.25' },
  { root: 'runtime.ensureSigM.func1', job: 'owns the thread that enables and disables signals' },
  {
    root: 'runtime.unique_runtime_registerUniqueMapCleanup.func1',
    job: 'cleans the maps of package unique',
    since: '1.23',
    until: '1.23',
  },
  {
    root: 'runtime.unique_runtime_registerUniqueMapCleanup.func2',
    job: 'cleans the maps of package unique',
    since: '1.24',
    until: '1.24',
  },
  { root: 'runtime.timerproc', job: 'runs timers', until: '1.13' },
  {
    root: 'runtime.(*traceAdvancerState).start.func1',
    job: 'advances the execution trace to its next generation',
    since: '1.22',
  },
  { root: 'runtime.runPerThreadSyscall', job: 'runs one system call on every thread', since: '1.16' },
];

/** What the runtime's goroutine of this root does. */
export function systemGoroutineInfo(root: string): SystemGoroutine | undefined {
  return systemGoroutines.find((g) => g.root === root);
}

/** True when a goroutine whose outermost function (below `runtime.goexit`) is `root` belongs to the runtime. */
export function isSystemRoot(root: string): boolean {
  return root.startsWith('runtime.') && !userRoots.has(root);
}

/** True when a goroutine whose outermost function is `root` is the main goroutine. */
export function isMainRoot(root: string): boolean {
  return root === 'main.main' || root === 'runtime.main';
}

/**
 * Functions that take a dump or a goroutine profile of all. The goroutine whose innermost function outside the runtime
 * is one of these is the one that took the picture.
 */
export const profileTakers: ReadonlySet<string> = new Set([
  'runtime/pprof.runtime_goroutineProfileWithLabels', // debug=0, 1 up to 1.22
  'runtime/pprof.pprof_goroutineProfileWithLabels', // from 1.23
  'runtime/pprof.pprof_goroutineLeakProfileWithLabels', // goroutineleak, from 1.26
  'runtime/pprof.runtime_goroutineLeakGC',
  'runtime/pprof.writeRuntimeProfile',
  'runtime/pprof.writeGoroutine',
  'runtime/pprof.writeGoroutineStacks', // debug=2
  'runtime/pprof.writeGoroutineLeak',
  'runtime/pprof.goroutineLeakProfileWithLabels',
  'runtime/pprof.(*Profile).WriteTo',
  'runtime/debug.Stack',
  'runtime/debug.PrintStack',
]);

/** Functions of the runtime with the same meaning, shown when the caller is not in runtime/pprof. */
export const runtimeProfileTakers: ReadonlySet<string> = new Set([
  'runtime.Stack',
  'runtime.GoroutineProfile',
  'runtime.goroutineProfileWithLabels',
  'runtime.goroutineProfileWithLabelsConcurrent',
]);
