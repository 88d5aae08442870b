// Below Go 1.23 every time.After of a select in a loop leaves a timer that lives until it fires.
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import { isDoneCall, peersOf } from '../../../analyse/source/receiver-leaves.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { callParts, textOf } from '../../../model/go-tree.ts';
import type { ChannelOperation, FlowBlock, SelectOperation, SourceFunction } from '../../../model/source-function.ts';
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
            if (!comesAgain(facts, fn, block, operation, channel)) continue;
            const text = textOf(tree, callParts(tree, channel).args[0] ?? channel);
            const seconds = secondsOf(text);
            report({
              file,
              node: channel,
              level: file.isTestCode || (seconds !== undefined && seconds < shortSeconds) ? 'note' : 'suspect',
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

/** Whether another case than the timer's leads back to the select. One that is only ever closed comes but once. */
function comesAgain(
  facts: PackageFacts,
  fn: SourceFunction,
  block: FlowBlock,
  select: SelectOperation,
  timer: number,
): boolean {
  const { tree } = fn.file;
  const { blocks } = facts.flowOf(fn);
  return block.edges.some(({ clause, to }) => {
    const own = select.cases.find((c) => clause <= c.node && c.node < clause + tree.size[clause]);
    if (clause < 0 || !own || own.channel === timer || isOnlyClosed(facts, fn, own)) return false;
    const seen = new Set<number>();
    const next = [to];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (at === block.id) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      next.push(...blocks[at].edges.map((edge) => edge.to));
    }
    return false;
  });
}

/** `ctx.Done()`, or a channel on which nothing of the package sends and that something closes. */
function isOnlyClosed(facts: PackageFacts, fn: SourceFunction, { kind, channel, place }: ChannelOperation): boolean {
  if (kind !== 'receive') return false;
  if (isDoneCall(facts, fn.file, channel)) return true;
  if (!place) return false;
  const places = [place];
  return peersOf(facts, places, ['send']).length === 0 && peersOf(facts, places, ['close']).length > 0;
}

/** `10 * time.Minute` → 600; undefined for anything that is no constant of this form. */
function secondsOf(text: string): number | undefined {
  const found = /^(?:(\d+(?:\.\d+)?)\s*\*\s*)?time\.(\w+)(?:\s*\*\s*(\d+(?:\.\d+)?))?$/.exec(text);
  const unit = found && units[found[2]];
  return unit ? unit * Number(found[1] ?? 1) * Number(found[3] ?? 1) : undefined;
}
