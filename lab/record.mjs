#!/usr/bin/env node
// Builds a lab program, starts it, applies its load, takes a series and writes
// a bundle folder. See README.md. Loopback only; every process started here is
// ended here, by its id.
import { spawn, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync, rmSync, readFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, gunzipSync } from "node:zlib";
import http from "node:http";
import { parseDump, parkSite, userSite, countBy } from "./dump.mjs";
import { freePort, sleep, upstream, grpcUpstream } from "./loads.mjs";

const LAB = dirname(fileURLToPath(import.meta.url));
const DATA = join(LAB, "..", "testdata");
const BIN = process.env.LAB_BIN ?? "/tmp/app"; // the path shows in a profile's mapping

const get = (url, timeout = 20000) => new Promise((done, fail) => {
  const t0 = Date.now();
  const req = http.get(url, { agent: false, timeout }, (res) => {
    const parts = [];
    res.on("data", (d) => parts.push(d));
    res.on("end", () => done({ status: res.statusCode, body: Buffer.concat(parts), tookMs: Date.now() - t0, at: new Date(t0) }));
    res.on("error", fail);
  });
  req.on("timeout", () => req.destroy(new Error("time-out")));
  req.on("error", fail);
});

export function build(dir, name, { go = "go1.26.8", leakProfile = false, pkg = "." } = {}) {
  mkdirSync(BIN, { recursive: true });
  const out = join(BIN, name);
  const env = { ...process.env, GOTOOLCHAIN: go, CGO_ENABLED: "0" };
  if (leakProfile && go.startsWith("go1.26")) env.GOEXPERIMENT = "goroutineleakprofile";
  if (!process.env.LAB_KEEP || !existsSync(out)) execFileSync("nice", ["-n", "10", "go", "build", "-p", "1", "-trimpath", "-o", out, pkg], { cwd: join(LAB, dir), env, stdio: ["ignore", "inherit", "inherit"] });
  const info = execFileSync("go", ["version", "-m", out], { encoding: "utf8" });
  const modules = {};
  for (const line of info.split("\n")) {
    const m = /^\tdep\t(\S+)\t(v\S+)/.exec(line);
    if (m && !m[1].startsWith("example.com/")) modules[m[1]] = m[2];
  }
  const version = /: (go\S+)/.exec(info)[1];
  const main = /^\tmod\t(\S+)/m.exec(info)?.[1] ?? "";
  return { out, version, modules, main };
}

/** One series: returns when the bundle is written. */
export async function record(s, bin, { log = console.error } = {}) {
  const dir = join(DATA, s.out ?? `series/${s.name}`);
  const closers = [];
  const listen = await freePort();
  const admin = await freePort();
  const env = { LISTEN: `127.0.0.1:${listen}`, ADMIN: `127.0.0.1:${admin}`, PATH: "/usr/bin:/bin", HOME: "/tmp", TMPDIR: "/tmp", GOMAXPROCS: "2" };
  const ports = { listen, admin };
  if (s.needs?.includes("upstream")) { const u = await upstream(); closers.push(u.close); env.UPSTREAM = `http://127.0.0.1:${u.port}`; ports.upstream = u.port; }
  if (s.needs?.includes("grpc")) { const u = await grpcUpstream(); closers.push(u.close); env.GRPC = `127.0.0.1:${u.port}`; ports.grpc = u.port; }
  for (const extra of s.ports ?? []) ports[extra] = await freePort();
  Object.assign(env, typeof s.env === "function" ? s.env(ports) : s.env);
  s.setup?.(ports);

  let child;
  const start = () => {
    child = spawn(bin.out, (typeof s.args === "function" ? s.args(ports) : s.args) ?? [], { cwd: "/tmp", env, stdio: ["ignore", "ignore", "pipe"] });
    const mine = child;
    let err = "";
    child.stderr.on("data", (d) => { err = (err + d).slice(process.env.LAB_CRASHES ? 0 : -2000); });
    child.stderr.on("end", () => { if (process.env.LAB_CRASHES) writeFileSync(join(process.env.LAB_CRASHES, `${s.name}.txt`), err); });
    mine.done = new Promise((done) => mine.on("exit", (code, sig) => { if (code && !mine.stopping) log(`${s.name}: exit ${code} ${sig}\n${err}`); mine.gone = true; done(); }));
  };
  const stop = async (c) => { c.stopping = true; c.kill(process.env.LAB_CRASHES ? "SIGQUIT" : "SIGTERM"); const t = setTimeout(() => c.kill("SIGKILL"), 5000); await c.done; clearTimeout(t); };
  const helpers = (s.helpers ?? []).map((h) => spawn(bin.out, h.args, { cwd: "/tmp", env, stdio: "ignore" }));
  if (helpers.length > 0) await sleep(500);
  for (const h of helpers) if (h.exitCode !== null) { for (const o of helpers) o.kill("SIGKILL"); throw new Error(`${s.name}: ${h.spawnargs.slice(1).join(" ")} ended: without the other ends there is nothing to record`); }
  start();
  const t0 = Date.now();
  const ac = new AbortController();
  const ctx = { base: `http://127.0.0.1:${listen}`, adminBase: `http://127.0.0.1:${admin}`, ports, signal: ac.signal, seconds: () => (Date.now() - t0) / 1000, restart: async () => { await stop(child); start(); } };
  const waitUp = sleep(s.loadAfter ?? 1000);
  const loads = (s.load ?? []).map((f) => waitUp.then(() => f(ctx)).catch((e) => log(`${s.name}: load: ${e.stack}`)));

  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const captures = [];
  const moments = s.moments ?? 19;
  const every = s.every ?? 16;
  const prof = `http://127.0.0.1:${s.pprofPort ? ports[s.pprofPort] : admin}/debug/pprof/`;
  const take = async (n, url, profile, form, file, zip) => {
    const r = await get(url);
    if (r.status !== 200) throw new Error(`${url}: ${r.status} ${r.body.toString().slice(0, 100)}`);
    const body = zip ? gzipSync(r.body, { level: 9 }) : r.body;
    writeFileSync(join(dir, file), body);
    captures.push({ file, profile, form, takenAt: r.at.toISOString(), tookMs: r.tookMs, bytes: body.length });
  };
  for (let n = 0; n < moments; n += 1) {
    await sleep(Math.max(0, (s.firstAt ?? 3) * 1000 + n * every * 1000 - (Date.now() - t0)));
    if (child.gone && !child.stopping) throw new Error(`${s.name}: the program ended`);
    const id = String(n).padStart(2, "0");
    try {
      await take(n, `${prof}goroutine`, "goroutine", "debug0", `${id}-goroutine.pb.gz`, false);
      await take(n, `${prof}goroutine?debug=2`, "goroutine", "debug2", `${id}-goroutine.txt.gz`, true);
      if (s.metrics) await take(n, `http://127.0.0.1:${ports[s.metricsPort ?? "admin"]}/metrics`, "metrics", "metrics", `${id}-metrics.txt.gz`, true);
      if (n === moments - 1 && s.leakProfile) {
        await take(n, `${prof}goroutineleak`, "goroutineleak", "debug0", `${id}-goroutineleak.pb.gz`, false);
        await take(n, `${prof}goroutineleak?debug=2`, "goroutineleak", "debug2", `${id}-goroutineleak.txt.gz`, true);
      }
    } catch (e) { log(`${s.name} ${n}: ${e.message}`); }
  }
  ac.abort();
  await stop(child);
  for (const h of helpers) h.kill("SIGKILL");
  await Promise.all(loads.map((p) => Promise.race([p, sleep(3000)])));
  for (const c of closers) c();
  s.teardown?.(ports);
  writeFileSync(join(dir, "manifest.json"), `${JSON.stringify({ schema: "parkwatch/bundle/1", target: { name: s.target ?? s.name }, captures }, null, 1)}\n`);
  writeTruth(s, dir, bin);
  log(`${s.name}: ${captures.length} captures`);
}

/** truth.json: what the scenario says, with the sites filled in from the last dump. */
export function writeTruth(s, dir, bin) {
  const manifest = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
  const texts = manifest.captures.filter((c) => c.form === "debug2" && c.profile === "goroutine").map((c) => parseDump(gunzipSync(readFileSync(join(dir, c.file))).toString()));
  const [first, last] = [texts[0], texts.at(-1)];
  const leaks = [];
  for (const l of s.leaks ?? []) {
    const mine = (g) => g.birth === l.birthSite && (!l.at || g.frames.some((f) => f.fn === l.at));
    const grown = last.filter(mine);
    const park = [...countBy(grown, parkSite)].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
    leaks.push({
      scenario: l.scenario, rule: l.rule, ...(l.accept ? { accept: l.accept } : {}), cause: l.cause,
      parkSite: park, ...(l.at ? { frame: l.at } : {}), birthSite: l.birthSite, userSite: grown[0] ? userSite(grown[0], bin.main) : null,
      perRequest: l.perRequest, first: first.filter(mine).length, last: grown.length, why: l.why,
    });
    if (grown.length < 10) console.error(`!! ${s.name}: ${l.birthSite} grew only to ${grown.length}`);
  }
  const [go, experiment] = bin.version.split("-X:");
  const truth = { healthy: leaks.length === 0, go, ...(experiment ? { experiment } : {}), leakProfile: Boolean(s.leakProfile), mainModule: bin.main, modules: bin.modules, what: s.what, ...(s.issue ? { issue: s.issue, library: s.library } : {}), leaks, healthyNoise: s.noise ?? [] };
  writeFileSync(join(dir, "truth.json"), `${JSON.stringify(truth, null, 1)}\n`);
}

const main = async () => {
  const names = process.argv.slice(2).filter((a) => !a.startsWith("--"));
  const { series } = await import("./series.mjs");
  const { pairs } = existsSync(join(LAB, "pairs.mjs")) ? await import("./pairs.mjs") : { pairs: [] };
  const { unseen } = await import("./unseen.mjs");
  const all = [...series, ...pairs, ...unseen];
  const pick = names.length ? all.filter((s) => names.includes(s.name)) : process.argv.includes("--truth") ? all : series;
  for (const n of names) if (!all.some((s) => s.name === n)) throw new Error(`no series ${n}`);
  if (process.argv.includes("--list")) { for (const s of all) console.log(s.name); return; }
  if (process.argv.includes("--truth")) { // write truth.json again, from the dumps that are there
    for (const s of pick) {
      const dir = join(DATA, s.out ?? `series/${s.name}`);
      if (!existsSync(join(dir, "truth.json"))) continue;
      const old = JSON.parse(readFileSync(join(dir, "truth.json"), "utf8"));
      writeTruth(s, dir, { version: old.go + (old.experiment ? `-X:${old.experiment}` : ""), main: old.mainModule, modules: old.modules });
    }
    return;
  }
  const wide = Number(process.env.LAB_WIDE ?? 8);
  // all builds come first: they would hold up the loads
  const bins = new Map();
  const built = new Map(); // one program may serve several series
  const buildOnce = (s) => {
    const key = s.bin ?? s.name;
    if (!built.has(key)) built.set(key, build(s.dir, key, s));
    return built.get(key);
  };
  for (const s of pick) {
    try { bins.set(s, buildOnce(s)); for (const a of s.also ?? []) build(s.dir, a.name, { ...s, leakProfile: false, pkg: a.pkg }); } catch (e) { console.error(`${s.name}: build: ${e.message}`); process.exitCode = 1; }
  }
  if (process.argv.includes("--build-only")) return;
  const queue = pick.filter((s) => bins.has(s));
  await Promise.all(Array.from({ length: wide }, async () => {
    for (let s = queue.shift(); s; s = queue.shift()) {
      try { await record(s, bins.get(s)); } catch (e) { console.error(`${s.name}: ${e.stack}`); process.exitCode = 1; }
    }
  }));
};
if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
