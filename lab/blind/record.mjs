#!/usr/bin/env node
// Records series of the services of this module, all at once: `BIN=FOLDER node record.mjs OUT NAME…`. Build first, with
// GOTOOLCHAIN=go1.27.3: `go build -trimpath -o FOLDER ./cmd/…`. `informer` needs PostgreSQL on loopback 5432.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [out, ...names] = process.argv.slice(2);
const every = Number(process.env.EVERY ?? 15) * 1000;
const moments = Number(process.env.MOMENTS ?? 15);
const children = [];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
process.on('exit', () => {
  for (const child of children) child.kill();
});

async function record(name, i) {
  const env = { ...process.env, APP: `127.0.0.1:${22000 + i}`, PPROF: `127.0.0.1:${22100 + i}` };
  children.push(spawn(join(process.env.BIN ?? '.', name), [], { env, stdio: 'ignore' }));
  await sleep(3000);
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const captures = [];
  for (let n = 0; n < moments; n++) {
    const from = performance.now();
    for (const debug of [0, 2]) {
      const takenAt = new Date().toISOString();
      const answer = await fetch(`http://${env.PPROF}/debug/pprof/goroutine?debug=${debug}`);
      const body = Buffer.from(await answer.arrayBuffer());
      const file = `${String(n).padStart(2, '0')}-goroutine.${debug === 0 ? 'pb' : 'txt'}.gz`;
      writeFileSync(join(folder, file), debug === 0 ? body : gzipSync(body, { level: 9 }));
      const tookMs = Math.round(performance.now() - from);
      captures.push({ file, profile: 'goroutine', form: `debug${debug}`, takenAt, tookMs, bytes: body.length });
    }
    await sleep(Math.max(0, every - (performance.now() - from)));
  }
  const manifest = { schema: 'parkwatch/bundle/1', target: { name }, captures };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

await Promise.all(names.map((name, i) => sleep(i * 150).then(() => record(name, i))));
process.exit(0);
