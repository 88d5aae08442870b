// Runs a script of this checkout under the pinned Node, installing dependencies first when they are missing or stale.
// Plain JavaScript, so that any Node >= 20 can start it:   node scripts/with-setup.mjs scripts/demo.ts [args…]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pinned = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stamp = join(root, 'node_modules', '.parkwatch-setup');

function wanted() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isFresh() {
  return existsSync(pinned) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** Installs with `npm ci`; the script of the package `node` fetches the pinned Node. */
function install() {
  process.stderr.write('parkwatch: installing dependencies (npm ci) …\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    process.stderr.write('parkwatch: npm ci failed; run it by hand in the checkout to see why\n');
    process.exit(2);
  }
  if (!existsSync(pinned)) {
    // npm may be told to skip install scripts; then the package's own step is run by name.
    spawnSync('npm', ['rebuild', 'node', '--ignore-scripts=false'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
  }
  if (!existsSync(pinned)) {
    process.stderr.write('parkwatch: the pinned Node is missing after npm ci (install scripts switched off?)\n');
    process.exit(2);
  }
  writeFileSync(stamp, wanted());
}

if (!isFresh()) install();
const [script, ...args] = process.argv.slice(2);
const run = spawnSync(pinned, [join(root, script), ...args], {
  cwd: process.env.PARKWATCH_CWD ?? root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
