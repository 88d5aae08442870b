// What must hold of everything that a decoder gives, whatever it was fed: columns of one length, indexes in range,
// finite counts. Throws with the place that does not hold.
import type { Decoded } from '../src/model/decoded.ts';
import { DecodeError, type Problem } from '../src/model/problem.ts';
import type { ValueProfile } from '../src/model/profile.ts';
import type { Snapshot } from '../src/model/snapshot.ts';
import type { Stack } from '../src/model/stack.ts';

function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

/** Runs a decoder; a DecodeError counts as an answer and gives undefined. */
export function decodeOrRefuse(decode: () => Decoded): Decoded | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Throws when the result breaks an invariant of the model. */
export function checkDecoded(decoded: Decoded): void {
  hold(Number.isSafeInteger(decoded.bytes) && decoded.bytes >= 0, 'bytes is a count');
  for (const snapshot of decoded.snapshots) checkSnapshot(snapshot);
  for (const profile of decoded.profiles) checkProfile(profile);
  for (const sample of decoded.metrics)
    for (const [name, value] of [...Object.entries(sample), ...Object.entries(sample.other)])
      if (typeof value === 'number') hold(Number.isFinite(value), `metric ${name} is finite, not ${value}`);
  for (const crash of decoded.crashes)
    hold(crash.snapshot === undefined || crash.snapshot < decoded.snapshots.length, 'the snapshot of a crash exists');
  for (const problem of decoded.problems) checkProblem(problem);
}

function checkProblem(problem: Problem): void {
  hold(/^[a-z0-9]+\/[a-z0-9-]+$/.test(problem.code), `problem code ${problem.code}`);
  hold(problem.message !== '', 'a problem has a message');
  hold((problem.quote?.length ?? 0) <= 160, 'a quotation is at most 160 long');
  hold(problem.line === undefined || problem.line >= 1, 'lines count from 1');
  hold(problem.offset === undefined || problem.offset >= 0, 'offsets count from 0');
}

function checkSnapshot(s: Snapshot): void {
  const { rows } = s;
  for (const [name, column] of Object.entries(rows))
    if (typeof column !== 'number' && column !== undefined)
      hold(column.length === rows.length, `column ${name} has ${column.length} of ${rows.length}`);
  for (let i = 0; i < rows.length; i++) {
    hold(rows.stack[i] < s.stacks.length, 'stack of a row');
    hold(rows.state[i] < s.states.length, 'state of a row');
    if (rows.labels) hold(rows.labels[i] < s.labelSets.length, 'labels of a row');
    // A delta profile takes the older counts off.
    const least = s.limits.includes('delta') ? Number.MIN_SAFE_INTEGER : 0;
    if (rows.count) hold(Number.isSafeInteger(rows.count[i]) && rows.count[i] >= least, `count ${rows.count[i]}`);
    if (rows.id) hold(Number.isNaN(rows.id[i]) || Number.isInteger(rows.id[i]), `id ${rows.id[i]}`);
    if (rows.creator) hold(isWhole(rows.creator[i]), `creator ${rows.creator[i]}`);
    if (rows.line) hold(rows.line[i] >= 1, 'line of a row');
  }
  for (const stack of s.stacks) checkStack(stack);
  const p = s.pointers;
  if (!p) return;
  hold(p.row.length === p.depth.length && p.row.length === p.value.length, 'pointer columns');
  for (let i = 0; i < p.row.length; i++) {
    hold(p.row[i] < rows.length, 'row of a pointer');
    hold(p.depth[i] < s.stacks[rows.stack[p.row[i]]].frames.length, 'depth of a pointer');
    hold(Number.isSafeInteger(p.value[i]) && p.value[i] >= 0, 'value of a pointer');
  }
}

/** Ids above 2^53 are rounded, and a problem says so. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function checkStack(stack: Stack): void {
  for (const frame of [...stack.frames, ...(stack.createdBy ? [stack.createdBy] : [])]) {
    hold(typeof frame.function === 'string', 'a frame has a function');
    hold(frame.line === undefined || (Number.isSafeInteger(frame.line) && frame.line >= 0), `line ${frame.line}`);
  }
  hold(stack.elidedAt === undefined || stack.elidedAt <= stack.frames.length, 'elidedAt lies in the stack');
}

function checkProfile(p: ValueProfile): void {
  hold(p.values.length === p.sampleTypes.length, 'a column for each sample type');
  for (const column of p.values) {
    hold(column.length === p.stack.length, 'values for each sample');
    for (const value of column) hold(Number.isFinite(value), `value ${value}`);
  }
  for (const index of p.stack) hold(index < p.stacks.length, 'stack of a sample');
  if (p.labels) hold(p.labels.length === p.stack.length, 'labels for each sample');
  for (const stack of p.stacks) checkStack(stack);
}
