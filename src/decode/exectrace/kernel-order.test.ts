// The kernel and the loop that it stands in for tell the same, event by event, of whole, cut and damaged traces.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sinkMethods } from '../../model/sink-methods.ts';
import type { FrequentEvents, TraceSink, TraceTables } from '../../model/trace-events.ts';
import { decodeTrace } from './trace-reader.ts';

const folder = new URL('../../../testdata/traces/', import.meta.url);
const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));

function read(file: string): Uint8Array {
  const bytes = readFileSync(new URL(file, folder));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** The first argument after the time is often the slot of a goroutine; its id is told too, asked for during the call. */
const methods = sinkMethods.filter((method) => method !== 'any');
const slotAt: Readonly<Record<string, number>> = { goCreate: 2, goStart: 2, goUnblock: 2, goStatus: 2 };

function hashCalls(bytes: Uint8Array, withoutKernel: boolean): object {
  let hash = 0x811c9dc5;
  let calls = 0;
  const put = (text: string) => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  };
  const sink = (tables: TraceTables): TraceSink =>
    Object.fromEntries(
      methods.map((method) => [
        method,
        (...args: readonly unknown[]) => {
          calls++;
          const slot = args[slotAt[method] ?? 1];
          const id = /^go|^syscall/.test(method) ? tables.goroutineId(slot as number) : '';
          put(`${method} ${args.join(' ')} ${id};`);
        },
      ]),
    );
  const summary = decodeTrace(bytes, { sink, withoutKernel });
  return { hash, calls, ...summary };
}

/** A sequence that is the same on every run. */
function newChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

describe('the kernel beside the loop', () => {
  it.each(files)('%s', (file) => {
    const bytes = read(file);
    expect(hashCalls(bytes, false)).toEqual(hashCalls(bytes, true));
  });

  it.each(files)('%s, damaged', (file) => {
    const whole = read(file);
    const chance = newChance(whole.length);
    for (let round = 0; round < 12; round++) {
      const bytes = whole.slice(0, round % 3 === 0 ? Math.floor(whole.length * chance()) + 16 : whole.length);
      for (let i = 0; i < 1 + (round % 4); i++) bytes[16 + Math.floor((bytes.length - 16) * chance())] = chance() * 256;
      expect(hashCalls(bytes, false), `round ${round}`).toEqual(hashCalls(bytes, true));
    }
  });

  it('tells of no two goroutines of one slot in a run', () => {
    let late = 0;
    for (const file of files) {
      decodeTrace(read(file), {
        sink: () => ({
          frequent({ count, words }: FrequentEvents) {
            for (let i = 1; i < count; i++) if ((words[4 * i] & 255) === 14) late++;
          },
        }),
      });
    }
    expect(late).toBe(0);
  });
});
