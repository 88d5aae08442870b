// The batches of one generation as columns: collected from their headers, then only those that hold events.
import { wire } from './wire-events.ts';

/** Batches of events of one generation, in file order. */
export interface EventBatches {
  readonly buffer: Uint8Array;
  readonly count: number;
  /** Thread slot, clock units, payload from and to. */
  readonly m: Int32Array;
  readonly time: Float64Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

/** The batches of one generation in typed arrays; `m` is -1 for those that hold no events. */
export class BatchList {
  count = 0;
  eventBatches = 0;
  minTime = 0;
  m = new Int32Array(256);
  time = new Float64Array(256);
  start = new Int32Array(256);
  end = new Int32Array(256);

  add(m: number, time: number, start: number, end: number): void {
    const i = this.count++;
    if (i >= this.m.length) this.grow();
    if (this.minTime === 0 || time < this.minTime) this.minTime = time;
    this.m[i] = m;
    this.time[i] = time;
    this.start[i] = start;
    this.end[i] = end;
  }

  clear(): void {
    this.count = 0;
    this.minTime = 0;
  }

  /** Whether any batch holds events (and not tables, samples or the clock). */
  hasEvents(buffer: Uint8Array, version: number): boolean {
    for (let i = 0; i < this.count; i++) {
      const type = buffer[this.start[i]];
      const table =
        this.start[i] < this.end[i] &&
        (type === wire.strings ||
          type === wire.stacks ||
          type === wire.cpuSamples ||
          type === (version >= 25 ? wire.sync : wire.frequency));
      if (this.m[i] >= 0 && !table) return true;
    }
    return false;
  }

  /** Only the batches of events, after the tables have been taken out. */
  events(buffer: Uint8Array): EventBatches {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.m[i] < 0) continue;
      this.m[kept] = this.m[i];
      this.time[kept] = this.time[i];
      this.start[kept] = this.start[i];
      this.end[kept] = this.end[i];
      kept++;
    }
    this.eventBatches = kept;
    return { buffer, count: kept, m: this.m, time: this.time, start: this.start, end: this.end };
  }

  private grow(): void {
    const size = this.m.length * 2;
    for (const column of ['m', 'start', 'end'] as const) {
      const next = new Int32Array(size);
      next.set(this[column]);
      this[column] = next;
    }
    const time = new Float64Array(size);
    time.set(this.time);
    this.time = time;
  }
}
