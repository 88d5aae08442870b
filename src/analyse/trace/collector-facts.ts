// Garbage collection: cycles, assists, sweeps, heap, and stops of the world by what they were for.
import type { RangePhase, TraceSink } from '../../model/trace-events.ts';
import type { GcFacts, StopTheWorld } from '../../model/trace-result.ts';
import { Durations } from './durations.ts';
import type { GoroutineLife } from './goroutine-life.ts';

interface Open {
  readonly at: number;
  readonly kind: string;
}

export class Collector {
  private readonly life: GoroutineLife;
  private cycles: { at: number; kind: 'begin' | 'active'; ns: number }[] = [];
  private cycleOpen = false;
  /** Stops by goroutine and kind; few are open at once. */
  private readonly openStops = new Map<string, Open>();
  private readonly stops = new Map<string, { count: number; durations: Durations }>();
  private readonly assistSince = new Map<number, number>();
  private readonly assists = new Map<number, { count: number; ns: number }>();
  private readonly sweepSince = new Map<number, number>();
  private sweeps = { count: 0, ns: 0, sweptBytes: 0, reclaimedBytes: 0 };
  private readonly heapBytes = { last: 0, max: 0 };
  private goalBytes = 0;

  constructor(life: GoroutineLife) {
    this.life = life;
  }

  get sink(): TraceSink {
    return {
      gc: (t, phase) => this.gc(t, phase),
      stw: (t, phase, g, text) => this.stw(t, phase, g, text),
      markAssist: (t, phase, g) => {
        if (phase !== 'end') {
          // What is active at a later generation goes on.
          if (phase === 'begin' || !this.assistSince.has(g)) this.assistSince.set(g, phase === 'begin' ? t : 0);
          return;
        }
        const cell = this.life.cell[g];
        let sum = this.assists.get(cell);
        if (!sum) {
          sum = { count: 0, ns: 0 };
          this.assists.set(cell, sum);
        }
        sum.count++;
        sum.ns += t - (this.assistSince.get(g) ?? 0);
        this.assistSince.delete(g);
      },
      sweep: (t, phase, p, _g, _stack, swept, reclaimed) => {
        if (phase !== 'end') {
          if (phase === 'begin' || !this.sweepSince.has(p)) this.sweepSince.set(p, phase === 'begin' ? t : 0);
          return;
        }
        this.sweeps.count++;
        this.sweeps.ns += t - (this.sweepSince.get(p) ?? 0);
        this.sweeps.sweptBytes += swept;
        this.sweeps.reclaimedBytes += reclaimed;
        this.sweepSince.delete(p);
      },
      metric: (_t, name, value) => {
        if (name === '/memory/classes/heap/objects:bytes') {
          this.heapBytes.last = value;
          if (value > this.heapBytes.max) this.heapBytes.max = value;
        } else if (name === '/gc/heap/goal:bytes') this.goalBytes = value;
      },
    };
  }

  private gc(t: number, phase: RangePhase): void {
    const last = this.cycles.at(-1);
    if (phase === 'end') {
      if (this.cycleOpen && last) last.ns = t - last.at;
      this.cycleOpen = false;
    } else if (!this.cycleOpen) {
      this.cycles.push({ at: t, kind: phase, ns: -1 });
      this.cycleOpen = true;
    }
  }

  private stw(t: number, phase: RangePhase, g: number, kind: string): void {
    const key = `${g} ${kind}`;
    const sum = this.sumOf(kind);
    const open = this.openStops.get(key);
    if (phase !== 'end') {
      if (open) return;
      this.openStops.set(key, { at: t, kind });
      sum.count++;
    } else if (open) {
      sum.durations.add(t - open.at);
      this.openStops.delete(key);
    }
  }

  /** What came before `t` counts no more; what is open began at `t`. */
  restart(t: number): void {
    this.cycles = this.cycleOpen ? [{ at: t, kind: 'active', ns: -1 }] : [];
    this.stops.clear();
    for (const [key, { kind }] of this.openStops) {
      this.openStops.set(key, { at: t, kind });
      this.sumOf(kind).count++;
    }
    for (const g of this.assistSince.keys()) this.assistSince.set(g, t);
    this.assists.clear();
    for (const p of this.sweepSince.keys()) this.sweepSince.set(p, t);
    this.sweeps = { count: 0, ns: 0, sweptBytes: 0, reclaimedBytes: 0 };
    this.heapBytes.max = this.heapBytes.last;
  }

  private sumOf(kind: string): { count: number; durations: Durations } {
    let sum = this.stops.get(kind);
    if (!sum) {
      sum = { count: 0, durations: new Durations() };
      this.stops.set(kind, sum);
    }
    return sum;
  }

  /** All of it at `end`, over a time of `span`. */
  gcFacts(end: number, span = end): GcFacts {
    const markNs = this.cycles.reduce((sum, c) => sum + (c.ns < 0 ? end - c.at : c.ns), 0);
    const stwNs = [...this.stops.values()].reduce((sum, s) => sum + s.durations.sum, 0);
    const byName = new Map<string, { count: number; ns: number }>();
    for (const [cell, { count, ns }] of this.assists) {
      const name = this.life.nameOf(cell);
      const old = byName.get(name);
      byName.set(name, { count: count + (old?.count ?? 0), ns: ns + (old?.ns ?? 0) });
    }
    const assists = [...byName].map(([name, sum]) => ({ function: name, ...sum }));
    return {
      cycles: this.cycles,
      markNs,
      markShare: span > 0 ? markNs / span : 0,
      stwNs,
      stwShare: span > 0 ? stwNs / span : 0,
      assists: {
        count: assists.reduce((n, a) => n + a.count, 0),
        ns: assists.reduce((n, a) => n + a.ns, 0),
      },
      assistsByFunction: assists.sort((a, b) => b.ns - a.ns),
      sweeps: { ...this.sweeps },
      heapBytes: { ...this.heapBytes },
      goalBytes: this.goalBytes,
    };
  }

  /** By kind, most time first. */
  stwList(): StopTheWorld[] {
    return [...this.stops]
      .map(([kind, { count, durations }]) => {
        const { p50, p99, max } = durations.percentiles();
        return { kind, count, ns: durations.sum, p50, p99, max };
      })
      .sort((a, b) => b.ns - a.ns || b.count - a.count);
  }
}
