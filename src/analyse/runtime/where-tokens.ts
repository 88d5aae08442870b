// Tokens of `--where`, its fields, and its error with a caret below the place.

/** What a field is: `minutes` and `ns` are times, and take a unit. */
export type WhereFields = Readonly<Record<string, 'text' | 'number' | 'minutes' | 'ns' | 'flag'>>;

/** The fields of a goroutine and what they are. `func` and `file` look at every frame. */
export const whereFields: WhereFields = {
  func: 'text',
  file: 'text',
  park: 'text',
  user: 'text',
  birth: 'text',
  primitive: 'text',
  reason: 'text',
  state: 'text',
  wait: 'minutes',
  id: 'number',
  creator: 'number',
  depth: 'number',
  leaked: 'flag',
  locked: 'flag',
};

export interface Token {
  readonly kind: 'word' | 'operator' | 'mark' | 'number' | 'text' | 'end';
  readonly text: string;
  /** From 1. */
  readonly column: number;
  /** Of a number with a unit. */
  readonly minutes?: number;
}

/** A fault in an expression; the message shows it with a caret. */
export class WhereError extends Error {
  readonly column: number;
  constructor(message: string, expression: string, column: number) {
    super(`${message}\n  ${expression}\n  ${' '.repeat(column - 1)}^`);
    this.name = 'WhereError';
    this.column = column;
  }
}

const unitMinutes: Readonly<Record<string, number>> = {
  ns: 1 / 60e9,
  us: 1 / 60e6,
  µs: 1 / 60e6,
  ms: 1 / 60e3,
  s: 1 / 60,
  m: 1,
  h: 60,
  d: 1440,
};
const shapes =
  /\s+|(?<operator>[=!]=|=~|!~|<=|>=|<|>)|(?<mark>&&|\|\||[()!])|(?<number>\d+(?:\.\d+)?)(?<unit>(?:ns|us|µs|ms|[smhd])?)\b|(?<word>[A-Za-z_][\w.\-/]*)|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/y;

/** All tokens, with `end` last. */
export function readTokens(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    shapes.lastIndex = at;
    const match = shapes.exec(expression);
    const column = at + 1;
    if (!match) {
      const rest = expression[at];
      const hint =
        rest === '"' || rest === "'"
          ? 'this quotation is not closed'
          : rest === '='
            ? 'one = is no comparison; write == or =~'
            : rest === '&' || rest === '|'
              ? `write ${rest}${rest}`
              : `${rest} means nothing here`;
      throw new WhereError(hint, expression, column);
    }
    at = shapes.lastIndex;
    const { operator, mark, number, unit, word, quoted } = match.groups ?? {};
    if (operator) tokens.push({ kind: 'operator', text: operator, column });
    else if (mark) tokens.push({ kind: 'mark', text: mark, column });
    else if (number)
      tokens.push({
        kind: 'number',
        text: number,
        column,
        minutes: unit ? Number(number) * unitMinutes[unit] : undefined,
      });
    else if (word) tokens.push({ kind: 'word', text: word, column });
    else if (quoted) tokens.push({ kind: 'text', text: unquote(quoted), column });
  }
  tokens.push({ kind: 'end', text: 'the end', column: expression.length + 1 });
  return tokens;
}

/** Only the quote and the backslash before a quote are escapes, so that regular expressions keep theirs. */
function unquote(quoted: string): string {
  const quote = quoted[0];
  return quoted.slice(1, -1).replaceAll(`\\${quote}`, quote);
}
