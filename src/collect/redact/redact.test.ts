// After redaction no label value, argument or command-line word is left, and everything else reads as before.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newDumpDecoder } from '../../decode/dump/decode-dump.ts';
import { decodePprof } from '../../decode/pprof/decode-pprof.ts';
import { encodePprof } from '../../decode/pprof/encode.ts';
import { redactCapture } from './redact-capture.ts';
import { redactPprof } from './redact-pprof.ts';
import { redactCommandLine, redactMetrics, redactText, redactVars } from './redact-text.ts';

const lines: { name: string; give: string; want: string }[] = [
  { name: 'arguments', give: 'main.(*T).run(0xc000012345, {0x1, 0x2}, ...)', want: 'main.(*T).run(...)' },
  { name: 'a generic function', give: 'main.F[...](0x1)', want: 'main.F[...](...)' },
  { name: 'a call without arguments', give: 'main.main()', want: 'main.main(...)' },
  {
    name: 'created by stays',
    give: 'created by main.(*T).Start in goroutine 7',
    want: 'created by main.(*T).Start in goroutine 7',
  },
  { name: 'a file line stays', give: '\t/src/a (1)/b.go:7 +0x1', want: '\t/src/a (1)/b.go:7 +0x1' },
  {
    name: 'labels inside the bracket (1.26)',
    give: 'goroutine 7 [chan send labels:{"user": "bob \\"x\\", 3", "k": "v"}]:',
    want: 'goroutine 7 [chan send labels:{"user": "<redacted>", "k": "<redacted>"}]:',
  },
  {
    name: 'labels after the bracket (1.27)',
    give: 'goroutine 7 [chan receive, 2 minutes] {handler: "get user", shard: 1, tenant: , "a b": x}:',
    want: 'goroutine 7 [chan receive, 2 minutes] {handler: "<redacted>", shard: "<redacted>", tenant: "<redacted>", "a b": "<redacted>"}:',
  },
  {
    name: 'labels of debug=1',
    give: '# labels: {"user":"bob", "k":"v"}',
    want: '# labels: {"user":"<redacted>", "k":"<redacted>"}',
  },
  {
    name: 'frames of debug=1',
    give: '#\t0x1\tmain.(*T).run+0x1\t\t/src/b.go:7',
    want: '#\t0x1\tmain.(*T).run+0x1\t\t/src/b.go:7',
  },
  { name: 'CRLF stays', give: 'main.f(0x1)\r', want: 'main.f(...)\r' },
];

describe('redactText', () => {
  it.each(lines)('$name', ({ give, want }) => {
    expect(redactText(give)).toBe(want);
  });
  it.each(['go1.26-leakprofile-labels', 'go1.27'])(
    'a real dump of %s keeps its goroutines and loses its labels',
    (variant) => {
      const text = gunzipSync(readFileSync(`testdata/captures/${variant}/goroutine.debug2.txt.gz`));
      const read = (bytes: Uint8Array) => {
        const decoder = newDumpDecoder({ name: 'x' });
        decoder.reserve(bytes.length).set(bytes);
        decoder.commit(bytes.length);
        return decoder.end().snapshots[0];
      };
      const before = read(text);
      const after = read(redactCapture(text, 'profile'));
      expect(after.rows.length).toBe(before.rows.length);
      expect([...(after.rows.id ?? [])]).toEqual([...(before.rows.id ?? [])]);
      expect(after.stacks.map((s) => s.frames.map((f) => f.function))).toEqual(
        before.stacks.map((s) => s.frames.map((f) => f.function)),
      );
      expect(before.labelSets.some((set) => Object.keys(set).length > 0)).toBe(true);
      for (const set of after.labelSets) for (const value of Object.values(set)) expect(value).toBe('<redacted>');
      expect(new TextDecoder().decode(redactCapture(text, 'profile'))).not.toMatch(/^\S.*\(0x/m);
    },
  );
});

describe('redactPprof', () => {
  const frame = (name: string) => ({ lines: [{ function: name, file: `/src/${name}.go`, line: 3 }] });
  const profile = encodePprof({
    sampleTypes: [{ type: 'goroutine', unit: 'count' }],
    samples: [
      {
        locations: [frame('main.bob'), frame('main.main')],
        values: [7],
        labels: [{ key: 'user', str: 'alice@example' }],
      },
      {
        locations: [frame('main.main')],
        values: [2],
        labels: [
          { key: 'user', str: 'main.bob' },
          { key: 'n', num: 5, unit: 'bytes' },
        ],
      },
    ],
  });
  it('takes values out of samples and out of the string table, and leaves names that are also values', () => {
    const redacted = redactPprof(profile);
    const { snapshots } = decodePprof(redacted, { name: 'x' });
    const before = decodePprof(profile, { name: 'x' }).snapshots;
    expect(snapshots[0].stacks.map((s) => s.frames)).toEqual(before[0].stacks.map((s) => s.frames));
    expect([...(snapshots[0].rows.count ?? [])]).toEqual([7, 2]);
    expect(snapshots[0].labelSets.map((l) => l.user).filter(Boolean)).toEqual(
      ['<redacted>', '<redacted>'].slice(0, snapshots[0].labelSets.filter((l) => l.user).length),
    );
    expect(new TextDecoder('latin1').decode(redacted)).not.toContain('alice');
  });
  it('a real profile keeps its samples', () => {
    const plain = gunzipSync(readFileSync('testdata/captures/go1.27/goroutine.debug0.pb.gz'));
    const before = decodePprof(plain, { name: 'x' }).snapshots[0];
    const after = decodePprof(redactPprof(plain), { name: 'x' }).snapshots[0];
    expect([...(after.rows.count ?? [])]).toEqual([...(before.rows.count ?? [])]);
    expect(after.stacks).toEqual(before.stacks);
  });
  it('refuses what it cannot read, at every length, with its own error', () => {
    for (let n = 0; n < profile.length; n++)
      try {
        redactPprof(profile.subarray(0, n));
      } catch (error) {
        expect((error as { code?: string }).code).toBe('collect/not-redactable');
      }
    expect(() => redactCapture(Uint8Array.of(0x1f, 0x8b, 8, 1), 'profile')).toThrow(/damaged/);
  });
});

describe('the rest', () => {
  it('variables keep numbers, lose texts and all of the command line but the program', () => {
    const vars = redactVars(
      '{"cmdline":["/srv/app","--token=abc"],"note":"secret","memstats":{"Alloc":5,"BySize":[{"Size":1}]}}',
    );
    expect(JSON.parse(vars ?? '')).toEqual({
      cmdline: ['/srv/app'],
      note: '<redacted>',
      memstats: { Alloc: 5, BySize: [{ Size: 1 }] },
    });
    expect(redactVars('{')).toBeUndefined();
  });
  it('metrics lose series with labels', () => {
    expect(redactMetrics('# HELP x\nx{user="bob"} 1\ngo_goroutines 5\ngo_info{version="go1.27"} 1\n')).toBe(
      '# HELP x\ngo_goroutines 5\ngo_info{version="go1.27"} 1\n',
    );
  });
  it('the command line', () => {
    expect(redactCommandLine('/srv/app --token abc')).toBe('/srv/app');
  });
});
