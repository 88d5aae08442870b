// The README shows real output: each console block is its command's output, up to a line `[…]` where it is cut.
// `UPDATE_GOLDENS=1` writes the blocks anew, cut after `keptLines`.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';

const pages = ['README.md'];
/** What a reader takes in at one look. */
const keptLines = 26;
const block = /```console\n\$ \.\/parkwatch ([^\n]+)\n([\s\S]*?)```/g;

function outputOf(command: string): string {
  // No Go toolchain in sight, so that the page is the same on every machine.
  const bare = { PATH: dirname(process.execPath), GOROOT: undefined, NO_COLOR: '1', FORCE_COLOR: undefined };
  const env = { ...process.env, ...bare, COLUMNS: '100' };
  const args = [resolve('bin/parkwatch.ts'), ...command.split(' ')];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', env, maxBuffer: 1 << 26 });
  expect(run.stderr, command).toBe('');
  return run.stdout.trim();
}

function cut(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines.length <= keptLines + 6 ? lines.join('\n') : [...lines.slice(0, keptLines), '[…]'].join('\n');
}

it.each(pages)('%s shows what the commands print', (page) => {
  const text = readFileSync(page, 'utf8');
  const fresh = text.replace(
    block,
    (_, command: string) => `\`\`\`console\n$ ./parkwatch ${command}\n${cut(outputOf(command))}\n\`\`\``,
  );
  expect([...text.matchAll(block)].length).toBeGreaterThan(2);
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(page, fresh);
  else expect(text).toBe(fresh);
});
