// Redis clients: go-redis v8 and v9, redigo, rueidis.
import type { Signature } from '../signature.ts';

export const redis: readonly Signature[] = [
  {
    id: 'go-redis-reaper',
    library: 'github.com/redis/go-redis',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/go-redis/redis/internal/pool.(*ConnPool).reaper',
        'github.com/go-redis/redis.(*ClusterClient).reaper',
      ],
    },
    per: 'client',
    bound: 'one per client, up to v8; v9 has none',
    meaning: 'Closes idle connections; ends with Client.Close.',
    source: 'internal/pool/pool.go@v8.11.5 NewConnPool, cluster.go NewClusterClient',
    note: 'Grows with NewClient per request (RS006).',
  },
  {
    id: 'go-redis-min-idle',
    library: 'github.com/redis/go-redis',
    kind: 'known-benign',
    match: {
      root: [
        'github.com/redis/go-redis/internal/pool.(*ConnPool).checkMinIdleConns.func*',
        'github.com/redis/go-redis/internal/pool.(*ConnPool).tryDial',
        'github.com/go-redis/redis/internal/pool.(*ConnPool).checkMinIdleConns.func*',
        'github.com/go-redis/redis/internal/pool.(*ConnPool).tryDial',
      ],
    },
    per: 'pool',
    meaning: 'Opens idle connections, or tries again after failures.',
    source: 'internal/pool/pool.go@v9.14.0',
  },
  {
    id: 'go-redis-pubsub',
    library: 'github.com/redis/go-redis',
    kind: 'client-connection',
    match: {
      root: [
        'github.com/redis/go-redis.(*channel).initMsgChan.func*',
        'github.com/redis/go-redis.(*channel).initAllChan.func*',
        'github.com/redis/go-redis.(*channel).initHealthCheck.func*',
        'github.com/go-redis/redis.(*channel).initMsgChan.func*',
        'github.com/go-redis/redis.(*channel).initAllChan.func*',
        'github.com/go-redis/redis.(*channel).initHealthCheck.func*',
        'github.com/go-redis/redis.(*PubSub).initMsgChan.func*',
        'github.com/go-redis/redis.(*PubSub).initPing.func*',
      ],
    },
    per: 'subscription',
    bound: 'two per PubSub.Channel',
    meaning: 'Receives messages of one subscription and pings its connection; ends with PubSub.Close.',
    source: 'pubsub.go@v9.14.0, @v8.11.5',
    note: 'Grows with Subscribe without Close (RS005).',
  },
  {
    id: 'go-redis-with-conn',
    library: 'github.com/redis/go-redis',
    kind: 'known-benign',
    match: { root: ['github.com/go-redis/redis.(*baseClient).withConn.func*'] },
    per: 'request',
    bound: 'commands in flight with a cancellable context, v8',
    meaning: 'Runs one command so that its context can end the wait.',
    source: 'redis.go@v8.11.5 (*baseClient).withConn',
  },
  {
    id: 'go-redis-ring',
    library: 'github.com/redis/go-redis',
    kind: 'lifetime-singleton',
    match: {
      root: [
        'github.com/redis/go-redis.(*ringSharding).Heartbeat',
        'github.com/go-redis/redis.(*ringShards).Heartbeat',
      ],
    },
    per: 'client',
    meaning: 'Health of the shards of one Ring.',
    source: 'ring.go@v9.14.0, @v8.11.5',
  },
  {
    id: 'go-redis-cluster',
    library: 'github.com/redis/go-redis',
    kind: 'known-benign',
    match: {
      root: [
        'github.com/redis/go-redis.(*clusterStateHolder).LazyReload.func*',
        'github.com/redis/go-redis.(*clusterNode).updateLatency',
        'github.com/go-redis/redis.(*clusterStateHolder).LazyReload.func*',
        'github.com/go-redis/redis.(*clusterNode).updateLatency',
      ],
    },
    per: 'client',
    meaning: 'Loads the state of the cluster, or measures a node.',
    source: 'osscluster.go@v9.14.0, cluster.go@v8.11.5',
  },
  {
    id: 'go-redis-sentinel',
    library: 'github.com/redis/go-redis',
    kind: 'client-connection',
    match: {
      root: [
        'github.com/redis/go-redis.(*sentinelFailover).listen',
        'github.com/go-redis/redis.(*sentinelFailover).listen',
      ],
    },
    per: 'client',
    bound: 'one per failover client',
    meaning: 'Listens for the change of the master.',
    source: 'sentinel.go@v9.14.0, @v8.11.5',
  },
  {
    id: 'redigo-context',
    library: 'github.com/gomodule/redigo',
    kind: 'known-benign',
    match: {
      root: [
        'github.com/gomodule/redigo/redis.(*conn).DoContext.func*',
        'github.com/gomodule/redigo/redis.(*conn).ReceiveContext.func*',
        'github.com/gomodule/redigo/redis.DialContext.func*',
      ],
    },
    per: 'request',
    bound: 'commands in flight',
    meaning: 'Runs one command so that its context can end the wait.',
    source: 'redis/conn.go@v1.9.2',
    note: 'A command whose context has ended leaves it until the answer or the read time-out comes.',
  },
  {
    id: 'rueidis-pipe',
    library: 'github.com/redis/rueidis',
    kind: 'client-connection',
    match: {
      root: [
        'github.com/redis/rueidis.(*pipe).background.func*',
        'github.com/redis/rueidis.(*pipe)._background',
        'github.com/redis/rueidis.(*pipe)._background.func*',
      ],
    },
    per: 'connection',
    meaning: 'Reads and writes one connection.',
    source: 'pipe.go@v1.0.64',
  },
];
