// The walk's kernel and the listeners that it stands in for come to the same facts, of whole, cut and damaged traces.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeTrace } from '../../decode/exectrace/trace-reader.ts';
import { newTraceWalk, type TraceWalk } from './derive-trace-facts.ts';

const folder = new URL('../../../testdata/traces/', import.meta.url);
const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));

function read(file: string): Uint8Array {
  const bytes = readFileSync(new URL(file, folder));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function factsOf(bytes: Uint8Array, withoutKernel: boolean): object {
  let walk: TraceWalk | undefined;
  const summary = decodeTrace(bytes, {
    withoutKernel,
    sink: (tables) => {
      walk = newTraceWalk(tables);
      return walk.sink;
    },
  });
  return { ...walk?.finish(summary), atEnd: walk?.goroutinesAtEnd(summary) };
}

describe('the kernel of the walk beside the listeners', () => {
  it.each(files)('%s', (file) => {
    const whole = read(file);
    expect(factsOf(whole, false)).toEqual(factsOf(whole, true));
    for (let round = 1; round <= 6; round++) {
      const bytes = whole.slice(0, round % 2 === 0 ? whole.length : Math.floor((whole.length * round) / 7));
      bytes[16 + ((round * 7919 * 31) % (bytes.length - 16))] ^= 1 << round;
      expect(factsOf(bytes, false), `round ${round}`).toEqual(factsOf(bytes, true));
    }
  });

  it('two traces that are read side by side do not share sums', () => {
    const [a, b] = ['manygens-1.27.trace', 'network-1.26.trace'].map(read);
    const alone = [factsOf(a, false), factsOf(b, false)];
    let inner: object = {};
    let walk: TraceWalk | undefined;
    const summary = decodeTrace(a, {
      sink: (tables) => {
        walk = newTraceWalk(tables);
        inner = factsOf(b, false);
        return walk.sink;
      },
    });
    const between = factsOf(b, false);
    expect([{ ...walk?.finish(summary), atEnd: walk?.goroutinesAtEnd(summary) }, inner]).toEqual(alone);
    expect(between).toEqual(alone[1]);
  });
});
