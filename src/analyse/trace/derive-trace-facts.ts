// One walk over the events of a trace → everything true of it. Each fact is a listener that declares what it needs.
import { newPlainRoom } from '../../base/column-room.ts';
import type { TraceSink, TraceSummary, TraceTables } from '../../model/trace-events.ts';
import type { TraceFacts } from '../../model/trace-result.ts';
import type { TraceGoroutine } from '../../model/trace-seen.ts';
import { Annotations } from './annotations.ts';
import { BirthGrowth, type BlockedOfSite } from './birth-growth.ts';
import { deriveBlockedAtEnd } from './blocked-at-end.ts';
import { Cancellations } from './cancellations.ts';
import { Collector } from './collector-facts.ts';
import { combineSinks } from './combine-sinks.ts';
import { EventCounts } from './event-counts.ts';
import { newFastWalk } from './fast-walk.ts';
import { GoroutineLife } from './goroutine-life.ts';
import { deriveGoroutinesAtEnd } from './goroutines-at-end.ts';
import { Scheduler } from './scheduler-facts.ts';
import { StackSites } from './stack-sites.ts';
import { newWindowSink, type TimeWindow } from './time-window.ts';
import { WakeEdges } from './wake-edges.ts';

export interface TraceWalk {
  /** To be given to the reader. */
  readonly sink: TraceSink;
  /** The facts, once the reader has come to the end. */
  finish(summary: TraceSummary): TraceFacts;
  /** Each goroutine that was alive at the end; to be asked after `finish`. */
  goroutinesAtEnd(summary: TraceSummary): TraceGoroutine[];
  /** With a window: events in it by their number; undefined when the trace never reached it. */
  windowCounts(): Uint32Array | undefined;
}

/** What the reader alone knows. */
type OfReader = Pick<
  TraceFacts,
  'header' | 'generations' | 'events' | 'kinds' | 'clockSnapshots' | 'salvaged' | 'complete'
>;

/**
 * A walk for one trace; `tables` are the reader's. With a window, what comes before it only tells what is going on
 * when it begins, and what comes after it is not looked at. `by` chooses the nodes of the wake graph.
 */
export function newTraceWalk(tables: TraceTables, window?: TimeWindow, by: 'start' | 'birth' = 'start'): TraceWalk {
  // The kernel keeps the sums of whole traces by start function; the rest is rare and goes without.
  const shared = window === undefined && by === 'start' ? tables.shared : undefined;
  const room = shared?.room ?? newPlainRoom();
  const life = new GoroutineLife(tables, room);
  const sites = new StackSites(tables);
  const births = new BirthGrowth(life, tables, room);
  const wakes = new WakeEdges(life, tables, sites, by === 'birth' ? births.nodes : undefined, room);
  const cancels = new Cancellations(life, tables, wakes, room);
  const scheduler = new Scheduler(life, sites, room);
  const collector = new Collector(life);
  const notes = new Annotations();
  const counts = new EventCounts(life, room);
  // Before the life of goroutines: what needs the state before an event. After it: what needs a new goroutine's name.
  const listeners = combineSinks([
    counts.sink,
    cancels.sink,
    wakes.sink,
    scheduler.sink,
    collector.sink,
    notes.sink,
    life.sink,
    cancels.spawnSink,
    births.sink,
  ]);
  const parts = { life, wakes, cancels, scheduler, births, counts };
  const sink = shared ? newFastWalk(shared, parts, listeners) : listeners;
  shared?.onRelease(() => {
    for (const part of Object.values(parts)) part.takeOut();
  });
  const facts = (start: number, end: number): Omit<TraceFacts, keyof OfReader> => {
    const span = end - start;
    life.finish(end);
    const blockedOf = new Map<number, BlockedOfSite>();
    const blockedAtEnd = deriveBlockedAtEnd(life, tables, wakes, births, end, span, blockedOf);
    return {
      durationNs: span,
      ...(window ? { window: { fromNs: start, toNs: end } } : {}),
      goroutines: {
        count: life.seen,
        stateNs: life.stateTotals(),
        byFunction: life.byFunction(),
        unnamed: life.unnamed(),
      },
      edges: wakes.edgeList(),
      ...(by === 'birth' ? { edgesBy: by } : {}),
      siteEdges: wakes.siteEdgeList(),
      cancels: cancels.cancelList(),
      cancelTotals: cancels.totals(),
      contextSpawns: cancels.spawnList(),
      blockedAtEnd,
      growth: births.list((site) => blockedOf.get(site) ?? { blocked: 0, still: 0 }),
      waits: wakes.waitList(end, span),
      gc: collector.gcFacts(end, span),
      stw: collector.stwList(),
      sched: scheduler.facts(end, span),
      processors: scheduler.processors(end, span, tables.procId),
      syscalls: scheduler.syscalls(),
      tasks: notes.taskList(),
      regions: notes.regionList(),
      samples: notes.samples,
      counts: counts.facts(notes),
    };
  };
  const ofReader = (summary: TraceSummary): OfReader => ({
    header: summary.header,
    generations: summary.generations,
    events: summary.events,
    kinds: summary.kinds,
    clockSnapshots: summary.clockSnapshots,
    salvaged: summary.salvaged,
    complete: summary.complete,
  });
  const goroutinesAtEnd = (summary: TraceSummary) =>
    deriveGoroutinesAtEnd(life, tables, wakes, births, summary.durationNs);
  if (!window)
    return {
      sink,
      goroutinesAtEnd,
      finish: (summary) => ({ ...ofReader(summary), ...facts(0, summary.durationNs) }),
      windowCounts: () => undefined,
    };
  // Slots are free for others once the window is over, so its facts are made at that moment.
  let made: ReturnType<typeof facts> | undefined;
  const gate = newWindowSink({
    window,
    before: combineSinks([scheduler.sink, collector.sink, life.sink, births.sink]),
    during: sink,
    enter(t) {
      life.restart(t);
      births.restart();
      scheduler.restart(t);
      collector.restart(t);
    },
    leave(t) {
      made = facts(window.fromNs, t);
    },
  });
  return {
    sink: gate.sink,
    goroutinesAtEnd,
    finish(summary) {
      gate.finish(summary.durationNs);
      return { ...ofReader(summary), ...(made ?? facts(window.fromNs, window.fromNs)) };
    },
    windowCounts: () => (made ? gate.counts : undefined),
  };
}
