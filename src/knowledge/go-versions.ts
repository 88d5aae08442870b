// What changed from Go release to Go release for whoever reads dumps, profiles and traces, or hunts leaks.
// Sources: reference/goroutine-dumps.md §1.3–3 (runtime sources diffed release by release, and runs), release notes,
// reference/execution-traces.md, reference/context-probe.md. One thing: a table of texts.

export type ChangeArea =
  | 'dump'
  | 'profile'
  | 'leak profile'
  | 'wait reasons'
  | 'names'
  | 'trace'
  | 'timers'
  | 'language'
  | 'library'
  | 'metrics';

export interface GoChange {
  /** Minor release, 13 for Go 1.13. */
  readonly minor: number;
  readonly area: ChangeArea;
  readonly text: string;
  readonly source: string;
}

const dumps = 'runtime/traceback.go, compared release by release';
const reasons = 'runtime/runtime2.go, compared release by release';

type Row = readonly [minor: number, area: ChangeArea, text: string, source: string];

const rows: readonly Row[] = [
  [13, 'wait reasons', '`GC scavenge wait` is new.', reasons],
  [
    14,
    'dump',
    'Goroutines may be preempted anywhere: a running one shows as `[runnable]` at any line; status `preempted` is new.',
    'Go 1.14 release notes; ' + dumps,
  ],
  [14, 'library', 'database/sql no longer runs connectionResetter per pool.', 'database/sql/sql.go'],
  [
    17,
    'dump',
    'Arguments of frames are printed by type: `{0x1, 0x2}`, `_`, at most 10 and 5 deep; before, up to 10 bare words.',
    dumps,
  ],
  [18, 'dump', 'Words that may be dead carry a question mark: `0x1?` (register calling convention).', dumps],
  [18, 'names', 'Generic functions print as `F[...]`.', dumps],
  [
    19,
    'profile',
    'Goroutine profiles stop the world for a short, fixed time instead of one that grows with their number.',
    'CL 387415',
  ],
  [
    20,
    'wait reasons',
    '`sync.Mutex.Lock`, `sync.RWMutex.RLock` and `sync.RWMutex.Lock` are new; before, all of them read `semacquire`. Also `stopping the world` and `GC mark termination`.',
    reasons,
  ],
  [20, 'profile', 'Functions in debug=0 carry the line they start at.', 'runtime/pprof/pprof.go; measured'],
  [20, 'dump', 'A test that timed out lists `running tests:`.', 'testing/testing.go@go1.20'],
  [20, 'library', 'os/exec: Cmd.Cancel and Cmd.WaitDelay; context: WithCancelCause.', 'Go 1.20 release notes'],
  [21, 'dump', '`created by F in goroutine N` names the creator’s id.', dumps],
  [
    21,
    'dump',
    'Long stacks keep the 50 innermost and the 50 outermost frames: `...N frames elided...`; before, the 100 innermost.',
    dumps,
  ],
  [21, 'names', 'debug=0 holds full shape names (`F[go.shape.int]`), text forms print `F[...]`.', 'commit 1a612783c5'],
  [
    21,
    'names',
    'The relay of a foreign parent context is `context.(*cancelCtx).propagateCancel.func2`; before, `context.propagateCancel.func1`.',
    'context/context.go',
  ],
  [21, 'library', 'context.WithoutCancel, AfterFunc, WithTimeoutCause.', 'Go 1.21 release notes'],
  [22, 'dump', 'Crash dumps print `gp=… m=…` in headers and `fp=… sp=… pc=…` in frames.', dumps],
  [22, 'wait reasons', '`coroutine` (iter.Pull) and the tracer’s own reasons are new.', reasons],
  [22, 'names', 'Wrappers of `go f(x)` and `defer f(x)` are `gowrapN` and `deferwrapN`.', dumps],
  [
    22,
    'trace',
    'Execution traces have a new format (v2), in generations; older ones are another format.',
    'internal/trace@go1.22',
  ],
  [
    22,
    'language',
    'Loop variables are made anew in each turn when go.mod says 1.22 or later: closures no longer share them. Range over integers.',
    'Go 1.22 release notes',
  ],
  [
    23,
    'profile',
    'Stacks in profiles may be 128 frames deep (GODEBUG=profstackdepth), before 32; the cut is at the root.',
    'runtime/pprof/pprof.go; measured',
  ],
  [23, 'dump', 'Further lines of a panic value are indented by a tab.', dumps],
  [23, 'profile', 'threadcreate has records of zero addresses without frame lines.', 'measured, go1.21 to go1.27'],
  [
    23,
    'timers',
    'Timers and tickers that nothing refers to are collected, stopped or not, and their channels are without buffer, when the main module says go 1.23; asynctimerchan=1 brings the old way back. RS001 and RS002 are moot for memory; a goroutine that waits on a ticker still stays.',
    'Go 1.23 release notes',
  ],
  [23, 'language', 'Range over functions; iter.Pull.', 'Go 1.23 release notes'],
  [
    24,
    'wait reasons',
    '`sync.WaitGroup.Wait` is new (before `semacquire`, which from now on is only file descriptors and the runtime); synctest states.',
    reasons,
  ],
  [24, 'names', 'Mutex frames read `internal/sync.(*Mutex).Lock` below `sync.(*Mutex).Lock`.', dumps],
  [
    24,
    'names',
    'Closures in closures that were inlined get names such as `main.nest.nest.func1.func3.1`, and may lose their package.',
    'measured, go1.21 to go1.27',
  ],
  [24, 'dump', 'Headers may say `synctest group N` (GOEXPERIMENT=synctest).', dumps],
  [25, 'dump', '`(durable)` and `synctest bubble N`; `[recovered, repanicked]` on one line.', dumps],
  [25, 'wait reasons', '`cleanup wait` and `GOMAXPROCS updater (idle)` are new.', reasons],
  [25, 'trace', 'The flight recorder keeps the last seconds of a trace in memory.', 'Go 1.25 release notes'],
  [
    25,
    'language',
    'sync.WaitGroup.Go starts and counts a goroutine without a `go` statement.',
    'Go 1.25 release notes',
  ],
  [
    26,
    'leak profile',
    'The goroutineleak profile exists as an experiment (GOEXPERIMENT=goroutineleakprofile); marked goroutines read `(leaked)` and lose their minutes. Main’s own `select {}` is marked, too.',
    'golang/go#74609; measured',
  ],
  [
    26,
    'dump',
    'Labels inside the bracket with GODEBUG=tracebacklabels=1: `[select labels:{"k": "v"}]`. Heap addresses begin at random places.',
    dumps,
  ],
  [
    26,
    'metrics',
    'runtime/metrics counts goroutines by state and those ever created: `/sched/goroutines-created:goroutines`.',
    'runtime/metrics@go1.26',
  ],
  [26, 'language', '`new(expr)`.', 'Go 1.26 release notes'],
  [
    27,
    'leak profile',
    'The goroutineleak profile is on without an experiment; main’s `select {}` is hidden in debug=2 and counted as one record without frames in debug=0 and 1.',
    'measured, go1.27.3',
  ],
  [
    27,
    'dump',
    'Labels behind the bracket, on by default when the main module says go 1.27: `[chan receive] {handler: "get user"}:`.',
    dumps,
  ],
  [
    27,
    'names',
    'Closures are named after their own function again (`main.nest.func1.func2.1`, `main.smallInlined.1`); generic methods print `T[...].G[...]`. HTTP/2 lives in `net/http/internal/http2`.',
    'measured; net/http@go1.27.3',
  ],
  [27, 'language', 'Generic methods.', 'Go 1.27 release notes'],
];

export const goChanges: readonly GoChange[] = rows.map(([minor, area, text, source]) => ({
  minor,
  area,
  text,
  source,
}));

/** First and last minor release that the table speaks of. */
export const knownMinors = { first: 13, last: 27 } as const;

/** Changes after `from` up to and with `to` (minor releases), oldest first; with both equal, those of that release. */
export function changesBetween(from: number, to: number): readonly GoChange[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  return goChanges.filter((change) =>
    low === high ? change.minor === low : change.minor > low && change.minor <= high,
  );
}
