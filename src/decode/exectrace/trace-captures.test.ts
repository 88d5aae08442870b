// The captured traces of all six Go versions against what Go's own reader says of them (testdata/traces/expected).
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hashTraceOrder } from '../../../test/support/trace-order.ts';

const folder = new URL('../../../testdata/traces/', import.meta.url);
const hashes = JSON.parse(readFileSync(new URL('order-hashes.json', folder), 'utf8')) as Record<string, number>;
const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));

function read(file: string): Uint8Array {
  const bytes = readFileSync(new URL(file, folder));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

describe('execution traces', () => {
  it('are the 24 captures', () => expect(files).toHaveLength(24));

  it.each(files)('%s has the events of Go, in its order', (file) => {
    const name = file.replace(/\.trace(\.gz)?$/, '');
    const want = JSON.parse(readFileSync(new URL(`expected/${name}.json`, folder), 'utf8'));
    const { hash, events, summary } = hashTraceOrder(read(file));
    expect(summary.events).toBe(events);
    expect({
      header: summary.header,
      bytes: summary.bytes,
      events: summary.events,
      kinds: summary.kinds,
      generations: summary.generations,
      firstNs: summary.firstNs,
      durationNs: summary.durationNs,
      hash,
    }).toEqual({
      header: want.header,
      bytes: want.bytes,
      events: want.events,
      kinds: want.kinds,
      generations: want.generations,
      firstNs: want.firstNs,
      durationNs: want.durationNs,
      hash: hashes[name],
    });
    expect(summary.complete).toBe(want.error === undefined);
    const snapshots = (want.clockSnapshots ?? []) as { monoNs: number; traceNs: number; wall: string }[];
    expect(
      summary.clockSnapshots.map((s) => ({
        monoNs: s.monoNs,
        traceNs: s.traceNs,
        wall: new Date(s.sec * 1000).toISOString().replace('.000Z', `.${String(s.nsec).padStart(9, '0')}Z`),
      })),
    ).toEqual(snapshots);
  });

  it('count what can be salvaged of a cut trace apart', () => {
    const cut60 = hashTraceOrder(read('truncated60-1.27.trace')).summary;
    expect(cut60.salvaged.events).toBeGreaterThan(1000);
    expect(cut60.problems).toMatchObject([
      { code: 'exectrace/truncated', message: 'failed to read full batch: read 1505 but wanted 2873' },
    ]);
    const cut80 = hashTraceOrder(read('truncated80-1.24.trace')).summary;
    expect(cut80.events).toBe(1);
    // Go stops after one event; the reference says at least 1,700 can be had.
    expect(cut80.salvaged.events).toBeGreaterThanOrEqual(1700);
    expect(cut80.salvaged.kinds.StateTransition).toBeGreaterThan(1000);
  });
});
