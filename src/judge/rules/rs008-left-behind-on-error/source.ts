// A function starts something that lasts, then a later step fails and it returns the error alone.
import { leftBehind } from '../../../analyse/source/left-behind.ts';
import { openedAndLeft } from '../../../analyse/source/opened-and-left.ts';
import { type UnwaitedCommand, unwaitedCommands } from '../../../analyse/source/unwaited-commands.ts';
import type { SourceFinding } from '../../source/source-rule.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

/** A command that only some paths wait for. */
function unwaitedFinding({ fn, command, start, wait, leave, path }: UnwaitedCommand): SourceFinding {
  const by = shortName(fn.name);
  return {
    ...start,
    level: fn.file.isTestCode ? 'note' : 'suspect',
    message: `${command.name} is started here, and a path of ${by} returns without ${command.name}.Wait()`,
    reasons: [
      'only Wait takes back the process and the goroutines that Start has started',
      `another path of ${by} waits for it, and ${command.name} is not handed on`,
    ],
    assumption: 'nobody waits for the process by another name',
    function: fn,
    symbol: command.name,
    related: [
      { ...leave, message: 'returns here' },
      { ...wait, message: 'another path waits for it here' },
    ],
    path: [
      { ...start, message: 'the command starts' },
      ...path.flatMap(({ edge }) =>
        edge && edge.condition > start.node && !edge.isBack
          ? [{ file: fn.file, node: edge.condition, message: edge.holds ? 'this holds' : 'this does not hold' }]
          : [],
      ),
      { ...leave, message: 'and the function returns without Wait' },
    ],
  };
}

export const sourceRule = defineSourceRule({
  id: 'RS008',
  stage: 'stable',
  level: 'suspect',
  run(facts, { report }) {
    for (const found of unwaitedCommands(facts)) report(unwaitedFinding(found));
    for (const { value, unended, opener } of openedAndLeft(facts)) {
      const name = value.variable?.name ?? '';
      const opened = shortName(value.callee);
      report(
        unendedFinding(value, unended, {
          // A command ends with its error.
          level: facts.package.name === 'main' ? 'note' : 'suspect',
          message: `${name} is open, and when a later step of ${shortName(value.fn.name)} fails it returns without ${name}.${opener.ends[0]}()`,
          reasons: [
            `what ${opened} gives has to be closed: ${opener.keeps}`,
            `${name} is not returned, stored or closed on the way to the error return`,
          ],
          assumption: 'the process goes on after that error',
          symbol: name,
        }),
      );
    }
    for (const fn of facts.functions) {
      if (fn.name === 'main.main') continue;
      for (const { kind, acquired, start, holder, stop, leave, path, isTail } of leftBehind(facts, fn)) {
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
            { ...leave, message: isTail ? 'this can fail without stopping it' : 'returns the error here' },
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
