// The goroutine ids of one dump, in a flat open-addressing table: a million of them take 16 MiB.

export class IdSet {
  private slots = new Float64Array(64);
  private count = 0;

  /** `id` is above 0; NaN and others are never held. */
  has(id: number): boolean {
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = slotOf(id) & mask; ; slot = (slot + 1) & mask) {
      if (slots[slot] === id) return true;
      if (slots[slot] === 0) return false;
    }
  }

  /** Adds an id above 0; false when it was there before. */
  add(id: number): boolean {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = slotOf(id) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) if (slots[slot] === id) return false;
    slots[slot] = id;
    if (++this.count * 2 > slots.length) this.grow();
    return true;
  }

  private grow(): void {
    const slots = new Float64Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (const id of this.slots) {
      if (id === 0) continue;
      let slot = slotOf(id) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}

/** Only the lower 32 bits: ids are handed out in order, so two that differ above them alone do not meet. */
function slotOf(id: number): number {
  const hash = Math.imul(id | 0, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
