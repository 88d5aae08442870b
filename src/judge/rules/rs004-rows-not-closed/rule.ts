// Rows or transactions left open: their watcher waits, or the pool is empty.
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'RS004',
  stage: 'stable',
  needs: ['group'],
  match({ group }) {
    const names = group.stack.frames.map((f) => f.function);
    const watcher = names.find((n) => /^database\/sql\.\(\*(Rows|Tx|Stmt)\)\.(awaitDone|awaitDone\.func)/.test(n));
    const waiter = names.find((n) => n === 'database/sql.(*DB).conn');
    if (!watcher && !(waiter && group.primitive === 'select')) return undefined;
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
