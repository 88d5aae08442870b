// The parts of each kind of node (`model/go-tree.ts`) on source that has the optional ones and on source that lacks them.
import { describe, expect, it } from 'vitest';
import type { GoFile } from '../../model/go-syntax.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import * as tree from '../../model/go-tree.ts';
import { GoDecoder } from './decode-go.ts';

const decoder = new GoDecoder();
const decode = (text: string): GoFile => decoder.decode(new TextEncoder().encode(`package p\n${text}`));

type Parts = Record<string, number | boolean | readonly number[]>;

/** The parts of the first node of `kind`, as source text; absent ones left out. */
function partsIn(text: string, kind: number, parts: (file: GoFile, i: number) => Parts): Record<string, unknown> {
  const file = decode(text);
  expect(file.problems).toEqual([]);
  const show = (part: number | boolean | readonly number[]): unknown => {
    if (typeof part === 'object') return part.map((i) => tree.textOf(file, i));
    return typeof part === 'number' ? tree.textOf(file, part) : part;
  };
  const found = Object.entries(parts(file, file.kind.indexOf(kind)));
  return Object.fromEntries(found.filter(([, part]) => part !== -1).map(([name, part]) => [name, show(part)]));
}

const inBody = (text: string): string => `func f() { ${text} }`;

describe('parts of nodes', () => {
  const K = NodeKind;
  const table: readonly [text: string, kind: number, parts: (file: GoFile, i: number) => Parts, want: unknown][] = [
    ['func f()', K.FuncDecl, tree.funcDeclParts, { name: 'f', type: 'func f()' }],
    [
      'func (t T) f(a int) {}',
      K.FuncDecl,
      tree.funcDeclParts,
      { receiver: '(t T)', name: 'f', type: 'func (t T) f(a int)', body: '{}' },
    ],
    ['func f()', K.FuncType, tree.funcTypeParts, { params: '()' }],
    [
      'func f[P any](a P) int',
      K.FuncType,
      tree.funcTypeParts,
      { typeParams: '[P any]', params: '(a P)', results: 'int' },
    ],
    ['var x = func() {}', K.FuncLit, tree.funcLitParts, { type: 'func()', body: '{}' }],
    ['type T struct { io.Reader }', K.Field, tree.fieldParts, { names: [], type: 'io.Reader' }],
    ['type T struct { a, b int `t` }', K.Field, tree.fieldParts, { names: ['a', 'b'], type: 'int', tag: '`t`' }],
    ['var x, y int', K.ValueSpec, tree.valueSpecParts, { names: ['x', 'y'], type: 'int', values: [] }],
    ['var x, y = 1, f()', K.ValueSpec, tree.valueSpecParts, { names: ['x', 'y'], values: ['1', 'f()'] }],
    [
      'type T[P any] = []P',
      K.TypeSpec,
      tree.typeSpecParts,
      { name: 'T', typeParams: '[P any]', isAlias: true, type: '[]P' },
    ],
    ['type T int', K.TypeSpec, tree.typeSpecParts, { name: 'T', isAlias: false, type: 'int' }],
    ['import . "fmt"', K.ImportSpec, tree.importSpecParts, { name: '.', path: '"fmt"' }],
    ['import "fmt"', K.ImportSpec, tree.importSpecParts, { path: '"fmt"' }],
    ['var x = a.b().c', K.SelectorExpr, tree.selectorParts, { x: 'a.b()', name: 'c' }],
    ['var x = f(1, y...)', K.CallExpr, tree.callParts, { callee: 'f', args: ['1', 'y'], spread: true }],
    ['var x = T{a: 1}', K.CompositeLit, tree.compositeParts, { type: 'T', elements: ['a: 1'] }],
    [inBody('x, err := g()'), K.AssignStmt, tree.assignParts, { left: ['x', 'err'], right: ['g()'] }],
    [inBody('a[i] += 1'), K.AssignStmt, tree.assignParts, { left: ['a[i]'], right: ['1'] }],
    [inBody('if a {}'), K.IfStmt, tree.ifParts, { condition: 'a', body: '{}' }],
    [
      inBody('if b := c; a {} else {d()}'),
      K.IfStmt,
      tree.ifParts,
      { init: 'b := c', condition: 'a', body: '{}', other: '{d()}' },
    ],
    [inBody('for {}'), K.ForStmt, tree.forParts, { body: '{}' }],
    [inBody('for ; a; {}'), K.ForStmt, tree.forParts, { condition: 'a', body: '{}' }],
    [inBody('for i := 0;; i++ {}'), K.ForStmt, tree.forParts, { init: 'i := 0', post: 'i++', body: '{}' }],
    [inBody('for range c {}'), K.RangeStmt, tree.rangeParts, { x: 'c', body: '{}' }],
    [inBody('for k, v = range m {}'), K.RangeStmt, tree.rangeParts, { key: 'k', value: 'v', x: 'm', body: '{}' }],
    [inBody('switch {}'), K.SwitchStmt, tree.switchParts, { body: '{}' }],
    [inBody('switch a := b; a {}'), K.SwitchStmt, tree.switchParts, { init: 'a := b', tag: 'a', body: '{}' }],
    [inBody('switch x := y.(type) {}'), K.TypeSwitchStmt, tree.switchParts, { tag: 'x := y.(type)', body: '{}' }],
    [
      inBody('switch { case a, b: c(); d() }'),
      K.CaseClause,
      tree.clauseParts,
      { isDefault: false, heads: ['a', 'b'], statements: ['c()', 'd()'] },
    ],
    [
      inBody('select { case v := <-c: d() }'),
      K.CommClause,
      tree.clauseParts,
      { isDefault: false, heads: ['v := <-c'], statements: ['d()'] },
    ],
    [
      inBody('select { default: d() }'),
      K.CommClause,
      tree.clauseParts,
      { isDefault: true, heads: [], statements: ['d()'] },
    ],
  ];
  for (const [text, kind, parts, want] of table)
    it(text, () => {
      expect(partsIn(text, kind, parts)).toEqual(want);
    });
});

describe('steps', () => {
  const file = decode('func f() { x := g(a, b) }');
  const call = file.kind.indexOf(NodeKind.CallExpr);

  it('gives children by number and the last one', () => {
    expect(tree.childrenOf(file, call).map((i) => tree.nameOf(file, i))).toEqual(['g', 'a', 'b']);
    expect(tree.childAt(file, call, 2)).toBe(tree.lastChild(file, call));
    expect(tree.childAt(file, call, 3)).toBe(-1);
    expect(tree.lastChild(file, call + 1)).toBe(-1);
  });

  it('gives every node its parent', () => {
    const parents = tree.parentsOf(file);
    expect(parents[0]).toBe(-1);
    for (let i = 1; i < file.count; i++) expect(tree.childrenOf(file, parents[i])).toContain(i);
  });

  it('finds the innermost node at an offset', () => {
    const at = (text: string): number => tree.innermostAt(file, new TextDecoder().decode(file.source).indexOf(text));
    expect(tree.textOf(file, at('b)'))).toBe('b');
    expect(file.kind[at('(a')]).toBe(NodeKind.CallExpr);
    expect(file.kind[at('{')]).toBe(NodeKind.BlockStmt);
    expect(tree.innermostAt(file, 1 << 20)).toBe(-1);
  });
});
