// What a source of evidence is: it looks at the facts of one group and returns rows, each with its numbers.
import type { EpochFacts, GroupFacts } from '../analyse/runtime/facts.ts';
import type { TraceJoin } from '../analyse/runtime/trace-join.ts';
import type { Epoch } from '../model/history.ts';
import type { Evidence } from '../model/verdict.ts';

import type { SourceMatch } from './source-match.ts';

export interface JudgeOptions {
  /** Seconds above which a wait is old; `--age`, default ten minutes. */
  readonly ageSeconds: number;
  /** `false`: nobody asked for the groups beside the findings; the judgement then lists none. */
  readonly groups?: boolean;
  /** What the Go source says of a group, from `check --source`; asked for when a group is judged. */
  readonly source?: (facts: GroupFacts) => SourceMatch | undefined;
  /** Traces of the same process, by its epoch. */
  readonly traces?: ReadonlyMap<Epoch, readonly TraceJoin[]>;
  /** Names of tests that reported a leak or timed out; their dumps carry `test-leak`. */
  readonly testLeaks?: ReadonlyMap<string, string>;
  /** Why the runtime itself said that nothing can go on, when it did. */
  readonly deadlock?: string;
}

export type EvidenceMaker = (facts: GroupFacts, epoch: EpochFacts, options: JudgeOptions) => readonly Evidence[];

/** `1 goroutine`, `3 goroutines`. */
export function goroutines(n: number): string {
  return `${n} goroutine${n === 1 ? '' : 's'}`;
}

/** Seconds in words people use: `45 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
