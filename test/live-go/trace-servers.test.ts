// All facts, every goroutine's times and the order of events of traces of real servers against Go's own reader: a gRPC service
// (grpc-go) that is built, loaded and traced here, and what lab/servers/make.sh has recorded of nats-server, Caddy and gRPC
// (`npm run bench -- servers` records them and writes the table of docs/performance.md).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildGoReaders, type EqualTrace, expectEqualToGo, type GoReaders } from '../support/beside-go.ts';
import { goBuildEnv, goVersion, startGoProgram } from '../support/go-program.ts';

const folder = 'lab/servers/.traces';
const table = process.env.PARKWATCH_SERVERS_TABLE;
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.trace')) : [];

/** Undefined without `go`, and where modules cannot be had; says so. */
function prepare(): (GoReaders & { readonly service: string; readonly load: string }) | undefined {
  if (goVersion === undefined) return undefined;
  try {
    const bin = mkdtempSync(join(tmpdir(), 'parkwatch-grpc-'));
    const build = spawnSync('go', ['build', '-o', `${bin}/`, './grpcd', './load'], {
      cwd: 'lab/servers',
      env: goBuildEnv,
      encoding: 'utf8',
    });
    if (build.status !== 0) throw new Error(build.stderr);
    return { ...buildGoReaders(), service: join(bin, 'grpcd'), load: join(bin, 'load') };
  } catch (error) {
    if (!/dial tcp|no such host|module lookup disabled|i\/o timeout/.test(String(error))) throw error;
    console.warn("SKIPPED: modules cannot be fetched, so traces of servers are not compared with Go's reader");
    return undefined;
  }
}

const tools = prepare();

describe.skipIf(tools === undefined)("traces of real servers, beside Go's reader", () => {
  const readers = tools as GoReaders & { readonly service: string; readonly load: string };
  const rows: Record<string, EqualTrace> = {};
  afterAll(() => {
    if (table) writeFileSync(table, JSON.stringify(rows));
  });

  it.skipIf(table !== undefined)('a gRPC service that is loaded for three seconds', { timeout: 240_000 }, async () => {
    const args = ['-listen', '127.0.0.1:0', '-profile', '127.0.0.1:0'];
    const service = await startGoProgram(readers.service, args, true);
    try {
      const [listen, profile] = service.lines;
      const load = startGoProgram(
        readers.load,
        ['-kind', 'grpc', '-addr', listen, '-clients', '16', '-for', '3s'],
        true,
      );
      const answer = await fetch(`http://${profile}/debug/pprof/trace?seconds=2.5`);
      const path = join(mkdtempSync(join(tmpdir(), 'parkwatch-grpc-')), 'grpc.trace');
      writeFileSync(path, new Uint8Array(await answer.arrayBuffer()));
      await (await load).stop();
      const row = expectEqualToGo(path, readers);
      expect(row.generations).toBeGreaterThanOrEqual(2);
      expect(row.events).toBeGreaterThan(10_000);
      // Every call of the load has a deadline, and cancels it when it is answered.
      expect(row.cancelWakes).toBeGreaterThan(10);
    } finally {
      await service.stop();
    }
  });

  it.each(files)('%s', { timeout: 600_000 }, (file) => {
    const row = expectEqualToGo(join(folder, file), readers);
    rows[basename(file, '.trace')] = row;
    console.log(file, JSON.stringify(row));
  });
});
