// Explains single entries of the tables: causes, problems, wait reasons, words of verdicts.
import type { Explanation } from '../../model/explanation.ts';
import { type CauseEntry, causePage, fillPlaceholders } from '../causes.ts';
import type { ProblemPage } from '../problems.ts';
import type { Word } from '../verdict-words.ts';
import type { WaitReason } from '../wait-reasons.ts';

/** Indents code so that a report does not wrap it. */
function code(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

export function explainCause(cause: CauseEntry): Explanation {
  const { fix } = cause;
  const template = fix.template
    ? [`Instead of\n\n${code(fix.template.before)}\n\nwrite\n\n${code(fix.template.after)}`]
    : [];
  return {
    kind: 'cause',
    title: `${cause.id} ${cause.name}: ${cause.title}`,
    text: [
      cause.explanation,
      `Fix: ${fix.summary}\n${fix.steps.map((step) => `- ${fillPlaceholders(step)}`).join('\n')}`,
      ...template,
    ],
    facts: [
      ['at run time', fillPlaceholders(cause.runtime)],
      ['who should wake it', fillPlaceholders(cause.waker)],
      ...(fix.search ? [['search', fillPlaceholders(fix.search)] as const] : []),
      ['page', causePage(cause.id)],
    ],
    see: ['rules'],
    sources: [cause.source],
  };
}

export function explainProblem(page: ProblemPage): Explanation {
  return {
    kind: 'problem',
    title: `${page.code}: ${page.title}`,
    text: [page.meaning],
    facts: [['next', page.next]],
    see: ['problems'],
    sources: [],
  };
}

const classWords: Readonly<Record<WaitReason['class'], string>> = {
  candidate: 'the leak detector looks at it',
  certain: 'nobody can ever wake it',
  io: 'waits for a file or socket; the leak detector does not look at it',
  timer: 'a timer wakes it; the leak detector does not look at it',
  coroutine: 'iter.Pull; the leak detector does not look at it',
  semaphore: 'a lock or a wait, by Go version and frames',
  'test-bubble': 'inside a testing/synctest bubble',
  transient: 'lasts milliseconds',
  system: 'only goroutines of the runtime',
  status: 'not a wait: what the goroutine does',
};

export function explainWaitReason(reason: WaitReason): Explanation {
  return {
    kind: reason.class === 'status' ? 'state' : 'wait reason',
    title: reason.text,
    text: [reason.meaning],
    facts: [
      ['woken by', reason.wokenBy],
      ['class', classWords[reason.class]],
      ['primitive', reason.primitive],
      ['Go', reason.until ? `${reason.since} to ${reason.until}` : `${reason.since} and later`],
    ],
    see: reason.class === 'certain' ? ['by-definition'] : [],
    sources: ['runtime/runtime2.go waitReasonStrings, go1.12 to go1.27'],
  };
}

export function explainWord(
  kind: string,
  word: string,
  entry: Word,
  facts: readonly (readonly [string, string])[] = [],
): Explanation {
  return {
    kind,
    title: word,
    text: [entry.meaning],
    facts: [...facts, ['when', entry.when], ['next', entry.next]],
    see: kind === 'form' ? ['forms'] : ['verdicts'],
    sources: kind === 'form' ? [] : ['src/judge/verdict-table.ts'],
  };
}
