// The head of one batch of an execution trace: which generation, thread and time it belongs to, and where its payload is.
//
//   01 gen m time size payload          EventBatch, four varints, each padded to any length up to ten bytes
//   31 exp gen m time size payload      ExperimentalBatch (1.23+), `exp` is one byte
//   34                                  EndOfGeneration (1.26+), alone
import { ByteReader } from '../../base/byte-reader.ts';
import type { BigIds } from './big-ids.ts';
import { limits, wire } from './wire-events.ts';

export type HeaderResult = 'batch' | 'end-of-generation' | 'more' | 'nothing' | 'bad';

export class BatchHeader {
  gen = 0;
  m = 0;
  /** Clock units. */
  time = 0;
  experiment = 0;
  /** Payload, as offsets in the buffer. */
  start = 0;
  end = 0;
  /** Why it is bad, in Go's words. */
  why = '';
  private readonly ids: BigIds;

  constructor(ids: BigIds) {
    this.ids = ids;
  }

  /**
   * Reads the header at `at`; `more` when the bytes up to `filled` do not hold it with its payload, `nothing` when not even
   * its first bytes are there. After `more`, `why` says what is missing and `start` is set when the header itself is there.
   */
  read(buffer: Uint8Array, at: number, filled: number): HeaderResult {
    this.start = 0;
    if (at >= filled) return 'nothing';
    const type = buffer[at];
    if (type === wire.endOfGeneration) {
      this.start = at;
      this.end = at + 1;
      return 'end-of-generation';
    }
    if (type !== wire.eventBatch && type !== wire.experimentalBatch) {
      this.why = `expected batch event, got event ${type}`;
      return 'bad';
    }
    this.experiment = 0;
    let from = at + 1;
    if (type === wire.experimentalBatch) {
      if (from >= filled) return 'nothing';
      this.experiment = buffer[from++];
    }
    const reader = new ByteReader(buffer, from, filled, true);
    this.gen = reader.readVarint();
    if (reader.failed) return this.missing('gen', filled - from);
    from = reader.pos;
    reader.readVarint();
    if (reader.failed) return this.missing('M ID', filled - from);
    this.m = this.ids.lastOf(reader);
    from = reader.pos;
    this.time = reader.readVarint();
    if (reader.failed) return this.missing('timestamp', filled - from);
    from = reader.pos;
    const size = reader.readVarint();
    if (reader.failed) return this.missing('size', filled - from);
    if (size > limits.batchBytes) {
      this.why = `invalid batch size ${size}, maximum is ${limits.batchBytes}`;
      return 'bad';
    }
    this.start = reader.pos;
    this.end = this.start + size;
    if (this.end > filled) {
      this.why = `failed to read full batch: read ${filled - this.start} but wanted ${size}`;
      return 'more';
    }
    return 'batch';
  }

  /** A varint that fails with ten bytes at hand is no varint; with fewer, the rest has not come yet. */
  private missing(what: string, left: number): HeaderResult {
    this.start = 0;
    if (left >= 10) {
      this.why = `error reading batch ${what}: varint overflows a 64-bit integer`;
      return 'bad';
    }
    this.why = `error reading batch ${what}: unexpected end`;
    return 'more';
  }
}
