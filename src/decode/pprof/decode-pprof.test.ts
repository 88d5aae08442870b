import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../../test/support/golden.ts';
import { countGoroutines, type Snapshot } from '../../model/snapshot.ts';
import { decodeCountText } from '../count/decode-count-text.ts';
import { decodePprof } from './decode-pprof.ts';

const captures = join(import.meta.dirname, '../../../testdata/captures');
const variants = readdirSync(captures).filter((name) => name.startsWith('go1.'));

interface Manifest {
  readonly variants: readonly {
    readonly name: string;
    readonly goroutines: number;
    readonly provenByRuntime: number | null;
    readonly captures: readonly { readonly file: string; readonly total?: number }[];
  }[];
}
const manifest = JSON.parse(readFileSync(join(captures, 'manifest.json'), 'utf8')) as Manifest;

function readProto(variant: string, profile: string): Snapshot {
  const bytes = gunzipSync(readFileSync(join(captures, variant, `${profile}.debug0.pb.gz`)));
  const decoded = decodePprof(bytes, { name: `${profile}.pb.gz` });
  expect(decoded.problems).toEqual([]);
  return decoded.snapshots[0];
}

function readText(variant: string, profile: string): Snapshot {
  const bytes = readFileSync(join(captures, variant, `${profile}.debug1.txt`));
  const decoded = decodeCountText(bytes, { name: `${profile}.txt` });
  expect(decoded.problems).toEqual([]);
  return decoded.snapshots[0];
}

/** `count {labels} frames` per row, as both forms show them: without leading runtime frames (printStackRecord). */
function visibleRows(snapshot: Snapshot): string[] {
  const lines: string[] = [];
  for (let row = 0; row < snapshot.rows.length; row++) {
    const { frames } = snapshot.stacks[snapshot.rows.stack[row]];
    const hidden = (name: string) => name.startsWith('runtime.') || name.startsWith('internal/runtime/');
    let first = frames.findIndex((frame) => !hidden(frame.function));
    if (first < 0) first = 0;
    const shown = frames.slice(first).map(({ function: name, file, line }) => `${name} ${file}:${line}`);
    // Between the two requests only the server's own goroutines moved: the one that takes the profile, main in Accept,
    // one that has not run yet (no frames), and the background read of the request.
    const moving = /^(?:runtime\/pprof\.|runtime\.main |net\/http\.\(\*connReader\)\.backgroundRead )/;
    if (shown.length === 0 || shown.some((frame) => moving.test(frame))) continue;
    const labels = JSON.stringify(snapshot.labelSets[snapshot.rows.labels?.[row] ?? 0]);
    lines.push(`${snapshot.rows.count?.[row]} ${labels} ${shown.join(' < ')}`);
  }
  return lines.sort();
}

/** A snapshot in readable lines; paths and addresses as the capture has them (it was built with -trimpath). */
function printed(snapshot: Snapshot): string {
  const { rows, stacks, limits, profile } = snapshot;
  const lines = [
    `${profile} goroutines=${countGoroutines(snapshot)} rows=${rows.length} stacks=${stacks.length} ${limits}`,
  ];
  for (let row = 0; row < rows.length; row++) {
    const stack = stacks[rows.stack[row]];
    const labels = rows.labels?.[row] ? ` ${JSON.stringify(snapshot.labelSets[rows.labels[row]])}` : '';
    const shown = stack.frames.slice(0, 5).map((f) => `${f.function}:${f.line}`);
    const more = stack.frames.length > 5 ? ` … ${stack.frames.length} frames` : '';
    lines.push(`${rows.count?.[row] ?? 1}${labels} ${stack.unavailable ? 'unavailable' : shown.join(' ')}${more}`);
  }
  return lines.join('\n');
}

describe('goroutine profiles of real services', () => {
  it.each(variants)('%s: debug=0 and debug=1 hold the same goroutines, as many as the manifest says', (variant) => {
    const truth = manifest.variants.find((v) => v.name === variant);
    const proto = readProto(variant, 'goroutine');
    const text = readText(variant, 'goroutine');
    expect(countGoroutines(text)).toBe(truth?.captures.find((c) => c.file.endsWith('goroutine.debug1.txt'))?.total);
    expect(countGoroutines(proto)).toBe(countGoroutines(text));
    expect(visibleRows(text).length).toBeGreaterThan(60);
    expect(visibleRows(proto)).toEqual(visibleRows(text));
    expect(proto.takenAt).toBeGreaterThan(Date.UTC(2026, 0));
  });

  it.each(variants.filter((v) => manifest.variants.find((m) => m.name === v)?.provenByRuntime))(
    '%s: the leak profiles of both forms hold the same goroutines',
    (variant) => {
      const proto = readProto(variant, 'goroutineleak');
      const text = readText(variant, 'goroutineleak');
      expect(proto.limits).toContain('leaked-only');
      expect(text.limits).toContain('leaked-only');
      expect(countGoroutines(proto)).toBe(countGoroutines(text));
      expect(visibleRows(proto)).toEqual(visibleRows(text));
      expect(proto.states.every((state) => state.leaked)).toBe(true);
    },
  );

  it.each(['go1.21', 'go1.27'])('%s reads as its golden says', (variant) => {
    expectGolden(join(import.meta.dirname, `golden/${variant}.txt`), printed(readProto(variant, 'goroutine')));
  });

  it('knows that stacks of exactly 32 (Go 1.22) and 128 frames (Go 1.23) were cut at the root', () => {
    expect(readProto('go1.22', 'goroutine').limits).toContain('depth-limited');
    expect(readProto('go1.23', 'goroutine').limits).toContain('depth-limited');
    expect(readText('go1.23', 'goroutine').limits).toContain('depth-limited');
  });

  it('keeps a sample without locations as a stack that is not available', () => {
    const snapshot = readProto('go1.27', 'goroutine');
    expect(snapshot.stacks.filter((stack) => stack.unavailable)).toEqual([{ frames: [], unavailable: true }]);
  });
});
