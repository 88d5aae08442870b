// Which functions of another package end the path of their caller, and what is read to tell it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { factsOf as facts } from '../../../test/support/source-fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'parkwatch-foreign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const other = `package other

import ("log"; "os"; "example.com/m/third")

type T struct{}

func Panics() { panic("x") }
func PanicsInside() { fail() }
func PanicsByMethod(t *T) { t.fail() }
func Spins() { for { work() } }
func Leaves() { for { if work() { break } } }
func LeavesOuter() { outer: for { for { break outer } } }
func Blocks() { select {} }
func Dies(err error) { if err != nil { log.Fatal(err) } else { os.Exit(0) } }
func MayDie(err error) { if err != nil { log.Fatal(err) } }
func Switches(n int) { switch n { case 1: panic(1); default: os.Exit(n) } }
func SwitchesOut(n int) { switch n { case 1: panic(1) } }
func Goes() { again: goto again }
func Asks() { third.Dies() }
func Later() { defer panic("x") }
func Literal() { _ = func() { panic("x") } }
func And(t *T) bool { return t != nil && fail() }
func Recurses() { Recurses() }
func fail() bool { panic("x") }
func (t *T) fail() { panic("x") }
func work() bool { return true }
`;

const names = [...other.matchAll(/^func ([A-Z]\w*)/gm)].map((m) => m[1]);
const never = ['Panics', 'PanicsInside', 'PanicsByMethod', 'Spins', 'Blocks', 'Dies', 'Switches'];

describe('functions of another package', () => {
  const cwd = write('ends', {
    'go.mod': 'module example.com/m\n\ngo 1.24\n',
    'other/other.go': other,
    'third/third.go': 'package third\n\nfunc Dies() { panic("x") }\n',
    'a.go': `package a\n\nimport "example.com/m/other"\n\n${names
      .map((name) => {
        const [, list] = new RegExp(`func ${name}\\((.*?)\\)`).exec(other) ?? [];
        const args = list ? list.replace(/(\w+) [^,]+/g, 'nil') : '';
        return `func Call${name}() { other.${name}(${args}) }`;
      })
      .join('\n')}\n`,
  });

  it.each(names)('%s', (name) => {
    const { facts: own } = facts(cwd, '.');
    const fn = own.functions.find((f) => f.name.endsWith(`.Call${name}`));
    const ends = fn && own.flowOf(fn).blocks[0].end;
    expect(ends).toBe(never.includes(name) ? 'exit' : 'return');
  });

  it('reads only the packages whose names are used', () => {
    const { tree, facts: own } = facts(cwd, '.');
    for (const fn of own.functions) own.flowOf(fn);
    // `other`; not `third`, which only `other` uses, and nothing of the standard library.
    expect(tree.dependencies).toBe(1);
  });

  it('loads no import for a name that means no package', () => {
    const root = write('names', {
      'go.mod': 'module example.com/n\n\ngo 1.24\n',
      'go-odd/odd.go': 'package strange\n\nfunc F() {}\n',
      'a.go':
        'package a\n\nimport "example.com/n/go-odd"\n\nvar _ = len("a")\n\nfunc A(e error) string { return "" }\n\nfunc B() { strange.F() }\n',
    });
    const { tree, facts: own } = facts(root, '.');
    const of = (name: string) => own.functions.find((f) => f.name.endsWith(name));
    const a = of('.A');
    const b = of('.B');
    if (!a || !b) throw new Error('no such function');
    expect(own.flowOf(a).blocks[0].end).toBe('return');
    expect(tree.dependencies).toBe(0);
    const [call] = own.flowOf(b).blocks[0].operations;
    expect(call.kind === 'call' && call.callee.name).toBe('example.com/n/go-odd.F');
  });
});
