// A path of the function returns with database rows neither closed nor read to their end: the connection stays taken.
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { nameOf, selectorParts } from '../../../model/go-tree.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

const makers = new Set(
  ['DB', 'Tx', 'Stmt', 'Conn'].flatMap((type) => [`database/sql.${type}.Query`, `database/sql.${type}.QueryContext`]),
);

export const sourceRule = defineSourceRule({
  id: 'RS004',
  stage: 'stable',
  level: 'leak',
  imports: ['database/sql'],
  run(facts, { report }) {
    for (const value of ownedValues(facts, (callee) => (makers.has(callee) ? 0 : undefined))) {
      const { file, variable } = value;
      const { tree } = file;
      const unended = unendedPath(facts, value, {
        ends: new Set(['Close']),
        // Next closes the rows when it returns false (database/sql: Rows.Next).
        endedBy(condition, holds) {
          if (holds || tree.kind[condition] !== NodeKind.CallExpr || tree.kind[condition + 1] !== NodeKind.SelectorExpr)
            return false;
          const { x, name } = selectorParts(tree, condition + 1);
          return nameOf(tree, name) === 'Next' && facts.variableOf(file, x) === variable;
        },
      });
      if (!unended) continue;
      const assumption = !variable
        ? 'the query succeeds'
        : value.callee.includes('sql.Tx.')
          ? 'the transaction does not end with the function; its end closes the rows'
          : undefined;
      const name = variable?.name ?? 'the rows';
      report(
        unendedFinding(value, unended, {
          level: assumption === undefined ? 'leak' : 'suspect',
          ...(assumption === undefined ? {} : { assumption }),
          message: `${name} ${variable ? 'may be left open' : 'are thrown away'}: the connection stays taken, and a goroutine waits for it`,
          reasons: [
            'rows hold a connection of the pool until Close is called or Next has returned false',
            unended.never
              ? `nothing in ${shortName(value.fn.name)} closes them or hands them on`
              : 'this path leaves the function before either',
          ],
          symbol: name,
        }),
      );
    }
  },
});
