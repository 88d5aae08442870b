// Characters outside ASCII: decoding one at a time, as Go's utf8 package does.

/** The replacement character with width 1: what an invalid byte decodes to. */
export const INVALID_RUNE: u32 = (0xfffd << 3) | 1;

@inline
function byteAt(at: u32): u32 {
  return <u32>load<u8>(at);
}

/**
 * The character at `at` as `code point << 3 | width in bytes`; `INVALID_RUNE` for overlong forms, surrogates and
 * whatever else is not UTF-8. The bytes behind the source must be 0.
 */
export function decodeRune(at: u32): u32 {
  const a = byteAt(at);
  if (a < 0x80) return (a << 3) | 1;
  if (a < 0xc2 || a > 0xf4) return INVALID_RUNE;
  const b = byteAt(at + 1);
  if ((b & 0xc0) !== 0x80) return INVALID_RUNE;
  if (a < 0xe0) return ((((a & 31) << 6) | (b & 63)) << 3) | 2;
  const c = byteAt(at + 2);
  if ((c & 0xc0) !== 0x80) return INVALID_RUNE;
  if (a < 0xf0) {
    const rune = ((a & 15) << 12) | ((b & 63) << 6) | (c & 63);
    return rune < 0x800 || (rune >= 0xd800 && rune < 0xe000) ? INVALID_RUNE : (rune << 3) | 3;
  }
  const d = byteAt(at + 3);
  if ((d & 0xc0) !== 0x80) return INVALID_RUNE;
  const rune = ((a & 7) << 18) | ((b & 63) << 12) | ((c & 63) << 6) | (d & 63);
  return rune < 0x10000 || rune > 0x10ffff ? INVALID_RUNE : (rune << 3) | 4;
}
