// Go source: nothing leaves the decoder, every tree is sound, and the same bytes give the same tree.
import { createHash } from 'node:crypto';
import { GoDecoder } from '../../src/decode/gosource/decode-go.ts';
import type { GoFile } from '../../src/model/go-syntax.ts';
import { checkGoTree } from '../../test/support/check-go-tree.ts';
import { realInputs } from '../real-inputs.ts';
import type { FuzzTarget } from '../target.ts';

const used = new GoDecoder();

/** All that does not depend on the names that a decoder has seen before. */
function digest(file: GoFile): string {
  const hash = createHash('sha256');
  for (const column of [file.kind, file.op, file.size, file.start, file.end, file.comments]) hash.update(column);
  hash.update(JSON.stringify(file.problems));
  return hash.digest('hex');
}

export const target: FuzzTarget = {
  seeds: () => [...realInputs('gosource', /\.go$/, 20), ...realInputs('rules', /\.go$/, 60)],
  words: [
    'func f() {\n',
    '}\n',
    'package p\n',
    'import "x"\n',
    'type T[P *C,] ',
    'interface{ ~int | string }',
    'struct{ a int }',
    '<-chan ',
    'chan<- ',
    'for range ',
    'switch x := y.(type) {',
    'select { case v := <-c: default: }',
    'go func() {}()',
    '[...]T{',
    '(((((((((',
    ')))))))))',
    '/*',
    '*/',
    '//line x.go:7\n',
    '`',
    '"\\',
    "'\\u00",
    '0x1p',
    '\r\n',
    '\ufeff',
    '\0',
    'é世',
    '...',
    ':=',
    '{',
    ';',
  ],
  run(input) {
    const file = used.decode(input, 'fuzz.go');
    checkGoTree(file);
    // A decoder without history, now and then: each has a memory of its own.
    if (input.length % 16 === 0 && digest(new GoDecoder().decode(input, 'fuzz.go')) !== digest(file))
      throw new Error('the tree depends on what was read before');
  },
};
