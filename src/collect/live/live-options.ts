// How to talk to a live service: time-outs, caps, credentials, TLS. Secrets stay in here and are never printed.

export interface LiveOptions {
  /** Path of the pprof handlers when the target does not state one; `/debug/pprof/` by default. */
  readonly pathPrefix?: string;
  /** Talk through this unix socket; the host of the target then only fills the Host header. */
  readonly unixSocket?: string;
  readonly connectTimeoutMs?: number;
  /** From the request to the first byte of the answer; a large dump stops the service before it sends anything. */
  readonly firstByteTimeoutMs?: number;
  /** Longest silence inside an answer. */
  readonly bodyTimeoutMs?: number;
  /** Largest answer, counted after transfer decompression. */
  readonly maxBodyBytes?: number;
  /** Extra request headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `name:password`. */
  readonly basicAuth?: string;
  readonly bearerToken?: string;
  readonly tls?: TlsOptions;
}

export interface TlsOptions {
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly serverName?: string;
}

export const defaultPrefix = '/debug/pprof/';
export const defaultConnectTimeoutMs = 5_000;
/** debug=2 of 100,000 goroutines takes 8.2 s before its first byte (reference/goroutine-dumps.md §5). */
export const defaultFirstByteTimeoutMs = 60_000;
export const defaultBodyTimeoutMs = 15_000;
/** The runtime cuts a dump at 64 MiB; nothing of pprof is four times that. */
export const defaultMaxBodyBytes = 256 * 1024 ** 2;
