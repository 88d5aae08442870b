// What `parkwatch trace` finds out, as DESIGN §11 prints it. Times are ns from the first event of the trace; arrays are
// empty, never null. `-1` where a time did not come before the trace ended. One thing: the words of one result.
import type { Problem } from './problem.ts';
import type { Finding, SourceInfo } from './run-result.ts';
import type { Frame } from './stack.ts';
import type { ClockSnapshot } from './trace-events.ts';
import type { Verdict } from './verdict.ts';

/** A number; a text above 2^53. */
export type TraceId = number | string;

/** How a goroutine was woken. */
export const wakeVias = [
  'send',
  'receive',
  'close',
  'unlock',
  'cancel',
  'timer',
  'network',
  'gc',
  'coroutine',
] as const;
export type WakeVia = (typeof wakeVias)[number];

export interface TraceEdge {
  /** Start function of who woke; `<none>` is no goroutine: a timer, the network poller, the runtime. */
  readonly waker: string;
  readonly wakee: string;
  /** What the wakee waited for; `?` when the wait began before the trace, empty for a coroutine switch. */
  readonly reason: string;
  readonly via: WakeVia;
  readonly count: number;
  readonly blockedNs: number;
  /** Of `count`, waits that began before the trace: their time counts from its start. */
  readonly sinceStart: number;
  /** A timer, the network or one of the runtime's own goroutines stands at an end: no edge between parts of the program. */
  readonly system: boolean;
}

/** Wake-ups by place: first frame outside runtime, sync, internal (and context, of the waker). */
export interface TraceSiteEdge {
  readonly wakeSite: string;
  readonly waitSite: string;
  readonly reason: string;
  readonly count: number;
  readonly blockedNs: number;
}

export const cancelKinds = ['manual', 'cause', 'early', 'deadline', 'relay', 'foreign-afterfunc'] as const;
export type CancelKind = (typeof cancelKinds)[number];

export interface CancelledGoroutine {
  readonly goroutine: TraceId;
  readonly function: string;
  /** Where it waited. */
  readonly site?: Frame;
  readonly reason: string;
  /** 1: it waited on the context that was cancelled; more: on a child so far down. */
  readonly depth: number;
  readonly at: number;
  readonly blockedNs: number;
  /** From the wake until it ran, -1: never. */
  readonly startNs: number;
  /** From the wake until it ended, -1: alive at the end of the trace, or cancelled again before. */
  readonly endNs: number;
  readonly fate: 'ended' | 'alive' | 'cancelled-again';
  /** What it does when the trace ends, where `fate` is `alive`. */
  readonly atEnd?: { readonly state: GoroutineState; readonly reason?: string; readonly site?: Frame };
}

export const goroutineStates = ['runnable', 'running', 'waiting', 'syscall'] as const;
export type GoroutineState = (typeof goroutineStates)[number];

export interface Cancellation {
  readonly at: number;
  readonly canceller: { readonly goroutine: TraceId; readonly function: string };
  readonly kind: CancelKind;
  /** The code that called cancel; absent when none did (a deadline). */
  readonly site?: Frame;
  /** The innermost frame outside the standard library. */
  readonly userSite?: Frame;
  /** Frames from the cancel down, at most 12. */
  readonly stack: readonly Frame[];
  /** Index in `cancels` of the cancellation that woke the canceller, when it had not blocked again since. */
  readonly after?: number;
  /** Of a relay: who told it that the foreign parent is done. */
  readonly toldBy?: { readonly function: string; readonly site?: Frame };
  /** In the order in which they were woken. */
  readonly woken: readonly CancelledGoroutine[];
}

export interface ContextSpawn {
  readonly at: number;
  /** `deadline`: a context's time ran out; `timer`: time.AfterFunc; `afterfunc`: context.AfterFunc. */
  readonly kind: 'afterfunc' | 'deadline' | 'timer';
  readonly by: { readonly goroutine: TraceId; readonly function: string };
  readonly goroutine: TraceId;
  readonly function: string;
  /** Of an `afterfunc`: the code that called cancel, and the innermost frame outside the standard library. */
  readonly site?: Frame;
  readonly userSite?: Frame;
  /** Of a `deadline`: goroutines that it woke. */
  readonly woke?: number;
}

export interface BlockedGroup {
  readonly function: string;
  readonly state: 'waiting' | 'syscall';
  /** `?` when it is not in the file, empty for a coroutine that was switched from. */
  readonly reason: string;
  /** What the frames say, when the reason is not in the file. */
  readonly inferredReason?: string;
  /** Top frame after the runtime's. */
  readonly site?: Frame;
  /** First frame of the user's, outside the standard library. */
  readonly parkSite?: Frame;
  /** Where the `go` statement is, when it ran within the trace. */
  readonly birthSite?: Frame;
  /** Of one of them, at most 32 frames. */
  readonly stack: readonly Frame[];
  readonly count: number;
  /** Of them, waiting since before the trace. */
  readonly sinceStart: number;
  /** Longest and shortest time in that state; a lower bound for those since before the trace. */
  readonly maxNs: number;
  readonly minNs: number;
  /** Start functions of who woke them last, within the trace; none: never woken. */
  readonly lastWakers: readonly string[];
  /** One of the runtime's own goroutines. */
  readonly system: boolean;
  readonly ids: readonly TraceId[];
}

export interface GrowthSite {
  readonly birthSite?: Frame;
  /** Start function. */
  readonly function: string;
  readonly created: number;
  readonly ended: number;
  /** Alive at the start of each generation but the first, and at the end. */
  readonly alive: readonly number[];
  readonly blockedAtEnd: number;
  /** Of these, in a wait that is longer than a fifth of the trace or than a generation is on the mean, whichever is less. */
  readonly still: number;
  /** One of the runtime's own goroutines. */
  readonly system: boolean;
}

/** Waits by place; `meanWaiters` is their time over that of the trace (Little's law): how many stood there on the mean. */
export interface WaitPlace {
  /** First frame outside runtime, sync and internal. */
  readonly site: string;
  /** Top frame, e.g. `sync.(*Mutex).Lock` or `runtime.chanrecv1`; empty when the file has no stack. */
  readonly operation: string;
  readonly reason: string;
  /** Waits that ended. */
  readonly count: number;
  /** Waiting when the trace ends; their time counts, too. */
  readonly atEnd: number;
  readonly ns: number;
  readonly meanWaiters: number;
}

export const traceMeasures = [
  'latency-p99',
  'run-queue',
  'lock-convoy',
  'backlog',
  'gc-share',
  'stw-share',
  'stops-per-second',
] as const;
export type TraceMeasure = (typeof traceMeasures)[number];

/** A measure beyond what healthy programs showed (docs/trace.md has the data). */
export interface TraceSign {
  readonly view: 'sched' | 'gc';
  readonly measure: TraceMeasure;
  readonly value: number;
  /** What it was compared with; with a baseline, the smallest value that would have been a sign. */
  readonly limit: number;
  readonly baseline?: number;
  readonly unit: 'ns' | 'goroutines' | 'share' | 'per-second';
  /** Where, for a convoy or a backlog. */
  readonly site?: string;
  readonly text: string;
}

export interface TimeSpan {
  readonly at: number;
  /** -1: still open at the end. */
  readonly ns: number;
}

export interface StopTheWorld {
  readonly kind: string;
  readonly count: number;
  /** Sum of those that ended. */
  readonly ns: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Percentiles {
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface SchedulerFacts {
  /** From runnable to running. */
  readonly latencyNs: Percentiles;
  /** Shares of all goroutine time. They mislead as signs of health (reference/execution-traces.md §7). */
  readonly share: {
    readonly running: number;
    readonly runnable: number;
    readonly waiting: number;
    readonly syscall: number;
  };
  readonly meanRunnable: number;
  readonly maxRunnable: number;
  readonly meanRunning: number;
  readonly meanGoroutines: number;
  readonly meanRunningProcs: number;
  readonly procs: number;
  /** Start functions that waited longest for a processor in all. */
  readonly byFunction: readonly { readonly function: string; readonly latencyNs: Percentiles }[];
}

export interface ProcessorFacts {
  readonly id: TraceId;
  /** Time in which it ran goroutines; the rest it was idle. */
  readonly runningNs: number;
  readonly runningShare: number;
}

export interface GcFacts {
  readonly cycles: readonly (TimeSpan & { readonly kind: 'begin' | 'active' })[];
  readonly markNs: number;
  readonly markShare: number;
  readonly stwNs: number;
  readonly stwShare: number;
  readonly assists: { readonly count: number; readonly ns: number };
  readonly assistsByFunction: readonly { readonly function: string; readonly count: number; readonly ns: number }[];
  readonly sweeps: {
    readonly count: number;
    readonly ns: number;
    readonly sweptBytes: number;
    readonly reclaimedBytes: number;
  };
  /** Bytes of live objects and the goal, as last and highest seen. */
  readonly heapBytes: { readonly last: number; readonly max: number };
  readonly goalBytes: number;
}

export interface FunctionFacts {
  readonly function: string;
  readonly count: number;
  readonly runningNs: number;
  readonly runnableNs: number;
  readonly waitingNs: number;
  readonly syscallNs: number;
  readonly alive: number;
}

export interface TaskFacts {
  readonly name: string;
  readonly count: number;
  readonly open: number;
  readonly durationNs: Percentiles;
}

export interface RegionFacts {
  readonly name: string;
  readonly count: number;
  readonly open: number;
  readonly durationNs: Percentiles;
}

export interface SyscallFacts {
  readonly count: number;
  /** Calls in which the processor was taken away. */
  readonly blocked: number;
  readonly ns: number;
  readonly bySite: readonly SyscallSite[];
}

export interface SyscallSite {
  /** The call, e.g. `syscall.read`; empty when the file has no stack. */
  readonly site: string;
  /** The innermost function outside the standard library; empty when there is none. */
  readonly user: string;
  readonly count: number;
  readonly blocked: number;
  readonly ns: number;
}

/** What is counted under the names of golang.org/x/exp/trace, for comparison with other tools. */
export interface TraceCounts {
  readonly goTransitions: Readonly<Record<string, number>>;
  readonly procTransitions: Readonly<Record<string, number>>;
  readonly blockReasons: Readonly<Record<string, number>>;
  readonly stopReasons: Readonly<Record<string, number>>;
  readonly ranges: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, number>>;
  readonly logs: number;
  /** Goroutines by state at the start of each generation and at the end. */
  readonly atSync: readonly {
    readonly t: number;
    readonly waiting: number;
    readonly runnable: number;
    readonly running: number;
    readonly syscall: number;
  }[];
}

/** Everything true of one trace. */
export interface TraceFacts {
  readonly header: string;
  readonly generations: number;
  /** Of the trace, or of `window` where one was asked for. */
  readonly durationNs: number;
  /** With `--from` or `--to`: what all facts are of; times count from the start of the trace all the same. */
  readonly window?: { readonly fromNs: number; readonly toNs: number };
  readonly events: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly goroutines: {
    readonly count: number;
    /** `running`, `runnable`, `syscall`, `waiting:REASON`. */
    readonly stateNs: Readonly<Record<string, number>>;
    readonly byFunction: readonly FunctionFacts[];
    /** Woken in the trace, waiting since before it, and never with a stack of their own. */
    readonly unnamed: number;
  };
  readonly edges: readonly TraceEdge[];
  /** With `--by birth`: the nodes of `edges` are the functions that ran the go statements. */
  readonly edgesBy?: 'birth';
  readonly siteEdges: readonly TraceSiteEdge[];
  readonly cancels: readonly Cancellation[];
  /** All that there were; above 100,000 the lists hold the first. */
  readonly cancelTotals: { readonly calls: number; readonly woken: number; readonly spawns: number };
  readonly contextSpawns: readonly ContextSpawn[];
  readonly blockedAtEnd: readonly BlockedGroup[];
  readonly growth: readonly GrowthSite[];
  readonly waits: readonly WaitPlace[];
  readonly gc: GcFacts;
  readonly stw: readonly StopTheWorld[];
  readonly sched: SchedulerFacts;
  readonly processors: readonly ProcessorFacts[];
  readonly syscalls: SyscallFacts;
  readonly tasks: readonly TaskFacts[];
  readonly regions: readonly RegionFacts[];
  readonly samples: number;
  readonly counts: TraceCounts;
  readonly clockSnapshots: readonly ClockSnapshot[];
  readonly salvaged: { readonly events: number; readonly kinds: Readonly<Record<string, number>> };
  readonly complete: boolean;
}

/** The envelope of DESIGN §9 around the facts. */
export interface TraceResult extends TraceFacts {
  readonly schema: 'parkwatch/trace/1';
  readonly tool: { readonly name: 'parkwatch'; readonly version: string };
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly sources: readonly SourceInfo[];
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
  readonly signs: readonly TraceSign[];
  /** Commands that would tell more. */
  readonly next: readonly string[];
}

export const traceViews = [
  'overview',
  'graph',
  'cancels',
  'blocked',
  'gc',
  'sched',
  'goroutines',
  'tasks',
  'regions',
  'syscalls',
] as const;
export type TraceView = (typeof traceViews)[number];

/** One view as JSON: the envelope, and of the facts those that the view is about. */
export interface TraceViewResult
  extends Pick<
      TraceResult,
      | 'tool'
      | 'verdict'
      | 'exitCode'
      | 'sources'
      | 'problems'
      | 'findings'
      | 'signs'
      | 'next'
      | 'header'
      | 'generations'
      | 'durationNs'
      | 'window'
      | 'events'
      | 'complete'
    >,
    Partial<
      Pick<
        TraceFacts,
        | 'edges'
        | 'edgesBy'
        | 'siteEdges'
        | 'cancels'
        | 'cancelTotals'
        | 'contextSpawns'
        | 'blockedAtEnd'
        | 'growth'
        | 'waits'
        | 'gc'
        | 'stw'
        | 'sched'
        | 'processors'
        | 'syscalls'
        | 'goroutines'
        | 'tasks'
        | 'regions'
      >
    > {
  readonly schema: 'parkwatch/trace-view/1';
  readonly view: TraceView;
}
