// Histories of targets → the run's findings, groups, verdict and limits.
import { isWholeProcess } from '../analyse/runtime/closed-world.ts';
import { deriveEpochFacts, type EpochFacts } from '../analyse/runtime/facts.ts';
import { formatIdRanges } from '../base/sorted-ids.ts';
import type { Epoch, TargetHistory } from '../model/history.ts';
import type { Problem } from '../model/problem.ts';
import type { Finding, GroupResult } from '../model/run-result.ts';
import type { RunLimit, Verdict } from '../model/verdict.ts';
import { leastMoments } from './evidence/over-time.ts';
import type { JudgeOptions } from './evidence-maker.ts';
import { type JudgedGroup, judgeGroup } from './judge-group.ts';
import { makeFindings, sortFindings } from './make-findings.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly groups: readonly GroupResult[];
  readonly limits: readonly RunLimit[];
  readonly problems: readonly Problem[];
}

/**
 * Judges every target. In a target that was restarted the newest process counts; the one before it is judged too
 * while the newest is too young to show growth, so that a restart never hides what was found.
 */
export function judgeRun(histories: readonly TargetHistory[], options: JudgeOptions): Judgement {
  const problems: Problem[] = [];
  const findings = new Map<string, Finding>();
  const groups: GroupResult[] = [];
  const limits = new Set<RunLimit>();
  for (const history of histories) {
    const target = histories.length > 1 ? history.name : undefined;
    const newest = history.epochs[history.epochs.length - 1];
    for (const epoch of epochsToJudge(history)) {
      const facts = deriveEpochFacts(epoch, options);
      const judged = [...facts.byKey.values()].map((g) => judgeGroup(g, facts, options));
      for (const finding of makeFindings(judged, facts, target, problems, options.source)) {
        const key = `${target ?? ''} ${finding.id} ${finding.exactKey ?? ''}`;
        if (!findings.has(key)) findings.set(key, finding);
      }
      if (epoch !== newest) continue;
      const held = findingsByKey(findings.values());
      for (const j of options.groups === false ? [] : judged)
        groups.push(...groupResults(j, held.get(j.facts.key) ?? []));
      for (const limit of limitsOf(facts, options)) limits.add(limit);
      for (const doubt of doubts) if (judged.some((j) => j.why.includes(doubt))) limits.add(doubt);
    }
  }
  const ranked = sortFindings([...findings.values()]);
  return { verdict: runVerdict(ranked, limits), findings: ranked, groups, limits: [...limits], problems };
}

function epochsToJudge(history: TargetHistory): Epoch[] {
  const newest = history.epochs[history.epochs.length - 1];
  const before = history.epochs[history.epochs.length - 2];
  return before && newest.moments.length < leastMoments ? [newest, before] : [newest];
}

/** Limits that leave the run without a basis for `clean` (DESIGN §5, row `incomplete`). */
const incomplete: ReadonlySet<RunLimit> = new Set([
  'truncated',
  'sampled',
  'single-goroutine',
  'bubble-only',
  'leaked-only',
  'delta',
  'filtered',
  'empty-profile',
  'wrong-content',
  'no-goroutines',
  'trace-not-joined',
  'unknown-side',
  'open-streams',
  'few-rises',
  'sleepers',
  'small-rise',
]);

/** What a group grows by and nothing tells apart; a limit of the run, too. */
const doubts = ['unknown-side', 'open-streams', 'few-rises', 'sleepers', 'small-rise'] as const;

/** Verdict of a run with these findings (worst first) and limits. */
export function runVerdict(findings: readonly Finding[], limits: ReadonlySet<RunLimit>): Verdict {
  const worst = findings[0]?.verdict;
  if (worst === 'leak' || worst === 'suspect') return worst;
  return [...limits].some((l) => incomplete.has(l)) ? 'cannot-tell' : 'clean';
}

function limitsOf(facts: EpochFacts, options: JudgeOptions): RunLimit[] {
  const { newest, epoch } = facts;
  const limits: RunLimit[] = [...newest.limits.filter((l) => l !== 'depth-limited')];
  // What came from the service itself is what it has; a file may be a part that somebody copied.
  const copied = newest.preferred?.provenance.status === undefined;
  if (copied && newest.complete && newest.goroutines > 0 && !isWholeProcess(newest)) limits.push('filtered');
  const anyIds = epoch.moments.some((m) => m.hasIds);
  if (anyIds) drop(limits, 'no-ids');
  if (newest.snapshots.some((s) => !s.limits.includes('hidden-frames') && s.rows.length > 0))
    drop(limits, 'hidden-frames');
  if (newest.complete) drop(limits, 'leaked-only');
  if (epoch.moments.length === 1) limits.push('one-moment');
  else if (facts.countable < leastMoments) limits.push('few-moments');
  else if (facts.timed && facts.spanSeconds < options.ageSeconds) limits.push('short-series');
  const proofs = epoch.moments.flatMap((m) =>
    m.snapshots.filter((s) => s.profile === 'goroutineleak' || s.limits.includes('leaked-only')),
  );
  const marked = [...facts.byKey.values()].some((g) => g.proven > 0);
  if (proofs.length === 0 && !marked) limits.push('no-leak-profile');
  if (newest.preferred === undefined && proofs.every((s) => s.rows.length === 0)) limits.push('empty-profile');
  else if (newest.preferred && newest.goroutines === 0) limits.push('empty-profile');
  return [...new Set(limits)];
}

function drop(limits: RunLimit[], limit: RunLimit): void {
  const at = limits.indexOf(limit);
  if (at >= 0) limits.splice(at, 1);
}

/** Ids of the findings that hold an exact key, as the lead or as a companion. */
function findingsByKey(findings: Iterable<Finding>): Map<string, string[]> {
  const held = new Map<string, string[]>();
  for (const f of findings)
    for (const key of new Set([f.exactKey ?? '', ...(f.companions ?? []).map((c) => c.exactKey)]))
      (held.get(key) ?? held.set(key, []).get(key))?.push(f.id);
  return held;
}

/** One entry per wait reason of the exact key: every goroutine of the newest snapshot stands in exactly one. */
function groupResults(judged: JudgedGroup, held: readonly string[]): GroupResult[] {
  const { group } = judged.facts;
  return group.parts.map((part) => ({
    exactKey: part.identity.exactKey,
    // Text shows neither keys nor ids, and making both takes longer than judging.
    get stackKey() {
      return part.identity.stackKey;
    },
    siteKey: part.identity.siteKey,
    primitive: part.primitive === 'unknown' ? group.primitive : part.primitive,
    state: part.status,
    waitReason: part.waitReason || undefined,
    count: part.count,
    verdict: judged.verdict,
    why: judged.why,
    parkSite: part.parkSite,
    birthSite: part.birthSite ?? group.stack.createdBy,
    userSite: part.userSite,
    get ids() {
      return part.ids ? formatIdRanges(Float64Array.from(part.ids).sort()) : undefined;
    },
    waitMinutes: part.minutes ? { min: part.minutes.min, max: part.minutes.max } : undefined,
    labels: part.labels && Object.keys(part.labels).length > 0 ? part.labels : undefined,
    leaked: part.leaked > 0 ? part.leaked : undefined,
    lockedToThread: part.lockedToThread > 0 ? part.lockedToThread : undefined,
    stack: part.stack.frames,
    findings: held.length > 0 ? held : undefined,
  }));
}
