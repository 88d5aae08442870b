import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldClosures } from './fold-closures.ts';

// Symbols of one closure as Go 1.21–1.27 name it, from a program built with each (`go run -trimpath`, linux/amd64).
const sameClosure: readonly { readonly name: string; readonly give: readonly string[]; readonly want: string }[] = [
  {
    name: 'a closure in a closure in a closure',
    give: ['main.nest.func1.2.1', 'main.nest.nest.func1.func3.1', 'main.nest.func1.func2.1'],
    want: 'main.nest+3',
  },
  {
    name: "a value method's closure, inlined into functions, methods and closures",
    give: [
      'main.W.Start.func1',
      'main.W.Start.1',
      'main.run.W.Start.func11',
      'main.run.func1.W.Start.func2',
      'main.run.func1.W.Start.2',
      'main.run.run.func1.W.Start.func19',
      'main.(*W).PNoInl.W.Start.func3',
    ],
    want: 'main.W.Start+1',
  },
  {
    name: "a pointer method's closure, inlined",
    give: [
      'main.(*W).PStart.func1',
      'main.run.(*W).PStart.func12',
      'main.run.func1.(*W).PStart.3',
      'main.run.run.func1.(*W).PStart.func20',
      'main.(*W).PNoInl.(*W).PStart.func4',
    ],
    want: 'main.(*W).PStart+1',
  },
  {
    name: "a function's closure, inlined into closures, init and methods",
    give: [
      'main.local.func1',
      'main.local.1',
      'main.run.func1.local.func1',
      'main.run.func4.1.local.1',
      'main.run.func4.run.func4.1.local.3',
      'main.run.run.func1.local.func18',
      'main.init.0.local.func2',
      'main.init.0.func1.local.1',
      'main.(*W).PNoInl.local.func1',
      'main.more.Seq.more-range1.local.func5',
    ],
    want: 'main.local+1',
  },
  {
    name: 'a closure in the body of a range over a function',
    give: ['main.more.func1', 'main.more.Seq.more-range1.func3', 'main.more-range1.func1'],
    want: 'main.more+1',
  },
  {
    name: 'the same with a closure around',
    give: [
      'pen.Range2.Range2.func1.func2',
      'pen.Range2.Seq.Range2-range1.Range2.Seq.Range2-range1.func2.func3',
      'pen.Range2-range1.func1.func1',
    ],
    want: 'pen.Range2+2',
  },
  {
    name: "a closure in a value method's closure that was inlined into it",
    give: ['pen.V.Big.V.Big.func1.func2', 'pen.V.Big.func1.func1'],
    want: 'pen.V.Big+2',
  },
  {
    name: "a closure in a pointer method's closure that was inlined into it",
    give: ['pen.(*P).Big.(*P).Big.func1.func2', 'pen.(*P).Big.func1.func1'],
    want: 'pen.(*P).Big+2',
  },
  {
    name: 'closures of package variables',
    give: ['pen.glob..func1.1', 'pen.init.func1.1'],
    want: 'pen.init+2',
  },
  { name: 'siblings', give: ['main.Start.func1', 'main.Start.func2'], want: 'main.Start+1' },
  {
    name: 'closures of init functions',
    give: ['main.init.0.func8', 'main.init.3.func1', 'main.init.3.gowrap1'],
    want: 'main.init+1',
  },
  { name: 'init functions', give: ['main.init.0', 'main.init.12'], want: 'main.init' },
  {
    name: 'closures of generic methods',
    give: ['a/b.(*G[...]).Go.func1', 'a/b.run.(*G[...]).Go.func9'],
    want: 'a/b.(*G[...]).Go+1',
  },
  {
    name: 'closures of value methods of generic types',
    give: ['a/b.G[...].Val.func1', 'a/b.run.G[...].Val.func10'],
    want: 'a/b.G[...].Val+1',
  },
  {
    name: 'closures of generic functions',
    give: [
      'main.Gen[...].func1',
      'main.Gen[...].1',
      'main.run.Gen[...].func8',
      'main.init.0.func23.gowrap1.Gen[...].1',
    ],
    want: 'main.Gen[...]+1',
  },
  {
    name: 'the body of a range over a function',
    give: ['main.each-range1', 'main.each-range1-range2'],
    want: 'main.each',
  },
];

describe('folds to one name', () => {
  for (const { name, give, want } of sameClosure)
    test(name, () => {
      for (const symbol of give) {
        const folded = foldClosures(symbol);
        expect(`${folded.package}.${folded.function}`, symbol).toBe(want);
      }
    });
});

describe('keeps apart and leaves alone', () => {
  test.each([
    'main.main',
    'net/http.(*conn).serve',
    'example.org/pen.Token.Wait',
    'gopkg.in/yaml.v3.(*parser).peek',
    'github.com/nats-io/nats.go.(*Conn).readLoop',
    'main.ждать',
    'a.F[...]',
  ])('%s', (symbol) => {
    const folded = foldClosures(symbol);
    expect(`${folded.package}.${folded.function}`).toBe(symbol);
    expect(folded.inlined).toBe(false);
  });

  test('depths, methods and functions of one name', () => {
    const names = ['main.F.func1', 'main.F.func1.1', 'main.T.F.func1', 'main.(*T).F.func1', 'other.F.func1'];
    const folded = names.map(foldClosures).map((f) => `${f.package}.${f.function}`);
    expect(new Set(folded).size).toBe(names.length);
  });

  // An inlined function right behind a function reads like a value method; DESIGN §6: the method wins.
  test('a function inlined into a declared function is read as a method', () => {
    expect(foldClosures('main.run.local.func13').function).toBe('run.local+1');
  });
});

test('takes any text', () => {
  const part = fc.constantFrom(
    'main',
    'a/b',
    'T',
    '(*T)',
    '(*G[...])',
    'func1',
    '2',
    'init',
    'glob',
    '',
    'f-range1',
    '[...]',
    '%2e',
    '/',
    '(',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const folded = foldClosures(parts.join('.'));
      expect(typeof folded.function).toBe('string');
    }),
  );
});
