// The scheduler as the trace tells it: who runs where, in dense slots and typed arrays. Kept over generations.
// The rules that change it are in order-events.ts (frequent events) and order-rare.ts; Go's are in internal/trace/order.go.
import { ByteReader } from '../../base/byte-reader.ts';
import { type ColumnRoom, newPlainRoom } from '../../base/column-room.ts';
import { IdTable } from '../../base/id-table.ts';
import type { TraceSink } from '../../model/trace-events.ts';
import { BigIds } from './big-ids.ts';
import type { GenerationTables } from './generation-tables.ts';

/** Goroutine states as the wire numbers them (tracev2.GoStatus); 0 is a free slot or a bad state. */
export const gs = { bad: 0, runnable: 1, running: 2, syscall: 3, waiting: 4 } as const;
/** Processor states, likewise; `abandoned` is a processor in a syscall whose thread is lost. */
export const ps = { bad: 0, running: 1, idle: 2, syscall: 3, abandoned: 4 } as const;

/** Not announced in this generation: no sequence number can follow it. */
const noSeq = -2;

export interface OrderFailure {
  readonly code: string;
  readonly message: string;
  /** Offset in the generation's buffer. */
  readonly at: number;
}

export class OrderState {
  readonly ids = new BigIds();
  protected readonly room: ColumnRoom;
  // Columns begin small: the first one that grows later throws away what V8 has compiled on the word that it never changes.
  readonly gTable: IdTable;
  gIds: Float64Array;
  gStatus: Uint8Array;
  gSeq: Int32Array;
  /** 1 while the maps below may know the goroutine. */
  gMarked: Uint8Array;
  gTop = 0;
  /** Slots that are free again: a stack. */
  gFree: Int32Array;
  gFreeCount = 0;
  readonly pTable: IdTable;
  pIds: Float64Array;
  pStatus: Uint8Array;
  pSeq: Int32Array;
  /** 1 while the processor sweeps. */
  pSweep: Uint8Array;
  pTop = 0;
  /** Slot 0 is no thread: nothing is ever bound to it. */
  readonly mTable = new IdTable();
  mIds = new Float64Array(2);
  mP: Int32Array;
  mG: Int32Array;
  mSeen: Uint8Array;
  mTop = 0;
  /** Open ranges of a goroutine: mark assist (35) and stop-the-world (26, one for each kind). */
  readonly ranges = new Map<number, { type: number; text: string }[]>();
  readonly regions = new Map<number, { task: number; name: string }[]>();
  readonly tasks = new Map<number, { name: string; parent: number }>();
  gcSeq = 0;
  gcState: 'undetermined' | 'running' | 'not-running' = 'undetermined';
  /** This is the first generation with events: what is announced in it is new, not a confirmation. */
  initial = true;
  /** Time of the last event that was given out. */
  lastTime = 0;
  /** Events given out, by their number. */
  counts = new Uint32Array(256);
  sink: TraceSink = {};
  /** Off while salvaging: the tables are not there. */
  checkTables = true;
  failure: OrderFailure | undefined;
  tables: GenerationTables | undefined;
  buffer: Uint8Array = new Uint8Array(0);
  /** Where the varint read by `long` ended. */
  after = 0;

  constructor(room: ColumnRoom = newPlainRoom()) {
    this.room = room;
    this.gTable = new IdTable(room);
    this.gIds = room.float64(2);
    this.gStatus = room.uint8(2);
    this.gSeq = room.int32(2);
    this.gMarked = room.uint8(2);
    this.gFree = room.int32(2);
    this.pTable = new IdTable(room);
    this.pIds = room.float64(1);
    this.pStatus = room.uint8(1);
    this.pSeq = room.int32(1);
    this.pSweep = room.uint8(1);
    this.mP = room.int32(2);
    this.mG = room.int32(2);
    this.mSeen = room.uint8(2);
    this.threadSlot(-1);
  }

  /** Slot for a goroutine that is not known yet. */
  newGoroutine(id: number, status: number): number {
    const { room } = this;
    const slot = this.gFreeCount > 0 ? this.gFree[--this.gFreeCount] : this.gTop++;
    if (slot >= this.gStatus.length) {
      const size = this.gStatus.length * 2;
      this.gIds = grown(this.gIds, room.float64(size));
      this.gStatus = grown(this.gStatus, room.uint8(size));
      this.gSeq = grown(this.gSeq, room.int32(size));
      this.gMarked = grown(this.gMarked, room.uint8(size));
      this.gFree = grown(this.gFree, room.int32(size));
    }
    this.gIds[slot] = id;
    this.gStatus[slot] = status;
    this.gSeq[slot] = 0;
    this.gTable.add(id, slot);
    return slot;
  }

  /** Frees the slot of a goroutine that has ended. */
  dropGoroutine(slot: number): void {
    this.gTable.delete(this.gIds[slot]);
    this.gStatus[slot] = gs.bad;
    this.gFree[this.gFreeCount++] = slot;
    if (this.gMarked[slot] === 0) return;
    this.gMarked[slot] = 0;
    this.ranges.delete(slot);
    this.regions.delete(slot);
  }

  newProc(id: number, status: number): number {
    const slot = this.pTop++;
    if (slot >= this.pStatus.length) {
      const size = this.pStatus.length * 2;
      this.pIds = grown(this.pIds, this.room.float64(size));
      this.pStatus = grown(this.pStatus, this.room.uint8(size));
      this.pSeq = grown(this.pSeq, this.room.int32(size));
      this.pSweep = grown(this.pSweep, this.room.uint8(size));
    }
    this.pIds[slot] = id;
    this.pStatus[slot] = status;
    this.pSeq[slot] = 0;
    this.pTable.add(id, slot);
    return slot;
  }

  /** Slot of a thread; a new one has neither processor nor goroutine and was not seen. */
  threadSlot(id: number): number {
    let slot = this.mTable.find(id);
    if (slot >= 0) return slot;
    slot = this.mTop++;
    if (slot >= this.mP.length) {
      const size = this.mP.length * 2;
      this.mIds = grown(this.mIds, new Float64Array(size));
      this.mP = grown(this.mP, this.room.int32(size));
      this.mG = grown(this.mG, this.room.int32(size));
      this.mSeen = grown(this.mSeen, this.room.uint8(size));
    }
    this.mIds[slot] = id;
    this.mP[slot] = -1;
    this.mG[slot] = -1;
    this.mSeen[slot] = 0;
    this.mTable.add(id, slot);
    return slot;
  }

  /** Sequence numbers count from the status in each generation; what is not announced yet cannot advance. */
  forgetSequences(): void {
    this.gSeq.fill(noSeq, 0, this.gTop);
    this.pSeq.fill(noSeq, 0, this.pTop);
  }

  /** Counts an event and returns its time: strictly increasing, as Go's reader bends it. */
  emit(type: number, time: number): number {
    const at = time <= this.lastTime ? this.lastTime + 1 : time;
    this.lastTime = at;
    this.counts[type]++;
    return at;
  }

  /** Adds what was counted elsewhere to `counts`. */
  addCounts(): void {}

  /** No more events will come; ids can still be asked for. */
  release(): void {
    this.gIds = this.gIds.slice();
    this.pIds = this.pIds.slice();
  }

  /** A varint of any length; `after` is where it ends. */
  varint(at: number): number {
    const first = this.buffer[at];
    if (first < 128) {
      this.after = at + 1;
      return first;
    }
    const second = this.buffer[at + 1];
    if (second < 128) {
      this.after = at + 2;
      return (first & 127) | (second << 7);
    }
    return this.long(at);
  }

  /** A varint of three bytes or more at `at`; `after` is where it ends, beyond everything when it never does. */
  private long(at: number): number {
    const { buffer } = this;
    let value = (buffer[at] & 0x7f) | ((buffer[at + 1] & 0x7f) << 7);
    let byte = buffer[at + 2];
    if (byte < 0x80) {
      this.after = at + 3;
      return value | (byte << 14);
    }
    value |= (byte & 0x7f) << 14;
    byte = buffer[at + 3];
    if (byte < 0x80) {
      this.after = at + 4;
      return value | (byte << 21);
    }
    return this.longer(at);
  }

  private longer(at: number): number {
    const reader = new ByteReader(this.buffer, at, this.buffer.length, true);
    reader.readVarint();
    this.after = reader.failed ? 0x7fffffff : reader.pos;
    return this.ids.lastOf(reader);
  }

  fail(code: string, message: string, at: number): number {
    this.failure ??= { code, message, at };
    return failed;
  }
}

/** What advancing an event gives instead of the position after it. */
export const notYet = -1;
export const failed = -2;
export const damaged = -3;

function grown<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
