import { describe, expect, it } from 'vitest';
import { countGoroutines } from '../../model/snapshot.ts';
import { decodePprof } from './decode-pprof.ts';
import { encodePprof } from './encode.ts';

/** A varint of any 64-bit number. */
function varint(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...out, Number(rest)];
}
const part = (field: number, bytes: readonly number[]) => [field * 8 + 2, ...varint(BigInt(bytes.length)), ...bytes];
const int = (field: number, value: bigint | number) => [field * 8, ...varint(BigInt(value))];
const strings = (...texts: string[]) => texts.flatMap((text) => part(6, [...new TextEncoder().encode(text)]));
const location = (id: bigint | number, functionId: number) =>
  part(4, [...int(1, id), ...part(4, [...int(1, functionId), ...int(2, 7)])]);
const functionNamed = (id: number, name: number) => part(5, [...int(1, id), ...int(2, name)]);
const tables = [
  ...functionNamed(1, 3),
  ...functionNamed(2, 4),
  ...strings('', 'goroutine', 'count', 'main.a', 'main.b'),
];
const sampleType = part(1, [...int(1, 1), ...int(2, 2)]);

const decode = (...fields: readonly number[][]) =>
  decodePprof(Uint8Array.from([...sampleType, ...fields.flat(), ...tables]), { name: 'x' });
const namesOf = (decoded: ReturnType<typeof decode>) =>
  decoded.snapshots[0].stacks.map((stack) => stack.frames.map((frame) => frame.function).join(' '));

describe('ids of locations', () => {
  it('may pass 2^53 and stay apart', () => {
    const a = 2n ** 63n + 1n;
    const b = 2n ** 63n + 2n;
    const decoded = decode(
      part(2, [...int(1, a), ...int(2, 3)]),
      part(2, [...part(1, [...varint(b), ...varint(a), ...varint(b)]), ...int(2, 4)]),
      location(a, 1),
      location(b, 2),
    );
    expect(decoded.problems).toEqual([]);
    expect(namesOf(decoded)).toEqual(['main.a', 'main.b main.a main.b']);
  });

  it('may be sparse, and longer than two bytes', () => {
    const decoded = decode(
      part(2, [...part(1, [...varint(70_000n), ...varint(5n), ...varint(70_000n)]), ...int(2, 1)]),
      location(70_000, 1),
      location(5, 2),
    );
    expect(namesOf(decoded)).toEqual(['main.a main.b main.a']);
  });

  it('may come one by one, in several packed parts, or mixed: the same list is the same stack', () => {
    const decoded = decode(
      part(2, [...part(1, [1, 2, 1]), ...int(2, 1)]),
      part(2, [...int(1, 1), ...int(1, 2), ...int(1, 1), ...int(2, 2)]),
      part(2, [...part(1, [1]), ...int(2, 4), ...part(1, [2, 1])]),
      part(2, [...int(1, 2), ...int(2, 8)]),
      location(1, 1),
      location(2, 2),
    );
    expect(decoded.problems).toEqual([]);
    expect(namesOf(decoded)).toEqual(['main.a main.b main.a', 'main.b']);
    expect([...decoded.snapshots[0].rows.stack]).toEqual([0, 0, 0, 1]);
    expect(countGoroutines(decoded.snapshots[0])).toBe(15);
  });

  it('that are defined twice keep the first meaning', () => {
    const decoded = decode(part(2, [...int(1, 1), ...int(2, 1)]), location(1, 1), location(1, 2));
    expect(decoded.problems.map((p) => p.code)).toEqual(['pprof/duplicate-id']);
    expect(namesOf(decoded)).toEqual(['main.a']);
  });

  it('in a list whose last id has no end make the sample unreadable', () => {
    const decoded = decode(
      part(2, [...part(1, [1, 0x80]), ...int(2, 1)]),
      part(2, [...int(1, 1), ...int(2, 5)]),
      location(1, 1),
    );
    expect(decoded.problems.map((p) => p.code)).toEqual(['pprof/bad-sample']);
    expect(countGoroutines(decoded.snapshots[0])).toBe(5);
  });
});

it('many different stacks are each found again', () => {
  const samples = Array.from({ length: 6000 }, (_, i) => ({
    locations: [i % 3000, (i % 3000) + 1, i % 7].map((n) => ({ lines: [{ function: `main.f${n}` }] })),
    values: [1],
  }));
  const [snapshot] = decodePprof(encodePprof({ sampleTypes: [{ type: 'goroutine', unit: 'count' }], samples }), {
    name: 'x',
  }).snapshots;
  expect(snapshot.rows.length).toBe(6000);
  const distinct = new Set(samples.map((s) => s.locations.map((l) => l.lines[0].function).join(' ')));
  expect(snapshot.stacks.length).toBe(distinct.size);
  samples.forEach((want, row) => {
    const { frames } = snapshot.stacks[snapshot.rows.stack[row]];
    expect(frames.map((f) => f.function)).toEqual(want.locations.map((l) => l.lines[0].function));
  });
});
