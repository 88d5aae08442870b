// A cancel function is kept where nobody ever calls it: in a field that the package never reads, or for `_ = cancel` only.
import type { CancelSite } from '../../../analyse/source/cancel-sites.ts';
import { cancelSites, isOnlyDiscarded, lostCancels } from '../../../analyse/source/cancel-sites.ts';
import { keptInField } from '../../../analyse/source/kept-cancel.ts';
import { weighCancel } from '../../source/cancel-level.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'CX003',
  stage: 'stable',
  level: 'suspect',
  imports: ['context'],
  run(facts, { report }) {
    for (const site of cancelSites(facts)) {
      const finding = findingOf(facts, site);
      if (finding) report(finding);
    }
  },
});

function findingOf(facts: Parameters<typeof keptInField>[0], site: CancelSite): SourceFinding | undefined {
  const { level, reason, assumption } = weighCancel(site);
  const base = { file: site.file, node: site.statement, function: site.fn, ...(assumption ? { assumption } : {}) };
  // CX002 says it where `_ = cancel` is not even on every path.
  if (site.variable && isOnlyDiscarded(facts, site) && lostCancels(facts, site).length === 0)
    return {
      ...base,
      level: level === 'leak' ? 'suspect' : level,
      message: `${site.variable.name} is never called: all that is done with it is to silence the compiler`,
      reasons: [`every mention of ${site.variable.name} gives it to _`, reason],
      symbol: site.variable.name,
    };
  const kept = keptInField(facts, site);
  if (!kept) return undefined;
  return {
    ...base,
    level: kept.isExported ? 'note' : level,
    message: `the cancel function is kept in ${kept.field}, which is never read: nothing calls it`,
    reasons: [`no function of the package reads the field ${kept.field}`, reason],
    symbol: kept.field,
    related: [{ ...kept.stored, message: 'stored here' }],
  };
}
