// Several listeners → one, asked by the reader for each kind of event; only those that declare a method are called for it.
import { sinkMethods } from '../../model/sink-methods.ts';
import { tellFrequent } from '../../model/tell-frequent.ts';
import type { FrequentEvents, TraceSink } from '../../model/trace-events.ts';

type Method = keyof TraceSink;
// biome-ignore lint/suspicious/noExplicitAny: the arguments are the method's own and are passed on unseen
type AnyFunction = (...args: any[]) => void;

type Fan = (f: AnyFunction, g: AnyFunction, h: AnyFunction | undefined, i: AnyFunction | undefined) => AnyFunction;

/**
 * The frequent events, each with a function of its own text: V8 keeps what it learns of a call by its place in the source,
 * so that one shared function for all would call through a look-up each time (half the speed of the reader).
 */
const frequent: Partial<Record<Method, Fan>> = {
  goStart: (f, g, h, i) => (t, a, b) => {
    f(t, a, b);
    g(t, a, b);
    if (h) h(t, a, b);
    if (i) i(t, a, b);
  },
  goStop: (f, g, h, i) => (t, a, b, c) => {
    f(t, a, b, c);
    g(t, a, b, c);
    if (h) h(t, a, b, c);
    if (i) i(t, a, b, c);
  },
  goBlock: (f, g, h, i) => (t, a, b, c) => {
    f(t, a, b, c);
    g(t, a, b, c);
    if (h) h(t, a, b, c);
    if (i) i(t, a, b, c);
  },
  goUnblock: (f, g, h, i) => (t, a, b, c, d) => {
    f(t, a, b, c, d);
    g(t, a, b, c, d);
    if (h) h(t, a, b, c, d);
    if (i) i(t, a, b, c, d);
  },
  goCreate: (f, g, h, i) => (t, a, b, c, d, e) => {
    f(t, a, b, c, d, e);
    g(t, a, b, c, d, e);
    if (h) h(t, a, b, c, d, e);
    if (i) i(t, a, b, c, d, e);
  },
  goDestroy: (f, g, h, i) => (t, a, b) => {
    f(t, a, b);
    g(t, a, b);
    if (h) h(t, a, b);
    if (i) i(t, a, b);
  },
  syscallBegin: (f, g, h, i) => (t, a, b) => {
    f(t, a, b);
    g(t, a, b);
    if (h) h(t, a, b);
    if (i) i(t, a, b);
  },
  syscallEnd: (f, g, h, i) => (t, a, b) => {
    f(t, a, b);
    g(t, a, b);
    if (h) h(t, a, b);
    if (i) i(t, a, b);
  },
};

/** Calls them in the order given, as the reader does: without `this`. A method that one alone wants is that one's own, without a detour. */
export function combineSinks(sinks: readonly TraceSink[]): TraceSink {
  const combined: Partial<Record<Method, AnyFunction>> = {};
  // Runs are for all of them or for none: who knows only single calls gets those.
  if (sinks.some((sink) => sink.frequent))
    combined.frequent = (events: FrequentEvents) => {
      for (const sink of sinks) {
        if (sink.frequent) sink.frequent(events);
        else tellFrequent(sink, events, 0, events.count);
      }
    };
  for (const method of sinkMethods) {
    const wanted = sinks.flatMap((sink) => (sink[method] ? [sink[method] as AnyFunction] : []));
    if (wanted.length === 0) continue;
    const [f, g, h, i] = wanted;
    const fan = frequent[method];
    combined[method] =
      wanted.length === 1
        ? f
        : fan && wanted.length <= 4
          ? fan(f, g, h, i)
          : (...args) => {
              for (const call of wanted) call(...args);
            };
  }
  return combined as TraceSink;
}
