// Packages that only ever dial: a goroutine with such a frame is on the client side of its connection.
// Source: the packages' own documentation; each is a driver or client without a listener for peers.

const clientPackages: readonly string[] = [
  'github.com/jackc/pgx',
  'github.com/jackc/pgconn',
  'github.com/lib/pq',
  'github.com/go-sql-driver/mysql',
  'github.com/microsoft/go-mssqldb',
  'github.com/denisenkom/go-mssqldb',
  'github.com/sijms/go-ora',
  'github.com/ClickHouse/clickhouse-go',
  'github.com/ClickHouse/ch-go',
  'github.com/redis/go-redis',
  'github.com/go-redis/redis',
  'github.com/gomodule/redigo',
  'github.com/redis/rueidis',
  'github.com/bradfitz/gomemcache',
  'github.com/nats-io/nats.go',
  'github.com/nats-io/stan.go',
  'github.com/rabbitmq/amqp091-go',
  'github.com/streadway/amqp',
  'github.com/eclipse/paho.mqtt.golang',
  'github.com/eclipse/paho.golang',
  'github.com/Shopify/sarama',
  'github.com/IBM/sarama',
  'github.com/segmentio/kafka-go',
  'github.com/twmb/franz-go',
  'github.com/apache/pulsar-client-go',
  'go.mongodb.org/mongo-driver',
  'github.com/gocql/gocql',
  'github.com/couchbase/gocbcore',
  'github.com/aerospike/aerospike-client-go',
  'github.com/elastic/go-elasticsearch',
  'github.com/go-zookeeper/zk',
  'github.com/samuel/go-zookeeper',
  'github.com/go-ldap/ldap',
  'github.com/emersion/go-imap/client',
  'github.com/jlaffaye/ftp',
  'github.com/pkg/sftp',
  'github.com/docker/docker/client',
  'github.com/moby/moby/client',
  'go.etcd.io/etcd/client',
  'k8s.io/client-go',
];

const clientFunctions =
  /^(net\/http\.\(\*(persistConn|Transport|http2clientConnReadLoop|http2ClientConn|http2Transport)\)|golang\.org\/x\/net\/http2\.\(\*(clientConnReadLoop|ClientConn|Transport)\)|google\.golang\.org\/grpc\/internal\/transport\.\(\*http2Client\))\./;

/** Functions that only the side that dials runs: dialling itself, name look-up, the client's half of a handshake. */
const diallingFunctions =
  /^(net\.(Dial\w*|\(\*(Dialer|sysDialer|Resolver)\)\.\w+)|crypto\/tls\.(Dial\w*|dial|\(\*Dialer\)\.\w+|\(\*Conn\)\.clientHandshake|\(\*clientHandshakeState\w*\)\.\w+)|golang\.org\/x\/crypto\/ssh\.(Dial|NewClientConn)|net\/smtp\.\w+|net\/rpc\.\(\*Client\)\.\w+|[\w./-]+\/websocket\.\(\*Dialer\)\.\w+)(\.|$)/;

/** Whether the function is of a package, or a part of one, that only ever dials. */
export function isClientSide(functionName: string): boolean {
  if (clientFunctions.test(functionName) || diallingFunctions.test(functionName)) return true;
  return clientPackages.some((p) => functionName.startsWith(p) && /[./]/.test(functionName[p.length] ?? ''));
}
