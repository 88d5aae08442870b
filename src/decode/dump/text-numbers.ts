// Numbers for distinct texts and stacks inside the TypeScript twin: open addressing, every byte compared.
// Numbers begin at 1; 0 is "none". A search that meets too many others gives up (-1), so that hostile input costs
// a trip through the careful reader and never a quadratic search.

/** Steps after which a search gives up. */
const PROBES = 64;

/** Distinct pairs of texts (function and place of a frame; a tail is a pair with an empty second part). */
export class TextNumbers {
  private text = new Uint8Array(1 << 14);
  private view = new DataView(this.text.buffer);
  private used = 0;
  private slots = new Int32Array(1 << 10);
  private count = 0;
  /** Columns by number: where the text begins, lengths of its two parts, hash, kind. */
  private starts = new Int32Array(1 << 9);
  private firsts = new Int32Array(1 << 9);
  private seconds = new Int32Array(1 << 9);
  private hashes = new Int32Array(1 << 9);
  private kinds = new Uint8Array(1 << 9);
  /** By number: the number of the frame that followed it last, and of the creator that did. */
  next = new Int32Array(1 << 9);
  nextCreator = new Int32Array(1 << 9);

  get size(): number {
    return this.count;
  }

  firstLength(number: number): number {
    return this.firsts[number];
  }

  secondLength(number: number): number {
    return this.seconds[number];
  }

  /** Whether the first part of `number` stands at `at` in `view`. */
  isFirst(number: number, view: DataView, at: number): boolean {
    return this.equal(this.starts[number], view, at, this.firsts[number]);
  }

  /** Whether the second part of `number` stands at `at` in `view`. */
  isSecond(number: number, view: DataView, at: number): boolean {
    return this.equal(this.starts[number] + this.firsts[number], view, at, this.seconds[number]);
  }

  private equal(start: number, view: DataView, at: number, length: number): boolean {
    const mine = this.view;
    let i = 0;
    for (; i + 4 <= length; i += 4) if (mine.getInt32(start + i, true) !== view.getInt32(at + i, true)) return false;
    for (; i < length; i++) if (mine.getUint8(start + i) !== view.getUint8(at + i)) return false;
    return true;
  }

  /** The number of the pair at `a` and `b` of `view`; new pairs get the next number. -1: too many collisions. */
  number(kind: number, view: DataView, a: number, aLength: number, b: number, bLength: number): number {
    const hash = hashOf(view, b, bLength, hashOf(view, a, aLength, kind));
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < PROBES; probe++, slot = (slot + 1) & mask) {
      const number = this.slots[slot];
      if (number === 0) return this.add(slot, kind, hash, view, a, aLength, b, bLength);
      if (
        this.hashes[number] === hash &&
        this.kinds[number] === kind &&
        this.firsts[number] === aLength &&
        this.seconds[number] === bLength &&
        this.isFirst(number, view, a) &&
        this.isSecond(number, view, b)
      )
        return number;
    }
    return -1;
  }

  private add(
    slot: number,
    kind: number,
    hash: number,
    view: DataView,
    a: number,
    aLength: number,
    b: number,
    bLength: number,
  ): number {
    const number = ++this.count;
    if (number === this.starts.length) this.growColumns();
    if (this.used + aLength + bLength > this.text.length) {
      const grown = new Uint8Array(Math.max(this.text.length * 2, this.used + aLength + bLength));
      grown.set(this.text);
      this.text = grown;
      this.view = new DataView(grown.buffer);
    }
    for (let i = 0; i < aLength; i++) this.text[this.used + i] = view.getUint8(a + i);
    for (let i = 0; i < bLength; i++) this.text[this.used + aLength + i] = view.getUint8(b + i);
    this.starts[number] = this.used;
    this.firsts[number] = aLength;
    this.seconds[number] = bLength;
    this.hashes[number] = hash;
    this.kinds[number] = kind;
    this.used += aLength + bLength;
    this.slots[slot] = number;
    if (this.count * 2 > this.slots.length) this.slots = rehash(this.slots, this.hashes, this.count);
    return number;
  }

  private growColumns(): void {
    this.starts = doubled(this.starts);
    this.firsts = doubled(this.firsts);
    this.seconds = doubled(this.seconds);
    this.hashes = doubled(this.hashes);
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.next = doubled(this.next);
    this.nextCreator = doubled(this.nextCreator);
  }

  /** The two parts of a pair. */
  parts(number: number): { readonly first: Uint8Array; readonly second: Uint8Array } {
    const start = this.starts[number];
    const middle = start + this.firsts[number];
    return {
      first: this.text.subarray(start, middle),
      second: this.text.subarray(middle, middle + this.seconds[number]),
    };
  }
}

/** Distinct sequences of frame numbers. */
export class SequenceNumbers {
  private pool = new Uint32Array(1 << 12);
  private used = 0;
  private slots = new Int32Array(1 << 10);
  private hashes = new Int32Array(1 << 9);
  private ends = new Int32Array(1 << 9);
  private count = 0;

  /** The number of `words[0, length)`, whose hash the caller has made; -1: too many collisions. */
  number(words: Uint32Array, length: number, hash: number): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < PROBES; probe++, slot = (slot + 1) & mask) {
      const number = this.slots[slot];
      if (number === 0) return this.add(slot, words, length, hash);
      if (this.hashes[number] === hash && this.isSame(number, words, length)) return number;
    }
    return -1;
  }

  private isSame(number: number, words: Uint32Array, length: number): boolean {
    const start = this.ends[number - 1];
    if (this.ends[number] - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.pool[start + i] !== words[i]) return false;
    return true;
  }

  private add(slot: number, words: Uint32Array, length: number, hash: number): number {
    const number = ++this.count;
    if (number === this.hashes.length) {
      this.hashes = doubled(this.hashes);
      this.ends = doubled(this.ends);
    }
    if (this.used + length > this.pool.length) {
      const grown = new Uint32Array(Math.max(this.pool.length * 2, this.used + length));
      grown.set(this.pool);
      this.pool = grown;
    }
    for (let i = 0; i < length; i++) this.pool[this.used + i] = words[i];
    this.used += length;
    this.hashes[number] = hash;
    this.ends[number] = this.used;
    this.slots[slot] = number;
    if (this.count * 2 > this.slots.length) this.slots = rehash(this.slots, this.hashes, this.count);
    return number;
  }

  /** The words of a sequence. */
  words(number: number): Uint32Array {
    return this.pool.subarray(this.ends[number - 1], this.ends[number]);
  }
}

function hashOf(view: DataView, at: number, length: number, seed: number): number {
  let hash = Math.imul(seed ^ length, 0x9e3779b1);
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    hash = Math.imul(hash ^ view.getInt32(at + i, true), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  for (; i < length; i++) hash = Math.imul(hash ^ view.getUint8(at + i), 0x01000193);
  return hash ^ (hash >>> 13);
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(column.length * 2);
  grown.set(column);
  return grown;
}

/** Slots for twice as many numbers. A new place may be beyond `PROBES`; such a number is found never again, only remade. */
function rehash(old: Int32Array<ArrayBuffer>, hashes: Int32Array<ArrayBuffer>, count: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(old.length * 2);
  const mask = slots.length - 1;
  for (let number = 1; number <= count; number++) {
    let slot = hashes[number] & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number;
  }
  return slots;
}
