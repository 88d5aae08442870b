// The source argument of `trace` → one capture: a file, standard input, the trace in a bundle, or a live service.
import { closeSync, openSync, writeSync } from 'node:fs';
import { CollectError } from '../../collect/collect-error.ts';
import { collectSource, isLiveTarget } from '../../collect/collect-sources.ts';
import { adviceOf, openLiveTarget } from '../../collect/live/live-target.ts';
import type { ByteSource, Capture } from '../../model/capture.ts';
import { realClock } from '../clock.ts';
import { readLiveOptions } from '../live-flags.ts';
import { newProgress, shortBytes } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import type { TraceFlags, TraceWish } from './trace-flags.ts';

/**
 * The capture; its bytes come while it is read. A service that does not answer is a problem of the result, so the error
 * comes out of `open()`; throws `UsageError` for what is no source at all.
 */
export async function openTraceSource(
  source: string,
  flags: TraceFlags,
  wish: TraceWish,
  signal: AbortSignal,
): Promise<Capture> {
  if (flags.unix !== undefined || isLiveTarget(source)) return keeping(liveTrace(source, flags, wish, signal), flags);
  for (const flag of ['seconds', 'flight', 'keep'] as const)
    if (flags[flag] !== undefined) throw new UsageError(`--${flag} is for a live service; ${source} is none`);
  try {
    const captures = await collectSource(source, signal, { traces: true });
    const capture = captures.find((c) => c.provenance.profile === 'trace') ?? captures[0];
    if (capture && (captures.length === 1 || capture.provenance.profile === 'trace')) return capture;
  } catch (error) {
    if (error instanceof CollectError) throw new UsageError(error.message);
    throw error;
  }
  throw new UsageError(`${source} holds no trace; parkwatch capture HOST --seconds 5 puts one into a bundle`);
}

function liveTrace(source: string, flags: TraceFlags, wish: TraceWish, signal: AbortSignal): Capture {
  const live = (() => {
    try {
      return openLiveTarget(source, readLiveOptions(flags, process.env), realClock.now);
    } catch (error) {
      if (error instanceof CollectError) throw new UsageError(error.message);
      throw error;
    }
  })();
  const what = live.single
    ? undefined
    : flags.flight === undefined
      ? { seconds: wish.seconds }
      : { path: flags.flight };
  return {
    provenance: { name: live.name, target: live.name, takenAt: realClock.now(), profile: 'trace' },
    async open() {
      const progress = newProgress(flags.quiet === true);
      const started = performance.now();
      const said = what && 'seconds' in what ? ` of ${what.seconds} s` : '';
      // A small service is silent until the end: then only the time passes.
      const tick = setInterval(() => show(), 250);
      let bytes = 0;
      const show = () =>
        progress.show(
          `${live.name}  trace${said}  ${((performance.now() - started) / 1000).toFixed(1)} s  ${shortBytes(bytes)}`,
        );
      try {
        return await live.collectTrace(what, {
          signal,
          onBytes: (n) => {
            bytes = n;
          },
        });
      } catch (error) {
        for (const line of adviceOf(error)) process.stderr.write(`parkwatch trace: ${line}\n`);
        throw error;
      } finally {
        clearInterval(tick);
        progress.clear();
        await live.close();
      }
    },
  };
}

/** The same capture; what is read of it also goes into the file of `--keep`. */
function keeping(capture: Capture, flags: TraceFlags): Capture {
  const { keep } = flags;
  if (keep === undefined) return capture;
  return {
    ...capture,
    async open(): Promise<ByteSource> {
      const source = await capture.open();
      let fd: number;
      try {
        fd = openSync(keep, 'w');
      } catch (error) {
        throw new UsageError(`${keep} cannot be written: ${(error as Error).message}`);
      }
      return {
        async read(into, offset, length) {
          const n = await source.read(into, offset, length);
          if (n > 0) writeSync(fd, into, offset, n);
          return n;
        },
        close() {
          closeSync(fd);
          source.close();
        },
      };
    },
  };
}
