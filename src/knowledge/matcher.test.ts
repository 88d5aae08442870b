import { describe, expect, it } from 'vitest';
import { readDeclaredFunction } from './declared-function.ts';
import { knownLeaks } from './known-leaks.ts';
import { createMatcher, readPattern } from './matcher.ts';
import { poolEntries } from './pools.ts';
import type { Match } from './signature.ts';
import { signatures } from './signatures.ts';
import { trafficBound } from './traffic-bound.ts';

const leafFirst = [
  'runtime.gopark',
  'runtime.selectgo',
  'example.com/lib/v3.(*Pool[...]).take',
  'example.com/lib/v3.(*Pool[...]).run',
  'example.com/lib/v3.Start.func2',
];
const root = 'example.com/lib/v3.Start.func2';

const table: readonly { readonly name: string; readonly match: Match; readonly want: boolean }[] = [
  { name: 'a root matches with its closures', match: { root: ['example.com/lib.Start'] }, want: true },
  { name: 'closures only', match: { root: ['example.com/lib.Start.func*'] }, want: true },
  { name: 'the function itself is not its closure', match: { root: ['example.com/lib.Start()'] }, want: false },
  { name: 'a frame in the middle', match: { frame: ['example.com/lib.(*Pool).run()'] }, want: true },
  {
    name: 'a root pattern does not match a frame in the middle',
    match: { root: ['example.com/lib.(*Pool).take'] },
    want: false,
  },
  {
    name: 'the park site is the first frame outside the runtime',
    match: { park: ['example.com/lib.(*Pool).take'] },
    want: true,
  },
  {
    name: 'a frame below the park site is no park site',
    match: { park: ['example.com/lib.(*Pool).run'] },
    want: false,
  },
  { name: 'a package prefix', match: { frame: ['example.com/lib.*'] }, want: true },
  { name: 'a prefix ends at nothing', match: { frame: ['example.com/l*'] }, want: true },
  { name: 'a package of a similar name does not match', match: { frame: ['example.com/li.*'] }, want: false },
  { name: 'the creator', match: { creator: ['main.main'] }, want: true },
  { name: 'another creator', match: { creator: ['main.other'] }, want: false },
  { name: 'one pattern of several is enough', match: { root: ['x.Y', 'example.com/lib.Start'] }, want: true },
  { name: 'every field must hold', match: { root: ['example.com/lib.Start'], creator: ['main.other'] }, want: false },
  {
    name: 'a frame that must be absent is there',
    match: { root: ['example.com/lib.Start'], without: ['example.com/lib.(*Pool).run'] },
    want: false,
  },
  {
    name: 'a frame that must be absent is absent',
    match: { root: ['example.com/lib.Start'], without: ['example.com/lib.F'] },
    want: true,
  },
  { name: 'the primitive', match: { root: ['example.com/lib.Start'], primitive: ['select'] }, want: true },
  { name: 'another primitive', match: { root: ['example.com/lib.Start'], primitive: ['IO wait'] }, want: false },
];

describe('a match', () => {
  for (const { name, match, want } of table)
    it(name, () => {
      const entry = { match };
      expect(createMatcher([entry])(leafFirst, root, 'main.main', 'select')).toEqual(want ? [entry] : []);
    });

  it('does not ask for a creator that the form lacks, but does not guess it either', () => {
    const find = createMatcher([{ match: { creator: ['main.main'] } }, { match: { root: ['example.com/lib.Start'] } }]);
    expect(find(leafFirst, root)).toHaveLength(1);
  });

  it('lets a hidden primitive pass', () => {
    const find = createMatcher([{ match: { root: ['example.com/lib.Start'], primitive: ['IO wait'] } }]);
    expect(find(leafFirst, root, undefined, 'unknown')).toHaveLength(1);
    expect(find(leafFirst, root)).toHaveLength(1);
  });

  it('passes over goexit as a root', () => {
    const find = createMatcher([{ match: { root: ['example.com/lib.Start'] } }]);
    expect(find([...leafFirst, 'runtime.goexit'], 'runtime.goexit')).toHaveLength(1);
    expect(find(leafFirst, '')).toHaveLength(1);
  });

  it('looks through a closure that only wraps what it starts', () => {
    const find = createMatcher([{ match: { root: ['a/b.(*T).loop'] } }]);
    expect(find(['a/b.(*T).loop', 'a/b.(*T).start.func1.1'], 'a/b.(*T).start.func1.1')).toHaveLength(1);
    expect(find(['a/b.(*T).loop', 'a/b.(*T).start.gowrap1'], 'a/b.(*T).start.gowrap1')).toHaveLength(1);
    expect(find(['a/b.(*T).loop', 'main.main.func1'], 'main.main.func1')).toHaveLength(0);
    expect(find(['a/b.(*T).loop', 'a/b.(*T).start'], 'a/b.(*T).start')).toHaveLength(0);
  });

  it('looks through a helper that runs the go statement for its caller', () => {
    const match = createMatcher([{ match: { root: ['example.com/lib.(*Pool).run'] } }]);
    const helped = ['example.com/lib.(*Pool).run.func1', 'sync.(*WaitGroup).Go.func1'];
    expect(match(helped, 'sync.(*WaitGroup).Go.func1')).toHaveLength(1);
    expect(
      match(['example.com/lib.(*Pool).run.func1', 'example.com/other.Go.func1'], 'example.com/other.Go.func1'),
    ).toEqual([]);
  });
  it('keeps the order of the table and names each entry once', () => {
    const first = { match: { frame: ['example.com/lib.*'] } };
    const second = { match: { root: ['example.com/lib.Start'] } };
    expect(createMatcher([first, second])(leafFirst, root)).toEqual([first, second]);
  });

  it('refuses a pattern that names a closure by its number', () => {
    expect(() => createMatcher([{ match: { root: ['a.F.func1'] } }])).toThrow('closure by its number');
    expect(() => createMatcher([{ match: {} }])).toThrow('needs a root');
  });

  it('folds the patterns of all tables, however plain they look', () => {
    const fields = ['root', 'creator', 'park', 'frame', 'without'] as const;
    const entries: readonly { readonly match: Match }[] = [
      ...signatures,
      ...knownLeaks,
      ...trafficBound,
      ...poolEntries,
    ];
    const patterns = new Set(entries.flatMap(({ match }) => fields.flatMap((field) => match[field] ?? [])));
    for (const pattern of [...patterns].filter((p) => !p.endsWith('*') || p.endsWith('.func*'))) {
      const declared = readDeclaredFunction(pattern.replace(/\.func\*$|\(\)$/, ''));
      expect(readPattern(pattern).text, pattern).toBe(declared.name);
      expect(declared.closure, pattern).toBe(false);
    }
  });

  it('knows the functions that entries are looked up by', () => {
    const { knows } = createMatcher([{ match: { root: ['example.com/lib.Start'], frame: ['example.com/lib.run'] } }]);
    expect([root, 'example.com/lib.run', 'main.main'].map(knows)).toEqual([true, false, false]);
  });

  it('answers a second time from the cache as the first time', () => {
    const find = createMatcher([{ match: { frame: ['example.com/lib.(*Pool).run'] } }]);
    expect(find(leafFirst, root)).toEqual(find(leafFirst, root));
  });
});
