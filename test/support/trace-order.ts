// One number for the order and content of all events of a trace, and one for the time of every goroutine in every state, the
// same as `bench/anchors-trace -order` prints with Go's reader: FNV-1a over time, kind, goroutine, processor, thread, what
// it is about, states, depth and top frame; over id and ns running, runnable, waiting and in system calls.
import { decodeTrace } from '../../src/decode/exectrace/trace-reader.ts';
import { kindOf } from '../../src/decode/exectrace/wire-events.ts';
import { eventKinds, go, type TraceSink, type TraceSummary, type TraceTables } from '../../src/model/trace-events.ts';

export interface TraceOrder {
  readonly events: number;
  readonly hash: number;
  readonly goroutines: number;
  readonly times: number;
  readonly summary: TraceSummary;
}

interface Life {
  readonly id: number | string;
  state: number;
  since: number;
  readonly ns: number[];
}

const timed = [go.running, go.runnable, go.waiting, go.syscall];

/** The hash of all lives, once their last intervals are closed at `end`. */
function hashLives(lives: readonly Life[], end: number): number {
  const bytes = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5;
  const put = (value: bigint) => {
    bytes.setBigInt64(0, value, true);
    for (let i = 0; i < 8; i++) hash = Math.imul(hash ^ bytes.getUint8(i), 0x01000193) >>> 0;
  };
  const signed = (id: number | string) => BigInt.asIntN(64, BigInt(id));
  const sorted = [...lives].sort((a, b) => (signed(a.id) < signed(b.id) ? -1 : 1));
  for (const { id, state, since, ns } of sorted) {
    put(signed(id));
    for (const one of timed) put(BigInt(ns[one] + (one === state ? end - since : 0)));
  }
  return hash;
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
    // The low 32 bits of a number below 2^53 are what a shift takes of it.
    const low = typeof value === 'number' ? value : Number(BigInt.asUintN(32, BigInt(value)));
    for (let shift = 0; shift < 32; shift += 8) byte((low >>> shift) & 255);
  };
  const lives: Life[] = [];
  const lifeOf: Life[] = [];
  let last = 0;
  const live = (time: number, id: number | string, slot: number, from: number, to: number) => {
    if (from === go.undetermined || from === go.notExist) {
      lifeOf[slot] = { id, state: to, since: from === go.notExist ? time : 0, ns: [0, 0, 0, 0, 0, 0] };
      lives.push(lifeOf[slot]);
    } else if (from !== to) {
      const life = lifeOf[slot];
      life.ns[life.state] += time - life.since;
      life.state = to;
      life.since = time;
    }
  };
  const sink = (tables: TraceTables): TraceSink => ({
    any(time, type, m, p, g, about, from, to, stack) {
      events++;
      last = time;
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
      if (kind === 'StateTransition' && !ofProc) live(time, tables.goroutineId(about), about, from, to);
      word(kind !== 'StateTransition' ? -1 : ofProc ? tables.procId(about) : tables.goroutineId(about));
      word(from);
      word(to);
      word(frames.length);
      for (const char of utf8.encode(frames[0]?.function ?? '')) byte(char);
    },
  });
  const summary = decodeTrace(bytes, { sink });
  return { events, hash, goroutines: lives.length, times: hashLives(lives, last), summary };
}
