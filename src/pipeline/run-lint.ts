// The street of Go source on one page: patterns → packages → facts → rules → suppressions → result.
import type { IgnoreRule } from '../judge/apply-ignores.ts';
import { applySuppressions } from '../judge/source/apply-suppressions.ts';
import { matchIgnores } from '../judge/source/ignore-findings.ts';
import { makeLintFindings, type Reported, type RuleCost } from '../judge/source/judge-source.ts';
import type { SourceRule } from '../judge/source/source-rule.ts';
import type { LintFinding, LintLimit, LintResult } from '../model/lint-result.ts';
import type { Problem } from '../model/problem.ts';
import { type SourceLevel, sourceLevels } from '../model/source-package.ts';
import type { Verdict } from '../model/verdict.ts';
import { exitCodes, type FailOn } from './exit-code.ts';
import { dropBrokenDiffs } from './source/check-fixes.ts';
import { deriveCoverage, isMostlyRead } from './source/derive-coverage.ts';
import { type JudgePool, type JudgeScopeOptions, judgeScope } from './source/judge-scope.ts';
import { type Scope, type SourceTree, timersNeedStop } from './source/source-tree.ts';
import { version } from './version.ts';

export interface LintOptions {
  readonly patterns: readonly string[];
  /** Rules that run; trial rules among them only with `--trial`. */
  readonly rules: readonly SourceRule[];
  readonly rulesOff: readonly { readonly rule: string; readonly reason: string }[];
  readonly failOn: FailOn;
  /** The lowest level that is shown. */
  readonly level: SourceLevel;
  /** `--go`. */
  readonly goVersion?: string;
  readonly tests: boolean;
  readonly stats: boolean;
  /** Only findings in these files (standard input for an editor), as paths are shown. */
  readonly onlyFiles?: ReadonlySet<string>;
  /** Entries of an ignore file. */
  readonly ignores?: readonly IgnoreRule[];
  /** Fingerprints of a baseline. */
  readonly baseline?: ReadonlySet<string>;
  /** False for findings on lines that did not change (`--new-from`). */
  readonly isNew?: (finding: LintFinding) => boolean;
  /** Findings with what dumps show at their places. */
  readonly join?: (
    findings: readonly { finding: LintFinding; from: Reported }[],
  ) => readonly { finding: LintFinding; from: Reported }[];
  /** Milliseconds since 1970, for expiry. */
  readonly now: number;
  /** Milliseconds from any start, for statistics. */
  readonly clock: () => number;
  readonly problems?: readonly Problem[];
  /** True ends the run after the current package. */
  readonly stopped?: () => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  /** Other threads, for much source. */
  readonly pool?: JudgePool;
  /** Results of earlier runs. */
  readonly cache?: (tree: SourceTree, scope: Scope) => JudgeScopeOptions['cache'];
}

export interface LintRun {
  readonly result: LintResult;
  /** All shown findings with what they were made from, for `--fix`. */
  readonly reported: readonly { readonly finding: LintFinding; readonly from: Reported }[];
  /** Every finding that counts, also those below the level that is shown. */
  readonly all: readonly LintFinding[];
}

/** One lint of everything the patterns name. */
export async function runLint(tree: SourceTree, options: LintOptions): Promise<LintRun> {
  const started = options.clock();
  const scope = tree.loadScope(options.patterns);
  const loaded = options.clock();
  const problems: Problem[] = [...(options.problems ?? []), ...scope.folders.flatMap((f) => f.problems)];
  const costs = new Map<string, RuleCost>();
  const mainGoVersion = options.goVersion ?? tree.worlds.flatMap((w) => w.main.map((m) => m.go))[0] ?? '';
  const judged = await judgeScope(tree, scope, {
    rules: options.rules,
    context: {
      mainGoVersion,
      timersNeedStop: needsStop(tree, scope, options.goVersion),
    },
    clock: options.clock,
    costs,
    stopped: options.stopped,
    onProgress: options.onProgress,
    // Statistics are of this thread and of this run.
    ...(options.stats ? {} : { pool: options.pool, cache: options.cache?.(tree, scope) }),
  });
  const { reported, calls, done, interrupted } = judged;
  problems.push(...judged.problems);
  if (interrupted)
    problems.push({
      code: 'run/interrupted',
      message: `interrupted after ${done} of ${scope.packages.length} packages`,
    });
  const analysed = options.clock();
  const files = scope.packages.flatMap(({ package: pkg, only }) => pkg.files.filter((f) => !only || only.has(f.path)));
  let made = makeLintFindings(reported);
  if (options.onlyFiles) made = made.filter(({ finding }) => options.onlyFiles?.has(finding.location.file));
  made = dropBrokenDiffs(tree.decoder, made);
  const joined = options.join?.(made) ?? made;
  const fromOf = new Map(joined.map(({ finding, from }) => [finding, from]));
  const ran = new Set(options.rules.map((r) => r.id));
  const { kept, taken, own } = applySuppressions(
    joined.map((m) => m.finding),
    files,
    ran,
    options.now,
  );
  const suppressed = [...taken];
  const commented = [...kept, ...own];
  const ignored = matchIgnores(commented, options.ignores ?? []);
  problems.push(...ignored.problems);
  const all = commented.filter((finding) => {
    const rule = ignored.taken.get(finding);
    const out =
      rule !== undefined
        ? ({ by: 'ignore-file', reason: rule.reason } as const)
        : options.baseline?.has(finding.id)
          ? ({ by: 'baseline', reason: 'in the baseline' } as const)
          : undefined;
    if (out) suppressed.push({ rule: finding.rule, location: finding.location, ...out });
    return out === undefined && options.isNew?.(finding) !== false;
  });
  all.sort(byPlace);
  const shows = (f: LintFinding): boolean => sourceLevels.indexOf(f.level) <= sourceLevels.indexOf(options.level);
  const findings = all.filter(shows);
  const hidden = { suspect: 0, note: 0 };
  for (const f of all) if (!shows(f) && f.level !== 'leak') hidden[f.level]++;
  const read = deriveCoverage(tree, scope, files, calls, options.rulesOff, options.tests);
  const coverage = options.goVersion === undefined ? read : { ...read, goVersion: options.goVersion };
  for (const { pattern, why } of scope.matches.unmatched)
    problems.push({ code: 'source/no-package', message: why, source: pattern });
  for (const { folder, why } of scope.matches.unreadable)
    problems.push({ code: 'source/unreadable', message: `${folder} cannot be listed: ${why}`, source: folder });
  const enough = isMostlyRead(scope, coverage);
  const limits = limitsOf(
    coverage.files,
    coverage.parsed,
    enough,
    coverage.missingModules.length > 0,
    tree.goroot === undefined,
  );
  const verdict = verdictOf(all, enough && !interrupted);
  const fails = all.some((f) => f.stage !== 'trial' && reaches(f.level, options.failOn));
  const exitCode = interrupted
    ? exitCodes.interrupted
    : fails
      ? exitCodes.findings
      : verdict === 'cannot-tell' || !enough
        ? exitCodes.cannotTell
        : exitCodes.ok;
  const reportedAt = options.clock();
  const count = (list: readonly { readonly rule: string }[], rule: string): number =>
    list.filter((f) => f.rule === rule).length;
  const result: LintResult = {
    schema: 'parkwatch/lint/1',
    tool: { name: 'parkwatch', version },
    verdict,
    limits,
    exitCode,
    sources: options.patterns.map((name) => ({
      name,
      form: 'source',
      complete: enough,
      bytes: coverage.bytes,
      ...(mainGoVersion === '' ? {} : { goVersion: `go${mainGoVersion}` }),
    })),
    problems,
    findings,
    suppressed,
    hidden,
    coverage,
    ...(options.stats
      ? {
          stats: {
            milliseconds: {
              load: Math.round(loaded - started),
              analyse: Math.round(analysed - loaded),
              report: Math.round(reportedAt - analysed),
            },
            rules: options.rules.map(({ id }) => ({
              rule: id,
              milliseconds: Math.round((costs.get(id)?.milliseconds ?? 0) * 10) / 10,
              findings: count(all, id),
              suppressed: count(suppressed, id),
            })),
          },
        }
      : {}),
    next: [],
  };
  return {
    result,
    all,
    reported: findings.flatMap((finding) => {
      const from = fromOf.get(finding);
      return from ? [{ finding, from }] : [];
    }),
  };
}

/** Whether timers stay until they are stopped: the main module decides, so only where it has a program, or `--go` says so. */
function needsStop(tree: SourceTree, scope: Scope, goVersion: string | undefined): boolean {
  if (goVersion !== undefined) return timersNeedStop(goVersion, []);
  const directives = scope.folders.flatMap((f) => f.directives);
  const hasProgram = scope.packages.some((p) => p.package.name === 'main');
  return (
    hasProgram &&
    tree.worlds.some((world) => world.main.some((m) => timersNeedStop(m.go, [...world.godebug, ...directives])))
  );
}

function verdictOf(findings: readonly LintFinding[], enough: boolean): Verdict {
  const counting = findings.filter((f) => f.stage !== 'trial');
  if (counting.some((f) => f.verdict === 'leak')) return 'leak';
  if (counting.some((f) => f.verdict === 'suspect')) return 'suspect';
  return enough ? 'clean' : 'cannot-tell';
}

function limitsOf(files: number, parsed: number, enough: boolean, missing: boolean, stubs: boolean): LintLimit[] {
  const limits: LintLimit[] = [];
  if (files === 0 || parsed === 0) limits.push('nothing-linted');
  else if (!enough) limits.push('files-not-linted');
  if (missing) limits.push('missing-modules');
  if (stubs) limits.push('stub-standard-library');
  return limits;
}

function reaches(level: SourceLevel, failOn: FailOn): boolean {
  return sourceLevels.indexOf(level) <= sourceLevels.indexOf(failOn);
}

function byPlace(a: LintFinding, b: LintFinding): number {
  if (a.location.file !== b.location.file) return a.location.file < b.location.file ? -1 : 1;
  return (
    a.location.line - b.location.line ||
    (a.location.column ?? 0) - (b.location.column ?? 0) ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}
