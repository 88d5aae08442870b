// What `trace timeline --json` prints: the intervals of every goroutine in a stretch of a trace.
import type { Problem } from './problem.ts';
import type { TraceFrame } from './trace-events.ts';
import type { TraceId } from './trace-result.ts';
import type { stepStates } from './trace-timeline.ts';

/** Times are ns from the first event of the trace; numbers in `stacks` count from 0, frames stand leaf first. */
export interface TimelineInterval {
  readonly fromNs: number;
  readonly ns: number;
  readonly state: Exclude<(typeof stepStates)[number], 'ended'>;
  /** Why it waits, or why it stopped running. */
  readonly reason?: string;
  /** Where it left its last state. */
  readonly stack?: number;
  /** The processor that it runs on. */
  readonly proc?: TraceId;
  readonly wokenBy?: TraceId;
  readonly wakerStack?: number;
}

export interface TimelineGoroutine {
  readonly id: TraceId;
  readonly function: string;
  /** One of the runtime's own. */
  readonly system: boolean;
  /** Absent when it was born before the trace. */
  readonly bornNs?: number;
  readonly birthStack?: number;
  readonly parent?: TraceId;
  /** Absent when it lives at the end of the stretch. */
  readonly endedNs?: number;
  readonly intervals: readonly TimelineInterval[];
}

export interface TimelineResult {
  readonly schema: 'parkwatch/trace-timeline/1';
  readonly source: string;
  readonly header: string;
  readonly problems: readonly Problem[];
  readonly durationNs: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** There were more intervals than are kept: `toNs` is where they stopped. */
  readonly cut: boolean;
  readonly goroutines: readonly TimelineGoroutine[];
  readonly stacks: readonly (readonly TraceFrame[])[];
  /** Concurrent marking and stops of the world; without `ns` open at the end. */
  readonly collector: readonly {
    readonly kind: 'gc' | 'stw';
    readonly text: string;
    readonly fromNs: number;
    readonly ns?: number;
  }[];
  /** Tasks and regions of the program. */
  readonly spans: readonly {
    readonly kind: 'task' | 'region';
    readonly name: string;
    readonly fromNs: number;
    readonly ns?: number;
    readonly goroutine?: TraceId;
  }[];
  readonly heap: readonly { readonly atNs: number; readonly bytes: number }[];
}
