// UTF-8 bytes → tokens and comments, whole file at once; automatic semicolons included (zero width). After go/scanner
// of Go 1.27; faults are told with their offsets and the token stays, as there. `at` and the like are addresses.
import { BLANK, CLASS, classOfByte, classOfToken, DIGIT, ENDS_STATEMENT, HEX, IN_STRING, LETTER } from './char-class';
import { SINGLE, TOKEN_OF } from './char-class';
import * as F from './faults';
import { classOf, lineDirective, scanFault } from './host';
import { numberToken, scanEscape, scanNumber, scanRune, skipRune } from './literal';
import { commentsAt, commentsEnd, memoryEnd, reach, setComments, setTokens, sourceAt, sourceLength } from './memory';
import { PADDING, TOKEN_SIZE, tokensAt } from './memory';
import { addName, intern, isFull, NONE, widenNames } from './names';
import * as T from './tokens';
import { decodeRune } from './unicode';

const BYTE_ORDER_MARK: u32 = 0xfeff;
const LETTER_OR_DIGIT: u32 = LETTER | DIGIT;

@inline
function byteAt(at: u32): u32 {
  return <u32>load<u8>(at);
}

/** Reads the source that stands at `sourceAt`; returns how many tokens there are. */
export function scan(): u32 {
  memory.fill(sourceAt + sourceLength, 0, PADDING);
  const two = (byteAt(sourceAt) << 8) | byteAt(sourceAt + 1);
  if (two === 0xfffe || two === 0xfeff) {
    scanFault(0, F.UTF16, 0);
    return finish(tokensAt, sourceLength, false);
  }
  return run((load<u32>(sourceAt) & 0xffffff) === 0xbfbbef ? 3 : 0);
}

@inline
function put(token: u32, from: u32, to: u32, kind: u32): void {
  store<u32>(token, from);
  store<u32>(token, to, 4);
  store<u32>(token, kind, 12);
}

function run(from: u32): u32 {
  let base = sourceAt;
  let i = base + from;
  /** Address of the next token. */
  let t = tokensAt;
  let limit = memoryEnd() - 256;
  /** A newline here makes a semicolon. */
  let semi = false;
  while (true) {
    let c = byteAt(i);
    while ((classOfByte(c) & BLANK) !== 0) c = byteAt(++i);
    if (t >= limit) {
      reach(t + 4096);
      limit = memoryEnd() - 256;
    }
    const at = i;
    const bits = classOfByte(c);
    if ((bits & LETTER) !== 0) {
      do c = byteAt(++i);
      while ((classOfByte(c) & LETTER_OR_DIGIT) !== 0);
      if (c >= 128) i = restOfIdentifier(i);
      let id = intern(at, i);
      if (id === NONE) {
        const length = i - at;
        let by: u32 = 0;
        if (isFull(length)) {
          by = widenNames(length, t);
          base += by;
          i += by;
          t += by;
          limit = memoryEnd() - 256;
        }
        id = addName(i - length, i);
        put(t, at + by - base, i - base, T.IDENT);
        store<u32>(t, id, 8);
        semi = true;
      } else if (id < T.KEYWORDS) {
        const kind = T.BREAK + id;
        put(t, at - base, i - base, kind);
        semi = (classOfToken(kind) & ENDS_STATEMENT) !== 0;
      } else {
        put(t, at - base, i - base, T.IDENT);
        store<u32>(t, id, 8);
        semi = true;
      }
      t += TOKEN_SIZE;
      continue;
    }
    i++;
    if ((bits & SINGLE) !== 0) {
      const kind = <u32>load<u8>(TOKEN_OF + c);
      put(t, at - base, i - base, kind);
      // No bracket has its partner yet (type.as).
      store<u32>(t, 0, 8);
      t += TOKEN_SIZE;
      semi = (classOfToken(kind) & ENDS_STATEMENT) !== 0;
      continue;
    }
    if (c === 10) {
      if (semi) {
        put(t, at - base, at - base, T.SEMICOLON);
        t += TOKEN_SIZE;
        semi = false;
      }
      continue;
    }
    let token: u32;
    const next = byteAt(i);
    if (c === 0x2e) {
      if ((classOfByte(next) & DIGIT) !== 0) {
        i = scanNumber(at);
        token = numberToken;
      } else if (next === 0x2e && byteAt(i + 1) === 0x2e) {
        i += 2;
        token = T.ELLIPSIS;
      } else token = T.PERIOD;
    } else if (c === 0x22) {
      i = restOfString(i);
      token = T.STRING;
    } else if (c === 0x3d) {
      if (next === 0x3d) {
        i++;
        token = T.EQL;
      } else token = T.ASSIGN;
    } else if (c === 0x3a) {
      if (next === 0x3d) {
        i++;
        token = T.DEFINE;
      } else token = T.COLON;
    } else if ((bits & DIGIT) !== 0) {
      i = plainNumber(at, c, next);
      if (i === 0) {
        i = scanNumber(at);
        token = numberToken;
      } else token = T.INT;
    } else if (c === 0x2f) {
      if (next === 0x2f) {
        i = lineComment(at);
        continue;
      }
      if (next === 0x2a) {
        const newline = blockComment(at);
        i = base + load<u32>(commentsEnd - 4);
        if (semi && newline !== 0) {
          put(t, newline - base, newline - base, T.SEMICOLON);
          t += TOKEN_SIZE;
          semi = false;
        }
        continue;
      }
      if (next === 0x3d) {
        i++;
        token = T.QUO_ASSIGN;
      } else token = T.QUO;
    } else if (c === 0x60) {
      i = restOfRawString(i);
      token = T.STRING;
    } else if (c === 0x27) {
      i = scanRune(at);
      token = T.CHAR;
    } else {
      token = operator(c, next, byteAt(i + 1));
      if (token === 0) {
        if (c === 0 && at - base >= sourceLength) return finish(t, sourceLength, semi);
        const rune = c >= 128 ? decodeRune(at) >> 3 : 0;
        if (c >= 128 && classOf(rune) === 1) {
          i = restOfIdentifier(at);
          let id = intern(at, i);
          let by: u32 = 0;
          if (id === NONE) {
            const length = i - at;
            if (isFull(length)) {
              by = widenNames(length, t);
              base += by;
              i += by;
              t += by;
              limit = memoryEnd() - 256;
            }
            id = addName(i - length, i);
          }
          put(t, at + by - base, i - base, T.IDENT);
          store<u32>(t, id, 8);
          t += TOKEN_SIZE;
          semi = true;
          continue;
        }
        i = illegal(at);
        // What stood before still decides about a semicolon.
        put(t, at - base, i - base, T.ILLEGAL);
        t += TOKEN_SIZE;
        continue;
      }
      i += operatorLength - 1;
    }
    put(t, at - base, i - base, token);
    t += TOKEN_SIZE;
    semi = (classOfToken(token) & ENDS_STATEMENT) !== 0;
  }
}

let operatorLength: u32 = 0;

@inline
function op(length: u32, token: u32): u32 {
  operatorLength = length;
  return token;
}

/** The operator that begins with `c` and has `next` behind; 0 when none does. Its length is left in `operatorLength`. */
function operator(c: u32, next: u32, third: u32): u32 {
  const assign = next === 0x3d;
  switch (c) {
    case 0x2a:
      return assign ? op(2, T.MUL_ASSIGN) : op(1, T.MUL);
    case 0x26:
      if (next === 0x26) return op(2, T.LAND);
      if (assign) return op(2, T.AND_ASSIGN);
      if (next === 0x5e) return third === 0x3d ? op(3, T.AND_NOT_ASSIGN) : op(2, T.AND_NOT);
      return op(1, T.AND);
    case 0x21:
      return assign ? op(2, T.NEQ) : op(1, T.NOT);
    case 0x2b:
      return next === 0x2b ? op(2, T.INC) : assign ? op(2, T.ADD_ASSIGN) : op(1, T.ADD);
    case 0x2d:
      return next === 0x2d ? op(2, T.DEC) : assign ? op(2, T.SUB_ASSIGN) : op(1, T.SUB);
    case 0x3c:
      if (next === 0x2d) return op(2, T.ARROW);
      if (assign) return op(2, T.LEQ);
      if (next === 0x3c) return third === 0x3d ? op(3, T.SHL_ASSIGN) : op(2, T.SHL);
      return op(1, T.LSS);
    case 0x3e:
      if (assign) return op(2, T.GEQ);
      if (next === 0x3e) return third === 0x3d ? op(3, T.SHR_ASSIGN) : op(2, T.SHR);
      return op(1, T.GTR);
    case 0x7c:
      return next === 0x7c ? op(2, T.LOR) : assign ? op(2, T.OR_ASSIGN) : op(1, T.OR);
    case 0x25:
      return assign ? op(2, T.REM_ASSIGN) : op(1, T.REM);
    case 0x5e:
      return assign ? op(2, T.XOR_ASSIGN) : op(1, T.XOR);
    default:
      return 0;
  }
}

/** Closes the tokens before `t` and returns how many there are. */
function finish(t: u32, offset: u32, semi: bool): u32 {
  let end = t;
  if (semi) {
    put(end, offset, offset, T.SEMICOLON);
    end += TOKEN_SIZE;
  }
  for (let i: u32 = 0; i < 4; i++) put(end + i * TOKEN_SIZE, offset, offset, T.EOF);
  setTokens(tokensAt, end);
  return (end - tokensAt) / TOKEN_SIZE;
}

/** The place behind a plain decimal or hexadecimal number; 0 for all others, which are read with care. */
@inline
function plainNumber(at: u32, c: u32, next: u32): u32 {
  let i = at + 1;
  if (c === 0x30) {
    if (next === 0x78) {
      do i++;
      while ((classOfByte(byteAt(i)) & HEX) !== 0);
      return i - at > 2 && (classOfByte(byteAt(i)) & LETTER) === 0 && byteAt(i) !== 0x2e ? i : 0;
    }
    if ((classOfByte(next) & DIGIT) !== 0) return 0;
  }
  while ((classOfByte(byteAt(i)) & DIGIT) !== 0) i++;
  return byteAt(i) === 0x2e || (classOfByte(byteAt(i)) & LETTER) !== 0 ? 0 : i;
}

/** The place behind the interpreted string whose opening quote stands before `from`. */
function restOfString(from: u32): u32 {
  let i = from;
  while (true) {
    while ((classOfByte(byteAt(i)) & IN_STRING) !== 0) i++;
    const c = byteAt(i);
    if (c === 0x22) return i + 1;
    if (c === 0x5c) i = scanEscape(i + 1, 0x22);
    else if (c >= 128 || (c === 0 && i - sourceAt < sourceLength)) i = skipRune(i);
    else {
      scanFault(from - 1 - sourceAt, F.STRING_OPEN, 0);
      return i;
    }
  }
}

/** The first byte from `from` on that is `wanted`, NUL or above 127. */
@inline
function seek(from: u32, wanted: u8): u32 {
  const pattern = i8x16.splat(<i8>wanted);
  const zero = i8x16.splat(0);
  let i = from;
  while (true) {
    const bytes = v128.load(i);
    // The bitmask of the bytes themselves is that of their top bits.
    const hits = i8x16.bitmask(v128.or(v128.or(i8x16.eq(bytes, pattern), i8x16.eq(bytes, zero)), bytes));
    if (hits !== 0) return i + <u32>ctz(hits);
    i += 16;
  }
}

/** The same with two wanted bytes. */
@inline
function seekEither(from: u32, wanted: u8, other: u8): u32 {
  const pattern = i8x16.splat(<i8>wanted);
  const second = i8x16.splat(<i8>other);
  const zero = i8x16.splat(0);
  let i = from;
  while (true) {
    const bytes = v128.load(i);
    const found = v128.or(i8x16.eq(bytes, pattern), i8x16.eq(bytes, second));
    const hits = i8x16.bitmask(v128.or(v128.or(found, i8x16.eq(bytes, zero)), bytes));
    if (hits !== 0) return i + <u32>ctz(hits);
    i += 16;
  }
}

/** The place behind the raw string whose opening quote stands before `from`. */
function restOfRawString(from: u32): u32 {
  let i = from;
  while (true) {
    i = seek(i, 0x60);
    const c = byteAt(i);
    if (c === 0x60) return i + 1;
    if (c === 0 && i - sourceAt >= sourceLength) {
      scanFault(from - 1 - sourceAt, F.RAW_STRING_OPEN, 0);
      return i;
    }
    i = skipRune(i);
  }
}

@inline
function addComment(from: u32, to: u32): void {
  const end = commentsEnd;
  store<u32>(end, from - sourceAt);
  store<u32>(end, to - sourceAt, 4);
  setComments(commentsAt, end + 8);
}

/** Keeps the `//` comment at `at`; returns the place of the newline (or end) behind it. */
function lineComment(at: u32): u32 {
  let i = at + 2;
  while (true) {
    i = seek(i, 10);
    const c = byteAt(i);
    if (c === 10 || (c === 0 && i - sourceAt >= sourceLength)) break;
    i = skipRune(i);
  }
  let end = i;
  while (byteAt(end - 1) === 13) end--;
  addComment(at, end);
  // `//line ` in the first column.
  if (byteAt(at + 2) === 0x6c && (at === sourceAt || byteAt(at - 1) === 10)) lineDirective(at + 2 - sourceAt, end - sourceAt);
  return i;
}

/** Keeps the general comment at `at`; returns the place of the first newline in it, 0 when there is none. */
function blockComment(at: u32): u32 {
  let newline: u32 = 0;
  let i = at + 2;
  while (true) {
    i = newline === 0 ? seekEither(i, 0x2a, 10) : seek(i, 0x2a);
    const c = byteAt(i);
    if (c === 0x2a) {
      i++;
      if (byteAt(i) === 0x2f) {
        i++;
        if (byteAt(at + 2) === 0x6c) lineDirective(at + 2 - sourceAt, i - 2 - sourceAt);
        break;
      }
    } else if (c === 10) newline = i++;
    else if (c === 0 && i - sourceAt >= sourceLength) {
      scanFault(at - sourceAt, F.COMMENT_OPEN, 0);
      break;
    } else i = skipRune(i);
  }
  addComment(at, i);
  return newline;
}

function restOfIdentifier(from: u32): u32 {
  let i = from;
  while (true) {
    const c = byteAt(i);
    if ((classOfByte(c) & LETTER_OR_DIGIT) !== 0) i++;
    else {
      if (c < 128) return i;
      const rune = decodeRune(i);
      if (classOf(rune >> 3) === 0) return i;
      i += rune & 7;
    }
  }
}

/** A character that starts no token. */
function illegal(at: u32): u32 {
  const rune = decodeRune(at) >> 3;
  const behind = rune === 0 || rune >= 128 ? skipRune(at) : at + 1;
  if (rune === 0x201c || rune === 0x201d) scanFault(at - sourceAt, F.CURLY_QUOTE, rune);
  else if (rune !== BYTE_ORDER_MARK) scanFault(at - sourceAt, F.ILLEGAL_CHARACTER, rune);
  return behind;
}
