// One number for the order and content of all events of a trace, the same as `bench/anchors-trace -order` prints with Go's
// reader: FNV-1a over time, kind, goroutine, processor, thread, what it is about, states, depth and top frame.
import { decodeTrace } from '../../src/decode/exectrace/trace-reader.ts';
import { kindOf } from '../../src/decode/exectrace/wire-events.ts';
import { eventKinds, type TraceSink, type TraceSummary, type TraceTables } from '../../src/model/trace-events.ts';

export interface TraceOrder {
  readonly events: number;
  readonly hash: number;
  readonly summary: TraceSummary;
}

/** Reads the trace and hashes every event that is given out. Throws as `decodeTrace` does. */
export function hashTraceOrder(bytes: Uint8Array): TraceOrder {
  let hash = 0x811c9dc5;
  let events = 0;
  const utf8 = new TextEncoder();
  const byte = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193) >>> 0;
  };
  const word = (value: number | string) => {
    const low = Number(BigInt.asUintN(32, BigInt(value)));
    for (let shift = 0; shift < 32; shift += 8) byte((low >>> shift) & 255);
  };
  const sink = (tables: TraceTables): TraceSink => ({
    any(time, type, m, p, g, about, from, to, stack) {
      events++;
      const kind = kindOf(type);
      const sample = kind === 'StackSample';
      const frames = tables.frames(tables.stackOf(stack));
      word(time);
      word(Math.floor(time / 4294967296));
      // Go counts kinds from 1 on, in this order.
      word(eventKinds.indexOf(kind) + 1);
      word(g < 0 || sample ? -1 : tables.goroutineId(g));
      word(p < 0 || sample ? -1 : tables.procId(p));
      word(m < 0 || sample ? -1 : tables.threadId(m));
      const ofProc = type >= 10 && type <= 13;
      word(kind !== 'StateTransition' ? -1 : ofProc ? tables.procId(about) : tables.goroutineId(about));
      word(from);
      word(to);
      word(frames.length);
      for (const char of utf8.encode(frames[0]?.function ?? '')) byte(char);
    },
  });
  const summary = decodeTrace(bytes, { sink });
  return { events, hash, summary };
}
