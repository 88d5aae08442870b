// `--from` and `--to`: only what happens between two moments is looked at. What came before tells the state at the start.

import { sinkMethods } from '../../model/sink-methods.ts';
import type { TraceSink } from '../../model/trace-events.ts';

/** ns from the first event; `toNs` may be infinite. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface WindowParts {
  readonly window: TimeWindow;
  /** Gets the events before the window. */
  readonly before: TraceSink;
  /** Gets those in it. */
  readonly during: TraceSink;
  /** Called at the start of the window. */
  enter(t: number): void;
  /** Called once, at its end, while all slots are still as they were in it. */
  leave(t: number): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the arguments are the method's own and are passed on unseen
type AnyFunction = (...args: any[]) => void;
type Listeners = Partial<Record<keyof TraceSink, AnyFunction>>;

/** The sink, the number of events in the window by event number, and what is to be called at the end of the trace. */
export function newWindowSink(parts: WindowParts): {
  readonly sink: TraceSink;
  readonly counts: Uint32Array;
  finish(end: number): void;
} {
  const { fromNs, toNs } = parts.window;
  const before = parts.before as Listeners;
  const during = parts.during as Listeners;
  const counts = new Uint32Array(256);
  let phase: 'before' | 'in' | 'after' = 'before';
  const step = (t: number): typeof phase => {
    if (phase === 'before' && t >= fromNs) {
      phase = 'in';
      parts.enter(fromNs);
    }
    if (phase === 'in' && t > toNs) {
      phase = 'after';
      parts.leave(toNs);
    }
    return phase;
  };
  const sink: Listeners = {};
  for (const method of sinkMethods) {
    if (method === 'any') continue;
    const early = before[method];
    const inside = during[method];
    if (!early && !inside) continue;
    sink[method] = (t: number, ...rest: unknown[]) => {
      const now = step(t);
      if (now === 'before') early?.(t, ...rest);
      else if (now === 'in') inside?.(t, ...rest);
    };
  }
  sink.any = (t: number, type: number, ...rest: unknown[]) => {
    if (step(t) !== 'in') return;
    counts[type]++;
    during.any?.(t, type, ...rest);
  };
  return {
    sink: sink as TraceSink,
    counts,
    finish(end) {
      if (phase === 'before' && end >= fromNs) step(end);
      if (phase === 'in') parts.leave(Math.min(end, toNs));
    },
  };
}
