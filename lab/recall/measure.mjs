// What the recall scripts share: a lint run as JSON, which function a finding speaks of, the tables of docs/lint-recall.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '../..');

/** The result of `parkwatch lint --level note --json` in a folder; throws when it printed none. */
export function lintJson(folder, args) {
  const command = [join(checkout, 'bin/parkwatch.ts'), 'lint', '--level', 'note', '--no-cache', '--json', ...args];
  const run = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 29 });
  if (!run.stdout) throw new Error(`lint in ${folder}: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** Is `name` (with its package path) the function `wanted`, or a literal inside it? */
export function speaksOf(name, wanted) {
  const bare = name.slice(name.lastIndexOf('/') + 1).replace(/^[^.]*\./, '');
  return bare === wanted || bare.startsWith(`${wanted}.func`);
}

/** Replaces the table between the marks of docs/lint-recall.md. */
export function writeTable(mark, lines) {
  const page = join(checkout, 'docs/lint-recall.md');
  const marked = new RegExp(`(<!-- ${mark} -->\n)[\\s\\S]*?(<!-- end ${mark} -->)`);
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, text.replace(marked, (_, open, close) => `${open}\n${lines.join('\n')}\n\n${close}`));
}
