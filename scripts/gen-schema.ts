// Writes docs/schema/*.json from the zod schemas of src/api; `--check` only says whether they are up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderJsonSchemas } from '../src/api/json-schema.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'schema');
const check = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
for (const { file, text } of renderJsonSchemas()) {
  const path = join(folder, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (check) {
    console.log(`docs/schema/${file} is not up to date: node scripts/gen-schema.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote docs/schema/${file}`);
  }
}
