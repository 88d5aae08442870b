// Explains the words of execution traces: ways of waking, kinds of cancellation, measures, reasons, terms, events.
import type { Explanation } from '../../model/explanation.ts';
import {
  cancelWords,
  measureWords,
  type TraceWord,
  traceEventWords,
  traceReasonWords,
  traceTermWords,
  viaWords,
} from '../trace-words.ts';

const runtimeSource = 'internal/trace/traceruntime.go, internal/trace/tracev2/events.go, go1.22 to go1.27';

interface Table {
  readonly kind: string;
  readonly words: Readonly<Record<string, TraceWord>>;
  readonly source: string;
}

const tables: readonly Table[] = [
  { kind: 'wait reason of a trace', words: traceReasonWords, source: runtimeSource },
  { kind: 'measure of a trace', words: measureWords, source: 'src/judge/judge-trace-signs.ts' },
  { kind: 'kind of cancellation', words: cancelWords, source: 'context/context.go, go1.22 to go1.27' },
  { kind: 'way of waking', words: viaWords, source: 'stacks of GoUnblock, go1.22 to go1.27' },
  { kind: 'word of a trace', words: traceTermWords, source: 'docs/trace.md' },
  { kind: 'event of a trace', words: traceEventWords, source: runtimeSource },
];

/** Every word of traces, in the order in which they are looked up. */
export const traceWordList: readonly string[] = [...new Set(tables.flatMap(({ words }) => Object.keys(words)))];

/** A word of traces, whatever its case, also as `waiting:REASON` of the JSON; undefined when it is none. */
export function explainTraceWord(given: string): Explanation | undefined {
  const lower = given.replace(/^(?:waiting|sick|via):\s*/i, '').toLowerCase();
  for (const { kind, words, source } of tables)
    for (const [title, entry] of Object.entries(words))
      if (title.toLowerCase() === lower)
        return {
          kind,
          title,
          text: [entry.meaning],
          facts: entry.facts ?? [],
          see: entry.see ?? [],
          sources: [source],
        };
  return undefined;
}

/** The topic `traces`: every word with its meaning. */
export function traceTopic(): Explanation {
  return {
    kind: 'topic',
    title: 'Words of execution traces',
    text: ['What the views of `parkwatch trace` and their JSON say; each word is explained by itself, too.'],
    facts: tables.flatMap(({ words }) => Object.entries(words).map(([key, { meaning }]) => [key, meaning] as const)),
    see: ['edge', 'deadline', 'lock-convoy'],
    sources: ['docs/trace.md'],
  };
}
