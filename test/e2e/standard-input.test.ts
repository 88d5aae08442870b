// Standard input as a pipe: the same bytes as from a file, whatever the sizes of the pieces.
import { type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dump = gunzipSync(readFileSync('testdata/captures/go1.27/goroutine.debug2.txt.gz'));
const options: SpawnOptionsWithoutStdio = { stdio: 'pipe' };

/** The groups that `check - --all --json` reads from these pieces. */
async function groupsOf(pieces: readonly Uint8Array[]): Promise<readonly { exactKey: string; count: number }[]> {
  const child = spawn(process.execPath, ['bin/parkwatch.ts', 'check', '-', '--all', '--json'], options);
  let out = '';
  child.stdout.on('data', (d) => {
    out += d;
  });
  for (const piece of pieces) if (!child.stdin.write(piece)) await new Promise((r) => child.stdin.once('drain', r));
  child.stdin.end();
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(out).groups.map(({ exactKey, count }: { exactKey: string; count: number }) => ({
    exactKey,
    count,
  }));
}

describe('standard input', () => {
  it('is read whole, in pieces of any size', { timeout: 60_000 }, async () => {
    const whole = await groupsOf([dump]);
    expect(whole.length).toBeGreaterThan(30);
    const odd: Uint8Array[] = [];
    for (let at = 0, n = 1; at < dump.length; at += n, n = (n * 7) % 9973) odd.push(dump.subarray(at, at + n));
    expect(await groupsOf(odd)).toEqual(whole);
  });
});
