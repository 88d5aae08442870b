// A cursor over bytes for binary formats: varints, lengths and slices that never read past the end.
// Nothing here throws: a read that does not fit sets `failed` and puts the cursor at the end, so hot loops need one check.

/** Reads little-endian base-128 varints and length-delimited parts between `pos` and `end`. */
export class ByteReader {
  readonly bytes: Uint8Array;
  pos: number;
  end: number;
  /** Set once a read did not fit; stays set until the owner clears it. */
  failed = false;
  /** High and low 32 bits of the last varint, both unsigned. */
  hi = 0;
  lo = 0;
  private readonly strict: boolean;

  /** `strict`: a varint of more than 64 bits fails (Go's encoding/binary); else its upper bits fall away (Go's pprof). */
  constructor(bytes: Uint8Array, pos = 0, end = bytes.length, strict = false) {
    this.bytes = bytes;
    this.pos = pos;
    this.end = end;
    this.strict = strict;
  }

  /**
   * Next varint as an unsigned number; exact up to 2^53, `hi` and `lo` hold all 64 bits.
   * At most ten bytes belong to one varint.
   */
  readVarint(): number {
    const { bytes, end } = this;
    let pos = this.pos;
    let byte = 0;
    let lo = 0;
    let hi = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= end) return this.fail();
      byte = bytes[pos++];
      const low7 = byte & 0x7f;
      if (shift < 28) lo |= low7 << shift;
      else if (shift === 28) {
        lo |= low7 << 28;
        hi |= low7 >>> 4;
      } else if (shift < 63) hi |= low7 << (shift - 32);
      else if (this.strict && byte > 1) return this.fail();
      else hi |= (low7 & 1) << 31;
      if (byte < 0x80) {
        this.pos = pos;
        this.lo = lo >>> 0;
        this.hi = hi >>> 0;
        return this.hi === 0 ? this.lo : this.hi * 4294967296 + this.lo;
      }
    }
    return this.fail();
  }

  /** The last varint as a signed 64-bit value; exact within ±2^53. */
  lastSigned(): number {
    return this.hi < 0x80000000 ? this.hi * 4294967296 + this.lo : (this.hi | 0) * 4294967296 + this.lo;
  }

  /** A length that fits into what is left, or -1 with `failed` set. */
  readLength(): number {
    const length = this.readVarint();
    if (this.failed || length > this.end - this.pos) {
      this.fail();
      return -1;
    }
    return length;
  }

  /** Steps over one protobuf field of the given wire type; false when there is no such type or it does not fit. */
  skipField(wireType: number): boolean {
    if (wireType === 0) this.readVarint();
    else if (wireType === 1) this.advance(8);
    else if (wireType === 5) this.advance(4);
    else if (wireType === 2) {
      const length = this.readLength();
      if (length > 0) this.pos += length;
    } else this.fail();
    return !this.failed;
  }

  private advance(count: number): void {
    if (count > this.end - this.pos) this.fail();
    else this.pos += count;
  }

  private fail(): number {
    this.failed = true;
    this.pos = this.end;
    this.hi = 0;
    this.lo = 0;
    return 0;
  }
}
