// A send on a channel that nothing in the package receives from, wherever the channel is handed.
import { unmatchedWaits } from '../../../analyse/source/unmatched-waits.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { unmatchedFinding } from '../../source/unmatched-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL004',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions)
      for (const found of unmatchedWaits(facts, fn)) {
        if (!found.operations.every(({ kind }) => kind === 'send')) continue;
        // With room, one send goes through; a loop fills any room, but whoever makes the room may fill just that.
        if (found.room !== undefined && found.room > 0 && found.block.loop < 0) continue;
        if (found.room !== 0 && found.makes.some(({ file, node }) => facts.functionAt(file, node) === fn)) continue;
        report(unmatchedFinding(found));
      }
  },
});
