// A goroutine returns without Done, nobody says Done at all, or the Wait stands before the rest is started: it never ends.
import { missingDones, missingDonesOfStarted } from '../../../analyse/source/missing-dones.ts';
import { undoneGroups } from '../../../analyse/source/undone-groups.ts';
import { unkeptPromises } from '../../../analyse/source/unkept-promises.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { unkeptFinding } from '../../source/unkept-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL014',
  stage: 'stable',
  level: 'suspect',
  imports: ['sync'],
  run(facts, { report }) {
    for (const { how, wait, fn, add, loop, name } of undoneGroups(facts))
      report({
        ...wait,
        level: fn.file.isTestCode ? 'note' : 'suspect',
        message:
          how === 'never'
            ? `this Wait never ends: ${name} is counted up, and nothing says Done`
            : `this Wait stands in the loop that starts what it waits for: the first turn waits for the others`,
        reasons:
          how === 'never'
            ? [`every use of ${name} is in this package, and none is a Done`]
            : [`${name} counts all turns before the loop`, 'each turn says Done once, and waits before the next one'],
        assumption: how === 'never' ? 'the Add is passed before' : 'the loop has more than one turn',
        function: fn,
        symbol: name,
        related: [
          { ...add, message: 'counted up here' },
          ...(loop ? [{ ...loop, message: 'the loop that starts one a turn' }] : []),
        ],
      });
    for (const found of unkeptPromises(facts)) if (found.how === 'done') report(unkeptFinding(found));
    const missing = [...facts.functions.flatMap((fn) => missingDones(facts, fn)), ...missingDonesOfStarted(facts)];
    for (const { waits, name, start, leave, by, done } of missing) {
      const [wait] = waits;
      report({
        ...wait,
        // An assertion is taken to hold.
        level: by === 'perhaps' ? 'note' : 'leak',
        message: `this Wait never ends when a goroutine ${by === 'return' ? 'returns' : 'ends'} without ${name}.Done()`,
        reasons: [
          by === 'return'
            ? `a path of the goroutine returns before ${name}.Done(), which stands on another path`
            : `a call before ${name}.Done() ends the goroutine and not the test${by === 'perhaps' ? ' when it fails' : ''}`,
          `the goroutine does nothing else with ${name}`,
        ],
        symbol: name,
        related: [
          {
            ...leave,
            message: by === 'return' ? 'returns here without Done' : 'ends the goroutine here, without Done',
          },
          { ...done, message: 'another path says Done here' },
        ],
        path: [
          { ...start, message: 'the goroutine starts' },
          { ...leave, message: 'leaves without Done' },
          { ...wait, message: 'waits for ever' },
        ],
        blocksAt: waits,
      });
    }
  },
});
