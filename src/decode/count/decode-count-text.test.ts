import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../model/problem.ts';
import { countGoroutines } from '../../model/snapshot.ts';
import { decodeCountText } from './decode-count-text.ts';
import { parseLabelText } from './label-text.ts';

const at = { name: 'x.txt' };
const captures = join(import.meta.dirname, '../../../testdata/captures');
const decode = (text: string) => decodeCountText(new TextEncoder().encode(text), at);
const codes = (text: string) => decode(text).problems.map((p) => p.code);

const small = [
  'goroutine profile: total 7',
  '4 @ 0x1 0x2 0x9',
  '# labels: {"tenant":"blue"}',
  '#\t0x1\tmain.wait+0x1d\t\tapp/main.go:12',
  '#\t0x2\tmain.main.func1+0x2\tapp/main.go:30',
  '',
  '2 @ 0x1 0x2 0x9',
  '#\t0x1\tmain.wait+0x1d\t\tapp/main.go:12',
  '#\t0x2\tmain.main.func1+0x2\tapp/main.go:30',
  '',
  '1 @ 0x9',
  '',
  '',
].join('\n');

describe('a count profile that somebody pasted', () => {
  const lines = small.split('\n');
  const same = (text: string) => {
    const decoded = decode(text);
    expect(decoded.problems).toEqual([]);
    const [{ stacks, rows }] = decoded.snapshots;
    const [expected] = decode(small).snapshots;
    expect({ stacks, counts: rows.count, profile: decoded.snapshots[0].profile }).toEqual({
      stacks: expected.stacks,
      counts: expected.rows.count,
      profile: 'goroutine',
    });
  };
  it.each<[string, (line: string) => string]>([
    ['indented', (line) => `    ${line}`],
    ['quoted', (line) => `> ${line}`],
    ['behind the prefix of a log', (line) => `2026-11-21T10:00:00Z svc-1 | ${line}`],
    ['with blanks for tabs', (line) => line.replaceAll('\t', '      ')],
    ['without #', (line) => line.replace(/^#\s+(?=0x)/, '')],
  ])('%s', (_, change) => same(lines.map(change).join('\n')));
  it('in a fence, with text around it', () => same(`We see this:\n\n\`\`\`\n${small}\`\`\`\n\nWhat is it?\n`));
  it('behind words on the line of the header alone', () => same(`Goroutine Dump: ${small}`));
  it('with its record lines wrapped', () => same(small.replaceAll(' 0x2 0x9', '\n0x2 0x9')));
  it('without the header is a part', () => {
    const decoded = decode(lines.slice(1).join('\n'));
    expect(decoded.snapshots[0]).toMatchObject({ profile: 'goroutine', rows: { length: 3 } });
    expect(decoded.snapshots[0].limits).toContain('truncated');
    expect(decoded.problems.map((p) => p.code)).toEqual(['debug1/truncated']);
  });
});

describe('a count profile as text', () => {
  it('gives a row a record, with counts, labels, lines and shared stacks', () => {
    const decoded = decode(small);
    expect(decoded.problems).toEqual([]);
    const [snapshot] = decoded.snapshots;
    expect(snapshot.profile).toBe('goroutine');
    expect(snapshot.declaredTotal).toBe(7);
    expect(snapshot.limits).toEqual(['hidden-frames', 'no-ids']);
    expect(snapshot.rows.count).toEqual(Float64Array.of(4, 2, 1));
    expect(snapshot.rows.line).toEqual(Float64Array.of(2, 7, 11));
    expect([...snapshot.rows.stack]).toEqual([0, 0, 1]);
    expect(snapshot.labelSets).toEqual([{}, { tenant: 'blue' }]);
    expect(snapshot.stacks).toEqual([
      {
        frames: [
          { function: 'main.wait', file: 'app/main.go', line: 12 },
          { function: 'main.main.func1', file: 'app/main.go', line: 30 },
        ],
      },
      { frames: [], unavailable: true },
    ]);
  });

  it.each([
    { name: 'CRLF', change: (s: string) => s.replaceAll('\n', '\r\n') },
    { name: 'tabs turned to spaces', change: (s: string) => s.replaceAll('\t', '    ') },
    { name: 'a byte order mark', change: (s: string) => `\ufeff${s}` },
    { name: 'a log before it', change: (s: string) => `2026/01/02 dumping\n\n${s}` },
    { name: 'without the last newlines', change: (s: string) => s.trimEnd() },
  ])('reads the same with $name', ({ change }) => {
    const [want] = decode(small).snapshots;
    const decoded = decode(change(small));
    expect(decoded.snapshots[0].stacks).toEqual(want.stacks);
    expect(decoded.snapshots[0].rows.count).toEqual(want.rows.count);
    expect(decoded.snapshots[0].labelSets).toEqual(want.labelSets);
    expect(decoded.problems).toEqual([]);
  });

  it('says that it was cut when the sum is not the declared total', () => {
    const decoded = decode(small.replace('total 7', 'total 9'));
    expect(decoded.problems.map((p) => [p.code, p.line])).toEqual([['debug1/truncated', 1]]);
    expect(decoded.snapshots[0].limits).toContain('truncated');
  });

  it('marks a record whose frame line was cut', () => {
    const decoded = decode('goroutine profile: total 1\n1 @ 0x1 0x2\n#\t0x1\tmain.wai');
    expect(decoded.snapshots[0].rows.incomplete).toEqual(Uint8Array.of(1));
    expect(decoded.snapshots[0].limits).toContain('truncated');
  });

  it('reads records without frames in both spellings', () => {
    const decoded = decode('threadcreate profile: total 15\n14 @\n#\t0x0\n\n1 @ 0x0 0x0 0x0\n#\t0x0\n\n');
    expect(decoded.problems).toEqual([]);
    expect(decoded.snapshots[0].stacks.every((s) => s.unavailable && s.frames.length === 0)).toBe(true);
    expect(countGoroutines(decoded.snapshots[0])).toBe(15);
  });

  it('reads several profiles in one text, a user profile among them', () => {
    const decoded = decode(`${small}my/app.Conns profile: total 2\n2 @ 0x5\n#\t0x4\tmain.dial+0x1\tc.go:3\n\n`);
    expect(decoded.snapshots.map((s) => [s.profile, countGoroutines(s), s.line])).toEqual([
      ['goroutine', 7, 1],
      ['my/app.Conns', 2, 13],
    ]);
  });

  it('of zero says that it proves nothing', () => {
    expect(codes('goroutineleak profile: total 0\n')).toEqual(['debug1/empty']);
  });

  it('counts lines it cannot read and goes on', () => {
    const decoded = decode(small.replace('2 @ 0x1', 'noise\nmore noise\n2 @ 0x1'));
    expect(decoded.problems.map((p) => [p.code, p.count, p.quote])).toEqual([['debug1/unknown-line', 2, 'noise']]);
    expect(countGoroutines(decoded.snapshots[0])).toBe(7);
  });

  it('is refused when no line is a header', () => {
    expect(() => decode('goroutine 1 [running]:\nmain.main()\n')).toThrow(DecodeError);
  });

  it.each([
    {
      name: 'file with blanks and a colon',
      give: '#\t0x1\tmain.f+0x1d\tC:/my app/a.go:7',
      want: { function: 'main.f', file: 'C:/my app/a.go', line: 7 },
    },
    {
      name: 'type arguments',
      give: '#\t0x1\tm.(*Q[...]).drain+0x5\tq.go:1',
      want: { function: 'm.(*Q[...]).drain', file: 'q.go', line: 1 },
    },
    {
      name: 'escaped dot',
      give: '#\t0x1\to/oven%2ev3.Run+0x5\tq.go:1',
      want: { function: 'o/oven.v3.Run', file: 'q.go', line: 1 },
    },
    { name: 'no symbol', give: '#\t0x48b804', want: { function: '0x48b804' } },
  ])('frame with $name', ({ give, want }) => {
    const decoded = decode(`goroutine profile: total 1\n1 @ 0x1\n${give}\n\n`);
    expect(decoded.snapshots[0].stacks[0].frames).toEqual([want]);
  });

  it.each([
    { give: '{"a":"x", "b":"y"}', want: { a: 'x', b: 'y' } },
    { give: '{"tenant":"a]b: \\"c\\"\\n{d}, e"}', want: { tenant: 'a]b: "c"\n{d}, e' } },
    { give: '{"k":"\\xff\\x01\\u00e9\\U0001f600é"}', want: { k: '\ufffd\x01é😀é' } },
    { give: '{"":""}', want: { '': '' } },
    { give: '{}', want: {} },
    { give: '{"a":"x', want: undefined },
    { give: '{"a"="x"}', want: undefined },
  ])('labels $give', ({ give, want }) => {
    expect(parseLabelText(give)).toEqual(want);
  });
});

describe('value profiles as text', () => {
  it('scales heap samples as the proto form does', () => {
    const decoded = decode(
      'heap profile: 2: 8192 [3: 12288] @ heap/1048576\n1: 4096 [2: 8192] @ 0x1\n#\t0x1\tmain.f+0x1\ta.go:1\n\n',
    );
    const [profile] = decoded.profiles;
    expect(profile.profile).toBe('heap');
    expect(profile.sampleTypes.map((t) => t.type)).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
    ]);
    // 1 / (1 - exp(-4096 / 524288)) = 128.5006…
    expect(profile.values.map((v) => v[0])).toEqual([257, 1052677, 128, 526338]);
  });

  it('turns cycles into nanoseconds', () => {
    const decoded = decode(
      '--- mutex:\ncycles/second=2000000000\nsampling period=1\n8000 2 @ 0x1\n#\t0x1\tsync.(*Mutex).Unlock+0x1\tm.go:1\n',
    );
    expect(decoded.problems).toEqual([]);
    expect(decoded.profiles[0].profile).toBe('mutex');
    expect(decoded.profiles[0].values.map((v) => v[0])).toEqual([2, 4000]);
    expect(decode('--- contention:\ncycles/second=1\n5 1 @ 0x1\n').profiles[0].profile).toBe('block');
  });

  it('reads the memory statistics at the end of a heap profile', () => {
    const [sample] = decodeCountText(readFileSync(join(captures, 'go1.27/heap.debug1.txt')), at).metrics;
    const text = readFileSync(join(captures, 'go1.27/heap.debug1.txt'), 'utf8');
    const said = (key: string) => Number(new RegExp(`^# ${key} = (\\d+)`, 'm').exec(text)?.[1]);
    expect(sample.sysBytes).toBe(said('Sys'));
    expect(sample.heapAllocBytes).toBe(said('HeapAlloc'));
    expect(sample.heapInuseBytes).toBe(said('HeapInuse'));
    expect(sample.stackInuseBytes).toBe(said('Stack'));
    expect(sample.gcCycles).toBe(said('NumGC'));
    expect(sample.other['memstats.NextGC']).toBe(said('NextGC'));
    expect(Object.keys(sample.other)).not.toContain('memstats.PauseNs');
  });

  it.each(['go1.21', 'go1.26-leakprofile', 'go1.27'])('reads the %s captures without a problem', (variant) => {
    for (const file of ['heap.debug1.txt', 'threadcreate.debug1.txt']) {
      const decoded = decodeCountText(readFileSync(join(captures, variant, file)), at);
      expect(decoded.problems).toEqual([]);
      expect(decoded.snapshots.length + decoded.profiles.length).toBe(1);
    }
  });
});

describe('a damaged text', () => {
  const capture = readFileSync(join(captures, 'go1.26-leakprofile/goroutineleak.debug1.txt'));

  it('cut at every byte keeps what is there and says so', () => {
    const whole = decodeCountText(capture, at).snapshots[0];
    const total = countGoroutines(whole);
    for (let length = 0; length < capture.length; length += 1) {
      let decoded: ReturnType<typeof decodeCountText>;
      try {
        decoded = decodeCountText(capture.subarray(0, length), at);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        expect(length).toBeLessThan('goroutineleak profile: total 124'.length);
        continue;
      }
      const [snapshot] = decoded.snapshots;
      const kept = countGoroutines(snapshot);
      expect(kept).toBeLessThanOrEqual(total);
      if (kept < total && length > 40) expect(snapshot.limits).toContain('truncated');
    }
  });

  it('with changed bytes never throws anything but DecodeError', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(capture.length - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 10 }),
        (changes) => {
          const bytes = Uint8Array.from(capture);
          for (const change of changes) bytes[change.at] = change.to;
          try {
            decodeCountText(bytes, at);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
