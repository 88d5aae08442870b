// The stop function of signal.NotifyContext is thrown away or not called on some path: the signals stay registered, and
// the goroutine that waits for them with the context.
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'CX010',
  stage: 'stable',
  level: 'suspect',
  imports: ['os/signal'],
  run(facts, { report }) {
    for (const value of ownedValues(facts, (callee) => (callee === 'os/signal.NotifyContext' ? 1 : undefined))) {
      // What main registers lives as long as the process.
      if (value.fn.name === 'main.main' || /\.init(\.\d+)?$/.test(value.fn.name)) continue;
      const unended = unendedPath(facts, value, { ends: new Set(['']) });
      if (!unended) continue;
      const name = value.variable?.name ?? 'the stop function';
      report(
        unendedFinding(value, unended, {
          level: facts.package.name === 'main' ? 'note' : 'suspect',
          message: `${name} of signal.NotifyContext is ${value.variable ? 'not called on every path' : 'thrown away'}: its signals stay registered and its goroutine waits`,
          reasons: [
            'signal.NotifyContext registers a channel and starts a goroutine; both stay until stop is called or the parent ends',
            `a path of ${shortName(value.fn.name)} returns without a call of it`,
          ],
          assumption: 'the function runs more than once in the life of the process',
          symbol: value.variable?.name ?? '_',
        }),
      );
    }
  },
});
