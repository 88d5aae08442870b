// The string table of a profile: places of the strings in the input, decoded when first asked for.

const utf8 = new TextDecoder('utf-8');
const latin1 = new TextDecoder('latin1');

/** Above this the table is decoded string by string, so that short names do not hold a huge text alive. */
const wholeTableLimit = 32 << 20;

export class StringTable {
  readonly start: number[] = [];
  readonly end: number[] = [];
  private bytes: Uint8Array = new Uint8Array(0);
  private cache: (string | undefined)[] = [];
  private whole = '';
  private wholeStart = 0;

  /** Fixes the input; call once after all strings are added. */
  seal(bytes: Uint8Array): void {
    this.bytes = bytes;
    const last = this.end.length - 1;
    if (last < 0) return;
    const from = this.start[0];
    const to = this.end[last];
    // One call for the whole table, then slices: some ten times faster than a call for each string.
    if (to - from <= wholeTableLimit) {
      this.wholeStart = from;
      this.whole = latin1.decode(bytes.subarray(from, to));
    }
    this.cache = new Array<string | undefined>(this.start.length);
  }

  get length(): number {
    return this.start.length;
  }

  /** The string at `index`; undefined when there is none. Invalid UTF-8 becomes U+FFFD. */
  get(index: number): string | undefined {
    const known = this.cache[index];
    if (known !== undefined) return known;
    const from = this.start[index];
    if (from === undefined) return undefined;
    const to = this.end[index];
    const text =
      this.whole !== '' && isAscii(this.bytes, from, to)
        ? this.whole.slice(from - this.wholeStart, to - this.wholeStart)
        : utf8.decode(this.bytes.subarray(from, to));
    this.cache[index] = text;
    return text;
  }
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] > 0x7f) return false;
  return true;
}
