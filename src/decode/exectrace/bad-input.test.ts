// Damaged traces of all versions: cut, flipped, foreign. Whole generations come out, the rest is a problem, nothing is thrown.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkTrace } from '../../../fuzz/check-trace.ts';
import { newRandom } from '../../../fuzz/mutate.ts';
import { DecodeError } from '../../model/problem.ts';
import { decodeTrace } from './trace-reader.ts';

const folder = new URL('../../../testdata/traces/', import.meta.url);
const files = readdirSync(folder).filter((f) => /\.trace(\.gz)?$/.test(f));
const bytesOf = (file: string): Uint8Array => {
  const bytes = readFileSync(new URL(file, folder));
  return new Uint8Array(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
};
const small = files.filter((file) => bytesOf(file).length < 6000);
const codeOf = (bytes: Uint8Array): string => {
  try {
    decodeTrace(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'read';
};

describe('cut traces', () => {
  it.each(files)('%s at every hundredth of its length', (file) => {
    const whole = bytesOf(file);
    const full = decodeTrace(whole);
    // With all listeners, too, where that takes no time.
    const read = whole.length < 100_000 ? checkTrace : decodeTrace;
    let most = 0;
    for (let percent = 1; percent < 100; percent++) {
      const length = Math.max(16, Math.floor((whole.length * percent) / 100));
      const cut = read(whole.subarray(0, length));
      if (!cut) throw new Error(`refused at ${length} bytes`);
      // Before 1.26 a generation counts when its clock is there; more bytes never give fewer of its successors.
      expect(cut.generations).toBeGreaterThanOrEqual(most - 1);
      expect(cut.generations).toBeLessThanOrEqual(Math.max(full.generations, 1));
      expect(cut.events + cut.salvaged.events).toBeLessThanOrEqual(full.events + full.salvaged.events + 2);
      most = Math.max(most, cut.generations);
    }
  });

  it.each(small)('%s at every byte', (file) => {
    const whole = bytesOf(file);
    for (let length = 0; length < 16; length++) expect(codeOf(whole.subarray(0, length))).toMatch(/^exectrace\//);
    for (let length = 16; length < whole.length; length++) {
      const cut = decodeTrace(whole.subarray(0, length));
      // Before 1.26 nothing marks the end: a cut between two batches looks whole once the tables are there.
      if (cut.version >= 26) expect(cut.complete, `${length} bytes`).toBe(false);
      expect(cut.problems.length > 0).toBe(!cut.complete);
    }
  });
});

describe('flipped bytes', () => {
  it.each(files.filter((file) => bytesOf(file).length < 40_000))('%s', (file) => {
    const whole = bytesOf(file);
    const random = newRandom(11);
    for (let i = 0; i < 60; i++) {
      const bytes = whole.slice();
      for (let n = 1 + Math.floor(random() * 3); n > 0; n--)
        bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
      checkTrace(bytes);
    }
  });
});

describe('foreign files', () => {
  const text = (s: string) => new TextEncoder().encode(s);
  it('are refused', () => {
    expect(codeOf(new Uint8Array(0))).toBe('exectrace/truncated');
    expect(codeOf(text('go 1.2'))).toBe('exectrace/truncated');
    for (const foreign of [
      text('goroutine 1 [running]:\nmain.main()\n\t/a/b.go:1 +0x1\n'),
      text('<!DOCTYPE html><html></html>'),
      text('go 1.26 trace but no zero bytes behind it'),
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 2, 3, 4, 5, 6, 7),
      new Uint8Array(4096),
      text('\x7fELF\x02\x01\x01'),
    ])
      expect(codeOf(foreign)).toBe('exectrace/not-a-trace');
  });

  it.each([11, 19, 21])('the format of Go 1.%i is refused with the way out', (minor) => {
    const bytes = text(`go 1.${minor} trace\0\0\0 and more`);
    expect(() => decodeTrace(bytes)).toThrow(/Go 1\.22 or later/);
    expect(codeOf(bytes)).toBe('exectrace/v1');
  });

  it('a version that no Go writes is read by the newest rules before it, and said so', () => {
    for (const [number, version] of [
      [24, 23],
      [27, 26],
      [99, 26],
    ]) {
      const read = decodeTrace(text(`go 1.${number} trace\0\0\0`));
      expect(read.version).toBe(version);
      expect(read.problems[0]).toMatchObject({ code: 'exectrace/newer-version' });
    }
  });
});

describe('files made to be slow', () => {
  it('ten thousand threads that all wait for one another end soon', () => {
    const head = [...text26(), ...batch(1, 1000, [50, 8, 200, 230, 185, 7, 51, 0, 1, 1, 1])];
    const bytes: number[] = [...head];
    // GoUnblock of goroutines that are never there.
    for (let m = 2; m < 10_000; m++) bytes.push(...batch(m, 1000 + m, [21, 0, ...varint(m), 1, 0]));
    bytes.push(52);
    const read = decodeTrace(Uint8Array.from(bytes));
    expect(read.problems).toMatchObject([{ code: 'exectrace/cannot-advance' }]);
  });

  it('ten thousand threads in the wrong order end soon', () => {
    const bytes = [...text26(), ...batch(1, 1000, [50, 8, 200, 230, 185, 7, 51, 0, 1, 1, 1])];
    const count = 10_000;
    // Each thread but the last starts a goroutine that the one after it has to announce first.
    for (let m = 2; m < count; m++)
      bytes.push(...batch(m, 1000 + m, [21, 0, ...varint(m), 1, 0, 25, 0, ...varint(m - 1), 0, 4]));
    bytes.push(...batch(count, 1000 + count, [25, 0, ...varint(count - 1), 0, 4]), 52);
    const read = decodeTrace(Uint8Array.from(bytes));
    expect(read.events + read.salvaged.events).toBeGreaterThan(0);
  });
});

function text26(): number[] {
  return [...new TextEncoder().encode('go 1.26 trace\0\0\0')];
}

function batch(m: number, time: number, payload: readonly number[]): number[] {
  return [1, 1, ...varint(m), ...varint(time), ...varint(payload.length), ...payload];
}

function varint(value: number): number[] {
  const out: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...out, rest];
    out.push((rest & 127) | 128);
  }
}
