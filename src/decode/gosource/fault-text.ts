// The words of all faults of scanner and parser, as go/scanner and go/parser say them where they have a word for it.
// One table: the kernel tells a fault by its number, which is its place here (scripts/build-kernel.ts hands the names to
// the kernel's source).
import { NodeKind } from '../../model/go-syntax.ts';
import { tokenText } from '../../model/go-token.ts';

/** What may be missing, or the list that is being read. */
const nouns = {
  IDENT: "'IDENT'",
  DECLARATION: 'declaration',
  STATEMENT: 'statement',
  OPERAND: 'operand',
  TYPE: 'type',
  SELECTOR: 'selector or type assertion',
  TERM: '~ term or type',
  ELSE_BRANCH: 'if statement or block',
  TYPE_ARGUMENTS: 'type argument list',
  PARAMETERS: 'parameter list',
  ARGUMENTS: 'argument list',
  LITERAL: 'composite literal',
} as const;

const nounTexts: readonly string[] = Object.values(nouns);

/** `U+00E9 'é'`, as Go's `%#U` prints a character. */
export function describeRune(rune: number): string {
  const code = `U+${rune.toString(16).toUpperCase().padStart(4, '0')}`;
  return rune < 32 || (rune >= 127 && rune < 160) ? code : `${code} '${String.fromCodePoint(rune)}'`;
}

const wanted =
  (what: string) =>
  (kind: number): string => {
    const found = kind === NodeKind.AssignStmt ? 'assignment' : 'simple statement';
    return `expected ${what}, found ${found} (missing parentheses around composite literal?)`;
  };

const character = (code: number): string => `'${String.fromCharCode(code)}'`;

/** The kind of number that a prefix (x, o, b, 0) makes. */
function literalOf(prefix: number): string {
  if (prefix === 120) return 'hexadecimal literal';
  if (prefix === 98) return 'binary literal';
  return prefix === 111 || prefix === 48 ? 'octal literal' : 'decimal literal';
}

/** Words of a fault from its argument and from the token that was found. */
type Words = (argument: number, found: string) => string;

const faults = {
  EXPECTED: (noun: number, found: string) => `expected ${nounTexts[noun]}, found ${found}`,
  EXPECTED_TOKEN: (token: number, found: string) => `expected '${tokenText[token]}', found ${found}`,
  TOO_DEEP: (levels: number) => `nested ${levels} levels deep or more`,
  MISSING_COMMA: (noun: number) => `missing ',' in ${nounTexts[noun]}`,
  MISSING_COMMA_NEWLINE: (noun: number) => `missing ',' before newline in ${nounTexts[noun]}`,
  LATE_IMPORT: () => 'imports must appear before other declarations',
  IMPORT_NOT_STRING: () => 'import path must be a string',
  MISSING_IMPORT: () => 'missing import path',
  BRACE_ON_NEW_LINE: () => 'unexpected semicolon or newline before {',
  COMMA_IN_ARRAY: () => 'unexpected comma; expecting ]',
  EMBEDDED_PAREN: () => 'cannot parenthesize embedded type',
  FUNC_TYPE_PARAMETERS: () => 'function type must have no type parameters',
  METHOD_TYPE_PARAMETERS: () => 'interface method must have no type parameters',
  EMPTY_TYPE_PARAMETERS: () => 'empty type parameter list',
  MISSING_TYPE_PARAMETER: () => 'missing type parameter name',
  MISSING_CONSTRAINT: () => 'missing type constraint',
  MISSING_PARAMETER_NAME: () => 'missing parameter name',
  MISSING_PARAMETER_TYPE: () => 'missing parameter type',
  DOTS: () => 'invalid use of ...',
  DOTS_NOT_LAST: () => 'can only use ... with final parameter',
  CHANNEL_TYPE: () => 'expected channel type',
  LITERAL_TYPE_PAREN: () => 'cannot parenthesize type in composite literal',
  MIDDLE_INDEX: () => 'middle index required in 3-index slice',
  FINAL_INDEX: () => 'final index required in 3-index slice',
  ONE_EXPRESSION: () => 'expected 1 expression',
  ONE_OR_TWO_EXPRESSIONS: () => 'expected 1 or 2 expressions',
  TWO_EXPRESSIONS_AT_MOST: () => 'expected at most 2 expressions',
  LABEL: () => 'illegal label declaration',
  PARENTHESIZED: (token: number) => `expression in ${tokenText[token]} must not be parenthesized`,
  NO_CALL: (token: number) => `expression in ${tokenText[token]} must be function call`,
  MISSING_CONDITION: () => 'missing condition in if statement',
  NEWLINE_AFTER_IF: () => 'unexpected newline, expecting { after if clause',
  VAR_IN_IF: () => 'var declaration not allowed in if initializer',
  WANT_BOOLEAN: wanted('boolean expression'),
  WANT_SWITCH: wanted('switch expression'),
  WANT_BOOLEAN_OR_RANGE: wanted('boolean or range expression'),
  WANT_DEFINE: () => "expected ':=', found '='",
  UTF16: () => 'illegal UTF-8 encoding (got UTF-16)',
  UTF8: () => 'illegal UTF-8 encoding',
  NUL: () => 'illegal character NUL',
  BYTE_ORDER_MARK: () => 'illegal byte order mark',
  CURLY_QUOTE: (rune: number) => `curly quotation mark '${String.fromCodePoint(rune)}' (use neutral '"')`,
  ILLEGAL_CHARACTER: (rune: number) => `illegal character ${describeRune(rune)}`,
  STRING_OPEN: () => 'string literal not terminated',
  RAW_STRING_OPEN: () => 'raw string literal not terminated',
  COMMENT_OPEN: () => 'comment not terminated',
  RUNE_OPEN: () => 'rune literal not terminated',
  RUNE_LENGTH: () => 'illegal rune literal',
  ESCAPE_OPEN: () => 'escape sequence not terminated',
  UNKNOWN_ESCAPE: () => 'unknown escape sequence',
  ESCAPE_CHARACTER: (rune: number) => `illegal character ${describeRune(rune)} in escape sequence`,
  ESCAPE_RUNE: () => 'escape sequence is invalid Unicode code point',
  RADIX_POINT: (prefix: number) => `invalid radix point in ${literalOf(prefix)}`,
  NO_DIGITS: (prefix: number) => `${literalOf(prefix)} has no digits`,
  DECIMAL_MANTISSA: (code: number) => `${character(code)} exponent requires decimal mantissa`,
  HEX_MANTISSA: (code: number) => `${character(code)} exponent requires hexadecimal mantissa`,
  EMPTY_EXPONENT: () => 'exponent has no digits',
  MISSING_EXPONENT: () => "hexadecimal mantissa requires a 'p' exponent",
  INVALID_DIGIT: (digit: number) => `invalid digit ${character(digit >> 8)} in ${literalOf(digit & 255)}`,
  SEPARATOR: () => "'_' must separate successive digits",
} as const satisfies Readonly<Record<string, Words>>;

const words: readonly Words[] = Object.values(faults);

/** The sentence of fault `number`; `found` is the token at which the parser stood. */
export function faultText(number: number, argument: number, found: string): string {
  return words[number](argument, found);
}

/** Whether fault `number` is the one that `source/too-deep` stands for. */
export function isTooDeep(number: number): boolean {
  return words[number] === faults.TOO_DEEP;
}

/** Names of the faults and of the nouns in the order of their numbers, for the kernel's source. */
export const faultNames: readonly string[] = Object.keys(faults);
export const nounNames: readonly string[] = Object.keys(nouns);
