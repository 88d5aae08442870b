// An execution trace as evidence beside dumps of the same process: its facts, and where each goroutine was when it ended.
import type { Frame } from './stack.ts';
import type { TraceFacts, TraceId } from './trace-result.ts';

/** A goroutine that was alive when the trace ended. */
export interface TraceGoroutine {
  readonly id: TraceId;
  /** Start function; the outermost frame it was seen in when the trace does not say; empty when it showed none. */
  readonly function: string;
  readonly state: 'waiting' | 'runnable' | 'running' | 'syscall';
  /** As in the trace; `?` when the wait began before it. */
  readonly reason: string;
  /** In that state; a lower bound when `sinceStart`. */
  readonly ns: number;
  readonly sinceStart: boolean;
  /** Somebody or something woke it within the trace. */
  readonly woken: boolean;
  /** Where the `go` statement is, when it ran within the trace. */
  readonly birthSite?: Frame;
}

export interface TraceSeen {
  /** Name of the source. */
  readonly name: string;
  readonly target?: string;
  readonly facts: TraceFacts;
  readonly goroutines: readonly TraceGoroutine[];
}
