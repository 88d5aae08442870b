// Explains a function name: what signatures, known leaks and measures of traffic have to say of it.
import type { Explanation } from '../../model/explanation.ts';
import { readDeclaredFunction } from '../declared-function.ts';
import { knownLeaks } from '../known-leaks.ts';
import { holds, readPattern } from '../matcher.ts';
import type { KnownLeak, Match, Signature, SignatureKind } from '../signature.ts';
import { signatures } from '../signatures.ts';
import { isSystemRoot, systemGoroutineInfo } from '../system-goroutines.ts';
import { trafficBound } from '../traffic-bound.ts';

export const kindWords: Readonly<Record<SignatureKind, string>> = {
  'idle-pool': 'waits for its next use in a pool',
  'known-benign': 'waits by design',
  'lifetime-singleton': 'one for the life of a process, client or server',
  'connection-bound': 'one per connection of a client of this server',
  'client-connection': 'one per connection that this process opened; leaks when clients are made per request',
};

/** `created by a.F in goroutine 7`, `a.F(0xc000…)`, `a.F·dwrap·1` → `a.F`. */
export function symbolOf(text: string): string {
  const bare = text
    .trim()
    .replace(/^created by /, '')
    .replace(/ in goroutine \d+$/, '')
    .replace(/\+0x[0-9a-f]+$/, '');
  return /^(.*[^(*])\((?:0x|\.\.\.|\{|_|\)|$)/.exec(bare)?.[1] ?? bare;
}

function names(match: Match, symbol: string): boolean {
  const declared = readDeclaredFunction(symbol);
  return [match.root, match.frame, match.park, match.creator].some((patterns) =>
    patterns?.some((pattern) => {
      // A package as a whole says where a goroutine may be parked, not what this function is.
      const read = readPattern(pattern);
      return holds(read, declared) && !(read.kind === 'prefix' && patterns === match.park);
    }),
  );
}

/** What a function is known for, from a bare name, a pasted frame or a `created by` line; undefined when no table names it. */
export function explainFunction(text: string): Explanation | undefined {
  const symbol = symbolOf(text);
  if (!/^[\p{L}_][^\s]*\.[^\s]+$/u.test(symbol)) return undefined;
  if (isSystemRoot(symbol)) {
    const system = systemGoroutineInfo(symbol);
    return {
      kind: 'function',
      title: symbol,
      text: [`A goroutine of the runtime: it ${system?.job ?? 'belongs to the runtime and is no leak'}.`],
      facts: system?.since ? [['since', `go${system.since}`]] : [],
      see: ['runtime'],
      sources: ['runtime/traceback.go isSystemGoroutine'],
    };
  }
  const known = signatures.filter((s) => names(s.match, symbol));
  const leaks = knownLeaks.filter((l) => names(l.match, symbol));
  const traffic = trafficBound.filter((t) => names(t.match, symbol));
  if (known.length + leaks.length + traffic.length === 0) return undefined;
  return {
    kind: 'function',
    title: symbol,
    text: [
      ...known.map((s) => `${s.meaning}${s.note ? ` ${s.note}` : ''}`),
      ...leaks.map((l) => `Known leak: ${l.title}. ${l.why} ${l.fix}`),
      ...traffic.map((t) => `Its number measures ${t.measures}.`),
    ],
    facts: [
      ...known.map((s): readonly [string, string] => [
        s.id,
        `${s.library}: ${kindWords[s.kind]}${s.bound ? `; ${s.bound}` : ''}`,
      ]),
      ...leaks.map((l): readonly [string, string] => [l.id, `${l.affected}; ${l.issue}`]),
    ],
    see: [
      ...new Set([...leaks.map((l) => l.rule), ...known.map((s) => s.kind).filter((k) => k !== 'client-connection')]),
    ],
    sources: [...new Set([...known.map((s) => s.source), ...leaks.map((l) => l.issue)])],
  };
}

export function explainSignature(s: Signature): Explanation {
  return {
    kind: 'signature',
    title: `${s.id}: ${s.library}`,
    text: [s.meaning, ...(s.note ? [s.note] : [])],
    facts: [
      ['kind', `${s.kind}: ${kindWords[s.kind]}`],
      ['one per', s.per],
      ...(s.bound ? [['bound', s.bound] as const] : []),
      ...matchFacts(s.match),
    ],
    see: s.kind === 'client-connection' ? ['RS006'] : [s.kind],
    sources: [s.source],
  };
}

export function explainKnownLeak(l: KnownLeak): Explanation {
  return {
    kind: 'known leak',
    title: `${l.id}: ${l.title}`,
    text: [l.why, l.fix],
    facts: [
      ['library', l.library],
      ['affected', l.affected],
      ...(l.fixedIn ? [['fixed in', l.fixedIn] as const] : []),
      ['a sign from', `${l.atLeast} goroutines`],
      ...matchFacts(l.match),
    ],
    see: [l.rule, 'known-leak'],
    sources: [l.issue],
  };
}

function matchFacts(match: Match): readonly (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [];
  for (const [label, list] of [
    ['started as', match.root],
    ['created by', match.creator],
    ['parked in', match.park],
    ['passes', match.frame],
    ['waits on', match.primitive],
  ] as const)
    if (list)
      facts.push([label, list.slice(0, 4).join(', ') + (list.length > 4 ? ` and ${list.length - 4} more` : '')]);
  return facts;
}
