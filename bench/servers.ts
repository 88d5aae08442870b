// Traces of three real servers (nats-server, Caddy, a gRPC service), read beside Go's own reader: order, every goroutine's
// times, all facts. `npm run bench -- servers` records them with lab/servers/make.sh where they are missing (`--again`:
// anyway), compares with test/live-go/trace-servers.test.ts and keeps the table. Needs `go`, curl and the module proxy.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const servers = { nats: 'nats-server', caddy: 'Caddy', grpc: 'a gRPC service (grpc-go)' };
const modules: Readonly<Record<keyof typeof servers, readonly [folder: string, path: string]>> = {
  nats: ['natsd', 'github.com/nats-io/nats-server/v2'],
  caddy: ['caddy', 'github.com/caddyserver/caddy/v2'],
  grpc: ['servers', 'google.golang.org/grpc'],
};

function versionOf(name: keyof typeof servers): string {
  const [folder, path] = modules[name];
  const text = readFileSync(join(here, '../lab', folder, 'go.mod'), 'utf8');
  return text.split(`${path} `)[1].split(/\s/)[0];
}

/** Records, compares, prints and keeps the table; throws at the first difference. */
export function run(args: readonly string[]): void {
  const names = Object.keys(servers) as (keyof typeof servers)[];
  const lab = join(here, '../lab/servers');
  const missing = names.filter((name) => args.includes('--again') || !existsSync(join(lab, `.traces/${name}.trace`)));
  if (missing.length > 0 && spawnSync(join(lab, 'make.sh'), missing, { stdio: 'inherit' }).status !== 0)
    throw new Error('lab/servers/make.sh failed');
  const table = join(mkdtempSync(join(tmpdir(), 'parkwatch-servers-')), 'table.json');
  const test = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', 'test/live-go/trace-servers.test.ts'],
    { cwd: join(here, '..'), stdio: 'inherit', env: { ...process.env, PARKWATCH_SERVERS_TABLE: table } },
  );
  if (test.status !== 0) throw new Error("a trace is not read as Go's reader reads it");
  const rows = JSON.parse(readFileSync(table, 'utf8')) as Record<string, Record<string, unknown>>;
  const result = {
    bench: 'servers',
    what: "order, every goroutine's times and all facts equal those of golang.org/x/exp/trace",
    rows: names.map((name) => ({ server: servers[name], version: versionOf(name), ...rows[name] })),
  };
  mkdirSync(join(here, 'results'), { recursive: true });
  writeFileSync(join(here, 'results/servers.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.table(result.rows);
}
