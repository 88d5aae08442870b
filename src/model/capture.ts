// Bytes from one source at one instant, with where and when they were taken.

export const forms = ['dump', 'crash', 'debug1', 'pprof', 'bundle', 'gotest', 'trace', 'source', 'metrics'] as const;
/** How the bytes are written (DESIGN §9 `sources[].form`). */
export type Form = (typeof forms)[number];

/** What is known of the process that was photographed; a change of it ends an epoch. */
export interface ProcessInfo {
  readonly commandLine?: string;
  /** Start of the process, ms since 1970. */
  readonly startedAt?: number;
  readonly goVersion?: string;
  readonly build?: string;
  readonly mainModule?: string;
}

export interface Provenance {
  /** As the user named it; inside a bundle `bundle.tgz!file`. */
  readonly name: string;
  /** Snapshots of one target form a series. Absent: the run decides (all sources are one target). */
  readonly target?: string;
  /** ms since 1970, when known from the bundle, the HTTP answer or the file. */
  readonly takenAt?: number;
  readonly tookMs?: number;
  /** Profile name that the URL or the bundle states, e.g. `goroutineleak`. */
  readonly profile?: string;
  /** HTTP status of the answer, for live captures. */
  readonly status?: number;
  readonly contentType?: string;
  readonly process?: ProcessInfo;
}

/**
 * Pull side of a source. Fills `into[offset, offset + length)` and returns how many bytes came, 0 at the end.
 * Plain files answer at once; compressed files and sockets answer with a promise.
 */
export interface ByteSource {
  read(into: Uint8Array, offset: number, length: number): number | Promise<number>;
  close(): void;
}

export interface Capture {
  readonly provenance: Provenance;
  /** Bytes as stored (perhaps compressed), when known before reading. */
  readonly size?: number;
  /** Opens the (decompressed) bytes; called at most once. */
  open(): ByteSource | Promise<ByteSource>;
}
