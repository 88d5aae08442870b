// What the parser works on: the tokens of one file and the nodes made so far, in post-order (a node is appended after
// its children, so left recursion needs no insertion). `order.as` turns them into the order of the result.
import * as F from './faults';
import { giveUp, report } from './host';
import * as K from './kinds';
import { memoryEnd, NODE_SIZE, nodesAt, reach, setNodesAt, TOKEN_SIZE, tokensAt, tokensEnd } from './memory';
import * as T from './tokens';

/** Nesting from which a declaration is given up (`source/too-deep`); real code stays below 100. */
export const MAX_NESTING: u32 = 5000;

/** Address and kind of the current token. */
export let p: u32 = 0;
export let tok: u32 = 0;
/** Nodes so far, and the address of the next. */
export let n: u32 = 0;
let nodeAt: u32 = 0;
let nodeLimit: u32 = 0;
/** Below 0 in the header of a statement, where a composite literal must not stand bare. */
export let exprLev: i32 = 0;
export let nesting: u32 = 0;
/** Nodes when the body of the current top-level function began, -1 outside. */
export let bodyAt: u32 = 0xffffffff;
/** Where the current top-level function started, and its flags. */
export let funcStart: u32 = 0;
export let funcFlags: u32 = 0;
/** Operator of the range clause read last: token (0 for none) and offset. */
export let rangeToken: u32 = 0;
export let rangeOffset: u32 = 0;

/** Goes back to the first token, without nodes. */
export function begin(): void {
  setNodesAt(tokensEnd + TOKEN_SIZE * 4);
  reach(nodesAt + NODE_SIZE * 64);
  nodeLimit = memoryEnd() - NODE_SIZE;
  setNodes(0);
  setToken(tokensAt);
  resetDeclaration();
}

/** State in which a declaration begins. */
export function resetDeclaration(): void {
  exprLev = 0;
  nesting = 0;
  bodyAt = 0xffffffff;
}

export function setToken(at: u32): void {
  p = at;
  tok = kindAt(at);
}

export function setNodes(count: u32): void {
  n = count;
  nodeAt = nodesAt + count * NODE_SIZE;
}

export function setExprLev(level: i32): void {
  exprLev = level;
}

export function addExprLev(by: i32): void {
  exprLev += by;
}

export function addNesting(by: i32): void {
  nesting += by;
}

export function setFunction(body: u32, start: u32, flags: u32): void {
  bodyAt = body;
  funcStart = start;
  funcFlags = flags;
}

export function setRange(token: u32, offset: u32): void {
  rangeToken = token;
  rangeOffset = offset;
}

/** Kind, start, end and name of the token at an address. */
@inline
export function kindAt(at: u32): u32 {
  return load<u32>(at, 12);
}
@inline
export function startAt(at: u32): u32 {
  return load<u32>(at);
}
@inline
export function endAt(at: u32): u32 {
  return load<u32>(at, 4);
}
@inline
export function nameAt(at: u32): u32 {
  return load<u32>(at, 8);
}

/** Keeps a number with a token that is no identifier. */
@inline
export function setNameAt(at: u32, value: u32): void {
  store<u32>(at, value, 8);
}

/** Kind of the token `by` places behind the current one. */
@inline
export function ahead(by: u32): u32 {
  return load<u32>(p + by * TOKEN_SIZE, 12);
}

@inline
function node(i: u32): u32 {
  return nodesAt + i * NODE_SIZE;
}
@inline
export function nodeStart(i: u32): u32 {
  return load<u32>(node(i));
}
@inline
export function nodeEnd(i: u32): u32 {
  return load<u32>(node(i), 4);
}
@inline
export function nodeSize(i: u32): u32 {
  return load<u32>(node(i), 8);
}
@inline
export function nodeAux(i: u32): u32 {
  return load<u32>(node(i), 12);
}
@inline
export function nodeKind(i: u32): u32 {
  return <u32>load<u8>(node(i), 16);
}
@inline
export function nodeOp(i: u32): u32 {
  return <u32>load<u8>(node(i), 17);
}
export function setStart(i: u32, value: u32): void {
  store<u32>(node(i), value);
}
export function setSize(i: u32, value: u32): void {
  store<u32>(node(i), value, 8);
}
export function setAux(i: u32, value: u32): void {
  store<u32>(node(i), value, 12);
}
export function setKind(i: u32, value: u32): void {
  store<u8>(node(i), <u8>value, 16);
}
export function setOp(i: u32, value: u32): void {
  store<u8>(node(i), <u8>value, 17);
}

@inline
export function next(): void {
  p += TOKEN_SIZE;
  tok = load<u32>(p, 12);
}

/** Start of the current token. */
@inline
export function pos(): u32 {
  return load<u32>(p);
}

/** End of the current token. */
@inline
export function posEnd(): u32 {
  return load<u32>(p, 4);
}

/** End of the token before the current one: where whatever was just read ends. */
@inline
export function last(): u32 {
  return load<u32>(p - TOKEN_SIZE, 4);
}

function moreNodes(): void {
  reach(nodeAt + NODE_SIZE * 4096);
  nodeLimit = memoryEnd() - NODE_SIZE;
}

/** Appends the node over all nodes from index `first`. */
export function emit(kind: u32, op: u32, first: u32, start: u32, end: u32, aux: u32): void {
  if (nodeAt >= nodeLimit) moreNodes();
  const at = nodeAt;
  store<u32>(at, start);
  store<u32>(at, end, 4);
  store<u32>(at, n - first + 1, 8);
  store<u32>(at, aux, 12);
  store<u16>(at, <u16>(kind | (op << 8)), 16);
  nodeAt = at + NODE_SIZE;
  n++;
}

/** Appends the token at `at`, an identifier. */
export function emitIdent(at: u32): void {
  emit(K.Ident, 0, n, load<u32>(at), load<u32>(at, 4), load<u32>(at, 8));
}

/** Appends the current token, an identifier, and goes on. */
export function ident(): void {
  if (tok !== T.IDENT) expected(F.IDENT);
  emitIdent(p);
  next();
}

export function expect(token: u32): void {
  if (tok !== token) fail(pos(), F.EXPECTED_TOKEN, token);
  next();
}

/** The closing bracket of a list that may go over several lines. */
export function expectClosing(token: u32, context: u32): void {
  if (tok === T.SEMICOLON && atNewline()) fail(pos(), F.MISSING_COMMA_NEWLINE, context);
  expect(token);
}

/** The end of a statement or declaration; optional before `)` and `}`. */
export function expectSemi(): void {
  if (tok === T.SEMICOLON) next();
  else if (tok !== T.RPAREN && tok !== T.RBRACE) fail(pos(), F.EXPECTED_TOKEN, T.SEMICOLON);
}

/** Steps over a comma; false when `follow` stands here instead. */
export function comma(context: u32, follow: u32): bool {
  if (tok === T.COMMA) {
    next();
    return true;
  }
  if (tok === follow) return false;
  fail(pos(), tok === T.SEMICOLON && atNewline() ? F.MISSING_COMMA_NEWLINE : F.MISSING_COMMA, context);
  return false;
}

/** True when the current token is a semicolon that a newline made. */
@inline
export function atNewline(): bool {
  return pos() === posEnd();
}

/** One level deeper; every way into a part of the same sort goes through here. */
@inline
export function deeper(): void {
  nesting++;
  if (nesting >= MAX_NESTING) tooDeep();
}

@inline
export function higher(): void {
  nesting--;
}

export function tooDeep(): void {
  fail(pos(), F.TOO_DEEP, MAX_NESTING);
}

/** Something else had to stand here: `what` is the number of a noun. */
export function expected(what: u32): void {
  fail(pos(), F.EXPECTED, what);
}

/** Tells of a fault and gives the declaration up. */
export function fail(offset: u32, text: u32, argument: u32): void {
  report(offset, text, argument);
  giveUp();
  unreachable();
}
