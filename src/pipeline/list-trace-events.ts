// The events of a trace, one by one, for which an expression holds.
import { parseWhere } from '../analyse/runtime/where.ts';
import { eventFields, eventSubject, newEventLister } from '../analyse/trace/list-events.ts';
import type { TimeWindow } from '../analyse/trace/time-window.ts';
import { ev, eventSpecs, kindOf } from '../decode/exectrace/wire-events.ts';
import type { Capture } from '../model/capture.ts';
import type { TraceEventLine } from '../model/trace-event-line.ts';
import { type ReadTraceOptions, readTrace, type TraceRead } from './read-trace.ts';

export interface EventOptions extends ReadTraceOptions {
  /** Throws `WhereError` when it cannot be read. */
  readonly where?: string;
  readonly window?: TimeWindow;
}

/** Calls `emit` for each; nothing is kept. */
export async function listTraceEvents(
  capture: Capture,
  emit: (event: TraceEventLine) => void,
  options: EventOptions,
): Promise<TraceRead> {
  const where = options.where === undefined ? undefined : parseWhere(options.where, eventFields);
  const { fromNs, toNs } = options.window ?? { fromNs: 0, toNs: Number.POSITIVE_INFINITY };
  let finish = () => {};
  const read = await readTrace(
    capture,
    (tables) => {
      const lister = newEventLister(tables, nameOf, (event) => {
        if (event.t >= fromNs && event.t <= toNs && (!where || where(eventSubject(event)))) emit(event);
      });
      finish = lister.finish;
      return lister.sink;
    },
    options,
  );
  finish();
  return read;
}

const names = Array.from({ length: 256 }, (_, type) => ({
  name: type === ev.Sync ? 'Sync' : type === ev.CPUSample ? 'CPUSample' : (eventSpecs[type]?.name ?? `event ${type}`),
  kind: kindOf(type),
}));

function nameOf(type: number): (typeof names)[number] {
  return names[type];
}
