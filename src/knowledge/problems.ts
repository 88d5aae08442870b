// The error table: every problem code of the product with its meaning and what to do next.
import { collectProblems } from './problems/collect.ts';
import { decodeProblems } from './problems/decode.ts';
import type { ProblemPage } from './problems/problem-page.ts';
import { runProblems } from './problems/run.ts';
import { traceProblems } from './problems/trace.ts';

export type { ProblemPage } from './problems/problem-page.ts';

export const problemPages: readonly ProblemPage[] = [
  ...collectProblems,
  ...decodeProblems,
  ...traceProblems,
  ...runProblems,
];

const byCode = new Map(problemPages.map((page) => [page.code, page]));

/** The page of a problem code such as `dump/truncated`; undefined when it is not in the table. */
export function problemInfo(code: string): ProblemPage | undefined {
  return byCode.get(code);
}
