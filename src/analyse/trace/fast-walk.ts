// The frequent events of a walk in a WebAssembly kernel, over the columns of the listeners; what is not plain goes to them.
import { decodeBase64 } from '../../base/base64.ts';
import type { KernelRoom } from '../../base/column-room.ts';
import { tellFrequent } from '../../model/tell-frequent.ts';
import type { FrequentEvents, SharedColumns, TraceSink } from '../../model/trace-events.ts';
import type { BirthGrowth } from './birth-growth.ts';
import type { Cancellations } from './cancellations.ts';
import type { EventCounts } from './event-counts.ts';
import type { GoroutineLife } from './goroutine-life.ts';
import { kernelWasm } from './kernel/kernel-wasm.ts';
import { control, controlWords } from './kernel/walk-control.ts';
import type { Scheduler } from './scheduler-facts.ts';
import type { WakeEdges } from './wake-edges.ts';

/** The listeners whose sums the kernel keeps; their columns lie in the shared memory. */
export interface WalkParts {
  readonly life: GoroutineLife;
  readonly wakes: WakeEdges;
  readonly cancels: Cancellations;
  readonly scheduler: Scheduler;
  readonly births: BirthGrowth;
  readonly counts: EventCounts;
}

/** From an event of a run to the first one that is for the listeners. */
type Walk = (control: number, first: number, count: number) => number;

const instances = new WeakMap<KernelRoom, Walk>();
let compiled: WebAssembly.Module | undefined;

function walkIn(room: KernelRoom): Walk {
  let walk = instances.get(room);
  if (!walk) {
    compiled ??= new WebAssembly.Module(decodeBase64(kernelWasm));
    walk = new WebAssembly.Instance(compiled, { env: { memory: room.memory } }).exports.walk as Walk;
    instances.set(room, walk);
  }
  return walk;
}

/** The same sink with runs of events: the kernel first, the sink's own methods for what it leaves. */
export function newFastWalk(shared: SharedColumns, parts: WalkParts, sink: TraceSink): TraceSink {
  const { room } = shared;
  const walk = walkIn(room);
  const words = room.int32(controlWords);
  const { byteOffset } = words;
  const { life, scheduler } = parts;
  const { SLOTS: slots, PROCS: procs } = control;
  let written = -1;
  const frequent = (events: FrequentEvents): void => {
    const { count } = events;
    let at = 0;
    for (;;) {
      if (written !== room.changes) {
        writeAddresses(words, shared, parts, events);
        written = room.changes;
      }
      words[slots] = life.slots;
      words[procs] = scheduler.procs;
      at = walk(byteOffset, at, count);
      if (at >= count) return;
      tellFrequent(sink, events, at, at + 1);
      at++;
    }
  };
  return { ...sink, frequent };
}

function writeAddresses(words: Int32Array, shared: SharedColumns, parts: WalkParts, events: FrequentEvents): void {
  const { life, wakes, cancels, scheduler, births, counts } = parts;
  const stackNumbers = shared.stackNumbers();
  const columns: Partial<Record<keyof typeof control, Float64Array | Int32Array | Uint8Array>> = {
    TIMES: events.times,
    WORDS: events.words,
    STACK_NUMBERS: stackNumbers,
    REASONS: life.reasonOfString,
    STATE: life.state,
    SINCE: life.since,
    SINCE_START: life.sinceStart,
    REASON: life.reason,
    STACK: life.stack,
    CELL: life.cell,
    NAMED: life.named,
    IN_STATE: life.inState,
    PEAK: life.peak,
    MOVES: life.moves,
    BLOCKS_FOR: life.blocksFor,
    STOPS_FOR: life.stopsFor,
    ENTERED: life.entered,
    REASON_ENTERED: life.reasonEntered,
    REASON_NS: life.reasonNs,
    CELL_NS: life.cellNs,
    CELL_STACK: life.cellStack,
    ALIAS: life.aliases,
    SEEN: life.seenCount,
    BORN_BEFORE: life.bornBefore,
    CELL_COUNT: life.cellCount,
    CELL_OF_START: life.cellOfStart,
    WATCH: cancels.watched,
    TOP_IS_CANCEL: cancels.topIsCancel,
    AFTER_FUNC: cancels.afterFunc,
    RECENT: wakes.recent,
    EDGE_COUNT: wakes.edges.count,
    EDGE_NS: wakes.edges.ns,
    EDGE_START: wakes.edges.sinceStart,
    PLACE_COUNT: wakes.placeEdges.count,
    PLACE_NS: wakes.placeEdges.ns,
    PLACE_START: wakes.placeEdges.sinceStart,
    LAST_WAKER: wakes.lastWaker,
    LAST_STACK: wakes.lastStack,
    LATENCY: scheduler.latency.head,
    LATENCY_OF: scheduler.latencyOf,
    CALL_COUNT: scheduler.callCount,
    CALL_NS: scheduler.callNs,
    PROC_MOVES: counts.procMoves,
    PROC_RUNNING: scheduler.procRunning,
    PROC_SINCE: scheduler.procSince,
    PROC_NS: scheduler.procNs,
    SITE_OF: births.siteOf,
    BEFORE: births.before,
    ENDED: births.ended,
    CREATED: births.created,
    RECENT_SITES: births.recent,
  };
  for (const [name, column] of Object.entries(columns))
    words[control[name as keyof typeof control]] = column.byteOffset;
  words[control.STACK_ROOM] = stackNumbers.length;
  words[control.REASON_ROOM] = life.reasonOfString.length;
  words[control.WATCH_ROOM] = cancels.watched.length;
  words[control.TOP_ROOM] = cancels.topIsCancel.length;
  words[control.START_ROOM] = life.cellOfStart.length;
  words[control.AFTER_ROOM] = cancels.afterFunc.length;
  words[control.LAST_ROOM] = wakes.lastWaker.length;
  words[control.LATENCY_ROOM] = scheduler.latencyOf.length;
  words[control.CALL_ROOM] = scheduler.callNs.length;
  words[control.SITE_ROOM] = births.siteOf.length;
}
