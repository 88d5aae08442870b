// `npm run check`: format and lint, types, walls, files, rules, then every test. CI runs exactly this.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const steps: [string, string[]][] = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['types of the pure rooms', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.pure.json']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['walls', ['scripts/check-imports.ts']],
  ['files', ['scripts/check-files.ts']],
  ['rules', ['scripts/check-rules.ts']],
  ['causes', ['scripts/gen-causes.ts', '--check']],
  ['verdicts', ['scripts/gen-verdicts.ts', '--check']],
  ['figures', ['scripts/gen-figures.ts', '--check']],
  ['schemas', ['scripts/gen-schema.ts', '--check']],
  ['kernel', ['scripts/check-kernel.ts']],
  ['tests', ['scripts/test.ts']],
];
for (const [name, args] of steps) {
  if (!existsSync(args[0])) continue;
  console.log(`== ${name}`);
  const run = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (run.status !== 0) {
    console.error(`check: ${name} failed`);
    if (name !== 'tests') console.log('0 passed, 1 failed');
    process.exitCode = run.status || 1;
    break;
  }
}
