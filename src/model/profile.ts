// Profiles with values (heap, mutex, block, cpu) and metric samples: what is not a list of goroutines.
import type { Provenance } from './capture.ts';
import type { Labels, Stack } from './stack.ts';

export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

export interface ValueProfile {
  readonly provenance: Provenance;
  /** `heap`, `mutex`, `block`, `cpu` …, as told from its sample types. */
  readonly profile: string;
  readonly takenAt?: number;
  readonly durationNs?: number;
  readonly sampleTypes: readonly ValueType[];
  readonly stacks: readonly Stack[];
  /** One per sample: index into `stacks`. */
  readonly stack: Uint32Array;
  /** One array per sample type, one value per sample. */
  readonly values: readonly Float64Array[];
  readonly labels?: readonly Labels[];
}

/** Counts of one process at one instant, from Prometheus text, `/debug/vars`, runtime/metrics or a heap trailer. */
export interface MetricsSample {
  readonly provenance: Provenance;
  readonly takenAt?: number;
  readonly goroutines?: number;
  /** Goroutines ever created (Go >= 1.26). */
  readonly goroutinesCreated?: number;
  readonly threads?: number;
  readonly heapAllocBytes?: number;
  readonly heapInuseBytes?: number;
  readonly stackInuseBytes?: number;
  readonly sysBytes?: number;
  readonly gcCycles?: number;
  /** ms since 1970, `process_start_time_seconds`. */
  readonly startedAt?: number;
  readonly goVersion?: string;
  readonly commandLine?: string;
  /** The other numeric series, by name with labels as written. */
  readonly other: Readonly<Record<string, number>>;
}
