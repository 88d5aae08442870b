import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goroutineLine } from '../../../test/support/collect-dump.ts';
import { parseGoroutineBlock } from './parse-goroutine.ts';

const read = (text: string): string | undefined => {
  const goroutine = parseGoroutineBlock(text.split('\n'), 11);
  return goroutine && goroutineLine(goroutine);
};

describe('parseGoroutineBlock reads', () => {
  const table: { name: string; give: string; want: string | undefined }[] = [
    {
      name: 'frames, words and creator',
      give: 'goroutine 7 [select]:\nmain.f(0x1)\n\t/a/b.go:10 +0x20\nmain.g(...)\n\t/a/b.go:12\ncreated by main.main in goroutine 1\n\t/a/b.go:5 +0x10',
      want: '7 waiting select | 2: main.f /a/b.go:10 > main.g /a/b.go:12 | by main.main /a/b.go:5 #1',
    },
    {
      name: 'the cut of Go 1.20 and before, at the end of the stack',
      give: 'goroutine 7 [select]:\nmain.f(0x1)\n\t/a/b.go:10 +0x20\n...additional frames elided...\ncreated by main.main\n\t/a/b.go:5 +0x10',
      want: '7 waiting select elided@1 | 1: main.f /a/b.go:10 | by main.main /a/b.go:5',
    },
    {
      name: 'ancestors, which are not its stack',
      give: 'goroutine 7 [select]:\nmain.f(0x1)\n\t/a/b.go:10 +0x20\ncreated by main.g in goroutine 5\n\t/a/b.go:5 +0x10\n[originating from goroutine 5]:\nmain.g(...)\n\t/a/b.go:12 +0x3\ncreated by main.main\n\t/a/b.go:4 +0x10\n[originating from goroutine 1]:\nmain.main(...)\n\t/a/b.go:2 +0x3\n...additional frames elided...',
      want: '7 waiting select | 1: main.f /a/b.go:10 | by main.g /a/b.go:5 #5',
    },
    {
      name: 'noise of the unwinder',
      give: 'goroutine 7 [select]:\nmain.f(0x1)\n\t/a/b.go:10 +0x20\nruntime: unexpected return pc for main.f called from 0x0\nstack: frame={sp:0xc0, fp:0xc1} stack=[0xc2,0xc3)\n0x000000c000046f20:  0x0000000000000000  0x000000c000046fd0 \ncreated by main.main in goroutine 1\n\t/a/b.go:5 +0x10',
      want: '7 waiting select | 1: main.f /a/b.go:10 | by main.main /a/b.go:5 #1',
    },
    {
      name: 'a C function with and without a place',
      give: 'goroutine 7 [syscall]:\nnon-Go function\n\tpc=0x7f00aa\nwait_forever\n\tpc=0x7f00ab\nstd::thread::join\n\t/a/x.cc:3 pc=0x7f00ac\nmain.f(0x1)\n\t/a/b.go:10 +0x20',
      want: '7 syscall | 4: non-Go function - > wait_forever - > std::thread::join /a/x.cc:3 > main.f /a/b.go:10',
    },
    {
      name: 'a stack that is not to be had, whose creator is',
      give: 'goroutine 7 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by main.main in goroutine 1\n\t/a/b.go:5 +0x10',
      want: '7 running unavailable incomplete | 0:  | by main.main /a/b.go:5 #1',
    },
    { name: 'a header alone', give: 'goroutine 7 [select]:', want: '7 waiting select unavailable incomplete | 0: ' },
    {
      name: 'a function whose place is lost',
      give: 'goroutine 7 [select]:\nmain.f(0x1)\nmain.g(0x1)\n\t/a/b.go:12 +0x1',
      want: '7 waiting select incomplete | 2: main.f - > main.g /a/b.go:12',
    },
    {
      name: 'CRLF',
      give: 'goroutine 7 [select]:\r\nmain.f(0x1)\r\n\t/a/b.go:10 +0x20\r',
      want: '7 waiting select | 1: main.f /a/b.go:10',
    },
    { name: 'no header', give: 'main.f(0x1)\n\t/a/b.go:10 +0x20', want: undefined },
  ];
  for (const { name, give, want } of table) it(name, () => expect(read(give)).toBe(want));

  it('first words of the frames, and the line of the header', () => {
    const lines = ['goroutine 7 [select]:', 'main.f({0x5, 0x1})', '\t/a/b.go:10 +0x20', 'main.g(0x6?)', '\t/a/b.go:12'];
    const goroutine = parseGoroutineBlock(lines, 11);
    expect(goroutine?.firstArguments).toEqual([5, Number.NaN]);
    expect(goroutine?.line).toBe(11);
  });
});

describe('lines of a record in any order', () => {
  const lines = [
    'main.f(0x1)',
    '\t/a/b.go:10 +0x20',
    'main.g(...)',
    '\t/a/b.go:12',
    '...23 frames elided...',
    'created by main.main in goroutine 1',
    '\t/a/b.go:5 +0x10',
    '\tgoroutine running on other thread; stack unavailable',
    'non-Go function',
    '[originating from goroutine 3]:',
  ];
  it('give a goroutine whose words match its frames', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(lines), (some) => {
        const goroutine = parseGoroutineBlock(['goroutine 7 [select]:', ...some], 1)!;
        expect(goroutine.id).toBe(7);
        expect(goroutine.firstArguments.length).toBe(goroutine.stack.frames.length);
        expect(goroutine.stack.elidedAt ?? 0).toBeLessThanOrEqual(goroutine.stack.frames.length);
        for (const frame of goroutine.stack.frames)
          expect(['main.f', 'main.g', 'non-Go function']).toContain(frame.function);
      }),
      { numRuns: 500 },
    );
  });
});
