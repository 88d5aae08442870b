// The contract between the readers of dump text: what one goroutine is once read, and who takes it.
// The kernel and its TypeScript twin read plain blocks straight into the tables; the scanner reads everything else
// and hands over `ParsedGoroutine`s, which end in the same tables.
import type { Crash, RaceReport, TestOutcome } from '../../model/crash.ts';
import type { Problem } from '../../model/problem.ts';
import type { GoroutineState, SnapshotLimit } from '../../model/snapshot.ts';
import type { Labels, Stack } from '../../model/stack.ts';

export interface ParsedGoroutine {
  /** NaN when the header held no readable id. */
  readonly id: number;
  readonly state: GoroutineState;
  /** 0 = none shown. */
  readonly minutes: number;
  /** 0 = not shown. */
  readonly creator: number;
  readonly labels?: Labels;
  readonly stack: Stack;
  /** First argument word per frame, NaN where there is none; same length as `stack.frames`. */
  readonly firstArguments: readonly number[];
  readonly incomplete: boolean;
  /** 1-based line of the header. */
  readonly line: number;
}

/** Takes what the readers find, in the order of the text. */
export interface DumpSink {
  /** A new dump begins (several may stand in one file); called before its first goroutine. */
  beginDump(line: number, hint?: { readonly limits?: readonly SnapshotLimit[]; readonly goVersion?: string }): void;
  goroutine(goroutine: ParsedGoroutine): void;
  endDump(limits?: readonly SnapshotLimit[]): void;
  crash(crash: Crash): void;
  race(race: RaceReport): void;
  test(outcome: TestOutcome): void;
  problem(problem: Problem): void;
  /**
   * Whether the open dump already holds a goroutine of this id. The scanner knows the ids that it read itself and asks
   * for those that the fast path read.
   */
  seen?(id: number): boolean;
}
