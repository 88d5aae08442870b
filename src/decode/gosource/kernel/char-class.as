// What each byte may be part of, as bits of one table, and what each token may do, as bits of another.
import * as T from './tokens';

/** Letter or `_`. */
export const LETTER: u32 = 1;
/** Decimal digit. */
export const DIGIT: u32 = 2;
/** Inside an interpreted string: all but quote, backslash, newline, NUL and bytes above 127. */
export const IN_STRING: u32 = 4;
/** A token of one byte that begins no longer one. */
export const SINGLE: u32 = 8;
/** Hexadecimal digit. */
export const HEX: u32 = 32;
/** Blank, tab, carriage return. */
export const BLANK: u32 = 64;

/** Bits by byte. */
export const CLASS: usize = memory.data(256);
/** The token of a SINGLE byte. */
export const TOKEN_OF: usize = memory.data(256);

/** A newline behind it makes a semicolon. */
export const ENDS_STATEMENT: u32 = 1;
/** Begins a simple statement. */
export const STARTS_SIMPLE: u32 = 2;
/** Begins a type. */
export const STARTS_TYPE: u32 = 4;
/** Prefix operator that makes a UnaryExpr (not `<-`, not `*`). */
export const PREFIX: u32 = 8;

/** Bits by token. */
export const TOKEN_CLASS: usize = memory.data(128);
/** Precedence of binary operators, 0 for all other tokens. */
export const PRECEDENCE: usize = memory.data(128);

@inline
export function classOfByte(c: u32): u32 {
  return <u32>load<u8>(CLASS + c);
}

@inline
export function classOfToken(token: u32): u32 {
  return <u32>load<u8>(TOKEN_CLASS + token);
}

@inline
export function precedenceOf(token: u32): u32 {
  return <u32>load<u8>(PRECEDENCE + token);
}

function single(c: u32, token: u32): void {
  store<u8>(CLASS + c, load<u8>(CLASS + c) | <u8>SINGLE);
  store<u8>(TOKEN_OF + c, <u8>token);
}

function mark(token: u32, bits: u32): void {
  store<u8>(TOKEN_CLASS + token, load<u8>(TOKEN_CLASS + token) | <u8>bits);
}

function rank(from: u32, to: u32, precedence: u32): void {
  for (let token = from; token <= to; token++) store<u8>(PRECEDENCE + token, <u8>precedence);
}

/** Fills the tables. */
export function fillTables(): void {
  for (let c: u32 = 1; c < 128; c++) {
    const lower = c | 32;
    let bits: u32 = 0;
    if ((lower >= 97 && lower <= 122) || c === 95) bits |= LETTER;
    if (c >= 48 && c <= 57) bits |= DIGIT | HEX;
    if (lower >= 97 && lower <= 102) bits |= HEX;
    if (c !== 34 && c !== 92 && c !== 10) bits |= IN_STRING;
    if (c === 32 || c === 9 || c === 13) bits |= BLANK;
    store<u8>(CLASS + c, <u8>bits);
  }
  single(0x28, T.LPAREN);
  single(0x29, T.RPAREN);
  single(0x2c, T.COMMA);
  single(0x7b, T.LBRACE);
  single(0x7d, T.RBRACE);
  single(0x5b, T.LBRACK);
  single(0x5d, T.RBRACK);
  single(0x3b, T.SEMICOLON);
  single(0x7e, T.TILDE);

  const literals = STARTS_SIMPLE | ENDS_STATEMENT;
  mark(T.IDENT, literals | STARTS_TYPE);
  for (let token = T.INT; token <= T.STRING; token++) mark(token, literals);
  mark(T.INC, ENDS_STATEMENT);
  mark(T.DEC, ENDS_STATEMENT);
  mark(T.RPAREN, ENDS_STATEMENT);
  mark(T.RBRACK, ENDS_STATEMENT);
  mark(T.RBRACE, ENDS_STATEMENT);
  mark(T.BREAK, ENDS_STATEMENT);
  mark(T.CONTINUE, ENDS_STATEMENT);
  mark(T.FALLTHROUGH, ENDS_STATEMENT);
  mark(T.RETURN, ENDS_STATEMENT);
  const types = STARTS_SIMPLE | STARTS_TYPE;
  mark(T.FUNC, types);
  mark(T.LPAREN, types);
  mark(T.LBRACK, types);
  mark(T.STRUCT, types);
  mark(T.MAP, types);
  mark(T.CHAN, types);
  mark(T.INTERFACE, types);
  mark(T.ARROW, types);
  mark(T.MUL, types);
  mark(T.ADD, STARTS_SIMPLE | PREFIX);
  mark(T.SUB, STARTS_SIMPLE | PREFIX);
  mark(T.AND, STARTS_SIMPLE | PREFIX);
  mark(T.XOR, STARTS_SIMPLE | PREFIX);
  mark(T.NOT, STARTS_SIMPLE | PREFIX);
  mark(T.TILDE, PREFIX);

  rank(T.LOR, T.LOR, 1);
  rank(T.LAND, T.LAND, 2);
  rank(T.EQL, T.GTR, 3);
  rank(T.NEQ, T.GEQ, 3);
  rank(T.ADD, T.SUB, 4);
  rank(T.OR, T.XOR, 4);
  rank(T.MUL, T.AND, 5);
  rank(T.SHL, T.AND_NOT, 5);
}
