// Below Go 1.23 a ticker that is not stopped stays in the runtime's heap of timers for ever (since 1.23 it is collected).
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

export const sourceRule = defineSourceRule({
  id: 'RS001',
  stage: 'stable',
  level: 'suspect',
  imports: ['time'],
  run(facts, { report, timersNeedStop }) {
    if (!timersNeedStop) return;
    for (const value of ownedValues(facts, () => 0, ['time.NewTicker', 'time.Tick'])) {
      if (value.fn.name === 'main.main' || !value.variable) continue;
      // The channel of time.Tick cannot be stopped: every return leaves it behind.
      const isTick = value.callee === 'time.Tick';
      const unended = unendedPath(facts, value, {
        ends: new Set(isTick ? [] : ['Stop']),
        // Who takes the channel does not stop the ticker.
        ...(isTick ? { borrowers: anyone } : {}),
      });
      if (!unended) continue;
      const { name } = value.variable;
      report(
        unendedFinding(value, unended, {
          level: 'leak',
          message: `${name} is not stopped ${unended.never ? 'anywhere' : 'on every path'}: below Go 1.23 the runtime keeps it for ever`,
          reasons: [
            'the main module is of a Go version below 1.23, or sets asynctimerchan=1: timers are not collected',
            `a path of ${shortName(value.fn.name)} returns ${isTick ? 'and time.Tick gives nothing to stop' : 'without Stop'}`,
          ],
          symbol: name,
        }),
      );
    }
  },
});

const anyone: ReadonlySet<string> = new (class extends Set<string> {
  override has(): boolean {
    return true;
  }
})();
