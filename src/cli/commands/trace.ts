// Runs `trace`: one view of one execution trace as text, JSON or a picture; events, exports and diff have files of their own.
import { writeFileSync } from 'node:fs';
import { neutralise } from '../../base/neutralise.ts';
import { isLiveTarget } from '../../collect/collect-sources.ts';
import type { TraceFacts, TraceResult, TraceView } from '../../model/trace-result.ts';
import { exitCodes } from '../../pipeline/exit-code.ts';
import { runTrace } from '../../pipeline/run-trace.ts';
import { type PictureForm, pictureForms } from '../../report/trace/html/picture-forms.ts';
import { type GraphOptions, renderGraphDot, selectEdges } from '../../report/trace/render-graph.ts';
import { renderTraceView, viewResult } from '../../report/trace/render-views.ts';
import { formatNs } from '../../report/trace/trace-words.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { writeOut } from '../print-result.ts';
import { newProgress, shortBytes } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { readTraceWish, type TraceFlags, type TraceWish } from './trace-flags.ts';
import { openTraceSource } from './trace-source.ts';

/** What the run of one trace needs; shared with events, exports and diff. */
export interface TraceRun {
  readonly wish: TraceWish;
  readonly flags: TraceFlags;
  readonly signal: AbortSignal;
}

/** Returns the exit code; throws `UsageError`. */
export async function runTraceCommand(args: readonly string[], flags: TraceFlags): Promise<number> {
  const wish = readTraceWish(args, flags);
  const interrupt = listenForInterrupt();
  const run = { wish, flags, signal: interrupt.signal };
  try {
    switch (wish.word) {
      case 'diff':
        return await (await import('./trace-diff.ts')).runTraceDiff(run);
      case 'events':
        return await (await import('./trace-events.ts')).runTraceEvents(run);
      case 'export':
        return await (await import('./trace-export.ts')).runTraceExport(run);
      case 'timeline':
        return await (await import('./trace-picture.ts')).runTraceTimeline(run);
      default:
        return await runView(run, wish.word);
    }
  } finally {
    interrupt.release();
  }
}

async function runView(run: TraceRun, view: TraceView): Promise<number> {
  const { wish, flags } = run;
  const picture = pictureOf(view, flags);
  const baseline = flags.baseline === undefined ? undefined : await readBaseline(run, flags.baseline);
  const result = await readOneTrace(run, wish.sources[0], baseline);
  const options: GraphOptions = { thresholdNs: wish.thresholdNs, focus: flags.focus };
  const over = wish.failOverNs === undefined ? [] : selectEdges(result, { ...options, thresholdNs: wish.failOverNs });
  const broken = over.filter((e) => !e.system);
  const failed = broken.length > 0 && result.exitCode === exitCodes.ok;
  const exitCode = failed ? exitCodes.findings : result.exitCode;
  const out = picture
    ? (await import('../../report/trace/html/render-picture.ts')).renderPicture(
        { ...result, exitCode },
        view,
        picture,
        options,
      )
    : render({ ...result, exitCode }, view, run, options);
  await writeTraceOutput(out, flags.output);
  for (const e of broken.slice(0, 5))
    process.stderr.write(
      `parkwatch trace: over --fail-over: ${neutralise(e.wakee)} waited ${formatNs(e.blockedNs)} for ${neutralise(e.waker)}\n`,
    );
  return exitCode;
}

/** The form of the picture that the ending of `-o` asks for. Throws `UsageError` where a view has none. */
function pictureOf(view: TraceView, flags: TraceFlags): PictureForm | undefined {
  const ending = flags.output?.split('.').at(-1);
  if (ending !== 'svg' && ending !== 'html') return undefined;
  const forms = pictureForms[view] ?? [];
  if (forms.includes(ending)) return ending;
  const others = Object.entries(pictureForms).map(([name, all]) => `${name} (${all.join(', ')})`);
  throw new UsageError(`${view} has no picture as ${ending}; there are ${[...others, 'timeline (html)'].join(', ')}`);
}

/** Reads one trace to its result, with progress. */
export async function readOneTrace(run: TraceRun, source: string, baseline?: TraceFacts): Promise<TraceResult> {
  const { wish, flags, signal } = run;
  const capture = await openTraceSource(source, flags, wish, signal);
  const progress = newProgress(flags.quiet === true);
  try {
    return await runTrace(capture, {
      failOn: wish.failOn,
      by: wish.by,
      ...(wish.window ? { window: wish.window } : {}),
      ...(baseline ? { baseline } : {}),
      // What a live service has sent is read to its end, also after Ctrl-C.
      ...(isLiveTarget(source) || flags.unix !== undefined
        ? { live: flags.keep === undefined ? {} : { kept: flags.keep } }
        : { stopped: () => signal.aborted }),
      onProgress: readingProgress(progress, source),
    });
  } finally {
    progress.clear();
  }
}

/** Shows bytes and rate. */
export function readingProgress(progress: ReturnType<typeof newProgress>, source: string): (bytes: number) => void {
  const started = performance.now();
  return (bytes) => {
    const rate = bytes / Math.max(1, performance.now() - started);
    progress.show(`${source}  ${shortBytes(bytes)}  ${shortBytes(rate * 1000)}/s`);
  };
}

async function readBaseline(run: TraceRun, file: string): Promise<TraceFacts> {
  const { seconds: _s, flight: _f, keep: _k, ...flags } = run.flags;
  const wish = { ...run.wish, window: undefined };
  const result = await readOneTrace({ ...run, flags, wish }, file);
  if (result.events === 0)
    throw new UsageError(`--baseline ${file}: ${result.problems[0]?.message ?? 'there is nothing in it'}`);
  return result;
}

function render(result: TraceResult, view: TraceView, run: TraceRun, graph: GraphOptions): string {
  const { wish, flags } = run;
  const ending = flags.output?.split('.').at(-1);
  const options = { ...graph, limit: wish.limit };
  if (view === 'graph' && (flags.dot || ending === 'dot' || ending === 'gv')) return renderGraphDot(result, graph);
  if (flags.json || ending === 'json') return JSON.stringify(viewResult(result, view, options), null, 2);
  return renderTraceView(result, view, options);
}

/** To standard output, or into the file of `-o`. Throws `UsageError`. */
export async function writeTraceOutput(output: string | Uint8Array, file: string | undefined): Promise<void> {
  if (typeof output === 'string' && (file === undefined || file === '-')) return writeOut(output);
  if (file === undefined || file === '-') {
    await new Promise<void>((resolve) => process.stdout.write(output, () => resolve()));
    return;
  }
  try {
    writeFileSync(file, typeof output === 'string' && !output.endsWith('\n') ? `${output}\n` : output);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
