// The growing columns of one dump: what becomes `Snapshot.rows` once the dump has ended.

/** Numbers written one after the other, in an array that doubles; never more than twice what is needed. */
export class GrowingNumbers<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array> {
  array: T;
  length = 0;
  private readonly make: (length: number) => T;

  constructor(make: (length: number) => T, capacity = 16) {
    this.make = make;
    this.array = make(capacity);
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
  }

  /** Makes room for `extra` more values, so that the caller may write into `array` itself. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.array.length) return;
    // Half as much again above 256 k values: the last step of a million rows must not cost twice the memory.
    const step = this.array.length < 1 << 18 ? this.array.length * 2 : Math.ceil(this.array.length * 1.5);
    const grown = this.make(Math.max(needed, step));
    grown.set(this.array);
    this.array = grown;
  }

  /** The values alone; shares memory with the column when little of it is unused. */
  finish(): T {
    const { array, length } = this;
    return (array.length - length <= length >> 3 ? array.subarray(0, length) : array.slice(0, length)) as T;
  }
}

const float64 = (length: number) => new Float64Array(length);
const uint32 = (length: number) => new Uint32Array(length);

/** The columns every goroutine has; `labels` and `incomplete` come into being with the first row that needs them. */
export class RowColumns {
  length = 0;
  private capacity = 0;
  id = float64(0);
  creator = float64(0);
  line = float64(0);
  stack = uint32(0);
  state = uint32(0);
  minutes = uint32(0);
  labels: Uint32Array<ArrayBuffer> | undefined;
  incomplete: Uint8Array<ArrayBuffer> | undefined;

  /** Makes room for `extra` more rows. All arrays are replaced when it grows: take them anew after the call. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.capacity) return;
    const step = this.capacity < 1 << 18 ? this.capacity * 2 : Math.ceil(this.capacity * 1.5);
    const capacity = Math.max(needed, step, 64);
    const grow = <T extends Float64Array | Uint32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from.subarray(0, this.length));
      return to;
    };
    this.id = grow(float64(capacity), this.id);
    this.creator = grow(float64(capacity), this.creator);
    this.line = grow(float64(capacity), this.line);
    this.stack = grow(uint32(capacity), this.stack);
    this.state = grow(uint32(capacity), this.state);
    this.minutes = grow(uint32(capacity), this.minutes);
    if (this.labels) this.labels = grow(uint32(capacity), this.labels);
    if (this.incomplete) this.incomplete = grow(new Uint8Array(capacity), this.incomplete);
    this.capacity = capacity;
  }

  /** The labels column, made now if no row had labels so far. */
  withLabels(): Uint32Array {
    this.labels ??= uint32(this.capacity);
    return this.labels;
  }

  /** The incomplete column, made now if every row was whole so far. */
  withIncomplete(): Uint8Array {
    this.incomplete ??= new Uint8Array(this.capacity);
    return this.incomplete;
  }

  /** Cuts a column to the rows there are. */
  cut<T extends Float64Array | Uint32Array | Uint8Array>(column: T): T {
    const { length } = this;
    return (column.length - length <= length >> 3 ? column.subarray(0, length) : column.slice(0, length)) as T;
  }
}
