// Declarations: imports, constants, variables, types, functions. After go/parser; `type T[P *C]` against the array
// `type T [N * 2]int` is decided as there, by splitting the expression that was read.
import { parseExpr, parseExprList } from './expression';
import * as F from './faults';
import * as K from './kinds';
import { TOKEN_SIZE } from './memory';
import { parseParameters, parseResults, parseTypeParameterList, parseTypeParameters } from './parameters';
import { addExprLev, ahead, emit, expect, expected, expectSemi, fail, ident, last, n, next, nodeAux, nodeEnd } from './state';
import { nodeKind, nodeOp, nodeSize, p, pos, posEnd, setAux, setFunction, setKind, setOp, setSize, setStart } from './state';
import { startAt, tok } from './state';
import { parseBlock } from './statement';
import * as T from './tokens';
import { parseElement, parseType, tryType } from './type';

/** A declaration on the top level. */
export function parseDecl(): void {
  switch (tok) {
    case T.FUNC:
      parseFuncDecl();
      break;
    case T.IMPORT:
    case T.CONST:
    case T.VAR:
    case T.TYPE:
      parseGenDecl();
      break;
    default:
      expected(F.DECLARATION);
  }
}

/** `import`, `const`, `var` or `type` with one spec or a group in parentheses. */
export function parseGenDecl(): void {
  const first = n;
  const start = pos();
  const keyword = tok;
  next();
  if (tok === T.LPAREN) {
    next();
    while (tok !== T.RPAREN && tok !== T.EOF) parseSpec(keyword);
    expect(T.RPAREN);
    emit(K.GenDecl, keyword, first, start, last(), 1);
    expectSemi();
  } else {
    parseSpec(keyword);
    emit(K.GenDecl, keyword, first, start, nodeEnd(n - 1), 0);
  }
}

function parseSpec(keyword: u32): void {
  if (keyword === T.TYPE) parseTypeSpec();
  else if (keyword === T.IMPORT) parseImportSpec();
  else parseValueSpec(keyword);
}

function parseImportSpec(): void {
  const first = n;
  const start = pos();
  let flags: u32 = 0;
  if (tok === T.IDENT) {
    ident();
    flags = 1;
  } else if (tok === T.PERIOD) {
    emit(K.Ident, 0, first, start, posEnd(), T.DOT_NAME);
    next();
    flags = 1;
  }
  if (tok !== T.STRING)
    fail(pos(), tok >= T.IDENT && tok < T.STRING ? F.IMPORT_NOT_STRING : F.MISSING_IMPORT, 0);
  emit(K.BasicLit, T.STRING, n, pos(), posEnd(), 0);
  next();
  emit(K.ImportSpec, flags, first, start, last(), 0);
  expectSemi();
}

function parseValueSpec(keyword: u32): void {
  const first = n;
  const start = pos();
  let names: u32 = 1;
  let flags: u32 = 0;
  ident();
  while (tok === T.COMMA) {
    next();
    ident();
    names++;
  }
  if (keyword === T.VAR) {
    if (tok !== T.ASSIGN) {
      parseType();
      flags = 1;
    }
  } else if (tok !== T.SEMICOLON && tok !== T.RPAREN && tryType()) flags = 1;
  if (tok === T.ASSIGN) {
    next();
    parseExprList();
    flags |= 2;
  }
  emit(K.ValueSpec, flags, first, start, last(), names);
  expectSemi();
}

function parseTypeSpec(): void {
  const first = n;
  const start = pos();
  let flags: u32 = 0;
  ident();
  if (tok === T.LBRACK) {
    if (parseBracket()) {
      flags = 2;
      if (tok === T.ASSIGN) {
        next();
        flags = 3;
      }
      parseType();
    }
  } else {
    if (tok === T.ASSIGN) {
      next();
      flags = 1;
    }
    parseType();
  }
  emit(K.TypeSpec, flags, first, start, last(), 0);
  expectSemi();
}

/** What the bracket behind a type's name opens: a type parameter list (true) or an array or slice type (all of it). */
function parseBracket(): bool {
  const first = n;
  const start = pos();
  if (ahead(1) !== T.IDENT || ahead(2) === T.RBRACK) {
    parseType();
    return false;
  }
  const behind = ahead(2);
  const behindAt = startAt(p + 2 * TOKEN_SIZE);
  next();
  const from = pos();
  let typed = false;
  if (behind === T.LBRACK || behind === T.COMMA) ident();
  else {
    // An expression that begins with the name; a lone name is followed by what cannot go on an expression.
    addExprLev(1);
    parseExpr();
    addExprLev(-1);
    if (nodeKind(n - 1) !== K.Ident) {
      typed = splitParameter(behindAt);
      if (!typed) {
        parseElement(first, start);
        return false;
      }
    }
  }
  parseTypeParameterList(first, from, 1, typed);
  emit(K.FieldList, 1, first, start, last(), 0);
  return true;
}

/**
 * Turns the expression just read into a type parameter's name and the start of its constraint where go/parser does:
 * `P *C` (a product), `P (C)` (a call), and unions that begin so, if a comma follows or some part is surely a type.
 * `at` is the offset of the token behind the name.
 */
function splitParameter(at: u32): bool {
  let sure = tok === T.COMMA;
  const root = n - 1;
  let node = root;
  while (nodeKind(node) === K.BinaryExpr && nodeOp(node) === T.OR) {
    sure = sure || isTypeElement(node - 1);
    node = node - 1 - nodeSize(node - 1);
  }
  const kind = nodeKind(node);
  const isProduct = kind === K.BinaryExpr && nodeOp(node) === T.MUL;
  const isCall = kind === K.CallExpr && nodeAux(node) === 1 && nodeOp(node) === 0;
  if (!isProduct && !isCall) return false;
  const type = node - 1;
  const name = type - nodeSize(type);
  if (nodeKind(name) !== K.Ident || nodeSize(name) + nodeSize(type) + 1 !== nodeSize(node)) return false;
  if (!sure && !isTypeElement(type)) return false;
  for (let i = root; ; i -= 1 + nodeSize(i - 1)) {
    setSize(i, nodeSize(i) - 1);
    setStart(i, at);
    if (i === node) break;
  }
  setKind(node, isProduct ? K.StarExpr : K.ParenExpr);
  setOp(node, 0);
  setAux(node, 0);
  return true;
}

/** Whether the expression at `root` can only be a type (`isTypeElem` of go/parser). */
function isTypeElement(root: u32): bool {
  let node = root;
  while (true) {
    switch (nodeKind(node)) {
      case K.ArrayType:
      case K.StructType:
      case K.FuncType:
      case K.InterfaceType:
      case K.MapType:
      case K.ChanType:
        return true;
      case K.UnaryExpr:
        return nodeOp(node) === T.TILDE;
      case K.ParenExpr:
        node--;
        break;
      case K.BinaryExpr:
        if (isTypeElement(node - 1)) return true;
        node = node - 1 - nodeSize(node - 1);
        break;
      default:
        return false;
    }
  }
}

function parseFuncDecl(): void {
  const first = n;
  const start = pos();
  let flags: u32 = 0;
  next();
  if (tok === T.LPAREN) {
    parseParameters(true);
    flags = 1;
  }
  ident();
  const type = n;
  let typeFlags: u32 = 0;
  if (tok === T.LBRACK) {
    parseTypeParameters();
    typeFlags = 1;
  }
  parseParameters(true);
  if (parseResults()) typeFlags |= 2;
  emit(K.FuncType, typeFlags, type, start, last(), 0);
  let end = last();
  if (tok === T.LBRACE) {
    setFunction(n, start, flags);
    parseBlock();
    flags |= 2;
    end = last();
    expectSemi();
    setFunction(0xffffffff, 0, 0);
  } else {
    expectSemi();
    if (tok === T.LBRACE) fail(pos(), F.BRACE_ON_NEW_LINE, 0);
  }
  emit(K.FuncDecl, flags, first, start, end, 0);
}
