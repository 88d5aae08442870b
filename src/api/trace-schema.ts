// Zod schemas of what `parkwatch trace` prints as JSON: the whole result, one view, a diff, one event, the timeline. One thing:
// the table of their fields, each held equal to its type in `model` by `trace-schema.test.ts`.
import * as z from 'zod';
import { diffMeasures } from '../model/trace-diff.ts';
import { eventKinds } from '../model/trace-events.ts';
import { cancelKinds, goroutineStates, traceMeasures, traceViews, wakeVias } from '../model/trace-result.ts';
import { findingSchema, frameSchema, problemSchema, sourceSchema, toolSchema, verdictSchema } from './part-schema.ts';

const count = z.int().nonnegative();
const ns = z.number().describe('ns');
const counts = z.record(z.string(), z.number());
const traceId = z.union([z.number(), z.string()]).meta({ id: 'TraceId', description: 'A text only above 2^53.' });
const frames = z.array(frameSchema);

const percentilesSchema = z
  .strictObject({ n: count, p50: ns, p90: ns, p99: ns, p999: ns, max: ns })
  .meta({ id: 'Percentiles' });

const edgeSchema = z
  .strictObject({
    waker: z.string().describe('Start function; `<none>` is a timer, the network poller or the runtime.'),
    wakee: z.string(),
    reason: z.string().describe('`?` when the wait began before the trace, empty for a coroutine switch.'),
    via: z.enum(wakeVias),
    count,
    blockedNs: ns,
    sinceStart: count,
    system: z.boolean().describe('Timers, the network or the runtime: no edge between parts of the program.'),
  })
  .meta({ id: 'TraceEdge' });

const siteEdgeSchema = z
  .strictObject({ wakeSite: z.string(), waitSite: z.string(), reason: z.string(), count, blockedNs: ns })
  .meta({ id: 'TraceSiteEdge' });

const namedGoroutine = z.strictObject({ goroutine: traceId, function: z.string() });

const cancelledSchema = z
  .strictObject({
    goroutine: traceId,
    function: z.string(),
    site: frameSchema.optional(),
    reason: z.string(),
    depth: count.describe('1: it waited on the context that was cancelled; more: on a child so far down.'),
    at: ns,
    blockedNs: ns,
    startNs: ns.describe('From the wake until it ran; -1: never.'),
    endNs: ns.describe('From the wake until it ended; -1: alive at the end, or cancelled again before.'),
    fate: z.enum(['ended', 'alive', 'cancelled-again']),
    atEnd: z
      .strictObject({ state: z.enum(goroutineStates), reason: z.string().optional(), site: frameSchema.optional() })
      .optional(),
  })
  .meta({ id: 'CancelledGoroutine' });

const cancellationSchema = z
  .strictObject({
    at: ns,
    canceller: namedGoroutine,
    kind: z.enum(cancelKinds),
    site: frameSchema.optional().describe('The code that called cancel; absent when none did.'),
    userSite: frameSchema.optional(),
    stack: frames,
    after: count.optional().describe('Index in `cancels` of the cancellation that woke the canceller.'),
    toldBy: z.strictObject({ function: z.string(), site: frameSchema.optional() }).optional(),
    woken: z.array(cancelledSchema).describe('In the order in which they were woken.'),
  })
  .meta({ id: 'Cancellation' });

const spawnSchema = z
  .strictObject({
    at: ns,
    kind: z.enum(['afterfunc', 'deadline', 'timer']),
    by: namedGoroutine,
    goroutine: traceId,
    function: z.string(),
    site: frameSchema.optional(),
    userSite: frameSchema.optional(),
    woke: count.optional(),
  })
  .meta({ id: 'ContextSpawn' });

const blockedSchema = z
  .strictObject({
    function: z.string(),
    state: z.enum(['waiting', 'syscall']),
    reason: z.string(),
    inferredReason: z.string().optional(),
    site: frameSchema.optional(),
    parkSite: frameSchema.optional(),
    birthSite: frameSchema.optional(),
    stack: frames,
    count,
    sinceStart: count,
    maxNs: ns,
    minNs: ns,
    lastWakers: z.array(z.string()),
    system: z.boolean(),
    ids: z.array(traceId),
  })
  .meta({ id: 'BlockedGroup' });

const growthSchema = z
  .strictObject({
    birthSite: frameSchema.optional(),
    function: z.string(),
    created: count,
    ended: count,
    alive: z.array(z.number()),
    blockedAtEnd: count,
    still: count.describe(
      'of these, in a wait longer than a fifth of the trace or than a generation is on the mean, whichever is less',
    ),
    system: z.boolean(),
  })
  .meta({ id: 'GrowthSite' });

const waitSchema = z
  .strictObject({
    site: z.string(),
    operation: z.string(),
    reason: z.string(),
    count,
    atEnd: count,
    ns,
    meanWaiters: z.number().nonnegative(),
  })
  .meta({ id: 'WaitPlace' });

const gcSchema = z
  .strictObject({
    cycles: z.array(z.strictObject({ at: ns, ns, kind: z.enum(['begin', 'active']) })),
    markNs: ns,
    markShare: z.number(),
    stwNs: ns,
    stwShare: z.number(),
    assists: z.strictObject({ count, ns }),
    assistsByFunction: z.array(z.strictObject({ function: z.string(), count, ns })),
    sweeps: z.strictObject({ count, ns, sweptBytes: count, reclaimedBytes: count }),
    heapBytes: z.strictObject({ last: count, max: count }),
    goalBytes: count,
  })
  .meta({ id: 'GcFacts' });

const stwSchema = z
  .strictObject({ kind: z.string(), count, ns, p50: ns, p99: ns, max: ns })
  .meta({ id: 'StopTheWorld' });

const schedSchema = z
  .strictObject({
    latencyNs: percentilesSchema,
    share: z.strictObject({ running: z.number(), runnable: z.number(), waiting: z.number(), syscall: z.number() }),
    meanRunnable: z.number(),
    maxRunnable: count,
    meanRunning: z.number(),
    meanGoroutines: z.number(),
    meanRunningProcs: z.number(),
    procs: count,
    byFunction: z.array(z.strictObject({ function: z.string(), latencyNs: percentilesSchema })),
  })
  .meta({ id: 'SchedulerFacts' });

const syscallSchema = z
  .strictObject({
    count,
    blocked: count,
    ns,
    bySite: z.array(z.strictObject({ site: z.string(), user: z.string(), count, blocked: count, ns })),
  })
  .meta({ id: 'SyscallFacts' });

const spanSchema = z
  .strictObject({ name: z.string(), count, open: count, durationNs: percentilesSchema })
  .meta({ id: 'SpanFacts' });

const goroutinesSchema = z
  .strictObject({
    count,
    stateNs: counts,
    byFunction: z.array(
      z.strictObject({
        function: z.string(),
        count,
        runningNs: ns,
        runnableNs: ns,
        waitingNs: ns,
        syscallNs: ns,
        alive: count,
      }),
    ),
    unnamed: count,
  })
  .meta({ id: 'GoroutineFacts' });

const countsSchema = z
  .strictObject({
    goTransitions: counts,
    procTransitions: counts,
    blockReasons: counts,
    stopReasons: counts,
    ranges: counts,
    metrics: counts,
    labels: counts,
    logs: count,
    atSync: z.array(z.strictObject({ t: ns, waiting: count, runnable: count, running: count, syscall: count })),
  })
  .meta({ id: 'TraceCounts' });

const signSchema = z
  .strictObject({
    view: z.enum(['sched', 'gc']),
    measure: z.enum(traceMeasures),
    value: z.number(),
    limit: z.number(),
    baseline: z.number().optional(),
    unit: z.enum(['ns', 'goroutines', 'share', 'per-second']),
    site: z.string().optional(),
    text: z.string(),
  })
  .meta({ id: 'TraceSign' });

/** What all of them begin with. */
const envelope = {
  tool: toolSchema,
  verdict: verdictSchema,
  exitCode: z.int(),
  sources: z.array(sourceSchema),
  problems: z.array(problemSchema),
};

const head = {
  findings: z.array(findingSchema),
  signs: z.array(signSchema),
  next: z.array(z.string()),
  header: z.string(),
  generations: count,
  durationNs: ns,
  window: z.strictObject({ fromNs: ns, toNs: ns }).optional(),
  events: count,
  complete: z.boolean(),
};

/** The facts that a view may show. */
const viewFacts = {
  edges: z.array(edgeSchema),
  siteEdges: z.array(siteEdgeSchema),
  cancels: z.array(cancellationSchema),
  cancelTotals: z.strictObject({ calls: count, woken: count, spawns: count }),
  contextSpawns: z.array(spawnSchema),
  blockedAtEnd: z.array(blockedSchema),
  growth: z.array(growthSchema),
  waits: z.array(waitSchema),
  gc: gcSchema,
  stw: z.array(stwSchema),
  sched: schedSchema,
  processors: z.array(
    z.strictObject({ id: traceId, runningNs: ns, runningShare: z.number() }).meta({ id: 'ProcessorFacts' }),
  ),
  syscalls: syscallSchema,
  goroutines: goroutinesSchema,
  tasks: z.array(spanSchema),
  regions: z.array(spanSchema),
};
const edgesBy = z.literal('birth').optional();

export const traceResultSchema = z
  .strictObject({
    schema: z.literal('parkwatch/trace/1'),
    ...envelope,
    ...head,
    kinds: counts,
    ...viewFacts,
    edgesBy,
    samples: count,
    counts: countsSchema,
    clockSnapshots: z.array(
      z.strictObject({ traceNs: ns, monoNs: ns, sec: z.number(), nsec: z.number() }).meta({ id: 'ClockSnapshot' }),
    ),
    salvaged: z.strictObject({ events: count, kinds: counts }),
  })
  .meta({ title: 'Result of parkwatch trace' });

export const traceViewSchema = z
  .strictObject({
    schema: z.literal('parkwatch/trace-view/1'),
    view: z.enum(traceViews),
    ...envelope,
    ...head,
    ...z.object(viewFacts).partial().shape,
    edgesBy,
  })
  .meta({ title: 'Result of parkwatch trace VIEW' });

const sideSchema = z
  .strictObject({ count, blockedNs: ns, meanNs: ns, meanWaiters: z.number() })
  .meta({ id: 'EdgeSide' });
const edgeDiffSchema = z
  .strictObject({
    waker: z.string(),
    wakee: z.string(),
    via: z.enum(wakeVias),
    reason: z.string(),
    before: sideSchema.optional(),
    after: sideSchema.optional(),
    waitersGained: z.number(),
  })
  .meta({ id: 'EdgeDiff' });
const edgeDiffs = z.array(edgeDiffSchema);

export const traceDiffSchema = z
  .strictObject({
    schema: z.literal('parkwatch/trace-diff/1'),
    ...envelope,
    tolerance: z.strictObject({ goroutines: z.number(), percent: z.number() }),
    durationNs: z.strictObject({ before: ns, after: ns }),
    measures: z.array(
      z.strictObject({
        measure: z.enum(diffMeasures),
        unit: z.enum(['ns', 'goroutines', 'processors', 'share']),
        before: z.number(),
        after: z.number(),
      }),
    ),
    slower: edgeDiffs,
    faster: edgeDiffs,
    newEdges: edgeDiffs,
    goneEdges: edgeDiffs,
    blockers: z.array(
      z.strictObject({
        function: z.string(),
        site: z.string(),
        before: count,
        after: count,
        delta: z.int(),
        beyond: z.boolean().optional(),
      }),
    ),
  })
  .meta({ title: 'Result of parkwatch trace diff' });

export const traceEventSchema = z
  .strictObject({
    t: ns,
    event: z.string(),
    kind: z.enum(eventKinds),
    g: traceId.optional(),
    func: z.string().optional(),
    by: traceId.optional(),
    byFunc: z.string().optional(),
    p: traceId.optional(),
    m: traceId.optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    ns: ns.optional(),
    sinceStart: z.literal(true).optional(),
    reason: z.string().optional(),
    name: z.string().optional(),
    value: z.number().optional(),
    task: traceId.optional(),
    category: z.string().optional(),
    message: z.string().optional(),
    stack: frames.optional(),
  })
  .meta({ title: 'One line of parkwatch trace events' });

const timelineIntervalSchema = z
  .strictObject({
    fromNs: ns,
    ns,
    state: z.enum(['runnable', 'running', 'waiting', 'syscall']),
    reason: z.string().optional(),
    stack: count.optional(),
    proc: traceId.optional(),
    wokenBy: traceId.optional(),
    wakerStack: count.optional(),
  })
  .meta({ id: 'TimelineInterval' });
const timelineFrameSchema = z
  .strictObject({ function: z.string(), file: z.string(), line: z.number() })
  .meta({ id: 'TimelineFrame' });

export const traceTimelineSchema = z
  .strictObject({
    schema: z.literal('parkwatch/trace-timeline/1'),
    source: z.string(),
    header: z.string(),
    problems: z.array(problemSchema),
    durationNs: ns,
    fromNs: ns,
    toNs: ns,
    cut: z.boolean(),
    goroutines: z.array(
      z
        .strictObject({
          id: traceId,
          function: z.string(),
          system: z.boolean(),
          bornNs: ns.optional(),
          birthStack: count.optional(),
          parent: traceId.optional(),
          endedNs: ns.optional(),
          intervals: z.array(timelineIntervalSchema),
        })
        .meta({ id: 'TimelineGoroutine' }),
    ),
    stacks: z.array(z.array(timelineFrameSchema)),
    collector: z.array(
      z.strictObject({ kind: z.enum(['gc', 'stw']), text: z.string(), fromNs: ns, ns: ns.optional() }),
    ),
    spans: z.array(
      z.strictObject({
        kind: z.enum(['task', 'region']),
        name: z.string(),
        fromNs: ns,
        ns: ns.optional(),
        goroutine: traceId.optional(),
      }),
    ),
    heap: z.array(z.strictObject({ atNs: ns, bytes: z.number() })),
  })
  .meta({ title: 'Result of parkwatch trace timeline --json' });
