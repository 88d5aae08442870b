// Embedded stores: badger, pebble, bbolt, goleveldb; and the Prometheus server, which is built around one.
import type { Signature } from '../signature.ts';

const badger = 'github.com/dgraph-io/badger';
const pebble = 'github.com/cockroachdb/pebble';
const level = 'github.com/syndtr/goleveldb/leveldb';
const prometheus = 'github.com/prometheus/prometheus';

export const embeddedDatabases: readonly Signature[] = [
  {
    id: 'badger-db',
    library: badger,
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${badger}.(*DB).doWrites`,
        `${badger}.(*DB).monitorCache`,
        `${badger}.(*DB).updateSize`,
        `${badger}.(*valueLog).waitOnGC`,
        `${badger}.(*publisher).listenForUpdates`,
        `${badger}.(*vlogThreshold).listenForValueThresholdUpdate`,
        `${badger}.Open.func*`,
        `${badger}.(*levelsController).runCompactor`,
        `${badger}.(*DB).startMemoryFlush.func*`,
        `${badger}/y.(*WaterMark).process`,
      ],
    },
    per: 'client',
    bound: 'some fifteen per open DB',
    meaning: 'Loops of one open database; end with Close.',
    source: 'db.go, levels.go, y/watermark.go@v4.8.0',
  },
  {
    id: 'pebble-db',
    library: pebble,
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${pebble}.openCleanupManager.func*`,
        `${pebble}.(*tableCacheShard).releaseLoop`,
        `${pebble}/record.NewLogWriter.func*`,
        `${pebble}/sstable.(*writeQueue).runWorker`,
        `${pebble}/vfs.(*diskHealthCheckingFile).startTicker.func*`,
        `${pebble}/vfs.(*diskHealthCheckingFS).startTickerLocked.func*`,
      ],
    },
    per: 'client',
    bound: 'some per open DB, log and file',
    meaning: 'Loops of one open database; end with Close.',
    source: 'cleaner.go, table_cache.go, record/log_writer.go, vfs/disk_health.go@v1.1.5',
  },
  {
    id: 'pebble-work',
    library: pebble,
    kind: 'known-benign',
    match: { root: [`${pebble}.(*DB).flush`, `${pebble}.(*DB).compact`, `${pebble}.(*DB).collectTableStats`] },
    per: 'process',
    bound: 'flushes and compactions in progress',
    meaning: 'Flushes or compacts.',
    source: 'compaction.go, table_stats.go@v1.1.5',
  },
  {
    id: 'bbolt-freepages',
    library: 'go.etcd.io/bbolt',
    kind: 'known-benign',
    match: { root: ['go.etcd.io/bbolt.(*DB).freepages.func*', 'go.etcd.io/bbolt.(*Tx).Check.func*'] },
    per: 'request',
    meaning: 'Reads pages while a database is opened or checked.',
    source: 'db.go, tx_check.go@v1.4.3',
  },
  {
    id: 'goleveldb-db',
    library: 'github.com/syndtr/goleveldb',
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${level}.(*DB).compactionError`,
        `${level}.(*DB).mpoolDrain`,
        `${level}.(*DB).tCompaction`,
        `${level}.(*DB).mCompaction`,
        `${level}/util.(*BufferPool).drain`,
      ],
    },
    per: 'client',
    bound: 'five per open DB',
    meaning: 'Loops of one open database; end with Close.',
    source: 'leveldb/db.go, util/buffer_pool.go@v1.0.0',
  },
  {
    id: 'prometheus-scrape',
    library: prometheus,
    kind: 'known-benign',
    match: {
      root: [
        `${prometheus}/scrape.(*scrapeLoop).run`,
        `${prometheus}/scrape.(*scrapePool).sync.func*`,
        `${prometheus}/scrape.(*Manager).*`,
      ],
    },
    per: 'subscription',
    bound: 'one per target',
    meaning: 'Scrapes one target.',
    source: 'scrape/scrape.go, manager.go@v0.306.0',
  },
  {
    id: 'prometheus-server',
    library: prometheus,
    kind: 'lifetime-singleton',
    match: {
      root: [
        `${prometheus}/tsdb.*`,
        `${prometheus}/tsdb/*`,
        `${prometheus}/rules.*`,
        `${prometheus}/notifier.*`,
        `${prometheus}/discovery*`,
        `${prometheus}/storage/remote.*`,
        `${prometheus}/util/*`,
        `${prometheus}/web.(*Handler).Run.func*`,
      ],
    },
    per: 'process',
    bound: 'some per rule group, provider, remote write shard',
    meaning: 'Parts of a Prometheus server.',
    source: 'tsdb/db.go, rules/group.go, discovery/manager.go, storage/remote/queue_manager.go@v0.306.0',
  },
  {
    id: 'caddy-server',
    library: 'github.com/caddyserver/caddy',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/caddyserver/caddy.trapSignalsCrossPlatform.func*',
        'github.com/caddyserver/caddy.trapSignalsPosix.func*',
        'github.com/caddyserver/caddy.replaceLocalAdminServer.func*',
        'github.com/caddyserver/caddy/modules/caddytls.*',
        'github.com/caddyserver/caddy/modules/caddytls/standardstek.(*standardSTEKProvider).rotate',
        'github.com/caddyserver/caddy/modules/caddypki.(*PKI).maintenance',
        'github.com/caddyserver/caddy/modules/caddyhttp/reverseproxy.(*Handler).activeHealthChecker',
        'github.com/caddyserver/caddy/modules/caddyhttp/reverseproxy.(*metricsUpstreamsHealthyUpdater).init.func*',
      ],
    },
    per: 'process',
    bound: 'some per configuration',
    meaning: 'Parts of a Caddy server; those of an old configuration end with it.',
    source: 'sigtrap.go, admin.go, modules/caddytls/tls.go@v2.10.2',
  },
  {
    id: 'certmagic',
    library: 'github.com/caddyserver/certmagic',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/caddyserver/certmagic.(*Cache).maintainAssets',
        'github.com/caddyserver/certmagic.(*RingBufferRateLimiter).loop',
        'github.com/caddyserver/certmagic.keepLockfileFresh',
      ],
    },
    per: 'process',
    bound: 'one per certificate cache, rate limiter and held lock',
    meaning: 'Renews certificates, limits requests, keeps a lock file fresh.',
    source: 'cache.go, ratelimiter.go, filestorage.go@v0.24.0',
  },
];
