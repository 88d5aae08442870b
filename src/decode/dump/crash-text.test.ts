import { describe, expect, it } from 'vitest';
import { collectDump } from '../../../test/support/collect-dump.ts';
import type { Crash } from '../../model/crash.ts';
import { crashKindOf } from './crash-text.ts';

const record =
  '\n\ngoroutine 7 [running]:\nmain.f()\n\t/a/b.go:1 +0x1\ncreated by main.main in goroutine 1\n\t/a/b.go:5 +0x10\n';
const crashes = (text: string): Crash[] => collectDump(text).crashes;

describe('crashKindOf', () => {
  const table: [string, string | undefined][] = [
    ['panic: boom', 'panic'],
    ['panic: test timed out after 10m0s', 'test-timeout'],
    ['panic: deadlock: main bubble goroutine has exited but blocked goroutines remain', 'synctest-deadlock'],
    ['fatal error: all goroutines are asleep - deadlock!', 'deadlock'],
    ['fatal error: no goroutines (main called runtime.Goexit) - deadlock!', 'deadlock'],
    ['fatal error: concurrent map iteration and map write', 'concurrent-map'],
    ['fatal error: runtime: out of memory', 'out-of-memory'],
    ['fatal error: stack overflow', 'stack-overflow'],
    ['fatal error: unexpected signal during runtime execution', 'signal'],
    ['fatal error: sync: unlock of unlocked mutex', 'fatal-error'],
    ['SIGQUIT: quit', 'quit'],
    ['SIGABRT: abort', 'signal'],
    ['2026/11/21 10:00:00 http2: panic serving [::1]:5: boom', 'http-panic'],
    ['Found 2 data race(s)', 'race'],
    ['SIGNAL', undefined],
    ['do not panic: it is fine', undefined],
    ['panicking', undefined],
    ['', undefined],
  ];
  for (const [give, want] of table) it(give || 'nothing', () => expect(crashKindOf(give)).toBe(want));
});

describe('a message that somebody pasted', () => {
  const message = (text: string) => crashes(text + record)[0]?.message;

  it.each(['`', '```', '> ', '"'])('behind %s', (mark) => {
    expect(message(`${mark}fatal error: all goroutines are asleep - deadlock!`)).toBe(
      'all goroutines are asleep - deadlock!',
    );
  });
  it('behind a progress line without an end, when its program counter follows', () => {
    expect(message('done 53 %  SIGABRT: abort\nPC=0x501dd42 m=3 sigcode=0\nsignal arrived during cgo execution')).toBe(
      'SIGABRT: abort',
    );
    expect(message('it got a SIGABRT: abort\nnothing else')).toBeUndefined();
  });
  it('with the header on its line', () => {
    expect(message(`panic: boom ${record.trimStart()}`)).toBe('boom');
    expect(crashes(`panic: boom ${record.trimStart()}`)[0].goroutine).toBe(7);
  });
  it('with blanks for tabs', () => {
    const text = 'panic: test timed out after 2s\n        running tests:\n                TestDrain (1s)';
    expect(crashes(text + record)[0].runningTests).toEqual([{ name: 'TestDrain', time: '1s' }]);
    expect(crashes(`panic: a [recovered]\n    panic: b${record}`)[0].panics?.map((p) => p.value)).toEqual(['a', 'b']);
  });
});

describe('chains of panics', () => {
  const values = (text: string): unknown =>
    crashes(text + record)[0].panics?.map((p) => [p.value, p.recovered, p.repanicked, p.goexit ?? false]);

  it('are read first to last, with their marks', () => {
    expect(values('panic: first [recovered]\n\tpanic: second')).toEqual([
      ['first', true, false, false],
      ['second', false, false, false],
    ]);
  });
  it('are one where it was panicked again', () => {
    expect(values('panic: first [recovered, repanicked]')).toEqual([['first', true, true, false]]);
  });
  it('know a Goexit between by the missing TAB', () => {
    expect(values('panic: first\npanic: second')).toEqual([
      ['first', false, false, false],
      ['second', false, false, true],
    ]);
  });
  it('hold values of several lines, bare and indented', () => {
    for (const tab of ['', '\t'])
      expect(values(`panic: a\n${tab}b\n${tab}c [recovered]\n\tpanic: d`)).toEqual([
        ['a\nb\nc', true, false, false],
        ['d', false, false, false],
      ]);
  });
  it('begin anew after an empty line', () => {
    expect(crashes(`panic: a\n\npanic: b${record}`).map((c) => [c.message, c.snapshot])).toEqual([
      ['a', undefined],
      ['b', 0],
    ]);
  });
});

describe('a crash', () => {
  it('names goroutine, snapshot, signal and exit status', () => {
    const text = `goroutine 3 [select]:\nmain.f()\n\t/a/b.go:1 +0x1\n\npanic: x\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4f9ab0]${record}exit status 2\n`;
    expect(crashes(text)).toEqual([
      {
        kind: 'panic',
        message: 'x',
        lines: ['panic: x', '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4f9ab0]'],
        panics: [{ value: 'x', recovered: false, repanicked: false }],
        signal: { name: 'SIGSEGV', code: '0x1', address: '0x0', pc: '0x4f9ab0' },
        goroutine: 7,
        snapshot: 1,
        exitStatus: 2,
        line: 5,
      },
    ]);
  });
  it('reads the signal line of Go 1.8 and before', () => {
    expect(crashes(`panic: x\n[signal 0xb code=0x1 addr=0x0 pc=0x400c3f]${record}`)[0].signal?.name).toBe('SIGSEGV');
  });
  it('without goroutines holds no foreign lines', () => {
    expect(crashes('panic: a\n\tb\nserver restarts\nlistening\n')[0].lines).toEqual(['panic: a', '\tb']);
    expect(crashes('panic: a\n\nexit status 2\n')[0]).toMatchObject({ exitStatus: 2, lines: ['panic: a'] });
  });
  it('of net/http is believed with its goroutine only', () => {
    expect(crashes('x http: panic serving 1.2.3.4:5: boom\n').length).toBe(0);
    const [crash] = crashes(`x http: panic serving [::1]:5: boom\nof two lines${record.slice(1)}`);
    expect(crash).toMatchObject({
      kind: 'http-panic',
      message: 'boom',
      remoteAddress: '[::1]:5',
      goroutine: 7,
      snapshot: 0,
    });
  });
  it('tells which tests ran when they timed out', () => {
    const text = `panic: test timed out after 2s\n\trunning tests:\n\t\tTestA (2s)\n\t\tTestA/b (1s)${record}FAIL\tp\t2.1s\n`;
    const found = collectDump(text);
    expect(found.crashes[0]).toMatchObject({
      kind: 'test-timeout',
      timeout: '2s',
      runningTests: [
        { name: 'TestA', time: '2s' },
        { name: 'TestA/b', time: '1s' },
      ],
    });
    expect(found.tests).toEqual([
      { package: 'p', test: 'TestA', action: 'timeout' },
      { package: 'p', test: 'TestA/b', action: 'timeout' },
      { package: 'p', action: 'fail', elapsed: 2.1 },
    ]);
  });
  it('keeps no control characters of its message', () => {
    expect(crashes(`panic: \x1b[31mred\x07 and\tblue${record}`)[0].lines).toEqual(['panic: red and\tblue']);
  });
});
