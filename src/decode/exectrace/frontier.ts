// The cursors of one generation, one a thread, in a heap by the time of their next event; CPU samples come in between.
import type { EventBatches } from './event-batches.ts';
import { OrderState } from './order-state.ts';
import { arity, ev } from './wire-events.ts';

export class Frontier extends OrderState {
  /** A batch was left in the middle: offset in the buffer and event number. */
  onDamage: (at: number, type: number) => void = () => {};
  protected batches: EventBatches | undefined;
  protected frequency = 1;
  protected baseNs = 0;
  /** Index of the sample that comes next, and its time. */
  protected sample = 0;
  protected sampleTime = Number.POSITIVE_INFINITY;
  /** Cursors, one a thread: its batches are byThread[next..last). */
  protected byThread = new Int32Array(0);
  protected cursors = 0;
  protected cNext = new Int32Array(0);
  protected cLast = new Int32Array(0);
  protected cM: Int32Array = new Int32Array(0);
  /** Time of the next event, where its type stands, where its arguments begin, where its batch ends. */
  protected cTime: Float64Array = new Float64Array(0);
  protected cPos: Int32Array = new Int32Array(0);
  protected cAt: Int32Array = new Int32Array(0);
  protected cEnd: Int32Array = new Int32Array(0);
  protected heap: Int32Array = new Int32Array(0);
  protected heapSize = 0;
  protected attempts = 0;

  /** Sets the cursors of a generation. Times come out as ns since `baseNs` (absolute time of the trace clock). */
  begin(batches: EventBatches, frequency: number, baseNs: number): void {
    this.batches = batches;
    this.buffer = batches.buffer;
    this.frequency = frequency;
    this.baseNs = baseNs;
    this.failure = undefined;
    this.attempts = 0;
    this.sample = 0;
    this.nextSample();
    this.forgetSequences();
    this.group(batches);
    this.heapSize = 0;
    for (let c = 0; c < this.cursors; c++) {
      if (!this.nextBatch(c)) continue;
      this.heap[this.heapSize] = c;
      this.siftUp(this.heapSize++);
    }
  }

  protected limitOfRoot(): number {
    const { heap, cTime, heapSize } = this;
    let limit = this.sampleTime;
    if (heapSize > 1 && cTime[heap[1]] < limit) limit = cTime[heap[1]];
    if (heapSize > 2 && cTime[heap[2]] < limit) limit = cTime[heap[2]];
    return limit;
  }

  /** Batches of each thread, threads in the order in which they first occur. */
  protected group(batches: EventBatches): void {
    const cursorOf = new Int32Array(this.mTop).fill(-1);
    const threads: number[] = [];
    const sizes: number[] = [];
    for (let i = 0; i < batches.count; i++) {
      const m = batches.m[i];
      if (cursorOf[m] < 0) {
        cursorOf[m] = threads.length;
        threads.push(m);
        sizes.push(0);
      }
      sizes[cursorOf[m]]++;
    }
    const n = threads.length;
    this.cursors = n;
    if (n > this.cM.length) {
      const size = Math.max(n, 2 * this.cM.length);
      for (const column of ['cM', 'cPos', 'cAt', 'cEnd', 'heap'] as const) this[column] = this.room.int32(size);
      this.cTime = this.room.float64(size);
    }
    this.cM.set(threads);
    this.cNext = new Int32Array(n);
    this.cLast = new Int32Array(n);
    for (let c = 0, from = 0; c < n; c++) {
      this.cNext[c] = this.cLast[c] = from;
      from += sizes[c];
    }
    this.byThread = new Int32Array(batches.count);
    for (let i = 0; i < batches.count; i++) this.byThread[this.cLast[cursorOf[batches.m[i]]]++] = i;
  }

  /** Puts the cursor on the first event of its next batch that has one; false at its end. */
  protected nextBatch(c: number): boolean {
    const { batches, buffer, frequency } = this;
    if (!batches) return false;
    while (this.cNext[c] < this.cLast[c]) {
      const batch = this.byThread[this.cNext[c]++];
      const start = batches.start[batch];
      const end = batches.end[batch];
      if (start >= end) continue;
      const dt = this.varint(start + 1);
      if (this.after > end || dt < 0 || arity[buffer[start]] === 255) {
        this.onDamage(start, buffer[start]);
        continue;
      }
      this.cTime[c] = Math.trunc(batches.time[batch] * frequency) - this.baseNs + Math.trunc(dt * frequency);
      this.cPos[c] = start;
      this.cAt[c] = this.after;
      this.cEnd[c] = end;
      return true;
    }
    return false;
  }

  protected nextSample(): void {
    const sample = this.checkTables ? this.tables?.samples[this.sample] : undefined;
    this.sampleTime = sample ? sample.time - this.baseNs : Number.POSITIVE_INFINITY;
  }

  /** CPU samples come before the event whose time is later than theirs. */
  protected giveSamples(before: number): void {
    const samples = this.tables?.samples ?? [];
    while (this.sampleTime < before) {
      const { m, p, g, stack } = samples[this.sample++];
      const slot = this.gTable.find(g);
      const t = this.emit(ev.CPUSample, this.sampleTime);
      this.sink.any?.(t, ev.CPUSample, this.mTable.find(m), this.pTable.find(p), slot, -1, 0, 0, stack);
      this.sink.sample?.(t, slot, stack);
      this.nextSample();
    }
  }

  // The heap is Go's (batchcursor.go): equal times are put in the order that its shape gives, so the shape must be the same.

  protected siftUp(from: number): number {
    const { heap, cTime } = this;
    let i = from;
    while (i > 0 && cTime[heap[(i - 1) >> 1]] > cTime[heap[i]]) {
      this.swap(i, (i - 1) >> 1);
      i = (i - 1) >> 1;
    }
    return i;
  }

  protected siftDown(from: number): void {
    const { heap, cTime, heapSize } = this;
    let i = from;
    for (;;) {
      const left = 2 * i + 1;
      let least = i;
      if (left < heapSize && cTime[heap[left]] < cTime[heap[least]]) least = left;
      if (left + 1 < heapSize && cTime[heap[left + 1]] < cTime[heap[least]]) least = left + 1;
      if (least === i) return;
      this.swap(i, least);
      i = least;
    }
  }

  protected update(i: number): void {
    if (this.siftUp(i) === i) this.siftDown(i);
  }

  protected remove(from: number): void {
    for (let i = from; i > 0; i = (i - 1) >> 1) this.swap(i, (i - 1) >> 1);
    this.heap[0] = this.heap[--this.heapSize];
    this.siftDown(0);
  }

  protected swap(i: number, j: number): void {
    const { heap } = this;
    const held = heap[i];
    heap[i] = heap[j];
    heap[j] = held;
  }

  /** By time, stable; a sorted array is still a heap. Insertion is linear on what was sorted a moment ago. */
  protected sortHeap(): void {
    const { heap, cTime, heapSize } = this;
    if (heapSize > 64) {
      heap.subarray(0, heapSize).sort((a, b) => cTime[a] - cTime[b]);
      return;
    }
    for (let i = 1; i < heapSize; i++)
      for (let j = i; j > 0 && cTime[heap[j]] < cTime[heap[j - 1]]; j--) this.swap(j, j - 1);
  }
}
