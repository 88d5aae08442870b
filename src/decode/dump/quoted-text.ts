// Reads Go-quoted strings, as goroutine headers (labels) and logs (logfmt, JSON) hold them.

/** A quoted string that was read: its value, and the index after the closing quote. */
export interface Quoted {
  readonly value: string;
  readonly next: number;
}

/**
 * The quoted string that begins at `text[at] === '"'`; undefined when it never ends.
 * `"get \"user\"\n"` → value `get "user"⏎`. Escapes: strconv.Quote's and JSON's.
 */
export function readQuoted(text: string, at: number): Quoted | undefined {
  let end = at + 1;
  for (;;) {
    const c = text.charCodeAt(end);
    if (Number.isNaN(c)) return undefined;
    if (c === 0x22) break;
    end += c === 0x5c ? 2 : 1;
  }
  return { value: unescapeText(text.slice(at + 1, end)), next: end + 1 };
}

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '', b: '', f: '', v: '' };
const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs;

/** Backslash escapes decoded; what is no escape stays as it is. */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(escapes, (_, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
    if (other !== undefined) return simple[other] ?? other;
    const code = octal === undefined ? Number.parseInt((x ?? u ?? long)!, 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
