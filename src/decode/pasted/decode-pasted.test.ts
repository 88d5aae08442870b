// Texts that people paste in the place of a dump: read as what they stand for, cut anywhere, and never more than a part.
import { describe, expect, it } from 'vitest';
import { decodeCapture } from '../../pipeline/decode-capture.ts';
import { decodeHeaderless, decodePasted } from './decode-pasted.ts';
import { pastedKindOf } from './pasted-kind.ts';

const listing = `(dlv) goroutines
  Goroutine 1 - User: /home/u/app/main.go:52 main.main (0x4b2c0f) [chan receive]
* Goroutine 18 - User: /home/u/my app/pool.go:88 main.(*Pool).work (0x4b1a2f) (thread 4242)
  Goroutine 19 - User: /home/u/app/pool.go:88 main.(*Pool).work (0x4b1a2f) [chan send 93458372]
\t0  0x000000000043e8ce in runtime.gopark
\t    at /usr/local/go/src/runtime/proc.go:424
\t1  0x00000000004b1a2f in main.(*Pool).work
\t    at /home/u/app/pool.go:88
[3 goroutines]
`;
const folded = `> goroutines 12, 15 and 19-21 [chan receive, 5 minutes]:
> main.(*Pool).work(0xc0000b4000)
> \t/home/u/app/pool.go:88 +0x45
> created by main.NewPool in goroutine 1
> \t/home/u/app/pool.go:40 +0x8a
>
> goroutine 40 [select]:
> main.loop(...)
> \t/home/u/app/loop.go:7
`;
const bare = `main.(*Pool).work(0xc0000b4000)
\t/home/u/app/pool.go:88 +0x45
created by main.NewPool in goroutine 1
\t/home/u/app/pool.go:40 +0x8a

main.(*Pool).work(0xc0000b4008)
\t/home/u/app/pool.go:88 +0x45
created by main.NewPool in goroutine 1
\t/home/u/app/pool.go:40 +0x8a
`;
const buckets = `3: chan receive [5 minutes] [Created by main.NewPool @ pool.go:40]
    main  pool.go:88  (*Pool).work(0xc0000b4000)
`;

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** `id state innermost…outermost` of each goroutine, as \`check\` reads the text. */
async function read(text: string) {
  const bytes = bytesOf(text);
  let at = 0;
  const decoded = await decodeCapture({
    provenance: { name: 'pasted.txt' },
    size: bytes.length,
    open: () => ({
      read(into: Uint8Array, offset: number, length: number) {
        const part = bytes.subarray(at, at + length);
        into.set(part, offset);
        at += part.length;
        return part.length;
      },
      close() {},
    }),
  });
  const goroutines = decoded.snapshots.flatMap(({ rows, stacks, states }) =>
    Array.from({ length: rows.length }, (_, i) => {
      const { waitReason, status } = states[rows.state[i]];
      const stack = stacks[rows.stack[i]].frames.map((f) => `${f.function} ${f.file}:${f.line}`);
      return `${rows.id?.[i] ?? `${rows.count?.[i]} of`} ${waitReason || status}: ${stack.join(' < ')}`;
    }),
  );
  return { goroutines, limits: decoded.snapshots[0]?.limits ?? [], codes: decoded.problems.map((p) => p.code) };
}

describe('pasted text', () => {
  it('of Delve has ids, states and stacks', async () => {
    const { goroutines, limits, codes } = await read(listing);
    expect(goroutines).toEqual([
      '1 chan receive: main.main /home/u/app/main.go:52',
      '18 running: main.(*Pool).work /home/u/my app/pool.go:88',
      '19 chan send: runtime.gopark /usr/local/go/src/runtime/proc.go:424 < main.(*Pool).work /home/u/app/pool.go:88',
    ]);
    expect(limits).toContain('filtered');
    expect(codes).toEqual(['decode/delve-listing']);
  });
  it('with one header for several goroutines is each of them', async () => {
    const { goroutines, limits } = await read(folded);
    expect(goroutines.map((g) => g.split(' ')[0])).toEqual(['12', '15', '19', '20', '21', '40']);
    expect(new Set(goroutines.slice(0, 5).map((g) => g.replace(/^\d+ /, '')))).toEqual(
      new Set(['chan receive: main.(*Pool).work /home/u/app/pool.go:88']),
    );
    expect(limits).toContain('filtered');
  });
  it('without headers is counted', async () => {
    const { goroutines, limits, codes } = await read(bare);
    expect(goroutines).toEqual(['2 of unknown: main.(*Pool).work /home/u/app/pool.go:88']);
    expect(limits).toContain('filtered');
    expect(codes).toEqual(['decode/no-headers']);
  });
  it('of panicparse is refused with the reason', async () =>
    expect((await read(buckets)).codes).toEqual(['decode/panicparse-here']));
  it('is not seen in dumps, crash logs, prose and code', () => {
    const dump = 'goroutine 7 [select]:\nmain.f()\n\t/a.go:1 +0x1\n';
    for (const text of [
      dump,
      `panic: x\n\n${bare}`,
      'see main.f(x) in\n  a.go:12',
      'Goroutine 7 - waits',
      'main.f(x)\n',
    ])
      expect(pastedKindOf(text), text).toBeUndefined();
  });
  it('is read however it is cut', () => {
    const cases = [
      [listing, (b: Uint8Array) => decodePasted('delve', b, { name: 'x' }), 3],
      [folded, (b: Uint8Array) => decodePasted('grouped', b, { name: 'x' }), 6],
      [bare, (b: Uint8Array) => decodeHeaderless(b, { name: 'x' }), 2],
    ] as const;
    for (const [text, decode, most] of cases) {
      const bytes = bytesOf(text);
      for (let end = 0; end <= bytes.length; end++) {
        const { snapshots } = decode(bytes.subarray(0, end));
        for (const s of snapshots) {
          expect(s.rows.length).toBeLessThanOrEqual(most);
          expect(s.limits).toContain('filtered');
        }
      }
    }
  });
  it('takes no longer than its length asks for', () => {
    const long = '>'.repeat(200_000);
    expect(pastedKindOf(`${long}\n${'a.('.repeat(60_000)}\n${' at '.repeat(50_000)}`)).toBeUndefined();
  });
});

it('unfolds no more than 64 MiB, and says what is left out', () => {
  const stack = Array.from(
    { length: 10 },
    (_, i) => `main.step${i}(0xc0000b4000)\n\t/home/u/app/pool.go:${i + 1} +0x45\n`,
  ).join('');
  const text = Array.from(
    { length: 4 },
    (_, i) => `goroutines ${i * 100_000}-${i * 100_000 + 99_999} [select]:\n${stack}\n`,
  ).join('');
  const decoded = decodePasted('grouped', new TextEncoder().encode(text), { name: 'x' });
  const read = decoded.snapshots.reduce((sum, s) => sum + s.rows.length, 0);
  const [folded] = decoded.problems.filter((p) => p.code === 'decode/folded');
  expect(read).toBeGreaterThan(50_000);
  expect(Number(/names (\d+) more/.exec(folded?.message ?? '')?.[1])).toBe(400_000 - read);
});
