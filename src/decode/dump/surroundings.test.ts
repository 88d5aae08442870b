// A real dump inside every surrounding that we know gives what it gives plainly: no goroutine, frame or crash is lost.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CollectedText, collectDump, goroutineLine } from '../../../test/support/collect-dump.ts';

const crash = readFileSync('testdata/captures/go1.27/crash-panic-all.txt', 'utf8');
const plain = `${crash.split('\n\n').slice(0, 8).join('\n\n')}\n`;

/** What must be equal: goroutines without their lines, crashes without theirs. */
function essence(found: CollectedText): unknown {
  return {
    dumps: found.dumps.map((dump) => ({ limits: dump.limits, goroutines: dump.goroutines.map(goroutineLine) })),
    crashes: found.crashes.map(({ line: _, ...rest }) => rest),
  };
}

const expected = essence(collectDump(plain));
const eachLine = (change: (line: string, n: number) => string): string =>
  `${plain.trimEnd().split('\n').map(change).join('\n')}\n`;
const two = (n: number): string => String(n % 60).padStart(2, '0');
const iso = (n: number): string =>
  `2026-11-21T10:${two(Math.floor(n / 60))}:${two(n)}.${String(n * 7919).slice(0, 6)}Z`;
const html = (text: string): string =>
  text.replace(
    /[&<>+"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '+': '&#43;', '"': '&#34;', "'": '&#39;' })[c]!,
  );

const surroundings: { name: string; give: string }[] = [
  { name: 'nothing at all', give: plain },
  { name: 'CRLF', give: plain.replaceAll('\n', '\r\n') },
  { name: 'a byte order mark', give: `\ufeff${plain}` },
  { name: 'tabs turned into four blanks', give: plain.replaceAll(/^\t(?=[a-z/])(?!second)/gm, '    ') },
  { name: 'docker timestamps', give: eachLine((line, n) => `${iso(n)} ${line}`) },
  { name: 'trailing blanks of prefixes trimmed', give: eachLine((line, n) => `${iso(n)} ${line}`.trimEnd()) },
  { name: 'docker compose', give: eachLine((line) => `svc-1  | ${line}`) },
  { name: 'docker compose in colours', give: eachLine((line) => `\x1b[36msvc-1  |\x1b[0m ${line}`) },
  { name: 'docker compose with timestamps', give: eachLine((line, n) => `svc-1  | ${iso(n)} ${line}`) },
  {
    name: 'docker json-file',
    give: eachLine((line, n) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: iso(n) })),
  },
  {
    name: 'docker json-file with lines in pieces',
    give: eachLine((line, n) =>
      [line.slice(0, 9), `${line.slice(9)}\n`]
        .map((log) => JSON.stringify({ log, stream: 'stderr', time: iso(n) }))
        .join('\n'),
    ),
  },
  { name: 'CRI', give: eachLine((line, n) => `${iso(n)} stderr F ${line}`) },
  {
    name: 'CRI with partial lines',
    give: eachLine((line, n) => `${iso(n)} stderr P ${line.slice(0, 12)}\n${iso(n)} stderr F ${line.slice(12)}`),
  },
  {
    name: 'journald',
    give: `-- Logs begin at Mon 2026-11-02 --\n${eachLine((line, n) => `Nov ${n < 40 ? ' 9' : '10'} 10:00:${two(n)} host svc[123]: ${line}`)}`,
  },
  { name: 'kubectl --prefix', give: eachLine((line) => `[pod/api-7c9f-x2/api] ${line}`) },
  { name: 'GitHub Actions', give: eachLine((line, n) => `2026-11-21T10:00:${two(n)}.1234567Z ${line}`) },
  { name: 'the log package', give: eachLine((line, n) => `2026/11/21 10:00:${two(n)} ${line}`) },
  { name: 'HTML', give: html(plain) },
  { name: 'rsyslog in one line', give: `${plain.trimEnd().replaceAll('\t', '#011').replaceAll('\n', '#012')}\n` },
  {
    name: 'rsyslog line by line',
    give: eachLine((line, n) => `Nov 21 10:00:${two(n)} host svc[7]: ${line.replaceAll('\t', '#011')}`),
  },
  {
    name: 'a JSON field that holds it whole',
    give: `{"level":"error","ts":1.5,"stacktrace":${JSON.stringify(plain)}}\n`,
  },
  {
    name: 'a JSON field deep inside',
    give: `{"a":[{"b":{"c":${JSON.stringify(plain)}}}],"d":${JSON.stringify(plain)}}\n`,
  },
  {
    name: 'a JSON event for each line',
    give: eachLine((line, n) => JSON.stringify({ ts: n, severity: 'ERROR', textPayload: line })),
  },
  { name: 'logfmt', give: `time=x level=error msg="recovered" stack=${JSON.stringify(plain)} pid=7\n` },
  {
    name: 'JSON inside a JSON string that is broken',
    give: `{"message":${JSON.stringify(JSON.stringify({ stack: plain }))}, oops\n`,
  },
];

describe('a dump surrounded by', () => {
  for (const { name, give } of surroundings) {
    it(name, () => {
      const found = collectDump(give);
      expect(essence(found)).toEqual(expected);
      expect(found.problems).toEqual([]);
    });
  }
});

describe('surroundings that only goroutines survive', () => {
  const dump = plain.slice(plain.indexOf('goroutine '));
  const lines = collectDump(dump).dumps[0].goroutines.map(goroutineLine);
  const of = (text: string): string[][] => collectDump(text).dumps.map((d) => d.goroutines.map(goroutineLine));
  const indented = (by: string): string => dump.replaceAll(/^(?=.)/gm, by);

  it('is indented by four or eight blanks or a tab', () => {
    for (const by of ['    ', '        ', '\t']) expect(of(indented(by))).toEqual([lines]);
  });

  it('has every line break doubled', () => {
    expect(of(dump.replaceAll('\n', '\n\n'))).toEqual([lines]);
  });

  it('is indented behind a prefix', () => {
    expect(of(indented('    ').replaceAll(/^/gm, 'svc-1  | '))).toEqual([lines]);
  });

  it('is the tail of a klog line', () => {
    const give = `I1121 10:00:00.000000       1 main.go:12] ${dump}\nI1121 10:00:01.000000       1 main.go:13] bye\n`;
    expect(of(give)).toEqual([lines]);
  });

  it('is held by a panic value, TAB-indented', () => {
    const give = `panic: cannot parse:\n${indented('\t')}\t\n\ngoroutine 99 [running]:\nmain.main()\n\t/a/b.go:3 +0x1\n`;
    const found = collectDump(give);
    expect(found.dumps.map((d) => d.goroutines.length)).toEqual([lines.length, 1]);
    expect(found.crashes.map((c) => [c.goroutine, c.snapshot])).toEqual([[99, 1]]);
  });

  it('is broken into by foreign lines, also where they look a little like frames', () => {
    const give = dump
      .split('\n')
      .flatMap((line, n) => (n % 5 === 2 ? ['2026/11/21 10:00:00 GET /x (3 ms)', line] : [line]));
    const found = collectDump(give.join('\n'));
    expect(found.dumps.map((d) => d.goroutines.map(goroutineLine))).toEqual([lines]);
    expect(found.problems.map((p) => [p.code, p.line])).toEqual([['dump/foreign-line', 3]]);
  });

  it('comes from more containers than are kept apart at a time', () => {
    const text = Array.from({ length: 200 }, (_, i) => dump.replaceAll(/^(?=.)/gm, `api-${i}  | `)).join('\n');
    expect(of(text)).toEqual(Array.from({ length: 200 }, () => lines));
  });

  it('is not seen in prose that names a goroutine', () => {
    expect(of(`we saw\nthen goroutine 7 [running]:\nnothing\n${dump}`)).toEqual([lines]);
    expect(of('we saw goroutine 5 [select]: yes and\nthen goroutine 7 [running]:\nnothing\n')).toEqual([]);
  });

  it('comes from two containers whose lines are mixed', () => {
    const a = dump.split('\n').map((line) => `api-1  | ${line}`);
    const b = dump.split('\n').map((line) => `api-2  | ${line}`);
    expect(of(a.flatMap((line, n) => [line, b[n]]).join('\n'))).toEqual([lines, lines]);
  });
});
