// AssemblyScript (not TypeScript): the fast reader of plain goroutine records with 16 bytes at a time.
// Same steps and same result as ../twin.ts, which explains them; what is a plain record is drawn in ../fast-reader.ts.
// Memory: what `take` hands out from the top; tables double and leave the smaller one behind, texts stay where they are.
// Every search ends at a control character: the byte behind the last one is set to 0.
// Built by scripts/build-kernel.ts into kernel-wasm.ts; scripts/check-kernel.ts holds the two together.

/** Results of the inner readers that are no address. */
const MORE: u32 = 0xffffffff;
const ODD: u32 = 0xfffffffe;
const MAX_FRAMES: u32 = 1 << 16;
const MAX_TEXT: u32 = 1 << 16;
const MAX_TAILS: u32 = 1 << 16;
const PROBES: u32 = 64;
const BATCH: u32 = 2048;
const PADDING: u32 = 64;
const TEXT_CHUNK: u32 = 1 << 16;
const WORD_CHUNK: u32 = 1 << 18;

/** Kinds of texts. */
const FRAME: u32 = 1;
const CREATOR: u32 = 2;
const TAIL: u32 = 3;

// "goroutine ", "created by ", " in goroutine " (two words that overlap), " +0x" as little-endian words.
const GOROUTIN: u64 = 0x6e6974756f726f67;
const E_BLANK: u32 = 0x2065;
const CREATED: u64 = 0x2064657461657263;
const BY_BLANK: u32 = 0x00207962;
const IN_GORO: u64 = 0x6f726f67206e6920;
const ROUTINE: u64 = 0x20656e6974756f72;
const PLUS_0X: u32 = 0x78302b20;

let top: u32 = 0;
let windowAt: u32 = 0;
let capacity: u32 = 0;
let last: u32 = 0;
let words: u32 = 0;

let count: u32 = 0;
let stopped: u32 = 0;
let ids: u32 = 0;
let creators: u32 = 0;
let tails: u32 = 0;
let stackColumn: u32 = 0;
let lines: u32 = 0;
let offsets: u32 = 0;

// Set by the inner readers beside the address they return.
let frame: u32 = 0;
let creatorId: u64 = 0;
let functionEnd: u32 = 0;

/** `bytes` of memory aligned to 16, with at least PADDING readable bytes behind; not cleared. */
function take(bytes: u32): u32 {
  const at = top;
  top = (at + bytes + 15) & ~15;
  const have = <u32>memory.size() << 16;
  if (top + PADDING > have) {
    const pages = (top + PADDING - have + 0xffff) >> 16;
    // At least 1 MiB at a time: each growth makes the host take its views anew.
    if (memory.grow(pages < 16 ? 16 : pages) < 0 && memory.grow(pages) < 0) unreachable();
  }
  return at;
}

function takeCleared(bytes: u32): u32 {
  const at = take(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

// --- texts: frames, creators and tails in one table -------------------------------------------------------------
// An entry, 32 bytes: +0 text, +4 length of the first part, +8 length of the second, +12 hash, +16 kind,
// +20 the frame that followed last, +24 the creator that followed last. Numbers begin at 1; entry 0 is "none".

let texts: u32 = 0;
let textRoom: u32 = 0;
let textCount: u32 = 0;
let tailCount: u32 = 0;
let textSlots: u32 = 0;
let textMask: u32 = 0;
let textTop: u32 = 0;
let textEnd: u32 = 0;

@inline
function entry(number: u32): u32 {
  return texts + (number << 5);
}

/** Whether `length` bytes at `a` and `b` are the same; reads up to 15 bytes behind short texts. */
@inline
function isEqual(a: u32, b: u32, length: u32): bool {
  if (length < 16) {
    const bits = (1 << length) - 1;
    return (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) & bits) == bits;
  }
  const lastBlock = length - 16;
  for (let i: u32 = 0; i < lastBlock; i += 16)
    if (!i8x16.all_true(i8x16.eq(v128.load(a + i), v128.load(b + i)))) return false;
  return i8x16.all_true(i8x16.eq(v128.load(a + lastBlock), v128.load(b + lastBlock)));
}

function hashOf(at: u32, length: u32, seed: u64): u64 {
  let hash = (seed ^ length) * 0x9e3779b97f4a7c15;
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) {
    hash = (hash ^ load<u64>(at + i)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  if (i < length) {
    const rest = load<u64>(at + i) & ((<u64>1 << (<u64>(length - i) << 3)) - 1);
    hash = (hash ^ rest) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  return hash;
}

/** Number of the pair of texts; 0 after too many collisions. */
function textNumber(kind: u32, a: u32, aLength: u32, b: u32, bLength: u32): u32 {
  const hash = <u32>hashOf(b, bLength, hashOf(a, aLength, kind));
  let slot = hash & textMask;
  for (let probe: u32 = 0; probe < PROBES; probe++) {
    const number = load<u32>(textSlots + (slot << 2));
    if (number == 0) return addText(slot, kind, hash, a, aLength, b, bLength);
    const e = entry(number);
    if (
      load<u32>(e, 12) == hash &&
      load<u32>(e, 4) == aLength &&
      load<u32>(e, 8) == bLength &&
      load<u32>(e, 16) == kind &&
      isEqual(load<u32>(e), a, aLength) &&
      isEqual(load<u32>(e) + aLength, b, bLength)
    )
      return number;
    slot = (slot + 1) & textMask;
  }
  return 0;
}

function addText(slot: u32, kind: u32, hash: u32, a: u32, aLength: u32, b: u32, bLength: u32): u32 {
  const number = ++textCount;
  if (number == textRoom) {
    const grown = takeCleared(textRoom << 6);
    memory.copy(grown, texts, textRoom << 5);
    texts = grown;
    textRoom <<= 1;
  }
  const length = aLength + bLength;
  if (textTop + length > textEnd) {
    const chunk = length > TEXT_CHUNK ? length : TEXT_CHUNK;
    textTop = take(chunk);
    textEnd = textTop + chunk;
  }
  memory.copy(textTop, a, aLength);
  memory.copy(textTop + aLength, b, bLength);
  const e = entry(number);
  store<u32>(e, textTop);
  store<u32>(e, aLength, 4);
  store<u32>(e, bLength, 8);
  store<u32>(e, hash, 12);
  store<u32>(e, kind, 16);
  textTop += length;
  store<u32>(textSlots + (slot << 2), number);
  if (textCount << 1 > textMask) {
    textMask = (textMask << 1) | 1;
    textSlots = takeCleared((textMask + 1) << 2);
    for (let n: u32 = 1; n <= textCount; n++) {
      let s = load<u32>(entry(n), 12) & textMask;
      while (load<u32>(textSlots + (s << 2)) != 0) s = (s + 1) & textMask;
      store<u32>(textSlots + (s << 2), n);
    }
  }
  return number;
}

// --- stacks: distinct sequences of frame numbers, the creator first ---------------------------------------------
// An entry, 16 bytes: +0 words, +4 how many, +8 hash.

let stacks: u32 = 0;
let stackRoom: u32 = 0;
let stackCount: u32 = 0;
let stackSlots: u32 = 0;
let stackMask: u32 = 0;
let wordTop: u32 = 0;
let wordEnd: u32 = 0;

/** Number of the sequence in `words`; 0 after too many collisions. */
function stackNumber(length: u32, hash: u32): u32 {
  let slot = hash & stackMask;
  for (let probe: u32 = 0; probe < PROBES; probe++) {
    const number = load<u32>(stackSlots + (slot << 2));
    if (number == 0) return addStack(slot, length, hash);
    const e = stacks + (number << 4);
    if (load<u32>(e, 8) == hash && load<u32>(e, 4) == length && isEqual(load<u32>(e), words, length << 2)) return number;
    slot = (slot + 1) & stackMask;
  }
  return 0;
}

function addStack(slot: u32, length: u32, hash: u32): u32 {
  const number = ++stackCount;
  if (number == stackRoom) {
    const grown = take(stackRoom << 5);
    memory.copy(grown, stacks, stackRoom << 4);
    stacks = grown;
    stackRoom <<= 1;
  }
  const bytes = length << 2;
  if (wordTop + bytes > wordEnd) {
    const chunk = bytes > WORD_CHUNK ? bytes : WORD_CHUNK;
    wordTop = take(chunk);
    wordEnd = wordTop + chunk;
  }
  memory.copy(wordTop, words, bytes);
  const e = stacks + (number << 4);
  store<u32>(e, wordTop);
  store<u32>(e, length, 4);
  store<u32>(e, hash, 8);
  wordTop += bytes;
  store<u32>(stackSlots + (slot << 2), number);
  if (stackCount << 1 > stackMask) {
    stackMask = (stackMask << 1) | 1;
    stackSlots = takeCleared((stackMask + 1) << 2);
    for (let n: u32 = 1; n <= stackCount; n++) {
      let s = load<u32>(stacks + (n << 4), 8) & stackMask;
      while (load<u32>(stackSlots + (s << 2)) != 0) s = (s + 1) & stackMask;
      store<u32>(stackSlots + (s << 2), n);
    }
  }
  return number;
}

// --- scanning ---------------------------------------------------------------------------------------------------

/** Address of the first control character from `at` on. */
@inline
function lineEnd(at: u32): u32 {
  const blank = i8x16.splat(0x20);
  let mask: i32;
  while ((mask = i8x16.bitmask(i8x16.lt_u(v128.load(at), blank))) == 0) at += 16;
  return at + ctz(mask);
}

/** Address of the first byte that the runtime never prints between parentheses: not one of `0-9a-fx{}_,.? `. */
@inline
function argumentsEnd(at: u32): u32 {
  // A bit for each first half (2, 3, 5, 6, 7) that goes with a second half.
  const seconds = i8x16(3, 10, 10, 10, 10, 10, 10, 2, 18, 2, 0, 16, 1, 16, 1, 6);
  const firsts = i8x16(0, 0, 1, 2, 0, 4, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0);
  const half = i8x16.splat(15);
  const zero = i8x16.splat(0);
  let mask: i32;
  do {
    const bytes = v128.load(at);
    const found = v128.and(
      i8x16.swizzle(seconds, v128.and(bytes, half)),
      i8x16.swizzle(firsts, i8x16.shr_u(bytes, 4)),
    );
    mask = i8x16.bitmask(i8x16.eq(found, zero));
    at += 16;
  } while (mask == 0);
  return at - 16 + ctz(mask);
}

@inline
function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

/** Digits and small letters a–f: the runtime prints no others. */
@inline
function isHex(c: u32): bool {
  return c - 0x30 < 10 || c - 0x61 < 6;
}

@inline
function failed(at: u32): u32 {
  return at >= last ? MORE : ODD;
}

/** The address behind the place line if it holds the place of the entry `e`, else 0. */
@inline
function guessedPlace(start: u32, e: u32): u32 {
  const length = load<u32>(e, 8);
  let at = start + length;
  if (at >= last || !isEqual(load<u32>(e) + load<u32>(e, 4), start, length)) return 0;
  if (load<u8>(at) == 10) return at + 1;
  if (load<u32>(at) != PLUS_0X) return 0;
  at += 4;
  const first = at;
  while (isHex(load<u8>(at))) at++;
  return at > first && at < last && load<u8>(at) == 10 ? at + 1 : 0;
}

/** Reads the place line at `start` and numbers the frame that begins at `name`; returns the address behind it. */
function place(start: u32, kind: u32, name: u32): u32 {
  if (load<u8>(start) != 9) return failed(start);
  const at = lineEnd(start + 1);
  if (at >= last || load<u8>(at) != 10) return failed(at);
  let end = at;
  while (isHex(load<u8>(end - 1))) end--;
  if (end < at && end - start > 5 && load<u32>(end - 4) == PLUS_0X) end -= 4;
  else end = at;
  const begin = start + 1;
  const length = functionEnd - name;
  if (end <= begin || length > MAX_TEXT || end - begin > MAX_TEXT) return ODD;
  frame = textNumber(kind, name, length, begin, end - begin);
  return frame == 0 ? ODD : at + 1;
}

/** Reads the two lines of a frame; leaves its number in `frame`, returns the address behind them. */
@inline
function frameLines(start: u32, guess: u32): u32 {
  if (guess > 0) {
    const e = entry(guess);
    const length = load<u32>(e, 4);
    let at = start + length;
    if (at < last && load<u8>(at) == 0x28 && isEqual(load<u32>(e), start, length)) {
      at = argumentsEnd(at + 1);
      // ")", line end, tab
      if ((load<u32>(at) & 0xffffff) == 0x090a29 && at + 1 < last) {
        const end = guessedPlace(at + 3, e);
        if (end > 0) {
          frame = guess;
          return end;
        }
      }
    }
  }
  const blank = i8x16.splat(0x20);
  const open = i8x16.splat(0x28);
  let paren: u32 = 0;
  let at = start;
  for (;;) {
    const bytes = v128.load(at);
    const control = i8x16.bitmask(i8x16.lt_u(bytes, blank));
    let parens = i8x16.bitmask(i8x16.eq(bytes, open));
    if (control != 0) parens &= (control & -control) - 1;
    if (parens != 0) paren = at + 31 - clz(parens);
    if (control != 0) {
      at += ctz(control);
      break;
    }
    at += 16;
  }
  if (at >= last || load<u8>(at) != 10) return failed(at);
  if (paren <= start || load<u8>(at - 1) != 0x29 || argumentsEnd(paren + 1) != at - 1) return ODD;
  functionEnd = paren;
  return place(at + 1, FRAME, start);
}

/** Where the line ends if ` in goroutine N` or nothing stands at `at`, else 0; leaves `creatorId`. */
function creatorEnd(at: u32): u32 {
  creatorId = 0;
  if (load<u8>(at) == 10) return at;
  if (load<u64>(at) != IN_GORO || load<u64>(at + 6) != ROUTINE) return 0;
  let id: u64 = 0;
  let end = at + 14;
  for (let c: u32 = load<u8>(end); isDigit(c); c = load<u8>(++end)) id = id * 10 + (c - 0x30);
  if (end == at + 14 || end > at + 29) return 0;
  creatorId = id;
  return end;
}

/** `created by F[ in goroutine N]` and its place; leaves `frame` and `creatorId`. */
function creatorLines(start: u32, previous: u32): u32 {
  const name = start + 11;
  const guess = load<u32>(entry(previous), 24);
  if (guess > 0) {
    const e = entry(guess);
    const length = load<u32>(e, 4);
    const at = name + length;
    if (at < last && isEqual(load<u32>(e), name, length)) {
      const end = creatorEnd(at);
      if (end > 0 && end < last && load<u8>(end) == 10 && load<u8>(end + 1) == 9) {
        const behind = guessedPlace(end + 2, e);
        if (behind > 0) {
          frame = guess;
          return behind;
        }
      }
    }
  }
  const at = lineEnd(name);
  if (at >= last || load<u8>(at) != 10) return failed(at);
  let digits = at;
  while (isDigit(load<u8>(digits - 1))) digits--;
  functionEnd = at;
  creatorId = 0;
  if (digits < at && digits - 14 > name && creatorEnd(digits - 14) == at) functionEnd = digits - 14;
  if (functionEnd <= name) return ODD;
  const end = place(at + 1, CREATOR, name);
  if (end < ODD) store<u32>(entry(previous), frame, 24);
  return end;
}

/** Reads one record; returns the address behind its empty line. */
function record(start: u32): u32 {
  if (last - start < 12) return MORE;
  if (load<u64>(start) != GOROUTIN || load<u16>(start, 8) != E_BLANK) return ODD;
  let at = start + 10;
  let id: u64 = 0;
  for (let c: u32 = load<u8>(at); isDigit(c); c = load<u8>(++at)) id = id * 10 + (c - 0x30);
  const digits = at - start - 10;
  if (digits < 1 || digits > 15 || load<u16>(at) != 0x5b20) return failed(at + 1);
  const tailStart = at + 2;

  const blank = i8x16.splat(0x20);
  let special: u32 = 0;
  at = tailStart;
  for (;;) {
    const bytes = v128.load(at);
    const control = i8x16.bitmask(i8x16.lt_u(bytes, blank));
    if (special == 0) {
      const found = i8x16.bitmask(
        v128.or(
          v128.or(i8x16.eq(bytes, i8x16.splat(0x5d)), i8x16.eq(bytes, i8x16.splat(0x7b))),
          i8x16.eq(bytes, i8x16.splat(0x22)),
        ),
      );
      if (found != 0) special = at + ctz(found);
    }
    if (control != 0) {
      at += ctz(control);
      break;
    }
    at += 16;
  }
  if (at >= last || load<u8>(at) != 10) return failed(at);
  if (load<u8>(at - 1) != 0x3a || at - 1 <= tailStart) return ODD;
  let tail: u32 = 0;
  if (special == at - 2 && load<u8>(special) == 0x5d && tailCount < MAX_TAILS) {
    const before = textCount;
    tail = textNumber(TAIL, tailStart, special - tailStart, special, 0);
    tailCount += textCount - before;
  }
  at++;

  let previous = tail;
  let frames: u32 = 0;
  let hash: u32 = 0;
  let creator: u32 = 0;
  creatorId = 0;
  for (;;) {
    if (at >= last) return MORE;
    const c: u32 = load<u8>(at);
    if (c == 10) break;
    if (c == 0x63 && load<u64>(at) == CREATED && (load<u32>(at, 8) & 0xffffff) == BY_BLANK) {
      at = creatorLines(at, previous);
      if (at >= ODD) return at;
      creator = frame;
      if (at >= last) return MORE;
      if (load<u8>(at) != 10) return ODD;
      break;
    }
    at = frameLines(at, load<u32>(entry(previous), 20));
    if (at >= ODD) return at;
    if (frames == MAX_FRAMES) return ODD;
    store<u32>(entry(previous), frame, 20);
    previous = frame;
    store<u32>(words + (++frames << 2), previous);
    hash = (hash ^ previous) * 0x9e3779b1;
    hash ^= hash >> 15;
  }
  if (frames == 0) return ODD;
  store<u32>(words, creator);
  hash = (hash ^ creator) * 0x85ebca6b;
  hash ^= hash >> 16;
  const stack = stackNumber(frames + 1, hash);
  if (stack == 0) return ODD;
  store<f64>(ids + (count << 3), <f64>id);
  store<f64>(creators + (count << 3), <f64>creatorId);
  store<u32>(tails + (count << 2), tail);
  store<u32>(stackColumn + (count << 2), stack);
  store<u32>(lines + (count << 2), 2 + 2 * frames + (creator > 0 ? 2 : 0));
  return at + 1;
}

// --- what the host calls ----------------------------------------------------------------------------------------

/** Begins anew with empty tables and a window of no bytes. */
export function reset(): void {
  top = (<u32>__heap_base + 15) & ~15;
  ids = take(BATCH << 3);
  creators = take(BATCH << 3);
  tails = take(BATCH << 2);
  stackColumn = take(BATCH << 2);
  lines = take(BATCH << 2);
  offsets = take(BATCH << 2);
  words = take((MAX_FRAMES + 1) << 2);
  textRoom = 1 << 10;
  texts = takeCleared(textRoom << 5);
  textMask = (1 << 11) - 1;
  textSlots = takeCleared((textMask + 1) << 2);
  textCount = tailCount = textTop = textEnd = 0;
  stackRoom = 1 << 10;
  stacks = take(stackRoom << 4);
  stackMask = (1 << 11) - 1;
  stackSlots = takeCleared((stackMask + 1) << 2);
  stackCount = wordTop = wordEnd = 0;
  windowAt = take(0);
  capacity = count = 0;
}

/** Makes the window at least `bytes` long, keeping what it holds; returns its address. */
export function room(bytes: u32): u32 {
  if (bytes > capacity) {
    const wider = take(bytes + PADDING);
    memory.copy(wider, windowAt, capacity);
    windowAt = wider;
    capacity = bytes;
  }
  return windowAt;
}

/** Reads records in [from, to) of the window; returns the offset of the first byte not taken. */
export function read(from: u32, to: u32): u32 {
  last = windowAt + to;
  store<u8>(last, 0);
  count = 0;
  let at = windowAt + from;
  while (count < BATCH) {
    const end = record(at);
    if (end >= ODD) {
      stopped = end == MORE ? 0 : 1;
      return at - windowAt;
    }
    store<u32>(offsets + (count << 2), at - windowAt);
    count++;
    at = end;
  }
  stopped = 2;
  return at - windowAt;
}

/** 0: no whole record is left, 1: the next record is not plain, 2: the batch is full. */
export function stopReason(): u32 {
  return stopped;
}

export function recordCount(): u32 {
  return count;
}

/** Address of the columns: ids, creators (f64), tails, stacks, lines, offsets (u32), BATCH values each. */
export function columns(): u32 {
  return ids;
}

/** Address of the entry of a text. */
export function textEntry(number: u32): u32 {
  return entry(number);
}

/** Address of the entry of a stack. */
export function stackEntry(number: u32): u32 {
  return stacks + (number << 4);
}
