// Statements and blocks. One thing: the statement parser, whose functions call each other. After go/parser; what is
// an error there is one here, at the same place where that can be known.
import { classOfToken, STARTS_SIMPLE } from './char-class';
import { parseGenDecl } from './declaration';
import { parseExpr, parseExprList } from './expression';
import * as F from './faults';
import * as K from './kinds';
import { TOKEN_SIZE } from './memory';
import { atNewline, deeper, emit, expect, expected, expectSemi, exprLev, fail, higher, ident, last, n, next } from './state';
import { nodeAux, nodeEnd, nodeKind, nodeOp, nodeSize, nodeStart, p, pos, posEnd, rangeOffset, rangeToken } from './state';
import { setExprLev, setNodes, setRange, startAt, tok } from './state';
import * as T from './tokens';

/** What a simple statement may be besides. */
const BASIC: u32 = 0;
const LABEL_OK: u32 = 1;
const RANGE_OK: u32 = 2;

/** `{ … }`. */
export function parseBlock(): void {
  const first = n;
  const start = pos();
  expect(T.LBRACE);
  parseStmtList();
  expect(T.RBRACE);
  emit(K.BlockStmt, 0, first, start, last(), 0);
}

function parseStmtList(): void {
  while (true) {
    const token = tok;
    if (token === T.RBRACE || token === T.CASE || token === T.DEFAULT || token === T.EOF) return;
    parseStmt();
  }
}

function parseStmt(): void {
  const token = tok;
  deeper();
  if ((classOfToken(token) & STARTS_SIMPLE) !== 0) {
    if (!parseSimple(LABEL_OK)) expectSemi();
  } else
    switch (token) {
      case T.IF:
        parseIf();
        break;
      case T.RETURN:
        parseReturn();
        break;
      case T.FOR:
        parseFor();
        break;
      case T.SWITCH:
        parseSwitch();
        break;
      case T.DEFER:
        parseCallStmt(K.DeferStmt);
        break;
      case T.GO:
        parseCallStmt(K.GoStmt);
        break;
      case T.VAR:
      case T.CONST:
      case T.TYPE: {
        const first = n;
        parseGenDecl();
        const decl = n - 1;
        emit(K.DeclStmt, 0, first, nodeStart(decl), nodeEnd(decl), 0);
        break;
      }
      case T.BREAK:
      case T.CONTINUE:
      case T.GOTO:
      case T.FALLTHROUGH:
        parseBranch();
        break;
      case T.SELECT:
        parseSelect();
        break;
      case T.LBRACE:
        parseBlock();
        expectSemi();
        break;
      case T.SEMICOLON:
        emit(K.EmptyStmt, atNewline() ? 1 : 0, n, pos(), posEnd(), 0);
        next();
        break;
      case T.RBRACE: // behind a label
        emit(K.EmptyStmt, 1, n, pos(), pos(), 0);
        break;
      default:
        expected(F.STATEMENT);
    }
  higher();
}

/**
 * A simple statement; `mode` says whether a label or a range clause may stand here. True for a labelled statement,
 * whose semicolon is read, and for a range clause, of which only the expressions are emitted (see `rangeToken`).
 */
function parseSimple(mode: u32): bool {
  const first = n;
  const start = pos();
  parseExpr();
  let count: u32 = 1;
  while (tok === T.COMMA) {
    next();
    parseExpr();
    count++;
  }
  const token = tok;
  if (token >= T.ADD_ASSIGN && token <= T.DEFINE) {
    const at = pos();
    next();
    if (mode === RANGE_OK && tok === T.RANGE && (token === T.DEFINE || token === T.ASSIGN)) {
      if (count > 2) fail(nodeStart(n - 1), F.TWO_EXPRESSIONS_AT_MOST, 0);
      next();
      parseExpr();
      // Set last: the expression may hold a function with range clauses of its own.
      setRange(token, at);
      return true;
    }
    parseExprList();
    emit(K.AssignStmt, token, first, start, last(), at);
    return false;
  }
  if (count > 1) fail(start, F.ONE_EXPRESSION, 0);
  if (token === T.ARROW) {
    const at = pos();
    next();
    parseExpr();
    emit(K.SendStmt, 0, first, start, last(), at);
  } else if (token === T.INC || token === T.DEC) {
    next();
    emit(K.IncDecStmt, token, first, start, last(), 0);
  } else if (token === T.COLON) {
    // In a header the colon belongs to nothing; go/parser says the same.
    if (mode !== LABEL_OK || nodeKind(n - 1) !== K.Ident) fail(pos(), F.LABEL, 0);
    next();
    parseStmt();
    emit(K.LabeledStmt, 0, first, start, nodeEnd(n - 1), 0);
    return true;
  } else emit(K.ExprStmt, 0, first, start, last(), 0);
  return false;
}

function parseCallStmt(kind: u32): void {
  const first = n;
  const start = pos();
  const word = tok;
  next();
  const call = pos();
  parseExpr();
  const root = nodeKind(n - 1);
  if (root === K.ParenExpr) fail(call, F.PARENTHESIZED, word);
  if (root !== K.CallExpr) fail(last(), F.NO_CALL, word);
  emit(kind, 0, first, start, last(), 0);
  expectSemi();
}

function parseReturn(): void {
  const first = n;
  const start = pos();
  next();
  const count = tok === T.SEMICOLON || tok === T.RBRACE ? 0 : parseExprList();
  emit(K.ReturnStmt, 0, first, start, last(), count);
  expectSemi();
}

function parseBranch(): void {
  const first = n;
  const start = pos();
  const token = tok;
  next();
  if (token === T.GOTO || (token !== T.FALLTHROUGH && tok === T.IDENT)) ident();
  emit(K.BranchStmt, token, first, start, last(), 0);
  expectSemi();
}

/** Takes the ExprStmt off the expression that was just read as a statement; anything else is an error. */
function asExpr(want: u32): void {
  const root = n - 1;
  if (nodeKind(root) === K.ExprStmt) setNodes(root);
  else fail(nodeStart(root), want, nodeKind(root));
}

function parseIf(): void {
  const first = n;
  const start = pos();
  let flags: u32 = 0;
  next();
  if (tok === T.LBRACE) fail(pos(), F.MISSING_CONDITION, 0);
  const outer = exprLev;
  setExprLev(-1);
  if (tok === T.VAR) fail(startAt(p + TOKEN_SIZE), F.VAR_IN_IF, 0);
  if (tok !== T.SEMICOLON) {
    parseSimple(BASIC);
    flags = 1;
  }
  if (tok === T.LBRACE) flags = 0;
  else {
    const semi = pos();
    const newline = atNewline();
    expect(T.SEMICOLON);
    if (tok === T.LBRACE) fail(semi, newline ? F.NEWLINE_AFTER_IF : F.MISSING_CONDITION, 0);
    parseSimple(BASIC);
  }
  asExpr(F.WANT_BOOLEAN);
  setExprLev(outer);
  parseBlock();
  if (tok === T.ELSE) {
    flags |= 2;
    next();
    if (tok === T.IF) {
      deeper();
      parseIf();
      higher();
    } else if (tok === T.LBRACE) {
      parseBlock();
      expectSemi();
    } else expected(F.ELSE_BRANCH);
  } else expectSemi();
  emit(K.IfStmt, flags, first, start, nodeEnd(n - 1), 0);
}

function parseSwitch(): void {
  const first = n;
  const start = pos();
  let flags: u32 = 0;
  let tag = false;
  next();
  if (tok !== T.LBRACE) {
    const outer = exprLev;
    setExprLev(-1);
    if (tok !== T.SEMICOLON) {
      parseSimple(BASIC);
      tag = true;
    }
    if (tok === T.SEMICOLON) {
      next();
      if (tag) flags = 1;
      tag = tok !== T.LBRACE;
      if (tag) parseSimple(BASIC);
    }
    setExprLev(outer);
  }
  const isType = tag && isTypeSwitchGuard();
  if (tag && !isType) {
    asExpr(F.WANT_SWITCH);
    flags |= 2;
  }
  const body = n;
  const open = pos();
  expect(T.LBRACE);
  while (tok === T.CASE || tok === T.DEFAULT) parseCaseClause();
  expect(T.RBRACE);
  emit(K.BlockStmt, 0, body, open, last(), 0);
  emit(isType ? K.TypeSwitchStmt : K.SwitchStmt, flags, first, start, last(), 0);
  expectSemi();
}

/** Whether the statement just read is `x.(type)` or `v := x.(type)`. */
function isTypeSwitchGuard(): bool {
  const root = n - 1;
  const value = root - 1;
  if (nodeKind(value) !== K.TypeAssertExpr || nodeOp(value) !== 0) return false;
  if (nodeKind(root) === K.ExprStmt) return true;
  if (nodeKind(root) !== K.AssignStmt || (nodeOp(root) !== T.DEFINE && nodeOp(root) !== T.ASSIGN)) return false;
  // One name on the left: it fills all that lies between the statement's first node and the value.
  const left = value - nodeSize(value);
  if (nodeSize(left) + nodeSize(value) + 1 !== nodeSize(root)) return false;
  if (nodeOp(root) === T.ASSIGN) fail(nodeAux(root), F.WANT_DEFINE, 0);
  return true;
}

function parseCaseClause(): void {
  const first = n;
  const start = pos();
  const isDefault: u32 = tok === T.DEFAULT ? 1 : 0;
  next();
  const count = isDefault === 1 ? 0 : parseExprList();
  endClause(K.CaseClause, isDefault, first, start, count);
}

/** The colon and the statements of a clause. */
function endClause(kind: u32, flags: u32, first: u32, start: u32, aux: u32): void {
  let end = posEnd();
  expect(T.COLON);
  const body = n;
  parseStmtList();
  if (n > body) end = nodeEnd(n - 1);
  emit(kind, flags, first, start, end, aux);
}

function parseSelect(): void {
  const first = n;
  const start = pos();
  next();
  const open = pos();
  expect(T.LBRACE);
  while (tok === T.CASE || tok === T.DEFAULT) parseCommClause();
  expect(T.RBRACE);
  emit(K.BlockStmt, 0, first, open, last(), 0);
  emit(K.SelectStmt, 0, first, start, last(), 0);
  expectSemi();
}

function parseCommClause(): void {
  const first = n;
  const start = pos();
  const isDefault: u32 = tok === T.DEFAULT ? 1 : 0;
  next();
  if (isDefault === 0) {
    const from = pos();
    const count = parseExprList();
    const at = pos();
    const token = tok;
    if (token === T.ASSIGN || token === T.DEFINE) {
      if (count > 2) fail(from, F.ONE_OR_TWO_EXPRESSIONS, 0);
      next();
      parseExpr();
      emit(K.AssignStmt, token, first, from, last(), at);
    } else {
      if (count > 1) fail(from, F.ONE_EXPRESSION, 0);
      if (token === T.ARROW) {
        next();
        parseExpr();
        emit(K.SendStmt, 0, first, from, last(), at);
      } else emit(K.ExprStmt, 0, first, from, last(), 0);
    }
  }
  endClause(K.CommClause, isDefault, first, start, 0);
}

function parseFor(): void {
  const first = n;
  const start = pos();
  let flags: u32 = 0;
  let isRange = false;
  next();
  if (tok !== T.LBRACE) {
    const outer = exprLev;
    setExprLev(-1);
    let condition = false;
    if (tok === T.RANGE) {
      next();
      parseExpr();
      setRange(0, 0);
      isRange = true;
    } else if (tok !== T.SEMICOLON) {
      isRange = parseSimple(RANGE_OK);
      condition = !isRange;
    }
    if (!isRange) {
      if (tok === T.SEMICOLON) {
        next();
        if (condition) flags = 1;
        condition = tok !== T.SEMICOLON;
        if (condition) {
          parseSimple(BASIC);
          asExpr(F.WANT_BOOLEAN_OR_RANGE);
        }
        expectSemi();
        if (tok !== T.LBRACE) {
          parseSimple(BASIC);
          flags |= 4;
        }
      } else asExpr(F.WANT_BOOLEAN_OR_RANGE);
      if (condition) flags |= 2;
    }
    setExprLev(outer);
  }
  // The body may hold range clauses of its own.
  const token = rangeToken;
  const offset = rangeOffset;
  parseBlock();
  if (isRange) emit(K.RangeStmt, token, first, start, last(), offset);
  else emit(K.ForStmt, flags, first, start, last(), 0);
  expectSemi();
}
