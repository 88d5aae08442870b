// Reads the labels of a debug=1 record: `{"handler":"get user", "tenant":"a]b: \"c\"\n"}`; keys and values are Go's %q.
import type { Labels } from '../../model/stack.ts';

/** The labels sorted by key, or undefined when the text is not a label set (for instance cut). */
export function parseLabelText(text: string): Labels | undefined {
  if (!text.startsWith('{')) return undefined;
  const pairs: [string, string][] = [];
  let at = 1;
  while (text[at] !== '}') {
    if (pairs.length > 0) {
      if (text[at] !== ',') return undefined;
      at++;
      while (text[at] === ' ') at++;
    }
    const key = readQuoted(text, at);
    if (!key) return undefined;
    at = key.end;
    if (text[at] !== ':') return undefined;
    at++;
    while (text[at] === ' ') at++;
    const value = readQuoted(text, at);
    if (!value) return undefined;
    at = value.end;
    pairs.push([key.text, value.text]);
  }
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(pairs);
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

const hexLength: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readQuoted(text: string, from: number): { text: string; end: number } | undefined {
  if (text[from] !== '"') return undefined;
  let out = '';
  for (let i = from + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '"') return { text: out, end: i + 1 };
    if (c !== '\\') {
      out += c;
      continue;
    }
    const letter = text[++i];
    const digits = hexLength[letter];
    if (digits === undefined) {
      out += simple[letter] ?? letter ?? '';
      continue;
    }
    const code = Number.parseInt(text.slice(i + 1, i + 1 + digits), 16);
    // %q writes \xHH above 0x7f only for bytes that are not UTF-8; the profile's proto form gives U+FFFD for them.
    out += Number.isNaN(code) || code > 0x10ffff || (letter === 'x' && code > 0x7f) ? '�' : String.fromCodePoint(code);
    i += digits;
  }
  return undefined;
}
