// One group: all evidence makers, then the verdict table; then, when it is a finding, the rule that names the cause.
import type { EpochFacts, GroupFacts } from '../analyse/runtime/facts.ts';
import { countRises } from '../analyse/runtime/trend.ts';
import type { Evidence, EvidenceKind, GroupWhy, Verdict } from '../model/verdict.ts';
import { accrual } from './evidence/accrual.ts';
import { byDefinition, runtimeDeadlock, runtimeProof } from './evidence/certain.ts';
import {
  connectionBound,
  knownLeak,
  signatures,
  source,
  startedAtInit,
  startedTogether,
  testLeak,
} from './evidence/knowledge.ts';
import { lostHandlers } from './evidence/lost-handlers.ts';
import { age, concentration, nobodyLeft, orphan, pileUp, unreadBody, waitCycle } from './evidence/one-moment.ts';
import {
  coupling,
  growth,
  immortal,
  isStreamHandler,
  leastMoments,
  plateau,
  progress,
  ratchet,
} from './evidence/over-time.ts';
import { trace } from './evidence/trace.ts';
import type { EvidenceMaker, JudgeOptions } from './evidence-maker.ts';
import { isHeldUp } from './lock-primitives.ts';
import { type Combined, combineEvidence, explainedByConnections } from './verdict-table.ts';

/** In the order of the table of DESIGN §5. */
const makers: readonly EvidenceMaker[] = [
  runtimeProof,
  runtimeDeadlock,
  byDefinition,
  waitCycle,
  growth,
  coupling,
  ratchet,
  immortal,
  nobodyLeft,
  orphan,
  lostHandlers,
  unreadBody,
  accrual,
  pileUp,
  knownLeak,
  testLeak,
  source,
  trace,
  age,
  concentration,
  plateau,
  connectionBound,
  signatures,
  startedTogether,
  startedAtInit,
  progress,
];

export interface JudgedGroup {
  readonly facts: GroupFacts;
  readonly verdict: Verdict;
  readonly why: readonly GroupWhy[];
  readonly evidence: readonly Evidence[];
  readonly decisive: readonly EvidenceKind[];
}

const asWhy: Partial<Record<EvidenceKind, GroupWhy>> = {
  'idle-pool': 'idle-pool',
  'known-benign': 'known-benign',
  'lifetime-singleton': 'lifetime-singleton',
  'connection-bound': 'connection-bound',
  plateau: 'plateau',
  coupled: 'coupled',
  progress: 'progress',
};

/** A leak that has stopped came request by request; what a few goroutines started in batches is a set of workers. */
const fewBatches = 3;

/** An against-row that rests on shape, not on knowledge of the library; one look is too little for it. */
function isGuess(row: Evidence, facts: GroupFacts): boolean {
  if (row.weak) return true;
  return row.kind === 'connection-bound' && !facts.connection.bornByAcceptLoop && facts.signatures.length === 0;
}

/** More endings than this share of what came: it comes and goes, and its number is that of the load. */
const mostEndings = 0.25;
/**
 * A leak that stopped growing: all creators are over, none of it ends, and it is held up or the whole process came to
 * rest. While the process goes on to work and no more of it comes, there is one for each key, tenant or shard.
 */
function hasStopped({ creator, series, group, knownLeaks }: GroupFacts, epoch: EpochFacts): boolean {
  if (!creator || creator.known <= fewBatches || creator.over !== creator.known || series?.places) return false;
  if ((series?.deaths ?? 0) > mostEndings * (series?.births ?? 0)) return false;
  // What a documented leak has filled up stands still, too: a pool whose connections are all taken.
  return (
    !epoch.worksOn ||
    isHeldUp(group.primitive) ||
    group.primitive === 'sync.WaitGroup.Wait' ||
    knownLeaks.some((k) => group.count >= k.atLeast)
  );
}

/** Of connections that peers open, some end within minutes; of connections that pile up next to none do. */
const fewEndings = 0.1;

/** Whether some of a group end; false without ids. */
function doEnd({ series }: GroupFacts): boolean {
  return series?.deaths !== undefined && series.deaths > fewEndings * (series.births ?? 0);
}

/**
 * It grows, nothing of it ends, and all that explains it is a connection of which no one knows who opened it: peers
 * that connect, or this process that dials and does not close.
 */
function isOfUnknownSide({ side, series }: GroupFacts, { evidence, decisive }: Combined): boolean {
  if (side !== 'unknown' || decisive[0] !== 'connection-bound') return false;
  const grows = evidence.some((r) => r.kind === 'decoupled' && r.counts !== false);
  return grows && (series?.deaths ?? 0) <= fewEndings * (series?.births ?? 0);
}

/** Rows that say only that there are more than before. */
const onlyMore: ReadonlySet<EvidenceKind> = new Set(['growth', 'decoupled', 'ratchet']);
/** What leaks comes request by request; what came in this many goes may have been set up anew each time. */
const fewRises = 3;

/**
 * Sleepers wake by themselves, and whether they then end no count tells: growth for a shorter time than the age threshold
 * may be that of sleeps which are not over yet. Ids tell when they show the same ones sleep again.
 */
function mayStillEnd({ group, persistence }: GroupFacts, epoch: EpochFacts, ageSeconds: number): boolean {
  if (group.primitive !== 'sleep' || persistence?.loops) return false;
  return !(epoch.timed && epoch.spanSeconds >= ageSeconds);
}

/** Fewer than this, or in fewer rises, are the parts of a program that start one after the other. */
const leastRisen = 5;

/**
 * Too few to be growth (DESIGN §5), but it rose in small steps to the very end, never fell, none of it ended and nothing
 * explains it: a leak of a few an hour looks so, and a set that fills up slowly does, too.
 */
function isSmallRise({ series, trend, coupling, group, followsConnections }: GroupFacts): boolean {
  if (!series || !trend?.significant || trend.n < leastMoments || group.role !== undefined) return false;
  if ((series.deaths ?? 0) > 0 || coupling?.explainedBy !== undefined || followsConnections) return false;
  const { counts } = series;
  if (counts.some((c, i) => i > 0 && c < counts[i - 1])) return false;
  const risen = counts[counts.length - 1] - counts[0];
  return risen >= leastRisen && countRises(counts) >= leastRisen && trend.lateGain * 5 >= risen && !trend.filledEarly;
}

/** What keeps growth from being a finding although nothing explains it; undefined when nothing does. */
function doubtOf(
  { facts, evidence }: { facts: GroupFacts; evidence: readonly Evidence[] },
  epoch: EpochFacts,
  ageSeconds: number,
): GroupWhy | undefined {
  const { series, group } = facts;
  const counting = evidence.filter((r) => r.for === 'leak' && r.counts !== false);
  const only = (kinds: ReadonlySet<EvidenceKind>) => counting.every((r) => kinds.has(r.kind));
  const selects = group.primitive === 'select' || group.primitive === 'unknown';
  if (isStreamHandler(facts) && selects && only(explainedByConnections)) return 'open-streams';
  if (series?.births === undefined && only(onlyMore) && mayStillEnd(facts, epoch, ageSeconds)) return 'sleepers';
  if (series && series.births === undefined && only(onlyMore) && countRises(series.counts) <= fewRises)
    return 'few-rises';
  return undefined;
}

/** Judges one group. Main, system goroutines and the profile's own taker are clean unless the runtime says deadlock. */
export function judgeGroup(facts: GroupFacts, epoch: EpochFacts, options: JudgeOptions): JudgedGroup {
  const { group } = facts;
  if (group.role === 'system' || group.role === 'self')
    return { facts, verdict: 'clean', why: [group.role === 'self' ? 'self' : 'runtime'], evidence: [], decisive: [] };
  const rows = makers.flatMap((make) => make(facts, epoch, options));
  if (group.role === 'main' && !rows.some((r) => r.kind === 'runtime-deadlock' || r.kind === 'nobody-left'))
    return { facts, verdict: 'clean', why: ['runtime'], evidence: [], decisive: [] };
  const combined = combineEvidence(rows, {
    count: group.count,
    creatorEnded: hasStopped(facts, epoch),
  });
  if (combined.verdict === 'leak' || combined.verdict === 'suspect') {
    const doubt = doubtOf({ facts, evidence: combined.evidence }, epoch, options.ageSeconds);
    if (doubt === undefined) return { facts, ...combined, why: ['finding'] };
    const comeAndGo = doubt === 'open-streams' && doEnd(facts);
    return {
      facts,
      ...combined,
      verdict: comeAndGo ? 'clean' : 'cannot-tell',
      why: [comeAndGo ? 'connection-bound' : doubt],
    };
  }
  if (group.role === 'main') return { facts, ...combined, verdict: 'clean', why: ['runtime'] };
  const guessed = combined.evidence.every((r) => r.class !== 'against' || isGuess(r, facts));
  if (combined.verdict === 'clean' && guessed && epoch.countable < leastMoments)
    return { facts, ...combined, verdict: 'cannot-tell', why: ['one-moment'] };
  if (combined.verdict === 'clean' && isOfUnknownSide(facts, combined))
    return { facts, ...combined, verdict: 'cannot-tell', why: ['unknown-side'] };
  if (combined.verdict === 'clean') {
    const why = combined.evidence.flatMap((r) =>
      r.class === 'against' && asWhy[r.kind] ? [asWhy[r.kind] as GroupWhy] : [],
    );
    return { facts, ...combined, why: [...new Set(why)] };
  }
  if (isSmallRise(facts)) return { facts, ...combined, why: ['small-rise'] };
  const watched = epoch.countable >= leastMoments && epoch.spanSeconds >= options.ageSeconds;
  if (watched) return { facts, ...combined, verdict: 'clean', why: ['no-sign'] };
  return { facts, ...combined, why: [epoch.newest.complete ? 'one-moment' : 'incomplete'] };
}
