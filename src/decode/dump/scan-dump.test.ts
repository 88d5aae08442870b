// The scanner as a whole: truth of the captures, odd records between good ones, cuts, permutations, hostile text.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectDump, goroutineLine } from '../../../test/support/collect-dump.ts';
import { DumpScanner } from './scan-dump.ts';

const root = 'testdata/captures/';
const read = (file: string): string => {
  const bytes = readFileSync(root + file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
};
interface ManifestCapture {
  file: string;
  form: string;
  goroutines?: number;
  markedLeaked?: number;
}
const manifest = JSON.parse(readFileSync(`${root}manifest.json`, 'utf8')) as {
  variants: { name: string; captures: ManifestCapture[] }[];
};
const captures = manifest.variants
  .flatMap((variant) => variant.captures)
  .filter((c) => (c.form === 'dump' || c.form === 'crash') && c.goroutines !== undefined && existsSync(root + c.file));

describe('captures of the zoo', () => {
  it('are there', () => expect(captures.length).toBeGreaterThan(70));

  for (const capture of captures) {
    it(`${capture.file} has as many goroutines as the manifest says`, () => {
      const found = collectDump(read(capture.file));
      expect(found.dumps.length).toBe(1);
      const all = found.dumps[0].goroutines;
      // The manifest leaves out g0, which only crash dumps hold.
      expect(all.filter((g) => g.id > 0).length).toBe(capture.goroutines);
      expect(all.filter((g) => g.id === 0).length).toBeLessThanOrEqual(1);
      if (capture.markedLeaked !== undefined)
        expect(all.filter((g) => g.state.leaked).length).toBe(capture.markedLeaked);
      expect(found.problems).toEqual([]);
      expect(all.filter((g) => g.incomplete !== (g.stack.unavailable === true))).toEqual([]);
    });
  }
});

const good = (id: number): string =>
  `goroutine ${id} [chan receive]:\nmain.good()\n\t/a/good.go:1 +0x1\ncreated by main.main in goroutine 1\n\t/a/b.go:5 +0x10\n`;

describe('odd records between two good goroutines', () => {
  const cases = readFileSync('testdata/dump-header-cases.txt', 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]);
  it('are thirteen', () => expect(cases.length).toBe(13));

  const lines: Record<string, string> = {
    base: '1 waiting chan receive 12m | 1: main.f /a/b.go:10 | by main.main /a/b.go:5',
    'go121-createdby': '7 waiting select 3m | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'go121-elided': '7 waiting select elided@1 | 2: main.f /a/b.go:10 > main.g /a/b.go:12 | by main.main /a/b.go:5 #1',
    'go122-gp': '7 waiting select | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'go124-group': '7 waiting chan receive (synctest) bubble 6 | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'go125-bubble': '7 waiting chan receive durable bubble 1 2m | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'go126-leaked': '7 waiting chan receive leaked | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'go126-labels': '7 waiting select 2m {"a":"b]c","k":"v"} | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'go127-labels':
      '7 waiting select 2m {"handler":"get user","id":"4"} | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    unavailable: '7 running unavailable incomplete | 0:  | by main.main /a/b.go:5 #1',
    'cgo-nongo':
      '7 syscall | 3: non-Go function - > runtime.cgocall /go/src/runtime/cgocall.go:157 > main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    'cgo-sym': '7 syscall | 2: cfunc /a/x.cc:12 > main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    truncated64M: '7 waiting select incomplete | 1: main.f /a/b.go:10 | by main.main -',
  };
  for (const [name, body] of cases) {
    it(`${name} is read and its neighbours stay`, () => {
      const found = collectDump(`${good(101)}\n${body.trimEnd()}\n\n${good(102)}`);
      expect(found.dumps.length).toBe(1);
      expect(found.dumps[0].goroutines.map((g) => g.id)).toEqual([101, name === 'base' ? 1 : 7, 102]);
      expect(goroutineLine(found.dumps[0].goroutines[1])).toBe(lines[name]);
    });
    it(`${name} is read when the text ends in it`, () => {
      const found = collectDump(`${good(101)}\n${body.trimEnd()}`);
      expect(found.dumps[0].goroutines.map((g) => g.id)).toEqual([101, name === 'base' ? 1 : 7]);
      expect(found.dumps[0].limits.includes('truncated')).toBe(name === 'truncated64M');
    });
  }
});

describe('problems', () => {
  it('tell of ids that are not exact, once for all', () => {
    const found = collectDump(`${good(2 ** 60)}\n${good(2 ** 61)}`);
    expect(found.problems.map((p) => [p.code, p.line, p.count])).toEqual([['dump/id-too-large', 1, 2]]);
    expect(found.dumps[0].goroutines.map((g) => g.id)).toEqual([2 ** 60, 2 ** 61]);
  });
  it('tell of a text that ends inside a goroutine, where it begins', () => {
    const found = collectDump(`${good(5)}\n${good(6).slice(0, -30)}`);
    expect(found.problems.map((p) => [p.code, p.line])).toEqual([['dump/truncated', 7]]);
    expect(found.dumps[0].limits).toEqual(['truncated']);
    expect(found.dumps[0].goroutines.map((g) => g.incomplete)).toEqual([false, true]);
  });
  it('are none where a last line break is missing', () => {
    expect(collectDump(good(5).trimEnd())).toMatchObject({ problems: [], dumps: [{ limits: [] }] });
  });
});

describe('several dumps in one text', () => {
  const counts = (text: string): number[] => collectDump(text).dumps.map((d) => d.goroutines.length);
  const running = (id: number): string => good(id).replace('chan receive', 'running');
  const table = [
    { name: 'an id seen again begins a dump', give: `${good(5)}\n${good(6)}\n${good(5)}\n${good(7)}`, want: [2, 2] },
    { name: 'text alone does not', give: `${good(5)}\n2026/11/21 hello\n\n${good(6)}`, want: [2] },
    {
      name: 'text and a second running goroutine do',
      give: `${running(5)}\n${good(6)}\n=== DUMP ===\n${running(7)}\n${good(8)}`,
      want: [2, 2],
    },
    { name: 'a second running goroutine alone does not', give: `${running(5)}\n${good(6)}\n${running(7)}`, want: [3] },
    { name: 'a panic does', give: `${good(5)}\npanic: boom\n\n${running(7)}`, want: [1, 1] },
    {
      name: 'a dump that begins where the last ended without an empty line',
      give: `${good(5)}${good(6)}${good(5)}`,
      want: [2, 1],
    },
    {
      name: 'debug.Stack is a dump of its own',
      give: `${good(5)}\ngoroutine 9 [running]:\nruntime/debug.Stack()\n\truntime/debug/stack.go:24 +0x5e\nmain.main()\n\t/a.go:1 +0x1\n\n${good(6)}`,
      want: [1, 1, 1],
    },
    {
      name: 'a repeated id in a crash is the same dump',
      give: `fatal error: x\n\n${running(5)}\n${good(6)}\n${running(5)}`,
      want: [3],
    },
    {
      name: 'threads of GOTRACEBACK=crash repeat goroutines of the same dump',
      give: `SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n${good(5)}\n-----\n\nSIGQUIT: quit\nPC=0x1 m=1 sigcode=0\n\n${good(5)}\n${good(6)}`,
      want: [2],
    },
  ];
  for (const { name, give, want } of table) it(name, () => expect(counts(give)).toEqual(want));
});

describe('the meeting with the fast path', () => {
  const silent = {
    beginDump: () => {},
    goroutine: () => {},
    endDump: () => {},
    crash: () => {},
    race: () => {},
    test: () => {},
    problem: () => {},
  };

  it('is idle between plain records of an open dump only', () => {
    const scanner = new DumpScanner(silent);
    const idle = [scanner.idle];
    for (const [i, line] of `${good(5)}\npanic: x\n\n${good(6)}\n`.split('\n').entries()) {
      scanner.line(line, i + 1);
      idle.push(scanner.idle);
    }
    expect(idle.map(Number).join('')).toBe('0000001000000011');
  });

  it('begins a dump for fast records, once, and asks for their ids', () => {
    const calls: string[] = [];
    const scanner = new DumpScanner({
      ...silent,
      beginDump: (line) => void calls.push(`begin ${line}`),
      goroutine: (g) => void calls.push(`goroutine ${g.id}`),
      endDump: () => void calls.push('end'),
      seen: (id) => id === 3,
    });
    scanner.noteFastRecords(4, 1, 21);
    scanner.noteFastRecords(2, 21, 31);
    for (const [i, line] of `${good(9)}\n${good(3)}`.split('\n').entries()) scanner.line(line, 31 + i);
    scanner.end(false);
    expect(calls).toEqual(['begin 1', 'goroutine 9', 'end', 'begin 37', 'goroutine 3', 'end']);
  });
});

describe('a text that ends behind a whole line', () => {
  const limitsOf = (text: string) => collectDump(text).dumps[0].limits;
  const frames =
    'runtime.systemstack_switch()\n\t/go/asm.s:474 +0x8\nruntime.mallocgc(0x1)\n\t/go/malloc.go:958 +0x5b\n';
  it.each<[string, string, boolean]>([
    ['in the middle of main', `goroutine 1 [running]:\n${frames}`, true],
    [
      'before the creator',
      'goroutine 7 [syscall]:\nmain.f()\n\t/a.go:3 +0x1\nruntime.goexit()\n\t/go/asm.s:9 +0x4\n',
      true,
    ],
    ['at the end of main', `goroutine 1 [running]:\n${frames}main.main()\n\t/a.go:3 +0x1\n`, false],
    [
      "at the end of main and the runtime's",
      'goroutine 1 [select]:\nmain.main()\n\t/a.go:3 +0x1\nruntime.main()\n\t/go/proc.go:2 +0x1\nruntime.goexit()\n\t/go/asm.s:9 +0x4\n',
      false,
    ],
    [
      "at the end of the runtime's own",
      `goroutine 2 [force gc (idle)]:\nruntime.goexit()\n\t/go/asm.s:9 +0x4\n`,
      false,
    ],
    ['where the runtime parks', 'goroutine 7 [IO wait]:\nruntime.gopark(0x1)\n\t/go/proc.go:462 +0xce\n', true],
  ])('%s', (_, text, cut) => expect(limitsOf(text).includes('truncated')).toBe(cut));
});

describe('cut at every byte', () => {
  const files = ['go1.21/crash-panic-all.txt', 'go1.27/crash-throw-all.txt', 'go1.22/crash-panic-system.txt'];
  for (const file of files) {
    it(`${file} keeps every goroutine before the cut`, () => {
      const text = read(file).slice(0, 2600);
      const starts = [...text.matchAll(/^goroutine \d+ [^\n]*\]:\n/gm)].map((m) => m.index);
      const ends = [...text.matchAll(/\n\n(?=goroutine )/g)].map((m) => m.index);
      const whole = collectDump(text).dumps.flatMap((d) => d.goroutines.map(goroutineLine));
      for (let cut = 0; cut <= text.length; cut++) {
        const found = collectDump(text.slice(0, cut)).dumps.flatMap((d) => d.goroutines);
        const complete = ends.filter((end) => end > starts[0] && end < cut).length;
        const begun = starts.filter((start) => text.indexOf('\n', start) < cut).length;
        expect(found.length, `cut at ${cut}`).toBeGreaterThanOrEqual(begun);
        expect(found.slice(0, complete).map(goroutineLine), `cut at ${cut}`).toEqual(whole.slice(0, complete));
        for (const g of found.slice(0, -1)) expect(g.incomplete, `cut at ${cut}`).toBe(false);
      }
    });
  }
});

describe('hostile text', () => {
  const fragments = [
    'goroutine 7 [select]:',
    'goroutine 7 gp=0xc0 m=nil [chan receive (leaked), 2 minutes labels:{"k": "v]"}]:',
    'goroutine 8 [running]: text',
    'goroutine 9 [sel',
    'main.f(0x1, {0x2, 0x3?}, ...)',
    '\t/a/b.go:10 +0x20',
    '    C:/x y/b.go:10 +0x20 fp=0x1 sp=0x2 pc=0x3',
    'created by main.main in goroutine 1',
    'created by main.main',
    '...23 frames elided...',
    '[originating from goroutine 3]:',
    '\tgoroutine running on other thread; stack unavailable',
    'non-Go function',
    '\tpc=0x7f00aa',
    'panic: boom [recovered]',
    '\tpanic: boom',
    '\tgoroutine 5 [select]:',
    'fatal error: all goroutines are asleep - deadlock!',
    'SIGQUIT: quit',
    'PC=0x1 m=0 sigcode=0',
    '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]',
    'runtime stack:',
    '-----',
    'exit status 2',
    '==================',
    'WARNING: DATA RACE',
    'Write at 0x00c000014108 by goroutine 7:',
    'Goroutine 7 (running) created at:',
    '    [Goroutine 8 in state chan receive, with main.f on top of the stack:',
    ' Goroutine 9 in state select, with main.f on top of the stack:',
    ']',
    '=== RUN   TestX',
    '--- FAIL: TestX (0.44s)',
    'FAIL\texample.org/p\t0.460s',
    '{"Action":"output","Package":"p","Test":"TestX","Output":"goroutine 7 [select]:\\n"}',
    '{"log":"main.f()\\n","stream":"stderr"}',
    '{"msg":"goroutine 4 [select]:\\nmain.f()\\n\\t/a.go:1"}',
    'stack="goroutine 4 [select]:\\nmain.f()"',
    '2026/11/21 10:00:00 http: panic serving 1.2.3.4:5: x',
    '2026-01-01T00:00:00.0Z stderr P goroutine 3',
    '2026-01-01T00:00:00.0Z stderr F  [select]:',
    'goroutine 3 [select]:#012main.f()#012#011/a.go:1',
    '',
    '\x1b[31m\x9bevil\u0007',
  ];
  const prefixes = ['', '    ', '\t', 'svc-1  | ', '2026-11-21T10:00:00.1Z ', '[pod/x/y] '];
  const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)])
        : [];

  it('of fragments in any order never throws, keeps the contract, and gives no control characters', () => {
    const line = fc.tuple(fc.constantFrom(...prefixes), fc.oneof(fc.constantFrom(...fragments), fc.string()));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, closed) => {
        const text = lines.map(([prefix, body]) => prefix + body).join('\n') + (closed ? '\n' : '');
        for (const found of strings(collectDump(text))) expect(controls.test(found)).toBe(false);
      }),
      { numRuns: 600 },
    );
  });

  it('of any characters never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 50 }), (a, b) => {
        collectDump(`${a}\n${good(3)}${b}goroutine 7 [${a}]:\n${b}\n`);
      }),
      { numRuns: 300 },
    );
  });

  it('after a good goroutine never loses it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 12 }), (lines) => {
        const found = collectDump(`${good(3)}\n${lines.join('\n')}\n`);
        expect(goroutineLine(found.dumps[0].goroutines[0])).toBe(
          '3 waiting chan receive | 1: main.good /a/good.go:1 | by main.main /a/b.go:5 #1',
        );
      }),
      { numRuns: 300 },
    );
  });

  it('in lines of a megabyte is read to its end', () => {
    const long = 1 << 20;
    const lines = [
      'goroutine '.repeat(long / 10),
      `goroutine 7 [${'x, '.repeat(long / 3)}`,
      `goroutine 7 [select labels:{${'"a": "b", '.repeat(long / 10)}`,
      `main.f(${'0x1, '.repeat(long / 5)})`,
      `{"a":${'['.repeat(long)}goroutine 7 [select]:`,
      `{"stack":"goroutine 7 [select]:\\n${'\\\\"'.repeat(long / 3)}`,
      '"'.repeat(long),
      '#012'.repeat(long / 4),
      '2026-01-01T00:00:00.0Z stderr F '.repeat(long / 32),
      `\t${'('.repeat(long)}`,
      '\x1b]'.repeat(long / 2),
      `created by ${' in goroutine '.repeat(long / 14)}`,
      `${'9'.repeat(long)} goroutine 7 [select]:`,
      'panic: '.repeat(long / 7),
      '&lt;'.repeat(long / 4),
    ];
    const found = collectDump(`${good(1)}\n${lines.join('\n')}\n\n${good(2)}`);
    const ids = found.dumps.flatMap((d) => d.goroutines.map((g) => g.id));
    expect(ids[0]).toBe(1);
    expect(ids.at(-1)).toBe(2);
  });
});
