// The console blocks of docs/trace.md are what the commands print. UPDATE_GOLDENS=1 writes them anew.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

const page = 'docs/trace.md';
const block = /```console\n\$ \.\/parkwatch ([^\n]*)\n([\s\S]*?)```/g;

/** Words of a command line with single quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2]);
}

/** What the command prints; `events` writes past `process.stdout`, so it gets a file. */
async function outputOf(line: string): Promise<string> {
  let text = '';
  if (line.startsWith('trace events ')) {
    const file = join(mkdtempSync(join(tmpdir(), 'parkwatch-docs-')), 'out');
    await main([...wordsOf(line), '-o', file]);
    return readFileSync(file, 'utf8');
  }
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((data, ...rest) => {
    text += String(data);
    for (const done of rest) if (typeof done === 'function') (done as () => void)();
    return true;
  });
  try {
    await main(wordsOf(line));
  } finally {
    spy.mockRestore();
  }
  return text;
}

it('docs/trace.md shows real output', async () => {
  const before = readFileSync(page, 'utf8');
  let after = before;
  const commands = [...before.matchAll(block)];
  expect(commands.length).toBeGreaterThanOrEqual(6);
  for (const [whole, line] of commands)
    after = after.replace(whole, () => `\`\`\`console\n$ ./parkwatch ${line}\n`.concat('OUTPUT', '```'));
  for (const [, line] of commands) {
    const text = await outputOf(line);
    after = after.replace('OUTPUT```', () => `${text}\`\`\``);
  }
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(page, after);
  else expect(after).toBe(before);
});
