// `trace events`: every event as a line of JSON, as it is read.
import { WhereError } from '../../analyse/runtime/where.ts';
import { neutralise } from '../../base/neutralise.ts';
import { isLiveTarget } from '../../collect/collect-sources.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { listTraceEvents } from '../../pipeline/list-trace-events.ts';
import { newProgress } from '../progress.ts';
import { openTextOut } from '../text-out.ts';
import { UsageError } from '../usage-error.ts';
import { readingProgress, type TraceRun } from './trace.ts';
import { openTraceSource } from './trace-source.ts';

/** Text that is gathered before it is written. */
const chunk = 1 << 16;

/** Returns the exit code: 0, 3 when the trace was not read whole, 130 when interrupted. Throws `UsageError`. */
export async function runTraceEvents(run: TraceRun): Promise<number> {
  const { wish, flags, signal } = run;
  const [source] = wish.sources;
  const capture = await openTraceSource(source, flags, wish, signal);
  const out = openTextOut(flags.output);
  const progress = newProgress(flags.quiet === true || flags.output === undefined);
  let text = '';
  try {
    const read = await listTraceEvents(
      capture,
      (event) => {
        text += `${JSON.stringify(event)}\n`;
        if (text.length < chunk) return;
        if (!out.closed()) out.write(text);
        text = '';
      },
      {
        ...(flags.where === undefined ? {} : { where: flags.where }),
        ...(wish.window ? { window: wish.window } : {}),
        stopped: () => (signal.aborted && !isLiveTarget(source)) || out.closed(),
        onProgress: readingProgress(progress, source),
      },
    );
    out.write(text);
    const problems = out.closed() ? [] : [...read.problems, ...read.summary.problems];
    progress.clear();
    for (const p of problems) process.stderr.write(`parkwatch trace: ${p.code}: ${neutralise(p.message)}\n`);
    if (signal.aborted) return exitCodes.interrupted;
    return problems.some((p) => p.code !== 'exectrace/newer-version') ? exitCodes.cannotTell : exitCodes.ok;
  } catch (error) {
    if (error instanceof WhereError) throw new UsageError(error.message);
    throw error;
  } finally {
    progress.clear();
    out.close();
  }
}
