// Views that are one table: goroutines, syscalls, tasks, regions.
import { neutralise } from '../../base/neutralise.ts';
import type { TraceResult } from '../../model/trace-result.ts';
import { countOf, firstOf } from './trace-envelope.ts';
import { formatName, formatNs, tableLines } from './trace-words.ts';

/** `trace goroutines`: by start function, most running time first. */
export function goroutineView(result: TraceResult, limit: number): string[] {
  const { shown, rest } = firstOf(result.goroutines.byFunction, limit);
  const rows = shown.map((f) => [
    String(f.count),
    String(f.alive),
    formatNs(f.runningNs),
    formatNs(f.runnableNs),
    formatNs(f.waitingNs),
    formatNs(f.syscallNs),
    formatName(f.function),
  ]);
  const head = ['count', 'alive', 'running', 'runnable', 'waiting', 'syscall', 'start function'];
  return [...tableLines([head, ...rows], [0, 1, 2, 3, 4, 5]), ...rest];
}

/** `trace syscalls`: by the function that called, most time first. */
export function syscallView(result: TraceResult, limit: number): string[] {
  const { syscalls } = result;
  const { shown, rest } = firstOf(syscalls.bySite, limit);
  const rows = shown.map((s) => [
    String(s.count),
    String(s.blocked),
    formatNs(s.ns),
    neutralise(s.site) || '(the runtime)',
    neutralise(s.user),
  ]);
  return [
    `${countOf(syscalls.count, 'system call')} of ${formatNs(syscalls.ns)}; in ${syscalls.blocked} the processor was taken away`,
    ...(rows.length === 0 ? [] : ['', ...tableLines([['calls', 'lost P', 'total', 'call', 'in'], ...rows], [0, 1, 2])]),
    ...rest,
  ];
}

/** `trace tasks`. */
export function taskView(result: TraceResult, limit: number): string[] {
  return spanTable('tasks', result.tasks, limit);
}

/** `trace regions`. */
export function regionView(result: TraceResult, limit: number): string[] {
  return spanTable('regions', result.regions, limit);
}

function spanTable(what: string, list: TraceResult['tasks'], limit: number): string[] {
  if (list.length === 0) return [`The program made no ${what}.`];
  const { shown, rest } = firstOf(list, limit);
  const rows = shown.map((t) => [
    String(t.count),
    String(t.open),
    formatNs(t.durationNs.n === 0 ? -1 : t.durationNs.p50),
    formatNs(t.durationNs.n === 0 ? -1 : t.durationNs.p99),
    formatNs(t.durationNs.n === 0 ? -1 : t.durationNs.max),
    neutralise(t.name) || '(no name)',
  ]);
  return [...tableLines([['count', 'open', 'p50', 'p99', 'longest', 'name'], ...rows], [0, 1, 2, 3, 4]), ...rest];
}
