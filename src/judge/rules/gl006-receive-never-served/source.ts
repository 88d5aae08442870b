// A goroutine receives from a channel on which the function that started it has a path without a send or a close.
import { unmatchedWaits } from '../../../analyse/source/unmatched-waits.ts';
import { unservedReceives } from '../../../analyse/source/unserved-receives.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { unmatchedFinding } from '../../source/unmatched-finding.ts';
import { unservedFinding } from '../../source/unserved-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL006',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      // What main starts lives as long as the process.
      if (fn.name === 'main.main') continue;
      for (const found of unservedReceives(facts, fn))
        if (found.kind === 'receive') report(unservedFinding(fn, found, 'a send or a close'));
      // Each place is told once, by what knows more of it.
      for (const found of unmatchedWaits(facts, fn))
        if (found.operations.some(({ kind }) => kind === 'receive')) report(unmatchedFinding(found));
    }
  },
});
