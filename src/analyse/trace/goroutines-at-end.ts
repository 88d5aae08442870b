// Every goroutine that was alive when the trace ended, for the join with a dump of the same process.
import { go, type TraceTables } from '../../model/trace-events.ts';
import type { TraceGoroutine } from '../../model/trace-seen.ts';
import type { BirthGrowth } from './birth-growth.ts';
import type { GoroutineLife } from './goroutine-life.ts';
import type { WakeEdges } from './wake-edges.ts';

/** Goroutines that are listed; beyond it a join would say no more. */
const maxListed = 1_000_000;

const stateOf: Readonly<Record<number, TraceGoroutine['state']>> = {
  [go.waiting]: 'waiting',
  [go.runnable]: 'runnable',
  [go.running]: 'running',
  [go.syscall]: 'syscall',
};

/** In the order of their slots; `end` is the time of the last event. */
export function deriveGoroutinesAtEnd(
  life: GoroutineLife,
  tables: TraceTables,
  wakes: WakeEdges,
  births: BirthGrowth,
  end: number,
): TraceGoroutine[] {
  const list: TraceGoroutine[] = [];
  for (let g = 0; g < life.slots && list.length < maxListed; g++) {
    const state = stateOf[life.state[g]];
    if (!state) continue;
    const birthSite = births.birthSite(g);
    list.push({
      id: tables.goroutineId(g),
      function: life.nameOf(life.cell[g]),
      state,
      reason: state === 'waiting' ? life.reasons[life.reason[g]] : '',
      ns: end - life.since[g],
      sinceStart: life.sinceStart[g] === 1,
      woken: (wakes.lastWaker[g] ?? -2) > -2,
      ...(birthSite ? { birthSite } : {}),
    });
  }
  return list;
}
