// Typed arrays that grow by doubling, for columns whose length is not known before the input has been read.

abstract class Growing<T extends Uint32Array | Float64Array> {
  length = 0;
  protected items: T;

  constructor(items: T) {
    this.items = items;
  }

  protected abstract grow(capacity: number): T;

  push(value: number): void {
    if (this.length === this.items.length) this.items = this.grow(Math.max(16, this.length * 2));
    this.items[this.length++] = value;
  }

  at(index: number): number {
    return this.items[index];
  }

  /** The values so far, as a copy of exactly that length. */
  toArray(): T {
    return this.items.slice(0, this.length) as T;
  }
}

/** A growing column of unsigned 32-bit integers. */
export class GrowingUint32 extends Growing<Uint32Array> {
  constructor(capacity = 16) {
    super(new Uint32Array(capacity));
  }
  protected grow(capacity: number): Uint32Array {
    const next = new Uint32Array(capacity);
    next.set(this.items);
    return next;
  }
}

/** A growing column of numbers. */
export class GrowingFloat64 extends Growing<Float64Array> {
  constructor(capacity = 16) {
    super(new Float64Array(capacity));
  }
  protected grow(capacity: number): Float64Array {
    const next = new Float64Array(capacity);
    next.set(this.items);
    return next;
  }
}
