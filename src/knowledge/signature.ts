// The shapes of what is known about libraries: signatures of healthy goroutines, documented leaks, measures of traffic.
import type { Primitive } from '../model/primitive.ts';

/**
 * How a goroutine is recognised. Fields that are given must all hold; within a field one pattern is enough.
 *
 * A pattern is a full function name without type arguments, closure ordinals and major version
 * (`github.com/redis/go-redis.(*channel).initMsgChan`), see `declared-function.ts`:
 * - `P.F` the function or any closure in it;
 * - `P.F()` the function itself only;
 * - `P.F.func*` its closures only;
 * - `P.*` or `P.F*` any function that begins so.
 */
export interface Match {
  /** The function that the `go` statement started. */
  readonly root?: readonly string[];
  /** Any frame of the stack. */
  readonly frame?: readonly string[];
  /** The innermost frame outside runtime, sync and the poller. */
  readonly park?: readonly string[];
  /** The function that ran the `go` statement; never holds for forms without creators. */
  readonly creator?: readonly string[];
  /** No frame may be one of these. */
  readonly without?: readonly string[];
  /** What it waits on; a form that hides it (`unknown`) passes. */
  readonly primitive?: readonly Primitive[];
}

export type SignatureKind =
  | 'idle-pool' // a pooled worker or connection that waits for its next use
  | 'known-benign' // waits by design, as many as the program asked for
  | 'lifetime-singleton' // as long as the process, or as one client or server in it
  | 'connection-bound' // a server's loop for one accepted connection or stream: traffic decides how many
  | 'client-connection'; // a client's loop for one connection: leaks when a client is made per request

export interface Signature {
  readonly id: string;
  readonly library: string;
  readonly kind: SignatureKind;
  readonly match: Match;
  /** What there is one of, or one set of. */
  readonly per: 'process' | 'connection' | 'client' | 'server' | 'pool' | 'subscription' | 'request';
  /** How many a healthy process has, in words. */
  readonly bound?: string;
  /** The healthy and the leaked one look alike: it takes rows away but never makes a group clean by itself. */
  readonly perhapsLeaked?: boolean;
  /** The names are the same at both ends of a connection: births and listeners tell which one it is. */
  readonly eitherSide?: boolean;
  readonly meaning: string;
  /** Where the names and the meaning were read: `file@version`, an issue, or `measured`. */
  readonly source: string;
  readonly note?: string;
}

/** A documented way in which a library leaks goroutines. */
export interface KnownLeak {
  readonly id: string;
  readonly library: string;
  /** Module path prefix in file names (`…@v1.2.3/`), to read the version from; `std` for the standard library. */
  readonly module: string;
  /** Versions that have it, in words. */
  readonly affected: string;
  /** First version without it; absent: it is a trap of use that no version takes away. */
  readonly fixedIn?: string;
  readonly match: Match;
  /** Fewer goroutines than this are what one healthy instance has. */
  readonly atLeast: number;
  /** Cause id of DESIGN §12. */
  readonly rule: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Issue or source that documents it. */
  readonly issue: string;
}

/** Goroutines whose number measures load; growth that follows them is explained. */
export interface TrafficBound {
  readonly id: string;
  readonly measures: 'open server connections' | 'requests in flight' | 'streams in flight';
  /** A goroutine for each request or stream, which ends with it. */
  readonly ownGoroutine?: boolean;
  readonly match: Match;
  readonly meaning: string;
  readonly source: string;
}
