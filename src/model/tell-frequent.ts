// A run of frequent events → the single calls that it stands for.
import { type FrequentEvents, go, proc, type TraceSink } from './trace-events.ts';

/** Numbers of the events that come in runs (internal/trace/tracev2/events.go). */
export const frequentEvents = {
  ProcStart: 10,
  ProcStop: 11,
  GoCreate: 14,
  GoStart: 16,
  GoDestroy: 17,
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  GoSyscallEnd: 23,
} as const;

/** Calls the sink's own methods for the events of the run from `first` up to, not including, `end`. */
export function tellFrequent(sink: TraceSink, events: FrequentEvents, first: number, end: number): void {
  const { times, words } = events;
  const ev = frequentEvents;
  for (let i = first; i < end; i++) {
    const t = times[i];
    const type = words[i * 4] & 255;
    const above = words[i * 4] >>> 8;
    const who = words[i * 4 + 1];
    const what = words[i * 4 + 2];
    const stack = words[i * 4 + 3];
    switch (type) {
      case ev.GoStart:
        sink.goStart?.(t, what, who);
        break;
      case ev.GoBlock:
        sink.goBlock?.(t, who, above, stack);
        break;
      case ev.GoStop:
        sink.goStop?.(t, who, above, stack);
        break;
      case ev.GoUnblock:
        sink.goUnblock?.(t, what, who, stack, false);
        break;
      case ev.GoSyscallBegin:
        sink.syscallBegin?.(t, who, stack);
        break;
      case ev.GoSyscallEnd:
        sink.syscallEnd?.(t, who, false);
        break;
      case ev.GoCreate:
        sink.goCreate?.(t, what, who, go.runnable, above, stack);
        break;
      case ev.GoDestroy:
        sink.goDestroy?.(t, who, go.running);
        break;
      case ev.ProcStart:
        sink.proc?.(t, what, proc.idle, proc.running);
        break;
      case ev.ProcStop:
        sink.proc?.(t, what, proc.running, proc.idle);
        break;
    }
  }
}
