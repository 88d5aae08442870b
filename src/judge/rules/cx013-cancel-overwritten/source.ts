// A cancel function is replaced by the next one before it was called.
import { cancelSites, lostCancels } from '../../../analyse/source/cancel-sites.ts';
import { weighCancel } from '../../source/cancel-level.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'CX013',
  stage: 'stable',
  level: 'leak',
  imports: ['context'],
  run(facts, { report }) {
    for (const site of cancelSites(facts)) {
      if (site.goesTo !== 'variable') continue;
      const lost = lostCancels(facts, site).find(({ by }) => by === 'overwrite');
      if (!lost) continue;
      const { level, reason, assumption } = weighCancel(site);
      const name = site.variable?.name ?? 'cancel';
      report({
        file: site.file,
        node: site.statement,
        level,
        message: `${name} is overwritten before it is called: the earlier context cannot be cancelled any more`,
        reasons: [`a path leads from here to another assignment of ${name} without a mention of it`, reason],
        ...(assumption ? { assumption } : {}),
        function: site.fn,
        symbol: name,
        related: [{ file: site.file, node: lost.node, message: `${name} is overwritten here` }],
      });
    }
  },
});
