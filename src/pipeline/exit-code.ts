// The exit codes of DESIGN §1.
import type { Verdict } from '../model/verdict.ts';

export const exitCodes = { ok: 0, findings: 1, usage: 2, cannotTell: 3, timeLimit: 4, interrupted: 130 } as const;

export type FailOn = 'leak' | 'suspect' | 'note';

/** 1 when a finding reaches `failOn`; else 3 when nothing could be told; else 0. */
export function exitCodeOf(
  verdict: Verdict,
  findings: readonly { readonly verdict: Verdict }[],
  failOn: FailOn,
): number {
  const fails = findings.some((f) => f.verdict === 'leak' || (failOn !== 'leak' && f.verdict === 'suspect'));
  if (fails) return exitCodes.findings;
  return verdict === 'cannot-tell' ? exitCodes.cannotTell : exitCodes.ok;
}
