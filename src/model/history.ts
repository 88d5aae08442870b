// Snapshots of one target set in time: moments, epochs (one process each), and every group followed over them.
import type { Group, StackIdentity } from './group.ts';
import type { Primitive } from './primitive.ts';
import type { MetricsSample } from './profile.ts';
import type { GoroutineStatus, Snapshot, SnapshotLimit } from './snapshot.ts';
import type { Stack } from './stack.ts';

/**
 * How a receive was compiled: `runtime.chanrecv1` (`<-ch`) or `runtime.chanrecv2` (`for range ch`, `v, ok := <-ch`); the
 * same since Go 1.5 (runtime/chan.go). debug=1, and debug=2 without GOTRACEBACK=system, hide both.
 */
export type Receives = 'value' | 'value and ok';

/** One exact key at one moment, over all its wait reasons and all forms taken at that moment. */
export interface MomentGroup {
  readonly identity: StackIdentity;
  readonly primitive: Primitive;
  readonly status: GoroutineStatus;
  readonly waitReason: string;
  readonly count: number;
  /** Goroutines the runtime proved leaked: marked, or in a `goroutineleak` profile. */
  readonly proven: number;
  readonly provenIn?: string;
  /** Ascending; absent when no form of the moment has ids. */
  readonly ids?: Float64Array;
  /** Distinct ids of the creators, ascending. */
  readonly creatorIds?: Float64Array;
  readonly minutes?: { readonly min: number; readonly max: number; readonly known: number };
  readonly stack: Stack;
  readonly role?: Group['role'];
  readonly labels?: Group['labels'];
  readonly lockedToThread: number;
  /** Of a plain receive, where a form shows the runtime's frames: how the stack that most of them share receives. */
  readonly receives?: Receives;
  /** The groups of the preferred snapshot, one per wait reason. */
  readonly parts: readonly Group[];
}

export interface Moment {
  /** ms since 1970, when known. */
  readonly time?: number;
  readonly snapshots: readonly Snapshot[];
  /** The ordinary goroutine snapshot that counts; absent when only a leak profile was taken. */
  readonly preferred?: Snapshot;
  readonly metrics: readonly MetricsSample[];
  /** By exact key. */
  readonly groups: ReadonlyMap<string, MomentGroup>;
  readonly goroutines: number;
  /** Every goroutine of the process is in it. */
  readonly complete: boolean;
  readonly limits: readonly SnapshotLimit[];
  readonly hasIds: boolean;
  readonly maxId: number;
}

/** The moments of one process. */
export interface Epoch {
  readonly moments: readonly Moment[];
  /** ms since 1970; from metrics or, after a restart, the time of the last moment of the process before. */
  readonly startedAt?: number;
  /** How the end of the epoch before was told; absent for the first. */
  readonly because?: string;
}

export interface TargetHistory {
  readonly name: string;
  /** Oldest first, never empty. */
  readonly epochs: readonly Epoch[];
}

/** One exact key over the countable moments of an epoch. */
export interface GroupSeries {
  readonly exactKey: string;
  /** Seconds from the first countable moment; the moment's index where no times are known. */
  readonly times: readonly number[];
  readonly counts: readonly number[];
  /** Moments behind `times` and `counts`, index into `Epoch.moments`. */
  readonly moments: readonly number[];
  /** Goroutines that came and went between countable moments; absent without ids. */
  readonly births?: number;
  readonly deaths?: number;
  /** Goroutines of the middle moment that are in the last one; absent without ids in both. */
  readonly stayed?: number;
  /** Places (exact keys) that are counted together, when it is the series of a birth. */
  readonly places?: number;
}
