// One keep-alive connection pool per target: a GET with its own time-outs and caps, whole answer in memory.
import { createGunzip, createInflate } from 'node:zlib';
import { Agent, request } from 'undici';
import { CollectError } from '../collect-error.ts';
import { explainFailure, type Phase } from './explain-failure.ts';
import {
  defaultBodyTimeoutMs,
  defaultConnectTimeoutMs,
  defaultFirstByteTimeoutMs,
  defaultMaxBodyBytes,
  type LiveOptions,
} from './live-options.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** ms from the request to the last byte. */
  readonly tookMs: number;
  /** Why the body is not whole, where `keepStart` asked for what came. */
  readonly broken?: CollectError;
}

export interface GetOptions {
  /** The whole request must end within this many ms. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
  /** The service may be silent for so much longer than usual, since it works for so long. */
  readonly patienceMs?: number;
  /** Called with the bytes of the body so far. */
  readonly onBytes?: (bytes: number) => void;
  /** A body that breaks off, or passes the cap, is kept as far as it came. */
  readonly keepStart?: boolean;
}

export interface HttpClient {
  /** GETs `path` (with query) of the origin; throws `CollectError`, never for a status. */
  get(path: string, options?: GetOptions): Promise<HttpAnswer>;
  close(): Promise<void>;
}

const maxRedirects = 5;
/** Of an answer that is an error only its text matters. */
const maxErrorBytes = 64 * 1024;

/** A client for one origin. `name` is what messages call the target. */
export function newHttpClient(origin: string, name: string, options: LiveOptions): HttpClient {
  const agent = new Agent({
    connections: 4,
    keepAliveTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: -1,
    connect: {
      timeout: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
      socketPath: options.unixSocket ?? null,
      ca: options.tls?.ca,
      cert: options.tls?.cert,
      key: options.tls?.key,
      rejectUnauthorized: options.tls?.insecure !== true,
      servername: options.tls?.serverName,
    },
  });
  const headers = requestHeaders(options);
  return {
    async get(path, get = {}) {
      let target = new URL(path, origin);
      for (let hop = 0; ; hop++) {
        const answer = await getOnce(agent, target, headers, name, options, get);
        const to = answer.status >= 301 && answer.status <= 308 && answer.status !== 304 && answer.headers.location;
        if (!to) return answer;
        const next = URL.canParse(to, target.href) ? new URL(to, target.href) : undefined;
        if (!next || next.origin !== target.origin)
          throw new CollectError(
            'collect/redirect-elsewhere',
            `${name} answers ${target.pathname} with a redirect to ${next ? next.origin : 'a place that is no URL'}, which is not followed because it is another origin; if that is the service, name it instead`,
          );
        if (hop >= maxRedirects)
          throw new CollectError('collect/redirect-loop', `${name} redirects ${path} more than ${maxRedirects} times`);
        target = next;
      }
    },
    close: () => agent.destroy(),
  };
}

function requestHeaders(options: LiveOptions): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'parkwatch', 'accept-encoding': 'gzip, deflate' };
  if (options.basicAuth !== undefined)
    headers.authorization = `Basic ${Buffer.from(options.basicAuth).toString('base64')}`;
  if (options.bearerToken !== undefined) headers.authorization = `Bearer ${options.bearerToken}`;
  return { ...headers, ...options.headers };
}

async function getOnce(
  agent: Agent,
  url: URL,
  headers: Record<string, string>,
  name: string,
  options: LiveOptions,
  get: GetOptions,
): Promise<HttpAnswer> {
  const started = performance.now();
  const abort = new AbortController();
  let phase: Phase = 'first-byte';
  let why: 'phase' | 'whole' | 'caller' | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (reason: typeof why) => {
    why ??= reason;
    abort.abort();
  };
  const watch = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => stop('phase'), ms);
  };
  const whole = get.withinMs === undefined ? undefined : setTimeout(() => stop('whole'), Math.max(1, get.withinMs));
  const onCaller = () => stop('caller');
  if (get.signal?.aborted) onCaller();
  get.signal?.addEventListener('abort', onCaller, { once: true });
  const patience = get.patienceMs ?? 0;
  const limits = {
    firstByte: (options.firstByteTimeoutMs ?? defaultFirstByteTimeoutMs) + patience,
    body: (options.bodyTimeoutMs ?? defaultBodyTimeoutMs) + patience,
    connect: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
  };
  const parts: Uint8Array[] = [];
  let status = 0;
  let answerHeaders: Record<string, string> = {};
  // The connector has its own limit, so that waiting for a connection is not taken for waiting for an answer.
  watch(limits.firstByte + limits.connect);
  try {
    const response = await request(url, { dispatcher: agent, method: 'GET', headers, signal: abort.signal });
    phase = 'body';
    watch(limits.body);
    status = response.statusCode;
    answerHeaders = {};
    for (const [key, value] of Object.entries(response.headers))
      if (value !== undefined) answerHeaders[key] = Array.isArray(value) ? value.join(', ') : value;
    const cap =
      response.statusCode === 200
        ? (options.maxBodyBytes ?? defaultMaxBodyBytes)
        : Math.min(maxErrorBytes, options.maxBodyBytes ?? maxErrorBytes);
    const whole = await readBody(response.body, answerHeaders['content-encoding'], cap, parts, (total) => {
      watch(limits.body);
      get.onBytes?.(total);
    });
    if (!whole && response.statusCode === 200)
      throw new CollectError(
        'collect/too-large',
        `${name}: the answer to ${url.pathname}${url.search} is larger than ${cap} bytes, so ${get.keepStart ? 'only its start was read' : 'it was not read'}; --max-body raises the limit`,
      );
    return { status, headers: answerHeaders, body: joined(parts), tookMs: performance.now() - started };
  } catch (error) {
    const broken = explained(error);
    if (!get.keepStart || status !== 200 || parts.length === 0) throw broken;
    return { status, headers: answerHeaders, body: joined(parts), tookMs: performance.now() - started, broken };
  } finally {
    clearTimeout(timer);
    clearTimeout(whole);
    get.signal?.removeEventListener('abort', onCaller);
  }

  function explained(error: unknown): CollectError {
    if (error instanceof CollectError) return error;
    if (why === 'caller') return new CollectError('run/interrupted', `${name}: interrupted`, error);
    return explainFailure(error, {
      name,
      url,
      phase,
      timedOut:
        why === undefined
          ? undefined
          : why === 'whole'
            ? (get.withinMs ?? 0)
            : phase === 'body'
              ? limits.body
              : limits.firstByte,
      unixSocket: options.unixSocket,
      connectTimeoutMs: limits.connect,
    });
  }
}

/** The body after transfer decompression, into `parts`; false when it passes `cap`, where it is cut. */
async function readBody(
  stream: NodeJS.ReadableStream & { destroy(): void },
  encoding: string | undefined,
  cap: number,
  parts: Uint8Array[],
  onData: (total: number) => void,
): Promise<boolean> {
  let total = 0;
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : undefined;
  let source: AsyncIterable<Uint8Array> = stream as unknown as AsyncIterable<Uint8Array>;
  if (unpack) {
    stream.on('error', (error) => unpack.destroy(error as Error));
    source = stream.pipe(unpack);
  }
  for await (const part of source) {
    total += part.length;
    onData(total);
    if (total > cap) {
      stream.on('error', () => {});
      stream.destroy();
      parts.push(part.subarray(0, part.length - (total - cap)));
      return false;
    }
    parts.push(part);
  }
  return true;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0] : new Uint8Array(Buffer.concat(parts));
}
