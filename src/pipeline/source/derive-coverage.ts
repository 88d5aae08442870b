// How much of the source in scope was seen: every file that was not is counted with its reason.

import { versionOfGoroot } from '../../collect/source/go-environment.ts';
import type { LintCoverage, LintSkipReason } from '../../model/lint-result.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { isDeclarationsOnly } from '../../model/source-package.ts';
import type { Scope, SourceTree } from './source-tree.ts';

/** Above this share of files that could not be linted the run cannot tell (DESIGN §12: exit 3). */
const mostUnread = 0.05;

/** Reasons that are no failures: the file is not meant for this run. */
const harmless: readonly LintSkipReason[] = ['build-constraint', 'test', 'generated'];

/** What the report says of the run's reach. */
export function deriveCoverage(
  tree: SourceTree,
  scope: Scope,
  files: readonly SourceFile[],
  calls: { readonly resolved: number; readonly total: number },
  rulesOff: LintCoverage['rulesOff'],
  tests: boolean,
): LintCoverage {
  const skipped = new Map<LintSkipReason, { file: string; detail?: string }[]>();
  const skip = (reason: LintSkipReason, file: string, detail: string): void => {
    const entry = detail === '' ? { file } : { file, detail };
    const known = skipped.get(reason);
    if (known) known.push(entry);
    else skipped.set(reason, [entry]);
  };
  for (const folder of scope.folders) for (const { reason, file, detail } of folder.skipped) skip(reason, file, detail);
  for (const { folder, why } of scope.matches.unreadable) skip('unreadable', folder, why);
  let parsed = 0;
  let withErrors = 0;
  let lines = 0;
  let bytes = 0;
  for (const file of files) {
    const { outline } = file;
    bytes += file.source.length;
    lines += outline.lines;
    if (outline.isUnread) {
      skip('syntax', file.path, outline.problems[0]?.message ?? '');
      continue;
    }
    if (file.isGenerated)
      skip(
        'generated',
        file.path,
        isDeclarationsOnly(file) ? 'generated, larger than 8 MiB: its functions are not walked' : '',
      );
    parsed++;
    if (outline.problemCount > 0) withErrors++;
  }
  const failed = [...skipped].reduce((n, [reason, list]) => n + (harmless.includes(reason) ? 0 : list.length), 0);
  const { dependencies, missingModules, missingPackages } = tree.askForImports(scope);
  return {
    packages: scope.packages.length,
    files: parsed + failed,
    parsed,
    withErrors,
    skipped: [...skipped].map(([reason, list]) => ({ reason, count: list.length, files: firstOf(list) })),
    lines,
    bytes,
    dependencies,
    calls,
    missingModules,
    missingPackages,
    goVersion: tree.worlds.flatMap((w) => w.main.map((m) => m.go))[0] ?? '',
    standardLibrary:
      tree.goroot === undefined
        ? `stub index of Go ${tree.stubVersion}`
        : `Go ${versionOfGoroot(tree.goroot)}, declarations from the index of Go ${tree.stubVersion}`,
    goos: tree.target.goos,
    goarch: tree.target.goarch,
    tags: tree.target.tags,
    tests,
    rulesOff,
  };
}

/** Whether enough was linted to say anything: some file, at least 95 % of those in scope, and every named package. */
export function isMostlyRead(scope: Scope, coverage: LintCoverage): boolean {
  if (coverage.parsed === 0 || scope.matches.unmatched.length > 0) return false;
  if (coverage.files - coverage.parsed > coverage.files * mostUnread) return false;
  return scope.folders.every((f) => !f.named || f.packages.some((p) => p.files.some((file) => !file.outline.isUnread)));
}

/** Ten files for the report, those of which something is said first. */
function firstOf(list: readonly { file: string; detail?: string }[]): { file: string; detail?: string }[] {
  const told = list.filter(({ detail }) => detail !== undefined);
  return [...told, ...list.filter(({ detail }) => detail === undefined)].slice(0, 10);
}
