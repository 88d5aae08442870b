// Bytes of a parsed file → lines, columns and lines of text. Line starts are kept per file while it lives.
import { lineStartsOf, positionAt } from '../../base/line-table.ts';
import type { Location } from '../../model/run-result.ts';
import type { SourceFile } from '../../model/source-package.ts';

const starts = new WeakMap<SourceFile, Int32Array>();
const decoder = new TextDecoder();

function startsOf(file: SourceFile): Int32Array {
  let found = starts.get(file);
  if (!found) starts.set(file, (found = lineStartsOf(file.source)));
  return found;
}

/** 1-based line of a byte offset. */
export function lineOf(file: SourceFile, offset: number): number {
  return positionAt(startsOf(file), offset).line;
}

/** Offset of the first byte of a 1-based line; the length of the file behind the last one. */
export function startOfLine(file: SourceFile, line: number): number {
  const list = startsOf(file);
  return line > list.length ? file.source.length : list[line - 1];
}

/** Text of a 1-based line without its newline. */
export function textOfLine(file: SourceFile, line: number): string {
  return decoder
    .decode(file.source.subarray(startOfLine(file, line), startOfLine(file, line + 1)))
    .replace(/\r?\n$/, '');
}

/** Where a node stands: 1-based lines and byte columns, the end exclusive. A node of several lines is told by its first. */
export function locationOf(file: SourceFile, node: number): Location {
  const list = startsOf(file);
  const from = positionAt(list, file.tree.start[node]);
  const to = positionAt(list, file.tree.end[node]);
  return { file: file.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** The columns of a location in UTF-16 code units, as SARIF counts them. */
export function utf16Columns(file: SourceFile, location: Location): { column: number; endColumn: number } {
  const count = (line: number, column: number): number => {
    const from = startOfLine(file, line);
    return decoder.decode(file.source.subarray(from, from + column - 1)).length + 1;
  };
  return {
    column: count(location.line, location.column ?? 1),
    endColumn: count(location.endLine ?? location.line, location.endColumn ?? location.column ?? 1),
  };
}
