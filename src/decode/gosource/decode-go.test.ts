// What the parser makes of single declarations, of broken files and of bombs.
import { describe, expect, it } from 'vitest';
import type { GoFile } from '../../model/go-syntax.ts';
import { NodeKind, nodeKindNames } from '../../model/go-syntax.ts';
import { renderCanonicalComments, renderCanonicalTree } from './canonical-ast.ts';
import { GoDecoder } from './decode-go.ts';

const decoder = new GoDecoder();
const decode = (text: string): GoFile => decoder.decode(new TextEncoder().encode(text), 'x.go');
const canonical = (file: GoFile): string => [...renderCanonicalTree(file)].join('');

/** Kinds (and texts of identifiers) of the first declaration as an s-expression: `(GenDecl (TypeSpec T (Ident int)))`. */
function shape(text: string): string {
  const file = decode(`package p\n${text}`);
  if (file.problemCount > 0) return `error ${file.problems[0].offset - 10}: ${file.problems[0].message}`;
  const show = (i: number): string => {
    if (file.kind[i] === NodeKind.Ident) return file.names.text(file.aux[i]);
    const { start, end, source } = file;
    if (file.kind[i] === NodeKind.BasicLit) return new TextDecoder().decode(source.subarray(start[i], end[i]));
    let out = `(${nodeKindNames[file.kind[i]]}`;
    for (let child = i + 1; child < i + file.size[i]; child += file.size[child]) out += ` ${show(child)}`;
    return `${out})`;
  };
  return show(2);
}

const type = (text: string) => `(GenDecl (TypeSpec ${text}))`;
const results = '(FieldList)';

describe('shapes that are easily read wrong', () => {
  const table: readonly (readonly [name: string, give: string, want: string])[] = [
    ['a lone name in brackets is a length', 'type T [N]int', type('T (ArrayType N int)')],
    ['a product before ] is a length', 'type T [P *C]int', type('T (ArrayType (BinaryExpr P C) int)')],
    [
      'a product before a comma is a type parameter',
      'type T[P *C,] int',
      type('T (FieldList (Field P (StarExpr C))) int'),
    ],
    [
      'a product with a sure type is a type parameter',
      'type T[P *C|~D] int',
      type('T (FieldList (Field P (BinaryExpr (StarExpr C) (UnaryExpr D)))) int'),
    ],
    [
      'a call before a comma is a type parameter',
      'type T[P (C), Q any] int',
      type('T (FieldList (Field P (ParenExpr C)) (Field Q any)) int'),
    ],
    ['a call is a length', 'type T [P(C)]int', type('T (ArrayType (CallExpr P C) int)')],
    ['generic alias', 'type A[P, Q any] = B[P]', type('A (FieldList (Field P Q any)) (IndexExpr B P)')],
    ['slice constraint', 'type T[S []E, E any] int', type('T (FieldList (Field S (ArrayType E)) (Field E any)) int')],
    [
      'grouped parameters',
      'func f(a, b int, c string)',
      `(FuncDecl f (FuncType (FieldList (Field a b int) (Field c string))))`,
    ],
    ['bare types', 'func f(int, string)', '(FuncDecl f (FuncType (FieldList (Field int) (Field string))))'],
    [
      'bare types that begin like names',
      'func f(a, b.C, d[E], [2]F)',
      '(FuncDecl f (FuncType (FieldList (Field a) (Field (SelectorExpr b C)) (Field (IndexExpr d E)) (Field (ArrayType 2 F)))))',
    ],
    [
      'a name before an array type',
      'func f(a, b [N]c)',
      '(FuncDecl f (FuncType (FieldList (Field a b (ArrayType N c)))))',
    ],
    ['variadic', 'func f(a ...int)', '(FuncDecl f (FuncType (FieldList (Field a (Ellipsis int)))))'],
    ['variadic shared by two names', 'func f(a, b ...int)', 'error 12: invalid use of ...'],
    ['named and bare entries', 'func f(a int, []b)', 'error 14: missing parameter name'],
    [
      'generic method of 1.27',
      'func (T) m[P any](P) Q',
      `(FuncDecl (FieldList (Field T)) m (FuncType (FieldList (Field P any)) (FieldList (Field P)) (FieldList (Field Q))))`,
    ],
    [
      'type parameters on an interface method',
      'type I interface{ m[P any]() }',
      'error 19: interface method must have no type parameters',
    ],
    [
      'type parameters on a function type',
      'type F func[P any]()',
      'error 11: function type must have no type parameters',
    ],
    [
      'embedded instance and union',
      'type I interface{ J[int]; ~int | p.K; m() }',
      type(
        'I (InterfaceType (FieldList (Field (IndexExpr J int)) (Field (BinaryExpr (UnaryExpr int) (SelectorExpr p K))) (Field m (FuncType (FieldList)))))',
      ),
    ],
    ['arrow of a channel type', 'var c <-chan chan<- int', '(GenDecl (ValueSpec c (ChanType (ChanType int))))'],
    ['arrows pass down', 'var x = <-chan int(y)', '(GenDecl (ValueSpec x (UnaryExpr (CallExpr (ChanType int) y))))'],
    ['new of a value', 'var p = new(1 + x)', '(GenDecl (ValueSpec p (CallExpr new (BinaryExpr 1 x))))'],
    [
      'parentheses',
      'var x = ((a + b).c * (d))',
      '(GenDecl (ValueSpec x (ParenExpr (BinaryExpr (SelectorExpr (ParenExpr (BinaryExpr a b)) c) (ParenExpr d)))))',
    ],
    ['prefixes', 'var x = -*&y', '(GenDecl (ValueSpec x (UnaryExpr (StarExpr (UnaryExpr y)))))'],
    [
      'precedence',
      'var x = a + b*c == d && e',
      '(GenDecl (ValueSpec x (BinaryExpr (BinaryExpr (BinaryExpr a (BinaryExpr b c)) d) e)))',
    ],
    ['body on the next line', 'func f()\n{}', 'error 9: unexpected semicolon or newline before {'],
    ['literal type in parentheses', 'var x = (T){}', 'error 9: cannot parenthesize type in composite literal'],
    ['three-index slice without middle', 'var x = a[1::2]', 'error 11: middle index required in 3-index slice'],
  ];
  for (const [name, give, want] of table)
    it(name, () => {
      expect(shape(give)).toBe(want);
    });

  const body = (text: string) =>
    shape(`func f() { ${text} }`).replace(`(FuncDecl f (FuncType ${results}) (BlockStmt `, '').slice(0, -2);
  const statements: readonly (readonly [name: string, give: string, want: string])[] = [
    ['range over a number', 'for i := range 10 {}', '(RangeStmt i 10 (BlockStmt))'],
    ['range over a function', 'for range f {}', '(RangeStmt f (BlockStmt))'],
    [
      'range inside the function that is ranged over',
      'for x := range func() { for y := range z {} } {}',
      '(RangeStmt x (FuncLit (FuncType (FieldList)) (BlockStmt (RangeStmt y z (BlockStmt)))) (BlockStmt))',
    ],
    ['no bare literal in a header', 'if x == T {}', '(IfStmt (BinaryExpr x T) (BlockStmt))'],
    ['a literal of a slice in a header', 'for range []T{} {}', '(RangeStmt (CompositeLit (ArrayType T)) (BlockStmt))'],
    ['a literal in the arguments of a header', 'if f(T{}) {}', '(IfStmt (CallExpr f (CompositeLit T)) (BlockStmt))'],
    [
      'type switch with a name',
      'switch v := x.(type) { case int: default: }',
      '(TypeSwitchStmt (AssignStmt v (TypeAssertExpr x)) (BlockStmt (CaseClause int) (CaseClause)))',
    ],
    ['label before the end', 'L: }; func g() {', '(LabeledStmt L (EmptyStmt))'],
    [
      'select with send, receive and default',
      'select { case c <- v: case x, ok = <-d: default: }',
      '(SelectStmt (BlockStmt (CommClause (SendStmt c v)) (CommClause (AssignStmt x ok (UnaryExpr d))) (CommClause)))',
    ],
    ['else if', 'if a {} else if b {} else {}', '(IfStmt a (BlockStmt) (IfStmt b (BlockStmt) (BlockStmt)))'],
  ];
  for (const [name, give, want] of statements)
    it(name, () => {
      expect(body(give)).toBe(want);
    });
});

describe('what is kept with offsets', () => {
  it('counts a byte order mark and carriage returns', () => {
    const file = decode('\uFEFFpackage p // c\r\nvar x = `a\r\nb`\r\n');
    expect(canonical(file).split('\n').slice(0, -1)).toEqual([
      '0 File 3 33',
      '1 Ident 11 12 p',
      '1 GenDecl 19 33 var',
      '2 ValueSpec 23 33',
      '3 Ident 23 24 x',
      '3 BasicLit 27 33 STRING',
    ]);
    expect(renderCanonicalComments(file)).toBe('13 17\n');
  });

  it('keeps comments, directives and cgo preambles with their places', () => {
    const text = '//go:build cgo\n\npackage p\n\n/*\n#include <a.h>\n*/\nimport "C"\n//export f\nfunc f() {}\n';
    const { comments } = decode(text);
    const texts = Array.from({ length: comments.length / 2 }, (_, i) =>
      text.slice(comments[2 * i], comments[2 * i + 1]),
    );
    expect(texts).toEqual(['//go:build cgo', '/*\n#include <a.h>\n*/', '//export f']);
  });

  it('gives the same number to the same name in different files', () => {
    const a = decode('package same');
    const b = decode('package other; var same int');
    expect(a.aux[1]).toBe(decoder.names.find('same'));
    expect(b.aux[4]).toBe(a.aux[1]);
    expect(decoder.names.find('neverSeen')).toBe(-1);
  });
});

describe('files with errors', () => {
  const names = (file: GoFile): string[] =>
    Array.from({ length: file.count }, (_, i) => i)
      .filter((i) => file.kind[i] === NodeKind.FuncDecl)
      .map((i) => file.names.text(file.aux[i + 1]) + (file.op[i] & 4 ? ' broken' : ''));

  it('keeps the good declarations and the signature before a broken body', () => {
    const file = decode('package p\nfunc a() {}\nfunc b() {\n\tx := \n}\nfunc c() {}\nvar = 3\nfunc d() {}\n');
    expect(names(file)).toEqual(['a', 'b broken', 'c', 'd']);
    expect(file.problems.map((p) => `${p.line}:${p.column} ${p.message}`)).toEqual([
      "5:1 expected operand, found '}'",
      "7:5 expected 'IDENT', found '='",
    ]);
    expect(file.problems[0]).toMatchObject({ code: 'source/syntax', source: 'x.go', offset: 40, quote: '}' });
  });

  it('finds the next function where a brace is missing', () => {
    const file = decode('package p\nfunc a() {\n\tif x {\n}\nfunc b() {}\n');
    expect(names(file)).toEqual(['a broken', 'b']);
  });

  it('finds the next function in code that is indented', () => {
    const file = decode('  package p\n  func a() { x := }\n  func b() {}\n');
    expect(names(file)).toEqual(['a broken', 'b']);
  });

  it('says that imports come late and reads them', () => {
    const file = decode('package p\nvar x int\nimport "a"\n');
    expect(file.problems.map((p) => p.message)).toEqual(['imports must appear before other declarations']);
    expect(file.kind.includes(NodeKind.ImportSpec)).toBe(true);
  });

  it('has no nodes without package clause', () => {
    const file = decode('func f() {}');
    expect(file.count).toBe(0);
    expect(file.problems[0].message).toBe("expected 'package', found 'func'");
  });

  it('keeps a hundred problems and counts the rest', () => {
    const file = decode(`package p\n${'var = 1\n'.repeat(500)}`);
    expect(file.problems.length).toBe(100);
    expect(file.problemCount).toBe(500);
  });

  it('reads a binary file without throwing', () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255);
    expect(decoder.decode(bytes).problemCount).toBeGreaterThan(0);
  });
});

describe('deep nesting', () => {
  const bombs: readonly (readonly [name: string, text: string])[] = [
    ['parentheses', `var x = ${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['open parentheses', `var x = ${'('.repeat(100_000)}`],
    ['prefixes', `var x = ${'!'.repeat(100_000)}y`],
    ['receives', `var x = ${'<-'.repeat(100_000)}y`],
    ['pointers', `var x ${'*'.repeat(100_000)}T`],
    ['slices', `var x ${'[]'.repeat(100_000)}T`],
    ['literals', `var x = T${'{'.repeat(100_000)}`],
    ['calls', `var x = ${'f('.repeat(100_000)}`],
    ['indexes', `var x = ${'f['.repeat(100_000)}`],
    ['functions', `var x ${'func('.repeat(100_000)}`],
    ['function literals', `var x = ${'func(){f('.repeat(100_000)}`],
    ['arrays in parameters', `func f(a, ${'b['.repeat(100_000)}`],
    ['structs', `var x ${'struct{a '.repeat(100_000)}`],
    ['channels', `var x ${'chan '.repeat(100_000)}`],
  ];
  for (const [name, text] of bombs)
    it(`gives up the declaration with ${name} and reads the next`, () => {
      const file = decode(`package p\n${text}\nfunc good() {}\n`);
      expect(file.problems.map((p) => p.code)).toContain('source/too-deep');
      expect(canonical(file)).toContain(' good\n');
    });

  for (const [name, text] of [
    ['blocks', `${'{'.repeat(100_000)}`],
    ['ifs', `${'if x {'.repeat(100_000)}`],
    ['else', `if x {}${' else if x {}'.repeat(100_000)}`],
    ['labels', `${'a:'.repeat(100_000)}`],
  ])
    it(`gives up the function with ${name} and reads the next`, () => {
      const file = decode(`package p\nfunc f() {\n${text}\n}\nfunc good() {}\n`);
      expect(file.problems.map((p) => p.code)).toContain('source/too-deep');
      expect(canonical(file)).toContain(' good\n');
    });

  it('reads 4,900 parentheses and 4,900 prefixes', () => {
    const n = 4900;
    expect(
      decode(`package p\nvar x = ${'('.repeat(n)}1${')'.repeat(n)}\nvar y = ${'!'.repeat(n)}x\n`).problems,
    ).toEqual([]);
  });

  it('looks at what is behind an open bracket once, not for every level', () => {
    // 1,500 levels of undecided brackets before two million tokens: three thousand million steps if each looked anew.
    const file = decode(`package p\nvar x func(${'a[func('.repeat(1500)}${';'.repeat(2_000_000)}`);
    expect(file.problemCount).toBe(1);
  });

  it('tells names before arrays from instances however brackets are mixed', () => {
    expect(shape('func f(a [b[c(1)]]int, d e[f[g], [2]h])')).toBe(
      '(FuncDecl f (FuncType (FieldList (Field a (ArrayType (IndexExpr b (CallExpr c 1)) int)) (Field d (IndexListExpr e (IndexExpr f g) (ArrayType 2 h))))))',
    );
    expect(shape('func f(a[b[c]], d[e])')).toBe(
      '(FuncDecl f (FuncType (FieldList (Field (IndexExpr a (IndexExpr b c))) (Field (IndexExpr d e)))))',
    );
  });

  it('reads long chains, which are deep trees but no nesting', () => {
    const n = 50_000;
    const file = decode(
      `package p\nvar x = a${' + a'.repeat(n)}\nvar y = a${'.b'.repeat(n)}\nvar z = a${'()'.repeat(n)}\n`,
    );
    expect(file.problems).toEqual([]);
    expect(canonical(file).split('\n').length).toBe(file.count + 1);
  });
});
