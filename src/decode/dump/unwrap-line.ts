// Takes lines out of what transports make of them: container runtimes, syslog daemons, web pages, quoting loggers.
import { decodeEntities, stripColours } from './clean-text.ts';
import { unescapeText } from './quoted-text.ts';

/** Colours, a byte order mark and HTML entities off; cheap when there are none. */
export function plainLine(text: string): string {
  let plain = text;
  if (plain.includes('\x1b') || plain.includes('\x9b')) plain = stripColours(plain);
  if (plain.charCodeAt(0) === 0xfeff) plain = plain.slice(1);
  if (plain.includes('&') && plain.includes(';')) plain = decodeEntities(plain);
  return plain;
}

/** rsyslog writes control characters as `#011` (tab) and `#012` (line break): `…]:#012main.main()#012#011/a.go:1 +0x1`. */
export function syslogLines(text: string): string[] | undefined {
  if (!text.includes('#01')) return undefined;
  if (!text.includes('#011') && !text.includes('#012')) return undefined;
  return text.replaceAll('#011', '\t').split('#012');
}

/** CRI (containerd, cri-o): `2026-01-01T00:00:00.0Z stderr F text`; `P` marks a piece of a longer line. */
export interface CriLine {
  readonly stream: string;
  readonly partial: boolean;
  readonly text: string;
}

const cri = /^\d{4}-\d\d-\d\dT[\d:.]{5,18}(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([FP])(?::[^ ]{1,20})?(?: |$)/;

export function readCriLine(text: string): CriLine | undefined {
  const c = text.charCodeAt(0);
  if (c < 0x30 || c > 0x39 || text.charCodeAt(10) !== 0x54) return undefined;
  const match = cri.exec(text.length > 120 ? text.slice(0, 120) : text);
  return match ? { stream: match[1], partial: match[2] === 'P', text: text.slice(match[0].length) } : undefined;
}

const escapedStack = /goroutine -?\d{1,20} (?:[a-z]+=\S{1,40} )*\[[^\]\n]{1,200}\](?: \{[^}\n]{0,2000}\})?:(\\{1,4})n/;

/**
 * The lines of a stack that stands escaped in one line: logfmt `level=error stack="goroutine 1 [running]:\nmain.main()\n…"`,
 * JSON that is broken or inside JSON. From the quote before the header to the quote that closes it.
 */
export function escapedLines(text: string): string[] | undefined {
  if (!text.includes('goroutine ') || !text.includes('\\n')) return undefined;
  const match = escapedStack.exec(text);
  if (!match) return undefined;
  const level = match[1].length;
  let start = match.index;
  for (let i = start - 1; i >= 0 && start - i < 65536; i--)
    if (text.charCodeAt(i) === 0x22 && slashesBefore(text, i, level) < level) {
      start = i + 1;
      break;
    }
  let end = match.index;
  do end = text.indexOf('"', end + 1);
  while (end >= 0 && slashesBefore(text, end, level) >= level);
  let body = text.slice(start, end < 0 ? text.length : end - slashesBefore(text, end, level));
  body = unescapeText(body);
  if (level > 1) body = unescapeText(body);
  return body.split('\n');
}

/** Backslashes directly before `at`, counted up to `limit`. */
function slashesBefore(text: string, at: number, limit: number): number {
  let n = 0;
  while (n < limit && text.charCodeAt(at - 1 - n) === 0x5c) n++;
  return n;
}
