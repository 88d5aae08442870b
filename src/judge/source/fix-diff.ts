// The edits of a fix → one unified diff over all files that it touches, imports added where they are missing.
import { editsOverlap, type TextEdit, unifiedDiff } from '../../base/unified-diff.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { importSpecParts, textOf } from '../../model/go-tree.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { SourceFix } from './source-rule.ts';

/** All edits of a fix by file, with those that add its imports. */
export function editsByFile(fix: SourceFix): ReadonlyMap<SourceFile, readonly TextEdit[]> {
  const files = new Map<SourceFile, TextEdit[]>();
  for (const { file, start, end, text } of fix.edits) {
    const known = files.get(file);
    if (known) known.push({ start, end, text });
    else files.set(file, [{ start, end, text }]);
  }
  for (const path of fix.imports ?? [])
    for (const [file, edits] of files) {
      const edit = importEdit(file, path);
      if (edit) edits.push(edit);
    }
  return files;
}

/** The diff; undefined when the edits overlap or change nothing. */
export function diffOfFix(fix: SourceFix): string | undefined {
  let diff = '';
  for (const [file, edits] of editsByFile(fix)) {
    if (editsOverlap(edits)) return undefined;
    diff += unifiedDiff(file.path, file.source, edits);
  }
  return diff === '' ? undefined : diff;
}

/** What adds `import "path"` to a file; undefined when the file has it. Stands sorted in the first group of the first
 * parenthesised declaration, else as a declaration of its own. */
function importEdit(file: SourceFile, path: string): TextEdit | undefined {
  const { tree } = file;
  const quoted = `"${path}"`;
  let afterLast = tree.end[1];
  let group = -1;
  for (let i = 2; i < tree.count; i += tree.size[i]) {
    if (tree.kind[i] !== NodeKind.GenDecl || tree.op[i] !== Token.IMPORT) break;
    afterLast = tree.end[i];
    if (tree.aux[i] === 1 && group < 0 && tree.size[i] > 1) group = i;
    for (let spec = i + 1; spec < i + tree.size[i]; spec += tree.size[spec])
      if (importSpecParts(tree, spec).name < 0 && textOf(tree, importSpecParts(tree, spec).path) === quoted)
        return undefined;
  }
  if (group < 0) return { start: afterLast, end: afterLast, text: `\n\nimport ${quoted}` };
  let before = -1;
  for (let spec = group + 1; spec < group + tree.size[group]; spec += tree.size[spec]) {
    if (textOf(tree, importSpecParts(tree, spec).path) > quoted) {
      if (before < 0) return { start: tree.start[spec], end: tree.start[spec], text: `${quoted}\n\t` };
      break;
    }
    before = spec;
    // A blank line ends the first group, which holds the standard library by custom.
    const next = spec + tree.size[spec];
    if (next < group + tree.size[group] && blankBetween(tree.source, tree.end[spec], tree.start[next])) break;
  }
  const line = tree.source.indexOf(10, tree.end[before]);
  const at = line < 0 ? tree.end[before] : line;
  return { start: at, end: at, text: `\n\t${quoted}` };
}

function blankBetween(source: Uint8Array, from: number, to: number): boolean {
  let newlines = 0;
  for (let i = from; i < to; i++) {
    if (source[i] === 10 && ++newlines === 2) return true;
    if (source[i] !== 10 && source[i] !== 32 && source[i] !== 9 && source[i] !== 13) newlines = 0;
  }
  return false;
}
