// The street on one page: captures → decoded → histories → judged → result. The clock and the bytes come from outside.
import type { GroupFacts } from '../analyse/runtime/facts.ts';
import { isLockFrame } from '../analyse/runtime/lock-waits.ts';
import { applyIgnores, type IgnoreRule } from '../judge/apply-ignores.ts';
import { judgeCrashes } from '../judge/crash-page.ts';
import { type Judgement, judgeRun } from '../judge/judge-run.ts';
import { judgeTrace } from '../judge/judge-trace.ts';
import { sortFindings } from '../judge/make-findings.ts';
import { adviseNext } from '../judge/next-steps.ts';
import type { SourceMatch } from '../judge/source-match.ts';
import { isStandardFunction } from '../knowledge/standard-library.ts';
import type { Capture } from '../model/capture.ts';
import type { Decoded } from '../model/decoded.ts';
import type { TargetHistory } from '../model/history.ts';
import type { Problem } from '../model/problem.ts';
import type { Finding, RunResult, SourceInfo, TargetSummary } from '../model/run-result.ts';
import { countGoroutines } from '../model/snapshot.ts';
import type { ClockSnapshot } from '../model/trace-events.ts';
import { type RunLimit, type Verdict, verdicts } from '../model/verdict.ts';
import { buildHistories } from './build-histories.ts';
import { type DecodeOptions, decodeCapture } from './decode-capture.ts';
import { exitCodeOf, type FailOn } from './exit-code.ts';
import { joinTraces } from './join-traces.ts';
import type { SourceJoin } from './source/source-join.ts';
import { version } from './version.ts';

export interface CheckOptions {
  readonly failOn: FailOn;
  readonly ageSeconds: number;
  /** Keep every group in the result (`--all`, and the forms that draw them). */
  readonly groups: boolean;
  readonly sameMoment?: boolean;
  readonly mainModule?: string;
  /** All sources are of one target, whatever their bundles say. */
  readonly target?: string;
  readonly decode?: DecodeOptions;
  /** Problems from collecting, to stand in the result. */
  readonly problems?: readonly Problem[];
  /** Limits that the collector knows of, e.g. a debug=2 that was not taken. */
  readonly limits?: readonly RunLimit[];
  /** Advice of the collector, to stand before the judge's own. */
  readonly next?: readonly string[];
  /** What the ignore file takes out. */
  readonly ignores?: readonly IgnoreRule[];
  /** The Go source of the program (`--source`). */
  readonly source?: SourceJoin;
}

/** First argument words are kept for locks; in a small source for every method and function that may hold one, too. */
export function wantsPointer(functionName: string, small: boolean): boolean {
  return isLockFrame(functionName) || (small && !isStandardFunction(functionName));
}

/** Decodes captures one after the other, so that only one is in memory as bytes. */
export async function decodeCaptures(captures: readonly Capture[], options: DecodeOptions = {}): Promise<Decoded[]> {
  const decoded: Decoded[] = [];
  for (const capture of captures) decoded.push(await decodeCapture(capture, { pointersOf: wantsPointer, ...options }));
  return decoded;
}

/** One diagnosis of everything given. */
export async function runCheck(captures: readonly Capture[], options: CheckOptions): Promise<RunResult> {
  const named =
    options.target === undefined
      ? captures
      : captures.map((c) => ({ ...c, provenance: { ...c.provenance, target: options.target } }));
  return judgeDecoded(await decodeCaptures(named, options.decode), options);
}

/** The same from sources that are decoded already (a live series, a test). */
export function judgeDecoded(decoded: readonly Decoded[], options: CheckOptions): RunResult {
  const histories = buildHistories(decoded, options);
  const crashes = judgeCrashes(decoded, histories);
  const traces = joinTraces(histories, decoded);
  const judged = judgeRun(histories, {
    ageSeconds: options.ageSeconds,
    groups: options.groups,
    deadlock: crashes.deadlock,
    testLeaks: crashes.testLeaks,
    traces: traces.byEpoch,
    source: options.source && ((facts) => matchSource(options.source as SourceJoin, facts)),
  });
  const fromTraces = decoded.flatMap((d) => d.traces ?? []).map((t) => judgeTrace(t.facts, t.name));
  const { judgement, ignored } = applyIgnores(
    withTraces(judged, fromTraces, histories.length === 0),
    options.ignores ?? [],
  );
  const problems = [
    ...(options.problems ?? []),
    ...decoded.flatMap((d) =>
      isEmptyProof(d) && judgement.limits.every((l) => l !== 'empty-profile') ? [] : d.problems,
    ),
    ...judgement.problems,
    ...traces.problems,
    ...(options.source?.problems ?? []),
  ];
  const limits = [
    ...new Set([
      ...judgement.limits,
      ...(options.limits ?? []),
      ...limitsOfProblems(problems, histories, fromTraces.length > 0),
    ]),
  ];
  const hasCrash = crashes.pages.length > 0;
  const verdict =
    judgement.verdict === 'clean' && limits.some((l) => notClean.has(l)) ? 'cannot-tell' : judgement.verdict;
  return {
    schema: 'parkwatch/result/1',
    tool: { name: 'parkwatch', version },
    verdict,
    limits,
    exitCode: exitCodeOf(verdict, judgement.findings, options.failOn),
    sources: decoded.flatMap(describeSources),
    problems,
    findings: judgement.findings,
    groups: options.groups ? judgement.groups : undefined,
    ignored: ignored.length > 0 ? ignored : undefined,
    crashes: hasCrash ? crashes.pages : undefined,
    races: decoded.some((d) => d.races.length > 0) ? decoded.flatMap((d) => d.races) : undefined,
    targets: histories.length > 0 ? histories.map(summariseTarget) : undefined,
    next: [...new Set([...(options.next ?? []), ...adviseNext(verdict, limits, problems, decoded)])].slice(0, 5),
    notVisible: [],
  };
}

/** Limits found after judging that leave no basis for `clean`. */
const notClean: ReadonlySet<RunLimit> = new Set(['wrong-content', 'no-goroutines', 'trace-not-joined']);

/** Findings that only a trace shows are put to those of the dumps; a group that a dump's finding holds stands there once. */
function withTraces(
  judged: Judgement,
  traces: readonly { readonly verdict: Verdict; readonly findings: readonly Finding[] }[],
  alone: boolean,
): Judgement {
  if (traces.length === 0) return judged;
  // A dump shows who started a goroutine of package context, a trace who derived the context.
  const nameOf = (f: Finding) => {
    const start = f.stack.at(-1)?.function ?? '';
    return start.startsWith('context.') ? start : `${f.birthSite?.function} ${start}`;
  };
  const own = new Set(judged.findings.map(nameOf));
  const added = traces.flatMap((t) => t.findings.filter((f) => !own.has(nameOf(f))));
  const findings = sortFindings([...judged.findings, ...added]);
  const of = alone ? traces.map((t) => t.verdict) : [judged.verdict, ...added.map((f) => f.verdict)];
  const verdict = verdicts.find((v) => of.includes(v)) ?? judged.verdict;
  const limits: RunLimit[] = [...judged.limits];
  if (alone) limits.push(traces.some((t) => t.verdict === 'cannot-tell') ? 'truncated' : 'trace-window');
  return { ...judged, findings, verdict, limits };
}

/** What the source says of a group, by the site of its stack. */
function matchSource(join: SourceJoin, { group }: GroupFacts): SourceMatch | undefined {
  return join.match(group.parts[0]?.parkSite, group.stack.createdBy, group.primitive);
}

/** A leak profile without samples beside ordinary dumps: it proves nothing either way, and that is no problem. */
function isEmptyProof(decoded: Decoded): boolean {
  return (
    decoded.problems.length > 0 &&
    decoded.problems.every((p) => p.code === 'pprof/empty' || p.code === 'debug1/empty') &&
    decoded.snapshots.every((s) => s.profile === 'goroutineleak')
  );
}

function limitsOfProblems(
  problems: readonly Problem[],
  histories: readonly TargetHistory[],
  traces: boolean,
): RunLimit[] {
  const limits: RunLimit[] = [];
  if (histories.length === 0 && !traces) limits.push('no-goroutines');
  for (const { code } of problems) {
    if (code === 'index/stale-count') limits.push('stale-count');
    if (code === 'collect/not-found' || code === 'collect/html-instead' || code === 'collect/wrong-content')
      limits.push('wrong-content');
    if (code.endsWith('/truncated')) limits.push('truncated');
    if (code === 'run/interrupted') limits.push('interrupted');
    if (code === 'run/trace-not-joined') limits.push('trace-not-joined');
    if (code === 'collect/damaged-archive' || code === 'collect/too-large' || code === 'collect/read-failed')
      limits.push('truncated');
  }
  return limits;
}

/** What the result says of one decoded source. */
export function describeSources(decoded: Decoded): SourceInfo[] {
  const entries: SourceInfo[] = decoded.snapshots.map((s) => ({
    name: s.provenance.name,
    form: s.form,
    profile: s.profile,
    takenAt: isoTime(s.takenAt ?? s.provenance.takenAt),
    goVersion: s.goVersion ?? decoded.goVersion,
    goroutines: countGoroutines(s),
    complete: !s.limits.some((l) =>
      ['truncated', 'sampled', 'single-goroutine', 'bubble-only', 'filtered', 'leaked-only', 'delta'].includes(l),
    ),
    bytes: decoded.bytes,
    target: s.provenance.target,
  }));
  for (const p of decoded.profiles)
    entries.push({
      name: p.provenance.name,
      form: decoded.form,
      profile: p.profile,
      takenAt: isoTime(p.takenAt),
      complete: true,
      bytes: decoded.bytes,
    });
  for (const m of decoded.metrics)
    if (decoded.snapshots.length === 0)
      entries.push({
        name: m.provenance.name,
        form: 'metrics',
        takenAt: isoTime(m.takenAt ?? m.provenance.takenAt),
        goVersion: m.goVersion,
        goroutines: m.goroutines,
        complete: true,
        bytes: decoded.bytes,
      });
  for (const { name, facts, target } of decoded.traces ?? [])
    entries.push({
      name,
      form: 'trace',
      takenAt: isoTime(wallClockOf(facts.clockSnapshots)),
      goroutines: facts.goroutines.count,
      complete: facts.complete,
      bytes: decoded.bytes,
      target,
    });
  if (entries.length === 0) {
    const name = decoded.name ?? decoded.problems.find((p) => p.source)?.source;
    if (name) entries.push({ name, form: decoded.form, complete: false, bytes: decoded.bytes });
  }
  return entries;
}

/** When the trace began, ms since 1970; before Go 1.25 it does not say. */
function wallClockOf(clocks: readonly ClockSnapshot[]): number | undefined {
  const [clock] = clocks;
  const ms = clock ? clock.sec * 1000 + clock.nsec / 1e6 : 0;
  return ms > 0 && ms < 8.64e15 ? ms : undefined;
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined || !Number.isFinite(ms) ? undefined : new Date(ms).toISOString();
}

function summariseTarget(history: TargetHistory): TargetSummary {
  const moments = history.epochs.flatMap((e) => e.moments);
  const last = moments[moments.length - 1];
  return {
    name: history.name,
    moments: moments.length,
    firstAt: isoTime(moments[0].time),
    lastAt: isoTime(last.time),
    goroutinesFirst: moments[0].goroutines,
    goroutinesLast: last.goroutines,
    restarts: history.epochs.length - 1,
  };
}
