// The order in which findings are told: worst verdict first, certain before strong, what stands in the
// reader's own code before what follows from it inside libraries, then by goroutines.
import type { Finding } from '../model/run-result.ts';
import { type EvidenceClass, type Verdict, verdicts } from '../model/verdict.ts';

const classes: readonly EvidenceClass[] = ['certain', 'strong', 'supporting', 'against'];

/** The strongest class among the evidence that counts: 0 certain … 3 against or none. */
export function strongestClass(finding: Finding): number {
  let best = 3;
  for (const row of finding.evidence) {
    if (row.counts === false || row.for !== 'leak') continue;
    best = Math.min(best, classes.indexOf(row.class));
  }
  return best;
}

/** By what is known there is one for the process, the client or the server. */
function isOneOf({ evidence }: Finding): boolean {
  return evidence.some((row) => row.kind === 'lifetime-singleton' && !row.weak);
}

/** A sorted copy; ties by id, so that two runs print the same. */
export function rankFindings(findings: readonly Finding[]): Finding[] {
  const rank = (verdict: Verdict): number => verdicts.indexOf(verdict);
  return [...findings].sort(
    (a, b) =>
      rank(a.verdict) - rank(b.verdict) ||
      strongestClass(a) - strongestClass(b) ||
      Number(isOneOf(a)) - Number(isOneOf(b)) ||
      Number(a.userSite === undefined) - Number(b.userSite === undefined) ||
      b.count - a.count ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** How many findings have each verdict. */
export function countVerdicts(findings: readonly Finding[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { leak: 0, suspect: 0, 'cannot-tell': 0, clean: 0 };
  for (const finding of findings) counts[finding.verdict]++;
  return counts;
}
