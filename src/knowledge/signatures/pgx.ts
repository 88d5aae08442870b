// pgx: pool, puddle, context watchers.
import type { Signature } from '../signature.ts';

const library = 'github.com/jackc/pgx';

export const pgx: readonly Signature[] = [
  {
    id: 'pgxpool-health-check',
    library,
    kind: 'lifetime-singleton',
    match: {
      root: ['github.com/jackc/pgx/pgxpool.NewWithConfig.func*', 'github.com/jackc/pgx/pgxpool.ConnectConfig.func*'],
    },
    per: 'pool',
    bound: 'one per pgxpool.Pool',
    meaning: 'Closes old connections and keeps the minimum open; ends with Pool.Close.',
    source: 'pgxpool/pool.go@v5.7.6 NewWithConfig, @v4.18.3 ConnectConfig',
    note: 'Grows with pgxpool.New per request or reload (RS006).',
  },
  {
    id: 'pgxpool-create',
    library,
    kind: 'known-benign',
    match: {
      root: [
        'github.com/jackc/pgx/pgxpool.(*Pool).createIdleResources.func*',
        'github.com/jackc/pgx/pgxpool.(*Pool).triggerHealthCheck.func*',
        'github.com/jackc/pgx/pgxpool.(*Conn).Release.func*',
        'github.com/jackc/puddle.(*Pool).initResourceValue.func*',
        'github.com/jackc/puddle.(*Pool).TryAcquire.func*',
        'github.com/jackc/puddle.(*Pool).destructResourceValue',
        'github.com/jackc/puddle.(*Pool).destroyAcquiredResource',
        'github.com/jackc/puddle.(*Resource).Destroy.func*',
      ],
    },
    per: 'pool',
    bound: 'at most MaxConns',
    meaning: 'Opens or closes connections of the pool.',
    source: 'pgxpool/pool.go, conn.go@v5.7.6; puddle pool.go@v2.2.2',
  },
  {
    id: 'pgx-context-watcher',
    library,
    kind: 'known-benign',
    match: {
      root: [
        'github.com/jackc/pgx/pgconn/ctxwatch.(*ContextWatcher).Watch.func*',
        'github.com/jackc/pgx/pgconn/internal/ctxwatch.(*ContextWatcher).Watch.func*',
        'github.com/jackc/pgconn/internal/ctxwatch.(*ContextWatcher).Watch.func*',
      ],
    },
    per: 'request',
    bound: 'queries in flight, rows not yet closed, waits for notifications; at most MaxConns',
    meaning: 'Watches the context of the query on one connection.',
    source: 'pgconn/ctxwatch/context_watcher.go@v5.7.6',
    note: 'Grows with rows that are not closed (RS004).',
  },
  {
    id: 'pgx-background-read',
    library,
    kind: 'known-benign',
    match: {
      root: [
        'github.com/jackc/pgx/pgconn/internal/bgreader.(*BGReader).bgRead',
        'github.com/jackc/pgx/pgconn.(*PgConn).signalMessage.func*',
        'github.com/jackc/pgconn.(*PgConn).signalMessage.func*',
      ],
    },
    per: 'connection',
    meaning: 'Reads while a long message is written, or waits for a notification.',
    source: 'pgconn/internal/bgreader/bgreader.go, pgconn/pgconn.go@v5.7.6',
  },
  {
    id: 'pgx-copy',
    library,
    kind: 'known-benign',
    match: {
      root: [
        'github.com/jackc/pgx.(*copyFrom).run.func*',
        'github.com/jackc/pgx/pgconn.(*PgConn).CopyFrom.func*',
        'github.com/jackc/pgconn.(*PgConn).CopyFrom.func*',
      ],
    },
    per: 'request',
    meaning: 'Feeds a running COPY.',
    source: 'copy_from.go, pgconn/pgconn.go@v5.7.6',
  },
  {
    id: 'pgx-async-close',
    library,
    kind: 'known-benign',
    match: {
      root: [
        'github.com/jackc/pgx/pgconn.(*PgConn).asyncClose.func*',
        'github.com/jackc/pgconn.(*PgConn).asyncClose.func*',
      ],
    },
    per: 'connection',
    bound: 'ends within 15 s',
    meaning: 'Closes a connection whose query was given up.',
    source: 'pgconn/pgconn.go@v5.7.6',
  },
];
