// Functions that open something which has to be closed by who asked for it, with what stays when it is not.

export interface Opener {
  /** Methods that end it. */
  readonly ends: readonly string[];
  /** What goes on until then; read in the source of the version named. */
  readonly keeps: string;
  /** Goroutines of its own keep it from the collector. */
  readonly lasts?: true;
}

/** By `Callee.name`. Go 1.27.3: `database/sql.OpenDB` starts connectionOpener; a connection is closed by the collector at some
 * time, and its peer waits until then (`net.(*netFD)`, `os.NewFile` set finalizers). grpc v1.85.0: NewClient starts the
 * callback serializers of `ccBalancerWrapper` and `ccResolverWrapper`. x/crypto v0.58.0: `ssh.NewClientConn` starts `mux.loop`
 * and the read loop of the transport. pgx v5.12.0: `pgxpool.NewWithConfig` starts backgroundHealthCheck. amqp091-go
 * v1.16.0: `Open` starts `reader` and, with a heartbeat, `heartbeater`. nats.go v1.55.0: `processConnectInit` starts
 * readLoop and flusher. */
export const openers: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ...['net.Dial', 'net.DialTimeout', 'net.DialTCP', 'net.DialUnix', 'net.Dialer.Dial', 'net.Dialer.DialContext'].map(
    (name): [string, Opener] => [name, { ends: ['Close'], keeps: 'its peer waits, until the collector finds it' }],
  ),
  ...['os.Open', 'os.OpenFile', 'os.Create', 'os.CreateTemp'].map((name): [string, Opener] => [
    name,
    { ends: ['Close'], keeps: 'its descriptor stays open, until the collector finds it' },
  ]),
  ...['crypto/tls.Dial', 'crypto/tls.DialWithDialer', 'crypto/tls.Dialer.DialContext'].map((name): [string, Opener] => [
    name,
    { ends: ['Close', 'NetConn'], keeps: 'its peer waits, until the collector finds it' },
  ]),
  ...['database/sql.Open', 'database/sql.OpenDB'].map((name): [string, Opener] => [
    name,
    { ends: ['Close'], keeps: 'its goroutine connectionOpener and its connections stay', lasts: true },
  ]),
  ...['google.golang.org/grpc.NewClient', 'google.golang.org/grpc.Dial', 'google.golang.org/grpc.DialContext'].map(
    (name): [string, Opener] => [
      name,
      { ends: ['Close'], keeps: 'its goroutines and its connections stay', lasts: true },
    ],
  ),
  ['golang.org/x/crypto/ssh.Dial', { ends: ['Close', 'Wait'], keeps: 'its two reading goroutines stay', lasts: true }],
  ...['github.com/jackc/pgx/v5/pgxpool.New', 'github.com/jackc/pgx/v5/pgxpool.NewWithConfig'].map(
    (name): [string, Opener] => [
      name,
      { ends: ['Close'], keeps: 'its health check and its connections stay', lasts: true },
    ],
  ),
  ...['github.com/rabbitmq/amqp091-go.Dial', 'github.com/rabbitmq/amqp091-go.DialConfig'].map(
    (name): [string, Opener] => [name, { ends: ['Close', 'CloseDeadline'], keeps: 'its reader stays', lasts: true }],
  ),
  [
    'github.com/nats-io/nats.go.Connect',
    { ends: ['Close', 'Drain'], keeps: 'its reading and flushing goroutines stay', lasts: true },
  ],
]);
