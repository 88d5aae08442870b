// Holds the rules on files: no file above 600 lines, above 400 only with a reason in its head, no `utils`,
// a README in every room, no absolute paths of a machine.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { walls } from './check-imports.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const faults: string[] = [];
const sizes: number[] = [];
for (const top of ['src', 'scripts', 'test', 'bench', 'fuzz']) {
  if (!existsSync(join(root, top))) continue;
  for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|mjs|js)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const name = relative(root, file);
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n').length - 1;
    if (top === 'src' && !name.endsWith('.test.ts')) sizes.push(lines);
    if (/(^|\/)(utils?|helpers?|common|misc)\.ts$/.test(name))
      faults.push(`${name}: a file is named for what it makes`);
    const head = text.split('\n', 8).join('\n');
    if (lines > 600 && !/generated/i.test(head)) faults.push(`${name}: ${lines} lines (limit 600)`);
    else if (lines > 400 && !/(one (thing|table|machine|loop)|generated)/i.test(head))
      faults.push(`${name}: ${lines} lines and no reason ("one thing: …") in its head`);
    const place = /\/(work|home|Users|root)\/[a-z]/.exec(text);
    if (place && !name.endsWith('check-files.ts') && !/test/.test(name))
      faults.push(`${name}: names a folder of some machine (${place[0]}…)`);
  }
}
for (const room of Object.keys(walls)) {
  const folder = join(root, 'src', room);
  if (existsSync(folder) && !existsSync(join(folder, 'README.md'))) faults.push(`src/${room}: no README.md`);
}
sizes.sort((a, b) => a - b);
const median = sizes[sizes.length >> 1] ?? 0;
if (median > 120) faults.push(`median size of src files is ${median} lines (aim 120)`);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`files: ok (${sizes.length} sources, median ${median} lines)`);
