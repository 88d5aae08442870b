// The cancel function of a new context is given to nobody.
import { cancelSites } from '../../../analyse/source/cancel-sites.ts';
import { weighCancel } from '../../source/cancel-level.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'CX001',
  stage: 'stable',
  level: 'leak',
  imports: ['context'],
  run(facts, { report }) {
    for (const site of cancelSites(facts)) {
      if (site.goesTo !== 'dropped' || site.fn.name === 'main.main') continue;
      const { level, reason, assumption } = weighCancel(site);
      const short = site.name.replace('context.', '');
      report({
        file: site.file,
        node: site.statement,
        level,
        message: `the cancel function of ${short} is dropped: nothing can end this context before its parent`,
        reasons: [site.target >= 0 ? 'the second result is given to _' : 'no result is used', reason],
        ...(assumption ? { assumption } : {}),
        function: site.fn,
        symbol: site.context?.name ?? short,
      });
    }
  },
});
