// The tables of one generation: strings, stacks, CPU samples, clock. They stand at its end, so nothing has a name before.
// Records are only indexed; text and frames are made when they are first asked for.
import { ByteReader } from '../../base/byte-reader.ts';
import type { ColumnRoom } from '../../base/column-room.ts';
import { GrowingFloat64, GrowingUint32 } from '../../base/growing-array.ts';
import { IdTable } from '../../base/id-table.ts';
import type { ClockSnapshot, TraceFrame } from '../../model/trace-events.ts';
import type { BigIds } from './big-ids.ts';
import type { CanonicalStacks } from './canonical-stacks.ts';
import { IdIndex } from './id-index.ts';
import { limits, wire } from './wire-events.ts';

const utf8 = new TextDecoder('utf-8');
/** Ids of stacks from here on are resolved each time; the runtime counts them from 1. */
const maxRemembered = 1 << 20;

export class GenerationTables {
  readonly strings = new IdIndex();
  readonly stacks = new IdIndex();
  /** ns of one clock unit; 0 until it is read. */
  frequency = 0;
  snapshot: ClockSnapshot | undefined;
  /** CPU samples in file order: time in clock units, thread, processor, goroutine, stack. */
  readonly samples: { time: number; m: number; p: number; g: number; stack: number }[] = [];
  private buffer = new Uint8Array(0);
  private stringAt = new GrowingUint32();
  private stringLength = new GrowingUint32();
  private texts: (string | undefined)[] = [];
  private stackAt = new GrowingUint32();
  /** Numbers of stacks that were asked for, by id; 0: not yet. */
  numberOfId: Int32Array;
  private readonly pcs = new IdTable();
  private framePc = new GrowingFloat64();
  private frameFunction = new GrowingFloat64();
  private frameFile = new GrowingFloat64();
  private frameLine = new GrowingFloat64();
  private frameStack = new GrowingFloat64();
  private frameNumber: number[] = [];
  private snapUnits = { time: 0, mono: 0, sec: 0, nsec: 0, seen: false };
  private readonly canonical: CanonicalStacks;
  private readonly ids: BigIds;
  private readonly room: ColumnRoom;

  constructor(canonical: CanonicalStacks, ids: BigIds, room: ColumnRoom) {
    this.canonical = canonical;
    this.ids = ids;
    this.room = room;
    this.numberOfId = room.int32(4096);
  }

  /** Begins a generation whose bytes lie in `buffer`. */
  clear(buffer: Uint8Array): void {
    this.buffer = buffer as Uint8Array<ArrayBuffer>;
    this.strings.clear();
    this.stacks.clear();
    this.pcs.clear();
    this.frequency = 0;
    this.snapshot = undefined;
    this.samples.length = 0;
    this.texts = [];
    this.numberOfId.fill(0);
    this.frameNumber = [];
    this.snapUnits = { time: 0, mono: 0, sec: 0, nsec: 0, seen: false };
    for (const column of ['stringAt', 'stringLength', 'stackAt'] as const) this[column] = new GrowingUint32();
    for (const column of ['framePc', 'frameFunction', 'frameFile', 'frameLine', 'frameStack'] as const)
      this[column] = new GrowingFloat64();
  }

  /** `05 id length bytes` one after the other. Returns what is wrong, in Go's words, or undefined. */
  readStrings(start: number, end: number): string | undefined {
    const reader = new ByteReader(this.buffer, start + 1, end, true);
    while (reader.pos < end) {
      const type = this.buffer[reader.pos++];
      if (type !== wire.string) return `expected string event, got ${type}`;
      reader.readVarint();
      const id = this.ids.lastOf(reader);
      const length = reader.readVarint();
      if (reader.failed) return 'unexpected end of a string record';
      if (length > limits.stringBytes) return `invalid string size ${length}, maximum is ${limits.stringBytes}`;
      if (length > end - reader.pos) return `failed to read full string: read ${end - reader.pos} but wanted ${length}`;
      if (id === 0 || !this.strings.add(id, this.stringAt.length)) return `multiple strings with the same ID: id=${id}`;
      this.stringAt.push(reader.pos);
      this.stringLength.push(length);
      reader.pos += length;
    }
    return undefined;
  }

  /** `03 id nframes (pc function file line)*` one after the other, leaf first. */
  readStacks(start: number, end: number): string | undefined {
    const reader = new ByteReader(this.buffer, start + 1, end, true);
    while (reader.pos < end) {
      const type = this.buffer[reader.pos++];
      if (type !== wire.stack) return `expected stack event, got ${type}`;
      reader.readVarint();
      const id = this.ids.lastOf(reader);
      const at = reader.pos;
      const count = reader.readVarint();
      if (reader.failed) return 'unexpected end of a stack record';
      if (count > limits.frames) return `invalid stack size ${count}, maximum is ${limits.frames}`;
      for (let i = 0; i < count; i++) {
        reader.readVarint();
        const pc = this.ids.lastOf(reader);
        const functionId = reader.readVarint();
        const fileId = reader.readVarint();
        const line = reader.readVarint();
        if (reader.failed) return `reading frame ${i + 1} of stack ${id}: unexpected end`;
        // The first frame of a program counter stands for all of that generation, as in Go's reader.
        if (this.pcs.find(pc) < 0) {
          this.pcs.add(pc, this.framePc.length);
          this.framePc.push(pc);
          this.frameFunction.push(functionId);
          this.frameFile.push(fileId);
          this.frameLine.push(line);
          this.frameStack.push(id);
        }
      }
      if (id === 0 || !this.stacks.add(id, this.stackAt.length)) return `multiple stacks with the same ID: id=${id}`;
      this.stackAt.push(at);
    }
    return undefined;
  }

  /** `07 time m p g stack` one after the other; the time is absolute. */
  readSamples(start: number, end: number): string | undefined {
    const reader = new ByteReader(this.buffer, start + 1, end, true);
    while (reader.pos < end) {
      const type = this.buffer[reader.pos++];
      if (type !== wire.cpuSample) return `expected CPU sample event, got ${type}`;
      const time = reader.readVarint();
      reader.readVarint();
      const m = this.ids.lastOf(reader);
      reader.readVarint();
      const p = this.ids.lastOf(reader);
      reader.readVarint();
      const g = this.ids.lastOf(reader) || -1;
      const stack = reader.readVarint();
      if (reader.failed) return 'unexpected end of a CPU sample';
      this.samples.push({ time, m, p, g, stack });
    }
    return undefined;
  }

  /** `08 freq`, from 1.25 on after byte 32 and with `33 dt mono sec nsec`; `time` is the batch's. */
  readClock(start: number, end: number, time: number, version: number): string | undefined {
    const reader = new ByteReader(this.buffer, version >= 25 ? start + 1 : start, end, true);
    let last = time;
    while (reader.pos < end) {
      const type = this.buffer[reader.pos++];
      if (type === wire.frequency) {
        if (this.frequency !== 0) return 'found multiple frequency events';
        const perSecond = reader.readVarint();
        if (reader.failed || perSecond === 0) return 'invalid frequency';
        this.frequency = 1.0 / (perSecond / 1e9);
      } else if (type === wire.clockSnapshot && version >= 25) {
        if (this.snapUnits.seen) return 'found multiple clock snapshot events';
        last += reader.readVarint();
        const mono = reader.readVarint();
        const sec = reader.readVarint();
        const nsec = reader.readVarint();
        if (reader.failed) return 'unexpected end of a clock snapshot';
        this.snapUnits = { time: last, mono, sec, nsec, seen: true };
      } else return `expected frequency or clock snapshot event, got ${type}`;
    }
    return undefined;
  }

  /** Checks that every name is there and turns clock units into ns; what is wrong, in Go's words, or undefined. */
  finish(version: number): string | undefined {
    if (this.frequency === 0) return 'no frequency event found';
    if (version >= 25 && !this.snapUnits.seen) return 'no clock snapshot event found';
    for (let i = 0; i < this.framePc.length; i++) {
      const functionId = this.frameFunction.at(i);
      const fileId = this.frameFile.at(i);
      const of = `for stack ${this.frameStack.at(i)}`;
      if (!this.hasString(functionId)) return `found invalid func string ID ${functionId} ${of}`;
      if (!this.hasString(fileId)) return `found invalid file string ID ${fileId} ${of}`;
    }
    this.finishTimes();
    return undefined;
  }

  /** The part of `finish` that is possible without tables. */
  finishTimes(): void {
    const { time, mono, sec, nsec, seen } = this.snapUnits;
    if (seen) this.snapshot = { traceNs: Math.trunc(time * this.frequency), monoNs: mono, sec, nsec };
    for (const sample of this.samples) sample.time = Math.trunc(sample.time * this.frequency);
    this.samples.sort((a, b) => a.time - b.time);
  }

  hasString(id: number): boolean {
    return id === 0 || this.strings.get(id) >= 0;
  }

  hasStack(id: number): boolean {
    return id === 0 || this.stacks.get(id) >= 0;
  }

  /** Text of a string id; empty for 0 and for one that is not there. */
  text(id: number): string {
    if (id === 0) return '';
    const index = this.strings.get(id);
    if (index < 0) return '';
    let text = this.texts[index];
    if (text === undefined) {
      const at = this.stringAt.at(index);
      text = utf8.decode(this.buffer.subarray(at, at + this.stringLength.at(index)));
      this.texts[index] = text;
    }
    return text;
  }

  /** The number of a stack over all generations; 0 for none. */
  stackOf(id: number): number {
    return (id < this.numberOfId.length ? this.numberOfId[id] : 0) || this.findStack(id);
  }

  private findStack(id: number): number {
    if (id === 0) return 0;
    const index = this.stacks.get(id);
    if (index < 0) return 0;
    const number = this.resolve(index);
    if (id > 0 && id < maxRemembered) {
      if (id >= this.numberOfId.length) {
        const next = this.room.int32(Math.max(id + 1, this.numberOfId.length * 2));
        next.set(this.numberOfId);
        this.numberOfId = next;
      }
      this.numberOfId[id] = number;
    }
    return number;
  }

  private resolve(index: number): number {
    const reader = new ByteReader(this.buffer, this.stackAt.at(index));
    const count = reader.readVarint();
    const frames: number[] = [];
    for (let i = 0; i < count; i++) {
      reader.readVarint();
      const frame = this.pcs.find(this.ids.lastOf(reader));
      for (let skipped = 0; skipped < 3; skipped++) reader.readVarint();
      frames.push((this.frameNumber[frame] ??= this.canonicalFrame(frame)));
    }
    return this.canonical.stack(frames);
  }

  private canonicalFrame(index: number): number {
    const frame: TraceFrame = {
      function: this.text(this.frameFunction.at(index)),
      file: this.text(this.frameFile.at(index)),
      line: this.frameLine.at(index),
    };
    return this.canonical.frame(this.framePc.at(index), frame);
  }
}
