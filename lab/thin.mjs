#!/usr/bin/env node
// Makes a recording small enough to commit: `node lab/thin.mjs FOLDER…`. debug=0 of the first and last moment stay; of
// a folder that is still above the limit every second moment goes, never the first or the last.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LIMIT = 150_000;

const size = (dir) => readdirSync(dir).reduce((n, f) => n + statSync(join(dir, f)).size, 0);

function keep(dir, wanted) {
  const file = join(dir, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const gone = manifest.captures.filter((c) => !wanted(c));
  for (const c of gone) rmSync(join(dir, c.file));
  manifest.captures = manifest.captures.filter(wanted);
  writeFileSync(file, `${JSON.stringify(manifest, null, 1)}\n`);
}

for (const dir of process.argv.slice(2)) {
  const { captures } = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
  const moment = (c) => Number(c.file.slice(0, 2));
  const last = Math.max(...captures.map(moment));
  const atEnds = (c) => moment(c) === 0 || moment(c) === last;
  if (size(dir) > LIMIT) keep(dir, (c) => c.form !== "debug0" || atEnds(c));
  if (size(dir) > LIMIT) keep(dir, (c) => atEnds(c) || moment(c) % 2 === 0);
  console.log(dir, size(dir));
}
