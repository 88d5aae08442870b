// A trace in the forms of other tools: pprof profiles and folded stacks of where time went, and Perfetto's events.
import { combineSinks } from '../analyse/trace/combine-sinks.ts';
import { GoroutineLife } from '../analyse/trace/goroutine-life.ts';
import { newTimeProfile, type TimedStack, type TimeKind } from '../analyse/trace/time-profile.ts';
import { newWindowSink, type TimeWindow } from '../analyse/trace/time-window.ts';
import { encodePprof } from '../decode/pprof/encode.ts';
import type { Capture } from '../model/capture.ts';
import type { TraceSink, TraceSummary, TraceTables } from '../model/trace-events.ts';
import { newPerfettoWriter } from '../report/trace/perfetto.ts';
import { type ReadTraceOptions, readTrace, type TraceRead } from './read-trace.ts';

export interface ExportOptions extends ReadTraceOptions {
  readonly window?: TimeWindow;
}

export interface TimeExport extends TraceRead {
  readonly stacks: readonly TimedStack[];
}

/** Time by stack; an interval counts in the window in which it ends, from the start of the window on. */
export async function exportTimes(capture: Capture, kind: TimeKind, options: ExportOptions): Promise<TimeExport> {
  let list: () => readonly TimedStack[] = () => [];
  const listen = (tables: TraceTables): TraceSink => {
    const profile = newTimeProfile(tables, kind);
    list = profile.list;
    const { window } = options;
    if (!window) return profile.sink;
    return newWindowSink({ window, before: profile.sink, during: profile.sink, enter: profile.restart, leave() {} })
      .sink;
  };
  const read = await readTrace(capture, listen, options);
  return { ...read, stacks: list() };
}

/** Contentions and delay, as `go tool trace -pprof=KIND` writes them; not compressed. */
export function encodeTimes(stacks: readonly TimedStack[], summary: TraceSummary): Uint8Array {
  const [clock] = summary.clockSnapshots;
  return encodePprof({
    sampleTypes: [
      { type: 'contentions', unit: 'count' },
      { type: 'delay', unit: 'nanoseconds' },
    ],
    periodType: { type: 'contentions', unit: 'count' },
    period: 1,
    ...(clock ? { timeNanos: BigInt(clock.sec) * 1_000_000_000n + BigInt(clock.nsec) } : {}),
    durationNanos: summary.durationNs,
    samples: stacks.map(({ frames, count, ns }) => ({
      values: [count, ns],
      // What the runtime did on its own has no stack; pprof shows only what has a name.
      locations:
        frames.length === 0
          ? [nameless]
          : frames.map((f) => ({ lines: [{ function: f.function || '(no name)', file: f.file, line: f.line }] })),
    })),
  });
}

const nameless = { lines: [{ function: '(no stack)' }] };

/** `write` gets the JSON piece by piece, as it is read. */
export async function exportPerfetto(
  capture: Capture,
  write: (text: string) => void,
  options: ExportOptions,
): Promise<TraceRead> {
  let finish: ((end: number) => void) | undefined;
  const listen = (tables: TraceTables): TraceSink => {
    const life = new GoroutineLife(tables);
    const nameOf = (g: number) => (g < life.slots ? life.nameOf(life.cell[g]) : '');
    const writer = newPerfettoWriter(tables, nameOf, write, options.window);
    finish = writer.finish;
    // Names first: who is created has one by then.
    return combineSinks([life.sink, writer.sink]);
  };
  const read = await readTrace(capture, listen, options);
  finish?.(read.summary.durationNs);
  return read;
}
