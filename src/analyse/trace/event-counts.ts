// Counts under the names of golang.org/x/exp/trace: transitions, reasons, ranges, metrics, goroutines by state.
import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import { go, goStateNames, procStateNames, type RangePhase, type TraceSink } from '../../model/trace-events.ts';
import type { TraceCounts } from '../../model/trace-result.ts';
import type { Annotations } from './annotations.ts';
import type { GoroutineLife } from './goroutine-life.ts';

const phaseNames: Readonly<Record<RangePhase, string>> = {
  begin: 'RangeBegin',
  active: 'RangeActive',
  end: 'RangeEnd',
};

class RangeCounts implements Record<RangePhase, number> {
  begin = 0;
  active = 0;
  end = 0;
}

export class EventCounts {
  private readonly life: GoroutineLife;
  /** Transitions of processors: from · 4 + to. */
  readonly procMoves: Float64Array;
  /** By name; the frequent ones have their own. */
  private readonly ranges = new Map<string, RangeCounts>();
  private readonly assists = this.range('GC mark assist');
  private readonly sweeps = this.range('GC incremental sweep');
  private metrics: Record<string, number> = Object.create(null);
  private readonly atSync: TraceCounts['atSync'][number][] = [];

  constructor(life: GoroutineLife, room: ColumnRoom = newPlainRoom()) {
    this.life = life;
    this.procMoves = room.float64(16);
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    takeColumnsOut(this);
  }

  get sink(): TraceSink {
    return {
      sync: (t) => {
        const n = this.life.inState;
        this.atSync.push({
          t,
          waiting: n[go.waiting],
          runnable: n[go.runnable],
          running: n[go.running],
          syscall: n[go.syscall],
        });
      },
      proc: (_t, _p, from, to) => {
        this.procMoves[from * 4 + to]++;
      },
      stw: (_t, phase, _g, text) => {
        this.range(`stop-the-world (${text})`)[phase]++;
      },
      gc: (_t, phase) => {
        this.range('GC concurrent mark phase')[phase]++;
      },
      sweep: (_t, phase) => {
        this.sweeps[phase]++;
      },
      markAssist: (_t, phase) => {
        this.assists[phase]++;
      },
      metric: (_t, name) => {
        this.metrics[name] = (this.metrics[name] ?? 0) + 1;
      },
    };
  }

  private range(name: string): RangeCounts {
    let counts = this.ranges.get(name);
    if (!counts) {
      counts = new RangeCounts();
      this.ranges.set(name, counts);
    }
    return counts;
  }

  private rangeCounts(): Record<string, number> {
    const out: Record<string, number> = {};
    for (const [name, counts] of this.ranges)
      for (const phase of ['begin', 'active', 'end'] as const)
        if (counts[phase] > 0) out[`${name} ${phaseNames[phase]}`] = counts[phase];
    return out;
  }

  facts(notes: Annotations): TraceCounts {
    return {
      goTransitions: moves(this.life.moves, goStateNames),
      procTransitions: moves(this.procMoves, procStateNames),
      blockReasons: this.life.reasonCounts(this.life.blocksFor),
      stopReasons: this.life.reasonCounts(this.life.stopsFor),
      ranges: this.rangeCounts(),
      metrics: { ...this.metrics },
      labels: { ...notes.labels },
      logs: notes.logs,
      atSync: this.atSync,
    };
  }
}

function moves(counts: Float64Array, names: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (let i = 0; i < counts.length; i++)
    if (counts[i] > 0) out[`${names[Math.floor(i / names.length)]}→${names[i % names.length]}`] = counts[i];
  return out;
}
