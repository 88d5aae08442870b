// `trace sched` and `trace gc`: figures, and `sick: MEASURE` or `no sign found`, never "healthy".
import { neutralise } from '../../base/neutralise.ts';
import type { TraceResult, WaitPlace } from '../../model/trace-result.ts';
import { countOf, firstOf, indent } from './trace-envelope.ts';
import { formatBytes, formatName, formatNs, formatReason, formatShare, tableLines } from './trace-words.ts';

/** Places where fewer stand on the mean are not worth a line. */
const fewWaiters = 0.005;

/** `sick: MEASURE: …`, one line a sign; that there is none proves no health. */
export function signLines(result: TraceResult, view: 'sched' | 'gc'): string[] {
  const signs = result.signs.filter((s) => s.view === view);
  if (signs.length > 0) return signs.map((s) => `sick: ${s.measure}: ${neutralise(s.text)}`);
  return [result.verdict === 'cannot-tell' && result.events === 0 ? 'cannot tell' : 'no sign found'];
}

/** The lines of `trace sched`. */
export function schedView(result: TraceResult, limit: number): string[] {
  const { sched } = result;
  const { latencyNs: l } = sched;
  const { shown, rest } = firstOf(sched.byFunction, limit);
  return [
    ...signLines(result, 'sched'),
    '',
    `runnable to running: p50 ${formatNs(l.p50)}, p90 ${formatNs(l.p90)}, p99 ${formatNs(l.p99)}, p99.9 ${formatNs(l.p999)}, longest ${formatNs(l.max)} (${countOf(l.n, 'time')})`,
    `waiting for a processor: ${mean(sched.meanRunnable)} on the mean, at most ${sched.maxRunnable}`,
    `processors busy: ${mean(sched.meanRunningProcs)} of ${sched.procs} on the mean, ${mean(Math.max(0, sched.procs - sched.meanRunningProcs))} idle`,
    ...processorLines(result),
    `goroutines: ${mean(sched.meanGoroutines)} on the mean`,
    `system calls: ${result.syscalls.count}, in ${result.syscalls.blocked} the processor was taken away`,
    `shares of goroutine time: running ${formatShare(sched.share.running)}, runnable ${formatShare(sched.share.runnable)}, waiting ${formatShare(sched.share.waiting)}, in system calls ${formatShare(sched.share.syscall)}`,
    '  (they depend on how many goroutines idle, and are no sign of anything)',
    '',
    'Wait for a processor, by start function',
    ...indent(
      tableLines(
        [
          ['starts', 'p50', 'p99', 'longest', 'start function'],
          ...shown.map(({ function: name, latencyNs }) => [
            String(latencyNs.n),
            formatNs(latencyNs.p50),
            formatNs(latencyNs.p99),
            formatNs(latencyNs.max),
            formatName(name),
          ]),
        ],
        [0, 1, 2, 3],
      ),
    ),
    ...indent(rest),
    ...waitLines(result.waits, limit),
  ];
}

/** Each one's share, where there are few. */
function processorLines({ processors }: TraceResult): string[] {
  if (processors.length === 0 || processors.length > 16) return [];
  const shares = processors.map((p) => `P${neutralise(String(p.id))} ${formatShare(p.runningShare)}`);
  return [`  running: ${shares.join(', ')}`];
}

function waitLines(waits: readonly WaitPlace[], limit: number): string[] {
  const busy = waits.filter(
    (w) => w.site !== '' && w.meanWaiters >= fewWaiters && !/^(?:sleep$|system goroutine|GC )/.test(w.reason),
  );
  if (busy.length === 0) return [];
  const { shown, rest } = firstOf(busy, limit);
  const rows = shown.map((w) => [
    w.meanWaiters.toFixed(2),
    String(w.count),
    String(w.atEnd),
    formatName(w.site),
    w.operation === w.site ? formatReason(w.reason) : `${formatReason(w.reason)}, ${neutralise(w.operation)}`,
  ]);
  return [
    '',
    'Waiters on the mean, by place (a lock with many is a convoy; others tell only against --baseline)',
    ...indent(tableLines([['waiters', 'waits', 'at end', 'place', 'for'], ...rows], [0, 1, 2])),
    ...indent(rest),
  ];
}

/** The lines of `trace gc`. */
export function gcView(result: TraceResult, limit: number): string[] {
  const { gc, stw } = result;
  const helpers = firstOf(gc.assistsByFunction, limit);
  return [
    ...signLines(result, 'gc'),
    '',
    `cycles: ${gc.cycles.length}, marking ${formatNs(gc.markNs)} (${formatShare(gc.markShare)} of the time)${cycleWords(result)}`,
    `sweeps: ${gc.sweeps.count}, ${formatNs(gc.sweeps.ns)}; ${formatBytes(gc.sweeps.sweptBytes)} swept, ${formatBytes(gc.sweeps.reclaimedBytes)} reclaimed`,
    `assists: ${gc.assists.count}, ${formatNs(gc.assists.ns)}`,
    `heap: ${formatBytes(gc.heapBytes.last)} at the end, ${formatBytes(gc.heapBytes.max)} at most${gc.goalBytes > 0 ? `, goal ${formatBytes(gc.goalBytes)}` : ''}`,
    `world stopped: ${formatNs(gc.stwNs)} (${formatShare(gc.stwShare)} of the time)`,
    ...(stw.length === 0
      ? []
      : [
          '',
          'Stops of the world, by what they were for',
          ...indent(
            tableLines(
              [
                ['count', 'total', 'p50', 'p99', 'longest', 'for'],
                ...stw.map((s) => [
                  String(s.count),
                  formatNs(s.ns),
                  formatNs(s.p50),
                  formatNs(s.p99),
                  formatNs(s.max),
                  neutralise(s.kind),
                ]),
              ],
              [0, 1, 2, 3, 4],
            ),
          ),
        ]),
    ...(helpers.shown.length === 0
      ? []
      : [
          '',
          'Who allocated so fast that it had to help marking',
          ...indent(
            tableLines(
              [
                ['total', 'assists', 'start function'],
                ...helpers.shown.map((a) => [formatNs(a.ns), String(a.count), formatName(a.function)]),
              ],
              [0, 1],
            ),
          ),
          ...indent(helpers.rest),
        ]),
  ];
}

function cycleWords(result: TraceResult): string {
  const lengths = result.gc.cycles
    .map((c) => c.ns)
    .filter((ns) => ns >= 0)
    .sort((a, b) => a - b);
  if (lengths.length === 0) return '';
  return `; one cycle p50 ${formatNs(lengths[lengths.length >> 1])}, longest ${formatNs(lengths[lengths.length - 1])}`;
}

const mean = (value: number) => value.toFixed(2);
