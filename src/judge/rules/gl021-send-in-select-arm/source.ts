// A plain send inside a case of a select that has a stop case: the send itself has none.
import { missingStopCases } from '../../../analyse/source/missing-stop-cases.ts';
import { textOf } from '../../../model/go-tree.ts';
import { countedSends, missingStopLevel, selectWithStop } from '../../source/missing-stop.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL021',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    const counted = countedSends(facts);
    for (const fn of facts.functions)
      for (const found of missingStopCases(facts, fn)) {
        const { where, operation, signal, leavers } = found;
        if (where !== 'arm' || operation.kind !== 'send') continue;
        if (counted.has(`${fn.file.path}:${operation.node}`)) continue;
        const channel = textOf(fn.file.tree, operation.channel);
        report({
          file: fn.file,
          node: operation.node,
          ...missingStopLevel(found),
          message: `this send on ${channel} cannot be stopped, although the select around it has a case for that`,
          reasons: [
            `the send is in no select of its own, so the stop case is not seen while it waits`,
            leavers.length > 0 ? `a receiver of ${channel} can leave` : `who receives from ${channel} is not seen`,
          ],
          function: fn,
          symbol: channel,
          related: [
            { ...signal, message: 'the stop case' },
            ...leavers.map((peer) => ({ file: peer.fn.file, node: peer.node, message: 'this receiver can leave' })),
          ],
          ...selectWithStop(fn, operation.node, signal),
        });
      }
  },
});
