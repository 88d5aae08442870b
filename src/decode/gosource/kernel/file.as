// The whole file: package clause, declarations, and what happens when one of them cannot be read. A broken
// declaration is left out (its place is kept as BadDecl), a function with a broken body keeps its signature, and
// reading goes on at the next declaration. The host calls again after a fault has thrown it out of here.
import { fillTables } from './char-class';
import { parseDecl } from './declaration';
import * as F from './faults';
import { report } from './host';
import * as K from './kinds';
import { sourceAt, TOKEN_SIZE } from './memory';
import { addName, adoptNames, intern, layNames, NONE } from './names';
import { begin, bodyAt, emit, endAt, expect, expectSemi, funcFlags, funcStart, ident, kindAt, n, nodeEnd, p, pos } from './state';
import { resetDeclaration, setNodes, setToken, startAt, tok } from './state';
import * as T from './tokens';

export { commentsAt, commentsEnd, nodesAt, place, sourceAt, tokensAt } from './memory';
export { nameCount, placesAt, poolAt, poolRoom, poolUsed, slotMask } from './names';
export { order } from './order';
export { scan } from './scan';
export { begin, bodyAt, n, p } from './state';

/** Flags of a FuncDecl whose body is there but was not understood. */
const BROKEN_BODY: u32 = 4;

/** Whether all declarations up to here were imports; where the package clause begins and the declaration in work. */
let importsOver = false;
let fileStart: u32 = 0;
let declFirst: u32 = 0;
let declAt: u32 = 0;

/** Sets up the memory with room for this many names (a power of two, less one) and bytes of names. */
export function init(mask: u32, room: u32): void {
  fillTables();
  layNames(mask, room);
}

/** Takes over names whose bytes and places the host has copied into a memory just set up with the same sizes. */
export function adopt(count: u32, used: u32): void {
  adoptNames(count, used);
}

/** The id of the name that stands at `sourceAt`; with `add` a new one gets one, for which there must be room. */
export function nameOf(length: u32, add: bool): u32 {
  const id = intern(sourceAt, sourceAt + length);
  return id === NONE && add ? addName(sourceAt, sourceAt + length) : id;
}

/** The package clause. Throws by the host when there is none. */
export function parsePackage(): void {
  begin();
  importsOver = false;
  fileStart = pos();
  expect(T.PACKAGE);
  ident();
  expectSemi();
}

/** All declarations from the current token on, and the File node over them. */
export function parseDecls(): void {
  while (tok !== T.EOF) {
    if (tok !== T.IMPORT) importsOver = true;
    else if (importsOver) report(pos(), F.LATE_IMPORT, 0);
    declFirst = n;
    declAt = p;
    resetDeclaration();
    parseDecl();
  }
  emit(K.File, 0, 0, fileStart, nodeEnd(n - 1), 0);
}

/** Moves behind the declaration in work, which could not be read; its place stays as BadDecl or broken FuncDecl. */
export function skipDecl(): void {
  const next = nextDecl(declAt);
  const end = endAt(next > declAt ? next - TOKEN_SIZE : next);
  if (bodyAt !== 0xffffffff) {
    setNodes(bodyAt);
    emit(K.FuncDecl, funcFlags | BROKEN_BODY, declFirst, funcStart, end, 0);
  } else {
    setNodes(declFirst);
    emit(K.BadDecl, 0, declFirst, startAt(declAt), end, 0);
  }
  setToken(next);
}

/**
 * The token at which the next declaration after `from` begins: a keyword in the first column wherever it stands, as
 * gofmt writes them, or one behind balanced braces and behind the place of the fault.
 */
function nextDecl(from: u32): u32 {
  const failed = p;
  let depth = 0;
  let at = from - TOKEN_SIZE;
  while (true) {
    at += TOKEN_SIZE;
    const token = kindAt(at);
    if (token === T.EOF) return at;
    if (token === T.LBRACE) depth++;
    else if (token === T.RBRACE) depth--;
    else if (at > from && (token === T.FUNC || token === T.VAR || token === T.TYPE || token === T.CONST || token === T.IMPORT)) {
      const start = startAt(at);
      if (start === 0 || load<u8>(sourceAt + start - 1) === 10) return at;
      if (depth <= 0 && at > failed && kindAt(at - TOKEN_SIZE) === T.SEMICOLON) return at;
    }
  }
}
