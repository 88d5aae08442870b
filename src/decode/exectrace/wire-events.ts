// The events of execution traces v2 (Go 1.22–1.27) as one table: number, name, arguments after the time, first version.
// Source: internal/trace/tracev2/events.go and spec.go of Go; reference/execution-traces.md §1.4 has it with the rules.

import type { EventKind } from '../../model/trace-events.ts';

/** Headers that this reads, by the number in `go 1.NN trace`; the newest stands last. */
export const knownVersions = [22, 23, 25, 26] as const;
export type TraceVersion = (typeof knownVersions)[number];

/** Numbers of the structural records, which carry no event. */
export const wire = {
  eventBatch: 1,
  stacks: 2,
  stack: 3,
  strings: 4,
  string: 5,
  cpuSamples: 6,
  cpuSample: 7,
  frequency: 8,
  experimentalBatch: 49,
  sync: 50,
  clockSnapshot: 51,
  endOfGeneration: 52,
} as const;

/** Limits of the writer (tracev2/events.go): bytes of a batch and of a string, frames of a stack. */
export const limits = { batchBytes: 65536, stringBytes: 1024, frames: 128 } as const;

/** Numbers of the timed events. */
export const ev = {
  ProcsChange: 9,
  ProcStart: 10,
  ProcStop: 11,
  ProcSteal: 12,
  ProcStatus: 13,
  GoCreate: 14,
  GoCreateSyscall: 15,
  GoStart: 16,
  GoDestroy: 17,
  GoDestroySyscall: 18,
  GoStop: 19,
  GoBlock: 20,
  GoUnblock: 21,
  GoSyscallBegin: 22,
  GoSyscallEnd: 23,
  GoSyscallEndBlocked: 24,
  GoStatus: 25,
  STWBegin: 26,
  STWEnd: 27,
  GCActive: 28,
  GCBegin: 29,
  GCEnd: 30,
  GCSweepActive: 31,
  GCSweepBegin: 32,
  GCSweepEnd: 33,
  GCMarkAssistActive: 34,
  GCMarkAssistBegin: 35,
  GCMarkAssistEnd: 36,
  HeapAlloc: 37,
  HeapGoal: 38,
  GoLabel: 39,
  UserTaskBegin: 40,
  UserTaskEnd: 41,
  UserRegionBegin: 42,
  UserRegionEnd: 43,
  UserLog: 44,
  GoSwitch: 45,
  GoSwitchDestroy: 46,
  GoCreateBlocked: 47,
  GoStatusStack: 48,
  /** No number of the wire: the mark at the start of a generation, and a CPU sample put among the events. */
  Sync: 255,
  CPUSample: 7,
} as const;

export interface EventSpec {
  readonly type: number;
  readonly name: string;
  /** Names of the arguments after the time; `…stack` are stack ids, `…string` string ids. */
  readonly args: readonly string[];
  readonly kind: EventKind;
  /** Header from which on it occurs. */
  readonly since: TraceVersion;
}

type Row = readonly [name: keyof typeof ev | string, type: number, args: string, kind: EventKind, since: TraceVersion];
const transition = 'StateTransition';

const rows: readonly Row[] = [
  ['ProcsChange', 9, 'procs_value stack', 'Metric', 22],
  ['ProcStart', 10, 'p p_seq', transition, 22],
  ['ProcStop', 11, '', transition, 22],
  ['ProcSteal', 12, 'p p_seq m', transition, 22],
  ['ProcStatus', 13, 'p pstatus', transition, 22],
  ['GoCreate', 14, 'new_g new_stack stack', transition, 22],
  ['GoCreateSyscall', 15, 'new_g', transition, 22],
  ['GoStart', 16, 'g g_seq', transition, 22],
  ['GoDestroy', 17, '', transition, 22],
  ['GoDestroySyscall', 18, '', transition, 22],
  ['GoStop', 19, 'reason_string stack', transition, 22],
  ['GoBlock', 20, 'reason_string stack', transition, 22],
  ['GoUnblock', 21, 'g g_seq stack', transition, 22],
  ['GoSyscallBegin', 22, 'p_seq stack', transition, 22],
  ['GoSyscallEnd', 23, '', transition, 22],
  ['GoSyscallEndBlocked', 24, '', transition, 22],
  ['GoStatus', 25, 'g m gstatus', transition, 22],
  ['STWBegin', 26, 'kind_string stack', 'RangeBegin', 22],
  ['STWEnd', 27, '', 'RangeEnd', 22],
  ['GCActive', 28, 'gc_seq', 'RangeActive', 22],
  ['GCBegin', 29, 'gc_seq stack', 'RangeBegin', 22],
  ['GCEnd', 30, 'gc_seq', 'RangeEnd', 22],
  ['GCSweepActive', 31, 'p', 'RangeActive', 22],
  ['GCSweepBegin', 32, 'stack', 'RangeBegin', 22],
  ['GCSweepEnd', 33, 'swept_value reclaimed_value', 'RangeEnd', 22],
  ['GCMarkAssistActive', 34, 'g', 'RangeActive', 22],
  ['GCMarkAssistBegin', 35, 'stack', 'RangeBegin', 22],
  ['GCMarkAssistEnd', 36, '', 'RangeEnd', 22],
  ['HeapAlloc', 37, 'heapalloc_value', 'Metric', 22],
  ['HeapGoal', 38, 'heapgoal_value', 'Metric', 22],
  ['GoLabel', 39, 'label_string', 'Label', 22],
  ['UserTaskBegin', 40, 'task parent_task name_string stack', 'TaskBegin', 22],
  ['UserTaskEnd', 41, 'task stack', 'TaskEnd', 22],
  ['UserRegionBegin', 42, 'task name_string stack', 'RegionBegin', 22],
  ['UserRegionEnd', 43, 'task name_string stack', 'RegionEnd', 22],
  ['UserLog', 44, 'task key_string value_string stack', 'Log', 22],
  ['GoSwitch', 45, 'g g_seq', transition, 23],
  ['GoSwitchDestroy', 46, 'g g_seq', transition, 23],
  ['GoCreateBlocked', 47, 'new_g new_stack stack', transition, 23],
  ['GoStatusStack', 48, 'g m gstatus stack', transition, 23],
  ['Span', 128, 'id npages_value kindclass', 'Experimental', 23],
  ['SpanAlloc', 129, 'id npages_value kindclass', 'Experimental', 23],
  ['SpanFree', 130, 'id', 'Experimental', 23],
  ['HeapObject', 131, 'id type', 'Experimental', 23],
  ['HeapObjectAlloc', 132, 'id type', 'Experimental', 23],
  ['HeapObjectFree', 133, 'id', 'Experimental', 23],
  ['GoroutineStack', 134, 'id order', 'Experimental', 23],
  ['GoroutineStackAlloc', 135, 'id order', 'Experimental', 23],
  ['GoroutineStackFree', 136, 'id', 'Experimental', 23],
];

/** All timed events, by their number; the rest is undefined. */
export const eventSpecs: readonly (EventSpec | undefined)[] = Array.from({ length: 256 }, (_, type) => {
  const row = rows.find((r) => r[1] === type);
  return row && { name: row[0], type, args: row[2].split(' ').filter(Boolean), kind: row[3], since: row[4] };
});

/** Number of arguments after the time by event number; 255 where there is no such event. */
export const arity: Uint8Array = Uint8Array.from(eventSpecs, (spec) => (spec ? spec.args.length : 255));

/** The kind of an event by its number, with the two that have none on the wire. */
export function kindOf(type: number): EventKind {
  if (type === ev.Sync) return 'Sync';
  if (type === ev.CPUSample) return 'StackSample';
  return eventSpecs[type]?.kind ?? 'Experimental';
}
