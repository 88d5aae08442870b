import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha256, sha256Hex } from './sha256.ts';

// FIPS 180-4 and NIST CAVP example messages.
test.each([
  { name: 'the empty message', give: '', want: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  { name: 'abc', give: 'abc', want: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
  {
    name: 'a message whose padding needs a second block',
    give: 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    want: '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  },
  {
    name: 'a million times a',
    give: 'a'.repeat(1_000_000),
    want: 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  },
])('hashes $name', ({ give, want }) => {
  expect(sha256Hex(give)).toBe(want);
  expect(sha256Hex(new TextEncoder().encode(give))).toBe(want);
  expect(sha256Hex(give, 32)).toBe(want.slice(0, 32));
});

test('hashes every length around the block borders as node does, one hasher after another message', () => {
  const hasher = new Sha256();
  for (let n = 0; n < 200; n++) {
    const text = 'ж'.repeat(n % 7) + 'x'.repeat(n);
    expect(hasher.hexOfText(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

test('hashes pieces as their whole', () => {
  const hasher = new Sha256();
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9000 }), { maxLength: 5 }), (pieces) => {
      hasher.begin();
      for (const piece of pieces) {
        hasher.add(piece);
        hasher.addByte(10);
      }
      const whole = Buffer.concat(pieces.flatMap((piece) => [piece, Uint8Array.of(10)]));
      expect(hasher.end()).toBe(createHash('sha256').update(whole).digest('hex'));
    }),
    { numRuns: 60 },
  );
});

test('agrees with node on any text and any bytes', () => {
  const hasher = new Sha256();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
      expect(hasher.hexOfText(text)).toBe(createHash('sha256').update(text).digest('hex'));
      expect(hasher.hexOfBytes(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }),
  );
});
