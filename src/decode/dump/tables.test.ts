import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingNumbers, RowColumns } from './columns.ts';
import { BATCH, PADDING } from './fast-reader.ts';
import { IdSet } from './id-set.ts';
import { takeKernel } from './kernel/kernel-reader.ts';
import type { ParsedGoroutine } from './parsed.ts';
import { StackTable } from './stack-table.ts';
import { DumpTables } from './tables.ts';
import { TwinReader } from './twin.ts';
import { sniffEncoding } from './unicode-input.ts';

const goroutine = (id: number, more: Partial<ParsedGoroutine> = {}): ParsedGoroutine => ({
  id,
  state: { status: 'running', waitReason: '', leaked: false, lockedToThread: false },
  minutes: 0,
  creator: 0,
  stack: { frames: [{ function: 'main.main', file: '/m.go', line: 3 }] },
  firstArguments: [Number.NaN],
  incomplete: false,
  line: id * 10,
  ...more,
});

describe('DumpTables', () => {
  it('numbers stacks, states and labels by first appearance in each dump', () => {
    const tables = new DumpTables({ name: 'x' });
    const other = { frames: [{ function: 'main.f' }] };
    tables.beginDump(1);
    tables.goroutine(goroutine(1));
    tables.goroutine(goroutine(2, { stack: other, labels: { a: 'b' } }));
    tables.endDump(['filtered']);
    tables.beginDump(50);
    tables.goroutine(goroutine(1, { stack: other, labels: { a: 'b' } }));
    const { snapshots } = tables.finish(7, false);
    expect(snapshots.map((s) => s.stacks.map((stack) => stack.frames[0].function))).toEqual([
      ['main.main', 'main.f'],
      ['main.f'],
    ]);
    expect(snapshots.map((s) => [...s.rows.stack])).toEqual([[0, 1], [0]]);
    expect(snapshots.map((s) => [...s.rows.labels!])).toEqual([[0, 1], [1]]);
    expect(snapshots[1].labelSets).toEqual([{}, { a: 'b' }]);
    expect(snapshots.map((s) => s.limits)).toEqual([['filtered'], []]);
  });

  it('leaves out columns that no row needs', () => {
    const tables = new DumpTables({ name: 'x' });
    tables.goroutine(goroutine(1));
    const { rows } = tables.finish(1, false).snapshots[0];
    expect(rows.labels).toBeUndefined();
    expect(rows.incomplete).toBeUndefined();
  });

  it('keeps twenty problems of a kind and counts the rest', () => {
    const tables = new DumpTables({ name: 'x' });
    for (let line = 1; line <= 50; line++) tables.problem({ code: 'dump/a', message: 'm', line, count: 2 });
    tables.problem({ code: 'dump/b', message: 'm' });
    const { problems } = tables.finish(0, false);
    expect(problems.filter((p) => p.code === 'dump/a')).toHaveLength(20);
    expect(problems.reduce((sum, p) => sum + (p.count ?? 1), 0)).toBe(101);
    expect(problems[0]).toMatchObject({ source: 'x', line: 1 });
  });

  it('puts the cut of 64 MiB on the last dump once', () => {
    const tables = new DumpTables({ name: 'x' });
    tables.goroutine(goroutine(1));
    tables.endDump(['truncated']);
    tables.problem({ code: 'dump/truncated', message: 'by the scanner' });
    const { snapshots, problems } = tables.finish(67_108_864, true);
    expect(snapshots[0].limits).toEqual(['truncated']);
    expect(problems).toHaveLength(1);
  });
});

describe('StackTable', () => {
  it('gives one number to equal stacks and different ones to all others', () => {
    const words = fc.record({
      frames: fc.array(fc.nat(3), { maxLength: 4 }),
      creator: fc.integer({ min: -1, max: 2 }),
      elidedAt: fc.option(fc.nat(2), { nil: undefined }),
      unavailable: fc.option(fc.constant(true), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (all) => {
        const table = new StackTable();
        for (const name of 'abcd') table.frame({ function: name });
        const keys = all.map((one) => JSON.stringify([one.frames, one.creator, one.elidedAt, one.unavailable]));
        const numbers = all.map((one) => table.stack(one));
        expect(numbers).toEqual(keys.map((key) => [...new Set(keys)].indexOf(key)));
        expect(table.size).toBe(new Set(keys).size);
      }),
    );
  });

  it('tells a missing file, a missing line and empty text apart', () => {
    const table = new StackTable();
    const frames = [{ function: 'f' }, { function: 'f', file: '' }, { function: 'f', file: '', line: 0 }];
    expect(frames.map((frame) => table.frame(frame))).toEqual([0, 1, 2]);
    expect(table.frame({ function: 'f', file: '' })).toBe(1);
  });
});

describe('growing columns', () => {
  it('hold what was written, whatever their size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 500 }), (values) => {
        const numbers = new GrowingNumbers((length) => new Float64Array(length), 1);
        const rows = new RowColumns();
        for (const value of values) {
          numbers.push(value);
          rows.reserve(1);
          rows.id[rows.length++] = value;
          if (value % 7 === 0) rows.withLabels()[rows.length - 1] = value;
        }
        expect([...numbers.finish()]).toEqual(values);
        expect([...rows.cut(rows.id)]).toEqual(values);
        if (rows.labels) expect([...rows.cut(rows.labels)]).toEqual(values.map((v) => (v % 7 === 0 ? v : 0)));
      }),
    );
  });

  it('IdSet agrees with Set, above 2^32 too', () => {
    const id = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
    fc.assert(
      fc.property(fc.array(id, { maxLength: 300 }), (values) => {
        const ids = new IdSet();
        const want = new Set<number>();
        for (const value of values) {
          expect(ids.has(value)).toBe(want.has(value));
          expect(ids.add(value)).toBe(!want.has(value));
          want.add(value);
        }
      }),
    );
  });
});

describe.each(['kernel', 'twin'])('the %s alone', (engine) => {
  const make = () => (engine === 'kernel' ? takeKernel()! : new TwinReader());
  const fill = (text: string) => {
    const reader = make();
    const bytes = new TextEncoder().encode(text);
    reader.room(bytes.length);
    reader.window.set(bytes);
    return { reader, length: bytes.length };
  };
  const record = (id: number) => `goroutine ${id} [select]:\nmain.f(0x1)\n\t/a.go:1 +0x1\n\n`;

  it.each([
    ['a plain record', record(1), 1, 'more'],
    ['a record that is cut', record(1) + record(2).slice(0, -1), 1, 'more'],
    ['text', `${record(1)}some text of no goroutine\n`, 1, 'odd'],
    ['a header with pointers', `${record(1)}goroutine 2 gp=0x1 m=nil [select]:\n`, 1, 'odd'],
    ['a frame without a place', 'goroutine 2 [select]:\nmain.f(0x1)\nmain.g(0x1)\n\t/a.go:1 +0x1\n\n', 0, 'odd'],
    ['arguments of another kind', 'goroutine 2 [select]:\nmain.f(in 3 s)\n\t/a.go:1 +0x1\n\n', 0, 'odd'],
    ['fp= behind the place', 'goroutine 2 [select]:\nmain.f(0x1)\n\t/a.go:1 +0x1 fp=0x1 sp=0x2 pc=0x3\n\n', 1, 'more'],
    ['a record without frames', 'goroutine 2 [select]:\n\ngoroutine 3 [select]:\n', 0, 'odd'],
    ['more records than a batch', record(1).repeat(BATCH + 1), BATCH, 'full'],
  ])('takes of %s what is plain and says why it stopped', (_, text, count, stop) => {
    const { reader, length } = fill(text);
    const end = reader.read(0, length);
    expect([reader.count, reader.stop]).toEqual([count, stop]);
    expect(end).toBe(reader.count === 0 ? 0 : text.indexOf('\n\n') * count + 2 * count);
    reader.release();
  });

  it('never reads records behind the end, whatever stood in the window before', () => {
    const { reader, length } = fill(record(1) + record(2));
    for (let end = 0; end < length; end++) {
      reader.window.set(new TextEncoder().encode(record(1) + record(2)));
      expect(reader.read(0, end)).toBe(end >= record(1).length ? record(1).length : 0);
    }
    expect(reader.window.length).toBeGreaterThanOrEqual(length + PADDING);
    reader.release();
  });
});

describe('sniffEncoding', () => {
  it.each([
    [[0xff, 0xfe, 0x61], true, { encoding: 'utf-16le', mark: 2 }],
    [[0xfe, 0xff], false, { encoding: 'utf-16be', mark: 2 }],
    [[0xef, 0xbb, 0xbf], false, { encoding: 'utf-8', mark: 3 }],
    [[0xef, 0xbb], false, undefined],
    [[0xef, 0xbb], true, { encoding: 'utf-8', mark: 0 }],
    [[0xff], false, undefined],
    [[], false, undefined],
    [[], true, { encoding: 'utf-8', mark: 0 }],
    [[0x67], false, { encoding: 'utf-8', mark: 0 }],
  ])('of %j, ended %s, gives %j', (bytes, ended, want) => {
    expect(sniffEncoding(Uint8Array.from(bytes), ended)).toEqual(want);
  });
});
