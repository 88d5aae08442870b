// A path of the function returns with database rows neither closed nor read to their end: the connection stays taken.
import { onlyValue } from '../../../analyse/source/callee.ts';
import type { OwnedValue } from '../../../analyse/source/owned-values.ts';
import { endsWithProcess, ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import type { PackageFacts } from '../../../analyse/source/package-facts.ts';
import type { Handover } from '../../../analyse/source/passed-on.ts';
import { passesOn } from '../../../analyse/source/passed-on.ts';
import { NodeKind } from '../../../model/go-syntax.ts';
import { Token } from '../../../model/go-token.ts';
import { childrenOf, nameOf, selectorParts } from '../../../model/go-tree.ts';
import type { Callee } from '../../../model/source-function.ts';
import type { SourcePlace } from '../../../model/source-package.ts';
import { typeNameOf } from '../../../model/source-type.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

const makers = new Set(
  ['DB', 'Tx', 'Stmt', 'Conn'].flatMap((type) => [`database/sql.${type}.Query`, `database/sql.${type}.QueryContext`]),
);

/** `q.QueryContext(…)` of an interface that *sql.DB and *sql.Tx have. */
const queries = (callee: Callee): boolean =>
  makers.has(callee.name) || (callee.kind === 'interface-method' && /\.Query(Context)?$/.test(callee.name));

const handover: Handover = { isMaker: queries, parts: new Set(['Close', 'Next', 'NextResultSet']) };

/** A call whose caller gets rows as a query gave them. */
function givesRows(facts: PackageFacts, { file, node }: SourcePlace): boolean {
  const callee = facts.calleeOf(file, node);
  if (makers.has(callee.name)) return true;
  const type = facts.typeOf(file, node);
  if (type.kind !== 'tuple' || type.of[0] === undefined || typeNameOf(type.of[0]) !== 'database/sql.Rows') return false;
  return queries(callee) || passesOn(facts, callee, handover);
}

/** True where `rows.Err() != nil` holds, or `err != nil` of an err that nothing but `rows.Err()` gave. */
function hasRowsError(facts: PackageFacts, value: OwnedValue, condition: number, holds: boolean): boolean {
  const { file, binding, variable } = value;
  const { tree } = file;
  if (tree.kind[condition] !== NodeKind.BinaryExpr || tree.op[condition] !== (holds ? Token.NEQ : Token.EQL))
    return false;
  const [left, right] = childrenOf(tree, condition);
  if (nameOf(tree, right) !== 'nil') return false;
  const error = tree.kind[left] === NodeKind.Ident ? facts.variableOf(file, left) : undefined;
  const call = error ? onlyValue(binding, error) : left;
  if (call < 0 || tree.kind[call] !== NodeKind.CallExpr || tree.kind[call + 1] !== NodeKind.SelectorExpr) return false;
  const { x, name } = selectorParts(tree, call + 1);
  return nameOf(tree, name) === 'Err' && variable !== undefined && facts.variableOf(file, x) === variable;
}

export const sourceRule = defineSourceRule({
  id: 'RS004',
  stage: 'stable',
  level: 'leak',
  imports: ['database/sql'],
  run(facts, { report }) {
    for (const value of ownedValues(facts, (_, call) => (call.index === 0 && givesRows(facts, call) ? 0 : undefined))) {
      const { file, variable } = value;
      const { tree } = file;
      if (endsWithProcess(facts, value)) continue;
      const unended = unendedPath(facts, value, {
        ends: new Set(['Close']),
        // Next closes the rows when it returns false (database/sql: Rows.Next); they have an error only once they are closed.
        endedBy(condition, holds) {
          if (hasRowsError(facts, value, condition, holds)) return true;
          if (holds || tree.kind[condition] !== NodeKind.CallExpr || tree.kind[condition + 1] !== NodeKind.SelectorExpr)
            return false;
          const { x, name } = selectorParts(tree, condition + 1);
          return nameOf(tree, name) === 'Next' && facts.variableOf(file, x) === variable;
        },
      });
      if (!unended) continue;
      const assumption = !variable
        ? 'the query succeeds'
        : value.callee.includes('sql.Tx.') || !makers.has(value.callee)
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
