// Runs `capture`: one live target into a bundle, and a summary of what it holds and what it cost.
import { neutralise } from '../../base/neutralise.ts';
import { newBundleWriter } from '../../collect/bundle-writer.ts';
import { CollectError } from '../../collect/collect-error.ts';
import { isLiveTarget } from '../../collect/collect-sources.ts';
import { openLiveTarget } from '../../collect/live/live-target.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { runCapture } from '../../pipeline/run-capture.ts';
import { realClock } from '../clock.ts';
import type { GatherFlags } from '../gather.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { readCount, readDuration, readLiveOptions } from '../live-flags.ts';
import { newProgress, shortBytes } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

export interface CaptureFlags extends GatherFlags {
  readonly output?: string;
  readonly redact?: boolean;
  readonly seconds?: string;
  readonly json?: boolean;
}

/** Returns the exit code: 0 when the bundle holds goroutines, 3 when nothing came, 130 when interrupted. */
export async function runCaptureCommand(source: string, flags: CaptureFlags): Promise<number> {
  if (flags.unix === undefined && !isLiveTarget(source))
    throw new UsageError(`${source} is no live target; write host:port or a URL`);
  const live = readLiveOptions(flags, process.env);
  const settings = {
    budgetMs: readDuration(flags.budget, '--budget') ?? 20_000,
    maxGoroutines: readCount(flags.maxGoroutines ?? '10000', '--max-goroutines'),
    leakProfile: flags.leakGc !== false,
    redact: flags.redact === true,
    traceSeconds: flags.seconds === undefined ? undefined : readCount(flags.seconds, '--seconds'),
    forMs: readDuration(flags.for, '--for'),
    everyMs: readDuration(flags.every, '--every'),
  };
  const target = openOrRefuse();
  const path = flags.output ?? defaultName(target.name);
  const progress = newProgress(flags.quiet === true);
  const interrupt = listenForInterrupt();
  try {
    const result = await runCapture(target, newBundleWriter(path), {
      ...settings,
      clock: realClock,
      signal: interrupt.signal,
      onStep: progress.show,
    });
    progress.clear();
    const { captures } = result.manifest;
    if (flags.json) process.stdout.write(`${JSON.stringify(result.manifest, null, 2)}\n`);
    else {
      const total = captures.reduce((n, c) => n + (c.bytes ?? 0), 0);
      for (const c of captures)
        process.stdout.write(
          `  ${c.file.padEnd(32)} ${shortBytes(c.bytes ?? 0).padStart(9)}  ${String(c.tookMs ?? 0).padStart(6)} ms\n`,
        );
      process.stdout.write(
        `${path}: ${captures.length} captures, ${shortBytes(total)}${flags.redact ? ', redacted' : ''}\n`,
      );
      if (captures.length > 0) process.stdout.write(`next: parkwatch check ${path}\n`);
    }
    for (const p of result.problems) process.stderr.write(`parkwatch capture: ${neutralise(p.message)}\n`);
    if (result.interrupted) return exitCodes.interrupted;
    return captures.length === 0 ? exitCodes.cannotTell : exitCodes.ok;
  } catch (error) {
    if (error instanceof CollectError) throw new UsageError(error.message);
    throw error;
  } finally {
    progress.clear();
    interrupt.release();
    await target.close();
  }

  function openOrRefuse() {
    try {
      return openLiveTarget(source, live, realClock.now);
    } catch (error) {
      if (error instanceof CollectError) throw new UsageError(error.message);
      throw error;
    }
  }
}

/** `parkwatch-localhost-6060-20261121-115959.tgz`. */
function defaultName(target: string): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `parkwatch-${target.replace(/^[a-z]+:\/\//, '').replace(/[^A-Za-z0-9.]+/g, '-')}-${time}.tgz`;
}
