// One moment of a live service: the rungs of DESIGN §10, cheapest first, each inside what is left of the budget.
import { adviceOf, type LiveCapture, type LiveTarget, withProcess } from '../collect/live/live-target.ts';
import type { ProcessInfo } from '../model/capture.ts';
import type { Decoded } from '../model/decoded.ts';
import type { Problem } from '../model/problem.ts';
import { countGoroutines } from '../model/snapshot.ts';
import type { RunLimit } from '../model/verdict.ts';
import { expectedDumpCost, formatPause } from './dump-cost.ts';

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface LadderOptions {
  /** ms for all rungs of this moment together. */
  readonly budgetMs: number;
  readonly maxGoroutines: number;
  /** Climb to the leak profile, which costs a garbage collection. */
  readonly leakProfile: boolean;
  /** Take the counts once more at the end. */
  readonly again: boolean;
  /** Full dump, in moments of a series too. */
  readonly fullDump: boolean;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** The process as an earlier moment saw it. */
  readonly process?: ProcessInfo;
  readonly decode: (taken: LiveCapture) => Promise<Decoded>;
}

export interface LadderResult {
  readonly decoded: readonly Decoded[];
  readonly problems: readonly Problem[];
  readonly limits: readonly RunLimit[];
  readonly next: readonly string[];
  readonly process?: ProcessInfo;
  /** Goroutines in the first counts; absent when not even those came. */
  readonly goroutines?: number;
  /** Code of the error that ended the first rung. */
  readonly failure?: string;
}

/** A rung needs at least this much of the budget left, or it is not begun. */
const leastMs = 500;
/** Metrics and the command line are asked for, not waited for. */
const sideMs = 2_000;
/** The runtime's measure is 2 cores and short stacks; a rung that would take more than this share of the rest waits. */
const fitShare = 0.8;

/** Takes one moment; never throws. */
export async function climbLadder(target: LiveTarget, options: LadderOptions): Promise<LadderResult> {
  const ends = options.clock.now() + options.budgetMs;
  const left = () => ends - options.clock.now();
  const decoded: Decoded[] = [];
  const problems: Problem[] = [];
  const limits = new Set<RunLimit>();
  const next: string[] = [];
  let process = options.process;
  let failure: string | undefined;
  const stopped = () => options.signal?.aborted === true;

  const rung = async (take: (within: { withinMs: number; signal?: AbortSignal }) => Promise<LiveCapture>) => {
    try {
      const taken = withProcess(await take({ withinMs: left(), signal: options.signal }), process);
      const value = byOurClock(await options.decode(taken), taken.takenAt);
      decoded.push(value);
      return value;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'run/interrupted') return undefined;
      failure ??= code;
      problems.push({ code, message: (error as Error).message, source: target.name });
      for (const line of adviceOf(error)) if (!next.includes(line)) next.push(line);
      return undefined;
    }
  };
  const done = (goroutines?: number): LadderResult => ({
    decoded,
    problems,
    limits: [...limits],
    next,
    process,
    goroutines,
    failure: decoded.length === 0 ? (failure ?? 'run/interrupted') : undefined,
  });

  if (target.single) {
    const only = await rung((within) => target.collectSingle(within));
    return done(only?.snapshots.reduce((n, s) => n + countGoroutines(s), 0));
  }
  const counts = await rung((within) => target.collectProfile('goroutine', 0, within));
  if (!counts) return done();
  const goroutines = counts.snapshots.reduce((n, s) => n + countGoroutines(s), 0);

  const side = await collectSide(target, options, Math.min(sideMs, left()));
  decoded.push(...side.decoded);
  process = { ...process, ...side.process };
  decoded[0] = withProcessKnown(decoded[0], process);

  if (options.fullDump && !stopped()) {
    const cost = expectedDumpCost(goroutines);
    const price = `would take about ${formatPause(cost.wallMs)} and stop the service for about ${formatPause(cost.pauseMs)} at a time`;
    if (goroutines > options.maxGoroutines) {
      limits.add('debug2-skipped');
      next.push(`parkwatch check ${target.name} --max-goroutines ${roundUp(goroutines)}`);
      problems.push({
        code: 'live/debug2-skipped',
        message: `${goroutines.toLocaleString('en-US')} goroutines are more than --max-goroutines ${options.maxGoroutines.toLocaleString('en-US')}: a full dump ${price}, so it was not taken`,
        source: target.name,
      });
    } else if (left() < leastMs || cost.wallMs > left() * fitShare) {
      limits.add('debug2-skipped');
      problems.push({
        code: 'live/budget-spent',
        message: `a full dump of ${goroutines.toLocaleString('en-US')} goroutines ${price}, which does not fit into what is left of --budget`,
        source: target.name,
      });
    } else if (!(await rung((within) => target.collectProfile('goroutine', 2, within)))) limits.add('debug2-skipped');
  }
  if (options.leakProfile && !stopped()) await climbToProof();
  if (options.again && !stopped() && left() >= leastMs)
    await rung((within) => target.collectProfile('goroutine', 0, within));
  return done(goroutines);

  async function climbToProof(): Promise<void> {
    if (left() < leastMs) {
      limits.add('no-leak-profile');
      problems.push({
        code: 'live/budget-spent',
        message: 'the leak profile was not asked for: --budget is spent',
        source: target.name,
      });
      return;
    }
    const before = problems.length;
    if (await rung((within) => target.collectProfile('goroutineleak', 0, within))) return;
    limits.add('no-leak-profile');
    // That a service does not offer it is no fault of the run; the limit says it, with how to get it.
    if (problems[before]?.code === 'collect/profile-unknown' || problems[before]?.code === 'collect/no-pprof') {
      problems.splice(before, 1);
      next.length = 0;
    }
  }
}

/** Metrics, expvar and command line; whatever fails here is simply not known. */
async function collectSide(
  target: LiveTarget,
  options: LadderOptions,
  withinMs: number,
): Promise<{ decoded: Decoded[]; process: ProcessInfo | undefined }> {
  if (withinMs < 100) return { decoded: [], process: undefined };
  const quiet = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch {
      return undefined;
    }
  };
  const get = { withinMs, signal: options.signal };
  const [commandLine, ...taken] = await Promise.all([
    options.process?.commandLine === undefined ? quiet(target.collectCommandLine(get)) : options.process.commandLine,
    quiet(target.collectMetrics('metrics', get)),
    quiet(target.collectMetrics('vars', get)),
  ]);
  const decoded: Decoded[] = [];
  for (const one of taken) {
    const value = one && (await quiet(options.decode(one)));
    if (value && value.metrics.length > 0) decoded.push(byOurClock(value, one.takenAt));
  }
  const samples = decoded.flatMap((d) => d.metrics);
  const known: ProcessInfo = {
    commandLine: commandLine ?? samples.find((m) => m.commandLine)?.commandLine,
    startedAt: samples.find((m) => m.startedAt !== undefined)?.startedAt,
    goVersion: samples.find((m) => m.goVersion)?.goVersion,
  };
  const entries = Object.entries(known).filter(([, value]) => value !== undefined);
  return { decoded, process: entries.length > 0 ? Object.fromEntries(entries) : undefined };
}

/** Profiles carry the service's clock; forms without a time carry ours. One clock must order them all: ours. */
function byOurClock(decoded: Decoded, takenAt: number): Decoded {
  return {
    ...decoded,
    snapshots: decoded.snapshots.map((s) => ({ ...s, takenAt })),
    metrics: decoded.metrics.map((m) => ({ ...m, takenAt })),
  };
}

function withProcessKnown(decoded: Decoded, process: ProcessInfo | undefined): Decoded {
  if (!process) return decoded;
  return { ...decoded, snapshots: decoded.snapshots.map((s) => ({ ...s, provenance: { ...s.provenance, process } })) };
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.includes('/') ? code : 'collect/failed';
}

/** 12,345 → 20,000: a round number above it. */
function roundUp(n: number): number {
  const step = 10 ** Math.floor(Math.log10(n));
  return Math.ceil((n * 1.2) / step) * step;
}
