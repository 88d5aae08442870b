// Tokens, automatic semicolons, comments and faults, each with its place, as go/scanner gives them.
import { describe, expect, it } from 'vitest';
import { Token, tokenText } from '../../model/go-token.ts';
import { GoKernel } from './go-kernel.ts';
import { messageOf } from './raw-fault.ts';

const scanner = new GoKernel();

function scan(source: string | Uint8Array): string[] {
  const tokens = scanner.tokens(typeof source === 'string' ? new TextEncoder().encode(source) : source);
  const { count, kind, start, end } = tokens;
  const out: string[] = [];
  for (let i = 0; i < count; i++) {
    const auto = kind[i] === Token.SEMICOLON && start[i] === end[i] ? ' auto' : '';
    out.push(`${start[i]}-${end[i]} ${tokenText[kind[i]]}${auto}`);
  }
  for (const fault of tokens.faults) out.push(`! ${fault.offset} ${messageOf(fault, String)}`);
  return out;
}
const kinds = (source: string): string =>
  scan(source)
    .map((line) => line.replace(/^\d+-\d+ /, ''))
    .join(' ');

describe('tokens', () => {
  const operators = Object.keys(Token)
    .map((name) => Token[name as keyof typeof Token])
    .filter((token) => token >= Token.ADD && token < Token.BREAK)
    .map((token) => tokenText[token]);
  for (const operator of operators)
    it(`reads ${operator}`, () => {
      expect(scan(operator)[0]).toBe(`0-${operator.length} ${operator}`);
    });

  it('reads every keyword, and identifiers that begin like one', () => {
    for (let token = Token.BREAK; token <= Token.VAR; token++) {
      expect(scan(tokenText[token])[0]).toBe(`0-${tokenText[token].length} ${tokenText[token]}`);
      expect(kinds(`${tokenText[token]}x`)).toBe('IDENT ; auto');
    }
  });

  const table: readonly (readonly [name: string, give: string, want: readonly string[]])[] = [
    ['a newline after an identifier makes a semicolon', 'x\n', ['0-1 IDENT', '1-1 ; auto']],
    ['so does the end of the file', 'x', ['0-1 IDENT', '1-1 ; auto']],
    ['a newline after an operator does not', 'x +\n', ['0-1 IDENT', '2-3 +']],
    ['the semicolon stands at the newline behind a comment', 'x // c\n', ['0-1 IDENT', '6-6 ; auto']],
    [
      'a general comment with a newline counts as one',
      'x /* a\nb */ y',
      ['0-1 IDENT', '6-6 ; auto', '12-13 IDENT', '13-13 ; auto'],
    ],
    ['a general comment without does not', 'x /* a */ y', ['0-1 IDENT', '10-11 IDENT', '11-11 ; auto']],
    ['a carriage return is blank', 'x\r\n', ['0-1 IDENT', '2-2 ; auto']],
    ['a byte order mark in front is skipped', '\uFEFFx', ['3-4 IDENT', '4-4 ; auto']],
    ['letters of other scripts', 'größe λ世2', ['0-7 IDENT', '8-14 IDENT', '14-14 ; auto']],
    ['a float that ends in a point', '1.method', ['0-2 FLOAT', '2-8 IDENT', '8-8 ; auto']],
    ['two points', 'a..b', ['0-1 IDENT', '1-2 .', '2-3 .', '3-4 IDENT', '4-4 ; auto']],
    ['a raw string over lines', '`a\n"b`', ['0-6 STRING', '6-6 ; auto']],
    [
      'an illegal character keeps the semicolon',
      'x #\n',
      ['0-1 IDENT', '2-3 ILLEGAL', '3-3 ; auto', "! 2 illegal character U+0023 '#'"],
    ],
    ['a curly quotation mark', '“', ['0-3 ILLEGAL', "! 0 curly quotation mark '“' (use neutral '\"')"]],
    ['a byte order mark inside', 'x\uFEFF', ['0-1 IDENT', '1-4 ILLEGAL', '4-4 ; auto', '! 1 illegal byte order mark']],
    ['a NUL in a string', '"\0"', ['0-3 STRING', '3-3 ; auto', '! 1 illegal character NUL']],
    ['a string that ends with its line', '"a\n', ['0-2 STRING', '2-2 ; auto', '! 0 string literal not terminated']],
    ['a raw string that never ends', '`a\n', ['0-3 STRING', '3-3 ; auto', '! 0 raw string literal not terminated']],
    ['a comment that never ends', '/* a', ['! 0 comment not terminated']],
    ['an unknown escape', '"\\q"', ['0-4 STRING', '4-4 ; auto', '! 2 unknown escape sequence']],
    [
      'an escape of a surrogate',
      '"\\ud800"',
      ['0-8 STRING', '8-8 ; auto', '! 2 escape sequence is invalid Unicode code point'],
    ],
    [
      'an escape cut short',
      "'\\x4'",
      ['0-5 CHAR', '5-5 ; auto', "! 4 illegal character U+0027 ''' in escape sequence"],
    ],
    ['two characters in a rune', "'ab'", ['0-4 CHAR', '4-4 ; auto', '! 0 illegal rune literal']],
    ['an empty rune', "''", ['0-2 CHAR', '2-2 ; auto', '! 0 illegal rune literal']],
    ['a rune of four bytes', "'😀'", ['0-6 CHAR', '6-6 ; auto']],
    ['a line directive without number', '//line a:x\n', ['! 9 invalid line number: x']],
    ['a line directive with column 0', '/*line a:1:0*/', ['! 11 invalid column number: 0']],
    ['a line directive that is right', '//line a.go:12\n', []],
  ];
  for (const [name, give, want] of table)
    it(name, () => {
      expect(scan(give)).toEqual(want);
    });

  it('tells of UTF-16 and reads nothing of it', () => {
    expect(scan(Uint8Array.of(0xff, 0xfe, 0x70, 0))).toEqual(['! 0 illegal UTF-8 encoding (got UTF-16)']);
  });

  it('tells of bytes that are no UTF-8', () => {
    const bytes = Uint8Array.of(0x22, 0xc3, 0x22, 0x20, 0xed, 0xa0, 0x80);
    expect(scan(bytes).filter((line) => line.startsWith('!'))).toEqual([
      '! 1 illegal UTF-8 encoding',
      ...[4, 5, 6].flatMap((at) => [`! ${at} illegal UTF-8 encoding`, `! ${at} illegal character U+FFFD '\uFFFD'`]),
    ]);
  });
});

describe('numbers', () => {
  const right =
    '0 42 4_2 0600 0_600 0o600 0O600 0xBad_Face 0x_67 0b1 0b_101 1. 072.40 1.e+0 6.67428e-11 .25 1E6 1_5. 0x1p-2 0X.8p-0 0X_1FFFP-16 0i 0123i 0o123i 2.71828i 089.5 08i';
  for (const number of right.split(' '))
    it(`reads ${number}`, () => {
      const [first, ...rest] = scan(number);
      expect(first).toMatch(new RegExp(`^0-${number.length} (INT|FLOAT|IMAG)$`));
      expect(rest).toEqual([`${number.length}-${number.length} ; auto`]);
    });
  const wrong: readonly (readonly [give: string, offset: number, message: string])[] = [
    ['08', 1, "invalid digit '8' in octal literal"],
    ['0b12', 3, "invalid digit '2' in binary literal"],
    ['0x', 2, 'hexadecimal literal has no digits'],
    ['0x1.8', 5, "hexadecimal mantissa requires a 'p' exponent"],
    ['1p2', 1, "'p' exponent requires hexadecimal mantissa"],
    ['0b1e3', 3, "'e' exponent requires decimal mantissa"],
    ['1e', 2, 'exponent has no digits'],
    ['0b1.0', 3, 'invalid radix point in binary literal'],
    ['1__2', 2, "'_' must separate successive digits"],
    ['12_', 2, "'_' must separate successive digits"],
    ['0_x1', 1, "'_' must separate successive digits"],
  ];
  for (const [give, offset, message] of wrong)
    it(`refuses ${give}`, () => {
      expect(scan(give).find((line) => line.startsWith('!'))).toBe(`! ${offset} ${message}`);
    });
});

describe('comments', () => {
  it('end before the newline and the carriage returns in front of it', () => {
    const { comments } = scanner.tokens(new TextEncoder().encode('// a\r\r\n/* b\r\n */ // c'));
    expect([...comments]).toEqual([0, 4, 7, 16, 17, 21]);
  });
});

describe('size', () => {
  it('reads a line of five million bytes and as many tokens', () => {
    expect(scanner.countTokens(new TextEncoder().encode(`${'a,'.repeat(2_500_000)}`))).toBe(5_000_000);
  });
});
