// Ids above 2^53 (no program of today makes them; damaged files do): each gets a negative number that stands for its text.
import type { ByteReader } from '../../base/byte-reader.ts';

export class BigIds {
  private readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** The varint just read by `reader`, exact: itself below 2^53, -1 for all ones ("none"), else a stand-in below -1. */
  lastOf(reader: ByteReader): number {
    const { hi, lo } = reader;
    if (hi < 0x200000) return hi * 4294967296 + lo;
    if (hi === 0xffffffff && lo === 0xffffffff) return -1;
    const text = ((BigInt(hi) << 32n) | BigInt(lo)).toString();
    let id = this.numbers.get(text);
    if (id === undefined) {
      id = -2 - this.texts.length;
      this.texts.push(text);
      this.numbers.set(text, id);
    }
    return id;
  }

  /** The id as it is shown: text above 2^53. */
  show(id: number): number | string {
    return id < -1 ? (this.texts[-2 - id] ?? id) : id;
  }
}
