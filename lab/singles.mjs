#!/usr/bin/env node
// Every single dump of every recorded series, judged alone: `node lab/singles.mjs [--list] [FOLDER…]`. Counts the false
// suspects of healthy programs and the wrong cleans of leaking ones, by form; `--list` names them. Needs Node 24 (it
// imports the sources).
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { judgeSingleDumps } from '../test/support/single-dumps.ts';

const list = process.argv.includes('--list');
const roots = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const folders = (roots.length > 0 ? roots : ['testdata/series', 'testdata/pairs', 'testdata/unseen'])
  .flatMap((f) => [f, ...readdirSync(f, { recursive: true, encoding: 'utf8' }).map((d) => join(f, d))])
  .filter((d) => existsSync(join(d, 'truth.json')) && existsSync(join(d, 'manifest.json')))
  .sort();

const tally = new Map();
for (const folder of folders) {
  const named = new Map();
  for (const { form, moment, row, word, findings } of await judgeSingleDumps(folder)) {
    const counts = tally.get(`${row.padEnd(13)} ${form}`) ?? {};
    tally.set(`${row.padEnd(13)} ${form}`, { ...counts, [word]: (counts[word] ?? 0) + 1 });
    const right = row === 'healthy' ? ['clean', 'cannot-tell'] : row === 'leak visible' ? ['found'] : [word];
    if (right.includes(word)) continue;
    const key = `${folder} ${form} ${row}: ${word} ${findings.join('; ').replace(/ \d+ /g, ' N ')}`;
    named.set(key, [...(named.get(key) ?? []), moment]);
  }
  if (list) for (const [key, moments] of named) console.log(`${key}  [${moments.join(' ')}]`);
}
for (const [key, words] of [...tally].sort())
  console.log(`${key}  ${Object.entries(words).sort().map(([w, n]) => `${w} ${n}`).join(', ')}`);
