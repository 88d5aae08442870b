// A wait for a sync.Cond that nothing in the package signals.
import { unsignalledWaits } from '../../../analyse/source/condition-waits.ts';
import { nameOfPlace } from '../../../analyse/source/held-locks.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL015',
  stage: 'stable',
  level: 'suspect',
  imports: ['sync'],
  run(facts, { report }) {
    for (const { fn, place, node } of unsignalledWaits(facts)) {
      const name = nameOfPlace(place);
      report({
        file: fn.file,
        node,
        level: fn.file.isTest ? 'note' : 'suspect',
        message: `this waits for ${name}, and nothing calls its Signal or Broadcast`,
        reasons: [
          `package ${facts.package.name} has no Signal or Broadcast of ${name}, neither called nor passed as a function`,
          `${name} cannot be named by other packages and is not handed to any`,
        ],
        assumption: 'what it waits for is not true already',
        function: fn,
        symbol: name,
      });
    }
  },
});
