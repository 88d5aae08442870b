// A parsed file in the canonical text form that the reference tool `goastdump` prints from go/parser, so that both can
// be compared byte for byte: one line per node, `DEPTH KIND START END[ ATTRIBUTE]`, and one per comment, `START END`.
import type { GoFile } from '../../model/go-syntax.ts';
import { NodeKind, nodeKindNames } from '../../model/go-syntax.ts';
import { tokenText } from '../../model/go-token.ts';

const channelDirections = ['', ' send', ' recv', ' both'];

/** What the form shows of a node besides its kind and place, with a blank before it; empty for most. */
function attributeOf(file: GoFile, i: number): string {
  const op = file.op[i];
  switch (file.kind[i]) {
    case NodeKind.Ident:
      return ` ${file.names.text(file.aux[i])}`;
    case NodeKind.BasicLit:
    case NodeKind.UnaryExpr:
    case NodeKind.IncDecStmt:
    case NodeKind.BranchStmt:
      return ` ${tokenText[op]}`;
    case NodeKind.BinaryExpr:
    case NodeKind.AssignStmt:
      return ` ${tokenText[op]}@${file.aux[i]}`;
    case NodeKind.RangeStmt:
      return op === 0 ? '' : ` ${tokenText[op]}@${file.aux[i]}`;
    case NodeKind.GenDecl:
      return file.aux[i] === 1 ? ` ${tokenText[op]} (` : ` ${tokenText[op]}`;
    case NodeKind.ChanType:
      return channelDirections[op];
    case NodeKind.TypeSpec:
      return (op & 1) === 1 ? ' =' : '';
    case NodeKind.CallExpr:
      return op === 1 ? ' ...' : '';
    case NodeKind.SliceExpr:
      return (op & 4) === 4 ? ' 3' : '';
    case NodeKind.CaseClause:
    case NodeKind.CommClause:
      return op === 1 ? ' default' : '';
    case NodeKind.EmptyStmt:
      return op === 1 ? ' implicit' : '';
    case NodeKind.TypeAssertExpr:
      return op === 0 ? ' type' : '';
    case NodeKind.FieldList:
      return op === 1 ? ' bracketed' : '';
    default:
      return '';
  }
}

/** The lines of the tree, in pieces of some thousand lines (join them, or hash one after the other). */
export function* renderCanonicalTree(file: GoFile): Generator<string> {
  const ends: number[] = [];
  let piece = '';
  for (let i = 0; i < file.count; i++) {
    while (ends.length > 0 && ends[ends.length - 1] <= i) ends.pop();
    const place = `${file.start[i]} ${file.end[i]}`;
    piece += `${ends.length} ${nodeKindNames[file.kind[i]]} ${place}${attributeOf(file, i)}\n`;
    ends.push(i + file.size[i]);
    if (piece.length > 1 << 16) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

/** The lines of the comments. */
export function renderCanonicalComments(file: GoFile): string {
  let text = '';
  for (let i = 0; i < file.comments.length; i += 2) text += `${file.comments[i]} ${file.comments[i + 1]}\n`;
  return text;
}
