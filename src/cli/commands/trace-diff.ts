// `trace diff A B`.
import { neutralise } from '../../base/neutralise.ts';
import { runTraceDiff as diff, edgesOver } from '../../pipeline/run-trace-diff.ts';
import { renderTraceDiff } from '../../report/trace/render-trace-diff.ts';
import { formatNs } from '../../report/trace/trace-words.ts';
import { readOneTrace, type TraceRun, writeTraceOutput } from './trace.ts';

/** As for `parkwatch diff` (DESIGN §1). */
const tolerance = { goroutines: 10, percent: 10 };

/** Returns the exit code; throws `UsageError`. */
export async function runTraceDiff(run: TraceRun): Promise<number> {
  const { wish, flags } = run;
  const before = await readOneTrace(run, wish.sources[0]);
  const after = await readOneTrace(run, wish.sources[1]);
  const { failOverNs } = wish;
  const result = diff(before, after, { tolerance, ...(failOverNs === undefined ? {} : { failOverNs }) });
  const json = flags.json || flags.output?.endsWith('.json');
  await writeTraceOutput(json ? JSON.stringify(result, null, 2) : renderTraceDiff(result, wish.limit), flags.output);
  if (failOverNs !== undefined)
    for (const e of edgesOver(result, failOverNs).slice(0, 5))
      process.stderr.write(
        `parkwatch trace: over --fail-over: a wait of ${neutralise(e.wakee)} for ${neutralise(e.waker)} took ` +
          `${formatNs(e.before?.meanNs ?? 0)} and takes ${formatNs(e.after?.meanNs ?? 0)}\n`,
      );
  return result.exitCode;
}
