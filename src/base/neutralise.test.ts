import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neutralise, neutraliseLines } from './neutralise.ts';

describe('neutralise', () => {
  it.each([
    { name: 'an escape sequence', give: '\u001b[2Jx', want: '\\x1b[2Jx' },
    { name: 'a C1 control sequence introducer', give: '\u009b31m', want: '\\x9b31m' },
    { name: 'a title change', give: '\u001b]0;t\u0007', want: '\\x1b]0;t\\x07' },
    { name: 'line ends and tabs', give: 'a\r\n\tb', want: 'a\\r\\n\\tb' },
    { name: 'a bidi override', give: 'a\u202eb\u2066c', want: 'a\\u202eb\\u2066c' },
    { name: 'zero-width characters', give: 'a\u200bb\ufeff', want: 'a\\u200bb\\ufeff' },
    { name: 'tag characters', give: 'a\u{e0041}', want: 'a\\u{e0041}' },
    { name: 'a lone surrogate', give: 'a\ud800b', want: 'a\\ud800b' },
    { name: 'nothing in names of any script', give: 'λ.(*Пул).提出 👩‍🚀', want: 'λ.(*Пул).提出 👩‍🚀' },
  ])('shows $name', ({ give, want }) => {
    expect(neutralise(give)).toBe(want);
  });

  it('leaves no control character whatever comes, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const safe = neutralise(text);
        expect(safe).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
        expect(neutralise(safe)).toBe(safe);
      }),
    );
  });

  it('keeps lines apart when asked', () => {
    expect(neutraliseLines('a\r\n\tb\u001b\n')).toBe('a\n    b\\x1b\n');
  });
});
