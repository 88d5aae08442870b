// Holds the walls of DESIGN §4: which room may import which, and which npm and node modules each may use.
// A line `import … from '…'` stands alone (the formatter guarantees it), so a regular expression is enough.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Room {
  readonly rooms: readonly string[];
  /** Bare module names that are allowed; a trailing * allows a prefix. */
  readonly modules: readonly string[];
}

const pure = (...rooms: string[]): Room => ({ rooms, modules: [] });

/** The table of DESIGN §4. Tests may also import test/support and vitest, fast-check, node:*. */
export const walls: Readonly<Record<string, Room>> = {
  base: pure(),
  model: pure('base'),
  collect: { rooms: ['model', 'base'], modules: ['node:*', 'undici', 'tar-stream'] },
  decode: pure('model', 'base'),
  knowledge: pure('model', 'base'),
  analyse: pure('knowledge', 'model', 'base'),
  judge: pure('analyse', 'knowledge', 'model', 'base'),
  report: pure('model', 'base'),
  api: { rooms: ['model', 'base'], modules: ['zod'] },
  pipeline: {
    rooms: ['collect', 'decode', 'analyse', 'judge', 'knowledge', 'report', 'model', 'base'],
    modules: ['node:fs', 'node:path'],
  },
  cli: {
    rooms: ['pipeline', 'collect', 'decode', 'analyse', 'judge', 'knowledge', 'report', 'api', 'model', 'base'],
    modules: ['node:*', 'commander', 'yaml'],
  },
};

/** Exceptions, each with the reason why it may stay for now. */
const debt: Readonly<Record<string, string>> = {};

const importLine =
  /^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every forbidden import below `src`, as `file: reason` lines. */
export function findBreaches(root: string): string[] {
  const src = join(root, 'src');
  const breaches: string[] = [];
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const name = relative(root, file);
    const isTest = entry.name.endsWith('.test.ts');
    const room = relative(src, file).split('/')[0];
    const wall = walls[room];
    if (!wall) {
      breaches.push(`${name}: no room of that name; add it to the table or move the file`);
      continue;
    }
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(importLine)) {
      const target = match[1] ?? match[2] ?? match[3];
      if (debt[`${name} -> ${target}`]) continue;
      if (target.startsWith('.')) {
        const to = relative(src, resolve(dirname(file), target));
        const toRoom = to.startsWith('..') ? '(outside src)' : to.split('/')[0];
        if (isTest && (toRoom === '(outside src)' || !wall)) continue;
        if (toRoom !== room && !wall.rooms.includes(toRoom)) {
          if (isTest && toRoom !== 'cli') continue;
          breaches.push(`${name}: ${room} may not import ${toRoom} (${target})`);
        }
      } else if (!isTest) {
        const ok = wall.modules.some((m) => (m.endsWith('*') ? target.startsWith(m.slice(0, -1)) : target === m));
        if (!ok) breaches.push(`${name}: ${room} may not use the module ${target}`);
      }
    }
    if (!isTest && wall.modules.length === 0 && /\b(Date\.now|Math\.random|new Date\(\)|performance\.now)\b/.test(text))
      breaches.push(`${name}: a pure room asks for the time or for chance`);
  }
  return breaches;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const breaches = findBreaches(join(dirname(fileURLToPath(import.meta.url)), '..'));
  for (const breach of breaches) console.error(breach);
  if (breaches.length > 0) process.exitCode = 1;
  else console.log('walls: ok');
}
