// Expressions: operands, selectors, calls, indexes, literals, unary and binary operators. After go/parser; runs of
// parentheses and of unary operators are read in a loop, so that a deep one needs no stack.
import { classOfToken, precedenceOf, PREFIX } from './char-class';
import * as F from './faults';
import * as K from './kinds';
import { TOKEN_SIZE } from './memory';
import { addExprLev, addNesting, comma, deeper, emit, emitIdent, expect, expectClosing, exprLev } from './state';
import { expected, fail, higher, kindAt, last, MAX_NESTING, n, nesting, next, nodeAux, nodeKind, nodeOp } from './state';
import { nodeStart, p, pos, setAux, setOp, setStart, startAt, tok, tooDeep } from './state';
import { parseBlock } from './statement';
import * as T from './tokens';
import { emitIndex, parseFuncType, parseType, tryType } from './type';

/** An expression, or a type where one may stand (arguments, parentheses). */
export function parseExpr(): void {
  const first = n;
  parseUnary();
  if (precedenceOf(tok) > 0) parseBinary(first, 1);
}

/** A comma list of expressions; returns how many. */
export function parseExprList(): u32 {
  let count: u32 = 1;
  parseExpr();
  while (tok === T.COMMA) {
    next();
    parseExpr();
    count++;
  }
  return count;
}

/** Operators of at least precedence `least` behind the operand whose nodes begin at `first`. */
function parseBinary(first: u32, least: u32): void {
  const start = nodeStart(n - 1);
  while (true) {
    const op = tok;
    const own = precedenceOf(op);
    if (own < least) return;
    const at = pos();
    next();
    const right = n;
    parseUnary();
    if (precedenceOf(tok) > own) parseBinary(right, own + 1);
    emit(K.BinaryExpr, op, first, start, last(), at);
  }
}

function parseUnary(): void {
  const token = tok;
  const first = n;
  const start = pos();
  if (token === T.IDENT) {
    emitIdent(p);
    next();
    parseSuffixes(first, start);
    return;
  }
  if (token >= T.INT && token <= T.STRING) {
    next();
    emit(K.BasicLit, token, first, start, last(), 0);
    parseSuffixes(first, start);
    return;
  }
  deeper();
  if (token === T.ARROW) parseReceive();
  else if (token === T.MUL || (classOfToken(token) & PREFIX) !== 0) parsePrefixes();
  else if (token === T.LPAREN) parseParens();
  else {
    if (token === T.FUNC) parseFuncTypeOrLit();
    else if (!tryType()) expected(F.OPERAND);
    parseSuffixes(first, start);
  }
  higher();
}

@inline
function isPrefix(token: u32): bool {
  return token === T.MUL || (classOfToken(token) & PREFIX) !== 0;
}

/** A run of prefix operators: `!!x`, `&*p`, `-^x`. */
function parsePrefixes(): void {
  const first = n;
  const from = p;
  while (isPrefix(tok)) next();
  const to = p;
  const count = (to - from) / TOKEN_SIZE;
  if (count >= MAX_NESTING) tooDeep();
  addNesting(count);
  parseUnary();
  addNesting(-(<i32>count));
  for (let at = to; at > from; ) {
    at -= TOKEN_SIZE;
    const op = kindAt(at);
    if (op === T.MUL) emit(K.StarExpr, 0, first, startAt(at), last(), 0);
    else emit(K.UnaryExpr, op, first, startAt(at), last(), 0);
  }
}

/**
 * `<-x`; before a channel type the arrow belongs to that type: `<-chan T`. go/parser reads `chan T` and then passes
 * the arrow down the value types: `<-chan chan<- T` was read as receive of `chan (chan<- T)`, and so on.
 */
function parseReceive(): void {
  const first = n;
  let arrow = pos();
  next();
  parseUnary();
  const root = n - 1;
  if (nodeKind(root) !== K.ChanType) {
    emit(K.UnaryExpr, T.ARROW, first, arrow, last(), 0);
    return;
  }
  let direction: u32 = 1;
  for (let type = root; direction === 1 && nodeKind(type) === K.ChanType; type--) {
    if (nodeOp(type) === 2) fail(nodeAux(type), F.EXPECTED_TOKEN, T.CHAN);
    direction = nodeOp(type);
    const own = nodeAux(type);
    setOp(type, 2);
    setStart(type, arrow);
    setAux(type, arrow);
    arrow = own;
  }
  if (direction === 1) fail(arrow, F.CHANNEL_TYPE, 0);
}

/** A run of opening parentheses and all that follows up to the outermost closing one and its suffixes. */
function parseParens(): void {
  const first = n;
  const from = p;
  while (tok === T.LPAREN) next();
  const to = p;
  const count = <i32>((to - from) / TOKEN_SIZE);
  addNesting(count - 1);
  if (nesting >= MAX_NESTING) tooDeep();
  addExprLev(count);
  parseExpr();
  for (let at = to; at > from; ) {
    at -= TOKEN_SIZE;
    addExprLev(-1);
    expect(T.RPAREN);
    const start = startAt(at);
    emit(K.ParenExpr, 0, first, start, last(), 0);
    parseSuffixes(first, start);
    if (at > from && precedenceOf(tok) > 0) parseBinary(first, 1);
  }
  addNesting(1 - count);
}

function parseFuncTypeOrLit(): void {
  const first = n;
  const start = pos();
  parseFuncType();
  if (tok !== T.LBRACE) return;
  addExprLev(1);
  parseBlock();
  addExprLev(-1);
  emit(K.FuncLit, 0, first, start, last(), 0);
}

/** Selectors, calls, indexes and literal bodies behind the operand whose nodes begin at `first`. */
function parseSuffixes(first: u32, start: u32): void {
  while (true) {
    const token = tok;
    if (token === T.PERIOD) {
      next();
      if (tok === T.IDENT) {
        emitIdent(p);
        next();
        emit(K.SelectorExpr, 0, first, start, last(), 0);
      } else if (tok === T.LPAREN) parseTypeAssertion(first, start);
      else expected(F.SELECTOR);
    } else if (token === T.LPAREN) parseCall(first, start);
    else if (token === T.LBRACK) parseIndex(first, start);
    else if (token === T.LBRACE) {
      if (!mayBeLiteralType()) return;
      parseLiteral(first, start, 1);
    } else return;
  }
}

/** Whether the `{` here opens the body of a literal of the type that was just read. */
function mayBeLiteralType(): bool {
  let type = n - 1;
  while (nodeKind(type) === K.ParenExpr) type--;
  const kind = nodeKind(type);
  if (kind === K.Ident || kind === K.SelectorExpr || kind === K.IndexExpr || kind === K.IndexListExpr) {
    if (exprLev < 0) return false;
  } else if (kind !== K.ArrayType && kind !== K.StructType && kind !== K.MapType) return false;
  if (type !== n - 1) fail(nodeStart(type), F.LITERAL_TYPE_PAREN, 0);
  return true;
}

function parseTypeAssertion(first: u32, start: u32): void {
  next();
  let flags: u32 = 0;
  if (tok === T.TYPE) next();
  else {
    parseType();
    flags = 1;
  }
  expect(T.RPAREN);
  emit(K.TypeAssertExpr, flags, first, start, last(), 0);
}

function parseCall(first: u32, start: u32): void {
  next();
  addExprLev(1);
  deeper();
  let count: u32 = 0;
  let dots: u32 = 0;
  while (tok !== T.RPAREN && dots === 0) {
    parseExpr();
    count++;
    if (tok === T.ELLIPSIS) {
      dots = 1;
      next();
    }
    if (tok === T.COMMA) next();
    else if (tok !== T.RPAREN) comma(F.ARGUMENTS, T.RPAREN);
  }
  higher();
  addExprLev(-1);
  expectClosing(T.RPAREN, F.ARGUMENTS);
  emit(K.CallExpr, dots, first, start, last(), count);
}

/** `x[i]`, `x[T, U]`, `x[low:high:max]`. */
function parseIndex(first: u32, start: u32): void {
  next();
  if (tok === T.RBRACK) expected(F.OPERAND);
  addExprLev(1);
  deeper();
  let flags: u32 = 0;
  let count: u32 = 1;
  if (tok !== T.COLON) {
    parseExpr();
    flags = 1;
  }
  let colons: u32 = 0;
  if (tok === T.COLON) {
    let previous: u32 = 0;
    while (tok === T.COLON && colons < 2) {
      const colon = pos();
      colons++;
      next();
      if (tok !== T.COLON && tok !== T.RBRACK) {
        parseExpr();
        flags |= colons === 1 ? 2 : 4;
      }
      if (colons === 2 && (flags & 2) === 0) fail(previous, F.MIDDLE_INDEX, 0);
      if (colons === 2 && (flags & 4) === 0) fail(colon, F.FINAL_INDEX, 0);
      previous = colon;
    }
  } else {
    while (tok === T.COMMA) {
      next();
      if (tok === T.RBRACK) continue;
      parseType();
      count++;
    }
  }
  higher();
  addExprLev(-1);
  expect(T.RBRACK);
  if (colons > 0) emit(K.SliceExpr, flags, first, start, last(), 0);
  else emitIndex(first, count);
}

/** The braces of a composite literal; `flags` is 1 when its type stands before them. */
function parseLiteral(first: u32, start: u32, flags: u32): void {
  next();
  addExprLev(1);
  deeper();
  while (tok !== T.RBRACE) {
    const element = n;
    const at = pos();
    parseValue();
    if (tok === T.COLON) {
      next();
      parseValue();
      emit(K.KeyValueExpr, 0, element, at, last(), 0);
    }
    if (!comma(F.LITERAL, T.RBRACE)) break;
  }
  higher();
  addExprLev(-1);
  expectClosing(T.RBRACE, F.LITERAL);
  emit(K.CompositeLit, flags, first, start, last(), 0);
}

function parseValue(): void {
  if (tok === T.LBRACE) parseLiteral(n, pos(), 0);
  else parseExpr();
}
