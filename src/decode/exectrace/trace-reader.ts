// Bytes of an execution trace v2, piece by piece → ordered events for a sink, one generation at a time, as Go's reader gives
// them (golang.org/x/exp/trace/reader.go). One machine: what is collected, given out, refused or salvaged. A damaged or cut trace gives its whole generations and a problem.
import { type ColumnRoom, newPlainRoom } from '../../base/column-room.ts';
import type { Problem } from '../../model/problem.ts';
import type { ClockSnapshot, SharedColumns, TraceSink, TraceSummary, TraceTables } from '../../model/trace-events.ts';
import { CanonicalStacks } from './canonical-stacks.ts';
import { kindsOf } from './count-kinds.ts';
import { BatchList } from './event-batches.ts';
import { GenerationTables } from './generation-tables.ts';
import { takeOrderKernel } from './kernel/order-kernel.ts';
import { KernelOrder } from './kernel-order.ts';
import { EventOrder } from './order-events.ts';
import { BatchHeader } from './read-batch-header.ts';
import { parseTraceHeader, traceHeaderBytes } from './trace-header.ts';
import { makeWarmUpTrace } from './warm-up.ts';
import { ev, type TraceVersion, wire } from './wire-events.ts';

export interface TraceReaderOptions {
  /** Called with what every event means. */
  readonly sink?: (tables: TraceTables) => TraceSink;
  /** Without the WebAssembly kernel, as where there is none; for tests. */
  readonly withoutKernel?: boolean;
}

/** A reader fed piece by piece, as `StreamDecoder` of model/decoded.ts. Only `DecodeError` may leave any of its methods. */
export interface TraceReader {
  /** Room to write the next bytes into; good until the next call. */
  reserve(atLeast: number): Uint8Array;
  /** So many bytes were written there. */
  commit(length: number): void;
  /** `reserve`, copy, `commit`. */
  push(bytes: Uint8Array): void;
  /** Closes: the summary of the whole trace. */
  end(): TraceSummary;
  /** Bytes of the largest generation so far, which is what memory goes by. */
  readonly largestGeneration: number;
}

/** Room behind the bytes, so that a varint at the very end may be read without looking at the end. */
const slack = 64;
/** Offsets are Int32; a generation holds about a second and is a few MB. */
const maxGeneration = 0x7ff00000;

/** A reader that gives the ordered events to `options.sink`. */
export function newTraceReader(options: TraceReaderOptions = {}): TraceReader {
  if (cold) {
    cold = false;
    decodeTrace(makeWarmUpTrace());
  }
  return new GenerationReader(options);
}

/** No trace has been read in this process. */
let cold = true;

class GenerationReader implements TraceReader {
  private buffer: Uint8Array;
  private filled = 0;
  /** Where the next batch header is expected; what lies before it belongs to the current generation. */
  private scanned = 0;
  /** Offset of buffer[0] in the input. */
  private base = 0;
  private header: { text: string; version: TraceVersion } | undefined;
  private readonly room: ColumnRoom;
  private readonly order: EventOrder;
  private readonly batch: BatchHeader;
  private readonly canonical = new CanonicalStacks();
  private readonly tables: GenerationTables;
  private readonly batches = new BatchList();
  /** Number of the generation that is being collected; 0: none. */
  private gen = 0;
  /** Nothing after this is given out: Go's reader stops here. */
  private stopped = false;
  /** Batch headers cannot be followed any further. */
  private lost = false;
  private baseNs = Number.NaN;
  private generations = 0;
  largestGeneration = 0;
  private frequency = 0;
  /** A batch that was cut in the middle; its events up to the cut can be salvaged. */
  private cut: { m: number; time: number; start: number; end: number } | undefined;
  private readonly snapshots: ClockSnapshot[] = [];
  private readonly problems: Problem[] = [];
  private readonly releases: (() => void)[] = [];
  private readonly salvagedCounts = new Uint32Array(256);
  private readonly goodCounts: Uint32Array;
  private damagedBatches = 0;
  private goodLastTime = Number.NaN;

  constructor(options: TraceReaderOptions) {
    const kernel = options.withoutKernel ? undefined : takeOrderKernel();
    this.room = kernel?.room ?? newPlainRoom();
    const order = kernel ? new KernelOrder(kernel) : new EventOrder(this.room);
    this.order = order;
    this.buffer = this.room.window(1 << 16, 0);
    this.batch = new BatchHeader(order.ids);
    this.tables = new GenerationTables(this.canonical, order.ids, this.room);
    this.goodCounts = order.counts;
    const shared = kernel && { room: kernel.room, ...this.sharing() };
    order.sink = options.sink?.({ ...this.lookUps(), ...(shared ? { shared } : {}) }) ?? {};
    order.onDamage = (at, type) => this.noteDamage(at, type);
  }

  reserve(atLeast: number): Uint8Array {
    const needed = this.filled + atLeast + slack;
    if (needed > this.buffer.length) {
      const length = Math.max(needed, Math.min(this.buffer.length * 2, this.buffer.length + (64 << 20)));
      this.buffer = this.room.window(length, this.filled);
    }
    return this.buffer.subarray(this.filled, this.buffer.length - slack);
  }

  commit(length: number): void {
    this.filled += length;
    if (!this.header && this.filled >= traceHeaderBytes) this.readHeader();
    if (this.header && !this.lost) this.split();
    if (this.lost) this.forget();
  }

  push(bytes: Uint8Array): void {
    // In pieces, so that the buffer holds one generation and not the whole input.
    for (let at = 0; at < bytes.length; at += 1 << 20) {
      const piece = bytes.subarray(at, at + (1 << 20));
      this.reserve(piece.length).set(piece);
      this.commit(piece.length);
    }
  }

  end(): TraceSummary {
    if (!this.header) this.readHeader();
    if (!this.lost) this.endOfInput();
    const summary = this.summary();
    for (const call of this.releases) call();
    this.order.release();
    return summary;
  }

  private readHeader(): void {
    const parsed = this.parsedHeader();
    this.header = parsed;
    if (parsed.newer) this.problem('exectrace/newer-version', parsed.newer, 0);
    this.scanned = traceHeaderBytes;
  }

  /** One that is refused is not read on, so its memory is free. */
  private parsedHeader(): ReturnType<typeof parseTraceHeader> {
    try {
      return parseTraceHeader(this.buffer.slice(0, Math.min(this.filled, traceHeaderBytes)));
    } catch (error) {
      this.order.release();
      throw error;
    }
  }

  private get version(): TraceVersion {
    return this.header?.version ?? 26;
  }

  /** Goes from batch header to batch header as far as the bytes reach. */
  private split(): void {
    const { batch } = this;
    while (!this.lost) {
      const result = batch.read(this.buffer, this.scanned, this.filled);
      if (result === 'nothing' || result === 'more') {
        if (this.filled - this.scanned > maxGeneration) this.refuse('the generation is too large to be read');
        return;
      }
      if (result === 'bad') {
        this.badBatch(batch.why);
        return;
      }
      if (result === 'end-of-generation') {
        this.scanned = batch.end;
        // Before 1.26 it stays inside the process; Go refuses it in a file.
        if (this.version < 26) this.refuse('invalid generation number 0');
        else this.finishGeneration();
        continue;
      }
      if (batch.gen === 0) {
        this.refuse('invalid generation number 0');
        return;
      }
      if (this.gen === 0) this.gen = batch.gen;
      if (batch.gen !== this.gen) {
        if (this.version >= 26 || batch.gen !== this.gen + 1) {
          const why =
            this.version >= 26
              ? 'missing end-of-generation event, or generations are interleaved'
              : 'generations out of order';
          this.refuse(`broken trace: ${why}`);
          return;
        }
        this.finishGeneration();
        // The bytes have moved: read the header of the next generation's first batch again.
        continue;
      }
      this.collect();
      this.scanned = batch.end;
    }
  }

  private collect(): void {
    const { batch } = this;
    this.batches.add(batch.experiment !== 0 ? -1 : this.order.threadSlot(batch.m), batch.time, batch.start, batch.end);
  }

  /** A batch header that is none, or a cut: what Go's reader makes of it depends on the version. */
  private badBatch(why: string): void {
    this.problem(this.codeOf(), `${why}${this.hintAt()}`, this.base + this.scanned);
    this.lost = true;
    if (this.stopped) return;
    if (this.version < 26 && this.gen !== 0) {
      // It may be the first batch of the next generation: what is collected may be whole.
      const whole = this.takeGeneration(true);
      if (whole) this.giveSync(true);
    } else {
      this.giveSync(true);
      this.salvage();
    }
    this.stop();
  }

  private codeOf(): string {
    return this.batch.why.startsWith('expected batch') ||
      this.batch.why.startsWith('invalid') ||
      this.batch.why.includes('overflows')
      ? 'exectrace/broken-batch'
      : 'exectrace/truncated';
  }

  private hintAt(): string {
    const byte = this.buffer[this.scanned];
    if (byte === 0x67 && this.scanned + 3 <= this.filled && this.buffer[this.scanned + 1] === 0x6f)
      return '; a second trace seems to begin here';
    if (byte >= 0x20 && byte < 0x7f) return '; did the program print into the file of the trace?';
    return '';
  }

  /** The generation that was collected cannot be read at all (Go gives a Sync and stops). */
  private refuse(why: string): void {
    this.problem('exectrace/broken-generation', why, this.base + this.scanned);
    this.lost = true;
    if (this.stopped) return;
    this.giveSync(true);
    this.salvage();
    this.stop();
  }

  private finishGeneration(): void {
    this.takeGeneration(false);
    this.dropBytes();
  }

  /** Reads the tables and gives out the events. False when it could not (then a Sync was given and reading has stopped). */
  private takeGeneration(last: boolean): boolean {
    if (this.stopped) {
      this.salvage();
      return false;
    }
    const problem = this.readTables();
    if (problem !== undefined) {
      this.problem(last ? 'exectrace/truncated' : 'exectrace/broken-generation', problem, this.base);
      this.giveSync(true);
      this.salvage();
      this.stop();
      return false;
    }
    this.frequency = this.tables.frequency;
    const minNs = Math.trunc(this.batches.minTime * this.frequency);
    this.setBase(minNs);
    this.giveSync(false, minNs);
    if (this.tables.snapshot) this.snapshots.push(this.tables.snapshot);
    const { order } = this;
    order.tables = this.tables;
    order.checkTables = true;
    order.begin(this.batches.events(this.buffer), this.frequency, this.baseNs);
    let result = order.run();
    while (result === 'more') result = order.run();
    order.addCounts();
    if (result === 'failed') {
      this.orderFailed();
      return false;
    }
    this.flushDamage();
    if (this.batches.eventBatches > 0) order.initial = false;
    this.generations++;
    this.batches.clear();
    this.gen = 0;
    return true;
  }

  /** Go stops here without a Sync; what else can be put in order is only counted. */
  private orderFailed(): void {
    const { order } = this;
    const { failure } = order;
    this.flushDamage();
    if (failure) this.problem(failure.code, failure.message, this.base + failure.at);
    this.stop();
    if (failure?.code === 'exectrace/missing-table') {
      this.toSalvage();
      this.runOn();
    }
    this.batches.clear();
    this.gen = 0;
  }

  private readTables(): string | undefined {
    const { tables } = this;
    tables.clear(this.buffer);
    const problem = this.indexTables();
    return problem ?? tables.finish(this.version);
  }

  private indexTables(): string | undefined {
    const { batches, tables, buffer, version } = this;
    for (let i = 0; i < batches.count; i++) {
      const start = batches.start[i];
      const end = batches.end[i];
      if (start === end || batches.m[i] < 0) continue;
      const type = buffer[start];
      let problem: string | undefined;
      if (type === wire.strings) problem = tables.readStrings(start, end);
      else if (type === wire.stacks) problem = tables.readStacks(start, end);
      else if (type === wire.cpuSamples) problem = tables.readSamples(start, end);
      else if (type === (version >= 25 ? wire.sync : wire.frequency))
        problem = tables.readClock(start, end, batches.time[i], version);
      else continue;
      batches.m[i] = -1;
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** Orders what was collected without names, and only counts it. */
  private salvage(): void {
    const { order, tables, cut } = this;
    if (cut) this.batches.add(cut.m, cut.time, cut.start, cut.end);
    if (this.batches.count === 0) return;
    tables.clear(this.buffer);
    this.indexTables();
    if (tables.frequency === 0) tables.frequency = this.frequency || 64;
    this.setBase(Math.trunc(this.batches.minTime * tables.frequency));
    this.toSalvage();
    order.begin(this.batches.events(this.buffer), tables.frequency, this.baseNs);
    this.runOn();
    this.batches.clear();
    this.gen = 0;
  }

  private toSalvage(): void {
    const { order } = this;
    order.sink = {};
    order.counts = this.salvagedCounts;
    order.checkTables = false;
    order.tables = this.tables;
  }

  private runOn(): void {
    const { order } = this;
    order.failure = undefined;
    while (order.run() === 'more');
    this.damagedBatches = 0;
  }

  private stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    if (Number.isNaN(this.goodLastTime)) this.goodLastTime = this.order.lastTime;
    this.order.sink = {};
    this.order.counts = this.salvagedCounts;
  }

  /** The clock starts with the first event; Go never gives time 0. */
  private setBase(ns: number): void {
    if (!Number.isNaN(this.baseNs)) return;
    this.baseNs = Math.max(ns, 1);
    this.order.lastTime = -this.baseNs;
  }

  private giveSync(last: boolean, ns?: number): void {
    const { order } = this;
    this.setBase(1);
    const time = order.emit(ev.Sync, ns === undefined ? order.lastTime : ns - this.baseNs);
    order.sink.any?.(time, ev.Sync, -1, -1, -1, -1, 0, 0, 0);
    order.sink.sync?.(time, last);
    if (last) this.goodLastTime = time;
  }

  private endOfInput(): void {
    const { batch } = this;
    const result = batch.read(this.buffer, this.scanned, this.filled);
    if (result === 'more') {
      if (batch.start > 0) {
        // The events of the batch that was cut in the middle can still be salvaged, up to the cut.
        this.cutBatch();
        return;
      }
      this.badBatch(batch.why);
      return;
    }
    if (this.stopped) {
      this.salvage();
      return;
    }
    if (this.version < 26) {
      if (this.gen !== 0 || this.generations === 0) {
        if (!this.takeGeneration(true)) return;
      }
    } else if (this.batches.hasEvents(this.buffer, this.version)) {
      this.refuseCut('incomplete generation found; trace likely truncated');
      return;
    } else if (this.batches.count > 0 || this.generations === 0) {
      // Go takes these for an end: nothing is lost but the rest.
      this.problem('exectrace/truncated', 'it ends before the first event of a generation', this.base + this.filled);
    }
    this.giveSync(true);
  }

  private refuseCut(why: string): void {
    this.problem('exectrace/truncated', why, this.base + this.filled);
    this.giveSync(true);
    this.salvage();
    this.stop();
  }

  private cutBatch(): void {
    const { batch } = this;
    const { why, start, m, time, experiment, gen } = batch;
    if (experiment === 0 && gen === this.gen) this.cut = { m: this.order.threadSlot(m), time, start, end: this.filled };
    if (this.version < 26) this.badBatch(why);
    else this.refuseCut(why);
  }

  /** The bytes of a finished generation make room for the next. */
  private dropBytes(): void {
    if (this.scanned > this.largestGeneration) this.largestGeneration = this.scanned;
    this.buffer.copyWithin(0, this.scanned, this.filled);
    this.base += this.scanned;
    this.filled -= this.scanned;
    this.scanned = 0;
  }

  /** Nothing more can be read: bytes are only counted. */
  private forget(): void {
    this.base += this.filled;
    this.filled = 0;
    this.scanned = 0;
  }

  private problem(code: string, message: string, offset: number): void {
    if (this.problems.length < 50) this.problems.push({ code, message, offset });
  }

  private noteDamage(at: number, type: number): void {
    this.damagedBatches++;
    if (this.damagedBatches === 1 && !this.stopped)
      this.problem(
        'exectrace/damaged-batch',
        `the rest of a batch was left out at event ${type}: no such event, or it runs over the end`,
        this.base + at,
      );
  }

  private flushDamage(): void {
    this.damagedBatches = 0;
  }

  private sharing(): Omit<SharedColumns, 'room'> {
    return {
      stackNumbers: () => this.tables.numberOfId,
      onRelease: (call) => this.releases.push(call),
    };
  }

  private lookUps(): TraceTables {
    const { order, tables, canonical } = this;
    return {
      goroutineId: (g) => order.ids.show(order.gIds[g]),
      procId: (p) => order.ids.show(order.pIds[p]),
      threadId: (m) => order.ids.show(order.mIds[m]),
      idText: (id) => order.ids.show(id),
      text: (id) => tables.text(id),
      stackOf: (id) => tables.stackOf(id),
      frames: (stack) => canonical.framesOf(stack),
    };
  }

  private summary(): TraceSummary {
    this.order.addCounts();
    const good = kindsOf(this.goodCounts);
    const salvaged = kindsOf(this.salvagedCounts);
    return {
      header: this.header?.text ?? '',
      version: this.version,
      bytes: this.base + this.filled,
      generations: this.generations,
      firstNs: this.baseNs,
      durationNs: this.stopped ? this.goodLastTime : this.order.lastTime,
      events: good.events,
      kinds: good.kinds,
      salvaged,
      clockSnapshots: this.snapshots,
      complete: !this.problems.some((p) => p.code !== 'exectrace/newer-version'),
      problems: this.problems,
    };
  }
}

/** Reads a whole trace that lies in memory. Throws `DecodeError` when it is none, or of Go 1.21 or older. */
export function decodeTrace(bytes: Uint8Array, options: TraceReaderOptions = {}): TraceSummary {
  const reader = newTraceReader(options);
  reader.push(bytes);
  return reader.end();
}
