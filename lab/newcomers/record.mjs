#!/usr/bin/env node
// Runs the services of this module under load and takes a series of each in every form, and the crash text of SIGQUIT at
// the end: `BIN=FILE node record.mjs FOLDER [NAME…]`. Build first: `go build -trimpath -o FILE .`. Needs PostgreSQL,
// Redis, NATS, RabbitMQ and Mosquitto on loopback.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const leaky = 'jobs devices feed export chat orders tenants quotes catalog audit';
const calm = 'idle sse crew limiter report drain lazy actors watchers sleepers';
const [out, ...only] = process.argv.slice(2);
const names = only.length > 0 ? only : `${leaky} ${calm}`.split(' ');
const every = Number(process.env.EVERY ?? 15) * 1000;
const moments = Number(process.env.MOMENTS ?? 16);
const children = [];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

async function record(name, i) {
  const at = (port) => `127.0.0.1:${port + i}`;
  const env = { ...process.env, APP: at(23000), PPROF: at(23100), UP: `http://${at(23200)}`, LINE: at(23300) };
  const service = spawn(process.env.BIN, [name], { env: { ...env, GOTRACEBACK: 'all' }, stdio: ['ignore', 'ignore', 'pipe'] });
  const crash = [];
  service.stderr.on('data', (piece) => crash.push(piece));
  children.push(service);
  await sleep(1000);
  const load = spawn(process.env.BIN, ['drive', name], { env, stdio: 'ignore' });
  children.push(load);
  await sleep(4000);
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const captures = [];
  for (let n = 0; n < moments; n++) {
    const from = performance.now();
    for (const debug of [0, 1, 2]) {
      const takenAt = new Date().toISOString();
      const start = performance.now();
      const answer = await fetch(`http://${env.PPROF}/debug/pprof/goroutine?debug=${debug}`);
      const body = Buffer.from(await answer.arrayBuffer());
      const file = `${String(n).padStart(2, '0')}-goroutine.${['pb.gz', 'debug1.txt.gz', 'txt.gz'][debug]}`;
      writeFileSync(join(folder, file), debug === 0 ? body : gzipSync(body, { level: 9 }));
      const tookMs = Math.round(performance.now() - start);
      captures.push({ file, profile: 'goroutine', form: `debug${debug}`, takenAt, tookMs, bytes: body.length });
    }
    await sleep(Math.max(0, every - (performance.now() - from)));
  }
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify({ schema: 'parkwatch/bundle/1', target: { name }, captures }, null, 1)}\n`);
  // Each line of the text is a write of its own: it takes a while to come.
  const ended = new Promise((done) => service.stderr.on('end', done));
  service.kill('SIGQUIT');
  await ended;
  load.kill('SIGKILL');
  rmSync(`${folder}.crash.txt`, { force: true });
  writeFileSync(`${folder}.crash.txt`, Buffer.concat(crash));
}

await Promise.all(names.map((name, i) => sleep(i * 300).then(() => record(name, i))));
process.exit(0);
