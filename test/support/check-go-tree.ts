// What must hold of every tree that the Go parser makes, whatever the bytes were.
import type { GoFile } from '../../src/model/go-syntax.ts';
import { NodeKind, nodeKindNames } from '../../src/model/go-syntax.ts';
import { parentsOf } from '../../src/model/go-tree.ts';

/** Kinds without children. */
const leaves: readonly number[] = [NodeKind.BadDecl, NodeKind.Ident, NodeKind.BasicLit, NodeKind.EmptyStmt];

/** Throws with words when a column, a place or a problem is not what `GoFile` promises. Linear. */
export function checkGoTree(file: GoFile): void {
  const { count, kind, size, start, end, aux, comments, problems, problemCount, source } = file;
  const fault = (i: number, what: string): never => {
    throw new Error(`node ${i} (${nodeKindNames[kind[i]]} ${start[i]}-${end[i]}): ${what}`);
  };
  for (const column of [kind, file.op, size, start, end, aux])
    if (column.length !== count) throw new Error('columns of unlike length');
  if (count > 0 && (kind[0] !== NodeKind.File || size[0] !== count)) throw new Error('the root is not the whole');
  for (let i = 0; i < count; i++) {
    if (kind[i] >= nodeKindNames.length) fault(i, 'no such kind');
    if (start[i] < 0 || start[i] > end[i] || end[i] > source.length) fault(i, 'outside the source');
    if (leaves.includes(kind[i]) && size[i] !== 1) fault(i, 'a leaf with children');
    if (kind[i] === NodeKind.Ident && (aux[i] < 0 || aux[i] >= file.names.count)) fault(i, 'no such name');
    let next = i + 1;
    while (next < i + size[i]) next += size[next] > 0 ? size[next] : fault(next, 'no size');
    if (next !== i + size[i]) fault(i, 'children overlap the next');
  }
  for (const [i, parent] of parentsOf(file).entries())
    if (parent >= 0 && (start[i] < start[parent] || end[i] > end[parent])) fault(i, `outside its parent ${parent}`);
  for (let i = 0; i < comments.length; i += 2) {
    if (comments[i] >= comments[i + 1] || comments[i + 1] > source.length)
      throw new Error(`comment ${i / 2}: no place`);
    if (i > 0 && comments[i] < comments[i - 1]) throw new Error(`comment ${i / 2}: not in order`);
  }
  if (problems.length > problemCount || problemCount > 0 !== problems.length > 0)
    throw new Error('problems miscounted');
  let last = 0;
  for (const { offset, line, column, code, message } of problems) {
    if (offset < last || offset > source.length || line < 1 || column < 1)
      throw new Error(`${code} at ${offset}: no place`);
    if (message === '' || message.includes('undefined')) throw new Error(`${code} at ${offset}: no words`);
    last = offset;
  }
}
