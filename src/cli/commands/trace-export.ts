// `trace export`: pprof, folded stacks or Perfetto JSON.
import { gzipSync } from 'node:zlib';
import { type TimeKind, timeKinds } from '../../analyse/trace/time-profile.ts';
import { neutralise } from '../../base/neutralise.ts';
import { isLiveTarget } from '../../collect/collect-sources.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { encodeTimes, exportPerfetto, exportTimes } from '../../pipeline/export-trace.ts';
import type { TraceRead } from '../../pipeline/read-trace.ts';
import { renderFoldedTimes } from '../../report/trace/render-times.ts';
import { newProgress } from '../progress.ts';
import { suggest } from '../suggest.ts';
import { openTextOut } from '../text-out.ts';
import { UsageError } from '../usage-error.ts';
import { readingProgress, type TraceRun, writeTraceOutput } from './trace.ts';
import { openTraceSource } from './trace-source.ts';

const forms = ['pprof', 'folded', 'perfetto'] as const;

/** Returns the exit code: 0, 3 when the trace was not read whole, 130 when interrupted. Throws `UsageError`. */
export async function runTraceExport(run: TraceRun): Promise<number> {
  const { wish, flags, signal } = run;
  const [source] = wish.sources;
  const form = forms.find((f) => f === formOf(flags.as, flags.output));
  if (!form)
    throw new UsageError(`--as ${flags.as} is not known${suggest(flags.as, forms)}; it is one of ${forms.join(', ')}`);
  if (!(timeKinds as readonly string[]).includes(flags.time))
    throw new UsageError(
      `--time ${flags.time} is not known${suggest(flags.time, timeKinds)}; it is one of ${timeKinds.join(', ')}`,
    );
  if (form === 'pprof' && flags.output === undefined && process.stdout.isTTY)
    throw new UsageError('a profile is binary: write it with -o sync.pb.gz, or pipe it');
  const capture = await openTraceSource(source, flags, wish, signal);
  const progress = newProgress(flags.quiet === true);
  const options = {
    ...(wish.window ? { window: wish.window } : {}),
    stopped: () => signal.aborted && !isLiveTarget(source),
    onProgress: readingProgress(progress, source),
  };
  try {
    if (form === 'perfetto') return tell(await toPerfetto(), signal.aborted);
    const times = await exportTimes(capture, flags.time as TimeKind, options);
    const out =
      form === 'folded' ? renderFoldedTimes(times.stacks) : gzipSync(encodeTimes(times.stacks, times.summary));
    progress.clear();
    if (times.summary.events > 0) await writeTraceOutput(out, flags.output);
    return tell(times, signal.aborted);
  } finally {
    progress.clear();
  }

  async function toPerfetto(): Promise<TraceRead> {
    const out = openTextOut(flags.output);
    let text = '';
    try {
      const read = await exportPerfetto(
        capture,
        (piece) => {
          text += piece;
          if (text.length < 1 << 16) return;
          out.write(text);
          text = '';
        },
        { ...options, stopped: () => options.stopped() || out.closed() },
      );
      out.write(text);
      return out.closed() ? { ...read, problems: [], summary: { ...read.summary, problems: [] } } : read;
    } finally {
      out.close();
    }
  }
}

/** The ending of the file wins over the default, not over what was said. */
function formOf(as: string, output: string | undefined): string {
  if (as !== 'pprof' || output === undefined) return as;
  return /\.(?:folded|txt)$/.test(output) ? 'folded' : /\.json$/.test(output) ? 'perfetto' : as;
}

function tell(read: TraceRead, interrupted: boolean): number {
  const problems = [...read.problems, ...read.summary.problems];
  for (const p of problems) process.stderr.write(`parkwatch trace: ${p.code}: ${neutralise(p.message)}\n`);
  if (interrupted) return exitCodes.interrupted;
  return problems.some((p) => p.code !== 'exectrace/newer-version') ? exitCodes.cannotTell : exitCodes.ok;
}
