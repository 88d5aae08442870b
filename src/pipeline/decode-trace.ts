// An execution trace as one of the sources of a check: walked once, kept as facts and as the goroutines alive at its end.
import { newTraceWalk, type TraceWalk } from '../analyse/trace/derive-trace-facts.ts';
import type { Capture } from '../model/capture.ts';
import { type Decoded, emptyDecoded } from '../model/decoded.ts';
import { noTables, type ReadTraceOptions, readTrace } from './read-trace.ts';

/** Everything the trace holds as evidence; what failed stands in `problems`. */
export async function decodeTraceCapture(capture: Capture, options: ReadTraceOptions): Promise<Decoded> {
  const { name, target } = capture.provenance;
  let walk: TraceWalk = newTraceWalk(noTables);
  const { summary, problems } = await readTrace(
    capture,
    (tables) => {
      walk = newTraceWalk(tables);
      return walk.sink;
    },
    options,
  );
  const facts = walk.finish(summary);
  const all = [...problems, ...summary.problems.map((p) => ({ ...p, source: p.source ?? name }))];
  const seen = { name, ...(target === undefined ? {} : { target }), facts, goroutines: walk.goroutinesAtEnd(summary) };
  return {
    ...emptyDecoded('trace', summary.bytes),
    traces: summary.events > 0 ? [seen] : [],
    problems: all,
  };
}
