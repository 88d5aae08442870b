// Where time went by stack: waits for locks and channels, for the network, for a processor, and system calls. The rules
// are those of `go tool trace -pprof=…` (cmd/trace/pprof.go): an interval counts when it ends, at the stack of the event
// that began it; a wait from before the trace has no reason, and is not counted. Unlike there, `sched` also counts the wait
// of a new goroutine for its first run.
import { go, type TraceFrame, type TraceSink, type TraceTables } from '../../model/trace-events.ts';

export const timeKinds = ['sync', 'net', 'syscall', 'sched', 'block'] as const;
/** `block` is every wait that has a reason: sync, net, sleep and those of the runtime. */
export type TimeKind = (typeof timeKinds)[number];

export interface TimedStack {
  /** Leaf first. */
  readonly frames: readonly TraceFrame[];
  readonly count: number;
  readonly ns: number;
}

const noStart = Number.NaN;

/** A sink that sums up; `list` gives the stacks at the end, most time first. */
export function newTimeProfile(
  tables: TraceTables,
  kind: TimeKind,
): { readonly sink: TraceSink; restart(t: number): void; list(): readonly TimedStack[] } {
  const state = kind === 'syscall' ? go.syscall : kind === 'sched' ? go.runnable : go.waiting;
  let since = new Float64Array(256).fill(noStart);
  let stackOf = new Int32Array(256);
  const counts = new Map<number, { count: number; ns: number }>();
  const begin = (t: number, g: number, stack: number): void => {
    if (g >= since.length) {
      const size = Math.max(g + 1, since.length * 2);
      const times = new Float64Array(size).fill(noStart);
      times.set(since);
      since = times;
      const stacks = new Int32Array(size);
      stacks.set(stackOf);
      stackOf = stacks;
    }
    since[g] = t;
    stackOf[g] = tables.stackOf(stack);
  };
  const end = (t: number, g: number): void => {
    if (!(since[g] <= t)) return;
    const ns = t - since[g];
    since[g] = noStart;
    if (ns <= 0) return;
    const sum = counts.get(stackOf[g]);
    if (sum) {
      sum.count++;
      sum.ns += ns;
    } else counts.set(stackOf[g], { count: 1, ns });
  };
  /** Into a state: one that is counted goes on, another one ends it. */
  const enter = (t: number, g: number, to: number, stack: number, counted = true): void => {
    const open = since[g] <= t;
    if (open) {
      if (to !== state) end(t, g);
    } else if (to === state && counted) begin(t, g, stack);
  };
  const reasonCounts: Record<string, boolean> = Object.create(null);
  const isCounted = (reason: string): boolean => (reasonCounts[reason] ??= countsReason(kind, reason));
  const sink: TraceSink = {
    // A status has no reason, so a wait that it tells of is none of those asked for.
    goStatus: (t, _by, g, _from, to, stack) => enter(t, g, to, stack, state !== go.waiting),
    goCreate: (t, _by, g, to, _start, stack) => enter(t, g, to, stack, state !== go.waiting),
    goStart: (t, _p, g) => enter(t, g, go.running, 0),
    goStop: (t, g, _reason, stack) => enter(t, g, go.runnable, stack),
    goBlock: (t, g, reason, stack) =>
      enter(t, g, go.waiting, stack, state === go.waiting && isCounted(tables.text(reason))),
    goUnblock: (t, _by, g, stack) => enter(t, g, go.runnable, stack),
    syscallBegin: (t, g, stack) => enter(t, g, go.syscall, stack),
    syscallEnd: (t, g, blocked) => enter(t, g, blocked ? go.runnable : go.running, 0),
    goDestroy: (t, g) => end(t, g),
  };
  return {
    sink,
    /** What came before `t` counts no more; what is open began at `t`. */
    restart(t) {
      counts.clear();
      for (let g = 0; g < since.length; g++) if (since[g] <= t) since[g] = t;
    },
    list: () =>
      [...counts]
        .map(([stack, { count, ns }]) => ({ frames: tables.frames(stack), count, ns }))
        .sort((a, b) => b.ns - a.ns || b.count - a.count),
  };
}

function countsReason(kind: TimeKind, reason: string): boolean {
  if (kind === 'net') return reason === 'network';
  if (kind === 'block') return reason !== '';
  return /chan|sync|select/.test(reason);
}
