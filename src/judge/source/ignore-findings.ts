// The ignore file (`.parkwatch.yml`) over findings in source: by rule, site (function or file:line), package.
import type { LintFinding } from '../../model/lint-result.ts';
import type { Problem } from '../../model/problem.ts';
import { fitsPackage, fitsSite, type IgnoreRule } from '../apply-ignores.ts';

/** Which entry takes which finding out; an entry whose `max` is passed takes none and becomes a problem. */
export function matchIgnores(
  findings: readonly LintFinding[],
  rules: readonly IgnoreRule[],
): { readonly taken: ReadonlyMap<LintFinding, IgnoreRule>; readonly problems: readonly Problem[] } {
  const taken = new Map<LintFinding, IgnoreRule>();
  const problems: Problem[] = [];
  for (const rule of rules) {
    const fitting = findings.filter((f) => !taken.has(f) && fits(f, rule));
    if (rule.max !== undefined && fitting.length > rule.max) {
      problems.push({
        code: 'run/ignore-exceeded',
        message: `${fitting.length} findings fit the ignore entry “${rule.reason}”, which allows ${rule.max}; they are reported`,
        source: rule.place,
      });
      continue;
    }
    for (const finding of fitting) taken.set(finding, rule);
  }
  return { taken, problems };
}

/** Entries about births or labels speak of goroutines, not of source. */
function fits(finding: LintFinding, rule: IgnoreRule): boolean {
  if (rule.birth !== undefined || rule.label !== undefined) return false;
  if (rule.rule !== undefined && rule.rule !== finding.rule) return false;
  const name = finding.function ?? '';
  if (rule.site !== undefined && !fitsSite({ function: name, ...finding.location }, rule.site)) return false;
  return rule.package === undefined || (name !== '' && fitsPackage(name, rule.package));
}
