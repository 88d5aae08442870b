// Changes to an input: bits, bytes, numbers, splices, truncations, repeats, words. All follow from the random source.

/** Longest input that is made; real dumps beyond it show nothing new. */
const maxLength = 256 << 10;

export type Random = () => number;

/** Numbers from 0 to below 1 that follow from the seed (mulberry32). */
export function newRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const below = (random: Random, n: number) => Math.floor(random() * n);

type Change = (bytes: Uint8Array, random: Random, other: Uint8Array, word: Uint8Array) => Uint8Array;

const join = (...parts: readonly Uint8Array[]) => {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** A piece of `bytes`; mostly short, sometimes of any length. */
function piece(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = below(random, bytes.length + 1);
  const longest = bytes.length - from;
  const length = random() < 0.8 ? Math.min(longest, below(random, 64)) : below(random, longest + 1);
  return [from, from + length];
}

const setByte =
  (value: (old: number, random: Random) => number): Change =>
  (bytes, random) => {
    if (bytes.length === 0) return bytes;
    const out = bytes.slice();
    const at = below(random, out.length);
    out[at] = value(out[at], random);
    return out;
  };

const changes: readonly Change[] = [
  setByte((old, random) => old ^ (1 << below(random, 8))),
  setByte((_, random) => below(random, 256)),
  setByte((_, random) => [0x00, 0x0a, 0x0d, 0x20, 0x28, 0x5b, 0x5d, 0x7f, 0x80, 0xff][below(random, 10)]),
  // A length field: one more, one less, far too large.
  setByte((old, random) => [old + 1, old - 1, 0x7f, 0x80 | old][below(random, 4)] & 0xff),
  (bytes, random) => bytes.slice(0, below(random, bytes.length + 1)),
  (bytes, random) => bytes.slice(below(random, bytes.length + 1)),
  (bytes, random) => {
    const [from, to] = piece(bytes, random);
    return join(bytes.subarray(0, from), bytes.subarray(to));
  },
  (bytes, random) => {
    const [from, to] = piece(bytes, random);
    const times = 1 + below(random, random() < 0.1 ? 200 : 4);
    return join(
      bytes.subarray(0, to),
      ...Array.from({ length: times }, () => bytes.subarray(from, to)),
      bytes.subarray(to),
    );
  },
  (bytes, random, other) => {
    const [from, to] = piece(other, random);
    const [at, end] = piece(bytes, random);
    return join(bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(random() < 0.5 ? at : end));
  },
  (bytes, random, other) =>
    join(bytes.subarray(0, below(random, bytes.length + 1)), other.subarray(below(random, other.length + 1))),
  (bytes, random, _, word) => {
    const [at, end] = piece(bytes, random);
    return join(bytes.subarray(0, at), word, bytes.subarray(random() < 0.5 ? at : end));
  },
  // A number in text: other digits.
  (bytes, random) => {
    const start = below(random, bytes.length + 1);
    let at = start;
    while (at < bytes.length && (bytes[at] < 0x30 || bytes[at] > 0x39)) at++;
    let end = at;
    while (end < bytes.length && bytes[end] >= 0x30 && bytes[end] <= 0x39) end++;
    const numbers = ['0', '-1', '9007199254740993', '18446744073709551616', '1e400', '00', '4294967296'];
    return join(
      bytes.subarray(0, at),
      new TextEncoder().encode(numbers[below(random, numbers.length)]),
      bytes.subarray(end),
    );
  },
];

/** One to six changes to one of the seeds. */
export function mutate(seeds: readonly Uint8Array[], words: readonly Uint8Array[], random: Random): Uint8Array {
  const any = <T>(list: readonly T[]) => list[below(random, list.length)];
  let bytes = any(seeds);
  for (let n = 1 + below(random, 6); n > 0; n--)
    bytes = any(changes)(bytes, random, any(seeds), words.length > 0 ? any(words) : new Uint8Array());
  return bytes.length > maxLength ? bytes.slice(0, maxLength) : bytes.slice();
}
