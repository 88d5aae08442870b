// A stretch of an execution trace as columns: every state of every goroutine in it. For pictures.
import type { TraceFrame } from './trace-events.ts';
import type { TraceId } from './trace-result.ts';

/** States of a step; `ended` closes the life of a goroutine. */
export const stepStates = ['ended', 'runnable', 'running', 'waiting', 'syscall'] as const;
export const step = { ended: 0, runnable: 1, running: 2, waiting: 3, syscall: 4 } as const;

/** Times are ns from the first event of the trace. */
export interface TraceTimeline {
  readonly durationNs: number;
  /** The stretch that the steps cover. */
  readonly fromNs: number;
  readonly toNs: number;
  /** There were more steps than are kept: `toNs` is where they stopped. */
  readonly cut: boolean;
  /** Start functions, and whether they are the runtime's own. */
  readonly groups: readonly { readonly name: string; readonly system: boolean }[];
  /** By goroutine, in the order in which they appear. */
  readonly goroutines: {
    readonly id: readonly TraceId[];
    readonly group: readonly number[];
    /** -1: before the trace, or before the stretch without being recorded. */
    readonly bornNs: readonly number[];
    /** Number of the stack of the `go` statement, 0: not known. */
    readonly birthStack: readonly number[];
    /** Id of the goroutine that ran it; -1 for none, empty when not known. */
    readonly parent: readonly TraceId[];
  };
  /** In order of time: the goroutine is in `state` from then on. */
  readonly steps: {
    readonly size: number;
    readonly time: Float64Array;
    readonly goroutine: Int32Array;
    readonly state: Uint8Array;
    /** Why it waits, or why it stopped running: number in `reasons`. */
    readonly reason: Uint16Array;
    /** Where it left its last state: number in `stacks`, 0 is none. */
    readonly stack: Int32Array;
    /** Processor that it runs on, -1 when not running or not known. */
    readonly proc: Int16Array;
    /** For a wake-up: goroutine that did it, -1 none. */
    readonly waker: Int32Array;
    readonly wakerStack: Int32Array;
  };
  readonly procIds: readonly TraceId[];
  readonly reasons: readonly string[];
  /** Frames leaf first; number 0 is empty. */
  readonly stacks: readonly (readonly TraceFrame[])[];
  readonly heap: { readonly time: readonly number[]; readonly bytes: readonly number[] };
  readonly goal: { readonly time: readonly number[]; readonly bytes: readonly number[] };
  /** Concurrent marking and stops of the world; `ns` -1 is open at the end. */
  readonly bands: readonly {
    readonly kind: 'gc' | 'stw';
    readonly text: string;
    readonly at: number;
    readonly ns: number;
  }[];
  /** Tasks and regions of the program; `goroutine` is -1 where it is not known. */
  readonly spans: readonly {
    readonly kind: 'task' | 'region';
    readonly name: string;
    readonly at: number;
    readonly ns: number;
    readonly goroutine: number;
  }[];
}
