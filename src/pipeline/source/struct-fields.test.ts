// Literals that give fields by position, and uses of fields, are found without a type check of every row of a table.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { factsOf } from '../../../test/support/source-fixtures.ts';
import { usesOfName } from '../../analyse/source/field-uses.ts';
import { unkeyedLiterals } from '../../analyse/source/struct-fields.ts';
import { textOf } from '../../model/go-tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'parkwatch-fields-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'app'));
writeFileSync(join(folder, 'go.mod'), 'module example.com/m\n\ngo 1.27\n');
writeFileSync(
  join(folder, 'app/types.go'),
  `package app

type row struct { name string; done chan int; inner []row }
type pair [2]int
`,
);
writeFileSync(
  join(folder, 'app/tables.go'),
  `package app

var rows = []row{{"a", nil, []row{{"b", nil, nil}}}, {"c", nil, nil}, {name: "keyed"}}
var byName = map[string]*row{"d": {"d", nil, nil}}
var numbers = []pair{{1, 2}, {3, 4}}

func one(done chan int) row { r := row{"e", done, nil}; r.done = done; _ = []string{"x", "y"}; return r }
`,
);

const { facts } = factsOf(folder, './app');
const [tables, types] = facts.package.files;

describe('composite literals without keys', () => {
  it('are found by the file of their struct, those of one list together and in order', () => {
    const found = unkeyedLiterals(facts, types);
    expect(found.map(({ file, nodes }) => nodes.map((node) => textOf(file.tree, node)))).toEqual([
      ['{"a", nil, []row{{"b", nil, nil}}}'],
      ['{"b", nil, nil}'],
      ['{"c", nil, nil}'],
      ['{"d", nil, nil}'],
      ['row{"e", done, nil}'],
    ]);
    expect(new Set(found.map(({ struct }) => struct.node)).size).toBe(1);
    // Arrays are no structs.
    expect(unkeyedLiterals(facts, tables)).toEqual([]);
  });
});

describe('uses of a name', () => {
  it('are selectors and keys, with what is written', () => {
    const shown = (name: string) =>
      usesOfName(facts, tables.tree.names.find(name)).map(
        ({ file, node, kind, value }) =>
          `${kind} ${textOf(file.tree, node)}${value < 0 ? '' : ` = ${textOf(file.tree, value)}`}`,
      );
    expect(shown('name')).toEqual(['write name: "keyed" = "keyed"']);
    expect(shown('done')).toEqual(['write r.done = done']);
    expect(shown('inner')).toEqual([]);
  });
});
