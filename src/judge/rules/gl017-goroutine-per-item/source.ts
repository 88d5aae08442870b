// A loop starts a goroutine for each item, nothing limits them, and each may wait for something slow.
import { itemGoroutines } from '../../../analyse/source/item-goroutines.ts';
import { textOf } from '../../../model/go-tree.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'GL017',
  stage: 'trial',
  level: 'note',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (fn.file.isTest || /\.(main|init)$/.test(fn.name)) continue;
      const { tree } = fn.file;
      for (const { call, loop, waits } of itemGoroutines(facts, fn)) {
        const name = textOf(tree, call.node + 1).split('\n', 1)[0];
        report({
          file: fn.file,
          node: facts.parentsOf(fn.file)[call.node],
          level: 'note',
          message: `one goroutine for each item, and nothing limits how many there are or waits for them`,
          reasons: [
            `${fn.name} holds back at nothing in the loop and returns without waiting`,
            `each may wait at ${waits.what}`,
          ],
          function: fn,
          symbol: name,
          related: [
            { file: fn.file, node: loop, message: 'for each item of this' },
            { file: waits.file, node: waits.node, message: `each may wait here, at ${waits.what}` },
          ],
        });
      }
    }
  },
});
