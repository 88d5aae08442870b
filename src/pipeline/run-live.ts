// Live targets → decoded moments: one ladder, or a series of them until `forMs` is over. Keeps snapshots, never bytes.
import type { LiveTarget } from '../collect/live/live-target.ts';
import type { ProcessInfo } from '../model/capture.ts';
import type { Decoded } from '../model/decoded.ts';
import type { Problem } from '../model/problem.ts';
import type { RunLimit } from '../model/verdict.ts';
import { type Clock, climbLadder, type LadderResult } from './climb-ladder.ts';
import { type DecodeOptions, decodeCapture } from './decode-capture.ts';
import { wantsPointer } from './run-check.ts';

export interface LiveRunOptions {
  readonly budgetMs: number;
  readonly maxGoroutines: number;
  readonly leakProfile: boolean;
  /** Length of the series; absent: one moment. */
  readonly forMs?: number;
  readonly everyMs?: number;
  readonly clock: Clock;
  /** Aborted by Ctrl-C: what is known so far is returned. */
  readonly signal?: AbortSignal;
  readonly onMoment?: (at: SeriesProgress) => void;
  readonly decode?: DecodeOptions;
}

export interface SeriesProgress {
  readonly target: string;
  /** From 1. */
  readonly moment: number;
  readonly moments: number;
  readonly goroutines?: number;
  readonly leftMs: number;
}

export interface LiveRun {
  readonly decoded: readonly Decoded[];
  readonly problems: readonly Problem[];
  readonly limits: readonly RunLimit[];
  readonly next: readonly string[];
  readonly interrupted: boolean;
  /** Nothing came from this target because time ran out. */
  readonly timedOut: boolean;
}

/** Failures that the next moment will meet again: a series that begins with one of them ends there. */
const lasting =
  /^collect\/(refused|no-socket|dns|unreachable|unauthorized|forbidden|no-pprof|profile-unknown|html-instead|http-to-tls|tls-to-http|tls|not-http|redirect-.*|bad-request|http-status|too-large|wrong-content)$/;
const timeouts = /^collect\/(connect|first-byte|body)-timeout$/;

/** Collects from one target; never throws, what failed stands in `problems`. */
export async function runLive(target: LiveTarget, options: LiveRunOptions): Promise<LiveRun> {
  const decoded: Decoded[] = [];
  const problems: Problem[] = [];
  const limits = new Set<RunLimit>();
  const next: string[] = [];
  const { clock, signal } = options;
  const started = clock.now();
  const series = options.forMs !== undefined && !target.single;
  const everyMs = Math.max(1, options.everyMs ?? 15_000);
  const moments = series ? Math.floor((options.forMs ?? 0) / everyMs) + 1 : 1;
  let process: ProcessInfo | undefined;
  let failure: string | undefined;
  let taken = 0;

  const keep = (result: LadderResult): void => {
    decoded.push(...result.decoded);
    process = result.process ?? process;
    failure = result.failure;
    for (const problem of result.problems) addProblem(problems, problem);
    for (const limit of result.limits) limits.add(limit);
    for (const line of result.next) if (!next.includes(line)) next.push(line);
  };
  for (let i = 0; i < moments; i++) {
    if (i > 0) await clock.sleep(started + i * everyMs - clock.now(), signal);
    if (signal?.aborted) break;
    // A moment that took longer than the interval swallows the ones that it covered.
    if (i > 0 && i < moments - 1 && clock.now() >= started + (i + 1) * everyMs) continue;
    const last = i === moments - 1;
    const result = await climbLadder(target, {
      budgetMs: options.budgetMs,
      maxGoroutines: options.maxGoroutines,
      leakProfile: options.leakProfile && last,
      again: !series,
      fullDump: true,
      clock,
      signal,
      process,
      decode: (one) => decodeCapture(one.capture, { pointersOf: wantsPointer, ...options.decode }),
    });
    keep(result);
    taken++;
    options.onMoment?.({
      target: target.name,
      moment: i + 1,
      moments,
      goroutines: result.goroutines,
      leftMs: Math.max(0, started + (moments - 1) * everyMs - clock.now()),
    });
    if (i === 0 && result.failure && lasting.test(result.failure)) break;
  }
  const interrupted = signal?.aborted === true;
  if (interrupted) {
    limits.add('interrupted');
    addProblem(problems, {
      code: 'run/interrupted',
      message: `stopped by the user after ${taken} of ${moments} moment${moments === 1 ? '' : 's'}; what follows is partial`,
      source: target.name,
    });
  }
  return {
    decoded,
    problems,
    limits: [...limits],
    next,
    interrupted,
    timedOut: decoded.length === 0 && failure !== undefined && timeouts.test(failure),
  };
}

/** The same failure again raises the count of the first instead of filling the report. */
function addProblem(problems: Problem[], problem: Problem): void {
  const i = problems.findIndex((p) => p.code === problem.code && p.source === problem.source);
  if (i < 0) problems.push(problem);
  else problems[i] = { ...problem, count: (problems[i].count ?? 1) + 1 };
}
