// Compares with `go tool pprof -raw`, where `go` is on the PATH: every sample, location, function, file and line.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../model/snapshot.ts';
import { symbolName } from '../symbol-name.ts';
import { decodePprof } from './decode-pprof.ts';
import { encodePprof } from './encode.ts';

const hasGo = spawnSync('go', ['tool', 'pprof', '-h'], { stdio: 'ignore' }).error === undefined;
if (!hasGo) console.warn('SKIPPED: go is not on the PATH, so profiles are not compared with `go tool pprof -raw`');

const captures = join(import.meta.dirname, '../../../testdata/captures');
const scratch = mkdtempSync(join(tmpdir(), 'parkwatch-pprof-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** `count function file:line < …` for each sample of the raw text. */
function samplesOfRaw(text: string): string[] {
  const [, samplesText = '', locationsText = ''] =
    /Samples:\n[^\n]*\n([\s\S]*?)Locations\n([\s\S]*?)Mappings/.exec(text) ?? [];
  const frames = new Map<number, string[]>();
  let current: string[] = [];
  for (const line of locationsText.split('\n')) {
    const head = /^ *(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(?:\[F\] )?(.*)$/.exec(line);
    if (head) frames.set(Number(head[1]), (current = []));
    const said = /^(.*) (\S*):(\d+):\d+ s=\d+/.exec((head?.[2] ?? line).trim());
    if (said) current.push(`${symbolName(said[1])} ${said[2]}:${said[3]}`);
  }
  const lines: string[] = [];
  for (const line of samplesText.split('\n')) {
    const sample = /^ +(-?\d+): ([\d ]*)$/.exec(line);
    if (!sample) continue; // labels are compared by another test
    const ids = sample[2]
      .trim()
      .split(' ')
      .filter((id) => id !== '');
    lines.push(`${sample[1]} ${ids.flatMap((id) => frames.get(Number(id)) ?? ['?']).join(' < ')}`);
  }
  return lines.sort();
}

function samplesOf(snapshot: Snapshot): string[] {
  return Array.from({ length: snapshot.rows.length }, (_, row) => {
    const { frames } = snapshot.stacks[snapshot.rows.stack[row]];
    return `${snapshot.rows.count?.[row]} ${frames.map((f) => `${f.function} ${f.file}:${f.line}`).join(' < ')}`;
  }).sort();
}

describe.skipIf(!hasGo)('against go tool pprof -raw', () => {
  const raw = (file: string) =>
    execFileSync('go', ['tool', 'pprof', '-raw', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  it.each(readdirSync(captures).filter((name) => name.startsWith('go1.')))('%s: the same samples', (variant) => {
    for (const file of readdirSync(join(captures, variant)).filter((name) => name.endsWith('.pb.gz'))) {
      const path = join(captures, variant, file);
      const [snapshot] = decodePprof(gunzipSync(readFileSync(path)), { name: file }).snapshots;
      expect(samplesOf(snapshot).length).toBeGreaterThan(40);
      expect(samplesOf(snapshot)).toEqual(samplesOfRaw(raw(path)));
    }
  });

  it.each([false, true])('takes what the encoder writes (strings first, unpacked: %s)', (odd) => {
    const line = (name: string, number: number) => ({ function: name, file: 'a.go', line: number });
    const bytes = encodePprof({
      sampleTypes: [{ type: 'goroutine', unit: 'count' }],
      periodType: { type: 'goroutine', unit: 'count' },
      period: 1,
      stringsFirst: odd,
      unpacked: odd,
      samples: [
        {
          locations: [
            { address: 1, lines: [line('main.a', 1), line('main.b', 2)] },
            { address: 2, lines: [line('main.c', 3)] },
            { address: 3, lines: [line('main.d', 300)] },
          ],
          values: [1234567],
        },
        { locations: [{ address: 2, lines: [line('main.c', 3)] }], values: [1] },
      ],
    });
    const path = join(scratch, `encoded-${odd}.pb`);
    writeFileSync(path, bytes);
    const [snapshot] = decodePprof(bytes, { name: 'x' }).snapshots;
    const want = samplesOf(snapshot);
    expect(want).toEqual([
      '1 main.c a.go:3',
      '1234567 main.a a.go:1 < main.b a.go:2 < main.c a.go:3 < main.d a.go:300',
    ]);
    expect(samplesOfRaw(raw(path))).toEqual(want);
  });
});
