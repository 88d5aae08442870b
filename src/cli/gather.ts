// Source arguments of any kind → decoded captures: files one after the other, live targets side by side.

import { CollectError } from '../collect/collect-error.ts';
import { collectSource, isLiveTarget } from '../collect/collect-sources.ts';
import type { Capture } from '../model/capture.ts';
import type { Decoded } from '../model/decoded.ts';
import type { Problem } from '../model/problem.ts';
import type { RunLimit } from '../model/verdict.ts';
import { decodeCaptures } from '../pipeline/run-check.ts';
import { monotonicMs, realClock } from './clock.ts';
import { type LiveFlags, readCount, readDuration, readLiveOptions } from './live-flags.ts';
import { newProgress, shortBytes, shortTime } from './progress.ts';
import { UsageError } from './usage-error.ts';

export interface GatherFlags extends LiveFlags {
  readonly target?: string;
  /** Traces are evidence, too (check). */
  readonly traces?: boolean;
  readonly quiet?: boolean;
  readonly for?: string;
  readonly every?: string;
  readonly budget?: string;
  readonly maxGoroutines?: string;
  /** `--no-leak-gc` makes it false. */
  readonly leakGc?: boolean;
}

export interface Gathered {
  readonly decoded: Decoded[];
  readonly problems: Problem[];
  readonly limits: RunLimit[];
  readonly next: string[];
  readonly interrupted: boolean;
  /** Every live target ran out of time with nothing to say, and there was no other source. */
  readonly timedOut: boolean;
}

/** Live targets asked at once. */
const sideBySide = 8;

/** Collects and decodes all sources; bad ones stand in `problems`. Throws `UsageError` for bad flags only. */
export async function gather(sources: readonly string[], flags: GatherFlags, signal?: AbortSignal): Promise<Gathered> {
  const out: Gathered = { decoded: [], problems: [], limits: [], next: [], interrupted: false, timedOut: false };
  const live = flags.unix !== undefined ? sources : sources.filter(isLiveTarget);
  if (live.length === 0 && (flags.for !== undefined || flags.every !== undefined))
    throw new UsageError('--for and --every take a series of a live service; name one as host:port or URL');
  const progress = newProgress(flags.quiet === true);
  const found: { source: string; captures: Capture[] }[] = [];
  for (const source of sources.filter((s) => !live.includes(s))) {
    try {
      found.push({ source, captures: await collectSource(source, signal) });
    } catch (error) {
      out.problems.push(problemOf(error, source));
    }
  }
  const captures = found.flatMap((f) => f.captures);
  // Sources without a target of their own are snapshots of one, unless a bundle or a live target says otherwise.
  const target = flags.target ?? (live.length > 0 || captures.some((c) => c.provenance.target) ? undefined : '');
  const started = monotonicMs();
  let before = 0;
  for (const capture of captures) {
    const named = target === undefined ? capture : { ...capture, provenance: { ...capture.provenance, target } };
    if (signal?.aborted) break;
    const [decoded] = await decodeCaptures([named], {
      traces: flags.traces === true,
      stopped: () => signal?.aborted === true,
      onProgress: (bytes) => {
        const rate = (before + bytes) / Math.max(1, monotonicMs() - started);
        progress.show(`${named.provenance.name}  ${shortBytes(bytes)}  ${shortBytes(rate * 1000)}/s`);
      },
    });
    before += decoded.bytes;
    out.decoded.push(decoded);
  }
  const timedOut = live.length > 0 ? await gatherLive(live, flags, out, signal, progress.show) : false;
  progress.clear();
  const interrupted = signal?.aborted === true;
  if (
    interrupted &&
    ![...out.problems, ...out.decoded.flatMap((d) => d.problems)].some((p) => p.code === 'run/interrupted')
  )
    out.problems.push({ code: 'run/interrupted', message: 'stopped by the user; what follows is partial' });
  return {
    ...out,
    interrupted,
    timedOut: timedOut && out.decoded.length === 0,
  };
}

async function gatherLive(
  targets: readonly string[],
  flags: GatherFlags,
  out: Gathered,
  signal: AbortSignal | undefined,
  show: (text: string) => void,
): Promise<boolean> {
  const options = readLiveOptions(flags, process.env);
  const forMs = readDuration(flags.for, '--for');
  const settings = {
    budgetMs: readDuration(flags.budget, '--budget') ?? 20_000,
    maxGoroutines: readCount(flags.maxGoroutines ?? '10000', '--max-goroutines'),
    leakProfile: flags.leakGc !== false,
    forMs,
    everyMs: readDuration(flags.every, '--every') ?? 15_000,
    clock: realClock,
    signal,
  };
  const [{ openLiveTarget }, { runLive }] = await Promise.all([
    import('../collect/live/live-target.ts'),
    import('../pipeline/run-live.ts'),
  ]);
  let timedOut = 0;
  const waiting = [...targets];
  const work = async () => {
    for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
      try {
        const target = openLiveTarget(source, options, realClock.now);
        const run = await runLive(target, {
          ...settings,
          onMoment: (at) =>
            show(
              `${at.target}  moment ${at.moment} of ${at.moments}  ${at.goroutines ?? '?'} goroutines  ${shortTime(at.leftMs)} left`,
            ),
        });
        await target.close();
        out.decoded.push(...run.decoded);
        out.problems.push(...run.problems);
        out.limits.push(...run.limits);
        for (const line of run.next) if (!out.next.includes(line)) out.next.push(line);
        if (run.timedOut) timedOut++;
      } catch (error) {
        out.problems.push(problemOf(error, source));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, targets.length) }, work));
  return timedOut === targets.length;
}

function problemOf(error: unknown, source: string): Problem {
  if (!(error instanceof CollectError)) throw error;
  return { code: error.code, message: error.message, source };
}
