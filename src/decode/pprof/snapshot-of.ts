// Makes a snapshot of a count profile: one row a sample, with its count, labels, and – where the profile has one sample
// per goroutine – its id, state, minutes and creator.
import type { Provenance } from '../../model/capture.ts';
import type { GoroutineState, Rows, Snapshot, SnapshotLimit } from '../../model/snapshot.ts';
import type { Stack } from '../../model/stack.ts';
import { isDepthLimited } from '../depth-limit.ts';
import type { ProblemTally } from '../problem-tally.ts';
import { parseStateWords } from '../state-words.ts';
import type { RawProfile } from './raw-profile.ts';
import type { LabelReader } from './resolve-labels.ts';

/** The snapshot of `raw`; its values are the counts of sample type `kind.valueIndex`. */
export function snapshotOf(
  raw: RawProfile,
  kind: { readonly profile: string; readonly valueIndex: number },
  stacks: readonly Stack[],
  labels: LabelReader,
  provenance: Provenance,
  problems: ProblemTally,
): Snapshot {
  const length = raw.sampleStack.length;
  const columns = readRows(raw, kind.valueIndex, labels, kind.profile === 'goroutineleak', problems);
  if (length === 0) problems.add('pprof/empty', 'The profile has no samples, which proves nothing.');
  const takenAt = raw.timeNanos > 0 ? raw.timeNanos / 1e6 : provenance.takenAt;
  const limits: SnapshotLimit[] = [];
  if (raw.damagedAt !== undefined || problems.has('pprof/missing-string')) limits.push('truncated');
  if (kind.profile === 'goroutineleak') limits.push('leaked-only');
  if (raw.durationNanos > 0 || columns.negative || saysDelta(kind.profile, provenance)) limits.push('delta');
  if (!columns.rows.id) limits.push('no-ids');
  if (isDepthLimited(stacks.map(({ frames }) => frames.length))) limits.push('depth-limited');
  return {
    provenance,
    form: 'pprof',
    profile: kind.profile,
    ...(takenAt === undefined ? {} : { takenAt }),
    limits,
    stacks,
    states: columns.states,
    labelSets: labels.sets,
    rows: columns.rows,
  };
}

function readRows(
  raw: RawProfile,
  valueIndex: number,
  labels: LabelReader,
  leaked: boolean,
  problems: ProblemTally,
): { rows: Rows; states: GoroutineState[]; negative: boolean } {
  const length = raw.sampleStack.length;
  const count = new Float64Array(length);
  const state = new Uint32Array(length);
  const labelSet = new Uint32Array(length);
  const single = new SingleGoroutines(length);
  const states: GoroutineState[] = [{ status: 'unknown', waitReason: '', leaked, lockedToThread: false }];
  const stateOf = new Map<string, number>();
  let negative = false;
  let allOnes = true;
  let valueAt = 0;
  for (let row = 0; row < length; row++) {
    const valueEnd = raw.valueEnd.at(row);
    if (valueAt + valueIndex < valueEnd) count[row] = raw.values.at(valueAt + valueIndex);
    else problems.add('pprof/value-count', 'A sample has no value for its count; it is taken as 0.');
    valueAt = valueEnd;
    if (count[row] < 0) negative = true;
    if (Math.abs(count[row]) > Number.MAX_SAFE_INTEGER)
      problems.add('pprof/large-value', 'A count is above 2^53 and not exact.');
    if (count[row] !== 1) allOnes = false;
  }
  for (let i = 0; i < raw.labelRow.length; i++) {
    const row = raw.labelRow.at(i);
    labelSet[row] = labels.read(raw.labelStart.at(i), raw.labelEnd.at(i));
    const { facts } = labels;
    if (Number.isNaN(facts.id)) continue;
    single.set(row, facts.id, facts.minutes, facts.creator);
    let index = stateOf.get(facts.state);
    if (index === undefined) {
      index = facts.state === '' ? 0 : states.push(parseStateWords(facts.state)) - 1;
      stateOf.set(facts.state, index);
    }
    state[row] = index;
  }
  const rows: Rows = {
    length,
    stack: raw.sampleStack.toArray(),
    state,
    ...(single.columns && allOnes ? {} : { count }),
    ...(labels.sets.length > 1 ? { labels: labelSet } : {}),
    ...(single.columns ?? {}),
  };
  return { rows, states, negative };
}

/** Columns of a profile with one sample per goroutine; made when the first such sample is met. */
class SingleGoroutines {
  columns: { id: Float64Array; minutes: Uint32Array; creator: Float64Array } | undefined;
  private readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  set(row: number, id: number, minutes: number, creator: number): void {
    this.columns ??= {
      id: new Float64Array(this.length).fill(Number.NaN),
      minutes: new Uint32Array(this.length),
      creator: new Float64Array(this.length),
    };
    this.columns.id[row] = id;
    this.columns.minutes[row] = minutes > 0 ? minutes : 0;
    this.columns.creator[row] = creator > 0 ? creator : 0;
  }
}

/** `…?seconds=5`, or the file name that net/http/pprof gives such an answer: `goroutine-delta`. */
function saysDelta(profile: string, provenance: Provenance): boolean {
  return (
    /[?&]seconds=[1-9]/.test(provenance.name) ||
    `${provenance.name} ${provenance.profile ?? ''}`.includes(`${profile}-delta`)
  );
}
