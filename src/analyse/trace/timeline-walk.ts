// One walk over a trace → its timeline: every state of every goroutine in the stretch asked for, with who woke it,
// where it ran, and the bands of the collector. Memory is bounded by the number of steps kept, not by the trace.
import { go, type RangePhase, type TraceSink, type TraceSummary, type TraceTables } from '../../model/trace-events.ts';
import type { TraceId } from '../../model/trace-result.ts';
import { step, type TraceTimeline } from '../../model/trace-timeline.ts';
import { isSystemGoroutine } from './birth-growth.ts';
import { combineSinks } from './combine-sinks.ts';
import { GoroutineLife } from './goroutine-life.ts';
import { joinSteps, TimelineSteps } from './timeline-steps.ts';

export interface TimelineWindow {
  /** ns from the first event; `toNs` may be infinite. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Steps to keep: about 6 bytes each in the page, 60 in the browser. */
  readonly maxSteps: number;
}

export interface TimelineWalk {
  readonly sink: TraceSink;
  finish(summary: TraceSummary): TraceTimeline;
}

/** Bands and spans beyond these are left out; a page with more cannot be read. */
const maxBands = 50_000;
const maxSpans = 50_000;
const none = 0;
const coroutine = 1;
const stateOf: readonly number[] = [step.ended, step.ended, step.runnable, step.running, step.waiting, step.syscall];

export function newTimelineWalk(tables: TraceTables, window: TimelineWindow): TimelineWalk {
  const life = new GoroutineLife(tables);
  const recorder = new Recorder(tables, life, window);
  return {
    // The recorder reads what the life of a goroutine has become, so it stands after it.
    sink: combineSinks([recorder.before, life.sink, recorder.sink]),
    finish: (summary) => recorder.finish(summary),
  };
}

class Recorder {
  private readonly tables: TraceTables;
  private readonly life: GoroutineLife;
  private readonly window: TimelineWindow;
  private readonly steps: TimelineSteps;
  /** What goroutines were in when the stretch began; of some it is only told later. */
  private readonly initial = new TimelineSteps(Number.POSITIVE_INFINITY);
  private readonly stepped: boolean[] = [];
  private readonly reasons: string[] = ['', 'coroutine switch'];
  private readonly reasonNumbers = new Map<string, number>();
  private readonly reasonOfLife: number[] = [];
  private phase: 'before' | 'in' | 'after' = 'before';
  private cutAt = -1;
  private untold = false;
  /** By slot: number of the goroutine in the timeline, -1 none yet; its birth; its processor. */
  private who = new Int32Array(256).fill(-1);
  private born = new Float64Array(256).fill(-1);
  private birth = new Int32Array(256);
  private parents: TraceId[] = [];
  private procOf = new Int16Array(256).fill(-1);
  private readonly ids: TraceId[] = [];
  private readonly cells: number[] = [];
  private readonly bornNs: number[] = [];
  private readonly birthStack: number[] = [];
  private readonly parent: TraceId[] = [];
  private readonly procIds: TraceId[] = [];
  /** Stack numbers of the tables → own ones, dense. */
  private readonly stackOf: number[] = [0];
  private readonly stackNumbers: number[] = [0];
  private readonly heap = { time: [] as number[], bytes: [] as number[] };
  private readonly goal = { time: [] as number[], bytes: [] as number[] };
  private readonly bands: { kind: 'gc' | 'stw'; text: string; at: number; ns: number }[] = [];
  private readonly openBands = new Map<string, { at: number; ns: number }>();
  private readonly spans: { kind: 'task' | 'region'; name: string; at: number; ns: number; goroutine: number }[] = [];
  private readonly openSpans = new Map<string, { at: number; ns: number }[]>();

  constructor(tables: TraceTables, life: GoroutineLife, window: TimelineWindow) {
    this.tables = tables;
    this.life = life;
    this.window = window;
    this.steps = new TimelineSteps(window.maxSteps);
  }

  /** Stands before the life of goroutines: the stretch begins with the states before its first event. */
  get before(): TraceSink {
    const enter = (t: number): void => {
      if (this.phase === 'before' && t >= this.window.fromNs) this.enter();
      if (this.phase === 'in' && t > this.window.toNs) this.phase = 'after';
    };
    return {
      goStatus: enter,
      goCreate: enter,
      goStart: enter,
      goStop: enter,
      goBlock: enter,
      goUnblock: enter,
      goDestroy: enter,
      syscallBegin: enter,
      syscallEnd: enter,
    };
  }

  get sink(): TraceSink {
    const { life, tables } = this;
    return {
      goStatus: (t, _by, g, from, _to, stack) => {
        if (from !== go.undetermined) return;
        this.appear(g, -1, 0, '');
        this.untold = true;
        this.record(t, g, none, tables.stackOf(stack), -1, 0);
        this.untold = false;
      },
      goCreate: (t, by, g, _to, _start, stack) => {
        this.appear(g, t, tables.stackOf(stack), by < 0 ? -1 : tables.goroutineId(by));
        this.record(t, g, none, 0, by, tables.stackOf(stack));
      },
      goStart: (t, p, g) => {
        this.procOf[g] = p;
        if (this.phase !== 'in') return;
        if (p >= 0) this.procIds[p] ??= tables.procId(p);
        this.record(t, g, none, 0, -1, 0);
      },
      goStop: (t, g, reason, stack) =>
        this.record(t, g, this.reasonNumber(tables.text(reason)), tables.stackOf(stack), -1, 0),
      goBlock: (t, g) => this.record(t, g, this.waitReason(g), life.stack[g], -1, 0),
      goUnblock: (t, by, g, stack, switched) =>
        this.record(t, g, switched ? coroutine : none, 0, by, tables.stackOf(stack)),
      goDestroy: (t, g) => {
        this.record(t, g, none, 0, -1, 0);
        this.who[g] = -1;
      },
      syscallBegin: (t, g) => this.record(t, g, none, life.stack[g], -1, 0),
      syscallEnd: (t, g) => this.record(t, g, none, 0, -1, 0),
      metric: (t, name, value) => {
        if (name === '/memory/classes/heap/objects:bytes') this.count(this.heap, t, value);
        else if (name === '/gc/heap/goal:bytes') this.count(this.goal, t, value);
      },
      gc: (t, phase) => this.band(t, phase, 'gc', 'gc', 'concurrent mark'),
      stw: (t, phase, g, text) => this.band(t, phase, `${g}`, 'stw', text),
      task: (t, begin, g, task, _parent, name) => this.span(t, begin, `t${task}`, 'task', name, g),
      region: (t, begin, g, _task, name) => this.span(t, begin, `r${g}`, 'region', name, g),
    };
  }

  /** Every goroutine alive steps into the stretch in the state that it is in. */
  private enter(): void {
    this.phase = 'in';
    const { life, window } = this;
    const from = Math.max(0, window.fromNs);
    for (let g = 0; g < life.slots; g++) {
      if (!life.alive(g)) continue;
      const p = this.procOf[g];
      if (life.state[g] === go.running && p >= 0) this.procIds[p] ??= this.tables.procId(p);
      this.record(from, g, life.state[g] === go.waiting ? this.waitReason(g) : none, life.stack[g], -1, 0);
    }
  }

  private appear(g: number, born: number, stack: number, parent: TraceId): void {
    if (g >= this.who.length) this.grow(g);
    this.who[g] = -1;
    this.born[g] = born;
    this.birth[g] = stack;
    this.parents[g] = parent;
    this.procOf[g] = -1;
  }

  private record(t: number, g: number, reason: number, stack: number, waker: number, wakerStack: number): void {
    // Of a goroutine that did nothing the state is told late, perhaps after the stretch; it is of all the time before.
    const late = this.phase === 'after' && this.born[g] < 0 && this.who[g] < 0 && this.untold;
    if (this.phase !== 'in' && !late) return;
    if (this.steps.full && !late) {
      this.phase = 'after';
      this.cutAt = t;
      return;
    }
    const state = stateOf[this.life.state[g]];
    const number = this.numberOf(g);
    const old = !this.stepped[number] && this.born[g] < this.window.fromNs;
    this.stepped[number] = true;
    (old ? this.initial : this.steps).push(
      old ? Math.max(0, this.window.fromNs) : t,
      number,
      state,
      Math.min(reason, 0xffff),
      this.ownStack(stack),
      state === step.running ? this.procOf[g] : -1,
      waker < 0 ? -1 : this.numberOf(waker),
      this.ownStack(wakerStack),
    );
  }

  private waitReason(g: number): number {
    const { life } = this;
    const at = life.reason[g];
    return (this.reasonOfLife[at] ??= at < 2 ? at : this.reasonNumber(life.reasons[at]));
  }

  private reasonNumber(text: string): number {
    let number = this.reasonNumbers.get(text);
    if (number === undefined) {
      number = this.reasons.length;
      this.reasons.push(text);
      this.reasonNumbers.set(text, number);
    }
    return number;
  }

  private numberOf(g: number): number {
    let number = this.who[g];
    if (number < 0) {
      number = this.ids.length;
      this.who[g] = number;
      this.ids.push(this.tables.goroutineId(g));
      this.cells.push(this.life.cell[g]);
      this.bornNs.push(this.born[g]);
      this.birthStack.push(this.ownStack(this.birth[g]));
      this.parent.push(this.parents[g] ?? '');
    }
    return number;
  }

  private ownStack(stack: number): number {
    let own = this.stackOf[stack];
    if (own === undefined) {
      own = this.stackNumbers.length;
      this.stackOf[stack] = own;
      this.stackNumbers.push(stack);
    }
    return own;
  }

  private count(series: { time: number[]; bytes: number[] }, t: number, value: number): void {
    // The last value before the stretch is its first.
    if (t < this.window.fromNs) series.time.length = series.bytes.length = 0;
    else if (this.phase === 'after') return;
    series.time.push(Math.max(t, this.window.fromNs));
    series.bytes.push(value);
  }

  private band(t: number, phase: RangePhase, key: string, kind: 'gc' | 'stw', text: string): void {
    const open = this.openBands.get(key);
    if (phase === 'end') {
      if (open) open.ns = t - open.at;
      this.openBands.delete(key);
    } else if (!open && t <= this.window.toNs && this.cutAt < 0 && this.bands.length < maxBands) {
      const band = { kind, text, at: phase === 'active' ? 0 : t, ns: -1 };
      this.bands.push(band);
      this.openBands.set(key, band);
    }
  }

  private span(t: number, begin: boolean, key: string, kind: 'task' | 'region', name: string, g: number): void {
    let open = this.openSpans.get(key);
    if (!begin) {
      const span = open?.pop();
      if (span) span.ns = t - span.at;
      if (open?.length === 0) this.openSpans.delete(key);
      return;
    }
    if (t > this.window.toNs || this.cutAt >= 0 || this.spans.length >= maxSpans) return;
    const span = { kind, name, at: t, ns: -1, goroutine: g >= 0 && this.phase === 'in' ? this.numberOf(g) : -1 };
    this.spans.push(span);
    if (!open) {
      open = [];
      this.openSpans.set(key, open);
    }
    open.push(span);
  }

  private grow(g: number): void {
    const size = Math.max(g + 1, this.who.length * 2);
    const who = new Int32Array(size).fill(-1);
    who.set(this.who);
    this.who = who;
    const born = new Float64Array(size).fill(-1);
    born.set(this.born);
    this.born = born;
    const birth = new Int32Array(size);
    birth.set(this.birth);
    this.birth = birth;
    const procOf = new Int16Array(size).fill(-1);
    procOf.set(this.procOf);
    this.procOf = procOf;
  }

  finish(summary: TraceSummary): TraceTimeline {
    const { life, window, tables } = this;
    const end = summary.durationNs;
    // A stretch that no event falls into still shows what stood still in it.
    if (this.phase === 'before' && window.fromNs <= end) this.enter();
    const to = this.cutAt >= 0 ? this.cutAt : Math.min(window.toNs, end);
    const from = Math.min(Math.max(0, window.fromNs), to);
    const inside = (part: { at: number; ns: number }): boolean =>
      part.at <= to && (part.ns < 0 || part.at + part.ns >= from);
    const groups: { name: string; system: boolean }[] = [];
    const numbers = new Map<string, number>();
    const group = this.cells.map((cell) => {
      const name = life.nameOf(cell);
      let number = numbers.get(name);
      if (number === undefined) {
        number = groups.length;
        numbers.set(name, number);
        groups.push({ name, system: isSystemGoroutine(name) });
      }
      return number;
    });
    return {
      durationNs: end,
      fromNs: from,
      toNs: to,
      cut: this.cutAt >= 0,
      groups,
      goroutines: {
        id: this.ids,
        group,
        bornNs: this.bornNs,
        birthStack: this.birthStack,
        parent: this.parent,
      },
      steps: joinSteps(this.initial, this.steps),
      procIds: Array.from(this.procIds, (id) => id ?? -1),
      reasons: this.reasons,
      stacks: this.stackNumbers.map((number) => tables.frames(number)),
      heap: this.heap,
      goal: this.goal,
      bands: this.bands.filter(inside),
      spans: this.spans.filter(inside),
    };
  }
}
