// A decoded capture. Goroutines stand in columns, not objects: a million of them must fit into bounded memory.
import type { Form, Provenance } from './capture.ts';
import type { Labels, Stack } from './stack.ts';

export const goroutineStatuses = [
  'waiting',
  'running',
  'runnable',
  'syscall',
  'idle',
  'dead',
  'copystack',
  'preempted',
  'leaked',
  'unknown',
] as const;
export type GoroutineStatus = (typeof goroutineStatuses)[number];

/** The bracket of a goroutine header without its minutes and labels; each distinct one is stored once. */
export interface GoroutineState {
  readonly status: GoroutineStatus;
  /** The runtime's own words, e.g. `chan receive (nil chan)`; empty unless waiting. */
  readonly waitReason: string;
  /** Marked by the runtime's leak detector. */
  readonly leaked: boolean;
  readonly lockedToThread: boolean;
  readonly durable?: boolean;
  readonly scan?: boolean;
  /** synctest group or bubble. */
  readonly bubble?: number;
  /** Words of the bracket that no version we know prints; kept, never dropped. */
  readonly unknownWords?: readonly string[];
}

/** Column arrays, all of the same length; one row a goroutine (text forms) or a sample (profiles). */
export interface Rows {
  readonly length: number;
  /** Index into `Snapshot.stacks`. */
  readonly stack: Uint32Array;
  /** Index into `Snapshot.states`. */
  readonly state: Uint32Array;
  /** Goroutines the row stands for; absent: one each. */
  readonly count?: Float64Array;
  /** Goroutine ids; absent in profiles. NaN where a header could not be read whole. Exact up to 2^53. */
  readonly id?: Float64Array;
  /** Minutes in the header; 0 = none shown. */
  readonly minutes?: Uint32Array;
  /** Id of the goroutine that ran the `go` statement (Go >= 1.21); 0 = not shown. */
  readonly creator?: Float64Array;
  /** Index into `Snapshot.labelSets`; 0 is the empty set. */
  readonly labels?: Uint32Array;
  /** 1 where the record was cut or its stack unreadable. */
  readonly incomplete?: Uint8Array;
  /** 1-based line of the header in the input. */
  readonly line?: Float64Array;
}

/**
 * First argument words of chosen frames (receivers of Mutex.Lock, persistConn.readLoop …), sparse:
 * entry i says that the frame `depth[i]` of row `row[i]` was called with first word `value[i]`.
 */
export interface Pointers {
  readonly row: Uint32Array;
  readonly depth: Uint16Array;
  readonly value: Float64Array;
}

/** Why a snapshot is not the whole truth; a closed list, see DESIGN §2.2. */
export const snapshotLimits = [
  'truncated', // cut at 64 MiB, or inside the last record
  'sampled', // a profile that is a sample of the goroutines
  'single-goroutine', // GOTRACEBACK=single: only the failing goroutine was printed
  'bubble-only', // synctest deadlock: only the bubble's goroutines
  'leaked-only', // goroutineleak profile in debug=0 or 1: only what the runtime proves
  'delta', // ?seconds=N
  'hidden-frames', // debug=1: channel operations look alike
  'no-ids', // profiles
  'depth-limited', // stacks of exactly 32 or 128 frames, cut at the root
  'filtered', // goleak and the like print only some goroutines
] as const;
export type SnapshotLimit = (typeof snapshotLimits)[number];

export interface Snapshot {
  readonly provenance: Provenance;
  readonly form: Form;
  /** `goroutine`, `goroutineleak`, `threadcreate`, or a user profile's name. */
  readonly profile: string;
  readonly goVersion?: string;
  /** ms since 1970, from the profile itself when it says so. */
  readonly takenAt?: number;
  readonly limits: readonly SnapshotLimit[];
  readonly stacks: readonly Stack[];
  readonly states: readonly GoroutineState[];
  readonly labelSets: readonly Labels[];
  readonly rows: Rows;
  readonly pointers?: Pointers;
  /** What the header of a debug=1 profile claims. */
  readonly declaredTotal?: number;
  /** 1-based line where the dump begins in its source; several dumps may stand in one file. */
  readonly line?: number;
}

/** Number of goroutines a snapshot stands for. */
export function countGoroutines(snapshot: Snapshot): number {
  const { count, length } = snapshot.rows;
  if (!count) return length;
  let total = 0;
  for (let i = 0; i < length; i++) total += count[i];
  return total;
}
