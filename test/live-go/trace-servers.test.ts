// All facts and the order of events of traces of real servers (lab/servers/make.sh) against Go's own reader. The traces are
// not committed; the table of the last run stands in docs/performance-traces.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newTraceWalk, type TraceWalk } from '../../src/analyse/trace/derive-trace-facts.ts';
import { decodeTrace } from '../../src/decode/exectrace/trace-reader.ts';
import { expectTraceFacts } from '../support/expect-trace-facts.ts';
import { buildGoProgram, goVersion } from '../support/go-program.ts';
import { hashTraceOrder } from '../support/trace-order.ts';

const folder = 'lab/servers/.traces';
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.trace')) : [];
if (goVersion !== undefined && files.length === 0)
  console.warn(`SKIPPED: no traces of real servers in ${folder}; lab/servers/make.sh makes them`);

describe.skipIf(goVersion === undefined || files.length === 0)("traces of real servers, beside Go's reader", () => {
  const order = goVersion && files.length > 0 ? buildGoProgram('bench/anchors-trace') : '';
  const expects = goVersion && files.length > 0 ? buildGoProgram('test/live-go/traceexpect') : '';

  it.each(files)('%s', { timeout: 300_000 }, (file) => {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const go = spawnSync(order, ['-order', path], { encoding: 'utf8' }).stdout.trim().split(' ');
    const { events, hash } = hashTraceOrder(bytes);
    expect([events, hash, false]).toEqual([Number(go[2]), Number(go[3]), go[4] === 'true']);
    const want = spawnSync(expects, ['-compact', '-all', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (want.status !== 0) throw new Error(want.stderr);
    let walk: TraceWalk | undefined;
    const summary = decodeTrace(bytes, {
      sink: (tables) => {
        walk = newTraceWalk(tables);
        return walk.sink;
      },
    });
    const facts = (walk as TraceWalk).finish(summary);
    expectTraceFacts(facts, JSON.parse(want.stdout));
    console.log(
      `${file}: ${(bytes.length / 1e6).toFixed(1)} MB, ${facts.generations} generations, ${events} events, hash ${hash}, ` +
        `${facts.goroutines.count} goroutines, ${facts.cancels.length} cancels; all facts equal`,
    );
  });
});
