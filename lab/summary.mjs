#!/usr/bin/env node
// Prints, per recorded bundle, the goroutines over time and the three birth
// sites that grew most, with the lab's own reader; --check compares with
// truth.json and looks for machine names and paths.
import { readdirSync, readFileSync, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import os from "node:os";
import { parseDump, parkSite, countBy } from "./dump.mjs";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "testdata");
const check = process.argv.includes("--check");
const only = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const dirs = [];
if (existsSync(join(DATA, "series"))) for (const n of readdirSync(join(DATA, "series"))) dirs.push(`series/${n}`);
if (existsSync(join(DATA, "pairs"))) for (const n of readdirSync(join(DATA, "pairs"))) for (const k of readdirSync(join(DATA, "pairs", n))) dirs.push(`pairs/${n}/${k}`);
let bad = 0;
const complain = (name, what) => { bad += 1; console.log(`  !! ${name}: ${what}`); };

for (const name of dirs) {
  if (only.length && !only.some((o) => name.includes(o))) continue;
  const dir = join(DATA, name);
  if (!existsSync(join(dir, "truth.json"))) { console.log(`${name}: no truth.json yet`); continue; }
  const manifest = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
  const truth = JSON.parse(readFileSync(join(dir, "truth.json"), "utf8"));
  const size = readdirSync(dir).reduce((n, f) => n + statSync(join(dir, f)).size, 0);
  const caps = manifest.captures.filter((c) => c.profile === "goroutine" && c.form === "debug2");
  const dumps = caps.map((c) => parseDump(gunzipSync(readFileSync(join(dir, c.file))).toString()));
  const births = dumps.map((d) => countBy(d, (g) => g.birth ?? "main"));
  const first = births[0];
  const last = births.at(-1);
  const grown = [...last].map(([k, v]) => [k, v - (first.get(k) ?? 0), births.map((b) => b.get(k) ?? 0)]).sort((a, b) => b[1] - a[1]).slice(0, 3);
  const span = Math.round((Date.parse(caps.at(-1).takenAt) - Date.parse(caps[0].takenAt)) / 1000);
  console.log(`${name}  ${truth.healthy ? "healthy" : truth.leaks.map((l) => l.rule).filter((x, i, a) => a.indexOf(x) === i).join(",")}  ${truth.go}  ${caps.length} moments, ${span} s, ${Math.round(size / 1024)} kB`);
  console.log(`  goroutines ${dumps.map((d) => d.length).join(" ")}`);
  for (const [k, v, all] of grown) {
    const park = [...countBy(dumps.at(-1).filter((g) => (g.birth ?? "main") === k), parkSite)].sort((a, b) => b[1] - a[1])[0];
    console.log(`  ${v >= 0 ? "+" : ""}${v} ${k} → ${park?.[0]}  [${all.join(" ")}]`);
  }
  for (const l of truth.leaks) {
    const n = dumps.at(-1).filter((g) => g.birth === l.birthSite && parkSite(g) === l.parkSite && (!l.frame || g.frames.some((f) => f.fn === l.frame))).length;
    console.log(`  leak ${l.rule} ${l.birthSite} → ${l.parkSite} (${l.userSite}) ${n}`);
    if (check && n < (name.startsWith("pairs") ? 10 : 30)) complain(name, `only ${n} of ${l.birthSite}`);
  }
  const leakCap = manifest.captures.find((c) => c.profile === "goroutineleak" && c.form === "debug2");
  if (leakCap) {
    const marked = parseDump(gunzipSync(readFileSync(join(dir, leakCap.file))).toString()).filter((g) => g.leaked);
    console.log(`  marked by the runtime: ${marked.length}  ${[...countBy(marked, (g) => g.birth)].map(([k, v]) => `${v}× ${k}`).join(", ")}`);
  }
  if (!check) continue;
  if (size > 600 * 1024) complain(name, `${size} bytes`);
  if (name.startsWith("series") && (caps.length < 12 || span < 265)) complain(name, `${caps.length} moments in ${span} s`);
  for (const c of manifest.captures) {
    const raw = readFileSync(join(dir, c.file));
    if (raw.length !== c.bytes) complain(name, `${c.file}: bytes`);
    const text = gunzipSync(raw).toString("latin1");
    if (/\/root\/|\/work\/|\/home\/|\/usr\/local\/go/.test(text)) complain(name, `${c.file}: a path of this machine`);
    if (os.hostname().length > 3 && text.includes(os.hostname())) complain(name, `${c.file}: the host's name`);
  }
}
process.exitCode = bad ? 1 : 0;
