// Makes leaks/capture/ and fixed/capture/ of the ids given (all of them without arguments) and
// checks each truth.json against what was caught.
//
//   node capture.mjs [--jobs 4] [--check] [GL003 RS001 ...]
//
// --check takes nothing, and only compares the captures that lie there with truth.json.
// Needs go on the PATH; toolchains come through the module proxy; binaries go to a temporary folder.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const MOMENTS = 7;
const PAUSE_MS = 2000;
const FIRST_MS = 1200; // after the address was printed
const PACE = ['-every', '280ms', '-for', '13s', '-stay', '40s'];
const SETTLE_MS = 600; // after the last leak: short time limits have passed

const args = process.argv.slice(2);
let jobs = 4;
let checkOnly = false;
const ids = [];
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '--jobs') jobs = Number(args.shift());
  else if (arg === '--check') checkOnly = true;
  else ids.push(arg);
}
const folders = fs
  .readdirSync(here)
  .filter((name) => /^[A-Z]{2}\d{3}-/.test(name) && (ids.length === 0 || ids.includes(name.slice(0, 5))));

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'parkwatch-rules-'));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  fs.rmSync(temp, { recursive: true, force: true });
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

// Blocks on purpose: nothing may run while a build takes the processors.
function build(folder, kind) {
  const { captured } = readTruth(folder);
  const out = path.join(temp, `${folder}-${kind}`);
  const env = {
    ...process.env,
    GOTOOLCHAIN: `go${captured.go}`,
    GOEXPERIMENT: captured.experiment ?? '',
    CGO_ENABLED: '0',
  };
  const flags = ['build', '-p', '1', '-trimpath', '-buildvcs=false', '-o', out, `./${folder}/${kind}`];
  execFileSync('nice', ['-n', '10', 'go', ...flags], { cwd: here, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

function get(address, target) {
  const [host, port] = address.split(':');
  return new Promise((resolve, reject) => {
    const req = http.get({ host, port, path: target, agent: false, headers: { connection: 'close' } }, (res) => {
      const parts = [];
      res.on('data', (part) => parts.push(part));
      res.on('end', () => {
        const body = Buffer.concat(parts);
        if (res.statusCode === 200) resolve(body);
        else reject(new Error(`${target}: ${res.statusCode} ${body.toString().trim()}`));
      });
    });
    req.on('error', reject);
  });
}

// A profile names the binary of its mapping by an absolute path; only that string is replaced.
function withoutPaths(gz, name) {
  const raw = gunzipSync(gz);
  const out = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = raw[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < raw.length) {
    const start = at;
    const tag = varint();
    if ((tag & 7) === 0) {
      varint();
      out.push(raw.subarray(start, at));
    } else if ((tag & 7) === 2) {
      const length = varint();
      const body = raw.subarray(at, at + length);
      at += length;
      if (tag >> 3 === 6 && body.toString().startsWith(temp)) {
        const text = Buffer.from(`/srv/${name}`);
        out.push(Buffer.from([tag, text.length]), text);
      } else {
        out.push(raw.subarray(start, at));
      }
    } else {
      throw new Error(`wire type ${tag & 7} in a profile`);
    }
  }
  return gzipSync(Buffer.concat(out), { level: 9 });
}

// The same program until it crashes by itself: a bundle of its own, since it is another process.
function crash(folder, truth) {
  const binary = path.join(temp, `${folder}-leaks`);
  const takenAt = new Date();
  const { status, stderr } = spawnSync(binary, truth.captured.crash, { env: {}, encoding: 'utf8', timeout: 20_000 });
  const text = `${stderr}exit status ${status}\n`;
  const entry = {
    file: 'crash.txt',
    profile: 'goroutine',
    form: 'crash',
    takenAt: takenAt.toISOString(),
    tookMs: Date.now() - takenAt.getTime(),
    bytes: Buffer.byteLength(text),
  };
  const target = path.join(here, folder, 'leaks', 'crash');
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, 'crash.txt'), text);
  writeManifest(target, truth, [entry]);
}

function writeManifest(target, truth, captures) {
  const lines = captures.map((entry) => `    ${JSON.stringify(entry)}`);
  const name = JSON.stringify({ name: truth.target });
  fs.writeFileSync(
    path.join(target, 'manifest.json'),
    `{\n  "schema": "parkwatch/bundle/1",\n  "target": ${name},\n  "captures": [\n${lines.join(',\n')}\n  ]\n}\n`,
  );
}

async function run(folder, kind, truth) {
  const captured = truth.captured;
  const binary = path.join(temp, `${folder}-${kind}`);
  const env = { PATH: process.env.PATH, GOMAXPROCS: '2' };
  if (captured.heap) env.GODEBUG = `memprofilerate=${captured.heap}`;
  const child = spawn(binary, PACE, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  children.add(child);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  let text = '';
  let onAddress;
  let onDone;
  const address = new Promise((resolve) => (onAddress = resolve));
  const done = new Promise((resolve) => (onDone = resolve));
  child.stdout.on('data', (part) => {
    text += part;
    const lines = text.split('\n');
    if (lines.length > 1) onAddress(lines[0]);
    if (/^done \d+\n/m.test(text)) onDone();
  });
  const where = await Promise.race([address, ended.then(() => Promise.reject(new Error(`${folder}/${kind} ended`)))]);
  const start = Date.now();

  const files = [];
  const take = async (profile, form, file) => {
    const takenAt = new Date();
    const debug = Number(form.slice(5));
    let body = await get(where, `/debug/pprof/${profile}?debug=${debug}`);
    const tookMs = Date.now() - takenAt.getTime();
    if (file.endsWith('.pb.gz')) body = withoutPaths(body, truth.target);
    else if (file.endsWith('.gz')) body = gzipSync(body, { level: 9 });
    files.push({ file, body, profile, form, takenAt: takenAt.toISOString(), tookMs, bytes: body.length });
  };
  for (let m = 1; m <= MOMENTS; m++) {
    await sleep(start + FIRST_MS + (m - 1) * PAUSE_MS - Date.now());
    if (m === MOMENTS) {
      await done;
      await sleep(SETTLE_MS);
    }
    await take('goroutine', 'debug0', `m${m}.goroutine.pb.gz`);
    await take('goroutine', 'debug2', `m${m}.goroutine.txt.gz`);
    if (captured.heap) await take('heap', 'debug0', `m${m}.heap.pb.gz`);
  }
  await take('goroutine', 'debug1', 'm7.goroutine.debug1.txt');
  if (captured.leakProfile) {
    await take('goroutineleak', 'debug0', 'end.goroutineleak.pb.gz');
    await take('goroutineleak', 'debug1', 'end.goroutineleak.debug1.txt');
    await take('goroutineleak', 'debug2', 'end.goroutineleak.txt.gz');
  }
  child.kill('SIGKILL');
  await ended;
  children.delete(child);
  if (captured.crash && kind === 'leaks') crash(folder, truth);
  fs.rmSync(binary);

  const target = path.join(here, folder, kind, 'capture');
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  for (const { file, body } of files) fs.writeFileSync(path.join(target, file), body);
  writeManifest(
    target,
    truth,
    files.map(({ body, ...entry }) => entry),
  );
}

// One entry a goroutine of a debug=2 text.
function goroutines(text) {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('goroutine '))
    .map((block) => {
      const lines = block.trim().split('\n');
      const state = /\[([^\]]*)\]/.exec(lines[0])[1].split(', ')[0];
      const calls = lines.slice(1).filter((line) => !line.startsWith('\t'));
      const birth = calls.find((line) => line.startsWith('created by '));
      const frames = calls.filter((line) => line !== birth).map((line) => line.replace(/\([^()]*(\([^()]*\)[^()]*)*\)$/, ''));
      return {
        state: state.replace(' (leaked)', ''),
        leaked: state.includes('(leaked)'),
        parkSite: frames.find((f) => !/^(runtime|sync|internal\/sync|internal\/poll)\./.test(f) && f !== 'time.Sleep') ?? null,
        userSite: frames.find((f) => /^(main|example\.org\/rules\/)/.test(f)) ?? null,
        birthSite: birth?.replace(/^created by /, '').replace(/ in goroutine \d+$/, '') ?? null,
        frames,
      };
    });
}

const read = (folder, kind, file) => {
  const bytes = fs.readFileSync(path.join(here, folder, kind, 'capture', file));
  return file.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
};

const is = (g, sites) =>
  g.parkSite === sites.parkSite &&
  g.birthSite === sites.birthSite &&
  g.userSite === sites.userSite &&
  g.state === sites.primitive;

// Compares a folder with its truth; fills in count and provable.
function check(folder, truth) {
  const problems = [];
  const series = (kind) =>
    Array.from({ length: MOMENTS }, (_, m) => goroutines(read(folder, kind, `m${m + 1}.goroutine.txt.gz`)));
  const leaks = series('leaks');
  const fixed = series('fixed');
  const marks = truth.captured.leakProfile ? goroutines(read(folder, 'leaks', 'end.goroutineleak.txt.gz')) : null;
  let first = true;
  for (const sites of [truth.leaks, ...(truth.also ?? [])]) {
    if (sites.parkSite === undefined) continue;
    const counts = leaks.map((gs) => gs.filter((g) => is(g, sites)).length);
    const after = fixed.map((gs) => gs.filter((g) => is(g, sites)).length);
    sites.count = counts.at(-1);
    sites.provable = marks === null ? null : marks.some((g) => is(g, sites) && g.leaked);
    if (marks !== null) sites.marked = marks.filter((g) => is(g, sites) && g.leaked).length;
    if (sites.count === 0) problems.push(`nothing at ${sites.parkSite} [${sites.primitive}]`);
    if (first) problems.push(`${counts.join(' ')} | fixed ${after.join(' ')}`);
    first = false;
  }
  const totals = (all) => all.map((gs) => gs.length).join(' ');
  problems.push(`all: ${totals(leaks)} | fixed ${totals(fixed)}`);
  if (truth.leaks.parkSite === undefined || truth.leaks.count === 0) {
    const groups = new Map();
    for (const g of leaks.at(-1)) {
      const key = JSON.stringify({ parkSite: g.parkSite, birthSite: g.birthSite, userSite: g.userSite, primitive: g.state });
      groups.set(key, (groups.get(key) ?? 0) + 1);
    }
    for (const [key, n] of [...groups].sort((a, b) => b[1] - a[1]).slice(0, 9)) problems.push(`  ${n} ${key}`);
  }
  for (const kind of ['leaks', 'fixed']) {
    const dir = path.join(here, folder, kind, 'capture');
    let size = 0;
    for (const file of fs.readdirSync(dir)) {
      size += fs.statSync(path.join(dir, file)).size;
      const raw = fs.readFileSync(path.join(dir, file));
      const text = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('latin1');
      const bad = /\/(work|tmp|root|home)\/[^\s"]*/.exec(text);
      if (bad) problems.push(`PATH ${kind}/${file}: ${bad[0]}`);
    }
    if (size > 120_000) problems.push(`SIZE ${kind}: ${size}`);
  }
  return problems;
}

const truthFile = (folder) => path.join(here, folder, 'truth.json');

function readTruth(folder) {
  return JSON.parse(fs.readFileSync(truthFile(folder), 'utf8'));
}

function writeTruth(folder, truth) {
  fs.writeFileSync(truthFile(folder), `${JSON.stringify(truth, null, 2)}\n`);
}

if (!checkOnly) for (const folder of folders) for (const kind of ['leaks', 'fixed']) build(folder, kind);

const queue = [...folders];
async function worker() {
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    const truth = readTruth(folder);
    try {
      if (!checkOnly) await Promise.all([run(folder, 'leaks', truth), run(folder, 'fixed', truth)]);
      const lines = check(folder, truth);
      writeTruth(folder, truth);
      console.log(`${folder}: ${lines.join('\n  ')}`);
    } catch (error) {
      console.log(`${folder}: FAILED ${error.stack}`);
      process.exitCode = 1;
    }
  }
}
await Promise.all(Array.from({ length: jobs }, worker));
