// The columns of a timeline → one object for each goroutine with its intervals, for those who read it by program.
import type { Problem } from '../../model/problem.ts';
import { step, stepStates, type TraceTimeline } from '../../model/trace-timeline.ts';
import type { TimelineGoroutine, TimelineInterval, TimelineResult } from '../../model/trace-timeline-result.ts';

export interface TimelineOrigin {
  /** Name of the trace. */
  readonly source: string;
  readonly header: string;
  readonly problems: readonly Problem[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Times in ns from the first event; an interval ends where the next one of its goroutine begins, or with the stretch. */
export function timelineResult(timeline: TraceTimeline, origin: TimelineOrigin): TimelineResult {
  return {
    schema: 'parkwatch/trace-timeline/1',
    ...origin,
    durationNs: timeline.durationNs,
    fromNs: timeline.fromNs,
    toNs: timeline.toNs,
    cut: timeline.cut,
    goroutines: goroutinesOf(timeline),
    stacks: timeline.stacks,
    collector: timeline.bands.map(({ kind, text, at, ns }) => ({ kind, text, fromNs: at, ...known(ns) })),
    spans: timeline.spans.map(({ kind, name, at, ns, goroutine }) => ({
      kind,
      name,
      fromNs: at,
      ...known(ns),
      ...(goroutine < 0 ? {} : { goroutine: timeline.goroutines.id[goroutine] }),
    })),
    heap: timeline.heap.time.map((atNs, i) => ({ atNs, bytes: timeline.heap.bytes[i] })),
  };
}

const known = (ns: number): { readonly ns?: number } => (ns < 0 ? {} : { ns });

function goroutinesOf({ goroutines, groups, steps, reasons, procIds, toNs }: TraceTimeline): TimelineGoroutine[] {
  const found = goroutines.id.map((id, g) => {
    const group = groups[goroutines.group[g]];
    const made: Open<Omit<TimelineGoroutine, 'intervals'>> & { intervals: Open<TimelineInterval>[] } = {
      id,
      function: group?.name ?? '',
      system: group?.system ?? false,
      intervals: [],
    };
    if (goroutines.bornNs[g] >= 0) made.bornNs = goroutines.bornNs[g];
    if (goroutines.birthStack[g] > 0) made.birthStack = goroutines.birthStack[g];
    const parent = goroutines.parent[g];
    if (parent !== '' && parent !== -1) made.parent = parent;
    return made;
  });
  for (let i = 0; i < steps.size; i++) {
    const goroutine = found[steps.goroutine[i]];
    const time = steps.time[i];
    const last = goroutine.intervals.at(-1);
    if (last) last.ns = time - last.fromNs;
    if (steps.state[i] === step.ended) {
      goroutine.endedNs = time;
      continue;
    }
    const interval: Open<TimelineInterval> = {
      fromNs: time,
      ns: toNs - time,
      state: stepStates[steps.state[i]] as TimelineInterval['state'],
    };
    if (reasons[steps.reason[i]]) interval.reason = reasons[steps.reason[i]];
    if (steps.stack[i] > 0) interval.stack = steps.stack[i];
    if (steps.proc[i] >= 0 && steps.state[i] === step.running) interval.proc = procIds[steps.proc[i]];
    if (steps.waker[i] >= 0) interval.wokenBy = goroutines.id[steps.waker[i]];
    if (steps.wakerStack[i] > 0) interval.wakerStack = steps.wakerStack[i];
    goroutine.intervals.push(interval);
  }
  return found;
}
