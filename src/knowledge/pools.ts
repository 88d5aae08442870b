// Pools with a limit: who waits for a place in one, who works with what it lent, and what shows that places are taken.
import { createMatcher } from './matcher.ts';
import type { Match } from './signature.ts';

/** What a goroutine is to a pool: it waits for a place, serves the pool itself, or works with what it was lent. */
export type PoolPart = 'waits' | 'serves' | 'uses';

interface PoolEntry {
  readonly pool: string;
  readonly part: PoolPart;
  readonly match: Match;
  readonly source: string;
}

/** `waits` and `serves` stand before `uses`: a caller that waits has the frames of its call below the wait. */
export const poolEntries: readonly PoolEntry[] = [
  {
    pool: 'database/sql',
    part: 'waits',
    match: { park: ['database/sql.(*DB).conn'], primitive: ['select', 'chan receive'] },
    source: 'database/sql/sql.go@go1.26.8 (*DB).conn: select over ctx.Done() and the request',
  },
  {
    pool: 'database/sql',
    part: 'serves',
    match: {
      root: [
        'database/sql.(*DB).connectionOpener',
        'database/sql.(*DB).connectionCleaner',
        'database/sql.(*DB).connectionResetter',
        'database/sql.(*Rows).awaitDone',
        'database/sql.(*Tx).awaitDone',
      ],
      primitive: ['select', 'chan receive'],
    },
    source: 'database/sql/sql.go@go1.26.8',
  },
  {
    pool: 'database/sql',
    part: 'uses',
    match: { frame: ['database/sql.*'] },
    source: 'database/sql/sql.go@go1.26.8: queries, reads of rows and new connections go through the package',
  },
  {
    pool: 'github.com/jackc/pgx',
    part: 'waits',
    match: {
      frame: ['github.com/jackc/puddle.(*Pool).Acquire'],
      without: [
        'github.com/jackc/puddle.(*Pool).initResourceValue',
        'github.com/jackc/puddle.(*Pool).createNewResource',
      ],
      primitive: ['select', 'sync.Cond.Wait', 'chan receive'],
    },
    source: 'github.com/jackc/puddle pool.go@v2.2.2 (*Pool).acquire, @v1.3.0 (*Pool).Acquire',
  },
  {
    pool: 'github.com/jackc/pgx',
    part: 'serves',
    match: {
      root: [
        'github.com/jackc/pgx/pgxpool.NewWithConfig.func*',
        'github.com/jackc/pgx/pgxpool.ConnectConfig.func*',
        'github.com/jackc/pgx/pgconn/ctxwatch.(*ContextWatcher).Watch.func*',
        'github.com/jackc/pgx/pgconn/internal/ctxwatch.(*ContextWatcher).Watch.func*',
        'github.com/jackc/pgconn/internal/ctxwatch.(*ContextWatcher).Watch.func*',
      ],
      primitive: ['select', 'chan receive'],
    },
    source: 'github.com/jackc/pgx pgxpool/pool.go, pgconn/ctxwatch/context_watcher.go@v5.7.6',
  },
  {
    pool: 'github.com/jackc/pgx',
    part: 'uses',
    match: { frame: ['github.com/jackc/pgx*', 'github.com/jackc/pgconn*', 'github.com/jackc/puddle*'] },
    source: 'github.com/jackc/pgx conn.go, pgconn/pgconn.go@v5.7.6',
  },
  {
    pool: 'github.com/redis/go-redis',
    part: 'waits',
    match: {
      frame: [
        'github.com/redis/go-redis/internal/pool.(*ConnPool).waitTurn',
        'github.com/go-redis/redis/internal/pool.(*ConnPool).waitTurn',
      ],
      primitive: ['select', 'chan receive'],
    },
    source: 'github.com/redis/go-redis internal/pool/pool.go@v9.14.0 (*ConnPool).waitTurn',
  },
  {
    pool: 'github.com/redis/go-redis',
    part: 'uses',
    match: {
      frame: ['github.com/redis/go-redis.(*baseClient)*', 'github.com/go-redis/redis.(*baseClient)*'],
    },
    source: 'github.com/redis/go-redis redis.go@v9.14.0 (*baseClient).process',
  },
];

const match = createMatcher(poolEntries);

/** How symbols of these libraries begin; nearly all goroutines have none of them. */
const libraries = ['database/sql.', 'github.com/jackc/', 'github.com/redis/', 'github.com/go-redis/'];

/** Whether a function is of a library with such a pool. */
export function isOfPoolLibrary(functionName: string): boolean {
  return libraries.some((l) => functionName.startsWith(l));
}

/** The pool that a goroutine has to do with, and how; arguments as for `matchSignatures`. */
export function matchPool(
  ...goroutine: Parameters<typeof match>
): { readonly pool: string; readonly part: PoolPart } | undefined {
  if (!goroutine[0].some(isOfPoolLibrary)) return undefined;
  return match(...goroutine)[0];
}

/** Documented leaks whose goroutines hold a place of a pool each, by pool. */
export const placeHolders: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['database/sql', new Set(['sql-rows-not-closed', 'sql-tx-not-finished'])],
  ['github.com/jackc/pgx', new Set(['pgx-rows-not-closed'])],
]);
