import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectGolden, stableJson } from '../../../test/support/golden.ts';
import type { Decoded } from '../../model/decoded.ts';
import { DecodeError } from '../../model/problem.ts';
import { decodeIndexPage } from './decode-index-page.ts';
import { decodeMetricsJson } from './decode-metrics-json.ts';
import { decodePrometheusText } from './decode-prometheus-text.ts';

const captures = join(import.meta.dirname, '../../../testdata/captures');
const variants = readdirSync(captures).filter((name) => name.startsWith('go1.'));
const bytes = (text: string) => new TextEncoder().encode(text);
const at = { name: 'x' };
const prometheus = (text: string) => decodePrometheusText(bytes(text), at);

const exposition = `# HELP go_goroutines Number of goroutines that currently exist.
# TYPE go_goroutines gauge
go_goroutines 25
go_threads 8
go_info{version="go1.26.8-X:goroutineleakprofile"} 1
process_start_time_seconds 1.79525953966e+09
go_memstats_alloc_bytes 2.680912e+06
go_memstats_heap_alloc_bytes 2.6e+06
go_memstats_heap_inuse_bytes 4.1e+06
go_memstats_stack_inuse_bytes 884736
go_memstats_sys_bytes 1.4e+07
go_gc_duration_seconds_count 1
go_sched_goroutines_created_goroutines_total 254
http_requests_total{code="200",path="/a}\\" b"} 1027 1395066363000
odd{a="x\u0007\u001b[31my"} 3
rate NaN
top +Inf
`;

describe('Prometheus text', () => {
  it('fills the known fields and keeps the rest by name and labels', () => {
    const decoded = prometheus(exposition);
    expect(decoded.problems).toEqual([]);
    expect(decoded.goVersion).toBe('go1.26.8-X:goroutineleakprofile');
    expect(decoded.metrics).toEqual([
      {
        provenance: at,
        goroutines: 25,
        goroutinesCreated: 254,
        threads: 8,
        heapAllocBytes: 2.6e6,
        heapInuseBytes: 4.1e6,
        stackInuseBytes: 884736,
        sysBytes: 1.4e7,
        gcCycles: 1,
        startedAt: 1795259539660,
        goVersion: 'go1.26.8-X:goroutineleakprofile',
        other: {
          'go_info{version="go1.26.8-X:goroutineleakprofile"}': 1,
          go_memstats_alloc_bytes: 2.680912e6,
          'http_requests_total{code="200",path="/a}\\" b"}': 1027,
          'odd{a="x[31my"}': 3,
        },
      },
    ]);
  });

  it.each([
    { name: 'ms in Prometheus text', give: 'go_goroutines 5 1795259539660\n', want: 1795259539660 },
    { name: 'seconds in OpenMetrics', give: 'go_goroutines 5 1795259539.660\n# EOF\n', want: 1795259539660 },
    { name: 'none', give: 'go_goroutines 5\n', want: undefined },
  ])('takes the time of the sample: $name', ({ give, want }) => {
    expect(prometheus(give).metrics[0].takenAt).toBe(want);
  });

  it.each([
    { name: 'an exemplar', give: 'a_bucket{le="1"} 7 # {trace_id="x"} 0.6\n', want: { 'a_bucket{le="1"}': 7 } },
    { name: 'a blank before the braces', give: 'a {b="c"} 7\n', want: { 'a{b="c"}': 7 } },
    { name: 'CRLF', give: 'a 7\r\nb 8\r\n', want: { a: 7, b: 8 } },
    { name: 'a hostile name', give: '__proto__ 7\n', want: JSON.parse('{"__proto__": 7}') },
  ])('reads $name', ({ give, want }) => {
    const decoded = prometheus(give);
    expect(decoded.problems).toEqual([]);
    expect(Object.entries(decoded.metrics[0].other)).toEqual(Object.entries(want));
  });

  it.each([
    { name: 'a line that is no series', give: 'a 7\nhello world again\nb x\n', want: [['metrics/bad-line', 2]] },
    { name: 'a last line without end', give: 'a 7\ngo_goroutines 12', want: [['metrics/truncated', undefined]] },
    {
      name: 'the counts of several targets',
      give: 'go_goroutines{i="a"} 7\ngo_goroutines{i="b"} 9\n',
      want: [['metrics/several-series', undefined]],
    },
  ])('says that there is $name', ({ give, want }) => {
    expect(prometheus(give).problems.map((p) => [p.code, p.count])).toEqual(want);
  });

  it('is refused without any series', () => {
    expect(() => prometheus('# HELP x y\n')).toThrow(DecodeError);
    expect(() => prometheus('<html></html>\n')).toThrow(DecodeError);
  });
});

describe('metrics in JSON', () => {
  it.each(variants)('%s: /debug/vars and runtime/metrics say how many goroutines there are', (variant) => {
    const vars = decodeMetricsJson(readFileSync(join(captures, variant, 'vars.json')), at);
    const runtime = decodeMetricsJson(readFileSync(join(captures, variant, 'metrics.json')), at);
    const published = JSON.parse(readFileSync(join(captures, variant, 'vars.json'), 'utf8'));
    expect(vars.problems).toEqual([]);
    expect(vars.metrics[0].goroutines).toBe(published.goroutines);
    expect(vars.metrics[0].heapAllocBytes).toBe(published.memstats.HeapAlloc);
    expect(vars.metrics[0].commandLine).toBe(published.cmdline.join(' '));
    expect(runtime.metrics[0].goroutines).toBeGreaterThanOrEqual(200);
    // The created count came with Go 1.26.
    expect(runtime.metrics[0].goroutinesCreated !== undefined).toBe(/1\.2[67]/.test(variant));
  });

  it('reads the go1.27 captures as their goldens say', () => {
    for (const file of ['vars', 'metrics']) {
      const decoded = decodeMetricsJson(readFileSync(join(captures, `go1.27/${file}.json`)), { name: `${file}.json` });
      expectGolden(join(import.meta.dirname, `golden/${file}.json`), stableJson(decoded.metrics));
    }
  });

  it.each([
    { name: 'a nested published count', give: { runtime: { NumGoroutine: 7 } }, want: 7 },
    { name: 'the shallowest of several', give: { app: { goroutines: 3 }, num_goroutine: 9 }, want: 9 },
    {
      name: 'runtime/metrics before a published name',
      give: { goroutines: 3, '/sched/goroutines:goroutines': 4 },
      want: 4,
    },
    { name: 'none', give: { requests: 3 }, want: undefined },
  ])('takes as goroutines: $name', ({ give, want }) => {
    expect(decodeMetricsJson(bytes(JSON.stringify(give)), at).metrics[0].goroutines).toBe(want);
  });

  it('keeps what can be read of cut JSON', () => {
    const decoded = decodeMetricsJson(
      bytes('{"cmdline": ["/app","-x"],\n"goroutines": 208,\n"memstats": {"HeapAlloc": 5, "Sys": 12'),
      at,
    );
    expect(decoded.problems.map((p) => p.code)).toEqual(['metrics/bad-json']);
    expect(decoded.metrics[0]).toMatchObject({ goroutines: 208, heapAllocBytes: 5, commandLine: '/app -x' });
    expect(decoded.metrics[0].sysBytes).toBeUndefined();
  });

  it.each(['[1,2]', '"x"', 'null', '{}', '{', 'nothing', '{"a": {"b": "c"}}'])('refuses %s', (give) => {
    expect(() => decodeMetricsJson(bytes(give), at)).toThrow(DecodeError);
  });

  it('does not follow values without end', () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    expect(() => decodeMetricsJson(bytes(deep), at)).toThrow(DecodeError);
    expect(decodeMetricsJson(bytes(`{"n": 1, "deep": ${deep}}`), at).problems.map((p) => p.code)).toEqual([
      'metrics/too-deep',
    ]);
  });
});

describe('the index page', () => {
  it.each(variants)('%s: lists the profiles with their counts', (variant) => {
    const page = readFileSync(join(captures, variant, 'index.html'));
    const decoded = decodeIndexPage(page, at);
    const [sample] = decoded.metrics;
    expect(sample.other['index:goroutine']).toBe(sample.goroutines);
    expect(sample.goroutines).toBeGreaterThan(200);
    expect(Object.keys(sample.other).length).toBeGreaterThanOrEqual(9);
    const hasLeakProfile = /goroutineleak\?/.test(page.toString());
    expect(decoded.problems.map((p) => p.code)).toEqual(hasLeakProfile ? ['index/stale-count'] : []);
  });

  it('does not call a count stale that is above 0', () => {
    const decoded = decodeIndexPage(readFileSync(join(captures, 'go1.27/index-after-leak.html')), at);
    expect(decoded.problems).toEqual([]);
    expect(decoded.metrics[0].other['index:goroutineleak']).toBeGreaterThan(100);
  });

  it('reads the page of old Go versions and escaped names', () => {
    const old =
      '<table><tr><td align=right>7<td><a href="goroutine?debug=1">goroutine</a>\n<tr><td align=right>2<td><a href="my%20app%2fConns?debug=1">x</a></table>';
    expect(decodeIndexPage(bytes(old), at).metrics[0].other).toEqual({ 'index:goroutine': 7, 'index:my app/Conns': 2 });
  });

  it('is refused when it lists nothing', () => {
    expect(() => decodeIndexPage(bytes('<html>login</html>'), at)).toThrow(DecodeError);
  });
});

describe('damaged metrics', () => {
  const inputs: readonly { name: string; give: Uint8Array; decode: (b: Uint8Array) => Decoded }[] = [
    { name: 'Prometheus text', give: bytes(exposition), decode: (b) => decodePrometheusText(b, at) },
    {
      name: 'expvar',
      give: readFileSync(join(captures, 'go1.27/vars.json')),
      decode: (b) => decodeMetricsJson(b, at),
    },
    {
      name: 'runtime/metrics',
      give: readFileSync(join(captures, 'go1.27/metrics.json')),
      decode: (b) => decodeMetricsJson(b, at),
    },
    {
      name: 'index page',
      give: readFileSync(join(captures, 'go1.27/index.html')),
      decode: (b) => decodeIndexPage(b, at),
    },
  ];
  const attempt = (decode: (b: Uint8Array) => Decoded, give: Uint8Array): Decoded | undefined => {
    try {
      return decode(give);
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      return undefined;
    }
  };

  it.each(inputs)('$name cut at every byte never gives a wrong goroutine count', ({ give, decode }) => {
    const whole = decode(give).metrics[0];
    for (let length = 0; length < give.length; length++) {
      const sample = attempt(decode, give.subarray(0, length))?.metrics[0];
      if (sample?.goroutines !== undefined) expect(sample.goroutines).toBe(whole.goroutines);
      if (sample?.threads !== undefined) expect(sample.threads).toBe(whole.threads);
    }
  });

  it.each(inputs)('$name with changed bytes never throws anything but DecodeError', ({ give, decode }) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(give.length - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const damaged = Uint8Array.from(give);
          for (const change of changes) damaged[change.at] = change.to;
          attempt(decode, damaged);
        },
      ),
      { numRuns: 100 },
    );
  });
});
