// The verdict table of DESIGN §5 as data: what cancels what, and which rows together make a leak or a suspicion.
import type { Evidence, EvidenceKind, Verdict } from '../model/verdict.ts';

interface Cancelling {
  readonly by: EvidenceKind;
  readonly cancels: readonly EvidenceKind[];
  readonly because: string;
}

/** Against-rows take away these rows; a cancelled row is shown and does not count. */
export const cancellations: readonly Cancelling[] = [
  {
    by: 'plateau',
    cancels: ['growth', 'decoupled', 'ratchet', 'immortal', 'age', 'known-leak'],
    because: 'it does not grow',
  },
  { by: 'coupled', cancels: ['decoupled'], because: 'traffic moves alike' },
  { by: 'idle-pool', cancels: ['concentration', 'age', 'immortal', 'orphan'], because: 'an idle pool waits by design' },
  { by: 'known-benign', cancels: ['concentration', 'age', 'immortal', 'orphan'], because: 'it waits by design' },
  {
    by: 'lifetime-singleton',
    cancels: ['concentration', 'age', 'immortal', 'orphan'],
    because: 'it lives as long as its owner',
  },
  { by: 'connection-bound', cancels: ['concentration', 'age', 'accrual'], because: 'peers decide how many there are' },
  { by: 'progress', cancels: ['age', 'immortal'], because: 'it is woken' },
];

/** Together these make a leak; one certain row always does. */
export const leakCombinations: readonly (readonly EvidenceKind[])[] = [
  ['growth', 'decoupled'],
  ['ratchet', 'decoupled'],
  ['known-leak', 'growth'],
  ['known-leak', 'ratchet'],
  ['known-leak', 'decoupled'],
  ['growth', 'immortal'],
  ['growth', 'source'],
  ['nobody-left', 'orphan'],
  ['nobody-left', 'wait-cycle'],
  ['nobody-left', 'test-leak'],
  ['nobody-left', 'source'],
];

/** Rows that a server's per-connection loop explains by itself: peers come and go (docs/decisions/0002). */
export const explainedByConnections: ReadonlySet<EvidenceKind> = new Set([
  'growth',
  'decoupled',
  'ratchet',
  'immortal',
  'orphan',
]);

/** Both say that there are many at one place where a program may well have many. */
const onlyMany: ReadonlySet<EvidenceKind> = new Set(['known-leak', 'concentration']);

/** A leak that stopped growing: DESIGN §5, exception to `plateau`. */
const stoppedLeakCount = 20;

export interface Combined {
  readonly verdict: Verdict;
  /** All rows; those that do not count say which row cancelled them. */
  readonly evidence: readonly Evidence[];
  /** The rows that decided. */
  readonly decisive: readonly EvidenceKind[];
}

/** Combines the rows of one group. `clean` here means that an against-row explains it; else `cannot-tell`. */
export function combineEvidence(
  rows: readonly Evidence[],
  group: { readonly count: number; readonly creatorEnded: boolean },
): Combined {
  const has = new Set(rows.map((r) => r.kind));
  const marked = rows.map((row) => {
    if (row.class === 'certain' || row.class === 'against') return row;
    const found = cancellations.find((c) => has.has(c.by) && c.cancels.includes(row.kind));
    return found ? { ...row, counts: false, cancelledBy: found.by } : row;
  });
  const counting = marked.filter((r) => r.for === 'leak' && r.counts !== false);
  const strong = new Set(counting.filter((r) => r.class === 'strong').map((r) => r.kind));
  const supporting = new Set(counting.filter((r) => r.class === 'supporting').map((r) => r.kind));
  const certain = counting.filter((r) => r.class === 'certain');
  const result = (verdict: Verdict, decisive: readonly EvidenceKind[]): Combined => ({
    verdict,
    evidence: marked,
    decisive,
  });

  if (certain.length > 0) return result('leak', [certain[0].kind]);
  const bound = has.has('connection-bound');
  const boundLoop = marked.some((r) => r.kind === 'connection-bound' && !r.weak);
  if (boundLoop && counting.length > 0 && counting.every((r) => explainedByConnections.has(r.kind)))
    return result('clean', ['connection-bound']);
  const combination = leakCombinations.find((all) => all.every((kind) => strong.has(kind)));
  if (combination) {
    const capped =
      bound || has.has('coupled') || isAskedFor(marked) || (isYoung(counting) && combination.includes('growth'));
    return result(capped ? 'suspect' : 'leak', combination);
  }
  if (strong.size > 0) return result('suspect', [...strong]);
  if (supporting.size >= 2 && ![...supporting].every((kind) => onlyMany.has(kind)))
    return result('suspect', [...supporting]);
  if (has.has('plateau') && group.creatorEnded && group.count >= stoppedLeakCount && !bound && !isWaitingByDesign(has))
    return result('suspect', ['plateau']);
  // Something small speaks for a leak, or what speaks against it does not explain it: say so instead of "clean".
  const explaining = marked.filter((r) => r.class === 'against' && !r.weak);
  if (explaining.length === 0 || counting.length > 0) return result('cannot-tell', []);
  return result('clean', [explaining[0].kind]);
}

/** Growth that may be a pool filling up, unless something of another kind says that it is none. */
function isYoung(counting: readonly Evidence[]): boolean {
  const second = (r: Evidence) => r.class === 'strong' && !r.weak && (r.kind === 'known-leak' || r.kind === 'orphan');
  return counting.some((r) => r.kind === 'growth' && r.weak) && !counting.some(second);
}

/** Known to be as many as the program asks for, and no documented way of leaking. */
function isAskedFor(rows: readonly Evidence[]): boolean {
  return rows.some((r) => r.kind === 'known-benign' && !r.weak) && !rows.some((r) => r.kind === 'known-leak');
}

function isWaitingByDesign(has: ReadonlySet<EvidenceKind>): boolean {
  return has.has('idle-pool') || has.has('known-benign') || has.has('lifetime-singleton');
}
