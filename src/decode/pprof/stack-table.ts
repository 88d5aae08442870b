// Distinct stacks of a profile as the bytes of their location ids (packed varints), found again by hash and full
// comparison: equal stacks of many samples are stored once and decoded once. Most stand in the input as they are;
// lists that the writer split or did not pack are gathered in a buffer of their own.
import { GrowingUint32 } from '../../base/growing-array.ts';

interface Buffer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export class StackTable {
  private readonly from: GrowingUint32;
  private readonly to: GrowingUint32;
  private readonly hashes: GrowingUint32;
  /** 1 where the stack stands in the buffer of gathered lists. */
  private readonly gathered: GrowingUint32;
  /** Open addressing; holds stack number + 1. */
  private slots: Uint32Array;
  private readonly input: Buffer;
  private extra: Buffer = withView(new Uint8Array(0));
  private extraUsed = 0;
  private extraStart = 0;

  constructor(input: Uint8Array, capacity: number) {
    this.input = withView(input);
    this.slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(16, 2 * capacity))));
    this.from = new GrowingUint32(capacity);
    this.to = new GrowingUint32(capacity);
    this.hashes = new GrowingUint32(capacity);
    this.gathered = new GrowingUint32(capacity);
  }

  get length(): number {
    return this.from.length;
  }

  /** Where the ids of a stack stand. */
  placeOf(stack: number): { readonly bytes: Uint8Array; readonly from: number; readonly to: number } {
    const { bytes } = this.gathered.at(stack) === 1 ? this.extra : this.input;
    return { bytes, from: this.from.at(stack), to: this.to.at(stack) };
  }

  /** Number of the stack whose ids are the bytes `[from, to)` of the input; new ones are added. */
  intern(from: number, to: number): number {
    return this.find(this.input, from, to, 0);
  }

  /** Begins a list of several parts. */
  beginGathered(): void {
    this.extraStart = this.extraUsed;
  }

  /** Adds the bytes `[from, to)` of the input to the list. */
  gather(from: number, to: number): void {
    const count = to - from;
    if (this.extraUsed + count > this.extra.bytes.length) {
      const next = new Uint8Array(Math.max(4096, this.extra.bytes.length * 2, this.extraUsed + count));
      next.set(this.extra.bytes);
      this.extra = withView(next);
    }
    this.extra.bytes.set(this.input.bytes.subarray(from, to), this.extraUsed);
    this.extraUsed += count;
  }

  /** As `intern`, for the gathered list; a known one is forgotten again. */
  internGathered(): number {
    const before = this.length;
    const stack = this.find(this.extra, this.extraStart, this.extraUsed, 1);
    if (this.length === before) this.extraUsed = this.extraStart;
    return stack;
  }

  private find(buffer: Buffer, from: number, to: number, gathered: 0 | 1): number {
    const hash = hashOf(buffer, from, to);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = this.slots[slot] - 1;
      if (this.hashes.at(known) === hash && this.isEqual(known, buffer.bytes, from, to)) return known;
    }
    const stack = this.length;
    this.from.push(from);
    this.to.push(to);
    this.hashes.push(hash);
    this.gathered.push(gathered);
    this.slots[slot] = stack + 1;
    if (this.length * 2 > this.slots.length) this.rehash();
    return stack;
  }

  private isEqual(stack: number, bytes: Uint8Array, from: number, to: number): boolean {
    const count = to - from;
    const start = this.from.at(stack);
    if (this.to.at(stack) - start !== count) return false;
    const known = this.gathered.at(stack) === 1 ? this.extra.bytes : this.input.bytes;
    for (let i = 0; i < count; i++) if (known[start + i] !== bytes[from + i]) return false;
    return true;
  }

  private rehash(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let stack = 0; stack < this.length; stack++) {
      let slot = this.hashes.at(stack) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack + 1;
    }
    this.slots = slots;
  }
}

function withView(bytes: Uint8Array): Buffer {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/**
 * Every byte counts; two sums side by side, as one multiplication has to wait for the last. The bytes behind the last
 * whole eight are read once more together with those before them, where there are eight.
 */
function hashOf({ bytes, view }: Buffer, from: number, to: number): number {
  let even = 0x811c9dc5 ^ (to - from);
  let odd = 0x2545f491;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    even = Math.imul(even ^ view.getInt32(at, true), 0x01000193) ^ (even >>> 15);
    odd = Math.imul(odd ^ view.getInt32(at + 4, true), 0x01000193) ^ (odd >>> 15);
  }
  if (at < to && to - from >= 8) {
    even = Math.imul(even ^ view.getInt32(to - 8, true), 0x01000193) ^ (even >>> 15);
    odd = Math.imul(odd ^ view.getInt32(to - 4, true), 0x01000193) ^ (odd >>> 15);
  } else for (; at < to; at++) even = Math.imul(even ^ bytes[at], 0x01000193) ^ (even >>> 15);
  const hash = Math.imul(even ^ (even >>> 16), 0x85ebca6b) ^ Math.imul(odd ^ (odd >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) >>> 0;
}
