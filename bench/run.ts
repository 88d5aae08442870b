// `npm run bench -- NAME [arguments]`: runs bench/NAME.ts, whose `run` prints its figures and writes bench/results/NAME.json.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const [name, ...rest] = process.argv.slice(2);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
if (!name || !existsSync(join(folder, `${name}.ts`))) {
  console.error(`usage: npm run bench -- NAME; NAME is one of: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  const bench = (await import(join(folder, `${name}.ts`))) as {
    run?: (args: readonly string[]) => Promise<void> | void;
  };
  await bench.run?.(rest);
}
