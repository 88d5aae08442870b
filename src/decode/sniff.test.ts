import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePprof } from './pprof/encode.ts';
import { sniff } from './sniff.ts';

const captures = join(import.meta.dirname, '../../testdata/captures');
const bytes = (text: string) => new TextEncoder().encode(text);

/** What each kind of captured file is, by its name. */
const kindOf = (file: string): string | undefined => {
  if (file.endsWith('.pb.gz')) return 'pprof';
  if (file.endsWith('.404.txt')) return 'not-found-text';
  if (file.startsWith('index')) return 'html';
  if (/^(metrics|vars)\.json$/.test(file)) return 'metrics-json';
  if (/debug1\.txt$/.test(file)) return 'debug1';
  if (/debug2\.txt/.test(file) || file.startsWith('crash-')) return 'dump';
  return undefined;
};

describe('sniff', () => {
  it('knows every captured file, whatever its headers say', () => {
    let seen = 0;
    for (const variant of readdirSync(captures).filter((name) => name.startsWith('go1.')))
      for (const file of readdirSync(join(captures, variant))) {
        const kind = kindOf(file);
        if (!kind) continue;
        const raw = readFileSync(join(captures, variant, file));
        const plain = file.endsWith('.gz') ? gunzipSync(raw) : raw;
        if (file.endsWith('.gz')) expect(sniff(raw).kind).toBe('gzip');
        expect([variant, file, sniff(plain, { contentType: 'text/plain' }).kind]).toEqual([variant, file, kind]);
        seen++;
      }
    expect(seen).toBeGreaterThan(150);
  });

  const profile = encodePprof({
    sampleTypes: [{ type: 'goroutine', unit: 'count' }],
    samples: [{ locations: [{ lines: [{ function: 'goroutine 1 [running]' }] }], values: [1] }],
  });
  const tarBlock = new Uint8Array(1024);
  tarBlock.set(bytes('manifest.json'));
  tarBlock.set(bytes('ustar'), 257);

  it.each([
    { name: 'nothing', give: new Uint8Array(0), want: 'empty' },
    { name: 'white space', give: bytes(' \n\t\n'), want: 'empty' },
    { name: 'gzip', give: gzipSync('x'), want: 'gzip' },
    { name: 'zstd', give: zstdCompressSync('x'), want: 'zstd' },
    { name: 'zip', give: bytes('PK\x03\x04rest'), want: 'zip' },
    { name: 'tar', give: tarBlock, want: 'tar' },
    { name: 'a profile whose text looks like a dump', give: profile, want: 'pprof' },
    {
      name: 'an empty profile',
      give: encodePprof({ sampleTypes: [{ type: 'a', unit: 'count' }], samples: [] }),
      want: 'pprof',
    },
    { name: 'execution trace 1.26', give: bytes('go 1.26 trace\0\0\0rest'), want: 'exectrace' },
    { name: 'execution trace 1.22', give: bytes('go 1.22 trace\0\0\0'), want: 'exectrace' },
    { name: 'execution trace 1.21', give: bytes('go 1.21 trace\0\0\0'), want: 'exectrace-v1' },
    { name: 'execution trace 1.5', give: bytes('go 1.5 trace\0\0\0\0'), want: 'exectrace-v1' },
    { name: 'UTF-16 with mark', give: Uint8Array.of(0xff, 0xfe, 0x67, 0, 0x6f, 0), want: 'dump' },
    {
      name: 'UTF-16 without mark',
      give: Uint8Array.from([...'goroutine 1 [running]:'].flatMap((c) => [c.charCodeAt(0), 0])),
      want: 'dump',
    },
    {
      name: 'a dump behind a log',
      give: bytes('2026/01/02 starting\nlots\n\ngoroutine 1 [running]:\nmain.main()\n'),
      want: 'dump',
    },
    {
      name: 'a dump in escaped JSON',
      give: bytes('{"log":"goroutine 17 [chan receive, 3 minutes]:\\n"}\n'),
      want: 'dump',
    },
    { name: 'a dump with a byte order mark', give: bytes('\ufeffgoroutine 1 [running]:\n'), want: 'dump' },
    {
      name: 'a crash with a NUL in its message',
      give: bytes('panic: bad \0 byte\n\ngoroutine 1 [running]:\n'),
      want: 'dump',
    },
    { name: 'a header with gp=', give: bytes('goroutine 7 gp=0xc000007c00 m=nil [select]:\n'), want: 'dump' },
    { name: 'a fatal error alone', give: bytes('fatal error: all goroutines are asleep - deadlock!\n'), want: 'dump' },
    { name: 'goleak', give: bytes('    leaks.go:78: found unexpected goroutines:\n'), want: 'dump' },
    { name: 'go test text', give: bytes('=== RUN   TestA\n--- PASS: TestA (0.00s)\nPASS\n'), want: 'dump' },
    {
      name: 'go test json',
      give: bytes('{"Time":"2026","Action":"output","Package":"p","Output":"goroutine 1 [running]:"}\n'),
      want: 'gotest-json',
    },
    { name: 'goroutine debug=1', give: bytes('goroutine profile: total 3\n3 @ 0x1 0x2\n'), want: 'debug1' },
    { name: 'debug=1 with CRLF', give: bytes('goroutine profile: total 3\r\n3 @ 0x1\r\n'), want: 'debug1' },
    { name: 'an empty debug=1', give: bytes('goroutineleak profile: total 0\n'), want: 'debug1' },
    { name: 'heap debug=1', give: bytes('heap profile: 3: 5056 [7: 2044864] @ heap/1048576\n'), want: 'debug1' },
    { name: 'mutex debug=1', give: bytes('--- mutex:\ncycles/second=1\nsampling period=1\n'), want: 'debug1' },
    {
      name: 'Prometheus text',
      give: bytes('# HELP go_goroutines Number\n# TYPE go_goroutines gauge\ngo_goroutines 7\n'),
      want: 'metrics-prometheus',
    },
    {
      name: 'Prometheus text without comments',
      give: bytes('go_goroutines 7\ngo_info{version="go1.27"} 1\n'),
      want: 'metrics-prometheus',
    },
    { name: 'a web page', give: bytes('\n<!DOCTYPE html><html><body>not here</body></html>'), want: 'html' },
    { name: '404 text', give: bytes('404 page not found\n'), want: 'not-found-text' },
    { name: 'Unknown profile', give: bytes('Unknown profile\n'), want: 'not-found-text' },
    {
      name: 'Go source',
      give: bytes('// Copyright\n\n/* more\n*/\npackage main // x\n\nvar s = "goroutine 1 [running]:"\n'),
      want: 'go-source',
    },
    { name: 'a text that begins like Go', give: bytes('package delivery was late, panic: no\n'), want: 'dump' },
    {
      name: 'our own result',
      give: bytes('{\n  "schema": "parkwatch/result/1",\n "quote": "goroutine 1 [running]"}'),
      want: 'json-result',
    },
    { name: 'a plain log', give: bytes('2026/01/02 hello\n2026/01/02 world\n'), want: 'unknown' },
    { name: 'a picture', give: Uint8Array.from({ length: 600 }, (_, i) => (i * 7919) & 0xff), want: 'unknown' },
    { name: 'other JSON', give: bytes('{"a": 1}'), want: 'unknown' },
  ])('$name is $want', ({ give, want }) => {
    expect(sniff(give).kind).toBe(want);
    expect(sniff(give).why).not.toBe('');
  });

  it('finds a goroutine header deep in a log, within 64 KiB', () => {
    const log = 'level=info msg="nothing to see"\n'.repeat(1500);
    expect(sniff(bytes(`${log}goroutine 1 [running]:\n`)).kind).toBe('dump');
  });

  it('answers in time for hostile heads', () => {
    for (const unit of [
      ' ',
      '/*',
      '/**/ ',
      '//\n',
      '{',
      '"a":',
      'goroutine ',
      'a{}',
      '# HELP ',
      '\n',
      'x profile: total ',
    ])
      sniff(bytes(unit.repeat(Math.ceil(65536 / unit.length))));
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (head) => sniff(head).why.length > 0));
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (head) => sniff(bytes(head)).why.length > 0));
  });
});
