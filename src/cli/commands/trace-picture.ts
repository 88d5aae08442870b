// `trace timeline`: a stretch of the trace as a page, or its intervals as JSON.
import { deflateRawSync } from 'node:zlib';
import { neutralise } from '../../base/neutralise.ts';
import { isLiveTarget } from '../../collect/collect-sources.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { runTimeline } from '../../pipeline/run-timeline.ts';
import { renderTimelineHtml } from '../../report/trace/html/render-timeline.ts';
import { timelineResult } from '../../report/trace/timeline-json.ts';
import { newProgress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { readingProgress, type TraceRun, writeTraceOutput } from './trace.ts';
import { openTraceSource } from './trace-source.ts';

/** Intervals that a page holds: 3 million are about 15 MB and open in some seconds. */
const maxSteps = 3_000_000;

/** Returns the exit code: 0, 3 when the trace was not read whole, 130 when interrupted. Throws `UsageError`. */
export async function runTraceTimeline(run: TraceRun): Promise<number> {
  const { wish, flags, signal } = run;
  const asJson = flags.json === true || flags.output?.endsWith('.json') === true;
  if (!asJson && flags.output !== undefined && flags.output !== '-' && !/\.html?$/.test(flags.output))
    throw new UsageError(`the timeline is a page or JSON; write -o ${flags.output}.html`);
  if (!asJson && flags.output === undefined && process.stdout.isTTY)
    throw new UsageError('the timeline is a page: write it with -o timeline.html, or take --json');
  const [source] = wish.sources;
  const capture = await openTraceSource(source, flags, wish, signal);
  const progress = newProgress(flags.quiet === true);
  const window = wish.window ?? { fromNs: 0, toNs: Number.POSITIVE_INFINITY };
  const { timeline, summary, problems, interrupted } = await runTimeline(
    capture,
    { ...window, maxSteps },
    {
      ...(isLiveTarget(source) ? {} : { stopped: () => signal.aborted }),
      onProgress: readingProgress(progress, source),
    },
  ).finally(() => progress.clear());
  for (const problem of problems) process.stderr.write(`parkwatch trace: ${neutralise(problem.message)}\n`);
  if (summary.events === 0) return interrupted ? exitCodes.interrupted : exitCodes.cannotTell;
  if (timeline.cut)
    process.stderr.write(
      `parkwatch trace: ${timeline.steps.size} intervals are kept, up to ${(timeline.toNs / 1e9).toFixed(3)}s of the trace; choose a stretch with --from and --to\n`,
    );
  const origin = { source: capture.provenance.name, header: summary.header, problems };
  await writeTraceOutput(
    asJson
      ? `${JSON.stringify(timelineResult(timeline, origin))}\n`
      : renderTimelineHtml(timeline, { ...origin, deflate: (bytes) => deflateRawSync(bytes) }),
    flags.output,
  );
  return interrupted ? exitCodes.interrupted : summary.complete ? exitCodes.ok : exitCodes.cannotTell;
}
