// `--where`: a small language over goroutines, e.g. `wait > 10 && primitive == "select" && func =~ "net/http"`.
//   or    = and { "||" and }          and  = not { "&&" not }          not = "!" not | "(" or ")" | test
//   test  = field [ op value ]        op   = == != =~ !~ < <= > >=
//   value = number | duration (90s 10m 2h, for wait) | "text" | 'text' | true | false
import { readTokens, type Token, WhereError, type WhereFields, whereFields } from './where-tokens.ts';

export { WhereError } from './where-tokens.ts';

/** What a goroutine shows to a test; texts that it does not have are empty lists. */
export interface WhereSubject {
  text(field: string): readonly string[];
  /** NaN when it is not known: then every comparison is false. */
  number(field: string): number;
  flag(field: string): boolean;
}

export type Where = (goroutine: WhereSubject) => boolean;

/** Reads an expression over these fields; throws `WhereError` with the column of the fault. */
export function parseWhere(expression: string, fields: WhereFields = whereFields): Where {
  const tokens = readTokens(expression);
  let at = 0;
  const peek = (): Token => tokens[at];
  const take = (): Token => tokens[at++];
  const fail = (message: string, token = peek()): never => {
    throw new WhereError(message, expression, token.column);
  };

  const parseOr = (): Where => {
    const parts = [parseAnd()];
    while (peek().text === '||' && take()) parts.push(parseAnd());
    return parts.length === 1 ? parts[0] : (g) => parts.some((p) => p(g));
  };
  const parseAnd = (): Where => {
    const parts = [parseNot()];
    while (peek().text === '&&' && take()) parts.push(parseNot());
    return parts.length === 1 ? parts[0] : (g) => parts.every((p) => p(g));
  };
  const labels = fields === whereFields;
  const known = `${Object.keys(fields).join(', ')}${labels ? ', label.KEY' : ''}`;
  let depth = 0;
  const parseNot = (): Where => {
    if (++depth > 200) fail('the expression is nested too deep');
    try {
      if (peek().text === '!' && peek().kind === 'mark') {
        take();
        const inner = parseNot();
        return (g) => !inner(g);
      }
      if (peek().text === '(' && peek().kind === 'mark') {
        take();
        const inner = parseOr();
        if (peek().text !== ')' || peek().kind !== 'mark') fail('a closing parenthesis is missing here');
        take();
        return inner;
      }
      return parseTest();
    } finally {
      depth--;
    }
  };
  const parseTest = (): Where => {
    const field = take();
    if (field.kind !== 'word') fail(`a field is expected here, one of ${known}`, field);
    const type =
      labels && field.text.startsWith('label.')
        ? 'text'
        : Object.hasOwn(fields, field.text)
          ? fields[field.text]
          : undefined;
    if (!type) return fail(`${field.text} is no field; there are ${known}`, field);
    const op = peek();
    if (op.kind !== 'operator') {
      if (type === 'flag') return (g) => g.flag(field.text);
      return fail(`${field.text} must be compared: == != =~ !~ < <= > >=`, op);
    }
    take();
    const value = take();
    if (value.kind === 'end') fail('a value is expected here', value);
    if (type === 'flag') return flagTest(field, op, value);
    return type === 'text' ? textTest(field, op, value) : numberTest(field, op, value, type);
  };
  const flagTest = (field: Token, op: Token, value: Token): Where => {
    if (value.text !== 'true' && value.text !== 'false') fail(`${field.text} is true or false`, value);
    if (op.text !== '==' && op.text !== '!=') fail(`${field.text} knows only == and !=`, op);
    const want = (value.text === 'true') === (op.text === '==');
    return (g) => g.flag(field.text) === want;
  };
  const numberTest = (field: Token, op: Token, value: Token, type: 'number' | 'minutes' | 'ns'): Where => {
    const { minutes } = value;
    const plain = value.kind === 'number' ? Number(value.text) : Number.NaN;
    const want =
      minutes === undefined ? plain : type === 'minutes' ? minutes : type === 'ns' ? Math.round(minutes * 60e9) : plain;
    const unit = { number: '', minutes: ' of minutes (or 90s, 10m, 2h)', ns: ' of ns (or 12us, 250ms, 1.5s)' }[type];
    if (Number.isNaN(want)) fail(`${field.text} is a number${unit}`, value);
    const test = numberTests[op.text];
    if (!test) return fail(`${field.text} is a number: == != < <= > >=`, op);
    return (g) => test(g.number(field.text), want);
  };
  const textTest = (field: Token, op: Token, value: Token): Where => {
    if (value.kind !== 'text') fail(`${field.text} is compared with a text: write it in quotes`, value);
    const want = value.text;
    if (op.text === '==') return (g) => g.text(field.text).some((t) => t === want);
    if (op.text === '!=') return (g) => g.text(field.text).every((t) => t !== want);
    if (op.text !== '=~' && op.text !== '!~') fail(`${field.text} is a text: == != =~ !~`, op);
    let pattern: RegExp;
    try {
      pattern = new RegExp(want, 'u');
    } catch {
      try {
        pattern = new RegExp(want);
      } catch (error) {
        return fail(`this is no regular expression: ${(error as Error).message}`, value);
      }
    }
    const matches = (t: string) => pattern.test(t);
    return op.text === '=~' ? (g) => g.text(field.text).some(matches) : (g) => !g.text(field.text).some(matches);
  };

  const where = parseOr();
  if (peek().kind !== 'end') fail(`${peek().text} does not fit here; join tests with && or ||`);
  return where;
}

const numberTests: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => !Number.isNaN(a) && a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
