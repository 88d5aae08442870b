// Interns identifiers by their bytes: the same name has the same small number in every file of this memory. Open
// addressing; a slot is the first eight bytes of the name, a hash of the rest (0 for names of up to eight bytes, which
// are then settled without another look) and the id + 1. Keywords come first, so that one probe gives keyword and name.
import { moveUp, reach, setSourceAt, sourceAt } from './memory';

const SLOT_SIZE: u32 = 16;

export let nameCount: u32 = 0;
/** Bytes of the pool in use. */
export let poolUsed: u32 = 0;
export let slotMask: u32 = 0;
export let poolRoom: u32 = 0;
let slotsAt: u32 = 0;
/** Places in the pool: name `id` is `placesAt[id] … placesAt[id + 1] - 1`. */
export let placesAt: u32 = 0;
export let poolAt: u32 = 0;

/** No name of that kind, or no room for it. */
export const NONE: u32 = 0xffffffff;

function end(): u32 {
  return poolAt + poolRoom;
}

function lay(mask: u32, room: u32): void {
  slotMask = mask;
  poolRoom = room;
  placesAt = slotsAt + (mask + 1) * SLOT_SIZE;
  poolAt = placesAt + ((mask >> 1) + 4) * 4;
}

/** Empty tables of this size from `__heap_base` on, and the source behind them. */
export function layNames(mask: u32, room: u32): void {
  slotsAt = (<u32>__heap_base + 63) & ~63;
  lay(mask, room);
  reach(end());
  setSourceAt(end());
}

/** Takes over names that stand in the pool and places already (copied from another memory). */
export function adoptNames(count: u32, used: u32): void {
  nameCount = count;
  poolUsed = used;
  rehash();
}

/** The low `bytes` (1 to 8) bytes. */
@inline
function lowBytes(bytes: u32): u64 {
  return 0xffffffffffffffff >> <u64>((8 - bytes) << 3);
}

const MIX: u64 = 0x9e3779b97f4a7c15;

@inline
function slotOf(first: u64, rest: u32): u32 {
  const mixed = (first ^ (<u64>rest << 29)) * MIX;
  return <u32>(mixed >> 32);
}

/** Hash of what follows the first eight bytes of a name; never 0. */
function hashRest(from: u32, to: u32): u32 {
  let hash = <u64>(to - from);
  let at = from + 8;
  for (; at + 8 < to; at += 8) hash = (hash ^ load<u64>(at)) * MIX;
  // The last eight bytes, which may overlap those before.
  hash = (hash ^ load<u64>(to - 8)) * MIX;
  return <u32>(hash >> 32) | 1;
}

/** Whether the long name `id` has the bytes `from … to - 1`, the first eight of which are known to be equal. */
function isSame(id: u32, from: u32, to: u32): bool {
  const place = load<u32>(placesAt + (id << 2));
  if (load<u32>(placesAt + (id << 2), 4) - place !== to - from) return false;
  const by = poolAt + place - from;
  for (let at = from + 8; at + 8 < to; at += 8) if (load<u64>(at) !== load<u64>(at + by)) return false;
  return load<u64>(to - 8) === load<u64>(to - 8 + by);
}

/** The id of the name `from … to - 1` (eight readable bytes follow), -1 when it is new; `slot` and more are then set. */
@inline
export function intern(from: u32, to: u32): u32 {
  const length = to - from;
  let first = load<u64>(from);
  let rest: u32 = 0;
  if (length <= 8) first &= lowBytes(length);
  else rest = hashRest(from, to);
  const mask = slotMask;
  let slot = slotOf(first, rest) & mask;
  while (true) {
    const at = slotsAt + (slot << 4);
    const id = load<u32>(at, 12);
    if (id === 0) return NONE;
    if (load<u64>(at) === first && load<u32>(at, 8) === rest) {
      if (rest === 0 || isSame(id - 1, from, to)) return id - 1;
    }
    slot = (slot + 1) & mask;
  }
}

/** True when one more name of `length` bytes needs `widenNames` first. */
@inline
export function isFull(length: u32): bool {
  return nameCount * 2 >= slotMask || poolUsed + length + 8 > poolRoom;
}

/** Adds a name that `intern` did not know; there must be room. */
export function addName(from: u32, to: u32): u32 {
  const id = nameCount++;
  memory.copy(poolAt + poolUsed, from, to - from);
  store<u32>(placesAt + (id << 2), poolUsed);
  poolUsed += to - from;
  store<u32>(placesAt + (id << 2), poolUsed, 4);
  fill(id);
  return id;
}

/** Puts name `id` into its slot. */
function fill(id: u32): void {
  const from = poolAt + load<u32>(placesAt + (id << 2));
  const to = poolAt + load<u32>(placesAt + (id << 2), 4);
  let first = load<u64>(from);
  let rest: u32 = 0;
  if (to - from <= 8) first &= lowBytes(to - from);
  else rest = hashRest(from, to);
  let slot = slotOf(first, rest) & slotMask;
  while (load<u32>(slotsAt + (slot << 4), 12) !== 0) slot = (slot + 1) & slotMask;
  store<u64>(slotsAt + (slot << 4), first);
  store<u32>(slotsAt + (slot << 4), rest, 8);
  store<u32>(slotsAt + (slot << 4), id + 1, 12);
}

function rehash(): void {
  memory.fill(slotsAt, 0, (slotMask + 1) * SLOT_SIZE);
  for (let id: u32 = 0; id < nameCount; id++) fill(id);
}

/**
 * More room for names, at least `length` bytes; all above moves up. `top` is the end of what is in use. Returns by how
 * much it moved.
 */
export function widenNames(length: u32, top: u32): u32 {
  const before = end();
  const oldPlaces = placesAt;
  const oldPool = poolAt;
  const mask = nameCount * 2 >= slotMask ? slotMask * 2 + 1 : slotMask;
  let room = poolRoom;
  while (poolUsed + length + 8 > room) room *= 2;
  lay(mask, room);
  const by = end() - before;
  moveUp(by, top);
  memory.copy(poolAt, oldPool, poolUsed);
  memory.copy(placesAt, oldPlaces, (nameCount + 1) * 4);
  rehash();
  return by;
}
