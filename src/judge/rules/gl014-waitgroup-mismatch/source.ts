// A goroutine returns without Done, and the Wait for it never ends.
import { missingDones } from '../../../analyse/source/missing-dones.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL014',
  stage: 'stable',
  level: 'suspect',
  imports: ['sync'],
  run(facts, { report }) {
    for (const fn of facts.functions)
      for (const { waits, group, start, leave, done } of missingDones(facts, fn)) {
        const [wait] = waits;
        report({
          ...wait,
          level: 'leak',
          message: `this Wait never ends when a goroutine returns without ${group.name}.Done()`,
          reasons: [
            `a path of the goroutine returns before ${group.name}.Done(), which stands on another path`,
            `the goroutine does nothing else with ${group.name}`,
          ],
          symbol: group.name,
          related: [
            { ...leave, message: 'returns here without Done' },
            { ...done, message: 'another path says Done here' },
          ],
          path: [
            { ...start, message: 'the goroutine starts' },
            { ...leave, message: 'returns without Done' },
            { ...wait, message: 'waits for ever' },
          ],
          blocksAt: waits,
        });
      }
  },
});
