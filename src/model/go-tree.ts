// Steps from node to node in the columns of a `GoFile`, and the parts of each kind of node by name. A part that is
// absent is -1. `src/decode/gosource/README.md` shows how to walk.
import type { GoFile } from './go-syntax.ts';
import { NodeKind } from './go-syntax.ts';

const decoder = new TextDecoder();

/** The part of the source that node `i` covers. */
export function textOf(file: GoFile, i: number): string {
  return decoder.decode(file.source.subarray(file.start[i], file.end[i]));
}

/** The name at `i` when that is an identifier, else ''. */
export function nameOf(file: GoFile, i: number): string {
  return i >= 0 && file.kind[i] === NodeKind.Ident ? file.names.text(file.aux[i]) : '';
}

/** The child of `i` with number `k` from 0; -1 when there are fewer. */
export function childAt(file: GoFile, i: number, k: number): number {
  const end = i + file.size[i];
  let child = i + 1;
  for (let left = k; left > 0 && child < end; left--) child += file.size[child];
  return child < end ? child : -1;
}

/** The last child of `i`, -1 when it has none. Linear in the number of children. */
export function lastChild(file: GoFile, i: number): number {
  const end = i + file.size[i];
  let last = -1;
  for (let child = i + 1; child < end; child += file.size[child]) last = child;
  return last;
}

/** The children of `i` in order. For hot loops write the loop: `for (c = i + 1; c < i + size[i]; c += size[c])`. */
export function childrenOf(file: GoFile, i: number): number[] {
  return listFrom(file, i + 1, i + file.size[i]);
}

/** The nodes side by side from `first` up to `end`. */
function listFrom(file: GoFile, first: number, end: number): number[] {
  let count = 0;
  for (let i = first; i < end; i += file.size[i]) count++;
  if (count === 0) return [];
  // Lists are kept by the hundred thousand: one that grew would have room for many more.
  const list = new Array<number>(count);
  for (let i = first, k = 0; k < count; i += file.size[i]) list[k++] = i;
  return list;
}

/** The parent of every node; -1 for the root. One pass, 4 bytes a node. */
export function parentsOf(file: GoFile): Int32Array {
  const parents = new Int32Array(file.count).fill(-1);
  for (let i = 0; i < file.count; i++) {
    const end = i + file.size[i];
    for (let child = i + 1; child < end; child += file.size[child]) parents[child] = i;
  }
  return parents;
}

/** The innermost node that covers the byte at `offset`; -1 when none does (comments, blank lines between). */
export function innermostAt(file: GoFile, offset: number): number {
  let found = -1;
  let i = 0;
  let end = file.count;
  while (i < end) {
    if (file.start[i] <= offset && offset < file.end[i]) {
      found = i;
      end = i + file.size[i];
      i++;
    } else i += file.size[i];
  }
  return found;
}

/** `func (receiver) name type body` at a FuncDecl. */
export function funcDeclParts(file: GoFile, i: number) {
  const flags = file.op[i];
  const receiver = (flags & 1) === 1 ? i + 1 : -1;
  const name = receiver < 0 ? i + 1 : receiver + file.size[receiver];
  const type = name + 1;
  return { receiver, name, type, body: (flags & 2) === 2 ? type + file.size[type] : -1 };
}

/** `type body` at a FuncLit. */
export function funcLitParts(file: GoFile, i: number) {
  return { type: i + 1, body: i + 1 + file.size[i + 1] };
}

/** Field lists at a FuncType. */
export function funcTypeParts(file: GoFile, i: number) {
  const flags = file.op[i];
  const typeParams = (flags & 1) === 1 ? i + 1 : -1;
  const params = typeParams < 0 ? i + 1 : typeParams + file.size[typeParams];
  return { typeParams, params, results: (flags & 2) === 2 ? params + file.size[params] : -1 };
}

/** `names type tag` at a Field; without names it is embedded, or a parameter, result or interface element. */
export function fieldParts(file: GoFile, i: number) {
  const names = file.aux[i];
  const type = i + 1 + names;
  const nameList = listFrom(file, i + 1, type);
  return { names: nameList, type, tag: (file.op[i] & 2) === 2 ? type + file.size[type] : -1 };
}

/** `names type = values` at a ValueSpec of `var` or `const`. */
export function valueSpecParts(file: GoFile, i: number) {
  const flags = file.op[i];
  const behind = i + 1 + file.aux[i];
  const type = (flags & 1) === 1 ? behind : -1;
  const values = listFrom(file, type < 0 ? behind : behind + file.size[behind], i + file.size[i]);
  return { names: listFrom(file, i + 1, behind), type, values };
}

/** `name[typeParams] type` at a TypeSpec. */
export function typeSpecParts(file: GoFile, i: number) {
  const flags = file.op[i];
  const typeParams = (flags & 2) === 2 ? i + 2 : -1;
  return {
    name: i + 1,
    typeParams,
    isAlias: (flags & 1) === 1,
    type: typeParams < 0 ? i + 2 : typeParams + file.size[typeParams],
  };
}

/** `name "path"` at an ImportSpec. */
export function importSpecParts(file: GoFile, i: number) {
  return (file.op[i] & 1) === 1 ? { name: i + 1, path: i + 2 } : { name: -1, path: i + 1 };
}

/** `x.name` at a SelectorExpr. */
export function selectorParts(file: GoFile, i: number) {
  return { x: i + 1, name: i + 1 + file.size[i + 1] };
}

/** `callee(args)` at a CallExpr. */
export function callParts(file: GoFile, i: number) {
  const args = listFrom(file, i + 1 + file.size[i + 1], i + file.size[i]);
  return { callee: i + 1, args, spread: file.op[i] === 1 };
}

/** `type{elements}` at a CompositeLit. */
export function compositeParts(file: GoFile, i: number) {
  const type = file.op[i] === 1 ? i + 1 : -1;
  return { type, elements: listFrom(file, type < 0 ? i + 1 : type + file.size[type], i + file.size[i]) };
}

/** `left op right` at an AssignStmt. */
export function assignParts(file: GoFile, i: number) {
  const end = i + file.size[i];
  let middle = i + 1;
  while (middle < end && file.start[middle] < file.aux[i]) middle += file.size[middle];
  return { left: listFrom(file, i + 1, middle), right: listFrom(file, middle, end) };
}

/** `if init; condition body else other` at an IfStmt. */
export function ifParts(file: GoFile, i: number) {
  const flags = file.op[i];
  const init = (flags & 1) === 1 ? i + 1 : -1;
  const condition = init < 0 ? i + 1 : init + file.size[init];
  const body = condition + file.size[condition];
  return { init, condition, body, other: (flags & 2) === 2 ? body + file.size[body] : -1 };
}

/** `for init; condition; post body` at a ForStmt. */
export function forParts(file: GoFile, i: number) {
  const flags = file.op[i];
  let at = i + 1;
  const take = (bit: number): number => {
    if ((flags & bit) === 0) return -1;
    const part = at;
    at += file.size[at];
    return part;
  };
  return { init: take(1), condition: take(2), post: take(4), body: at };
}

/** `for key, value := range x body` at a RangeStmt. */
export function rangeParts(file: GoFile, i: number) {
  let at = i + 1;
  const take = (): number => {
    if (file.op[i] === 0 || file.start[at] >= file.aux[i]) return -1;
    const part = at;
    at += file.size[at];
    return part;
  };
  const key = take();
  const value = take();
  return { key, value, x: at, body: at + file.size[at] };
}

/** `switch init; tag body` at a SwitchStmt; at a TypeSwitchStmt `tag` is its guard (AssignStmt or ExprStmt). */
export function switchParts(file: GoFile, i: number) {
  const flags = file.op[i];
  const hasTag = file.kind[i] === NodeKind.TypeSwitchStmt || (flags & 2) === 2;
  const init = (flags & 1) === 1 ? i + 1 : -1;
  const behind = init < 0 ? i + 1 : init + file.size[init];
  return { init, tag: hasTag ? behind : -1, body: hasTag ? behind + file.size[behind] : behind };
}

/** `case values: statements` at a CaseClause, `case communication: statements` at a CommClause. */
export function clauseParts(file: GoFile, i: number) {
  const isCase = file.kind[i] === NodeKind.CaseClause;
  const isDefault = (file.op[i] & 1) === 1;
  const all = childrenOf(file, i);
  const heads = isCase ? file.aux[i] : isDefault ? 0 : 1;
  return { isDefault, heads: all.slice(0, heads), statements: all.slice(heads) };
}
