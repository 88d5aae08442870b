// All goroutines of one snapshot that share exact key and wait reason.
import type { Primitive } from './primitive.ts';
import type { GoroutineStatus } from './snapshot.ts';
import type { Frame, Labels, Stack } from './stack.ts';

/** The identity of a stack (DESIGN §6). Keys are 32 hex digits. */
export interface StackIdentity {
  readonly exactKey: string;
  readonly stackKey: string;
  readonly siteKey: string;
  /** Normalised frames behind the exact key, leaf first, at most 24. */
  readonly names: readonly string[];
  /** Index into `Stack.frames` of the park site; absent when every frame is the runtime's. */
  readonly parkIndex?: number;
  readonly userIndex?: number;
}

export interface Group {
  readonly identity: StackIdentity;
  readonly primitive: Primitive;
  readonly status: GoroutineStatus;
  readonly waitReason: string;
  readonly count: number;
  /** One stack that stands for all; they differ in lines at most. */
  readonly stack: Stack;
  readonly parkSite?: Frame;
  readonly userSite?: Frame;
  readonly birthSite?: Frame;
  /** Row numbers in the snapshot. */
  readonly rows: readonly number[] | Uint32Array;
  /** Ids, unsorted, where the form has them. */
  readonly ids?: Float64Array;
  /** Of the goroutines that show minutes. */
  readonly minutes?: { readonly min: number; readonly max: number; readonly known: number };
  /** How many carry the runtime's leak mark. */
  readonly leaked: number;
  readonly lockedToThread: number;
  /** Labels shared by all of the group. */
  readonly labels?: Labels;
  readonly creators: readonly { readonly function: string; readonly count: number }[];
  /** Distinct creator goroutine ids, where shown. */
  readonly creatorIds?: readonly number[];
  /** main, system goroutine, or the goroutine that took the profile. */
  readonly role?: 'main' | 'system' | 'self';
}
