// `npm run bench -- NAME [arguments]`: runs bench/NAME.ts, whose `run` prints its figures and writes bench/results/NAME.json;
// with `--help` it prints what stands at the head of that file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const [name, ...rest] = process.argv.slice(2);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
if (!name || !existsSync(join(folder, `${name}.ts`))) {
  console.error(`usage: npm run bench -- NAME; NAME is one of: ${known.join(', ')}`);
  process.exitCode = 2;
} else if (rest.includes('--help')) {
  const [head] = readFileSync(join(folder, `${name}.ts`), 'utf8').split(/^(?!\/\/)/m, 1);
  console.log(head.replaceAll(/^\/\/ ?/gm, '').trimEnd());
} else {
  const bench = (await import(join(folder, `${name}.ts`))) as {
    run?: (args: readonly string[]) => Promise<void> | void;
  };
  await bench.run?.(rest);
}
