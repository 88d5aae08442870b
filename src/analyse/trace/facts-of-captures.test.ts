// Every fact that tools/traceexpect prints with Go's own reader, on all captured traces. The table of names is here.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, it } from 'vitest';
import { expectTraceFacts } from '../../../test/support/expect-trace-facts.ts';
import { decodeTrace } from '../../decode/exectrace/trace-reader.ts';
import type { TraceFacts } from '../../model/trace-result.ts';
import { newTraceWalk, type TraceWalk } from './derive-trace-facts.ts';

const folder = new URL('../../../testdata/traces/', import.meta.url);
const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));

function factsOf(file: string): TraceFacts {
  const bytes = readFileSync(new URL(file, folder));
  let walk: TraceWalk | undefined;
  const summary = decodeTrace(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, {
    sink: (tables) => {
      walk = newTraceWalk(tables);
      return walk.sink;
    },
  });
  return (walk as TraceWalk).finish(summary);
}

describe('facts of traces', () => {
  it.each(files)("%s: Go's figures, one to one", (file) => {
    const want = JSON.parse(
      readFileSync(new URL(`expected/${file.replace(/\.trace(\.gz)?$/, '.json')}`, folder), 'utf8'),
    );
    expectTraceFacts(factsOf(file), want);
  });
});
