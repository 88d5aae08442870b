// `node lab/recall/bugs.mjs [--second] [--write] [TEXT…]`: lints real bugs as released module versions, before and after
// the fix (bugs.json, or the second list, bugs2.json, which was written down before any of it was linted), and prints
// whether the expected rule spoke in the named function before and was silent there after.
// Modules come through the module cache and are linted where they lie there; nothing is kept. TEXT picks by module.
// --write puts the table into docs/lint-recall.md. Needs `go`.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintJson, speaksOf, writeTable } from './measure.mjs';

const second = process.argv.includes('--second');
const list = join(import.meta.dirname, second ? 'bugs2.json' : 'bugs.json');
const all = JSON.parse(readFileSync(list, 'utf8'));
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const bugs = all.filter((bug) => wanted.length === 0 || wanted.some((text) => bug.module.includes(text)));
const go = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', GONOSUMDB: '*', GONOSUMCHECK: '1' };

/** Folder of a released version in the module cache, with the modules that it needs there too when `all`. */
function folderOf(module, version) {
  const run = spawnSync('go', ['mod', 'download', '-json', `${module}@${version}`], { env: go, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${module}@${version}: ${run.stdout}${run.stderr}`);
  return JSON.parse(run.stdout).Dir;
}

/** Findings of the expected rules in the named functions. */
function hits(bug, version) {
  const folder = folderOf(bug.module, version);
  const { findings } = lintJson(folder, [...bug.packages.split(' '), '--tests=false']);
  return findings.filter(
    ({ rule, function: name, symbol }) =>
      bug.causes.includes(rule) &&
      (bug.symbol === undefined || bug.symbol === symbol) &&
      bug.functions.some((wanted) => speaksOf(name, wanted)),
  );
}

/** Of the second list: found by the first run, before any rule was changed for it, or since. */
const foundAs = (bug) => (second ? (bug.blind ? 'found, blind' : 'found since') : 'found');

execFileSync('go', ['version'], { stdio: 'ignore' });
const rows = ['| bug | what happens | before | after | counts |', '|---|---|---|---|---|'];
let found = 0;
let foundAtDefault = 0;
for (const bug of bugs) {
  const before = hits(bug, bug.before);
  const after = hits(bug, bug.after);
  const good = before.length > 0 && after.length === 0;
  const loud = before.filter(({ level }) => level !== 'note');
  const goodAtDefault = loud.length > 0 && after.every(({ level }) => level === 'note');
  if (good) found++;
  if (goodAtDefault) foundAtDefault++;
  const say = (list) => [...new Set(list.map(({ rule, level }) => `${rule} ${level}`))].join(', ') || 'silent';
  const name = `[${bug.module.split('/').slice(-2).join('/')} ${bug.before} → ${bug.after}](${bug.issue})`;
  rows.push(
    `| ${name} | ${bug.what} | ${say(before)} | ${say(after)} | ${good || goodAtDefault ? foundAs(bug) : (bug.why ?? 'no')} |`,
  );
  console.log(`${good || goodAtDefault ? 'found ' : 'missed'} ${bug.module} ${bug.before}: ${say(before)}; after: ${say(after)}`);
}
const summary = `${found} of ${bugs.length} found before and silent after (${foundAtDefault} at the default level)`;
console.log(summary);
if (process.argv.includes('--write') && bugs.length === all.length) writeTable(second ? 'second bugs' : 'bugs', [...rows, '', `${summary}.`]);
