// A small trace made up in memory, read once before the first real one. V8 compiles the reader's hot function for the branches
// that it has seen; each first long number or rare turn after that throws the compiled code away, and compiling it anew takes
// longer than reading 10 MB. So every event of the fast path comes here with its numbers 1, 2, 3 and 5 bytes wide.
import { ev, wire } from './wire-events.ts';

/** Batches of each thread, and in each how often every event comes: so often that V8 begins to take notes. */
const batches = 4;
const rounds = 8;

class Bytes {
  readonly out: number[] = [];

  /** A varint, padded to `width` bytes, as the runtime pads the sizes of batches. */
  put(value: number, width = 1): this {
    let left = value;
    for (let i = 1; i < width || left > 127; i++) {
      this.out.push((left & 127) | 128);
      left = Math.floor(left / 128);
    }
    this.out.push(left);
    return this;
  }

  event(type: number, width: number, ...args: readonly number[]): this {
    this.out.push(type);
    this.put(1, width);
    for (const arg of args) this.put(arg, width);
    return this;
  }

  batch(m: number, time: number, payload: readonly number[]): void {
    this.out.push(wire.eventBatch);
    this.put(1).put(m).put(time).put(payload.length, 10);
    for (const byte of payload) this.out.push(byte);
  }
}

/** What one thread does with its processor `p`: goroutines come and go, block, call the system, yield. */
function lifeOn(p: number, ids: { last: number }): number[][] {
  const first = ++ids.last;
  let seq = 0;
  let procSeq = 0;
  return Array.from({ length: batches }, (_, batch) => {
    const b = new Bytes();
    if (batch === 0) b.event(ev.ProcStatus, 1, p, 1).event(ev.GoStatus, 1, first, p + 1, 2);
    for (let round = 0; round < rounds; round++) {
      const width = [1, 2, 3, 5][round % 4];
      ids.last += round % 3 === 0 ? 5000 : 1;
      const g = ids.last;
      // A timer's goroutine has no creator, so no stack.
      b.event(ev.GoCreate, width, g, 1, round % 2);
      b.event(ev.GoBlock, width, 1, 1).event(ev.GoStart, width, g, 1);
      b.event(ev.GoSyscallBegin, width, ++procSeq, 1).event(ev.GoSyscallEnd, width);
      b.event(ev.GoUnblock, width, first, ++seq, 1);
      b.event(ev.GoStop, width, 1, 1).event(ev.GoStart, width, first, ++seq);
      b.event(ev.HeapAlloc, width, 1 << 20).event(ev.GoStop, width, 1, 1);
      b.event(ev.ProcStop, width).event(ev.ProcStart, width, p, ++procSeq);
      b.event(ev.GoStart, width, g, 2).event(ev.GoDestroy, width);
      b.event(ev.GoStart, width, first, ++seq);
    }
    return b.out;
  });
}

/** A trace of Go 1.26 with one generation, two threads and two processors. */
export function makeWarmUpTrace(): Uint8Array {
  const b = new Bytes();
  for (const char of 'go 1.26 trace\0\0\0') b.out.push(char.charCodeAt(0));
  const clock = new Bytes().put(wire.sync).put(wire.frequency).put(15_625_000);
  b.batch(0, 1, clock.put(wire.clockSnapshot).put(1).put(1).put(1).put(1).out);
  const ids = { last: 0 };
  for (const p of [0, 1]) for (const [i, payload] of lifeOn(p, ids).entries()) b.batch(p + 1, 100 + 200 * i, payload);
  b.batch(0, 1, [wire.stacks, wire.stack, 1, 1, 9, 1, 1, 7]);
  b.batch(0, 1, [wire.strings, wire.string, 1, 1, 0x78]);
  b.out.push(wire.endOfGeneration);
  return Uint8Array.from(b.out);
}
