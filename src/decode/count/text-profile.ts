// Makes snapshots and value profiles of the records that a debug=1 text held.
import type { Provenance } from '../../model/capture.ts';
import type { ValueProfile, ValueType } from '../../model/profile.ts';
import type { Rows, Snapshot, SnapshotLimit } from '../../model/snapshot.ts';
import { isDepthLimited } from '../depth-limit.ts';
import type { ProblemTally } from '../problem-tally.ts';
import type { RecordReader } from './record-reader.ts';

export interface TextProfile {
  readonly kind: 'count' | 'heap' | 'contention';
  readonly name: string;
  /** 1-based line of the header. */
  readonly line: number;
  readonly records: RecordReader;
  readonly declaredTotal?: number;
  /** Records stood in the text without the header. */
  readonly headless?: boolean;
  /** After the `@` of a heap header: `heap/1048576`. */
  readonly rate?: string;
  cyclesPerSecond?: number;
}

/** One row a record. The form hides leading runtime frames and knows neither ids nor states. */
export function countSnapshotOf(profile: TextProfile, provenance: Provenance, problems: ProblemTally): Snapshot {
  const { records, name, declaredTotal } = profile;
  const leaked = name === 'goroutineleak';
  let sum = 0;
  for (let row = 0; row < records.length; row++) sum += records.values.at(row);
  const limits: SnapshotLimit[] = [];
  if (declaredTotal !== undefined && declaredTotal !== sum) {
    limits.push('truncated');
    const message = `The header says ${declaredTotal} in all, the records add up to ${sum}.`;
    problems.add('debug1/truncated', message, { line: profile.line });
  } else if (profile.headless) {
    limits.push('truncated');
    problems.add('debug1/truncated', 'The header is missing: this is a part of a profile.', { line: profile.line });
  } else if (records.hasIncomplete) limits.push('truncated');
  if (declaredTotal === 0 && records.length === 0)
    problems.add('debug1/empty', 'The profile has no records, which proves nothing.', { line: profile.line });
  if (leaked) limits.push('leaked-only');
  limits.push('hidden-frames', 'no-ids');
  if (isTextDepthLimited(records)) limits.push('depth-limited');
  const rows: Rows = {
    length: records.length,
    stack: records.stack.toArray(),
    state: new Uint32Array(records.length),
    count: records.values.toArray(),
    ...(records.labelSets.length > 1 ? { labels: records.labels.toArray() } : {}),
    ...(records.hasIncomplete ? { incomplete: Uint8Array.from(records.incomplete.toArray()) } : {}),
    line: records.line.toArray(),
  };
  return {
    provenance,
    form: 'debug1',
    profile: name,
    ...(provenance.takenAt === undefined ? {} : { takenAt: provenance.takenAt }),
    limits,
    stacks: records.stacks,
    states: [{ status: 'unknown', waitReason: '', leaked, lockedToThread: false }],
    labelSets: records.labelSets,
    rows,
    ...(declaredTotal === undefined ? {} : { declaredTotal }),
    line: profile.line,
  };
}

/** Whole stacks end in the same program counter (runtime.goexit); one of cut depth that does so is not cut. */
function isTextDepthLimited(records: RecordReader): boolean {
  if (!isDepthLimited(records.depths)) return false;
  const ends = new Map<string, number>();
  for (const root of records.roots) ends.set(root, (ends.get(root) ?? 0) + 1);
  const whole = [...ends].sort((a, b) => b[1] - a[1])[0];
  const common = whole && whole[1] > 1 ? whole[0] : undefined;
  return isDepthLimited(records.depths.map((depth, i) => (records.roots[i] === common ? 0 : depth)));
}

const heapTypes: readonly ValueType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];

/**
 * The heap profile with the sample types of debug=0. The text holds raw samples; they are scaled up by the sampling
 * rate as runtime/pprof does for the proto (protomem.go scaleHeapSample). `heap/N` holds twice the rate.
 */
export function heapProfileOf(profile: TextProfile, provenance: Provenance): ValueProfile {
  const { records } = profile;
  const said = /^heap(_v2)?\/(\d+)/.exec(profile.rate ?? '');
  const rate = said ? Number(said[2]) / (said[1] ? 1 : 2) : 0;
  const columns = heapTypes.map(() => new Float64Array(records.length));
  for (let row = 0; row < records.length; row++) {
    const at = row * 4;
    const inUse = scaleSample(records.values.at(at), records.values.at(at + 1), rate);
    const allocated = scaleSample(records.values.at(at + 2), records.values.at(at + 3), rate);
    [...allocated, ...inUse].forEach((value, i) => {
      columns[i][row] = value;
    });
  }
  return valueProfile(profile, provenance, heapTypes, columns);
}

function scaleSample(count: number, size: number, rate: number): readonly [number, number] {
  if (count === 0 || size === 0) return [0, 0];
  if (rate <= 1) return [count, size];
  const scale = 1 / (1 - Math.exp(-size / count / rate));
  if (!Number.isFinite(scale)) return [count, size];
  return [Math.trunc(count * scale), Math.trunc(size * scale)];
}

const contentionTypes: readonly ValueType[] = [
  { type: 'contentions', unit: 'count' },
  { type: 'delay', unit: 'nanoseconds' },
];

/** Mutex or block profile with the sample types of debug=0; cycles become nanoseconds. */
export function contentionProfileOf(
  profile: TextProfile,
  provenance: Provenance,
  problems: ProblemTally,
): ValueProfile {
  const { records, cyclesPerSecond } = profile;
  if (!cyclesPerSecond)
    problems.add('debug1/no-cycles', 'The line `cycles/second=` is missing: delays are in cycles.', {
      line: profile.line,
    });
  const contentions = new Float64Array(records.length);
  const delay = new Float64Array(records.length);
  for (let row = 0; row < records.length; row++) {
    const cycles = records.values.at(row * 2);
    contentions[row] = records.values.at(row * 2 + 1);
    delay[row] = cyclesPerSecond ? Math.trunc((cycles / cyclesPerSecond) * 1e9) : cycles;
  }
  return valueProfile(profile, provenance, contentionTypes, [contentions, delay]);
}

function valueProfile(
  profile: TextProfile,
  provenance: Provenance,
  sampleTypes: readonly ValueType[],
  values: readonly Float64Array[],
): ValueProfile {
  const { records, name } = profile;
  return {
    provenance,
    profile: name === 'heap' && provenance.profile === 'allocs' ? 'allocs' : name,
    ...(provenance.takenAt === undefined ? {} : { takenAt: provenance.takenAt }),
    sampleTypes,
    stacks: records.stacks,
    stack: records.stack.toArray(),
    values,
    ...(records.labelSets.length > 1
      ? { labels: Array.from(records.labels.toArray(), (set) => records.labelSets[set]) }
      : {}),
  };
}
