// Types: names and instances, arrays, structs, pointers, functions, interfaces, maps, channels. After go/parser.
import { classOfToken, STARTS_TYPE } from './char-class';
import { parseExpr } from './expression';
import * as F from './faults';
import * as K from './kinds';
import { TOKEN_SIZE } from './memory';
import { parseParameters, parseResults, parseTypeParameters } from './parameters';
import { addExprLev, ahead, comma, deeper, emit, expect, expectClosing, expected, expectSemi, fail, higher } from './state';
import { ident, kindAt, last, n, nameAt, next, nodeKind, nodeSize, nodeStart, p, pos, posEnd, setNameAt, tok } from './state';
import * as T from './tokens';

/** A type that must stand here. */
export function parseType(): void {
  if (!tryType()) expected(F.TYPE);
}

@inline
export function startsType(token: u32): bool {
  return (classOfToken(token) & STARTS_TYPE) !== 0;
}

/** Reads a type if one starts here; else false, and nothing is read. */
export function tryType(): bool {
  const first = n;
  const start = pos();
  const token = tok;
  if (token === T.IDENT) {
    parseTypeName();
    if (tok === T.LBRACK) {
      deeper();
      parseTypeInstance(first);
      higher();
    }
    return true;
  }
  if (!startsType(token)) return false;
  deeper();
  switch (token) {
    case T.MUL:
      next();
      parseType();
      emit(K.StarExpr, 0, first, start, last(), 0);
      break;
    case T.LBRACK:
      next();
      parseArrayLength();
      parseElement(first, start);
      break;
    case T.FUNC:
      parseFuncType();
      break;
    case T.STRUCT:
      parseStructType();
      break;
    case T.INTERFACE:
      parseInterfaceType();
      break;
    case T.MAP:
      next();
      expect(T.LBRACK);
      parseType();
      expect(T.RBRACK);
      parseType();
      emit(K.MapType, 0, first, start, last(), 0);
      break;
    case T.CHAN:
    case T.ARROW:
      parseChanType();
      break;
    default: // LPAREN
      next();
      parseType();
      expect(T.RPAREN);
      emit(K.ParenExpr, 0, first, start, last(), 0);
      break;
  }
  higher();
  return true;
}

/** `name` or `package.name`. */
export function parseTypeName(): void {
  const first = n;
  const start = pos();
  ident();
  if (tok === T.PERIOD) {
    next();
    ident();
    emit(K.SelectorExpr, 0, first, start, last(), 0);
  }
}

/** `[T, U]` behind the type name whose nodes begin at `first`. */
export function parseTypeInstance(first: u32): void {
  expect(T.LBRACK);
  addExprLev(1);
  let count: u32 = 0;
  while (tok !== T.RBRACK) {
    parseType();
    count++;
    if (!comma(F.TYPE_ARGUMENTS, T.RBRACK)) break;
  }
  addExprLev(-1);
  if (count === 0) expected(F.TYPE_ARGUMENTS);
  expectClosing(T.RBRACK, F.TYPE_ARGUMENTS);
  emitIndex(first, count);
}

/** The node over `x[a, b]`, whose closing bracket was just read and whose nodes begin at `first`. */
export function emitIndex(first: u32, count: u32): void {
  let operand = n - 1;
  for (let i: u32 = 0; i < count; i++) operand -= nodeSize(operand);
  emit(count === 1 ? K.IndexExpr : K.IndexListExpr, 0, first, nodeStart(operand), last(), count);
}

/** What stands between `[` (read) and `]` of an array or slice type. */
function parseArrayLength(): void {
  if (tok === T.RBRACK) return;
  addExprLev(1);
  if (tok === T.ELLIPSIS) {
    emit(K.Ellipsis, 0, n, pos(), posEnd(), 0);
    next();
  } else parseExpr();
  addExprLev(-1);
}

/** `]` and the element type of an array type whose length, if any, makes up the nodes from `first`. */
export function parseElement(first: u32, start: u32): void {
  const flags: u32 = n > first ? 1 : 0;
  if (tok === T.COMMA) fail(pos(), F.COMMA_IN_ARRAY, 0);
  expect(T.RBRACK);
  parseType();
  emit(K.ArrayType, flags, first, start, last(), 0);
}

/**
 * With an identifier as current token and `[` behind it: whether this is a name with an array type (`x [4]T`) rather
 * than an instance (`T[A]`). Decided as in go/parser by whether a type follows the bracket.
 */
export function isNameBeforeArray(): bool {
  if (ahead(2) === T.RBRACK) return true;
  const closing = partnerOf(p + TOKEN_SIZE);
  return closing !== 0 && startsType(kindAt(closing + TOKEN_SIZE));
}

/** In the name of an opening bracket: none closes it. All else but 0 is the address of the closing one. */
const NO_PARTNER: u32 = 1;

/**
 * Address of the bracket that closes the one at `open`, whatever their kinds; 0 when none does. What lies between is looked
 * at once only: all brackets inside learn their partners on the way, those still open form a list by their names.
 */
function partnerOf(open: u32): u32 {
  const known = nameAt(open);
  if (known !== 0) return known === NO_PARTNER ? 0 : known;
  let around: u32 = 0;
  let inner = open;
  let at = open;
  while (true) {
    const token = kindAt(at);
    if (token === T.LBRACK || token === T.LPAREN || token === T.LBRACE) {
      const closing = nameAt(at);
      if (closing > NO_PARTNER) at = closing;
      else {
        setNameAt(at, around);
        around = at;
      }
    } else if (token === T.RBRACK || token === T.RPAREN || token === T.RBRACE) {
      inner = around;
      around = nameAt(inner);
      setNameAt(inner, at);
      if (inner === open) return at;
    } else if (token === T.EOF) {
      while (around !== 0) {
        inner = around;
        around = nameAt(inner);
        setNameAt(inner, NO_PARTNER);
      }
      return 0;
    }
    at += TOKEN_SIZE;
  }
}

/** The array type of a field or parameter whose name was just read; `[...]T` is no type there. */
export function parseFieldArray(): void {
  const first = n;
  const start = pos();
  next();
  if (tok === T.ELLIPSIS) expected(F.OPERAND);
  parseArrayLength();
  parseElement(first, start);
}

/** The instance `T[A, B]` as a field or parameter type; its arguments are read as expressions, as go/parser does. */
export function parseFieldInstance(): void {
  const first = n;
  ident();
  next();
  addExprLev(1);
  let count: u32 = 0;
  do {
    parseExpr();
    count++;
    if (tok !== T.COMMA) break;
    next();
  } while (tok !== T.RBRACK);
  addExprLev(-1);
  expect(T.RBRACK);
  emitIndex(first, count);
}

function parseStructType(): void {
  const first = n;
  const start = pos();
  next();
  const open = pos();
  expect(T.LBRACE);
  while (tok === T.IDENT || tok === T.MUL || tok === T.LPAREN) parseFieldDecl();
  expect(T.RBRACE);
  emit(K.FieldList, 1, first, open, last(), 0);
  emit(K.StructType, 0, first, start, last(), 0);
}

function parseFieldDecl(): void {
  const first = n;
  const start = pos();
  let names: u32 = 0;
  if (tok === T.IDENT) {
    const behind = ahead(1);
    if (behind === T.PERIOD) parseQualified();
    else if (behind === T.STRING || behind === T.SEMICOLON || behind === T.RBRACE) ident();
    else if (behind === T.LBRACK) {
      if (isNameBeforeArray()) {
        ident();
        names = 1;
        parseFieldArray();
      } else parseFieldInstance();
    } else {
      ident();
      names = 1;
      while (tok === T.COMMA) {
        next();
        ident();
        names++;
      }
      parseType();
    }
  } else if (tok === T.MUL) {
    next();
    if (tok === T.LPAREN) fail(pos(), F.EMBEDDED_PAREN, 0);
    parseQualified();
    emit(K.StarExpr, 0, first, start, last(), 0);
  } else fail(start, F.EMBEDDED_PAREN, 0);
  let flags: u32 = 0;
  if (tok === T.STRING) {
    emit(K.BasicLit, T.STRING, n, pos(), posEnd(), 0);
    next();
    flags = 2;
  }
  emit(K.Field, flags, first, start, last(), names);
  expectSemi();
}

function parseQualified(): void {
  const first = n;
  parseTypeName();
  if (tok === T.LBRACK) parseTypeInstance(first);
}

/** `func(…) …` as a type; also the head of a function literal. */
export function parseFuncType(): void {
  const first = n;
  const start = pos();
  next();
  if (tok === T.LBRACK) {
    const at = pos();
    parseTypeParameters();
    fail(at, F.FUNC_TYPE_PARAMETERS, 0);
  }
  parseParameters(true);
  const results = parseResults();
  emit(K.FuncType, results ? 2 : 0, first, start, last(), 0);
}

function parseInterfaceType(): void {
  const first = n;
  const start = pos();
  next();
  const open = pos();
  expect(T.LBRACE);
  while (true) {
    const element = n;
    const at = pos();
    let names: u32 = 0;
    if (tok === T.IDENT) {
      if (ahead(1) === T.LPAREN) {
        names = 1;
        ident();
        const type = n;
        const params = pos();
        parseParameters(true);
        const results = parseResults();
        emit(K.FuncType, results ? 2 : 0, type, params, last(), 0);
      } else parseInterfaceName();
    } else if (tok === T.TILDE) parseTerm();
    else if (!tryType()) break;
    if (names === 0) parseUnion(element);
    emit(K.Field, 0, element, at, last(), names);
    expectSemi();
  }
  expect(T.RBRACE);
  emit(K.FieldList, 1, first, open, last(), 0);
  emit(K.InterfaceType, 0, first, start, last(), 0);
}

/** An embedded name: `I`, `p.I`, `I[A]` (whose first argument is read as an expression), `p.I[A]`. */
function parseInterfaceName(): void {
  const first = n;
  if (ahead(1) !== T.LBRACK) {
    parseQualified();
    return;
  }
  ident();
  const bracket = pos();
  next();
  addExprLev(1);
  parseExpr();
  if (nodeKind(n - 1) === K.Ident && tok !== T.COMMA && tok !== T.RBRACK) fail(bracket, F.METHOD_TYPE_PARAMETERS, 0);
  let count: u32 = 1;
  while (comma(F.TYPE_ARGUMENTS, T.RBRACK)) {
    if (tok === T.RBRACK) break;
    parseType();
    count++;
  }
  addExprLev(-1);
  expectClosing(T.RBRACK, F.TYPE_ARGUMENTS);
  emitIndex(first, count);
}

/** `| T | ~U …` behind the term whose nodes begin at `first`. */
export function parseUnion(first: u32): void {
  while (tok === T.OR) {
    const start = nodeStart(n - 1);
    const at = pos();
    next();
    parseTerm();
    emit(K.BinaryExpr, T.OR, first, start, last(), at);
  }
}

/** `~T` or `T`. */
export function parseTerm(): void {
  if (tok === T.TILDE) {
    const first = n;
    const start = pos();
    next();
    parseType();
    emit(K.UnaryExpr, T.TILDE, first, start, last(), 0);
  } else if (!tryType()) expected(F.TERM);
}

function parseChanType(): void {
  const first = n;
  const start = pos();
  let direction: u32 = 3;
  let arrow = start;
  if (tok === T.CHAN) {
    next();
    if (tok === T.ARROW) {
      arrow = pos();
      next();
      direction = 1;
    }
  } else {
    next();
    expect(T.CHAN);
    direction = 2;
  }
  parseType();
  emit(K.ChanType, direction, first, start, last(), arrow);
}
