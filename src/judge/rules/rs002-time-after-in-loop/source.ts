// Below Go 1.23 every time.After of a select in a loop leaves a timer that lives until it fires.
import { NodeKind } from '../../../model/go-syntax.ts';
import { callParts, textOf } from '../../../model/go-tree.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

/** Shorter ones are gone before many pile up: at 100,000 turns a second and 200 bytes each they hold less than 200 MB. */
const shortSeconds = 10;

const units: Readonly<Record<string, number>> = {
  Nanosecond: 1e-9,
  Microsecond: 1e-6,
  Millisecond: 1e-3,
  Second: 1,
  Minute: 60,
  Hour: 3600,
};

export const sourceRule = defineSourceRule({
  id: 'RS002',
  stage: 'stable',
  level: 'suspect',
  imports: ['time'],
  run(facts, { report, timersNeedStop }) {
    if (!timersNeedStop) return;
    for (const fn of facts.functions) {
      const { file } = fn;
      const { tree } = file;
      for (const block of facts.flowOf(fn).blocks)
        for (const operation of block.operations) {
          if (operation.kind !== 'select' || block.loop < 0 || operation.hasDefault || operation.cases.length < 2)
            continue;
          for (const { channel } of operation.cases) {
            if (channel < 0 || tree.kind[channel] !== NodeKind.CallExpr) continue;
            if (facts.calleeOf(file, channel).name !== 'time.After') continue;
            const text = textOf(tree, callParts(tree, channel).args[0] ?? channel);
            const seconds = secondsOf(text);
            report({
              file,
              node: channel,
              level: file.isTest || (seconds !== undefined && seconds < shortSeconds) ? 'note' : 'suspect',
              message: `each turn of the loop leaves a timer of ${text} behind when another case is taken`,
              reasons: [
                'the main module is of a Go version below 1.23: a timer lives until it fires',
                `time.After(${text}) stands in a select in a loop, beside ${operation.cases.length - 1} other case${operation.cases.length === 2 ? '' : 's'}`,
              ],
              assumption: 'the other cases come often',
              function: fn,
              symbol: text,
            });
          }
        }
    }
  },
});

/** `10 * time.Minute` → 600; undefined for anything that is no constant of this form. */
function secondsOf(text: string): number | undefined {
  const found = /^(?:(\d+(?:\.\d+)?)\s*\*\s*)?time\.(\w+)(?:\s*\*\s*(\d+(?:\.\d+)?))?$/.exec(text);
  const unit = found && units[found[2]];
  return unit ? unit * Number(found[1] ?? 1) * Number(found[3] ?? 1) : undefined;
}
