import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../model/problem.ts';
import { countGoroutines } from '../../model/snapshot.ts';
import { decodePprof } from './decode-pprof.ts';
import { encodePprof, type ProfileToEncode, type SampleToEncode } from './encode.ts';

const capture = gunzipSync(
  readFileSync(join(import.meta.dirname, '../../../testdata/captures/go1.27/goroutine.debug0.pb.gz')),
);
const at = { name: 'x.pb' };
const goroutineTypes = [{ type: 'goroutine', unit: 'count' }];

const sample = (name: string, count: number, labels: SampleToEncode['labels'] = []): SampleToEncode => ({
  locations: [{ address: 0x48c62e, lines: [{ function: name, file: 'a/b.go', line: 7 }] }],
  values: [count],
  labels,
});

/** What a decoder may do with any bytes: return, or throw DecodeError. */
function decodeOrRefuse(bytes: Uint8Array): ReturnType<typeof decodePprof> | undefined {
  try {
    return decodePprof(bytes, at);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return undefined;
  }
}

describe('a damaged profile', () => {
  it('cut at every byte keeps the samples before the cut and says that it was cut', () => {
    let kept = 0;
    let before = 0;
    const silent: number[] = [];
    for (let length = 0; length < capture.length; length++) {
      const decoded = decodeOrRefuse(capture.subarray(0, length));
      const total = decoded ? decoded.snapshots.reduce((sum, s) => sum + countGoroutines(s), 0) : 0;
      expect(total).toBeGreaterThanOrEqual(before);
      before = total;
      if (total > 0) kept++;
      const says = decoded?.problems.some((p) =>
        /^pprof\/(truncated|no-strings|missing-string|missing-location|missing-function|empty)$/.test(p.code),
      );
      if (decoded && !says) silent.push(length);
    }
    expect(silent).toEqual([]);
    expect(before).toBe(208);
    expect(kept).toBeGreaterThan(capture.length / 2);
  });

  it('with flipped bytes never throws anything but DecodeError', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(capture.length - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 8 }),
        (flips) => {
          const bytes = Uint8Array.from(capture);
          for (const flip of flips) bytes[flip.at] = flip.to;
          decodeOrRefuse(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of random bytes never throws anything but DecodeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeOrRefuse(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    { name: 'no bytes', give: new Uint8Array(0) },
    { name: 'plain text', give: new TextEncoder().encode('goroutine 1 [running]:\nmain.main()\n') },
    { name: 'gzip', give: Uint8Array.of(0x1f, 0x8b, 8, 0) },
    { name: 'zeros', give: new Uint8Array(100) },
  ])('$name is no profile', ({ give }) => {
    expect(() => decodePprof(give, at)).toThrow(DecodeError);
  });

  it('leaves out a sample that cannot be read and keeps its neighbours', () => {
    const bytes = encodePprof({
      sampleTypes: goroutineTypes,
      samples: [sample('a', 3), sample('b', 4), sample('c', 5)],
    });
    // Field 2, length, first tag of the second sample: location_id becomes field 0.
    const starts = [...bytes.keys()].filter((i) => bytes[i] === 0x12);
    bytes[starts[1] + 2] = 0x00;
    const decoded = decodePprof(bytes, at);
    expect(decoded.problems.map((p) => p.code)).toEqual(['pprof/bad-sample']);
    expect(countGoroutines(decoded.snapshots[0])).toBe(8);
  });

  it('names ids that lead nowhere and still counts the sample', () => {
    const bytes = encodePprof({ sampleTypes: goroutineTypes, samples: [sample('a', 3)] });
    // Sample: tag 0x12, length, 0x08 (location_id), 1.
    const without = Uint8Array.from(bytes);
    without[without.indexOf(0x12) + 3] = 2;
    const decoded = decodePprof(without, at);
    expect(decoded.problems.map((p) => p.code)).toEqual(['pprof/missing-location']);
    expect(decoded.snapshots[0].stacks[0].frames).toEqual([{ function: '??' }]);
    expect(countGoroutines(decoded.snapshots[0])).toBe(3);
  });
});

describe('several profiles in one file', () => {
  it.each([
    { name: 'runtime/pprof order', stringsLast: true },
    { name: 'google/pprof order, time after the strings', stringsLast: false },
  ])('$name: each is read by itself', ({ stringsLast }) => {
    const one = encodePprof({
      sampleTypes: goroutineTypes,
      samples: [sample('a', 3)],
      timeNanos: stringsLast ? 1n : undefined,
    });
    const tail = stringsLast ? new Uint8Array(0) : Uint8Array.of(0x48, 5);
    const two = encodePprof({
      sampleTypes: goroutineTypes,
      samples: [sample('b', 4)],
      timeNanos: stringsLast ? 2n : undefined,
    });
    const decoded = decodePprof(Uint8Array.from([...one, ...tail, ...two, ...tail]), at);
    expect(decoded.problems.map((p) => p.code)).toEqual(['pprof/concatenated']);
    expect(decoded.snapshots.map((s) => [countGoroutines(s), s.stacks[0].frames[0].function])).toEqual([
      [3, 'a'],
      [4, 'b'],
    ]);
  });
});

describe('encode and decode', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}(\.\([*][A-Z][a-z]{0,5}\))?\.[a-z]{1,6}$/);
  const location = fc.record({
    address: fc.bigInt(0n, 2n ** 64n - 1n),
    lines: fc.array(
      fc.record({
        function: name,
        file: fc.constantFrom('a.go', 'b/é.go'),
        line: fc.integer({ min: 1, max: 2 ** 31 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });
  const profile: fc.Arbitrary<ProfileToEncode> = fc.record({
    sampleTypes: fc.constant(goroutineTypes),
    timeNanos: fc.bigInt(1n, 2n ** 62n),
    stringsFirst: fc.boolean(),
    unpacked: fc.boolean(),
    samples: fc.array(
      fc.record({
        locations: fc.array(location, { maxLength: 5 }),
        values: fc.tuple(fc.integer({ min: 1, max: 2 ** 40 })),
        labels: fc.uniqueArray(fc.record({ key: fc.constantFrom('a', 'b', 'ü'), str: fc.string() }), {
          selector: (label) => label.key,
          maxLength: 2,
        }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  });

  it('give back every count, frame, label and the time', () => {
    fc.assert(
      fc.property(profile, (give) => {
        const decoded = decodePprof(encodePprof(give), at);
        expect(decoded.problems).toEqual([]);
        const [snapshot] = decoded.snapshots;
        expect(snapshot.takenAt).toBeCloseTo(Number(give.timeNanos) / 1e6, 3);
        expect(snapshot.rows.length).toBe(give.samples.length);
        give.samples.forEach((want, row) => {
          expect(snapshot.rows.count?.[row]).toBe(Number(want.values[0]));
          const stack = snapshot.stacks[snapshot.rows.stack[row]];
          expect(stack.frames).toEqual(want.locations.flatMap((l) => l.lines));
          expect(stack.unavailable ?? false).toBe(want.locations.length === 0);
          const labels = snapshot.labelSets[snapshot.rows.labels?.[row] ?? 0];
          expect(labels).toEqual(Object.fromEntries((want.labels ?? []).map((l) => [l.key, l.str])));
        });
      }),
      { numRuns: 200 },
    );
  });
});
