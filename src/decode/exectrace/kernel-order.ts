// The loop of order-events.ts with its frequent events in a WebAssembly kernel; the rest, and whatever is not plain, goes
// through the loop one event at a time. What the kernel has ordered is told in runs, before anything else is.
import type { KernelRoom } from '../../base/column-room.ts';
import { frequentEvents, tellFrequent } from '../../model/tell-frequent.ts';
import type { FrequentEvents } from '../../model/trace-events.ts';
import type { EventBatches } from './event-batches.ts';
import { control, controlWords, why } from './kernel/order-control.ts';
import type { OrderKernel } from './kernel/order-kernel.ts';
import { EventOrder } from './order-events.ts';
import { advanceRare } from './order-rare.ts';
import { ev } from './wire-events.ts';

/** Events in a run: columns of 48 kB stay in the cache of the processor. */
const runLength = 2048;

const isFrequent = new Uint8Array(256);
for (const type of Object.values(frequentEvents)) isFrequent[type] = 1;

export class KernelOrder extends EventOrder {
  private readonly kernel: OrderKernel;
  private readonly kernelRoom: KernelRoom;
  private readonly control: Int32Array;
  private readonly doubles: Float64Array;
  private readonly kernelCounts: Int32Array;
  private readonly events: FrequentEvents & { count: number };
  private stacks: Int32Array;
  private strings: Int32Array;
  /** What `kernelRoom.changes` was when the addresses were written. */
  private written = -1;

  constructor(kernel: OrderKernel) {
    super(kernel.room);
    this.kernel = kernel;
    this.kernelRoom = kernel.room;
    this.control = kernel.room.int32(controlWords);
    this.doubles = kernel.room.float64(4);
    this.kernelCounts = kernel.room.int32(256);
    this.stacks = kernel.room.int32(1024);
    this.strings = kernel.room.int32(1024);
    this.events = { count: 0, times: kernel.room.float64(runLength), words: kernel.room.int32(runLength * 4) };
  }

  override begin(batches: EventBatches, frequency: number, baseNs: number): void {
    super.begin(batches, frequency, baseNs);
    this.written = -1;
    const { tables } = this;
    if (!this.checkTables || !tables) return;
    this.stacks = this.copied(tables.stacks.dense, this.stacks);
    this.strings = this.copied(tables.strings.dense, this.strings);
  }

  private copied(from: Int32Array, to: Int32Array): Int32Array {
    const column = to.length < from.length ? this.room.int32(from.length) : to;
    column.fill(0).set(from);
    return column;
  }

  override run(): 'more' | 'done' | 'failed' {
    // A listener of everything is told what the kernel does not keep.
    if (this.sink.any !== undefined || !this.checkTables || this.tables === undefined) return super.run();
    this.enter();
    const reason = this.kernel.run(this.control.byteOffset);
    this.leave();
    if (this.events.count > 0) this.tell();
    if (reason === why.STEP) return this.step();
    if (reason === why.NEXT) this.goOn(this.control[control.NEXT], this.doubles[3]);
    return 'more';
  }

  /** One event by the rules in TypeScript: a rare one of the root cursor at once, anything else through the loop. */
  private step(): 'more' | 'done' | 'failed' {
    const { heap, cTime, cM, cPos, buffer } = this;
    const c = heap[0];
    const t = cTime[c];
    const type = buffer[cPos[c]];
    if (this.heapSize === 0 || this.sampleTime < t || isFrequent[type] === 1) return this.order(1, true);
    this.mSeen[cM[c]] = 1;
    const next = advanceRare(this, type, this.cAt[c], this.cEnd[c], t, cM[c]);
    if (next < 0) return this.order(1, true);
    this.goOn(next, t);
    return 'more';
  }

  private enter(): void {
    const { control: c, doubles } = this;
    if (this.written !== this.kernelRoom.changes) this.writeAddresses();
    c[control.HEAP_SIZE] = this.heapSize;
    c[control.G_FREE_COUNT] = this.gFreeCount;
    c[control.G_TOP] = this.gTop;
    c[control.G_SIZE] = this.gTable.size;
    doubles[1] = this.sampleTime;
    doubles[2] = this.lastTime;
  }

  private leave(): void {
    const { control: c } = this;
    this.gFreeCount = c[control.G_FREE_COUNT];
    this.gTop = c[control.G_TOP];
    this.gTable.size = c[control.G_SIZE];
    this.events.count = c[control.COUNT];
    this.lastTime = this.doubles[2];
  }

  private writeAddresses(): void {
    const { control: c, gTable, pTable, events } = this;
    this.written = this.kernelRoom.changes;
    const wanted = Object.keys(this.sink).length > 0;
    const addresses: readonly (readonly [number, Float64Array | Int32Array | Uint8Array])[] = [
      [control.BUFFER, this.buffer],
      [control.HEAP, this.heap],
      [control.CURSOR_TIME, this.cTime],
      [control.CURSOR_POS, this.cPos],
      [control.CURSOR_AT, this.cAt],
      [control.CURSOR_END, this.cEnd],
      [control.CURSOR_M, this.cM],
      [control.M_P, this.mP],
      [control.M_G, this.mG],
      [control.M_SEEN, this.mSeen],
      [control.G_STATUS, this.gStatus],
      [control.G_SEQ, this.gSeq],
      [control.G_MARKED, this.gMarked],
      [control.G_IDS, this.gIds],
      [control.G_FREE, this.gFree],
      [control.G_KEYS, gTable.keys],
      [control.G_SLOTS, gTable.slots],
      [control.P_STATUS, this.pStatus],
      [control.P_SEQ, this.pSeq],
      [control.P_KEYS, pTable.keys],
      [control.P_SLOTS, pTable.slots],
      [control.STACKS, this.stacks],
      [control.STRINGS, this.strings],
      [control.WORDS, events.words],
      [control.COUNTS, this.kernelCounts],
      [control.DOUBLES, this.doubles],
    ];
    for (const [index, column] of addresses) c[index] = column.byteOffset;
    c[control.TIMES] = wanted ? events.times.byteOffset : 0;
    c[control.G_ROOM] = this.gStatus.length;
    c[control.G_MASK] = gTable.mask;
    c[control.P_MASK] = pTable.mask;
    c[control.STACK_COUNT] = this.stacks.length;
    c[control.STRING_COUNT] = this.strings.length;
    c[control.CAPACITY] = runLength;
    this.doubles[0] = this.frequency;
  }

  /** The run of events in the columns: at once to who wants it so, else one by one. */
  private tell(): void {
    const { sink, events } = this;
    if (sink.frequent !== undefined) sink.frequent(events);
    else tellFrequent(sink, events, 0, events.count);
  }

  /** Events given out since the last call, by their number, are added to `counts`. */
  override addCounts(): void {
    const { kernelCounts, counts } = this;
    for (let type = ev.ProcsChange; type <= ev.GoStatusStack; type++) counts[type] += kernelCounts[type];
    kernelCounts.fill(0);
  }

  override release(): void {
    super.release();
    this.kernel.release();
  }
}
