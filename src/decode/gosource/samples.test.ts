// The committed samples: equal to what goastdump said of them, sound when cut anywhere, and large or hostile files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AstDigest, astDigest, listGoFiles } from '../../../scripts/ast-digest.ts';
import { checkGoTree } from '../../../test/support/check-go-tree.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { GoDecoder } from './decode-go.ts';

const folder = join(import.meta.dirname, '../../../testdata/gosource');
const expected: AstDigest[] = readFileSync(join(folder, 'expected.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const encoder = new TextEncoder();

describe('committed samples', () => {
  it('are all expected', () => {
    expect(listGoFiles([folder]).map((file) => file.slice(folder.length + 1))).toEqual(
      expected.map(({ file }) => file),
    );
  });

  for (const want of expected)
    it(`${want.file} is read as go/parser does`, () => {
      const have = astDigest(want.file, readFileSync(join(folder, want.file)));
      if (want.ok) expect(have).toEqual(want);
      // Of a broken file only the place of the first error is comparable.
      else expect({ ok: have.ok, line: have.first?.line }).toEqual({ ok: false, line: want.first?.line });
    });

  for (const { file } of expected)
    it(`${file} gives a sound tree wherever it is cut`, () => {
      const decoder = new GoDecoder();
      const source = readFileSync(join(folder, file));
      for (let length = 0; length <= source.length; length++) checkGoTree(decoder.decode(source.subarray(0, length)));
    });

  it('keep every declaration but the broken ones', () => {
    const decoder = new GoDecoder();
    const file = decoder.decode(readFileSync(join(folder, 'broken/half-typed.go')), 'half-typed.go');
    const shown: string[] = [];
    for (let i = 2; i < file.count; i += file.size[i]) {
      const name = file.kind[i] === NodeKind.FuncDecl ? file.names.text(file.aux[i + 1]) : 'BadDecl';
      shown.push(`${name}${(file.op[i] & 4) === 4 ? ' broken' : ''}`);
    }
    expect(shown).toEqual(['first broken', 'second', 'BadDecl', 'BadDecl', 'third broken', 'fourth broken']);
    expect(file.problems.map(({ line, message }) => `${line} ${message}`)).toMatchInlineSnapshot(`
      [
        "7 expected selector or type assertion, found '}'",
        "14 expected ';', found ','",
        "19 expected '(', found third",
        "24 expected '(', found fourth",
        "24 expression in go must be function call",
      ]
    `);
  });
});

describe('files of unusual size', () => {
  const decoder = new GoDecoder();

  it('reads fifty megabytes of generated code and the file behind it', () => {
    const line = '\tcase 0x1f: return []Entry{{Name: "entry", Value: 12345, Next: &table[17]}} // generated\n';
    const text = `package p\nfunc f(x int) any {\n\tswitch x {\n${line.repeat(Math.ceil(50e6 / line.length))}\t}\n}\n`;
    const file = decoder.decode(encoder.encode(text));
    expect(file.problems).toEqual([]);
    expect(file.comments.length / 2).toBe(Math.ceil(50e6 / line.length));
    expect(file.size[0]).toBe(file.count);
    const next = decoder.decode(encoder.encode('package p\nvar Entry int\n'));
    expect(next.names.text(next.aux[4])).toBe('Entry');
    expect(next.aux[4]).toBe(decoder.names.find('Entry'));
    checkGoTree(next);
  });

  it('reads two hundred thousand different names, long and short, in one file', () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `${i % 3 === 0 ? 'aVeryLongNameIndeed' : 'n'}${i}`);
    const file = decoder.decode(encoder.encode(`package p\nvar (\n${names.join(' int\n')} int\n)\n`));
    expect(file.problems).toEqual([]);
    const have: string[] = [];
    for (let i = 0; i < file.count; i++)
      if (file.kind[i] === NodeKind.ValueSpec) have.push(file.names.text(file.aux[i + 1]));
    expect(have).toEqual(names);
  });

  it('says that 200 MB are too much and reads on', () => {
    const file = decoder.decode(new Uint8Array(200 << 20), 'huge.go');
    expect(file.problems).toMatchObject([{ code: 'source/too-large', source: 'huge.go', line: 1 }]);
    expect(file.count).toBe(0);
    expect(decoder.decode(encoder.encode('package p')).count).toBe(2);
  });
});
