// Distinct frames and distinct stacks of one source, each stored once, whichever reader found them.
// A stack is a run of words in one pool: [creator + 1, elidedAt + 1 | unavailable, frame, frame, …], found by hash and
// compared word by word, so two stacks are one only if every frame is.
import type { Frame, Stack } from '../../model/stack.ts';

const UNAVAILABLE = 0x8000_0000;

/** What makes one stack different from another, with frames as numbers of `StackTable.frame`. */
export interface StackWords {
  readonly frames: ArrayLike<number>;
  /** Frame number of `created by`, -1 when there is none. */
  readonly creator: number;
  readonly elidedAt?: number;
  readonly unavailable?: boolean;
}

export class StackTable {
  /** The careful reader gives the same object for the same frame, so most are found without their text. */
  private readonly byObject = new Map<Frame, number>();
  private readonly byText = new Map<string, number>();
  private readonly frameObjects: Frame[] = [];
  /** Per frame: 1 where its first argument is to be kept. */
  private readonly wanted: boolean[] = [];
  private readonly stackObjects: Stack[] = [];
  /** Per stack: depths of the wanted frames, undefined where there are none. */
  private readonly wantedDepths: (readonly number[] | undefined)[] = [];
  private pool = new Uint32Array(1 << 12);
  private used = 0;
  /** Where each stack begins in the pool; one more than there are stacks. */
  private starts: number[] = [0];
  private slots = new Int32Array(1 << 10).fill(-1);
  private hashes = new Int32Array(1 << 9);
  private readonly pointersOf: ((functionName: string) => boolean) | undefined;

  constructor(pointersOf?: (functionName: string) => boolean) {
    this.pointersOf = pointersOf;
  }

  /** Number of stacks so far. */
  get size(): number {
    return this.stackObjects.length;
  }

  /** Number of the frame, the same for equal function, file and line. */
  frame(frame: Frame): number {
    let number = this.byObject.get(frame);
    if (number !== undefined) return number;
    const key = `${frame.line ?? ''}\0${frame.file ?? '\u0001'}\0${frame.function}`;
    number = this.byText.get(key);
    if (number === undefined) {
      number = this.frameObjects.length;
      this.byText.set(key, number);
      this.frameObjects.push(frame);
      this.wanted.push(this.pointersOf?.(frame.function) ?? false);
    }
    this.byObject.set(frame, number);
    return number;
  }

  /** Number of the stack, the same for equal frames, creator and cut. */
  stack(words: StackWords): number {
    const start = this.used;
    const count = words.frames.length;
    const end = start + 2 + count;
    if (end > this.pool.length) {
      const grown = new Uint32Array(Math.max(this.pool.length * 2, end));
      grown.set(this.pool);
      this.pool = grown;
    }
    const { pool } = this;
    pool[start] = words.creator + 1;
    pool[start + 1] = words.elidedAt === undefined ? 0 : words.elidedAt + 1;
    if (words.unavailable) pool[start + 1] |= UNAVAILABLE;
    for (let i = 0; i < count; i++) pool[start + 2 + i] = words.frames[i];
    let hash = 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash ^ pool[i], 0x9e3779b1) ^ (hash >>> 15)) | 0;
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 16)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot];
      if (number < 0) break;
      if (this.hashes[number] === hash && this.same(number, start, end)) return number;
    }
    return this.add(hash, slot, start, end);
  }

  private same(number: number, start: number, end: number): boolean {
    const from = this.starts[number];
    if (this.starts[number + 1] - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (this.pool[i] !== this.pool[j]) return false;
    return true;
  }

  private add(hash: number, slot: number, start: number, end: number): number {
    const number = this.stackObjects.length;
    if (number === this.hashes.length) {
      const grown = new Int32Array(number * 2);
      grown.set(this.hashes);
      this.hashes = grown;
    }
    this.hashes[number] = hash;
    this.slots[slot] = number;
    this.used = end;
    this.starts.push(end);
    this.describe(start, end);
    if (this.stackObjects.length * 2 > this.slots.length) this.rehash();
    return number;
  }

  /** Makes the model's stack of the words in the pool, and notes where its wanted frames stand. */
  private describe(start: number, end: number): void {
    const { pool } = this;
    const frames: Frame[] = new Array(end - start - 2);
    let depths: number[] | undefined;
    for (let i = start + 2; i < end; i++) {
      frames[i - start - 2] = this.frameObjects[pool[i]];
      if (this.wanted[pool[i]]) (depths ??= []).push(i - start - 2);
    }
    const flags = pool[start + 1];
    const elided = flags & ~UNAVAILABLE;
    this.stackObjects.push({
      frames,
      ...(pool[start] > 0 ? { createdBy: this.frameObjects[pool[start] - 1] } : {}),
      ...(elided > 0 ? { elidedAt: elided - 1 } : {}),
      ...(flags & UNAVAILABLE ? { unavailable: true } : {}),
    });
    this.wantedDepths.push(depths);
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < this.stackObjects.length; number++) {
      const hash = this.hashes[number];
      let slot = (hash ^ (hash >>> 16)) & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.slots = slots;
  }

  /** The model's value for a stack number. */
  object(number: number): Stack {
    return this.stackObjects[number];
  }

  /** Depths of the frames whose first argument is kept, ascending; undefined where there are none. */
  depths(number: number): readonly number[] | undefined {
    return this.wantedDepths[number];
  }
}
