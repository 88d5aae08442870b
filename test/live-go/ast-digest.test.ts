// Our parser and scanner against go/parser and go/scanner, where `go` is at hand: every eighth file of GOROOT/src, all
// testdata of the compiler and go/types (broken on purpose), and Go's own snippets; and the committed expectations of
// the samples. `npm run ast-digest:all` compares everything.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { astDigest, listGoFiles, shortHash, tokenLines } from '../../scripts/ast-digest.ts';
import { buildGoastdump, goDigests, goRoot, goTokens, shortSnippets } from '../../scripts/ast-reference.ts';

const tool = buildGoastdump();
if (!tool) console.warn('SKIPPED: no go 1.27; the syntax tree is compared with committed samples only');

describe.skipIf(!tool)('the syntax tree is that of go/parser', () => {
  const root = tool ? goRoot() : '';

  const compare = (files: readonly string[]): void => {
    const different: string[] = [];
    for (const want of goDigests(tool!, files)) {
      const have = astDigest(want.file, readFileSync(want.file));
      const same = want.ok === have.ok && want.ast === have.ast && want.commentsHash === have.commentsHash;
      if (!same || want.nodes !== have.nodes) different.push(want.file);
    }
    expect(files.length).toBeGreaterThan(500);
    expect(different).toEqual([]);
  };

  it('on a sample of GOROOT', () => {
    compare(listGoFiles([`${root}/src`]).filter((_, i) => i % 8 === 0));
  });

  it('on files that are broken on purpose', () => {
    compare(listGoFiles([`${root}/src/internal/types/testdata`, `${root}/src/cmd/compile/internal`]));
  });

  it('and so are the tokens, on another sample', () => {
    const files = listGoFiles([`${root}/src`]).filter((_, i) => i % 16 === 1);
    const different = goTokens(tool!, files).filter(({ file, ok, hash }) => {
      const own = tokenLines(readFileSync(file));
      return own.ok !== ok || shortHash([own.text]) !== hash;
    });
    expect(files.length).toBeGreaterThan(500);
    expect(different).toEqual([]);
  });

  it('on the snippets of short_test.go', () => {
    const snippets = shortSnippets(tool!, root);
    expect(snippets.length).toBeGreaterThan(100);
    const different = snippets.filter(({ src, ok, ast }) => {
      const have = astDigest('', new TextEncoder().encode(src));
      return have.ok !== ok || have.ast !== ast;
    });
    expect(different).toEqual([]);
  });

  it('and the committed samples are still what goastdump says', () => {
    const folder = join(import.meta.dirname, '../../testdata/gosource');
    const lines = goDigests(tool!, listGoFiles([folder])).map((line) => ({
      ...line,
      file: line.file.slice(folder.length + 1),
    }));
    const expected = readFileSync(join(folder, 'expected.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines).toEqual(expected.map((line) => JSON.parse(line)));
  });
});
