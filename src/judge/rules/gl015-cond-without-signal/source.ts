// A wait for a sync.Cond that nothing in the package signals.
import { unsignalledWaits } from '../../../analyse/source/condition-waits.ts';
import { nameOfPlace } from '../../../analyse/source/held-locks.ts';
import { silentEnds } from '../../../analyse/source/silent-ends.ts';
import { textOf } from '../../../model/go-tree.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName } from '../../source/unended-finding.ts';

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
    for (const { fn, wait, condition, flag, set, setter } of silentEnds(facts)) {
      const name = textOf(wait.file.tree, condition);
      const ended = textOf(wait.file.tree, flag);
      report({
        ...wait,
        level: fn.file.isTestCode ? 'note' : 'suspect',
        message: `this wait for ${name} does not see that ${ended} is set: ${shortName(setter.name)} wakes nobody`,
        reasons: [
          `the loop ends when ${ended} is true, and looks at it only when it is woken`,
          `${shortName(setter.name)} sets it, and neither it nor who calls it signals`,
        ],
        assumption: `somebody waits when ${shortName(setter.name)} is called`,
        function: fn,
        symbol: name,
        related: [{ ...set, message: 'set here without Signal or Broadcast' }],
      });
    }
  },
});
