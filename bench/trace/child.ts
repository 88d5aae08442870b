// One process of the trace bench: reads a trace once, as the command does. Prints one JSON line.
//   child.ts bare FILE    only the order, for a listener that wants nothing
//   child.ts facts FILE   all facts of all views
import { closeSync, openSync, readSync } from 'node:fs';
import { newTraceWalk, type TraceWalk } from '../../src/analyse/trace/derive-trace-facts.ts';
import { newTraceReader } from '../../src/decode/exectrace/trace-reader.ts';
import type { TraceTables } from '../../src/model/trace-events.ts';

const [mode, file] = process.argv.slice(2);
const start = performance.now();
const cpu = process.cpuUsage();
let walk: TraceWalk | undefined;
const reader = newTraceReader({
  sink: (tables: TraceTables) => {
    if (mode === 'bare') return {};
    walk = newTraceWalk(tables);
    return walk.sink;
  },
});
const from = openSync(file, 'r');
for (;;) {
  const into = reader.reserve(1 << 18);
  const length = readSync(from, into, 0, 1 << 18, null);
  if (length === 0) break;
  reader.commit(length);
}
closeSync(from);
const summary = reader.end();
/** Bytes of the largest generation, by its batches: those of an even split would hide it. */
const largestGeneration = reader.largestGeneration;
const facts = walk?.finish(summary);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    ms,
    // All threads: the compiler works beside.
    cpuMs: (user + system) / 1000,
    events: summary.events,
    bytes: summary.bytes,
    generations: summary.generations,
    largestGeneration,
    complete: summary.complete,
    goroutines: facts?.goroutines.count,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
