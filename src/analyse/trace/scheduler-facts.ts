// How long goroutines waited for a processor, how busy processors were, and system calls.
import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import { go, proc, type TraceSink } from '../../model/trace-events.ts';
import type { ProcessorFacts, SchedulerFacts, SyscallFacts, SyscallSite, TraceId } from '../../model/trace-result.ts';
import { Durations } from './durations.ts';
import type { GoroutineLife } from './goroutine-life.ts';
import type { StackSites } from './stack-sites.ts';

/** Start functions for which latencies are kept apart. */
const maxFunctions = 1024;
const shownFunctions = 50;

export class Scheduler {
  private readonly life: GoroutineLife;
  private readonly sites: StackSites;
  latency: Durations;
  private byCell: (Durations | undefined)[] = [];
  /** By cell: where the head of its durations is in memory, 0 none. */
  latencyOf: Int32Array;
  private cells = 0;
  procs = 0;
  procRunning: Uint8Array;
  procSince: Float64Array;
  /** Time that each has run. */
  procNs: Float64Array;
  /** By stack of the call: how often, how often it lost its processor, time. */
  callCount: Float64Array;
  private callBlocked: Float64Array;
  callNs: Float64Array;
  private readonly room: ColumnRoom;

  /** Columns lie in `room`. */
  constructor(life: GoroutineLife, sites: StackSites, room: ColumnRoom = newPlainRoom()) {
    this.life = life;
    this.sites = sites;
    this.room = room;
    this.latency = new Durations(true, room);
    this.latencyOf = room.int32(16);
    this.procRunning = room.uint8(64);
    this.procSince = room.float64(64);
    this.procNs = room.float64(64);
    this.callCount = room.float64(16);
    this.callBlocked = room.float64(16);
    this.callNs = room.float64(16);
  }

  get sink(): TraceSink {
    return {
      goStart: (t, _p, g) => {
        const { life } = this;
        if (life.sinceStart[g] !== 0 || life.state[g] !== go.runnable) return;
        const ns = t - life.since[g];
        this.latency.add(ns);
        const cell = life.named[g] !== 0 ? life.cell[g] : life.aliasOf(life.cell[g]);
        if (cell >= 0) this.ofCell(cell)?.add(ns);
      },
      syscallEnd: (t, g, blocked) => this.endCall(t, g, blocked),
      proc: (t, p, from, to) => this.proc(t, p, from, to),
    };
  }

  private ofCell(cell: number): Durations | undefined {
    let durations = this.byCell[cell];
    if (!durations && this.cells < maxFunctions) {
      durations = new Durations(false, this.room);
      this.byCell[cell] = durations;
      this.cells++;
      if (cell >= this.latencyOf.length) this.latencyOf = this.longer(this.latencyOf, cell);
      this.latencyOf[cell] = durations.head.byteOffset;
    }
    return durations;
  }

  private longer(column: Int32Array, index: number): Int32Array {
    const next = this.room.int32(Math.max(index + 1, column.length * 2));
    next.set(column);
    return next;
  }

  private endCall(t: number, g: number, blocked: boolean): void {
    const { life } = this;
    const stack = life.stack[g];
    if (stack >= this.callNs.length) {
      const size = Math.max(stack + 1, this.callNs.length * 2);
      for (const column of ['callCount', 'callBlocked', 'callNs'] as const) {
        const next = this.room.float64(size);
        next.set(this[column]);
        this[column] = next;
      }
    }
    this.callCount[stack]++;
    if (blocked) this.callBlocked[stack]++;
    this.callNs[stack] += t - life.since[g];
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    takeColumnsOut(this);
    this.latency.takeOut();
    for (const durations of this.byCell) durations?.takeOut();
  }

  private proc(t: number, p: number, from: number, to: number): void {
    if (p >= this.procRunning.length) {
      const size = Math.max(p + 1, this.procRunning.length * 2);
      const running = this.room.uint8(size);
      running.set(this.procRunning);
      this.procRunning = running;
      const since = this.room.float64(size);
      since.set(this.procSince);
      this.procSince = since;
      const ns = this.room.float64(size);
      ns.set(this.procNs);
      this.procNs = ns;
    }
    if (p >= this.procs) this.procs = p + 1;
    const runs = to === proc.running ? 1 : 0;
    if (this.procRunning[p] === 1) this.procNs[p] += t - this.procSince[p];
    this.procRunning[p] = runs;
    // One that was running when the trace began has done so from its first moment.
    this.procSince[p] = from === proc.undetermined ? 0 : t;
  }

  /** What came before `t` counts no more. */
  restart(t: number): void {
    this.latency = new Durations(true, this.room);
    this.byCell = [];
    this.latencyOf.fill(0);
    this.cells = 0;
    this.procNs.fill(0);
    for (let p = 0; p < this.procs; p++) this.procSince[p] = t;
    for (const sums of [this.callCount, this.callBlocked, this.callNs]) sums.fill(0);
  }

  private runningNs(end: number): number[] {
    return Array.from({ length: this.procs }, (_, p) =>
      this.procRunning[p] === 1 ? this.procNs[p] + end - this.procSince[p] : this.procNs[p],
    );
  }

  /** Every processor that the trace knows: how much of the time it ran goroutines. */
  processors(end: number, span: number, idOf: (p: number) => TraceId): ProcessorFacts[] {
    return this.runningNs(end).map((ns, p) => ({
      id: idOf(p),
      runningNs: ns,
      runningShare: round4(span > 0 ? ns / span : 0),
    }));
  }

  /** All of it at `end`, over a time of `span`. */
  facts(end: number, span = end): SchedulerFacts {
    const { life } = this;
    const procNs = this.runningNs(end).reduce((sum, ns) => sum + ns, 0);
    const ns = life.stateNs;
    const all = ns[go.running] + ns[go.runnable] + ns[go.waiting] + ns[go.syscall];
    const share = (state: number) => round4(all > 0 ? ns[state] / all : 0);
    const mean = (total: number) => round4(span > 0 ? total / span : 0);
    return {
      latencyNs: this.latency.percentiles(),
      share: {
        running: share(go.running),
        runnable: share(go.runnable),
        waiting: share(go.waiting),
        syscall: share(go.syscall),
      },
      meanRunnable: mean(ns[go.runnable]),
      maxRunnable: life.maxRunnable,
      meanRunning: mean(ns[go.running]),
      meanGoroutines: mean(all),
      meanRunningProcs: mean(procNs),
      procs: this.procs,
      byFunction: this.byCell
        .flatMap((d, cell) => (d ? [{ function: life.nameOf(cell), durations: d }] : []))
        .sort((a, b) => b.durations.sum - a.durations.sum)
        .slice(0, shownFunctions)
        .map(({ function: name, durations }) => ({ function: name, latencyNs: durations.percentiles() })),
    };
  }

  syscalls(): SyscallFacts {
    const { sites } = this;
    const merged = new Map<string, { -readonly [K in keyof SyscallSite]: SyscallSite[K] }>();
    for (let stack = 0; stack < this.callNs.length; stack++) {
      const call = { count: this.callCount[stack], blocked: this.callBlocked[stack], ns: this.callNs[stack] };
      if (call.count === 0) continue;
      const site = sites.names[sites.waitSite(stack)];
      const user = sites.names[sites.userSite(stack)];
      const key = `${site}\0${user}`;
      const old = merged.get(key);
      if (old) {
        old.count += call.count;
        old.blocked += call.blocked;
        old.ns += call.ns;
      } else merged.set(key, { site, user, ...call });
    }
    const bySite = [...merged.values()].sort((a, b) => b.ns - a.ns || b.count - a.count);
    const sum = (key: 'count' | 'blocked' | 'ns') => bySite.reduce((total, call) => total + call[key], 0);
    return { count: sum('count'), blocked: sum('blocked'), ns: sum('ns'), bySite };
  }
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
