#!/usr/bin/env node
// Runs the services of this module under load and takes a series of each, in every form: `node record.mjs FOLDER [NAME…]`.
// Build first, into one folder that BIN names: `GOEXPERIMENT=goroutineleakprofile go build -trimpath ./cmd/svc` and
// `go build ./cmd/drive`. Needs PostgreSQL 5432, Redis 6379 and NATS 4222 on loopback. What each leaks says its comment.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const leaky =
  'orderfeed audittail txreport eventpublisher quotedesk supportchat featureflags thumbnails csvimport geolookup cartlocks presence renderer statusstream';
const healthy = 'warmpool shopevents fulfilment auction depots settlement reminders packing replica inbox proxy pricing';
const [out, ...only] = process.argv.slice(2);
const names = `${leaky} ${healthy}`.split(' ').filter((n) => only.length === 0 || only.includes(n));
const bin = process.env.BIN ?? '.';
const every = Number(process.env.EVERY ?? 14) * 1000;
const moments = Number(process.env.MOMENTS ?? 15);
const upstream = '127.0.0.1:21999';
const children = [];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function start(command, args, env = {}) {
  const child = spawn(join(bin, command), args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  children.push(child);
  return child;
}
process.on('exit', () => {
  for (const child of children) child.kill();
});

async function record(name, i) {
  const addr = `127.0.0.1:${21000 + i * 4}`;
  const admin = `127.0.0.1:${21002 + i * 4}`;
  start('svc', [name], { ADDR: addr, ADMIN: admin, UPSTREAM: upstream });
  await sleep(1500);
  const slow = ['orderfeed', 'txreport', 'warmpool', 'inbox', 'pricing'].includes(name);
  start('drive', [name, addr, String((every * moments) / 1000 + 10), slow ? '1500' : '1200']);
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const captures = [];
  const take = async (n, profile, debug) => {
    const takenAt = new Date().toISOString();
    const from = performance.now();
    const answer = await fetch(`http://${admin}/debug/pprof/${profile}?debug=${debug}`);
    const body = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) return;
    const ending = ['pb.gz', 'debug1.txt.gz', 'txt.gz'][debug];
    const file = `${String(n).padStart(2, '0')}-${profile}.${ending}`;
    writeFileSync(join(folder, file), debug === 0 ? body : gzipSync(body));
    const tookMs = Math.round(performance.now() - from);
    captures.push({ file, profile, form: `debug${debug}`, takenAt, tookMs, bytes: body.length });
  };
  for (let n = 0; n < moments; n++) {
    const from = performance.now();
    for (const debug of [0, 1, 2]) await take(n, 'goroutine', debug);
    if (n === moments - 1) for (const debug of [0, 1, 2]) await take(n, 'goroutineleak', debug);
    await sleep(Math.max(0, every - (performance.now() - from)));
  }
  const manifest = { schema: 'parkwatch/bundle/1', target: { name }, captures };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

start('drive', ['upstream', upstream]);
await Promise.all(names.map((name, i) => sleep(i * 150).then(() => record(name, i))));
process.exit(0);
