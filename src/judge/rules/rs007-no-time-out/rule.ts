// Goroutines that wait for something outside of the process, an answer, a dial, a read, a system call, without a limit.
import type { EpochFacts } from '../../../analyse/runtime/facts.ts';
import { isClientSide } from '../../../knowledge/client-packages.ts';
import { isStandardFunction, packageOf } from '../../../knowledge/standard-library.ts';
import { defineRule } from '../../rule.ts';

interface Outside {
  readonly frame: RegExp;
  readonly waits: string;
  readonly search: string;
}

const httpClient = 'http.DefaultClient, http.Get and http.Client{} without Timeout; requests without a context';

/** Client calls by the frame that waits; read at go1.26, go-redis@v8.11.5 and @v9.17.2 (internal/pool/pool.go, semaphore.go). */
const outside: readonly Outside[] = [
  {
    frame:
      /^(net\/http\.\(\*(persistConn|http2ClientConn)\)\.roundTrip|golang\.org\/x\/net\/http2\.\(\*ClientConn\)\.roundTrip)/,
    waits: 'the answer to an HTTP request',
    search: httpClient,
  },
  {
    frame: /^net\/http\.\(\*persistConn\)\.Read$/,
    waits: 'the rest of an HTTP response body',
    search: httpClient,
  },
  {
    frame: /^net\/http\.\(\*Transport\)\.getConn$/,
    waits: 'a connection, to be made or to come back below MaxConnsPerHost',
    search: 'resp.Body that is not read to its end and closed; requests without a context that ends',
  },
  {
    frame:
      /^github\.com\/(go-)?redis\/(go-)?redis(\/v\d+)?\/internal(\/pool\.\(\*ConnPool\)\.waitTurn|\.\(\*F\w*Semaphore\)\.Acquire)/,
    waits: 'a connection of the Redis pool: all are taken',
    search: 'commands that block (BLPop, XRead with Block: 0), PubSub and Conn without Close; PoolSize and PoolTimeout',
  },
  {
    frame: /^crypto\/tls\.\(\*Conn\)\.clientHandshake/,
    waits: 'the end of a TLS handshake',
    search: 'tls.Dial without a Dialer.Timeout or a context',
  },
  {
    frame: /^net\.\(\*(Resolver|resolverConfig)\)\./,
    waits: 'a name look-up',
    search: 'look-ups without a context that ends',
  },
  {
    frame: /^net\.\(\*(Dialer|sysDialer)\)\./,
    waits: 'a connection to be made',
    search: 'net.Dial without a Dialer.Timeout or a context',
  },
  { frame: /^net\/rpc\.\(\*Client\)\.Call$/, waits: 'the answer to an RPC call', search: 'rpc.Client.Call' },
  {
    frame: /^google\.golang\.org\/grpc\.\(\*ClientConn\)\.Invoke$/,
    waits: 'the answer to a gRPC call',
    search: 'gRPC calls whose context has no deadline',
  },
];

/** Loops of an HTTP connection, and the least share of them that must belong to a waiting request. */
const connectionLoop = /^net\/http\.\(\*persistConn\)\.(read|write)Loop$/;
const inUse = 0.6;

/** Reading from or writing to a peer; a file or an os.Pipe is no network. */
const connectionRead = /^(net\.\(\*\w+\)|crypto\/tls\.\(\*Conn\))\.(Read|Write)\w*$/;

const joinBy = 'net/http transport';

export const rule = defineRule({
  id: 'RS007',
  stage: 'stable',
  needs: ['group', 'trend'],
  match({ group, trend }, epoch) {
    const names = group.stack.frames.map((f) => f.function);
    const root = names.at(-1) ?? '';
    if (connectionLoop.test(root)) {
      const waiting = countRequests(epoch);
      return waiting >= inUse * group.count && waiting > 0 ? { score: 72, joinBy } : undefined;
    }
    const known = outside.find((o) => names.some((n) => o.frame.test(n)));
    if (known)
      return {
        score: 66,
        title: `waits for ${known.waits} without a time limit`,
        search: known.search,
        ...(/^net\/http\.\(\*persistConn\)\.roundTrip$/.test(names.find((n) => known.frame.test(n)) ?? '')
          ? { joinBy, root: true }
          : {}),
      };
    const call = group.primitive === 'syscall' ? systemCall(names) : undefined;
    if (call)
      return {
        score: 55,
        title: `blocked in the system call ${call}`,
        why: `Each keeps a thread of its own inside ${call}, which cannot be cancelled: who holds what it waits for, a file lock, a device or a child process, has to let go.`,
        search: `calls of ${call}`,
      };
    const library = group.primitive === 'IO wait' ? names.find((n) => isClientSide(n)) : undefined;
    if (library !== undefined && !isClientSide(root))
      return {
        score: 45,
        title: `waits for ${packageOf(library)} to answer without a time limit`,
        why: 'Each waits inside a call of a client library for what the server sends; the call has no deadline that ends it.',
        search: `calls of ${packageOf(library)} that block, whose context has no deadline and is never cancelled`,
      };
    if (group.primitive === 'IO wait' && (trend?.gain ?? 0) >= 3 && names.some((n) => connectionRead.test(n)))
      return {
        score: 30,
        why: 'Each reads from a connection that stays open: nobody closes it, and no deadline ends the read.',
        search: 'where the connection is opened: a Close when it is given up, and SetReadDeadline',
      };
    return undefined;
  },
});

/** Goroutines of the moment that wait for the answer to a request on a connection of net/http. */
function countRequests(epoch: EpochFacts): number {
  let count = 0;
  for (const { group } of epoch.byKey.values())
    if (group.stack.frames.some((f) => f.function === 'net/http.(*persistConn).roundTrip')) count += group.count;
  return count;
}

/** The exported function that made the system call: `syscall.Flock` of `syscall.Syscall`, `syscall.flock`, `syscall.Flock`. */
function systemCall(names: readonly string[]): string | undefined {
  const user = names.findIndex((n) => !isStandardFunction(n) && !n.startsWith('golang.org/x/sys/'));
  const inner = user > 0 ? names[user - 1] : undefined;
  return inner && /^(syscall|os|os\/exec|golang\.org\/x\/sys\/\w+)\./.test(inner) ? inner : undefined;
}
