// Faults as the kernel tells them, and the problems that are made of the first of them.
import { lineStartsOf, positionAt } from '../../base/line-table.ts';
import type { SourceProblem } from '../../model/go-syntax.ts';
import { quoteOf } from '../../model/problem.ts';
import { faultText, isTooDeep } from './fault-text.ts';

/** A fault before it has words, line and column. */
export interface RawFault {
  readonly offset: number;
  /** Number and argument of its text, or the text itself. */
  readonly text?: number;
  readonly argument?: number;
  readonly message?: string;
  /** The engine's stack ended. */
  readonly stack?: true;
  /** Index of the token at which the parser stood. */
  readonly token?: number;
}

/** Problems kept per file; the rest is only counted. */
const MAX_PROBLEMS = 100;

/** The first problems in order of place; `describeToken` gives the words of a token of this file. */
export function problemsOf(
  faults: readonly RawFault[],
  source: Uint8Array,
  name: string | undefined,
  describeToken: (index: number) => string,
): SourceProblem[] {
  const lines = lineStartsOf(source);
  const decoder = new TextDecoder();
  const ordered = [...faults].sort((a, b) => a.offset - b.offset);
  return ordered.slice(0, MAX_PROBLEMS).map((fault) => {
    const { offset } = fault;
    const { line, column } = positionAt(lines, offset);
    const from = lines[line - 1];
    const to = Math.min(lines[line] ?? source.length, from + 480);
    const deep = fault.stack === true || (fault.text !== undefined && isTooDeep(fault.text));
    return {
      code: deep ? 'source/too-deep' : 'source/syntax',
      message: messageOf(fault, describeToken),
      ...(name === undefined ? {} : { source: name }),
      line,
      column,
      offset,
      quote: quoteOf(decoder.decode(source.subarray(from, to)).trimEnd()),
    };
  });
}

/** The sentence of a fault. */
export function messageOf(fault: RawFault, describeToken: (index: number) => string): string {
  if (fault.stack) return 'nested too deep for the stack';
  if (fault.text === undefined) return fault.message ?? '';
  const found = fault.token === undefined ? '' : describeToken(fault.token);
  return faultText(fault.text, fault.argument ?? 0, found);
}
