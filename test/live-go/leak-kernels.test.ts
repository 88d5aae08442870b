// The leak kernels that ship in GOROOT (Go 1.26 and newer), where `go` is: lint names the right cause in no fewer than it did.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Two fewer than `node lab/recall/kernels.mjs` said last (38), for a rule that learns to be quieter; docs/lint-recall.md has all. */
const floor = 36;

const go = spawnSync('go', ['version'], { env: { GOTOOLCHAIN: 'go1.27.3', ...process.env }, encoding: 'utf8' });
const version = Number(/go1\.(\d+)/.exec(go.stdout ?? '')?.[1] ?? 0);
if (version < 26) console.warn('SKIPPED: no go 1.26; the leak kernels are not at hand');

it.skipIf(version < 26)(
  'lint finds the right cause in the leak kernels',
  () => {
    const run = spawnSync(process.execPath, ['lab/recall/kernels.mjs'], { encoding: 'utf8' });
    const found = run.stdout.split('\n').filter((line) => line.startsWith('found '));
    expect(run.stderr).toBe('');
    expect(found.length).toBeGreaterThanOrEqual(floor);
  },
  300_000,
);
