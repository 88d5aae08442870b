// Reads the words that a one-sample-per-goroutine profile gives as a goroutine's state, as in a header's bracket:
// `chan receive`, `select (no cases)`, `running`, `IO wait (leaked)`, `chan receive, 3 minutes, locked to thread`.
import type { GoroutineState, GoroutineStatus } from '../model/snapshot.ts';
import { goroutineStatuses } from '../model/snapshot.ts';

/** The state behind the words; minutes are not part of it. Empty words give status `unknown`. */
export function parseStateWords(text: string): GoroutineState {
  let lockedToThread = false;
  const unknownWords: string[] = [];
  const [first, ...attributes] = text.split(', ');
  for (const attribute of attributes) {
    if (attribute === 'locked to thread') lockedToThread = true;
    else if (!/^\d+ minutes?$/.test(attribute)) unknownWords.push(attribute);
  }
  let words = first.trim();
  const flags = { leaked: false, scan: false, durable: false };
  for (let flag = trailingFlag(words); flag; flag = trailingFlag(words)) {
    flags[flag] = true;
    words = words.slice(0, -(flag.length + 3));
  }
  const isStatus = (goroutineStatuses as readonly string[]).includes(words);
  const status: GoroutineStatus = words === '' ? 'unknown' : isStatus ? (words as GoroutineStatus) : 'waiting';
  return {
    status,
    waitReason: isStatus ? '' : words,
    leaked: flags.leaked || words === 'leaked',
    lockedToThread,
    ...(flags.scan ? { scan: true } : {}),
    ...(flags.durable ? { durable: true } : {}),
    ...(unknownWords.length > 0 ? { unknownWords } : {}),
  };
}

function trailingFlag(words: string): 'leaked' | 'scan' | 'durable' | undefined {
  if (words.endsWith(' (leaked)')) return 'leaked';
  if (words.endsWith(' (scan)')) return 'scan';
  if (words.endsWith(' (durable)')) return 'durable';
  return undefined;
}
