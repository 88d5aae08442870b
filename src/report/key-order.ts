// The order of keys in JSON: as DESIGN §9 shows them, so that two reports of one thing can be compared by eye and by diff.
// Each list is checked by the compiler: a field added to the model must be placed here.
import type { DiffEntry, DiffResult } from '../model/diff-result.ts';
import type { Explanation } from '../model/explanation.ts';
import type { CrashPage, Finding, GroupResult, RunResult, SourceInfo, TargetSummary } from '../model/run-result.ts';
import type { ShowGoroutine, ShowGroup, ShowResult } from '../model/show-result.ts';

/** A tuple that names every key of T once; a missing key is a type error. */
export function orderOf<T>() {
  return <const K extends readonly (keyof T)[]>(
    keys: K & ([Exclude<keyof T, K[number]>] extends [never] ? unknown : { missing: Exclude<keyof T, K[number]> }),
  ): readonly string[] => keys as readonly string[];
}

/** How an object of one kind is written: its keys in order, and how what it holds is written. */
export interface Shape {
  readonly keys: readonly string[];
  readonly parts?: Readonly<Record<string, Shape>>;
}

const finding: Shape = {
  keys: orderOf<Finding>()([
    'id',
    'rule',
    'ruleName',
    'title',
    'verdict',
    'count',
    'target',
    'primitive',
    'waitReason',
    'parkSite',
    'birthSite',
    'userSite',
    'exactKey',
    'stackKey',
    'siteKey',
    'goroutines',
    'waitMinutes',
    'labels',
    'location',
    'cause',
    'evidence',
    'fix',
    'stack',
    'related',
    'series',
    'companions',
  ]),
};

const group: Shape = {
  keys: orderOf<GroupResult>()([
    'exactKey',
    'stackKey',
    'siteKey',
    'primitive',
    'state',
    'waitReason',
    'count',
    'verdict',
    'why',
    'parkSite',
    'birthSite',
    'userSite',
    'ids',
    'waitMinutes',
    'labels',
    'leaked',
    'lockedToThread',
    'findings',
    'stack',
  ]),
};

const crash: Shape = {
  keys: orderOf<CrashPage>()(['source', 'crash', 'meaning', 'entry', 'goroutine', 'chain', 'others', 'advice']),
};

const source: Shape = {
  keys: orderOf<SourceInfo>()([
    'name',
    'form',
    'profile',
    'target',
    'takenAt',
    'goVersion',
    'goroutines',
    'complete',
    'bytes',
  ]),
};

const target: Shape = {
  keys: orderOf<TargetSummary>()([
    'name',
    'moments',
    'firstAt',
    'lastAt',
    'goroutinesFirst',
    'goroutinesLast',
    'restarts',
  ]),
};

const problem: Shape = { keys: ['code', 'source', 'line', 'offset', 'message', 'quote', 'count'] };

/** The shape of a run result; its parts serve NDJSON, too. */
export const runShape = {
  keys: orderOf<RunResult>()([
    'schema',
    'tool',
    'verdict',
    'limits',
    'exitCode',
    'sources',
    'targets',
    'problems',
    'findings',
    'crashes',
    'races',
    'ignored',
    'notVisible',
    'next',
    'groups',
  ]),
  parts: { sources: source, targets: target, problems: problem, findings: finding, crashes: crash, groups: group },
} as const satisfies Shape;

const showGroup: Shape = {
  keys: orderOf<ShowGroup>()([
    'key',
    'count',
    'primitive',
    'state',
    'waitReason',
    'stacks',
    'parkSite',
    'birthSite',
    'userSite',
    'exactKey',
    'stackKey',
    'ids',
    'waitMinutes',
    'labels',
    'leaked',
    'lockedToThread',
    'creators',
    'stack',
  ]),
};

const showGoroutine: Shape = {
  keys: orderOf<ShowGoroutine>()([
    'id',
    'state',
    'waitReason',
    'waitMinutes',
    'lockedToThread',
    'leaked',
    'labels',
    'createdBy',
    'incomplete',
    'snapshot',
    'stack',
  ]),
};

export const showShape: Shape = {
  keys: orderOf<ShowResult>()([
    'schema',
    'tool',
    'limits',
    'exitCode',
    'sources',
    'problems',
    'by',
    'where',
    'total',
    'shown',
    'totals',
    'groups',
    'goroutines',
  ]),
  parts: { sources: source, problems: problem, groups: showGroup, goroutines: showGoroutine },
};

const diffEntry: Shape = {
  keys: orderOf<DiffEntry>()([
    'stackKey',
    'before',
    'after',
    'delta',
    'beyond',
    'primitive',
    'waitReason',
    'parkSite',
    'birthSite',
    'userSite',
  ]),
};

export const diffShape: Shape = {
  keys: orderOf<DiffResult>()([
    'schema',
    'tool',
    'verdict',
    'limits',
    'exitCode',
    'sources',
    'problems',
    'tolerance',
    'before',
    'after',
    'grew',
    'appeared',
    'went',
    'stayed',
  ]),
  parts: { sources: source, problems: problem, grew: diffEntry, appeared: diffEntry, went: diffEntry },
};

export const explanationShape: Shape = {
  keys: orderOf<Explanation>()(['kind', 'title', 'text', 'facts', 'see', 'sources']),
};
