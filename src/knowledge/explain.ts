// `parkwatch explain WORD`: looks a word up in all of the knowledge, or names the nearest words.
import { nearestWords } from '../base/edit-distance.ts';
import type { Explanation } from '../model/explanation.ts';
import { causeOf, causes } from './causes.ts';
import { type HeaderParts, readHeaderParts } from './explain/header.ts';
import { explainFunction, explainKnownLeak, explainSignature } from './explain/of-functions.ts';
import { explainTraceWord, traceWordList } from './explain/of-traces.ts';
import { explainCause, explainProblem, explainWaitReason, explainWord } from './explain/of-words.ts';
import { explainGoVersions, explainTopic, topics } from './explain/topics.ts';
import { knownLeaks } from './known-leaks.ts';
import { problemInfo, problemPages } from './problems.ts';
import { signatures } from './signatures.ts';
import { classWords, evidenceWords, formWords, limitWords, verdictWords, whyWords } from './verdict-words.ts';
import { waitReasonInfo, waitReasons } from './wait-reasons.ts';

function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/**
 * What is known of a word: an id, code, state, verdict, kind of evidence, form, function, library entry, word of a trace, topic, range
 * of Go releases, or a goroutine header pasted whole. Unknown words give up to five suggestions, nearest first.
 */
export function explain(word: string): Explanation | { readonly suggestions: readonly string[] } {
  const given = word.trim().slice(0, 4096);
  const lower = given.toLowerCase().replace(/\s+/g, ' ');
  const header = readHeaderParts(given);
  if (header) return explainHeader(header);
  const bare = lower.replace(/^\[|\]:?$/g, '');
  return (
    explainTopic(lower) ??
    explainGoVersions(lower) ??
    explainEntry(given, lower) ??
    explainReason(given, bare) ??
    explainTraceWord(given) ??
    explainReason(given, bare.replace(/^waiting:/, '')) ??
    explainFunction(given) ?? {
      suggestions: given === '' ? Object.keys(topics) : nearestWords(lower, explainableWords()),
    }
  );
}

function explainEntry(given: string, lower: string): Explanation | undefined {
  const cause = causeOf(given);
  if (cause) return explainCause(cause);
  const problem = problemInfo(lower);
  if (problem) return explainProblem(problem);
  const verdict = own(verdictWords, lower.replace(' ', '-'));
  if (verdict) return explainWord('verdict', lower.replace(' ', '-'), verdict);
  const evidence = own(evidenceWords, lower);
  if (evidence) return explainWord('evidence', lower, evidence, [['class', evidence.class], ...alsoForm(lower)]);
  const cls = own(classWords, lower);
  if (cls) return explainWord('evidence class', lower, cls);
  const limit = own(limitWords, lower);
  if (limit) return explainWord('limit', lower, limit);
  const why = own(whyWords, lower);
  if (why) return explainWord('reason of a group', lower, why);
  const form = own(formWords, lower);
  if (form) return explainWord('form', lower, form);
  const signature = signatures.find((s) => s.id === lower);
  if (signature) return explainSignature(signature);
  const leak = knownLeaks.find((l) => l.id === lower);
  return leak ? explainKnownLeak(leak) : undefined;
}

/** `trace` and `source` are kinds of evidence and forms. */
function alsoForm(word: string): readonly (readonly [string, string])[] {
  const form = own(formWords, word);
  return form ? [['as a form', form.meaning]] : [];
}

function explainReason(given: string, bare: string): Explanation | undefined {
  const known = waitReasonInfo(given) ?? waitReasons.find((reason) => reason.text.toLowerCase() === bare);
  return known ? explainWaitReason(known) : undefined;
}

function explainHeader(header: HeaderParts): Explanation {
  const reason = waitReasonInfo(header.reason);
  const facts: (readonly [string, string])[] = [
    ['goroutine', header.id === '0' ? '0: the scheduler stack of a thread, in crash dumps only' : header.id],
    ['state', reason ? reason.meaning : `${header.reason}: not a word of Go 1.12 to 1.27`],
  ];
  if (reason) facts.push(['woken by', reason.wokenBy]);
  if (header.pointers)
    facts.push(['pointers', `${header.pointers}: addresses in the runtime; crash dumps from Go 1.22`]);
  if (header.flags.includes('leaked')) facts.push(['(leaked)', evidenceWords['runtime-proof'].meaning]);
  if (header.flags.includes('durable'))
    facts.push(['(durable)', 'Only something inside its synctest bubble can wake it.']);
  if (header.flags.includes('scan')) facts.push(['(scan)', 'The GC was scanning its stack at that moment.']);
  facts.push(['minutes', minutesOf(header)]);
  if (header.locked) facts.push(['locked to thread', 'runtime.LockOSThread: it keeps a thread for itself.']);
  if (header.bubble) facts.push(['bubble', `${header.bubble}: it runs inside testing/synctest.`]);
  if (header.labels) facts.push(['labels', `${header.labels}: set by pprof.Do or SetGoroutineLabels`]);
  for (const part of header.unknown) facts.push(['unknown', part]);
  return {
    kind: 'header',
    title: `goroutine ${header.id} [${header.reason}]`,
    text: [],
    facts,
    see: [...(reason ? [reason.text] : []), ...(header.flags.includes('leaked') ? ['runtime-proof'] : []), 'states'],
    sources: ['runtime/traceback.go goroutineheader, go1.13 to go1.27'],
  };
}

function minutesOf(header: HeaderParts): string {
  if (header.minutes !== undefined)
    return `${header.minutes}: it has waited that long at most, perhaps less by one GC interval`;
  return header.flags.includes('leaked')
    ? 'none: marked goroutines lose their minutes'
    : 'none: less than a minute, or no GC has seen it wait';
}

/** Every word that `explain` knows, for suggestions and completion. */
export function explainableWords(): readonly string[] {
  return [
    ...Object.keys(topics),
    ...causes.flatMap((cause) => [cause.id, cause.name]),
    ...problemPages.map((page) => page.code),
    ...waitReasons.map((reason) => reason.text).filter((text) => text !== ''),
    ...traceWordList,
    ...Object.keys(verdictWords),
    ...Object.keys(classWords),
    ...Object.keys(evidenceWords),
    ...Object.keys(whyWords),
    ...Object.keys(limitWords),
    ...Object.keys(formWords),
    ...signatures.map((s) => s.id),
    ...knownLeaks.map((l) => l.id),
  ];
}
