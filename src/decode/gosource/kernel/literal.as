// Numbers, runes and escapes: rare beside names and operators, so apart from the scanner's loop. Each function takes and
// returns addresses; what is wrong goes to the host. After go/scanner of Go 1.27.
import { classOfByte, DIGIT, HEX } from './char-class';
import * as F from './faults';
import { scanFault } from './host';
import { sourceAt, sourceLength } from './memory';
import * as T from './tokens';
import { decodeRune, INVALID_RUNE } from './unicode';

/** Token of the number read last: INT, FLOAT or IMAG. */
export let numberToken: u32 = 0;

const UNDERSCORE: u32 = 95;
const POINT: u32 = 46;
const BYTE_ORDER_MARK: u32 = 0xfeff;

@inline
function byteAt(at: u32): u32 {
  return <u32>load<u8>(at);
}

@inline
function fault(at: u32, text: u32, argument: u32): void {
  scanFault(at - sourceAt, text, argument);
}

/** Checks the character above 127 (or NUL) at `at` and returns the place behind it. */
export function skipRune(at: u32): u32 {
  if (byteAt(at) === 0) {
    fault(at, F.NUL, 0);
    return at + 1;
  }
  const rune = decodeRune(at);
  if (rune === INVALID_RUNE) fault(at, F.UTF8, 0);
  else if (rune >> 3 === BYTE_ORDER_MARK) fault(at, F.BYTE_ORDER_MARK, 0);
  return at + (rune & 7);
}

// What the digits of the current number are known to be.
let place: u32 = 0;
let digits = false;
let separators = false;
let invalid: u32 = 0;

/** Steps over digits and `_`. */
function run(radix: u32): void {
  for (; ; place++) {
    const c = byteAt(place);
    if (c === UNDERSCORE) separators = true;
    else if ((classOfByte(c) & (radix === 16 ? HEX : DIGIT)) !== 0) {
      if (radix < 10 && c >= 48 + radix && invalid === 0) invalid = place;
      digits = true;
    } else return;
  }
}

/** Place of the first `_` that does not separate digits, 0 when there is none. */
function invalidSeparator(from: u32, to: u32): u32 {
  let radix: u32 = 0;
  let i = from;
  // What stood before: '_', '0' for any digit (a prefix counts as one), '.' for anything else.
  let last = POINT;
  if (to - from >= 2 && byteAt(from) === 48) {
    radix = byteAt(from + 1) | 32;
    if (radix === 120 || radix === 111 || radix === 98) {
      last = 48;
      i += 2;
    }
  }
  for (; i < to; i++) {
    const c = byteAt(i);
    if (c === UNDERSCORE) {
      if (last !== 48) return i;
      last = c;
    } else if ((classOfByte(c) & (radix === 120 ? HEX : DIGIT)) !== 0) last = 48;
    else {
      if (last === UNDERSCORE) return i - 1;
      last = POINT;
    }
  }
  return last === UNDERSCORE ? to - 1 : 0;
}

/** Reads the number at `from` (a digit, or a point before a digit) and leaves its token in `numberToken`. */
export function scanNumber(from: u32): u32 {
  let token = T.ILLEGAL;
  let base: u32 = 10;
  /** 0, or the letter (x, o, b; 0 for a leading zero) that tells the base. */
  let prefix: u32 = 0;
  place = from;
  digits = false;
  separators = false;
  invalid = 0;
  if (byteAt(place) !== POINT) {
    token = T.INT;
    if (byteAt(place) === 48) {
      place++;
      const c = byteAt(place) | 32;
      if (c === 120 || c === 111 || c === 98) {
        place++;
        prefix = c;
        base = c === 120 ? 16 : c === 111 ? 8 : 2;
      } else {
        base = 8;
        prefix = 48;
        digits = true;
      }
    }
    run(base);
  }
  if (byteAt(place) === POINT) {
    token = T.FLOAT;
    if (prefix === 111 || prefix === 98) fault(place, F.RADIX_POINT, prefix);
    place++;
    run(base);
  }
  if (!digits) fault(place, F.NO_DIGITS, prefix);
  const e = byteAt(place) | 32;
  if (e === 101 || e === 112) {
    if (e === 101 && prefix !== 0 && prefix !== 48) fault(place, F.DECIMAL_MANTISSA, byteAt(place));
    else if (e === 112 && prefix !== 120) fault(place, F.HEX_MANTISSA, byteAt(place));
    place++;
    token = T.FLOAT;
    if (byteAt(place) === 43 || byteAt(place) === 45) place++;
    digits = false;
    run(10);
    if (!digits) fault(place, F.EMPTY_EXPONENT, 0);
  } else if (prefix === 120 && token === T.FLOAT) fault(place, F.MISSING_EXPONENT, 0);
  if (byteAt(place) === 105) {
    token = T.IMAG;
    place++;
  }
  if (token === T.INT && invalid !== 0) fault(invalid, F.INVALID_DIGIT, (byteAt(invalid) << 8) | prefix);
  if (separators) {
    const at = invalidSeparator(from, place);
    if (at !== 0) fault(at, F.SEPARATOR, 0);
  }
  numberToken = token;
  return place;
}

function digitValue(c: u32): u32 {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : 16;
}

/** Set by `scanEscape` when the escape was faulty. */
let faulty = false;

/**
 * Reads what follows a backslash at `from` inside a literal that `quote` closes. Of a faulty escape only what is good
 * is consumed: the place returned is then that of the offending character.
 */
export function scanEscape(from: u32, quote: u32): u32 {
  const c = byteAt(from);
  let i = from;
  let count: u32 = 0;
  let base: u32 = 16;
  let max: u32 = 0x10ffff;
  faulty = false;
  // a b f n r t v \ and the quote stand for themselves.
  if (c === quote || c === 92 || c === 97 || c === 98 || c === 102 || c === 110 || c === 114 || c === 116 || c === 118)
    return from + 1;
  if (c >= 48 && c <= 55) {
    count = 3;
    base = 8;
    max = 255;
  } else if (c === 120) {
    i++;
    count = 2;
    max = 255;
  } else if (c === 117 || c === 85) {
    i++;
    count = c === 117 ? 4 : 8;
  } else {
    faulty = true;
    fault(from, from - sourceAt >= sourceLength ? F.ESCAPE_OPEN : F.UNKNOWN_ESCAPE, 0);
    return from;
  }
  // 64 bits: eight hexadecimal digits may be more than 32 bits are.
  let value: u64 = 0;
  for (; count > 0; count--, i++) {
    const digit = digitValue(byteAt(i));
    if (digit >= base) {
      faulty = true;
      if (i - sourceAt >= sourceLength) fault(i, F.ESCAPE_OPEN, 0);
      else fault(i, F.ESCAPE_CHARACTER, decodeRune(i) >> 3);
      return i;
    }
    value = value * base + digit;
  }
  if (value > max || (value >= 0xd800 && value < 0xe000)) {
    faulty = true;
    fault(from, F.ESCAPE_RUNE, 0);
  }
  return i;
}

/** Reads the rune literal whose opening quote stands at `from`. */
export function scanRune(from: u32): u32 {
  let valid = true;
  let count: u32 = 0;
  let i = from + 1;
  while (true) {
    const c = byteAt(i);
    if (c === 10 || (c === 0 && i - sourceAt >= sourceLength)) {
      if (valid) fault(from, F.RUNE_OPEN, 0);
      return i;
    }
    if (c === 39) {
      i++;
      break;
    }
    count++;
    if (c === 92) {
      i = scanEscape(i + 1, 39);
      if (faulty) valid = false;
    } else if (c >= 128 || c === 0) i = skipRune(i);
    else i++;
  }
  if (valid && count !== 1) fault(from, F.RUNE_LENGTH, 0);
  return i;
}
