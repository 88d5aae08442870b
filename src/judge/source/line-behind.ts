// An edit that adds a line.
import type { GoFile } from '../../model/go-syntax.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { SourceEdit } from './source-rule.ts';

/** `text` on a line of its own behind the line that holds `offset`, indented like it; a comment there stays where it is. */
export function lineBehind(file: SourceFile, offset: number, text: string): SourceEdit {
  const { source } = file.tree;
  const lead = leadAt(source, offset);
  const newline = source.indexOf(10, offset);
  const at = newline < 0 ? source.length : newline + 1;
  return { file, start: at, end: at, text: newline < 0 ? `\n${lead}${text}\n` : `${lead}${text}\n` };
}

/** The white space that begins the line of a node. */
export const leadOf = ({ source, start }: GoFile, node: number): string => leadAt(source, start[node]);

function leadAt(source: Uint8Array, offset: number): string {
  const start = source.lastIndexOf(10, offset - 1) + 1;
  let indent = start;
  while (source[indent] === 9 || source[indent] === 32) indent++;
  return new TextDecoder().decode(source.subarray(start, indent));
}
