// A loop that serves one subscription, watch or stream, of which there are more and more.
import { enclosingFunction } from '../../../analyse/runtime/creators.ts';
import { defineRule } from '../../rule.ts';

/** What libraries call the function that opens one; the name is a hint, so it scores below knowledge of the library. */
const opens = /[./)](Subscribe|Watch|Listen|Follow|Observe|Tail|Stream)\w*$/;

/** The loop of a listener stands in one of these. */
const accept = /^net\.\(\*(TCP|Unix)Listener\)\.Accept\w*$/;

/** google.golang.org/grpc stream.go@v1.85.0: a stream ends with its context, its connection, or the last message. */
const clientStream = /^google\.golang\.org\/grpc\.\(\*(clientStream|addrConnStream)\)\.RecvMsg$/;

/**
 * The next message of one subscription. jackc/pgx v5.12.0 conn.go, pgconn/pgconn.go; redis/go-redis v9.23.0 pubsub.go;
 * nats-io/nats.go v1.55.0 nats.go, context.go.
 */
const nextMessage =
  /^github\.com\/(jackc\/pgx\/v\d+(\/pgconn)?\.\(\*(Conn|PgConn)\)\.WaitForNotification|redis\/go-redis\/v\d+\.\(\*PubSub\)\.Receive\w*|nats-io\/nats\.go\.\(\*Subscription\)\.[nN]extMsg\w*)$/;

export const rule = defineRule({
  id: 'RS005',
  stage: 'stable',
  needs: ['group', 'signatures', 'knownLeaks', 'trend'],
  match({ group, signatures, knownLeaks, trend }) {
    const known = signatures.find((s) => s.per === 'subscription');
    if (known)
      return {
        score: 75,
        joinBy: known.library,
        why: `${known.library}: ${known.meaning}`,
        search: `the call that opens it in ${known.library}, without its Close, Unsubscribe or cancel`,
      };
    const leak = knownLeaks.find((k) => k.rule === 'RS005');
    if (leak) return { score: 85, joinBy: leak.library, why: leak.why, search: leak.fix };
    const birth = enclosingFunction(group.stack.createdBy?.function ?? '');
    const accepts = group.primitive === 'IO wait' && group.stack.frames.some((f) => accept.test(f.function));
    if (accepts && (trend?.gain ?? 0) >= 3)
      return {
        score: 58,
        title: 'listeners that nobody closes',
        why: `Each accepts connections for a listener of its own, and there are more and more of them${birth ? `; ${birth} started them` : ''}.`,
        search: 'net.Listen( and ListenAndServe( without the Close or Shutdown',
      };
    const stream = group.stack.frames.find((f) => clientStream.test(f.function));
    if (stream && (trend?.gain ?? 0) >= 3)
      return {
        score: 60,
        title: 'client streams that nobody ends',
        why: `Each waits in ${stream.function} for the next message of a stream of its own, and there are more and more of them.`,
        search: 'the call that opens the stream: its context has to be cancelled, or Recv called until it fails',
      };
    const next = group.stack.frames.find((f) => nextMessage.test(f.function));
    if (next && (trend?.gain ?? 0) >= 3)
      return {
        score: 60,
        why: `Each waits in ${next.function} for the next message of a subscription of its own, and there are more and more of them.`,
        search: `what leads to ${next.function}: its context has to be cancelled, or the connection closed, when the subscriber goes`,
      };
    if (
      !opens.test(birth) ||
      !['select', 'chan receive', 'IO wait'].includes(group.primitive) ||
      (trend?.gain ?? 0) < 3
    )
      return undefined;
    return {
      score: 55,
      why: `${birth} starts one for each call, and nothing ends them.`,
      search: `calls of ${birth} without the matching Close, Unsubscribe or cancel`,
    };
  },
});
