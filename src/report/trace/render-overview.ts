// `parkwatch trace FILE`: what one should know of a trace first, on a page.
import { neutralise } from '../../base/neutralise.ts';
import type { TraceResult } from '../../model/trace-result.ts';
import { countOf, indent } from './trace-envelope.ts';
import { formatName, formatNs, formatPlace, formatReason, formatShare, tableLines } from './trace-words.ts';

const shown = 8;

/** The lines below the title and the problems. */
export function overviewLines(result: TraceResult): string[] {
  return [
    ...findingLines(result),
    ...blockedLines(result),
    ...cancelLines(result),
    ...edgeLines(result),
    ...timeLines(result),
    ...nextLines(result),
  ];
}

function findingLines(result: TraceResult): string[] {
  if (result.findings.length === 0) {
    const told =
      result.verdict === 'cannot-tell'
        ? 'Cannot tell: the trace is not whole.'
        : 'No goroutines gather at one birth site. A trace shows a short time; a series of profiles shows more.';
    return [told, ''];
  }
  const lines: string[] = [];
  for (const finding of result.findings.slice(0, shown)) {
    lines.push(`suspect ${finding.rule} ${neutralise(finding.title)}`);
    lines.push(`  blocked at ${formatPlace(finding.parkSite)}, born at ${formatPlace(finding.birthSite)}`);
    for (const e of finding.evidence) lines.push(`  ${neutralise(e.text)}`);
  }
  if (result.findings.length > shown) lines.push(`  … ${result.findings.length - shown} more`);
  return [...lines, ''];
}

function blockedLines(result: TraceResult): string[] {
  const groups = result.blockedAtEnd.filter((g) => !g.system);
  const system = result.blockedAtEnd.filter((g) => g.system).reduce((n, g) => n + g.count, 0);
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, shown)
    .map((g) => [
      String(g.count),
      formatName(g.function),
      g.state === 'syscall' ? 'a system call' : formatReason(g.reason, g.inferredReason),
      `${g.sinceStart > 0 ? '≥ ' : ''}${formatNs(g.maxNs)}`,
    ]);
  return [
    `Blocked when ${result.window ? 'this stretch' : 'the trace'} ends`,
    ...indent(tableLines([['count', 'start function', 'waits for', 'longest'], ...rows], [0, 3])),
    ...(groups.length > shown
      ? [`  … ${groups.length - shown} more ${groups.length - shown === 1 ? 'group' : 'groups'}`]
      : []),
    ...(system > 0 ? [`  (and ${countOf(system, 'goroutine')} of the runtime's own)`] : []),
    '',
  ];
}

function cancelLines(result: TraceResult): string[] {
  const { cancels, contextSpawns } = result;
  const fired = contextSpawns.filter((s) => s.kind === 'deadline').length;
  if (cancels.length === 0 && fired === 0) return [];
  const called = cancels.filter((c) => c.kind !== 'deadline');
  const woken = called.reduce((n, c) => n + c.woken.length, 0);
  const alive = cancels.reduce((n, c) => n + c.woken.filter((w) => w.fate === 'alive').length, 0);
  return [
    `Contexts: ${countOf(called.length, 'call')} of cancel woke ${countOf(woken, 'goroutine')}; ${countOf(fired, 'deadline')} fired; ` +
      `${alive} of those told to stop ${alive === 1 ? 'was' : 'were'} still alive at the end`,
    '',
  ];
}

function edgeLines(result: TraceResult): string[] {
  const edges = result.edges.filter((e) => !e.system);
  if (edges.length === 0) return [];
  const rows = edges
    .slice(0, shown)
    .map((e) => [
      formatNs(e.blockedNs),
      String(e.count),
      formatName(e.wakee),
      formatReason(e.reason),
      `${formatName(e.waker)} (${e.via})`,
    ]);
  return [
    'Who waited longest for whom',
    ...indent(tableLines([['blocked', 'wakes', 'wakee', 'for', 'woken by'], ...rows], [0, 1])),
    ...(edges.length > shown
      ? [`  … ${edges.length - shown} more ${edges.length - shown === 1 ? 'edge' : 'edges'}`]
      : []),
    '',
  ];
}

function timeLines(result: TraceResult): string[] {
  const { sched, gc, signs } = result;
  return [
    `Scheduling: runnable to running p50 ${formatNs(sched.latencyNs.p50)}, p99 ${formatNs(sched.latencyNs.p99)}; ` +
      `${sched.meanRunningProcs.toFixed(2)} of ${sched.procs} processors busy`,
    `Collector: ${countOf(gc.cycles.length, 'cycle')}, marking ${formatShare(gc.markShare)} of the time, ` +
      `world stopped ${formatShare(gc.stwShare)}`,
    ...signs.map((s) => `sick: ${s.measure}: ${neutralise(s.text)}`),
    '',
  ];
}

function nextLines(result: TraceResult): string[] {
  return result.next.filter((n) => n.startsWith('parkwatch trace ')).map((n) => `next: ${neutralise(n)}`);
}
