// The decoder of goroutine text: bytes in pieces → Decoded. Plain records go through a fast reader, all other lines to
// the careful scanner; both fill the same tables. Never holds more than a window of the input.
import type { Form, Provenance } from '../../model/capture.ts';
import type { Decoded, StreamDecoder } from '../../model/decoded.ts';
import type { FastReader } from './fast-reader.ts';
import { FastRows } from './fast-rows.ts';
import { takeKernel } from './kernel/kernel-reader.ts';
import { FrameTable } from './parse-frame.ts';
import { DumpScanner } from './scan-dump.ts';
import { DumpTables } from './tables.ts';
import { TwinReader } from './twin.ts';
import { sniffEncoding, Utf16Input } from './unicode-input.ts';

export interface DumpDecoderOptions {
  /** For which functions (clean names) the first argument word of each call is kept in `Snapshot.pointers`. */
  readonly pointersOf?: (functionName: string) => boolean;
  /** Which reader takes plain records; all give the same result. Default `kernel`, `twin` where there is no WASM SIMD. */
  readonly engine?: 'kernel' | 'twin' | 'scanner';
  /** The form the result states; default `dump`. */
  readonly form?: Form;
}

/** Where net/http/pprof and runtime.Stack users cut a dump: 64 MiB (runtime/pprof.writeGoroutineStacks). */
const RUNTIME_CUT = 67_108_864;
/** Bytes that are read at once when the source comes in crumbs; keeps the work linear in the input. */
const STEP = 1 << 18;
/** A window's first size; small, for most texts are. */
const FIRST_WINDOW = 1 << 16;
/** A record longer than this goes to the scanner line by line. */
const LONGEST_RECORD = 1 << 22;
/** A line longer than this is cut. */
const LONGEST_LINE = 1 << 23;

const GOROUTINE = Array.from('goroutine ', (c) => c.charCodeAt(0));

/**
 * A decoder for dumps of any size (debug=2, runtime.Stack, crash logs, test logs). Its result lists the dumps in the
 * order of the text, with problems beside them; no input makes it throw.
 */
export function newDumpDecoder(provenance: Provenance, options: DumpDecoderOptions = {}): StreamDecoder {
  return new DumpDecoder(provenance, options);
}

class DumpDecoder implements StreamDecoder {
  private readonly reader: FastReader;
  private readonly fast: FastRows | undefined;
  private readonly tables: DumpTables;
  private readonly scanner: DumpScanner;
  private readonly text = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Bytes of the window: [from, to) are still to be read, [0, from) are done. */
  private from = 0;
  private to = 0;
  /** Number of the line that begins at `from`. */
  private line = 1;
  private bytes = 0;
  /** Bytes that came since the last `work`. */
  private unread = 0;
  private lastByte = 10;
  /** Undefined until the first bytes have told. */
  private encoding: 'utf-8' | 'utf-16' | undefined;
  private utf16: Utf16Input | undefined;
  /** Where `commit` finds its bytes when they need converting first. */
  private raw = new Uint8Array(0);
  /** Inside a line of which the first `LONGEST_LINE` bytes were taken. */
  private skipping = false;

  constructor(provenance: Provenance, options: DumpDecoderOptions) {
    const { engine = 'kernel', form, pointersOf } = options;
    this.tables = new DumpTables(provenance, form, pointersOf);
    const frames = new FrameTable();
    this.scanner = new DumpScanner(this.tables, frames);
    this.reader = (engine === 'kernel' && takeKernel()) || new TwinReader();
    this.fast = engine === 'scanner' ? undefined : new FastRows(this.reader, this.tables, frames);
  }

  reserve(atLeast: number): Uint8Array {
    if (this.utf16) {
      if (this.raw.length < atLeast) this.raw = new Uint8Array(atLeast);
      return this.raw;
    }
    this.makeRoom(Math.max(atLeast, 1));
    return this.reader.window.subarray(this.to, this.reader.capacity);
  }

  commit(length: number): void {
    if (length <= 0) return;
    this.bytes += length;
    if (this.utf16) {
      this.append(this.utf16.convert(this.raw.subarray(0, length)));
    } else {
      this.to += length;
      if (this.encoding === undefined && !this.begin(false)) return;
    }
    this.unread += length;
    if (this.unread >= STEP) this.work(false);
  }

  end(): Decoded {
    if (this.encoding === undefined) this.begin(true);
    if (this.utf16) this.append(this.utf16.end());
    this.work(true);
    this.scanner.end(this.lastByte !== 10);
    this.reader.release();
    return this.tables.finish(this.bytes, this.bytes === RUNTIME_CUT);
  }

  /** Reads the byte order mark; false while too few bytes have come. */
  private begin(ended: boolean): boolean {
    const start = sniffEncoding(this.reader.window.subarray(0, this.to), ended);
    if (!start) return false;
    if (start.encoding === 'utf-8') {
      this.encoding = 'utf-8';
      this.from = start.mark;
      return true;
    }
    this.encoding = 'utf-16';
    this.utf16 = new Utf16Input(start.encoding);
    const bytes = this.reader.window.slice(start.mark, this.to);
    this.from = this.to = 0;
    this.append(this.utf16.convert(bytes));
    return true;
  }

  private append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += STEP) {
      const piece = bytes.subarray(at, at + STEP);
      this.makeRoom(piece.length);
      this.reader.window.set(piece, this.to);
      this.to += piece.length;
      if (at + STEP < bytes.length) this.work(false);
    }
  }

  /** Moves what is unread to the front of the window and widens it until `atLeast` more bytes fit. */
  private makeRoom(atLeast: number): void {
    if (this.from > 0 && this.to + atLeast > this.reader.capacity) {
      this.reader.window.copyWithin(0, this.from, this.to);
      this.to -= this.from;
      this.from = 0;
    }
    if (this.to + atLeast > this.reader.capacity)
      this.reader.room(Math.max(this.to + atLeast, this.reader.capacity * 2, FIRST_WINDOW));
  }

  /**
   * Reads as far as the bytes allow; to the last byte when `ended`. The first record of a dump is the scanner's: it tells
   * what kind of dump begins.
   */
  private work(ended: boolean): void {
    this.unread = 0;
    if (this.to > this.from) this.lastByte = this.reader.window[this.to - 1];
    while (this.from < this.to) {
      if (this.fast && this.tables.inDump && this.scanner.idle && this.atGoroutine()) {
        const stop = this.readFast(this.fast);
        if (stop === 'full') continue;
        if (stop === 'more' && !ended && this.to - this.from <= LONGEST_RECORD) return;
        if (this.from === this.to) return;
      }
      if (!this.readLine(ended)) return;
    }
  }

  private atGoroutine(): boolean {
    const { window } = this.reader;
    if (this.to - this.from < GOROUTINE.length) return false;
    for (let i = 0; i < GOROUTINE.length; i++) if (window[this.from + i] !== GOROUTINE[i]) return false;
    return true;
  }

  private readFast(fast: FastRows): 'more' | 'odd' | 'full' {
    const { reader } = this;
    const end = reader.read(this.from, this.to);
    const count = fast.check();
    const refused = count < reader.count;
    const next = refused ? reader.offsets[count] : end;
    if (count > 0) {
      this.scanner.noteFastRecords(count, this.line, this.line + fast.linesOf(count));
      this.line = fast.append(count, this.line);
    }
    this.from = next;
    return refused ? 'odd' : reader.stop;
  }

  /** Hands one line to the scanner; false when its end has not come yet. */
  private readLine(ended: boolean): boolean {
    const { window } = this.reader;
    let end = window.indexOf(10, this.from);
    let next = end + 1;
    if (end < 0 || end >= this.to) {
      end = this.to;
      next = this.to;
      if (!ended && end - this.from <= LONGEST_LINE) return false;
    }
    if (this.skipping) {
      this.skipping = next === end;
    } else {
      const cut = Math.min(end, this.from + LONGEST_LINE);
      this.scanner.line(this.text.decode(window.subarray(this.from, cut)), this.line);
      if (cut < end) {
        this.skipping = next === end;
        this.tables.problem({
          code: 'dump/line-too-long',
          message: `a line is longer than ${LONGEST_LINE / 1_048_576} MiB; only its beginning was read`,
          line: this.line,
        });
      }
    }
    if (next > end) this.line++;
    this.from = next;
    return true;
  }
}
