// A failed request in clear words: a code, what happened, why, and what to do next. Credentials never come in here.
import { CollectError } from '../collect-error.ts';

/** What the request waited for when it ended. */
export type Phase = 'first-byte' | 'body';

export interface FailureContext {
  /** As results name the target. */
  readonly name: string;
  readonly url: URL;
  readonly phase: Phase;
  /** ms of the limit that ran out, when one did. */
  readonly timedOut?: number;
  readonly unixSocket?: string;
  readonly connectTimeoutMs: number;
}

/** What was left of a budget of 300 ms is 299 after the start: two digits say what was asked for. */
const seconds = (ms: number) => `${ms >= 1000 ? Math.round(ms / 100) / 10 : Number((ms / 1000).toPrecision(2))} s`;

/** The error to report. */
export function explainFailure(error: unknown, at: FailureContext): CollectError {
  const { name, url } = at;
  const path = `${url.pathname}${url.search}`;
  const code = codeOf(error);
  const text = messageOf(error);
  const make = (slug: string, message: string) => new CollectError(`collect/${slug}`, message, error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return make(
      'connect-timeout',
      `${name} did not accept a connection within ${seconds(at.connectTimeoutMs)} (a firewall, or the wrong host?); --connect-timeout gives it longer`,
    );
  if (at.timedOut !== undefined)
    return at.phase === 'body'
      ? make(
          'body-timeout',
          `${name}: the answer to ${path} stopped coming for ${seconds(at.timedOut)}; the network or the service is stuck, or --budget is too small`,
        )
      : make(
          'first-byte-timeout',
          `${name} accepted the request for ${path} but sent nothing within ${seconds(at.timedOut)}; the process may be stopped or wedged: send it SIGQUIT and check its log, or give it longer with --timeout and --budget`,
        );
  switch (code) {
    case 'ECONNREFUSED':
      return make(
        'refused',
        at.unixSocket
          ? `nothing listens on the socket ${at.unixSocket} (ECONNREFUSED); is the service running?`
          : `${name} refused the connection (ECONNREFUSED): nothing listens on port ${portOf(url)} of ${url.hostname}; is the service running, and does it serve pprof on this port?`,
      );
    case 'ENOENT':
      return make('no-socket', `there is no socket ${at.unixSocket ?? ''} (ENOENT); is the service running?`);
    case 'EACCES':
      return make('no-socket', `the socket ${at.unixSocket ?? ''} may not be opened by this user (EACCES)`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NONAME':
      return make(
        'dns',
        `the name ${url.hostname} has no address (${code}); check its spelling, or the resolver: getent hosts ${url.hostname}`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return make('unreachable', `${name} cannot be reached (${code}): no route to ${url.hostname}`);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return make(
        'connection-lost',
        at.phase === 'body'
          ? `${name} ended the connection in the middle of the answer to ${path} (${text}); did the process restart?`
          : `${name} ended the connection without an answer to ${path} (${text}); it may speak TLS (try https://) or something that is not HTTP`,
      );
    default:
  }
  if (code.startsWith('HPE_') || (error as Error).name === 'HTTPParserError')
    return make(
      'not-http',
      `${name} does not speak HTTP on this port (${text}); try https://, or the port that serves pprof`,
    );
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    /wrong version number|packet length too long/i.test(text)
  )
    return make('tls-to-http', `${name} does not speak TLS on this port; write http:// instead of https://`);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || tlsWords[code] !== undefined)
    return make('tls', `${name}: the TLS handshake failed: ${tlsWords[code] ?? text}`);
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    return make('damaged-archive', `${name}: the compressed answer to ${path} is cut or damaged (${text})`);
  return make('failed', `${name}: the request for ${path} failed: ${text}${code ? ` (${code})` : ''}`);
}

/** OpenSSL's verdicts as Node names them. */
const tlsWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; --cacert FILE trusts it, --insecure skips the check',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here; --cacert FILE names it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate comes from an authority that is not known here; --cacert FILE names it',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not known here; --cacert FILE names it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate comes from an authority that is not known here; --cacert FILE names it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; --server-name gives the name to expect',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it asks for a client certificate; --cert FILE and --key FILE give one',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it refused the client certificate; --cert FILE and --key FILE give one',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not trust the authority of the client certificate',
};

function codeOf(error: unknown): string {
  for (
    let e = error as { code?: unknown; cause?: unknown; errors?: unknown[] } | undefined;
    e;
    e = e.cause as typeof e
  ) {
    if (typeof e.code === 'string') {
      // undici wraps what the socket said; the inner word is the better one.
      const inner = e.code === 'UND_ERR_SOCKET' && (e.cause as { code?: unknown } | undefined)?.code;
      return typeof inner === 'string' ? inner : e.code;
    }
    const first = e.errors?.[0] as { code?: unknown } | undefined;
    if (typeof first?.code === 'string') return first.code;
  }
  return '';
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0];
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}
