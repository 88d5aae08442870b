// Facts of a trace → signs of a sick scheduler or collector. Shares of goroutine time are no such sign: they depend on how
// many goroutines idle. The limits stand between what eight conditions of one service showed (docs/trace.md has the table;
// reference/execution-traces.md §7): they are factors of one program on one machine, so every one keeps its distance.
import { readDeclaredFunction } from '../knowledge/declared-function.ts';
import type { TraceFacts, TraceMeasure, TraceSign, WaitPlace } from '../model/trace-result.ts';

export const signLimits = {
  /** ns; healthy 0.3–1.3 ms also under foreign load, starved 105 ms, collector thrash 7.4 ms. */
  latencyP99: 5e6,
  /** With fewer waits than this, one hiccup of the host makes the p99; then the median must be beyond the limit. */
  latencyMinimum: 1000,
  latencyMinimumMedian: 10,
  /** Runnable goroutines for each processor: healthy 2.3–2.4, leaks 3.7, thrash 4.8, starved 11.6. */
  runQueue: 8,
  /** Mean waiters at one mutex: healthy 0.04–0.12, thrash 0.37, convoy 2.8. */
  lockWaiters: 1,
  /** A lock that is waited for a few times for long is another thing: somebody holds it. */
  lockWaits: 20,
  /** Share of the time in which the collector marks: healthy 2 %, leaks 5–10 %, thrash 49 %. */
  gcShare: 0.25,
  gcCycles: 3,
  /** Healthy 0.5–0.9 %, on a loaded host up to 10 %: less than this may be the host's. */
  stwShare: 0.2,
  /** Fewer stops may be one hiccup of the host in a short trace. */
  stwStops: 10,
  /** Stops that the program asks for itself (ReadMemStats, profiles, GOMAXPROCS): healthy 0, each millisecond one 800. */
  stopsPerSecond: 50,
  stops: 20,
} as const;

/** With a baseline: so many times as much, and at least so much more. */
export const baselineLimits = {
  factor: 3,
  latencyP99: 1e6,
  runQueue: 1,
  /** Waiters at one place; a pool that is behind showed 15 against 0.2. */
  waiters: 2,
  waitersFactor: 5,
  gcShare: 0.1,
  stwShare: 0.05,
  stopsPerSecond: 10,
} as const;

/** The signs, those of `sched` first; none is no proof of health. */
export function judgeTraceSigns(facts: TraceFacts, baseline?: TraceFacts): TraceSign[] {
  if (facts.durationNs <= 0) return [];
  return [
    ...latency(facts, baseline),
    ...runQueue(facts, baseline),
    ...convoys(facts),
    ...(baseline ? backlogs(facts, baseline) : []),
    ...collector(facts, baseline),
  ];
}

function latency(facts: TraceFacts, baseline: TraceFacts | undefined): TraceSign[] {
  const { n, p50, p99 } = facts.sched.latencyNs;
  const enough = n >= signLimits.latencyMinimum;
  const value = enough ? p99 : n >= signLimits.latencyMinimumMedian ? p50 : 0;
  const words = enough ? 'the p99' : `the median (of only ${n} waits)`;
  return measure({
    view: 'sched',
    measure: 'latency-p99',
    unit: 'ns',
    value,
    limit: signLimits.latencyP99,
    base: baseline && enough ? baseline.sched.latencyNs.p99 : undefined,
    more: baselineLimits.latencyP99,
    words: (v) => `${words} of the wait for a processor is ${ms(v)}`,
  });
}

function runQueue(facts: TraceFacts, baseline: TraceFacts | undefined): TraceSign[] {
  const of = (f: TraceFacts) => (f.sched.procs > 0 ? f.sched.meanRunnable / f.sched.procs : 0);
  return measure({
    view: 'sched',
    measure: 'run-queue',
    unit: 'goroutines',
    value: of(facts),
    limit: signLimits.runQueue,
    base: baseline && of(baseline),
    more: baselineLimits.runQueue,
    words: (v) => `${v.toFixed(1)} runnable goroutines for each processor on the mean`,
  });
}

const mutex = /^(?:internal\/)?sync\.\(\*(?:RW)?Mutex\)\.(?:R?Lock|lockSlow)$/;

function convoys(facts: TraceFacts): TraceSign[] {
  return facts.waits.flatMap((place): TraceSign[] => {
    if (!mutex.test(place.operation) || place.count < signLimits.lockWaits) return [];
    if (place.meanWaiters < signLimits.lockWaiters) return [];
    return [
      {
        view: 'sched',
        measure: 'lock-convoy',
        value: place.meanWaiters,
        limit: signLimits.lockWaiters,
        unit: 'goroutines',
        site: place.site,
        text: `${place.meanWaiters.toFixed(1)} goroutines wait at one lock on the mean: ${place.operation} in ${place.site}, ${place.count} waits`,
      },
    ];
  });
}

/** Waits that depend on traffic or on the clock alone say nothing about who is behind. */
const idleReasons = new Set(['network', 'sleep', 'system goroutine wait', 'GC background sweeper wait', 'forever']);

function backlogs(facts: TraceFacts, baseline: TraceFacts): TraceSign[] {
  const before = waitersByPlace(baseline.waits);
  return [...waitersByPlace(facts.waits)].flatMap(([key, { waiters, place }]): TraceSign[] => {
    if (idleReasons.has(place.reason) || mutex.test(place.operation) || place.site === '') return [];
    const base = before.get(key)?.waiters ?? 0;
    const limit = Math.max(base + baselineLimits.waiters, base * baselineLimits.waitersFactor);
    if (waiters < limit) return [];
    return [
      {
        view: 'sched',
        measure: 'backlog',
        value: waiters,
        limit,
        baseline: base,
        unit: 'goroutines',
        site: place.site,
        text: `${waiters.toFixed(1)} goroutines wait in ${place.site} (${place.reason}) on the mean, ${base.toFixed(1)} in the baseline`,
      },
    ];
  });
}

/** Builds name closures differently, so places are joined by the declared function. */
function waitersByPlace(waits: readonly WaitPlace[]): Map<string, { waiters: number; place: WaitPlace }> {
  const out = new Map<string, { waiters: number; place: WaitPlace }>();
  for (const place of waits) {
    // A wait from before the trace has no reason; it stands where the others of its operation do.
    const key = `${readDeclaredFunction(place.site).name}|${place.operation}`;
    const old = out.get(key);
    out.set(key, {
      waiters: (old?.waiters ?? 0) + place.meanWaiters,
      place: old && old.place.reason !== '?' ? old.place : place,
    });
  }
  return out;
}

function collector(facts: TraceFacts, baseline: TraceFacts | undefined): TraceSign[] {
  const { gc } = facts;
  return [
    ...(gc.cycles.length >= signLimits.gcCycles
      ? measure({
          view: 'gc',
          measure: 'gc-share',
          unit: 'share',
          value: gc.markShare,
          limit: signLimits.gcShare,
          base: baseline?.gc.markShare,
          more: baselineLimits.gcShare,
          words: (v) => `the collector marks ${percent(v)} of the time`,
        })
      : []),
    ...(stopped(facts).count >= signLimits.stwStops
      ? measure({
          view: 'gc',
          measure: 'stw-share',
          unit: 'share',
          value: stopped(facts).share,
          limit: signLimits.stwShare,
          base: baseline && stopped(baseline).share,
          more: baselineLimits.stwShare,
          words: (v) => `the world is stopped ${percent(v)} of the time`,
        })
      : []),
    ...(askedStops(facts).count >= signLimits.stops
      ? measure({
          view: 'gc',
          measure: 'stops-per-second',
          unit: 'per-second',
          value: askedStops(facts).perSecond,
          limit: signLimits.stopsPerSecond,
          base: baseline && askedStops(baseline).perSecond,
          more: baselineLimits.stopsPerSecond,
          words: (v) => `the program stops the world ${v.toFixed(0)} times a second (${askedStops(facts).kind})`,
        })
      : []),
  ];
}

/** All stops but the tracer's own at its start and end. */
function stopped(facts: TraceFacts): { count: number; share: number } {
  const stops = facts.stw.filter((s) => !tracerStop.test(s.kind));
  const ns = stops.reduce((sum, s) => sum + s.ns, 0);
  return { count: stops.reduce((n, s) => n + s.count, 0), share: ns / facts.durationNs };
}

const tracerStop = /^(?:start|stop) trace$/;

/** Stops that are neither the collector's nor the tracer's own. */
function askedStops(facts: TraceFacts): { count: number; perSecond: number; kind: string } {
  const asked = facts.stw.filter((s) => !s.kind.startsWith('GC ') && !tracerStop.test(s.kind));
  const count = asked.reduce((n, s) => n + s.count, 0);
  const most = asked.reduce((a, b) => (b.count > (a?.count ?? 0) ? b : a), asked[0]);
  return { count, perSecond: facts.durationNs > 0 ? (count * 1e9) / facts.durationNs : 0, kind: most?.kind ?? '' };
}

function measure(m: {
  readonly view: TraceSign['view'];
  readonly measure: TraceMeasure;
  readonly unit: TraceSign['unit'];
  readonly value: number;
  readonly limit: number;
  readonly base: number | undefined;
  readonly more: number;
  readonly words: (value: number) => string;
}): TraceSign[] {
  const { view, measure: name, unit, value, base } = m;
  // A baseline can only lower the limit: what is sick by itself stays so.
  const limit = base === undefined ? m.limit : Math.min(m.limit, Math.max(base * baselineLimits.factor, base + m.more));
  if (value < limit) return [];
  const compared = base === undefined ? '' : `; in the baseline ${m.unit === 'ns' ? ms(base) : plain(base, unit)}`;
  return [
    {
      view,
      measure: name,
      value,
      limit,
      ...(base === undefined ? {} : { baseline: base }),
      unit,
      text: `${m.words(value)}${compared}`,
    },
  ];
}

const ms = (ns: number) => `${(ns / 1e6).toFixed(ns < 1e7 ? 2 : 0)} ms`;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const plain = (value: number, unit: TraceSign['unit']) => (unit === 'share' ? percent(value) : value.toFixed(1));
