// Ids of any size → dense slots: open addressing over typed arrays, a third faster than a Map in the trace loop.
import { type ColumnRoom, newPlainRoom } from './column-room.ts';

const firstCapacity = 64;
const plain = newPlainRoom();

/** Keys are numbers (exact ids below 2^53, or stand-ins below -1); a slot is an Int32 from 0 on. */
export class IdTable {
  keys: Float64Array;
  /** -1 where the place is free. */
  slots: Int32Array;
  mask = firstCapacity - 1;
  size = 0;
  private readonly room: ColumnRoom;

  constructor(room: ColumnRoom = plain) {
    this.room = room;
    this.keys = room.float64(firstCapacity);
    this.slots = room.int32(firstCapacity).fill(-1);
  }

  /** The slot of the id, or -1. */
  find(id: number): number {
    const { keys, slots, mask } = this;
    let at = hashOf(id) & mask;
    for (;;) {
      const slot = slots[at];
      if (slot < 0 || keys[at] === id) return slot;
      at = (at + 1) & mask;
    }
  }

  /** Adds an id that is not in the table. */
  add(id: number, slot: number): void {
    if (this.size * 2 > this.mask) this.grow();
    const { keys, slots, mask } = this;
    let at = hashOf(id) & mask;
    while (slots[at] >= 0) at = (at + 1) & mask;
    keys[at] = id;
    slots[at] = slot;
    this.size++;
  }

  /** Takes an id out; what comes after it in its chain moves up, so that there are no tombstones. */
  delete(id: number): void {
    const { keys, slots, mask } = this;
    let at = hashOf(id) & mask;
    while (keys[at] !== id || slots[at] < 0) {
      if (slots[at] < 0) return;
      at = (at + 1) & mask;
    }
    this.size--;
    let next = at;
    for (;;) {
      next = (next + 1) & mask;
      if (slots[next] < 0) break;
      const home = hashOf(keys[next]) & mask;
      // The entry may move to `at` unless its home lies between `at` (exclusive) and where it stands.
      if (at <= next ? home <= at || home > next : home <= at && home > next) {
        keys[at] = keys[next];
        slots[at] = slots[next];
        at = next;
      }
    }
    slots[at] = -1;
  }

  clear(): void {
    this.slots.fill(-1);
    this.size = 0;
  }

  private grow(): void {
    const { keys, slots } = this;
    const capacity = slots.length * 2;
    this.keys = this.room.float64(capacity);
    this.slots = this.room.int32(capacity).fill(-1);
    this.mask = capacity - 1;
    this.size = 0;
    for (let i = 0; i < slots.length; i++) if (slots[i] >= 0) this.add(keys[i], slots[i]);
  }
}

/** Spreads ids; both halves of ids above 2^32 count (thread ids of darwin are addresses). */
export function hashOf(id: number): number {
  let h = id | 0;
  if (id > 0xffffffff) h ^= Math.imul((id / 4294967296) | 0, 0x85ebca6b);
  h = Math.imul(h, 0x9e3779b1);
  return h ^ (h >>> 15);
}
