// Which metric names stand for which field of a `MetricsSample`, in every dialect that is read.
// Sources: client_golang go_collector and process_collector; runtime/metrics descriptions (Go 1.16–1.27), whose names the
// collector turns into `go_…`; runtime.MemStats as expvar publishes it; OpenTelemetry's go.* semantic conventions.
import type { MetricsSample } from '../../model/profile.ts';

export type SampleField = keyof Pick<
  MetricsSample,
  | 'goroutines'
  | 'goroutinesCreated'
  | 'threads'
  | 'heapAllocBytes'
  | 'heapInuseBytes'
  | 'stackInuseBytes'
  | 'sysBytes'
  | 'gcCycles'
  | 'startedAt'
>;

/** Names for each field, best first: where a source has several, the first one of the list is taken. */
const namesOf: Readonly<Record<SampleField, readonly string[]>> = {
  goroutines: [
    'go_goroutines',
    '/sched/goroutines:goroutines',
    'go_sched_goroutines_goroutines',
    'go_goroutine_count',
    'process_runtime_go_goroutines',
  ],
  goroutinesCreated: [
    '/sched/goroutines-created:goroutines',
    'go_sched_goroutines_created_goroutines_total',
    'go_sched_goroutines_created_goroutines',
  ],
  threads: ['go_threads', '/sched/threads/total:threads', 'go_sched_threads_total_threads'],
  heapAllocBytes: [
    'go_memstats_heap_alloc_bytes',
    'memstats.HeapAlloc',
    '/memory/classes/heap/objects:bytes',
    'go_memory_classes_heap_objects_bytes',
    'go_memstats_alloc_bytes',
  ],
  heapInuseBytes: ['go_memstats_heap_inuse_bytes', 'memstats.HeapInuse'],
  stackInuseBytes: [
    'go_memstats_stack_inuse_bytes',
    'memstats.StackInuse',
    '/memory/classes/heap/stacks:bytes',
    'go_memory_classes_heap_stacks_bytes',
  ],
  sysBytes: ['go_memstats_sys_bytes', 'memstats.Sys', '/memory/classes/total:bytes', 'go_memory_classes_total_bytes'],
  gcCycles: [
    '/gc/cycles/total:gc-cycles',
    'go_gc_cycles_total_gc_cycles_total',
    'memstats.NumGC',
    'go_gc_duration_seconds_count',
  ],
  startedAt: ['process_start_time_seconds'],
};

const fieldOf: ReadonlyMap<string, { readonly field: SampleField; readonly rank: number }> = new Map(
  Object.entries(namesOf).flatMap(([field, names]) =>
    names.map((name, rank) => [name, { field: field as SampleField, rank }] as const),
  ),
);

/** The last part of a published variable's path that means a count of goroutines. */
const goroutineWords: ReadonlySet<string> = new Set([
  'goroutines',
  'goroutine',
  'goroutinecount',
  'goroutinescount',
  'numgoroutine',
  'numgoroutines',
  'gogoroutines',
]);

/**
 * Field that a series fills and how good it is for it (0 is best); undefined for all other series. For JSON, `published`
 * names like `NumGoroutine` or `runtime.goroutines` count as well, behind every known name.
 */
export function fieldOfSeries(
  name: string,
  published = false,
): { readonly field: SampleField; readonly rank: number } | undefined {
  const known = fieldOf.get(name);
  if (known || !published) return known;
  const path = name.split('.');
  const word = (path.at(-1) ?? '').toLowerCase().replace(/[^a-z]/g, '');
  if (goroutineWords.has(word)) return { field: 'goroutines', rank: 10 + path.length };
  if (/^(?:num)?threads?$/.test(word)) return { field: 'threads', rank: 10 + path.length };
  return undefined;
}
