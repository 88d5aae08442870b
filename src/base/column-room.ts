// Where typed columns live: plain arrays of JavaScript, or the memory of a WebAssembly kernel that reads and writes them too.

/** Gives out zeroed columns. None is ever taken back before the room is. */
export interface ColumnRoom {
  float64(length: number): Float64Array;
  int32(length: number): Int32Array;
  uint8(length: number): Uint8Array;
  /** One run of bytes that can grow: its first `keep` bytes stay as they are, the former view is void. */
  window(bytes: number, keep: number): Uint8Array;
}

/** Columns of their own, each to itself. */
export function newPlainRoom(): ColumnRoom {
  let bytes = new Uint8Array(0);
  return {
    float64: (length) => new Float64Array(length),
    int32: (length) => new Int32Array(length),
    uint8: (length) => new Uint8Array(length),
    window(length, keep) {
      const next = new Uint8Array(length);
      next.set(bytes.subarray(0, keep));
      bytes = next;
      return bytes;
    },
  };
}

/** Every column that is a property of `owner` becomes one of its own, with the values it has now. */
export function takeColumnsOut(owner: object): void {
  const columns = owner as Record<string, unknown>;
  for (const [name, column] of Object.entries(columns))
    if (column instanceof Float64Array || column instanceof Int32Array || column instanceof Uint8Array)
      columns[name] = column.slice();
}

const page = 1 << 16;
/** Columns lie below this address, the window above it; what is never written is never taken from the machine. */
const windowStart = 16 << 20;
/** A kernel may look so far behind the end of the window without a trap. */
const behind = 1 << 20;
/** The first page belongs to the kernel's own. */
const firstColumn = page;

/**
 * Columns in a memory that a kernel shares: growth leaves every view as it is, because the memory is a shared one.
 * Throws `RangeError` where the machine does not give the address space.
 */
export class KernelRoom implements ColumnRoom {
  readonly memory: WebAssembly.Memory;
  /** Goes up with every column and window: who holds addresses takes them anew. */
  changes = 0;
  private top = firstColumn;
  private end = windowStart;
  private windowAt = windowStart;
  private windowEnd = windowStart;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: windowStart / page, maximum: 65536, shared: true });
  }

  /** Bytes of memory that are addressed. */
  get size(): number {
    return this.memory.buffer.byteLength;
  }

  /** All columns are void; the next ones begin anew. */
  reset(): void {
    this.changes++;
    this.top = firstColumn;
    this.end = windowStart;
    this.windowAt = this.windowEnd = windowStart;
  }

  float64(length: number): Float64Array {
    const at = this.take(length * 8);
    return new Float64Array(this.memory.buffer, at, length).fill(0);
  }

  int32(length: number): Int32Array {
    const at = this.take(length * 4);
    return new Int32Array(this.memory.buffer, at, length).fill(0);
  }

  uint8(length: number): Uint8Array {
    const at = this.take(length);
    return new Uint8Array(this.memory.buffer, at, length).fill(0);
  }

  window(bytes: number, keep: number): Uint8Array {
    const from = this.windowAt;
    if (this.windowEnd !== this.end) this.windowAt = this.end;
    this.windowEnd = this.end = (this.windowAt + bytes + 15) & ~15;
    this.addressTo(this.end);
    const window = new Uint8Array(this.memory.buffer, this.windowAt, bytes);
    if (this.windowAt !== from) window.set(new Uint8Array(this.memory.buffer, from, keep));
    this.changes++;
    return window;
  }

  private take(bytes: number): number {
    const length = (bytes + 15) & ~15;
    let at = this.top;
    if (at + length <= windowStart) this.top += length;
    else {
      at = this.end;
      this.end += length;
      this.addressTo(this.end);
    }
    this.changes++;
    return at;
  }

  private addressTo(end: number): void {
    const { size } = this;
    if (end + behind > size) this.memory.grow(Math.ceil((end + behind - size) / page));
  }
}
