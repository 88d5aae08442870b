// An edit that adds a line.
import type { SourceFile } from '../../model/source-package.ts';
import type { SourceEdit } from './source-rule.ts';

/** `text` on a line of its own behind the line that holds `offset`, indented like it; a comment there stays where it is. */
export function lineBehind(file: SourceFile, offset: number, text: string): SourceEdit {
  const { source } = file.tree;
  const start = source.lastIndexOf(10, offset - 1) + 1;
  let indent = start;
  while (source[indent] === 9 || source[indent] === 32) indent++;
  const lead = new TextDecoder().decode(source.subarray(start, indent));
  const newline = source.indexOf(10, offset);
  const at = newline < 0 ? source.length : newline + 1;
  return { file, start: at, end: at, text: newline < 0 ? `\n${lead}${text}\n` : `${lead}${text}\n` };
}
