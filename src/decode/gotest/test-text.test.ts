import { describe, expect, it } from 'vitest';
import { collectDump } from '../../../test/support/collect-dump.ts';
import type { TestOutcome } from '../../model/crash.ts';
import { readTestEvent } from './test-event.ts';

const outcomes = (text: string): TestOutcome[] => collectDump(text).tests;

describe('go test text', () => {
  it('names the package that is printed last for all outcomes before', () => {
    const text =
      '=== RUN   TestA\n=== RUN   TestA/b_c\n--- FAIL: TestA (0.44s)\n    --- PASS: TestA/b_c (0.10s)\n--- SKIP: TestD (0.00s)\nFAIL\nFAIL\texample.org/p\t0.460s\nok  \texample.org/q\t0.01s\nok  \texample.org/r\t(cached)\n?   \texample.org/s\t[no test files]\nFAIL\texample.org/t [build failed]\n';
    expect(outcomes(text)).toEqual([
      { package: 'example.org/p', test: 'TestA', action: 'fail', elapsed: 0.44 },
      { package: 'example.org/p', test: 'TestA/b_c', action: 'pass', elapsed: 0.1 },
      { package: 'example.org/p', test: 'TestD', action: 'skip', elapsed: 0 },
      { package: 'example.org/p', action: 'fail', elapsed: 0.46 },
      { package: 'example.org/q', action: 'pass', elapsed: 0.01 },
      { package: 'example.org/r', action: 'pass' },
      { package: 'example.org/s', action: 'skip' },
      { package: 'example.org/t', action: 'fail' },
    ]);
  });
  it('that ends too early gives outcomes without a package', () => {
    expect(outcomes('--- PASS: TestA (0.00s)\n')).toEqual([{ test: 'TestA', action: 'pass', elapsed: 0 }]);
  });
});

describe('go test -json', () => {
  const event = (fields: object): string => `${JSON.stringify({ Time: '2026-11-21T10:00:00Z', ...fields })}\n`;
  const output = (Package: string, Test: string, Output: string): string =>
    event({ Action: 'output', Package, Test, Output });
  const stack = (id: number): string[] => [`goroutine ${id} [select]:\n`, 'main.f()\n', '\t/a/b.go:1 +0x1\n', '\n'];

  it('keeps the packages apart whose events are mixed', () => {
    const a = stack(3);
    const b = stack(4);
    const text = `${a.map((line, i) => output('p', 'TestA', line) + output('q', 'TestB', b[i])).join('')}${event({ Action: 'fail', Package: 'p', Elapsed: 1 })}${event({ Action: 'pass', Package: 'q', Elapsed: 2 })}`;
    const found = collectDump(text);
    expect(found.dumps.map((d) => d.goroutines.map((g) => g.id))).toEqual([[3], [4]]);
    expect(found.tests).toEqual([
      { package: 'p', action: 'fail', elapsed: 1 },
      { package: 'q', action: 'pass', elapsed: 2 },
    ]);
  });
  it('joins output that comes in pieces', () => {
    const text = output('p', 'TestA', 'goroutine 3 [sel') + output('p', 'TestA', 'ect]:\nmain.f()\n\t/a/b.go:1 +0x1\n');
    expect(collectDump(text).dumps[0].goroutines[0].state.waitReason).toBe('select');
  });
  it('files a leak under the test whose output holds it', () => {
    const lines = [
      '    x_test.go:9: found unexpected goroutines:\n',
      '        [Goroutine 8 in state select, with main.f on top of the stack:\n',
      '        main.f()\n',
      '        \t/a/b.go:1 +0x1\n',
      '        ]\n',
    ];
    const found = collectDump(lines.map((line) => output('p', 'TestA', line)).join(''));
    expect(found.tests).toEqual([{ package: 'p', test: 'TestA', action: 'leak' }]);
    expect(found.dumps[0].limits).toEqual(['filtered']);
  });
  it('gives a panic to the innermost failing test', () => {
    const text =
      output('p', 'TestA', '--- FAIL: TestA (0.00s)\n') +
      output('p', 'TestA', '    --- FAIL: TestA/b (0.00s)\n') +
      output('p', 'TestA', 'panic: x [recovered]\n');
    expect(outcomes(text)).toEqual([{ package: 'p', test: 'TestA/b', action: 'panic' }]);
  });
  it('reads events only', () => {
    expect(readTestEvent({ Action: 'build-output', ImportPath: 'p', Output: 'x\n' })).toEqual({
      action: 'build-output',
      package: 'p',
      output: 'x\n',
    });
    expect(readTestEvent({ Action: 'deleted', Package: 'p' })).toBeUndefined();
    expect(readTestEvent({ Action: 'run' })).toBeUndefined();
  });
});
