// The signatures against profiles of real programs (testdata/series): servers built of libraries are known whole, and
// goroutines of a program's own are not taken for a library's.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePprof } from '../decode/pprof/decode-pprof.ts';
import { matchKnownLeaks } from './known-leaks.ts';
import { matchSignatures } from './signatures.ts';
import { isMainRoot, isSystemRoot } from './system-goroutines.ts';

const series = join(import.meta.dirname, '../../testdata/series');

/** Frame names, leaf first, and count of every sample of the last goroutine profile of a series. */
function goroutinesOf(name: string): readonly { readonly names: readonly string[]; readonly goroutines: number }[] {
  const file = readdirSync(join(series, name))
    .filter((f) => f.endsWith('goroutine.pb.gz'))
    .sort()
    .at(-1)!;
  const decoded = decodePprof(new Uint8Array(gunzipSync(readFileSync(join(series, name, file)))), { name: file });
  return decoded.snapshots.flatMap((snapshot) =>
    Array.from(snapshot.rows.stack, (stack, row) => ({
      names: snapshot.stacks[stack].frames.map((frame) => frame.function),
      goroutines: snapshot.rows.count?.[row] ?? 1,
    })),
  );
}

function stacksOf(name: string): readonly (readonly string[])[] {
  return goroutinesOf(name).map(({ names }) => names);
}

describe('a server made of libraries', () => {
  for (const name of ['etcdstore', 'natsd', 'caddy'])
    it(`${name}: every goroutine is known`, () => {
      const stacks = stacksOf(name);
      expect(stacks.length).toBeGreaterThan(10);
      const unknown = stacks.filter((names) => {
        const root = names.at(-1);
        return root && !isMainRoot(root) && !isSystemRoot(root) && matchSignatures(names, root).length === 0;
      });
      expect(unknown).toEqual([]);
    });
});

describe('a service of its own', () => {
  // What its own goroutines may be taken for: an accept loop, and the read of a WebSocket.
  const allowed = new Set(['http-serve-accept', 'accept-loop', 'gorilla-websocket-read']);
  it('has its own goroutines taken for nothing else', () => {
    let own = 0;
    const wrong: string[] = [];
    for (const name of readdirSync(series, { withFileTypes: true }).filter((e) => e.isDirectory()))
      for (const names of stacksOf(name.name)) {
        const root = names.at(-1) ?? '';
        if (!root.startsWith('example.com/')) continue;
        own++;
        for (const s of matchSignatures(names, root)) if (!allowed.has(s.id)) wrong.push(`${s.id}: ${root}`);
      }
    expect(own).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });
});

describe('a service with a leak of a library', () => {
  const table: readonly (readonly [name: string, leak: string, least: number])[] = [
    ['cart', 'go-redis-v8-client-per-request', 90],
    ['gateway', 'custom-parent-relay', 100],
    ['notify', 'nats-subscription-not-ended', 100],
    ['preview', 'fsnotify-not-closed', 50],
    ['pricing', 'grpc-dial-per-request', 200],
    ['reports', 'sql-rows-not-closed', 50],
    ['storefront', 'http-body-not-closed', 90],
    ['tenants', 'golang-lru-expirable', 100],
    ['tracking', 'grpc-stream-not-finished', 100],
  ];
  for (const [name, id, least] of table)
    it(`${name}: ${id}`, () => {
      let count = 0;
      for (const { names, goroutines } of goroutinesOf(name))
        if (matchKnownLeaks(names, names.at(-1) ?? '').some((leak) => leak.id === id)) count += goroutines;
      expect(count).toBeGreaterThan(least);
    });

  it('and a healthy one has none in such numbers', () => {
    for (const name of ['billing', 'catalog', 'orders'])
      for (const { names, goroutines } of goroutinesOf(name))
        for (const leak of matchKnownLeaks(names, names.at(-1) ?? ''))
          expect(goroutines, leak.id).toBeLessThan(leak.atLeast);
  });
});
