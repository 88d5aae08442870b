// A goroutine ranges over a channel that the function which started it never closes on some path.
import { unservedReceives } from '../../../analyse/source/unserved-receives.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { unservedFinding } from '../../source/unserved-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'GL005',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      // What main starts lives as long as the process.
      if (fn.name === 'main.main') continue;
      for (const found of unservedReceives(facts, fn))
        if (found.kind === 'range') report(unservedFinding(fn, found, 'a close'));
    }
  },
});
