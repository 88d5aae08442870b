// A function starts something that lasts, then a later step fails and it returns the error alone.
import { leftBehind } from '../../../analyse/source/left-behind.ts';
import { defineSourceRule } from '../../source/source-rule.ts';

export const sourceRule = defineSourceRule({
  id: 'RS008',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const fn of facts.functions) {
      if (fn.name === 'main.main') continue;
      for (const { kind, acquired, start, holder, stop, leave, path } of leftBehind(facts, fn)) {
        const short = fn.name.split('.').pop() ?? fn.name;
        const how = stop === '' ? `stopping it` : `${holder.name}.${stop}()`;
        report({
          ...acquired,
          level: fn.file.isTestCode ? 'note' : kind === 'goroutine' ? 'leak' : 'suspect',
          message:
            kind === 'goroutine'
              ? `this goroutine stays when a later step of ${short} fails: it returns without ${how}`
              : `${holder.name} runs a goroutine, and when a later step of ${short} fails it returns without ${how}`,
          reasons: [
            'the goroutine loops and every way out of it leads through a receive',
            `${holder.name} is not returned, stored or stopped on the way to the error return`,
          ],
          ...(kind === 'object' ? { assumption: `only ${how} ends the goroutine` } : {}),
          function: fn,
          symbol: holder.name,
          related: [
            { ...leave, message: 'returns the error here' },
            ...(kind === 'object' ? [{ ...start, message: 'its goroutine is started here' }] : []),
          ],
          path: [
            { ...acquired, message: kind === 'goroutine' ? 'the goroutine starts' : `${holder.name} is made` },
            ...path.flatMap(({ edge }) =>
              edge && edge.condition >= 0 && !edge.isBack && edge.condition > acquired.node
                ? [{ file: fn.file, node: edge.condition, message: edge.holds ? 'this holds' : 'this does not hold' }]
                : [],
            ),
            { ...leave, message: 'and the function returns the error' },
          ],
          bornAt: [start],
        });
      }
    }
  },
});
