// AssemblyScript (not TypeScript): the frequent events of a generation in order, as the loop of ../order-events.ts, which
// explains the rules. Whatever is not plain (another event, a number of five bytes or more, anything that does not fit) is
// left as it stands: `run` returns, and that loop takes one step. All columns are those of the loop, in the same memory.
// Built by scripts/build-kernel.ts into kernel-wasm.ts; scripts/check-kernel.ts holds the two together.
import * as C from "./control";
import * as W from "./why";
import * as E from "./events";
import * as G from "./goStates";
import * as P from "./procStates";

/** Longer than any batch: a number that is not plain ends behind its event. Three of them are looked at, at most, so there must be memory. */
const NOT_PLAIN: u64 = 0x20000 << 32;

@inline
function word(control: u32, index: u32): u32 {
  return load<u32>(control + (index << 2));
}

@inline
function put(control: u32, index: u32, value: u32): void {
  store<u32>(control + (index << 2), value);
}

/** The number at `at` below its length in bytes, which is in the upper half. */
@inline
function varint(at: u32): u64 {
  const w = load<u32>(at);
  if ((w & 0x80) == 0) return <u64>(w & 0x7f) | (<u64>1 << 32);
  if ((w & 0x8000) == 0) return <u64>((w & 0x7f) | ((w >> 1) & 0x3f80)) | (<u64>2 << 32);
  if ((w & 0x800000) == 0) return <u64>((w & 0x7f) | ((w >> 1) & 0x3f80) | ((w >> 2) & 0x1fc000)) | (<u64>3 << 32);
  if ((w & 0x80000000) == 0)
    return (
      <u64>((w & 0x7f) | ((w >> 1) & 0x3f80) | ((w >> 2) & 0x1fc000) | ((w >> 3) & 0xfe00000)) | (<u64>4 << 32)
    );
  return NOT_PLAIN;
}

/** As hashOf of base/id-table.ts, for ids below 2^32. */
@inline
function hashOf(id: u32): u32 {
  const h = id * 0x9e3779b1;
  return h ^ (h >> 15);
}

/** Slot of the id, or -1. */
@inline
function find(keys: u32, slots: u32, mask: u32, id: u32): i32 {
  const key = <f64>id;
  let at = hashOf(id) & mask;
  let slot = load<i32>(slots + (at << 2));
  while (slot >= 0 && load<f64>(keys + (at << 3)) != key) {
    at = (at + 1) & mask;
    slot = load<i32>(slots + (at << 2));
  }
  return slot;
}

function add(keys: u32, slots: u32, mask: u32, id: u32, slot: i32): void {
  let at = hashOf(id) & mask;
  while (load<i32>(slots + (at << 2)) >= 0) at = (at + 1) & mask;
  store<f64>(keys + (at << 3), <f64>id);
  store<i32>(slots + (at << 2), slot);
}

/** False when a key in the way is no plain number; then nothing is changed. */
function remove(keys: u32, slots: u32, mask: u32, id: u32): bool {
  const key = <f64>id;
  let at = hashOf(id) & mask;
  for (;;) {
    if (load<i32>(slots + (at << 2)) < 0) return false;
    if (load<f64>(keys + (at << 3)) == key) break;
    at = (at + 1) & mask;
  }
  let next = at;
  for (;;) {
    next = (next + 1) & mask;
    if (load<i32>(slots + (next << 2)) < 0) break;
    if (!isPlain(load<f64>(keys + (next << 3)))) return false;
  }
  next = at;
  for (;;) {
    next = (next + 1) & mask;
    const slot = load<i32>(slots + (next << 2));
    if (slot < 0) break;
    const other = load<f64>(keys + (next << 3));
    const home = hashOf(<u32>other) & mask;
    if (at <= next ? home <= at || home > next : home <= at && home > next) {
      store<f64>(keys + (at << 3), other);
      store<i32>(slots + (at << 2), slot);
      at = next;
    }
  }
  store<i32>(slots + (at << 2), -1);
  return true;
}

@inline
function isPlain(id: f64): bool {
  return id >= 0 && id < 4294967296;
}

/** Whether the generation's table has the id: `ids` holds something other than 0 for it. */
@inline
function has(ids: u32, count: u32, id: u32): bool {
  return id < count && load<i32>(ids + (id << 2)) > 0;
}

/**
 * Orders events until something is not plain, a batch is over or the columns of events are full; says which.
 * An event in those columns: time; number and reason (or start stack) above it, goroutine, what else it names, stack.
 */
export function run(control: u32): u32 {
  const buffer = word(control, C.BUFFER);
  const heap = word(control, C.HEAP);
  const cTime = word(control, C.CURSOR_TIME);
  const cPos = word(control, C.CURSOR_POS);
  const cAt = word(control, C.CURSOR_AT);
  const cEnd = word(control, C.CURSOR_END);
  const cM = word(control, C.CURSOR_M);
  const mP = word(control, C.M_P);
  const mG = word(control, C.M_G);
  const mSeen = word(control, C.M_SEEN);
  const gStatus = word(control, C.G_STATUS);
  const gSeq = word(control, C.G_SEQ);
  const gMarked = word(control, C.G_MARKED);
  const gIds = word(control, C.G_IDS);
  const gFree = word(control, C.G_FREE);
  const gRoom = word(control, C.G_ROOM);
  const gKeys = word(control, C.G_KEYS);
  const gSlots = word(control, C.G_SLOTS);
  const gMask = word(control, C.G_MASK);
  const pStatus = word(control, C.P_STATUS);
  const pSeq = word(control, C.P_SEQ);
  const pKeys = word(control, C.P_KEYS);
  const pSlots = word(control, C.P_SLOTS);
  const pMask = word(control, C.P_MASK);
  const stacks = word(control, C.STACKS);
  const stackCount = word(control, C.STACK_COUNT);
  const strings = word(control, C.STRINGS);
  const stringCount = word(control, C.STRING_COUNT);
  const times = word(control, C.TIMES);
  const words = word(control, C.WORDS);
  const capacity = word(control, C.CAPACITY);
  const counts = word(control, C.COUNTS);
  const doubles = word(control, C.DOUBLES);
  const frequency = load<f64>(doubles);
  const sampleTime = load<f64>(doubles + 8);
  let lastTime = load<f64>(doubles + 16);
  let heapSize = word(control, C.HEAP_SIZE);
  let freeCount = word(control, C.G_FREE_COUNT);
  let gTop = word(control, C.G_TOP);
  let gSize = word(control, C.G_SIZE);
  let count: u32 = 0;
  let why: u32 = W.STEP;

  while (heapSize != 0) {
    const c = load<u32>(heap);
    let t = load<f64>(cTime + (c << 3));
    if (sampleTime < t) break;
    const m = load<u32>(cM + (c << 2));
    store<u8>(mSeen + m, 1);
    const place = m << 2;
    let p = load<i32>(mP + place);
    let g = load<i32>(mG + place);
    const end = buffer + load<u32>(cEnd + (c << 2));
    let at = buffer + load<u32>(cAt + (c << 2));
    let pos = buffer + load<u32>(cPos + (c << 2));
    let limit = sampleTime;
    if (heapSize > 1) limit = min(limit, load<f64>(cTime + (load<u32>(heap, 4) << 3)));
    if (heapSize > 2) limit = min(limit, load<f64>(cTime + (load<u32>(heap, 8) << 3)));
    let over = false;
    for (;;) {
      const type = <u32>load<u8>(pos);
      const bent = t <= lastTime ? lastTime + 1 : t;
      // Where the event ends; 0: it is not plain, and nothing has been changed.
      let next: u32 = 0;
      // What is told of it.
      let above: u32 = 0;
      let who: i32 = 0;
      let what: i32 = 0;
      let stack: u32 = 0;
      if (count == capacity) {
        why = W.FULL;
        over = true;
        break;
      }
      switch (type) {
        case E.GoStart: {
          const id = varint(at);
          const q = at + <u32>(id >> 32);
          const seq = varint(q);
          const after = q + <u32>(seq >> 32);
          if (after > end || m == 0 || p < 0 || g >= 0) break;
          const slot = find(gKeys, gSlots, gMask, <u32>id);
          if (slot < 0 || load<u8>(gStatus + slot) != G.runnable) break;
          if (load<i32>(gSeq + (slot << 2)) + 1 != <i32>seq) break;
          store<u8>(gStatus + slot, G.running);
          store<i32>(gSeq + (slot << 2), <i32>seq);
          g = slot;
          who = slot;
          what = p;
          next = after;
          break;
        }
        case E.GoBlock:
        case E.GoStop: {
          const reason = varint(at);
          const q = at + <u32>(reason >> 32);
          const id = varint(q);
          const after = q + <u32>(id >> 32);
          if (after > end || p < 0 || g < 0 || <u32>reason > 0xffffff) break;
          if (load<u8>(gStatus + g) != G.running) break;
          stack = <u32>id;
          if (stack != 0 && !has(stacks, stackCount, stack)) break;
          if (!has(strings, stringCount, <u32>reason)) break;
          store<u8>(gStatus + g, type == E.GoBlock ? G.waiting : G.runnable);
          above = <u32>reason;
          who = g;
          g = -1;
          next = after;
          break;
        }
        case E.GoUnblock: {
          const id = varint(at);
          let q = at + <u32>(id >> 32);
          const seq = varint(q);
          q += <u32>(seq >> 32);
          const stackId = varint(q);
          const after = q + <u32>(stackId >> 32);
          if (after > end) break;
          const slot = find(gKeys, gSlots, gMask, <u32>id);
          if (slot < 0 || load<u8>(gStatus + slot) != G.waiting) break;
          if (load<i32>(gSeq + (slot << 2)) + 1 != <i32>seq) break;
          stack = <u32>stackId;
          if (stack != 0 && !has(stacks, stackCount, stack)) break;
          store<u8>(gStatus + slot, G.runnable);
          store<i32>(gSeq + (slot << 2), <i32>seq);
          who = slot;
          what = g;
          next = after;
          break;
        }
        case E.GoSyscallBegin: {
          const seq = varint(at);
          const q = at + <u32>(seq >> 32);
          const id = varint(q);
          const after = q + <u32>(id >> 32);
          if (after > end || p < 0 || g < 0 || load<u8>(gStatus + g) != G.running) break;
          if (load<i32>(pSeq + (p << 2)) + 1 != <i32>seq) break;
          stack = <u32>id;
          if (stack != 0 && !has(stacks, stackCount, stack)) break;
          store<u8>(gStatus + g, G.syscall);
          store<u8>(pStatus + p, P.syscall);
          store<i32>(pSeq + (p << 2), <i32>seq);
          who = g;
          next = after;
          break;
        }
        case E.GoSyscallEnd: {
          if (p < 0 || g < 0 || load<u8>(gStatus + g) != G.syscall || load<u8>(pStatus + p) != P.syscall) break;
          store<u8>(gStatus + g, G.running);
          store<u8>(pStatus + p, P.running);
          who = g;
          next = at;
          break;
        }
        case E.GoCreate: {
          const id = varint(at);
          let q = at + <u32>(id >> 32);
          const start = varint(q);
          q += <u32>(start >> 32);
          const stackId = varint(q);
          const after = q + <u32>(stackId >> 32);
          if (after > end || m == 0 || p < 0 || (g >= 0 && load<u8>(gStatus + g) != G.running)) break;
          if (<u32>start > 0xffffff || !has(stacks, stackCount, <u32>start)) break;
          stack = <u32>stackId;
          if (stack != 0 && !has(stacks, stackCount, stack)) break;
          if (gSize * 2 > gMask || (freeCount == 0 && gTop == gRoom)) break;
          if (find(gKeys, gSlots, gMask, <u32>id) >= 0) break;
          // Whose slot it was is asked for while its events are told, so they are told first.
          if (count != 0) {
            why = W.FULL;
            over = true;
            break;
          }
          const slot = freeCount > 0 ? load<u32>(gFree + (--freeCount << 2)) : gTop++;
          store<f64>(gIds + (slot << 3), <f64><u32>id);
          store<u8>(gStatus + slot, G.runnable);
          store<i32>(gSeq + (slot << 2), 0);
          add(gKeys, gSlots, gMask, <u32>id, slot);
          gSize++;
          above = <u32>start;
          who = slot;
          what = g;
          next = after;
          break;
        }
        case E.GoDestroy: {
          if (p < 0 || g < 0 || load<u8>(gStatus + g) != G.running || load<u8>(gMarked + g) != 0) break;
          const id = load<f64>(gIds + (g << 3));
          if (!isPlain(id) || !remove(gKeys, gSlots, gMask, <u32>id)) break;
          gSize--;
          store<u8>(gStatus + g, G.bad);
          store<u32>(gFree + (freeCount++ << 2), g);
          who = g;
          g = -1;
          next = at;
          break;
        }
        case E.ProcStart: {
          const id = varint(at);
          const q = at + <u32>(id >> 32);
          const seq = varint(q);
          const after = q + <u32>(seq >> 32);
          if (after > end || m == 0 || p >= 0) break;
          const slot = find(pKeys, pSlots, pMask, <u32>id);
          if (slot < 0 || load<u8>(pStatus + slot) != P.idle) break;
          if (load<i32>(pSeq + (slot << 2)) + 1 != <i32>seq) break;
          store<u8>(pStatus + slot, P.running);
          store<i32>(pSeq + (slot << 2), <i32>seq);
          p = slot;
          what = slot;
          next = after;
          break;
        }
        case E.ProcStop: {
          if (p < 0 || (load<u8>(pStatus + p) != P.running && load<u8>(pStatus + p) != P.syscall)) break;
          store<u8>(pStatus + p, P.idle);
          what = p;
          p = -1;
          next = at;
          break;
        }
      }
      if (next == 0) {
        over = true;
        break;
      }
      lastTime = bent;
      store<u32>(counts + (type << 2), load<u32>(counts + (type << 2)) + 1);
      if (times != 0) {
        store<f64>(times + (count << 3), bent);
        const record = words + (count << 4);
        store<u32>(record, type | (above << 8));
        store<i32>(record, who, 4);
        store<i32>(record, what, 8);
        store<u32>(record, stack, 12);
        count++;
      }
      const dt = next < end ? varint(next + 1) : NOT_PLAIN;
      at = next + 1 + <u32>(dt >> 32);
      if (at > end) {
        // The batch is over, or its next event is not plain: at `next`, after the one at `t`.
        put(control, C.NEXT, next - buffer);
        store<f64>(doubles + 24, t);
        why = W.NEXT;
        over = true;
        break;
      }
      t += trunc(<f64><u32>dt * frequency);
      pos = next;
      if (t > limit) break;
    }
    store<i32>(mP + place, p);
    store<i32>(mG + place, g);
    if (why == W.NEXT) break;
    store<f64>(cTime + (c << 3), t);
    store<u32>(cPos + (c << 2), pos - buffer);
    store<u32>(cAt + (c << 2), at - buffer);
    if (over) break;
    // Down the heap: the shape is that of Go's, which swaps.
    let i: u32 = 0;
    for (;;) {
      const left: u32 = 2 * i + 1;
      if (left >= heapSize) break;
      let least = left;
      let child = load<u32>(heap + (left << 2));
      let time = load<f64>(cTime + (child << 3));
      if (left + 1 < heapSize) {
        const other = load<u32>(heap + ((left + 1) << 2));
        const otherTime = load<f64>(cTime + (other << 3));
        if (otherTime < time) {
          least = left + 1;
          child = other;
          time = otherTime;
        }
      }
      if (!(time < t)) break;
      store<u32>(heap + (i << 2), child);
      i = least;
    }
    store<u32>(heap + (i << 2), c);
  }
  store<f64>(doubles + 16, lastTime);
  put(control, C.G_FREE_COUNT, freeCount);
  put(control, C.G_TOP, gTop);
  put(control, C.G_SIZE, gSize);
  put(control, C.COUNT, count);
  return why;
}
