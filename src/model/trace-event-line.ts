// One event of a trace as `parkwatch trace events` prints it, a line of JSON each. What an event does not have is absent.
import type { Frame } from './stack.ts';
import type { EventKind } from './trace-events.ts';
import type { TraceId } from './trace-result.ts';

export interface TraceEventLine {
  /** ns from the first event. */
  readonly t: number;
  /** Name of the event on the wire, e.g. `GoBlock`; `Sync` and `CPUSample` have none there. */
  readonly event: string;
  /** As golang.org/x/exp/trace calls it. */
  readonly kind: EventKind;
  /** The goroutine that it is about, and its start function when known by then. */
  readonly g?: TraceId;
  readonly func?: string;
  /** The goroutine that ran when it happened, when that is another one. */
  readonly by?: TraceId;
  readonly byFunc?: string;
  /** Processor and thread on which it happened, or the processor that it is about. */
  readonly p?: TraceId;
  readonly m?: TraceId;
  readonly from?: string;
  readonly to?: string;
  /** Time in the state that ended, ns; with `sinceStart` since the start of the trace only. */
  readonly ns?: number;
  readonly sinceStart?: true;
  readonly reason?: string;
  /** Of a range, metric, label, task or region. */
  readonly name?: string;
  readonly value?: number;
  readonly task?: TraceId;
  readonly category?: string;
  readonly message?: string;
  /** The event's own: of an unblock the waker's. */
  readonly stack?: readonly Frame[];
}
