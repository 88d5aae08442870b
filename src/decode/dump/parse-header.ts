// Reads the first line of a goroutine record, Go 1.5–1.27 (runtime.goroutineheader), into id, state, minutes and labels:
//   goroutine 7 gp=0xc000007c00 m=nil [chan receive (leaked), 2 minutes, locked to thread, synctest bubble 1] {k: v}:
import type { GoroutineState, GoroutineStatus } from '../../model/snapshot.ts';
import type { Labels } from '../../model/stack.ts';
import { cleanText, ownCopy } from './clean-text.ts';
import { readLabels, sortedLabels } from './parse-labels.ts';
import { readQuoted } from './quoted-text.ts';

export interface Header {
  readonly id: number;
  readonly state: GoroutineState;
  readonly minutes: number;
  readonly labels?: Labels;
  /** Something is odd (no colon, text behind it, an open bracket): believe it only when a frame follows. */
  readonly doubtful: boolean;
  /** The line ended inside the bracket. */
  readonly cut: boolean;
}

export interface Bracket {
  readonly state: GoroutineState;
  readonly minutes: number;
  readonly labels?: Labels;
}

const word = 'goroutine ';
const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** The header that begins at `text[at]`; undefined when none does. An id above 2^53 keeps its nearest number. */
export function parseHeader(text: string, at = 0): Header | undefined {
  if (!text.startsWith(word, at)) return undefined;
  let i = at + word.length;
  const negative = text.charCodeAt(i) === 0x2d;
  if (negative) i++;
  const digits = i;
  let id = 0;
  for (let c = text.charCodeAt(i); isDigit(c); c = text.charCodeAt(++i)) id = id * 10 + (c - 0x30);
  if (i === digits || i - digits > 20 || text.charCodeAt(i) !== 0x20) return undefined;
  if (negative) id = -id;
  if (text.charCodeAt(i + 1) !== 0x5b) {
    const open = text.indexOf(' [', i);
    if (open < 0 || open - i > 200 || !/^(?: [a-z]+=\S+)+$/.test(text.slice(i, open))) return undefined;
    i = open;
  }
  const open = i + 2;
  const close = bracketEnd(text, open);
  if (close < 0) {
    if (text.length - open > 4096) return undefined;
    return { id, ...readBracket(text.slice(open)), doubtful: true, cut: true };
  }
  const bracket = readBracket(text.slice(open, close));
  if (text.charCodeAt(close + 1) === 0x3a && close + 2 === text.length)
    return { id, ...bracket, doubtful: false, cut: false };
  return { id, ...bracket, ...readTail(text, close + 1) };
}

/** What stands behind the bracket: ` {k: v}:`, blanks, or text that is no part of a header. */
function readTail(text: string, at: number): { labels?: Labels; doubtful: boolean; cut: boolean } {
  let i = at;
  let labels: Labels | undefined;
  if (text.startsWith(' {', i)) {
    const read = readLabels(text, i + 1);
    if (!read) return { doubtful: true, cut: !text.includes('}', i) };
    labels = read.labels;
    i = read.next;
  }
  const colon = text.charCodeAt(i) === 0x3a;
  const rest = text.slice(colon ? i + 1 : i).trim();
  return { ...(labels ? { labels } : {}), doubtful: !colon || rest !== '', cut: !colon && rest === '' };
}

/** Index of the `]` that closes the bracket; one inside quotes (labels of Go 1.26) does not. */
function bracketEnd(text: string, open: number): number {
  let from = open;
  for (;;) {
    const close = text.indexOf(']', from);
    if (close < 0) return -1;
    let quote = text.indexOf('"', from);
    if (quote < 0 || quote > close) return close;
    const read = readQuoted(text, quote);
    quote = read ? read.next : -1;
    if (quote < 0) return close;
    from = quote;
  }
}

const known = new Map<string, Bracket>();

/** As {@link parseBracket}; brackets without quotes are kept, for a dump has few different ones. */
function readBracket(text: string): Bracket {
  let bracket = known.get(text);
  if (bracket) return bracket;
  const own = ownCopy(text);
  bracket = parseBracket(own);
  if (own.length < 80 && known.size < 2048 && !own.includes('"')) known.set(own, bracket);
  return bracket;
}

const statuses: Readonly<Record<string, GoroutineStatus>> = {
  idle: 'idle',
  runnable: 'runnable',
  running: 'running',
  syscall: 'syscall',
  dead: 'dead',
  copystack: 'copystack',
  preempted: 'preempted',
  leaked: 'leaked',
  waiting: 'waiting',
  '???': 'unknown',
  'unknown wait reason': 'unknown',
  '': 'unknown',
};

/**
 * State, minutes and labels from the text inside a header's bracket (also goleak's `in state …`).
 * Items are split at `, ` outside quotes. The first is a status word or, all others, a wait reason in the runtime's own
 * words: eleven releases added reasons, two added a status. Later items that no version prints go to `unknownWords`.
 */
export function parseBracket(text: string): Bracket {
  let body = text;
  let labels: Labels | undefined;
  const list = text.indexOf(' labels:{');
  if (list >= 0) {
    const read = readLabels(text, list + 8);
    labels = read?.labels;
    body = text.slice(0, list) + (read ? text.slice(read.next) : '');
  }
  const [first, ...attributes] = splitItems(body);
  const flags: { leaked?: true; scan?: true; durable?: true } = {};
  let words = first.trim();
  for (let flag = trailingFlag(words); flag; flag = trailingFlag(words)) {
    flags[flag] = true;
    words = words.slice(0, -(flag.length + 3));
  }
  let minutes = 0;
  let lockedToThread = false;
  let bubble: number | undefined;
  const unknownWords: string[] = [];
  const cockroach: [string, string][] = [];
  for (const attribute of attributes) {
    const numbered = /^(?:(\d{1,10}) minutes?|synctest (?:group|bubble) (\d{1,16}))$/.exec(attribute);
    if (attribute === 'locked to thread') lockedToThread = true;
    else if (numbered?.[1]) minutes = Math.min(Number(numbered[1]), 0xffffffff);
    else if (numbered?.[2]) bubble = Number(numbered[2]);
    else if (attribute.startsWith('"') && attribute.includes(':')) cockroach.push(splitLabel(attribute));
    else unknownWords.push(cleanText(attribute));
  }
  const status = Object.hasOwn(statuses, words) ? statuses[words] : 'waiting';
  if (status === 'unknown' && words !== '') unknownWords.unshift(words);
  if (cockroach.length > 0) labels = sortedLabels([...Object.entries(labels ?? {}), ...cockroach]);
  const state: GoroutineState = {
    status,
    waitReason: status === 'waiting' && words !== 'waiting' ? cleanText(words) : '',
    leaked: flags.leaked === true || status === 'leaked',
    lockedToThread,
    ...(flags.durable ? { durable: true } : {}),
    ...(flags.scan ? { scan: true } : {}),
    ...(bubble === undefined ? {} : { bubble }),
    ...(unknownWords.length > 0 ? { unknownWords } : {}),
  };
  return { state, minutes, ...(labels ? { labels } : {}) };
}

/** CockroachDB's Go: `"key:value"`. */
function splitLabel(item: string): [string, string] {
  const text = readQuoted(item, 0)?.value ?? item.slice(1);
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

function splitItems(text: string): string[] {
  if (!text.includes('"')) return text.split(', ');
  const items: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') i = (readQuoted(text, i)?.next ?? text.length) - 1;
    else if (text.startsWith(', ', i)) {
      items.push(text.slice(from, i));
      from = i + 2;
    }
  }
  items.push(text.slice(from));
  return items;
}

function trailingFlag(words: string): 'leaked' | 'scan' | 'durable' | undefined {
  if (!words.endsWith(')')) return undefined;
  if (words.endsWith(' (leaked)')) return 'leaked';
  if (words.endsWith(' (scan)')) return 'scan';
  if (words.endsWith(' (durable)')) return 'durable';
  return undefined;
}
