// Parameter, result and type parameter lists. Whether `a, b` are names or types is unknown until one entry has both;
// the bare identifiers before it wait as tokens, so that nodes are only ever appended. After go/parser.
import * as F from './faults';
import * as K from './kinds';
import { TOKEN_SIZE } from './memory';
import { ahead, comma, emit, emitIdent, endAt, expect, expected, fail, ident, last, n, next, p, pos, startAt } from './state';
import { tok } from './state';
import * as T from './tokens';
import { isNameBeforeArray, parseFieldArray, parseFieldInstance, parseTerm, parseType, parseUnion } from './type';
import { startsType, tryType } from './type';

const UNKNOWN: u32 = 0;
const NAMED: u32 = 1;
const UNNAMED: u32 = 2;

/** `( … )`; `dots` says whether the last entry may be `...T`. */
export function parseParameters(dots: bool): void {
  const first = n;
  const start = pos();
  expect(T.LPAREN);
  if (tok !== T.RPAREN) parseList(dots);
  expect(T.RPAREN);
  emit(K.FieldList, 1, first, start, last(), 0);
}

/** Results, bracketed or one bare type; false when there are none. */
export function parseResults(): bool {
  if (tok === T.LPAREN) {
    parseParameters(false);
    return true;
  }
  const first = n;
  const start = pos();
  if (!tryType()) return false;
  emit(K.Field, 0, first, start, last(), 0);
  emit(K.FieldList, 0, first, start, last(), 0);
  return true;
}

/** Appends every second token from `from`, identifiers that waited: bare, or each as a field of its own. */
function emitPending(from: u32, count: u32, asFields: bool): void {
  let at = from;
  for (let i: u32 = 0; i < count; i++, at += 2 * TOKEN_SIZE) {
    emitIdent(at);
    if (asFields) emit(K.Field, 0, n - 1, startAt(at), endAt(at), 0);
  }
}

function parseList(dots: bool): void {
  let mode = UNKNOWN;
  let pending: u32 = 0;
  let pendingAt: u32 = 0;
  while (tok !== T.RPAREN) {
    const start = pos();
    if (tok === T.IDENT) {
      const behind = ahead(1);
      const named = behind === T.LBRACK ? isNameBeforeArray() : behind === T.ELLIPSIS || startsType(behind);
      if (named) {
        if (mode === UNNAMED) fail(start, F.MISSING_PARAMETER_NAME, 0);
        mode = NAMED;
        const first = n;
        const from = pending > 0 ? startAt(pendingAt) : start;
        emitPending(pendingAt, pending, false);
        ident();
        if (behind === T.ELLIPSIS) parseDots(dots && pending === 0);
        else if (behind === T.LBRACK) parseFieldArray();
        else parseType();
        emit(K.Field, 0, first, from, last(), pending + 1);
        pending = 0;
      } else if (behind === T.PERIOD || behind === T.LBRACK) mode = parseUnnamed(mode, pendingAt, pending, dots);
      else if (mode === UNNAMED) {
        ident();
        emit(K.Field, 0, n - 1, start, last(), 0);
      } else {
        if (pending === 0) pendingAt = p;
        pending++;
        next();
      }
    } else mode = parseUnnamed(mode, pendingAt, pending, dots);
    if (mode === UNNAMED) pending = 0;
    if (!comma(F.PARAMETERS, T.RPAREN)) break;
  }
  if (pending === 0) return;
  if (mode === NAMED) fail(pos(), F.MISSING_PARAMETER_TYPE, 0);
  emitPending(pendingAt, pending, true);
}

/** An entry that is a type alone; those that waited were types too. */
function parseUnnamed(mode: u32, pendingAt: u32, pending: u32, dots: bool): u32 {
  if (mode === NAMED) fail(pos(), F.MISSING_PARAMETER_NAME, 0);
  if (mode === UNKNOWN) emitPending(pendingAt, pending, true);
  const first = n;
  const start = pos();
  if (tok === T.ELLIPSIS) parseDots(dots);
  else if (tok === T.IDENT && ahead(1) === T.LBRACK) parseFieldInstance();
  else if (!tryType()) fail(pos(), F.EXPECTED_TOKEN, T.RPAREN);
  emit(K.Field, 0, first, start, last(), 0);
  return UNNAMED;
}

/** `...T`, which only the last parameter may be. */
function parseDots(allowed: bool): void {
  const first = n;
  const start = pos();
  if (!allowed) fail(start, F.DOTS, 0);
  next();
  parseType();
  emit(K.Ellipsis, 1, first, start, last(), 0);
  if (tok === T.COMMA && ahead(1) !== T.RPAREN) fail(start, F.DOTS_NOT_LAST, 0);
}

/** `[P any, Q ~int | string]` as a field list. */
export function parseTypeParameters(): void {
  const first = n;
  const start = pos();
  next();
  if (tok === T.RBRACK) fail(pos(), F.EMPTY_TYPE_PARAMETERS, 0);
  parseTypeParameterList(n, pos(), 0, false);
  emit(K.FieldList, 1, first, start, last(), 0);
}

/**
 * The list up to and with `]`. `names` of the first field and, when `typed`, the start of its constraint may have been
 * read already; they are the nodes from `first`, and `start` is where they begin.
 */
export function parseTypeParameterList(first: u32, start: u32, names: u32, typed: bool): void {
  let field = first;
  let from = start;
  let count = names;
  let hasType = typed;
  let entries = names;
  if (typed) parseUnion(first + 1);
  else if (names > 0 && tok !== T.COMMA && tok !== T.RBRACK) {
    parseConstraint();
    hasType = true;
  }
  while (true) {
    if (hasType) {
      emit(K.Field, 0, field, from, last(), count);
      count = 0;
      hasType = false;
    }
    if (entries++ > 0 && (!comma(F.PARAMETERS, T.RBRACK) || tok === T.RBRACK)) break;
    if (count === 0) {
      field = n;
      from = pos();
    }
    const behind = ahead(1);
    if (tok !== T.IDENT || behind === T.PERIOD || behind === T.OR || (behind === T.LBRACK && !isNameBeforeArray()))
      fail(pos(), F.MISSING_TYPE_PARAMETER, 0);
    ident();
    count++;
    if (tok !== T.COMMA && tok !== T.RBRACK) {
      parseConstraint();
      hasType = true;
    }
  }
  if (count > 0) fail(pos(), F.MISSING_CONSTRAINT, 0);
  expect(T.RBRACK);
}

/** The constraint behind a type parameter's name. */
function parseConstraint(): void {
  const first = n;
  if (tok === T.LBRACK) parseFieldArray();
  else if (tok === T.TILDE) parseTerm();
  else if (tok === T.ELLIPSIS) fail(pos(), F.DOTS, 0);
  else if (startsType(tok)) parseType();
  else comma(F.PARAMETERS, T.RBRACK);
  parseUnion(first);
}
