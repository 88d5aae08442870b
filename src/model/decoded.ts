// Everything one source turned out to hold; the one shape that all decoders return.
import type { Form } from './capture.ts';
import type { Crash, RaceReport, TestOutcome } from './crash.ts';
import type { Problem } from './problem.ts';
import type { MetricsSample, ValueProfile } from './profile.ts';
import type { Snapshot } from './snapshot.ts';
import type { TraceSeen } from './trace-seen.ts';

export interface Decoded {
  /** Name of the source as the user knows it. */
  readonly name?: string;
  /** What the source as a whole is. */
  readonly form: Form;
  readonly snapshots: readonly Snapshot[];
  readonly profiles: readonly ValueProfile[];
  readonly metrics: readonly MetricsSample[];
  readonly crashes: readonly Crash[];
  readonly races: readonly RaceReport[];
  readonly tests: readonly TestOutcome[];
  readonly problems: readonly Problem[];
  /** Execution traces, where they are wanted as evidence. */
  readonly traces?: readonly TraceSeen[];
  readonly goVersion?: string;
  /** A listing of a debugger, or stacks that somebody put together: parts of a process, not what a test has left. */
  readonly pasted?: boolean;
  /** Bytes read, after decompression. */
  readonly bytes: number;
}

/** A `Decoded` that holds nothing yet, to spread over. */
export function emptyDecoded(form: Form, bytes: number): Decoded {
  return { form, bytes, snapshots: [], profiles: [], metrics: [], crashes: [], races: [], tests: [], problems: [] };
}

/**
 * A decoder fed piece by piece. `reserve` hands out room to write into (so files are read without a copy),
 * `commit` says how much of it was filled, `end` closes. Only `DecodeError` may leave any of them.
 */
export interface StreamDecoder {
  reserve(atLeast: number): Uint8Array;
  commit(length: number): void;
  end(): Decoded;
}
