// Reads the labels of a goroutine header: Go 1.26 `{"k": "v", "a": "b"}`, Go 1.27 `{handler: "get user", shard: 1, tenant: }`.
import type { Labels } from '../../model/stack.ts';
import { cleanText } from './clean-text.ts';
import { readQuoted } from './quoted-text.ts';

/** Labels that were read, and the index after the closing brace. */
export interface ReadLabels {
  readonly labels: Labels;
  readonly next: number;
}

/** The label list that begins at `text[at] === '{'`; undefined when it is not one or never ends. */
export function readLabels(text: string, at: number): ReadLabels | undefined {
  const pairs: [string, string][] = [];
  let i = at + 1;
  if (text[i] === '}') return { labels: {}, next: i + 1 };
  for (;;) {
    const key = readWord(text, i, ':');
    if (!key || text[key.next] !== ':') return undefined;
    i = key.next + 1;
    if (text[i] === ' ') i++;
    const value = readWord(text, i, ',}');
    if (!value) return undefined;
    pairs.push([key.value, value.value]);
    i = value.next;
    if (text[i] === '}') return { labels: sortedLabels(pairs), next: i + 1 };
    if (text[i] !== ',') return undefined;
    i++;
    if (text[i] === ' ') i++;
  }
}

/** Labels by key, without control characters. */
export function sortedLabels(pairs: readonly (readonly [string, string])[]): Labels {
  const clean = pairs.map(([k, v]) => [cleanText(k), cleanText(v)] as const);
  return Object.fromEntries(clean.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** A quoted string, or bare text up to one of `ends`; bare text may be empty. */
function readWord(text: string, at: number, ends: string): { value: string; next: number } | undefined {
  if (text[at] === '"') return readQuoted(text, at);
  for (let i = at; i < text.length; i++) {
    if (ends.includes(text[i])) return { value: text.slice(at, i), next: i };
    if (text[i] === '"') return undefined;
  }
  return undefined;
}
