// Rows or transactions left open: their watcher waits, or the pool is empty.
import type { EpochFacts } from '../../../analyse/runtime/facts.ts';
import { defineRule } from '../../rule.ts';

/** database/sql sql.go@go1.26.8: `awaitDone` of a Tx runs until Commit, Rollback or the end of its context. */
const ofTransaction = 'database/sql.(*Tx).awaitDone';
/** Rows of a transaction have one, too, whether the query had a context or not. */
const ofRows = 'database/sql.(*Rows).awaitDone';

const transactions = {
  score: 92,
  joinBy: 'database/sql',
  title: 'database transactions are not ended',
  why: 'Each open transaction holds a connection of the pool, and a goroutine that waits for its end; hardly any of them has open rows.',
  search: 'Begin( / BeginTx( / Beginx( whose Commit or Rollback a return passes by',
  fix: {
    summary: '`defer tx.Rollback()` right after the error check of Begin.',
    steps: [
      'Look at every return between Begin and Commit; after a Commit the deferred Rollback does nothing.',
      'Begin with the context of the request (BeginTx): its end rolls back what was forgotten.',
    ],
  },
};

/** Whether transactions are open and next to none of them has open rows. */
function areTransactions(epoch: EpochFacts): boolean {
  let open = 0;
  let rows = 0;
  for (const { group } of epoch.byKey.values()) {
    const root = group.stack.frames.at(-1)?.function;
    if (root === ofTransaction) open += group.count;
    if (root === ofRows) rows += group.count;
  }
  return open > 0 && rows < open / 2;
}

export const rule = defineRule({
  id: 'RS004',
  stage: 'stable',
  needs: ['group'],
  match({ group }, epoch) {
    const names = group.stack.frames.map((f) => f.function);
    const watcher = names.find((n) => /^database\/sql\.\(\*(Rows|Tx|Stmt)\)\.(awaitDone|awaitDone\.func)/.test(n));
    const waiter = names.find((n) => n === 'database/sql.(*DB).conn');
    if (!watcher && !(waiter && group.primitive === 'select')) return undefined;
    if (areTransactions(epoch)) return transactions;
    return {
      score: 92,
      joinBy: 'database/sql',
      search: 'db.Query / QueryContext / Begin without defer rows.Close() or Rollback()',
      why: watcher
        ? 'Each waits for rows or a transaction to be closed.'
        : 'They wait for a free connection of the pool: all are taken and none comes back.',
    };
  },
});
