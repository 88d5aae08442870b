import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText } from './clean-text.ts';
import { readGoleakHeading } from './goleak-text.ts';
import { isLogPrefix, prefixShape } from './prefix-shape.ts';
import { readQuoted, unescapeText } from './quoted-text.ts';
import { unwrapJson } from './unwrap-json.ts';
import { escapedLines, plainLine, readCriLine, syslogLines } from './unwrap-line.ts';

describe('prefixShape', () => {
  const table: { learn: string; give: string; want: string | undefined }[] = [
    { learn: '2026-11-21T10:00:00.1Z ', give: '2026-11-22T11:59:59.123456789Z \t/a.go:1', want: '\t/a.go:1' },
    { learn: '2026-11-21T10:00:00.1Z ', give: '2026-11-22T11:59:59.12Z', want: '' },
    { learn: 'Nov  9 10:00:00 host svc[12]: ', give: 'Dec 10 10:00:01 host svc[12]: main.f()', want: 'main.f()' },
    { learn: 'Nov  9 10:00:00 host svc[12]: ', give: 'Nov  9 10:00:00 host svc[13]: main.f()', want: undefined },
    { learn: 'svc-1  | ', give: 'svc-1  |     x', want: '    x' },
    { learn: 'svc-1  | ', give: 'svc-2  | x', want: undefined },
    { learn: '12 [main] ', give: '345 [main] x', want: 'x' },
    { learn: '[pod/a-1/b] ', give: '[pod/a-1/b] ', want: '' },
    { learn: 'x.y* ', give: 'xzy* a', want: undefined },
  ];
  for (const { learn, give, want } of table)
    it(`${learn}→ ${give}`, () => expect(prefixShape(learn)?.strip(give)).toBe(want));
  it('is none for blanks and for long text', () => {
    expect(prefixShape('   ')).toBeUndefined();
    expect(prefixShape('x'.repeat(400))).toBeUndefined();
  });
  it('knows prefixes that hold a time or a container only', () => {
    for (const yes of [
      '2026-11-21T10:00:00Z ',
      'svc-1  | ',
      '[pod/a/b] ',
      'svc | 2026/11/21 10:00:00 ',
      'Nov  1 10:00:00 host svc[7]: ',
    ])
      expect(isLogPrefix(yes)).toBe(true);
    for (const no of [
      '',
      'recovered from ',
      'Nov  1 10:00:00 h recovered: ',
      '2026/11/21 10:00:00 recovered from ',
      '    ',
    ])
      expect(isLogPrefix(no)).toBe(false);
  });
});

describe('transports', () => {
  it('CRI', () => {
    expect(readCriLine('2026-01-01T00:00:00.0Z stderr F  x')).toEqual({ stream: 'stderr', partial: false, text: ' x' });
    expect(readCriLine('2026-01-01T00:00:00+01:00 stdout P x')).toEqual({ stream: 'stdout', partial: true, text: 'x' });
    expect(readCriLine('2026-01-01T00:00:00.0Z stderr F')?.text).toBe('');
    expect(readCriLine('2026-01-01T00:00:00.0Z something F x')).toBeUndefined();
  });
  it('rsyslog', () => {
    expect(syslogLines('a:#012b()#012#011c.go:1')).toEqual(['a:', 'b()', '\tc.go:1']);
    expect(syslogLines('a #013')).toBeUndefined();
  });
  it('colours, mark and entities', () => {
    expect(plainLine('\ufeff\x1b[1;31m&lt;x&gt; &#43;0x1 &amp;\x1b[0m')).toBe('<x> +0x1 &');
  });
  it('escaped stacks, once and twice', () => {
    const stack = 'boom\n\ngoroutine 1 [running]:\nmain.f("a")\n\t/a.go:1';
    const lines = stack.split('\n');
    expect(escapedLines(`level=x stack=${JSON.stringify(stack)} n=1`)).toEqual(lines);
    expect(escapedLines(`{"m":${JSON.stringify(JSON.stringify({ s: stack }))}`)).toEqual(lines);
    expect(escapedLines('goroutine 1 [running]:')).toBeUndefined();
  });
});

describe('unwrapJson', () => {
  it('finds stacks at any depth, equal ones once', () => {
    const stack = 'goroutine 1 [running]:\nmain.f()';
    expect(unwrapJson(JSON.stringify({ a: { b: [stack] }, c: stack, d: 'goroutine count' }))).toEqual({
      kind: 'stacks',
      texts: [stack],
    });
  });
  it('learns the field of a log with one event a line', () => {
    const found = unwrapJson('{"jsonPayload":{"message":"goroutine 1 [running]:"}}');
    expect(found?.kind).toBe('line');
    if (found?.kind === 'line') expect(found.shape.strip('{"jsonPayload":{"message":"main.f()\\n"}}')).toBe('main.f()');
  });
  it('knows docker and test2json, and leaves the rest', () => {
    expect(unwrapJson('{"log":"x\\n","stream":"stderr"}')).toEqual({ kind: 'docker', stream: 'stderr', text: 'x\n' });
    expect(unwrapJson('{"Action":"run","Package":"p","Test":"T"}')?.kind).toBe('test');
    expect(unwrapJson('{"msg":"goroutine leak"}')).toBeUndefined();
    expect(unwrapJson('{"msg":"goroutine 1 [running]:')).toBeUndefined();
  });
});

describe('quoted text', () => {
  it('ends at the quote that is not escaped', () => {
    expect(readQuoted('x "a\\"b\\\\" y', 2)).toEqual({ value: 'a"b\\', next: 10 });
    expect(readQuoted('"never', 0)).toBeUndefined();
    expect(readQuoted('"never\\', 0)).toBeUndefined();
  });
  it('decodes the escapes of strconv.Quote', () => {
    expect(unescapeText('\\n\\t\\x41\\u00e9\\U0001F600\\101\\q')).toBe('\n\tAé😀Aq');
    expect(unescapeText('\\Uffffffff')).toBe('\ufffd');
  });
});

describe('clean text', () => {
  it('holds no controls; a line keeps its tabs', () => {
    expect(cleanText('a\x1b[31mb\tc\nd\x00\x9f\x1b]0;title\x07')).toBe('ab c d');
    expect(cleanLine('\ta\x1b[2Jb\x08')).toBe('\tab');
  });
});

describe('readGoleakHeading', () => {
  it('reads the first and the later headings', () => {
    const first = readGoleakHeading(
      '        [Goroutine 8 in state chan receive, 2 minutes, with a.b, c on top of the stack:',
    );
    expect(first?.header).toMatchObject({ id: 8, minutes: 2, state: { waitReason: 'chan receive' } });
    expect(first?.indent).toBe('        ');
    expect(readGoleakHeading('         Goroutine 9 in state select, with f on top of the stack:')?.indent).toBe(
      '        ',
    );
    expect(readGoleakHeading('x Goroutine 9 in state select, with f on top of the stack:')).toBeUndefined();
    expect(readGoleakHeading('Goroutine 7 (running) created at:')).toBeUndefined();
  });
});
