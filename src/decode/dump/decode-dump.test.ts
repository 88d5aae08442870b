// One thing: newDumpDecoder by its three engines, which must give one result on captures, cases, generated text and any cut.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../model/decoded.ts';
import { type DumpDecoderOptions, newDumpDecoder } from './decode-dump.ts';

const testdata = new URL('../../../testdata/', import.meta.url);
const engines = ['kernel', 'twin', 'scanner'] as const;

/** Feeds `bytes` in pieces; `sizes` says how long each is and begins anew at its end. */
function decode(bytes: Uint8Array, options: DumpDecoderOptions = {}, sizes: readonly number[] = [1 << 20]): Decoded {
  const decoder = newDumpDecoder({ name: 'test' }, options);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = Math.min(sizes[i % sizes.length], bytes.length - at);
    decoder.reserve(length).set(bytes.subarray(at, at + length));
    decoder.commit(length);
    at += length;
  }
  return decoder.end();
}

const decodeText = (text: string, options: DumpDecoderOptions = {}): Decoded =>
  decode(new TextEncoder().encode(text), options);

/** The one result of all three engines. */
function decodeAlike(bytes: Uint8Array, options: DumpDecoderOptions = {}, sizes?: readonly number[]): Decoded {
  const [kernel, twin, scanner] = engines.map((engine) => decode(bytes, { ...options, engine }, sizes));
  expect(twin).toEqual(scanner);
  expect(kernel).toEqual(scanner);
  return kernel;
}

const allPointers = { pointersOf: (name: string) => name.length % 2 === 0 };

const captures = readdirSync(new URL('captures/', testdata), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.txt(\.gz)?$/.test(name))
  .sort();

function capture(name: string): Uint8Array {
  const bytes = readFileSync(new URL(`captures/${name}`, testdata));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

const record = (id: number, frames: readonly string[] = ['main.f(0x1)\n\t/a/b.go:10 +0x20']) =>
  `goroutine ${id} [select, 3 minutes]:\n${frames.join('\n')}\ncreated by main.main in goroutine 1\n\t/a/b.go:5 +0x10\n\n`;

describe('the engines give one result', () => {
  it.each(captures)('on the capture %s', (name) => {
    decodeAlike(capture(name), allPointers);
  });

  it('on every header case, between good neighbours', () => {
    const cases = readFileSync(new URL('dump-header-cases.txt', testdata), 'utf8').split(/^=== .*\n/m);
    expect(cases.length).toBeGreaterThan(10);
    for (const one of cases)
      decodeAlike(new TextEncoder().encode(`${record(2)}${record(3)}${one.trimEnd()}\n\n${record(4)}${record(5)}`));
  });

  it('on twenty thousand frames and eight thousand stacks, so that every table has grown', () => {
    let text = '';
    for (let i = 0; i < 8000; i++) {
      const frames = Array.from(
        { length: 5 + (i % 7) },
        (_, j) =>
          `example.com/m/p${(i * 31 + j) % 200}.F${(i * 17 + j * 1009) % 20011}(0x${i}, {0x2?, _})\n\t/src/p/f.go:${j + 1} +0x1${j}`,
      );
      text += record(i + 1, frames);
    }
    const { snapshots } = decodeAlike(new TextEncoder().encode(text), allPointers);
    expect(snapshots[0].rows.length).toBe(8000);
    expect(snapshots[0].stacks.length).toBe(8000);
  });

  const line = fc.constantFrom(
    'main.f(0x1)',
    'main.f(...)',
    'main.(*T).g({0x1?, 0xc000}, _)',
    'main.f(0x1',
    'main.f(a b)',
    'f()',
    '()',
    '\t/a/b.go:10 +0x20',
    '\t/a/b.go:10',
    '\t/a/b.go:1',
    '\t/a dir/b.go:10 +0x20',
    '\t/a/b.go:10 +0x20 fp=0x1 sp=0x2 pc=0x3',
    '\t??:0 +0x1',
    '\t+0x1',
    '\t/a +0x1',
    '\t',
    'created by main.main',
    'created by main.main in goroutine 1',
    'created by main.main in goroutine 12345678901234567',
    'created by ',
    'created by main.main in goroutine ',
    'context.f(0x2)',
    '...23 frames elided...',
    '',
    '',
    'text',
    'panic: boom',
    'exit status 2',
    'goroutine 7 [running]:',
    'goroutine 8 [select]:',
    'goroutine 9 [select, 2 minutes] {handler: "get user", id: 4}:',
    'goroutine 10 [sel]ect]:',
    'goroutine 11 [select labels:{"a": "b]c"}]:',
    'goroutine 7 [select]:\r',
    'goroutine 12 gp=0x1 m=nil [select]:',
    'goroutine 1234567890123456 [x]:',
    'goroutine 13 []:',
    'goroutine 14 [x]',
    'runtime/debug.Stack()',
    'main.g(0x\u00e9)',
    'main.\u00e9\u0301(0x1)',
    'main.h(0x1)\u0000',
    '\ufeffmain.f()',
    'prefix main.f(0x1)',
    'yaml%2ev3.F[go.shape.int](0x1)',
    'yaml.v3.F[...](0x1)',
    'goroutine',
    'SIGQUIT: quit',
    'goroutine 0 [idle]:',
    'fatal error: x',
    '2024/01/02 15:04:05 goroutine 7 [select]:',
    '-----',
    '==================',
    'WARNING: DATA RACE',
    '[Goroutine 8 in state chan receive, with main.f on top of the stack:',
    ']',
    '{"log":"goroutine 3 [select]:\\n","stream":"stderr"}',
    '  goroutine 15 [select]:',
    '=== RUN   TestX',
    'web-1  | goroutine 16 [select]:',
    'web-1  | main.f(0x1)',
  ); // prettier-ignore
  const whole = fc.nat(40).map((id) => record(id).trimEnd());
  const odd = fc.array(fc.oneof({ weight: 3, arbitrary: line }, { weight: 2, arbitrary: whole }), { maxLength: 40 });

  const mostly = <T>(usual: readonly T[], odd: readonly T[]) =>
    fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
  const tail = mostly(
    ['[select]:', '[running]:', '[chan receive, 2 minutes]:', '[select] {a: b, c: "d e"}:', '[chan send (leaked)]:'],
    [
      '[sel]ect]:',
      '[]:',
      '[x]',
      '[x] :',
      '[select labels:{"a": "b]c"}]:',
      '[x]:\r',
      '[x] {a: b:',
      '[x',
      '[x]::',
      '[x]: y',
    ],
  );
  const call = mostly(
    ['main.f(0x1)', 'main.f(...)', 'main.(*T).g({0xc000?, 0x1}, _)', 'context.f()', 'yaml%2ev3.F[go.shape.int](0x1)'],
    [
      ...[
        'main.odd(zz)',
        'main.odd(0x1, b(c)',
        'main.odd(0x1',
        '(0x1)',
        'main odd(0x1)',
        'yaml.v3.F[...](0x1)',
        '',
        'text',
      ],
      ...[
        'main.f(0x1)\r',
        '\tmain.f(0x1)',
        'runtime/debug.Stack()',
        'main.\u00e9(0x1)',
        'main.odd(\u00e9)',
        'f\0g(0x1)',
      ],
      ...['main.odd(0x1)()', 'goroutine 5 [x]:', 'created by f(0x1)', 'non-Go function', '...5 frames elided...'],
    ],
  );
  const place = mostly(
    ['\t/a/b.go:10 +0x20', '\t/a/b.go:1', '\t/a/b.go:12', '\t/a dir/b.go:10 +0x2f', '\tC:/x.go:7 +0x1'],
    [
      ...[
        '\t/a/b.go:10 +0x20 fp=0x1 sp=0x2 pc=0x3',
        '\t??:0 +0x1',
        '\t+0x1',
        '\t/a +0x1',
        '\t',
        '/a/b.go:1',
        ' /a/b.go:1',
        '\t /a.go:1',
      ],
      ...[
        '\t/a/b.go:10 +0x2G',
        '\t/a/b.go:10 +0x',
        '\t/a/b.go:1 +0x1 +0x2',
        '\t/a/b.go:10 +0x20\r',
        '\t/a/b.go:123456789012 +0x1',
        '',
      ],
    ],
  );
  const creator = mostly(
    ['created by main.main in goroutine 1', 'created by main.main', 'created by main.start in goroutine 77'],
    [
      ...['created by main.main in goroutine 1234567890123456789', 'created by main.main in goroutine ', 'created by '],
      ...[
        'created by main.main in gorou',
        'created by a b',
        'created by  in goroutine 5',
        'created by main.main in goroutine 7x',
      ],
    ],
  );
  const id = mostly(
    Array.from({ length: 200 }, (_, i) => `${i + 1}`),
    ['0', '007', '-1', '1234567890123456', '99999999999999999999', 'x', '3 gp=0x1 m=nil'],
  );
  const pair = fc.tuple(call, place).map((two) => two.join('\n'));
  const nearlyPlain = fc
    .tuple(
      id,
      tail,
      fc.array(pair, { maxLength: 4 }),
      fc.option(fc.tuple(creator, place)),
      mostly(['\n\n'], ['\n', '\n\n\n', '\n \n', '\r\n\r\n']),
    )
    .map(([id, tail, frames, born, end]) => [`goroutine ${id} ${tail}`, ...frames, ...(born ?? [])].join('\n') + end);

  it('on records that are plain but for some line', () => {
    fc.assert(
      fc.property(
        fc.array(nearlyPlain, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        (records, sizes) => {
          const bytes = new TextEncoder().encode(record(1000) + records.join(''));
          expect(decode(bytes, allPointers, sizes)).toEqual(decodeAlike(bytes, allPointers));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('on odd mixtures of lines and records, whatever the pieces', () => {
    fc.assert(
      fc.property(
        odd,
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (lines, closed, sizes) => {
          const bytes = new TextEncoder().encode(`${record(100)}${lines.join('\n')}${closed ? '\n' : ''}`);
          expect(decode(bytes, allPointers, sizes)).toEqual(decodeAlike(bytes, allPointers));
        },
      ),
      { numRuns: 400 },
    );
  });

  const prefixed = (text: string) => text.trimEnd().replace(/^/gm, 'web-1  | ');
  it.each([
    [
      'a dump with a prefix before one without',
      `${prefixed(record(16) + record(17))}\n${record(2)}${record(3)}${record(4)}`,
    ],
    ['a crash that prints g0 first', `fatal error: boom\n\n${record(0)}${record(5)}${record(6)}exit status 2\n`],
    ['text and a second running goroutine', `${record(1)}${record(2)}text\n${record(3)}${record(4)}`],
    [
      'a stack that a program printed of itself',
      `${record(1)}${record(2)}${record(3, ['runtime/debug.Stack()\n\t/a.go:1 +0x1'])}`,
    ],
  ])('on %s', (_, text) => {
    decodeAlike(new TextEncoder().encode(text));
  });

  it('on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (noise, at) => {
        const base = new TextEncoder().encode(record(1) + record(2) + record(3));
        const bytes = new Uint8Array(base.length + noise.length);
        const cut = Math.min(at, base.length);
        bytes.set(base.subarray(0, cut));
        bytes.set(noise, cut);
        bytes.set(base.subarray(cut), cut + noise.length);
        decodeAlike(bytes);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a text in pieces', () => {
  const texts = [
    'go1.27/crash-panic-single.txt',
    'go1.27/crash-panic-all.txt',
    'go1.26-leakprofile-labels/goroutine.debug2.txt.gz',
  ];

  it.each(texts)('%s gives the same result however it is cut', (name) => {
    const bytes = capture(name);
    const want = decode(bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        for (const engine of engines) expect(decode(bytes, { engine }, sizes)).toEqual(want);
      }),
      { numRuns: 10 },
    );
  });

  it.each(texts)('%s ending at any byte gives the same result by every engine', (name) => {
    const bytes = capture(name);
    const step = bytes.length > 5_000 ? 7 : 1;
    for (let end = 0; end < Math.min(bytes.length, 9_000); end += step) {
      const kernel = decode(bytes.subarray(0, end), {}, [1 + (end % 977)]);
      expect(kernel).toEqual(decode(bytes.subarray(0, end), { engine: 'scanner' }));
      expect(kernel.bytes).toBe(end);
    }
  });
});

describe('newDumpDecoder', () => {
  it('reads id, state, minutes, creator, line, frames and birth of plain records', () => {
    const { snapshots } = decodeText(record(7) + record(9));
    expect(snapshots).toHaveLength(1);
    const { rows, stacks, states } = snapshots[0];
    expect(rows.length).toBe(2);
    expect([...rows.id!]).toEqual([7, 9]);
    expect([...rows.line!]).toEqual([1, 7]);
    expect([...rows.minutes!]).toEqual([3, 3]);
    expect([...rows.creator!]).toEqual([1, 1]);
    expect([...rows.stack]).toEqual([0, 0]);
    expect(stacks).toEqual([
      {
        frames: [{ function: 'main.f', file: '/a/b.go', line: 10 }],
        createdBy: { function: 'main.main', file: '/a/b.go', line: 5 },
      },
    ]);
    expect(states).toEqual([{ status: 'waiting', waitReason: 'select', leaked: false, lockedToThread: false }]);
  });

  it('begins a new dump where an id comes again, with its own numbers of stacks', () => {
    const other = ['main.g(0x1)\n\t/a/g.go:1 +0x1'];
    const text = record(1) + record(2) + record(3, other) + record(2, other) + record(1) + record(5);
    const { snapshots } = decodeAlike(new TextEncoder().encode(text));
    expect(snapshots.map((s) => [...s.rows.id!])).toEqual([
      [1, 2, 3],
      [2, 1, 5],
    ]);
    expect(snapshots[1].line).toBe(19);
    expect(snapshots[1].stacks[0].frames[0].function).toBe('main.g');
    expect([...snapshots[1].rows.stack]).toEqual([0, 1, 1]);
  });

  it('keeps labels of Go 1.27 on every record, also when each has its own', () => {
    const header = (id: number) => `goroutine ${id} [select] {request: "r ${id}", tenant: }:`;
    let text = '';
    for (let id = 1; id <= 6000; id++) text += record(id).replace(/^.*\n/, `${header(id)}\n`);
    const { snapshots } = decodeAlike(new TextEncoder().encode(text));
    const { labelSets, rows } = snapshots[0];
    expect(labelSets[0]).toEqual({});
    expect(labelSets[rows.labels![4999]]).toEqual({ request: 'r 5000', tenant: '' });
  });

  it('keeps the first argument word of the chosen functions only', () => {
    const frames = ['sync.(*Mutex).Lock(0xc000010000)', 'main.(*T).run(0xc0000200f0, 0x1)', 'main.g({0xff, 0x1})'].map(
      (call, i) => `${call}\n\t/a/b.go:${i + 1} +0x1`,
    );
    const text = record(1) + record(2, frames) + record(3) + record(4, frames);
    const pointersOf = (name: string) => name === 'sync.(*Mutex).Lock' || name === 'main.g';
    const { pointers } = decodeAlike(new TextEncoder().encode(text), { pointersOf }).snapshots[0];
    expect([...pointers!.row]).toEqual([1, 1, 3, 3]);
    expect([...pointers!.depth]).toEqual([0, 2, 0, 2]);
    expect([...pointers!.value]).toEqual([0xc000010000, 0xff, 0xc000010000, 0xff]);
    expect(decodeText(text).snapshots[0].pointers).toBeUndefined();
  });

  it.each(['utf-16le', 'utf-16be'])('reads %s with a byte order mark as it reads UTF-8', (encoding) => {
    const text = `${record(1)}${record(2, ['main.\u00e9\u{1f600}(0x1)\n\t/a/b.go:1 +0x1'])}${record(3)}`;
    const bytes = new Uint8Array(2 + text.length * 2);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xfeff, encoding === 'utf-16le');
    for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), encoding === 'utf-16le');
    const want = decodeText(text);
    for (const sizes of [[1 << 20], [1], [3, 5]])
      expect(decodeAlike(bytes, {}, sizes)).toEqual({ ...want, bytes: bytes.length });
  });

  it('drops the mark of UTF-8, and passes over NULs', () => {
    expect(decodeText(`\ufeff${record(1)}${record(2)}`).snapshots).toEqual(decodeText(record(1) + record(2)).snapshots);
    const { snapshots } = decodeAlike(new TextEncoder().encode(`${record(1)}\0\0\n${record(2)}${record(3)}`));
    expect(snapshots.flatMap((s) => [...s.rows.id!])).toEqual([1, 2, 3]);
  });

  it('says that a text of exactly 64 MiB was cut by the runtime, and nothing of one that is shorter', () => {
    const size = 67_108_864;
    const pad = 'x'.repeat(900);
    const encoder = new TextEncoder();
    const feed = (total: number): Decoded => {
      const decoder = newDumpDecoder({ name: 'big' });
      for (let left = total, id = 1; left > 0; ) {
        let text = '';
        while (text.length < 1 << 20) text += record(id++, [`main.${pad}(0x1)\n\t/a/${pad}.go:10 +0x20`]);
        const bytes = encoder.encode(text).subarray(0, left);
        decoder.reserve(bytes.length).set(bytes);
        decoder.commit(bytes.length);
        left -= bytes.length;
      }
      return decoder.end();
    };
    const cut = feed(size);
    expect(cut.bytes).toBe(size);
    expect(cut.snapshots.map((s) => s.limits)).toEqual([['truncated']]);
    expect(cut.problems.map((p) => p.code)).toEqual(['dump/truncated']);
    const length = record(1, [`main.${pad}(0x1)\n\t/a/${pad}.go:10 +0x20`]).length;
    const whole = feed(length * 9);
    expect(whole.snapshots[0].limits).toEqual([]);
    expect(whole.problems).toEqual([]);
  });

  it('reads a line of many megabytes no further than its bound, and says so', () => {
    const text = `${record(1)}${'x'.repeat(9 << 20)}\n${record(2)}${record(3)}`;
    const bytes = new TextEncoder().encode(text);
    const whole = decode(bytes);
    expect(whole.problems.map((p) => p.code)).toContain('dump/line-too-long');
    expect(whole.snapshots.flatMap((s) => [...s.rows.id!])).toEqual([1, 2, 3]);
    expect(decode(bytes, {}, [100_003])).toEqual(whole);
  });

  it('gives nothing for nothing', () => {
    expect(decodeText('')).toMatchObject({ form: 'dump', snapshots: [], problems: [], bytes: 0 });
  });
});
