// One capture that is an execution trace → the result of DESIGN §11: read, walked once, judged.
import { combineSinks } from '../analyse/trace/combine-sinks.ts';
import { newTraceWalk, type TraceWalk } from '../analyse/trace/derive-trace-facts.ts';
import type { TimeWindow } from '../analyse/trace/time-window.ts';
import { kindsOf } from '../decode/exectrace/count-kinds.ts';
import { judgeTrace } from '../judge/judge-trace.ts';
import { judgeTraceSigns } from '../judge/judge-trace-signs.ts';
import type { Capture } from '../model/capture.ts';
import type { TraceSink, TraceSummary, TraceTables } from '../model/trace-events.ts';
import type { TraceFacts, TraceResult } from '../model/trace-result.ts';
import { exitCodeOf, exitCodes, type FailOn } from './exit-code.ts';
import { adviceFor, noTables, type ReadTraceOptions, readTrace } from './read-trace.ts';
import { version } from './version.ts';

export interface TraceOptions extends ReadTraceOptions {
  readonly failOn: FailOn;
  /** Only what happens in it. */
  readonly window?: TimeWindow;
  /** Nodes of the wake graph. */
  readonly by?: 'start' | 'birth';
  /** Facts of a healthy trace of the same program, for `sched` and `gc`. */
  readonly baseline?: TraceFacts;
  /** It came from a service: only what was kept can be read again. */
  readonly live?: { readonly kept?: string };
  /** Gets the same events, after the facts; for pictures. */
  readonly listen?: (tables: TraceTables) => TraceSink;
}

/** The result for one trace; bad input stands in `problems`, with `cannot-tell`. */
export async function runTrace(capture: Capture, options: TraceOptions): Promise<TraceResult> {
  const { name } = capture.provenance;
  let walk: TraceWalk = newTraceWalk(noTables);
  const read = await readTrace(
    capture,
    (tables) => {
      walk = newTraceWalk(tables, options.window, options.by);
      return options.listen ? combineSinks([walk.sink, options.listen(tables)]) : walk.sink;
    },
    options,
  );
  const { summary, interrupted } = read;
  const facts = inWindow(walk.finish(summary), walk, options.window);
  const problems = [...read.problems, ...summary.problems.map((p) => ({ ...p, source: p.source ?? name }))];
  const { window } = options;
  if (window && summary.events > 0 && !walk.windowCounts())
    problems.push({
      code: 'run/outside-trace',
      message: `the trace ends after ${(summary.durationNs / 1e6).toFixed(3)} ms, before --from ${window.fromNs / 1e6} ms`,
      source: name,
    });
  const judged = judgeTrace(facts, name);
  // What was not read proves nothing; a newer header alone is no loss.
  const whole = problems.every((p) => p.code === 'exectrace/newer-version');
  const verdict = judged.findings.length > 0 || whole ? judged.verdict : 'cannot-tell';
  const signs = judgeTraceSigns(facts, options.baseline);
  const failed = options.failOn === 'note' && signs.length > 0;
  const exitCode = interrupted ? exitCodes.interrupted : exitCodeOf(verdict, judged.findings, options.failOn);
  return {
    schema: 'parkwatch/trace/1',
    tool: { name: 'parkwatch', version },
    verdict,
    exitCode: failed && exitCode === exitCodes.ok ? exitCodes.findings : exitCode,
    sources: [
      {
        name,
        form: 'trace',
        ...(capture.provenance.target === undefined ? {} : { target: capture.provenance.target }),
        ...takenAt(summary, capture),
        goroutines: facts.goroutines.count,
        complete: facts.complete && whole,
        bytes: summary.bytes,
      },
    ],
    problems,
    findings: judged.findings,
    signs,
    next: [...adviceFor(problems), ...nextSteps(facts, name, options.live)],
    ...facts,
  };
}

/** Counts of events are the reader's, of the whole trace; in a window they are counted apart. */
function inWindow(facts: TraceFacts, walk: TraceWalk, window: TimeWindow | undefined): TraceFacts {
  if (!window) return facts;
  return { ...facts, ...kindsOf(walk.windowCounts() ?? new Uint32Array(256)) };
}

function nextSteps(facts: TraceFacts, name: string, live: TraceOptions['live']): string[] {
  if (live && live.kept === undefined)
    return facts.events > 0
      ? [`parkwatch trace ${shown(name)} --keep trace.out, to look at one trace in several views`]
      : [];
  const file = shown(live?.kept ?? name);
  return [
    ...(facts.cancelTotals.calls > 0 ? [`parkwatch trace cancels ${file}`] : []),
    ...(facts.blockedAtEnd.some((g) => !g.system) ? [`parkwatch trace blocked ${file}`] : []),
    ...(facts.edges.length > 0 ? [`parkwatch trace graph ${file} --threshold-ms 10`] : []),
  ];
}

/** As a word of a command line. */
function shown(name: string): string {
  return /^[\w./:+-]+$/.test(name) ? name : 'FILE';
}

/** Traces of 1.25 and later carry the wall clock of each generation; before that only who took it knows. */
function takenAt(summary: TraceSummary, capture: Capture): { takenAt?: string } {
  const clock = summary.clockSnapshots[0];
  const ms = clock ? clock.sec * 1000 + clock.nsec / 1e6 : (capture.provenance.takenAt ?? 0);
  return ms > 0 && ms < 8.64e15 ? { takenAt: new Date(ms).toISOString() } : {};
}
