// What an execution trace tells its listeners, event by event in Go's order. Numbers only: no object is made per event.
import type { KernelRoom } from '../base/column-room.ts';
import type { Problem } from './problem.ts';

/** How golang.org/x/exp/trace calls what an event is. */
export const eventKinds = [
  'Sync',
  'Metric',
  'Label',
  'StackSample',
  'RangeBegin',
  'RangeActive',
  'RangeEnd',
  'TaskBegin',
  'TaskEnd',
  'RegionBegin',
  'RegionEnd',
  'Log',
  'StateTransition',
  'Experimental',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Goroutine states as the API of golang.org/x/exp/trace numbers and names them. */
export const go = { undetermined: 0, notExist: 1, runnable: 2, running: 3, waiting: 4, syscall: 5 } as const;
export const goStateNames = ['Undetermined', 'NotExist', 'Runnable', 'Running', 'Waiting', 'Syscall'] as const;

/** Processor states, likewise. */
export const proc = { undetermined: 0, notExist: 1, running: 2, idle: 3 } as const;
export const procStateNames = ['Undetermined', 'NotExist', 'Running', 'Idle'] as const;

/**
 * A run of frequent events in columns, good during the call: the order is that of the columns. Event `i` is at `times[i]`
 * and in four words from `words[4 * i]`: number of the event (low 8 bits) with its reason above it, goroutine, what else it
 * names, stack. GoStart (16): processor · GoBlock (20), GoStop (19): reason, stack · GoUnblock (21): who woke it, stack ·
 * GoSyscallBegin (22): stack · GoSyscallEnd (23), which ran on · GoDestroy (17) · GoCreate (14): creator; the start stack is
 * in the place of the reason; no other goroutine has its slot in the same run · ProcStart (10), ProcStop (11): processor.
 */
export interface FrequentEvents {
  readonly count: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
}

/**
 * Every method is optional; what is not asked for is not called. Times are ns from the first event. `g` and `p` are dense
 * slots (ids: `TraceTables`), -1 is none; a goroutine's slot is free for another one after `goDestroy` has returned.
 * `stack` and `reason` are ids of the tables of this generation (0: none), to be looked up during the call.
 * States are those of `go` and `proc`.
 */
export interface TraceSink {
  /** In place of single calls for events that the reader has in columns; the methods of the same events are called for others. */
  frequent?(events: FrequentEvents): void;
  /** A generation begins, or (`last`) the trace has ended. */
  sync?(time: number, last: boolean): void;
  /** State at the start of a generation: `from` is undetermined when the goroutine is seen for the first time. */
  goStatus?(time: number, by: number, g: number, from: number, to: number, stack: number): void;
  /** `by` ran the go statement at `stack`; -1: the runtime did (a timer). `start` is the stack of the new one's function. */
  goCreate?(time: number, by: number, g: number, to: number, start: number, stack: number): void;
  goStart?(time: number, p: number, g: number): void;
  /** Yielded: runnable again. */
  goStop?(time: number, g: number, reason: number, stack: number): void;
  goBlock?(time: number, g: number, reason: number, stack: number): void;
  /** `by` is -1 for timers, the poller and the runtime; `switched` for a coroutine switch, which has no stack. */
  goUnblock?(time: number, by: number, g: number, stack: number, switched: boolean): void;
  goDestroy?(time: number, g: number, from: number): void;
  syscallBegin?(time: number, g: number, stack: number): void;
  /** `blocked`: it lost its processor and is runnable; else it runs on. */
  syscallEnd?(time: number, g: number, blocked: boolean): void;
  proc?(time: number, p: number, from: number, to: number): void;
  /** Stop-the-world of kind `text`, bound to the goroutine that asked for it. */
  stw?(time: number, phase: RangePhase, g: number, text: string, stack: number): void;
  /** The concurrent mark phase. */
  gc?(time: number, phase: RangePhase, g: number, stack: number): void;
  sweep?(time: number, phase: RangePhase, p: number, g: number, stack: number, swept: number, reclaimed: number): void;
  markAssist?(time: number, phase: RangePhase, g: number, stack: number): void;
  metric?(time: number, name: MetricName, value: number, g: number, stack: number): void;
  label?(time: number, g: number, text: string): void;
  /** Ids of tasks as text above 2^53. `parent` 0: none. `name` is empty at the end of a task that began before. */
  task?(time: number, begin: boolean, g: number, task: number, parent: number, name: string, stack: number): void;
  region?(time: number, begin: boolean, g: number, task: number, name: string, stack: number): void;
  log?(time: number, g: number, task: number, category: string, message: string, stack: number): void;
  /** A CPU sample; `g` is -1 for none or one that is not known (any more). */
  sample?(time: number, g: number, stack: number): void;
  experimental?(time: number, type: number): void;
  /**
   * Every event, before its own method: number of the event, thread, processor, goroutine that it ran in (slots), what it
   * is about (slot of a goroutine or processor, -1), states before and after, and the stack it carries. For listings and tests.
   */
  any?(
    time: number,
    type: number,
    m: number,
    p: number,
    g: number,
    about: number,
    from: number,
    to: number,
    stack: number,
  ): void;
}

export type RangePhase = 'begin' | 'active' | 'end';
export type MetricName = '/sched/gomaxprocs:threads' | '/memory/classes/heap/objects:bytes' | '/gc/heap/goal:bytes';

export interface TraceFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** Look-ups that are good during a call of the sink. */
export interface TraceTables {
  /** Id of the goroutine in a slot; a text above 2^53. */
  goroutineId(g: number): number | string;
  procId(p: number): number | string;
  threadId(m: number): number | string;
  /** Task ids as they are; above 2^53 the number that the sink got stands for this text. */
  idText(id: number): number | string;
  text(stringId: number): string;
  /** One number for equal stacks over all generations, dense from 1 on; 0 is no stack. */
  stackOf(stackId: number): number;
  /** Frames of such a number, leaf first. */
  frames(stack: number): readonly TraceFrame[];
  /** Where the reader has its columns, for a listener with a kernel; undefined where there is none. */
  readonly shared?: SharedColumns;
}

/** The memory of the reader's kernel. Columns of listeners that lie in it are void once `onRelease` has been called. */
export interface SharedColumns {
  readonly room: KernelRoom;
  /** By stack id of this generation: what `stackOf` gives, 0 where it has not been asked for. */
  stackNumbers(): Int32Array;
  /** Called when the reader has come to its end. */
  onRelease(call: () => void): void;
}

export interface ClockSnapshot {
  /** Absolute time of the trace clock in ns. */
  readonly traceNs: number;
  readonly monoNs: number;
  /** Seconds since 1970 and ns of the wall clock. */
  readonly sec: number;
  readonly nsec: number;
}

/** What is known of a whole trace once it has been read. */
export interface TraceSummary {
  /** As written, `go 1.26 trace`. */
  readonly header: string;
  /** By whose rules it was read: 22, 23, 25 or 26. */
  readonly version: number;
  readonly bytes: number;
  /** Whole generations whose events were given out. */
  readonly generations: number;
  /** Absolute time of the first event on the trace clock, ns; times of events count from it. */
  readonly firstNs: number;
  /** Time of the last event. */
  readonly durationNs: number;
  readonly events: number;
  /** Events by kind under the names of golang.org/x/exp/trace, those that occur. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Events that could be put in order in what is damaged or cut off; they are counted nowhere else. */
  readonly salvaged: { readonly events: number; readonly kinds: Readonly<Record<string, number>> };
  /** Wall clock of each generation (1.25+). */
  readonly clockSnapshots: readonly ClockSnapshot[];
  /** Everything was there: no generation broken or cut off. */
  readonly complete: boolean;
  readonly problems: readonly Problem[];
}
