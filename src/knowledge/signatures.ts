// The index of what healthy goroutines of libraries look like; one file a family in signatures/.
import { createMatcher } from './matcher.ts';
import type { Signature } from './signature.ts';
import { clouds } from './signatures/clouds.ts';
import { databaseSql } from './signatures/database-sql.ts';
import { embeddedDatabases } from './signatures/embedded-databases.ts';
import { etcd } from './signatures/etcd.ts';
import { grpc } from './signatures/grpc.ts';
import { hashicorp } from './signatures/hashicorp.ts';
import { http2 } from './signatures/http2.ts';
import { kafka } from './signatures/kafka.ts';
import { kubernetes } from './signatures/kubernetes.ts';
import { logging } from './signatures/logging.ts';
import { messaging } from './signatures/messaging.ts';
import { mongo } from './signatures/mongo.ts';
import { nats } from './signatures/nats.ts';
import { netHttp } from './signatures/net-http.ts';
import { pgx } from './signatures/pgx.ts';
import { poolsAndCaches } from './signatures/pools-and-caches.ts';
import { redis } from './signatures/redis.ts';
import { standardLibrary } from './signatures/standard-library.ts';
import { streams } from './signatures/streams.ts';
import { telemetry } from './signatures/telemetry.ts';

/** Every signature; the more telling one of two that match stands first. */
export const signatures: readonly Signature[] = [
  ...netHttp,
  ...http2,
  ...databaseSql,
  ...pgx,
  ...mongo,
  ...redis,
  ...grpc,
  ...etcd,
  ...kubernetes,
  ...nats,
  ...kafka,
  ...messaging,
  ...streams,
  ...hashicorp,
  ...logging,
  ...telemetry,
  ...poolsAndCaches,
  ...embeddedDatabases,
  ...clouds,
  ...standardLibrary,
];

/**
 * Signatures that a goroutine matches, most telling first; empty when nothing is known of it. `names` are full function
 * names, leaf first; `root` is the function that was started; `creator` ran the `go` statement (absent in profiles).
 */
export const matchSignatures = createMatcher(signatures);
