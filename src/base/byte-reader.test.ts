import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from './byte-reader.ts';

function varintOf(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...out, Number(rest)];
}

describe('ByteReader', () => {
  it('reads every 64-bit varint: both halves, unsigned and signed value', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (value) => {
        const reader = new ByteReader(Uint8Array.from([...varintOf(value), 7]));
        expect(reader.readVarint()).toBe(Number(value));
        expect((BigInt(reader.hi) << 32n) | BigInt(reader.lo)).toBe(value);
        expect(reader.lastSigned()).toBe(Number(BigInt.asIntN(64, value)));
        expect(reader.readVarint()).toBe(7);
        expect(reader.failed).toBe(false);
      }),
    );
  });

  it.each([
    { name: 'nothing', give: [] },
    { name: 'a varint without end', give: [0x80, 0x80] },
    { name: 'a varint of eleven bytes', give: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1] },
  ])('fails on $name and stays at the end', ({ give }) => {
    const reader = new ByteReader(Uint8Array.from(give));
    reader.readVarint();
    expect(reader.failed).toBe(true);
    expect(reader.pos).toBe(give.length);
  });

  it.each([
    { name: 'varint', wireType: 0, give: [0x81, 1], rest: 0 },
    { name: 'eight bytes', wireType: 1, give: [1, 2, 3, 4, 5, 6, 7, 8, 9], rest: 1 },
    { name: 'length and bytes', wireType: 2, give: [2, 1, 1, 5], rest: 1 },
    { name: 'empty bytes', wireType: 2, give: [0, 5], rest: 1 },
    { name: 'four bytes', wireType: 5, give: [1, 2, 3, 4], rest: 0 },
  ])('steps over $name', ({ wireType, give, rest }) => {
    const reader = new ByteReader(Uint8Array.from(give));
    expect(reader.skipField(wireType)).toBe(true);
    expect(reader.end - reader.pos).toBe(rest);
  });

  it.each([
    { name: 'a length beyond the end', wireType: 2, give: [9, 1] },
    { name: 'a length of 2^63', wireType: 2, give: [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1] },
    { name: 'cut eight bytes', wireType: 1, give: [1, 2, 3] },
    { name: 'a group', wireType: 3, give: [1, 2, 3] },
    { name: 'no wire type', wireType: 7, give: [1, 2, 3] },
  ])('refuses to step over $name', ({ wireType, give }) => {
    expect(new ByteReader(Uint8Array.from(give)).skipField(wireType)).toBe(false);
  });

  it('does not read beyond its own end', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 2);
    expect(reader.readVarint()).toBe(2);
    expect(reader.readLength()).toBe(-1);
  });
});
