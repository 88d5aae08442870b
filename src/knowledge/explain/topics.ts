// The topics of `explain`: whole tables as pages (verdicts, rules, problems, states, forms, libraries, Go releases).
import type { Explanation } from '../../model/explanation.ts';
import { causes } from '../causes.ts';
import { changesBetween, knownMinors } from '../go-versions.ts';
import { knownLeaks } from '../known-leaks.ts';
import { problemPages } from '../problems.ts';
import { signatures } from '../signatures.ts';
import { combinationWords, evidenceWords, formWords, limitWords, verdictWords } from '../verdict-words.ts';
import { waitReasons } from '../wait-reasons.ts';
import { traceTopic } from './of-traces.ts';

type Facts = readonly (readonly [string, string])[];

function topic(
  title: string,
  text: readonly string[],
  facts: Facts,
  see: readonly string[] = [],
  sources: readonly string[] = [],
): Explanation {
  return { kind: 'topic', title, text, facts, see, sources };
}

/** Topics by their word; each is made when it is asked for. */
export const topics: Readonly<Record<string, () => Explanation>> = {
  verdicts: () =>
    topic(
      'How a verdict is made',
      [
        'Every verdict lists the rows of evidence that decided it. Rows are certain, strong, supporting or against; a cancelled row is shown and does not count.',
        combinationWords.map(([verdict, rows]) => `    ${verdict.padEnd(8)} ${rows}`).join('\n'),
        'A run is as bad as its worst finding: leak, suspect, cannot-tell, clean. Missing data never counts as absence.',
      ],
      [
        ...Object.entries(verdictWords).map(([word, { meaning }]) => [word, meaning] as const),
        ...Object.entries(evidenceWords).map(([word, entry]) => [word, `${entry.class}: ${entry.meaning}`] as const),
      ],
      ['limits', 'rules'],
      ['src/judge/verdict-table.ts'],
    ),
  rules: () =>
    topic(
      'Causes, the same at run time and in source',
      ['GL goroutines and channels, CX contexts, RS resources, PW suppressions.'],
      causes.map((cause) => [cause.id, `${cause.name}: ${cause.title}`]),
      ['GL003', 'verdicts'],
      ['src/knowledge/causes'],
    ),
  lint: () =>
    topic(
      'Findings in Go source',
      [
        '`parkwatch lint` reads source without a toolchain. A rule reports no higher than its readings of real code allow.',
      ],
      [
        ['leak', 'a whole path with resolved types leads there; exit code 1'],
        ['suspect', 'resolved, but for one thing that is taken for granted and named; `--fail-on suspect`'],
        ['note', 'a heuristic, or something was not resolved; `--level note` shows it'],
        ['trial', 'a rule that needs more readings: `--trial` runs it, and it never changes the exit code'],
        ['suppress', '`//parkwatch:ignore CX002 until=2027-01-31 reason` on the line, above it, or in a doc comment'],
        ['whole file', '`//parkwatch:ignore-file GL016 reason`'],
        ['on purpose', '`//parkwatch:detached reason`: the work is meant to outlive its caller'],
        ['nolint', '`//nolint`, `//nolint:parkwatch`, by id, and by the linter whose job the rule does'],
        ['outside', '`.parkwatch.yml`, `--baseline FILE`, `--new-from REV`'],
        ['page', 'docs/lint.md'],
      ],
      ['rules', 'PW001'],
    ),
  problems: () =>
    topic(
      'Problem codes',
      ['What can be wrong with an input or a run, and what to do.'],
      problemPages.filter((page) => !page.reserved).map((page) => [page.code, page.title]),
      ['limits'],
    ),
  limits: () =>
    topic(
      'What a run could not see',
      ['A limit stands beside the verdict and says what it does not rest on.'],
      Object.entries(limitWords).map(([word, { meaning }]) => [word, meaning]),
      ['verdicts'],
    ),
  forms: () =>
    topic(
      'Forms that are read',
      ['Plain, gzip or zstd; a file, standard input, a bundle or a live service.'],
      Object.entries(formWords).map(([word, { meaning, when }]) => [word, `${meaning} ${when}`]),
      ['problems'],
    ),
  states: () =>
    topic(
      'States and wait reasons in goroutine headers',
      [
        'The word in the bracket: `goroutine 7 [chan receive, 5 minutes]:`. Minutes are dated by the GC cycle before: they may be too high by one GC interval, or missing.',
      ],
      waitReasons.map((reason) => [reason.text, reason.meaning]),
      ['select', 'semacquire'],
      ['runtime/runtime2.go, runtime/traceback.go'],
    ),
  signatures: () =>
    topic(
      'Known goroutines of libraries',
      [`${signatures.length} signatures of healthy goroutines; a function name is explained, too.`],
      signatures.map((s) => [s.id, `${s.library}: ${s.meaning}`]),
      ['leaks'],
    ),
  traces: traceTopic,
  leaks: () =>
    topic(
      'Documented leaks of libraries',
      [`${knownLeaks.length} traps and bugs, each with its issue.`],
      knownLeaks.map((l) => [l.id, `${l.library}: ${l.title}`]),
      ['signatures', 'known-leak'],
    ),
};

const aliases: Readonly<Record<string, string>> = {
  verdict: 'verdicts',
  evidence: 'verdicts',
  causes: 'rules',
  cause: 'rules',
  rule: 'rules',
  ids: 'rules',
  errors: 'problems',
  codes: 'problems',
  problem: 'problems',
  limit: 'limits',
  form: 'forms',
  formats: 'forms',
  state: 'states',
  'wait reasons': 'states',
  'wait reason': 'states',
  reasons: 'states',
  libraries: 'signatures',
  'known leaks': 'leaks',
  'trace words': 'traces',
};

/** The page of a topic, or undefined. */
export function explainTopic(word: string): Explanation | undefined {
  const make = topics[aliases[word] ?? word];
  return make?.();
}

/** `go 1.21..1.27`, `go1.23`, `go`: what changed; undefined when the word is none of these. */
export function explainGoVersions(word: string): Explanation | undefined {
  const found = /^go\s*(?:1\.(\d+)(?:\.\d+)?(?:\s*(?:\.\.\.?|-|to)\s*(?:go)?1\.(\d+)(?:\.\d+)?)?)?$/.exec(word);
  if (!found) return undefined;
  const from = found[1] === undefined ? knownMinors.first : Number(found[1]);
  const to = found[1] === undefined ? knownMinors.last : Number(found[2] ?? found[1]);
  const changes = changesBetween(from, to);
  const range = from === to ? `Go 1.${from}` : `Go 1.${Math.min(from, to)} to 1.${Math.max(from, to)}`;
  const outside = Math.min(from, to) < knownMinors.first || Math.max(from, to) > knownMinors.last;
  return {
    kind: 'go versions',
    title: range,
    text: [
      changes.length > 0
        ? 'What changed for dumps, profiles, wait reasons, names and traces:'
        : 'Nothing is known to have changed for dumps, profiles or traces.',
      ...(outside ? [`Known are Go 1.${knownMinors.first} to 1.${knownMinors.last}.`] : []),
    ],
    facts: changes.map((change) => [`1.${change.minor} ${change.area}`, change.text]),
    see: ['states'],
    sources: [...new Set(changes.map((change) => change.source))],
  };
}
