// Who cancelled whom: every wake out of `context.(*cancelCtx).cancel`, put together by the call that did it. A cancel that
// woke nobody leaves no event. Frames by which the kinds are told: reference/execution-traces.md §6.1, same in 1.22–1.27.

import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import type { Frame } from '../../model/stack.ts';
import { go, type TraceFrame, type TraceSink, type TraceTables } from '../../model/trace-events.ts';
import type {
  CancelKind,
  Cancellation,
  CancelledGoroutine,
  ContextSpawn,
  TraceFacts,
  TraceId,
} from '../../model/trace-result.ts';
import { kindOfCancel, outermostContext } from './cancel-kind.ts';
import type { GoroutineLife } from './goroutine-life.ts';
import { watch } from './kernel/walk-control.ts';
import { firstOutside, userSiteOf } from './stack-sites.ts';
import type { WakeEdges } from './wake-edges.ts';
import { cancelFrame } from './wake-via.ts';

/** Calls and spawns that are kept one by one; beyond it they are only counted, so that memory stays bounded. */
const maxKept = 100_000;

interface Wake {
  readonly goroutine: TraceId;
  readonly cell: number;
  readonly stack: number;
  readonly reason: number;
  readonly depth: number;
  readonly at: number;
  readonly blockedNs: number;
  readonly call: number;
  startNs: number;
  endNs: number;
  /** It has blocked again since. */
  blocked: boolean;
  again: boolean;
}

interface Call {
  readonly at: number;
  readonly goroutine: TraceId;
  readonly cell: number;
  /** Of its first wake. */
  readonly stack: CancelStack;
  readonly number: number;
  readonly after: number;
  readonly toldBy?: { readonly cell: number; readonly stack: number };
  readonly woken: Wake[];
  /** It has woken somebody on a child context. */
  deep: boolean;
}

/** What a stack out of a cancel says, looked at once. */
interface CancelStack {
  readonly frames: readonly TraceFrame[];
  /** How many `(*cancelCtx).cancel` there are: 1 is the context itself. */
  readonly depth: number;
  /** Frames from the outermost one of context on. */
  readonly suffix: string;
  readonly kind: CancelKind;
  readonly site: Frame | undefined;
  readonly userSite: Frame | undefined;
  readonly shown: readonly TraceFrame[];
}

interface Spawn {
  readonly at: number;
  readonly kind: ContextSpawn['kind'];
  readonly by: TraceId;
  readonly byCell: number;
  readonly goroutine: TraceId;
  readonly cell: number;
  readonly stack: readonly TraceFrame[];
}

const stackShown = 12;

export class Cancellations {
  private readonly life: GoroutineLife;
  private readonly tables: TraceTables;
  private readonly wakes: WakeEdges;
  private readonly calls: Call[] = [];
  private readonly spawns: Spawn[] = [];
  private callCount = 0;
  private wokenCount = 0;
  private spawnCount = 0;
  /** The call a goroutine is in the middle of; it is over when the goroutine blocks or ends. */
  private readonly running = new Map<number, Call>();
  /** Last wake by a cancel of the goroutine in a slot. */
  private readonly lastWake: (Wake | undefined)[] = [undefined];
  private readonly waitSites = new Map<number, Frame | null>();
  private readonly cancelStacks = new Map<number, CancelStack>();
  /** By stack: 0 not looked at, 1 no, 2 yes. */
  topIsCancel: Uint8Array;
  afterFunc: Uint8Array;
  /** By goroutine: which of its next events are waited for, bits of `watch`. A kernel leaves those to the sink. */
  watched: Uint8Array;
  private readonly room: ColumnRoom;

  /** Columns lie in `room`. */
  constructor(life: GoroutineLife, tables: TraceTables, wakes: WakeEdges, room: ColumnRoom = newPlainRoom()) {
    this.life = life;
    this.tables = tables;
    this.wakes = wakes;
    this.room = room;
    this.topIsCancel = room.uint8(16);
    this.afterFunc = room.uint8(16);
    this.watched = room.uint8(16);
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    takeColumnsOut(this);
  }

  /** Stands before the life of goroutines and before the wake edges in the order of listeners. */
  get sink(): TraceSink {
    const { lastWake } = this;
    return {
      goUnblock: (t, by, g, stack) => {
        if (stack === 0) return;
        const number = this.tables.stackOf(stack);
        if (number >= this.topIsCancel.length) this.topIsCancel = this.longer(this.topIsCancel, number);
        if (this.topIsCancel[number] !== 1) this.perhapsCancel(t, by, g, number);
      },
      goStart: (t, _p, g) => {
        if (this.passes(g, watch.START)) return;
        const wake = lastWake[g];
        if (wake && wake.startNs < 0) wake.startNs = t - wake.at;
      },
      goBlock: (_t, g) => {
        if (this.passes(g, watch.BLOCK | watch.CALL)) return;
        this.running.delete(g);
        const wake = lastWake[g];
        if (wake) wake.blocked = true;
      },
      goDestroy: (t, g) => {
        if (this.passes(g, watch.END | watch.CALL)) return;
        this.watched[g] = 0;
        this.running.delete(g);
        const wake = lastWake[g];
        if (wake) {
          wake.endNs = t - wake.at;
          lastWake[g] = undefined;
        }
      },
    };
  }

  /** Whether nobody waits for such an event of the goroutine; if somebody does, it is what was waited for. */
  private passes(g: number, bits: number): boolean {
    if (g >= this.watched.length || (this.watched[g] & bits) === 0) return true;
    this.watched[g] &= ~bits;
    return false;
  }

  private watch(g: number, bits: number): void {
    if (g >= this.watched.length) this.watched = this.longer(this.watched, g);
    this.watched[g] |= bits;
  }

  private longer(column: Uint8Array, index: number): Uint8Array {
    const next = this.room.uint8(Math.max(index + 1, column.length * 2));
    next.set(column);
    return next;
  }

  /** Stands after it: the new goroutine has its name by then. */
  get spawnSink(): TraceSink {
    return { goCreate: (t, by, g, _to, start, stack) => this.create(t, by, g, start, stack) };
  }

  private perhapsCancel(t: number, by: number, g: number, stack: number): void {
    if (this.topIsCancel[stack] === 0)
      this.topIsCancel[stack] = this.tables.frames(stack)[0]?.function === cancelFrame ? 2 : 1;
    if (this.topIsCancel[stack] === 2) this.wake(t, by, g, stack);
  }

  private create(t: number, by: number, g: number, start: number, stack: number): void {
    let kind: ContextSpawn['kind'] | undefined;
    if (by < 0) {
      const name = this.tables.frames(this.tables.stackOf(start))[0]?.function ?? '';
      kind = name.startsWith('context.WithDeadline') ? 'deadline' : 'timer';
    }
    const number = this.tables.stackOf(stack);
    if (this.hasAfterFunc(number)) kind = 'afterfunc';
    if (!kind) return;
    const { life, tables } = this;
    if (this.spawnCount++ >= maxKept) return;
    this.spawns.push({
      at: t,
      kind,
      by: by < 0 ? -1 : tables.goroutineId(by),
      byCell: by < 0 ? -1 : life.cell[by],
      goroutine: tables.goroutineId(g),
      cell: life.cell[g],
      stack: kind === 'afterfunc' ? tables.frames(number) : [],
    });
  }

  private hasAfterFunc(stack: number): boolean {
    if (stack >= this.afterFunc.length) this.afterFunc = this.longer(this.afterFunc, stack);
    if (this.afterFunc[stack] === 0) {
      const found = this.tables.frames(stack).some((f) => f.function === 'context.(*afterFuncCtx).cancel');
      this.afterFunc[stack] = found ? 2 : 1;
    }
    return this.afterFunc[stack] === 2;
  }

  private wake(t: number, by: number, g: number, stack: number): void {
    const { life, tables } = this;
    const out = this.cancelStackOf(stack);
    const { depth } = out;
    const call = this.callOf(t, by, out);
    if (depth > 1) call.deep = true;
    this.wokenCount++;
    const before = this.lastWake[g];
    if (before) before.again = true;
    if (call.number >= maxKept) {
      this.forget(g);
      return;
    }
    const wake: Wake = {
      goroutine: tables.goroutineId(g),
      cell: life.cell[g],
      stack: life.stack[g],
      reason: life.reason[g],
      depth,
      at: t,
      blockedNs: t - life.since[g],
      call: call.number,
      startNs: -1,
      endNs: -1,
      blocked: false,
      again: false,
    };
    call.woken.push(wake);
    while (this.lastWake.length <= g) this.lastWake.push(undefined);
    this.lastWake[g] = wake;
    this.watch(g, watch.START | watch.BLOCK | watch.END);
  }

  private forget(g: number): void {
    if (g < this.lastWake.length) this.lastWake[g] = undefined;
  }

  private cancelStackOf(stack: number): CancelStack {
    let found = this.cancelStacks.get(stack);
    if (!found) {
      const frames = this.tables.frames(stack);
      const root = outermostContext(frames);
      const suffix = frames.slice(root).map((f) => `${f.function}:${f.line}`);
      found = {
        frames,
        depth: frames.filter((f) => f.function === cancelFrame).length,
        suffix: suffix.join('\n'),
        kind: kindOfCancel(frames, root),
        site: frames[root + 1],
        userSite: userSiteOf(frames),
        shown: frames.slice(0, stackShown),
      };
      this.cancelStacks.set(stack, found);
    }
    return found;
  }

  private callOf(t: number, by: number, stack: CancelStack): Call {
    const { depth, suffix, kind } = stack;
    const running = by >= 0 ? this.running.get(by) : undefined;
    // The own waiters of a context are woken before those of its children: after a child another call has begun. Calls from
    // one line, one after the other, for contexts without children cannot be told from one.
    const goesOn = running?.stack.suffix === suffix && (depth > 1 || !running.deep);
    if (running && goesOn) return running;
    const { life, tables, wakes } = this;
    const told = by >= 0 ? this.lastWake[by] : undefined;
    const call: Call = {
      at: t,
      goroutine: by < 0 ? -1 : tables.goroutineId(by),
      cell: by < 0 ? -1 : life.cell[by],
      stack,
      number: this.callCount++,
      after: told && !told.blocked ? told.call : -1,
      ...(kind === 'relay' && by >= 0 && (wakes.lastWaker[by] ?? -2) >= 0
        ? { toldBy: { cell: wakes.lastWaker[by], stack: wakes.lastStack[by] } }
        : {}),
      woken: [],
      deep: false,
    };
    if (call.number < maxKept) this.calls.push(call);
    if (by >= 0) {
      this.running.set(by, call);
      this.watch(by, watch.CALL);
    }
    return call;
  }

  /** Cancellations in the order in which they happened. */
  cancelList(): Cancellation[] {
    const { life } = this;
    const alive = new Map<Wake, number>();
    for (const [g, wake] of this.lastWake.entries()) if (wake) alive.set(wake, g);
    return this.calls.map((call) => {
      const { kind, site, userSite, shown } = call.stack;
      return {
        at: call.at,
        canceller: { goroutine: call.goroutine, function: life.nameOf(call.cell) },
        kind,
        ...(site ? { site } : {}),
        ...(userSite ? { userSite } : {}),
        stack: shown,
        ...(call.after >= 0 ? { after: call.after } : {}),
        ...(call.toldBy ? { toldBy: this.told(call.toldBy) } : {}),
        woken: call.woken.map((wake) => this.cancelled(wake, alive.get(wake))),
      };
    });
  }

  private told({ cell, stack }: { cell: number; stack: number }): NonNullable<Cancellation['toldBy']> {
    const site = firstOutside(this.tables.frames(stack), ['runtime.', 'context.']);
    return { function: this.life.nameOf(cell), ...(site ? { site } : {}) };
  }

  private waitSite(stack: number): Frame | undefined {
    let site = this.waitSites.get(stack);
    if (site === undefined) {
      site = waitSiteOf(this.tables.frames(stack)) ?? null;
      this.waitSites.set(stack, site);
    }
    return site ?? undefined;
  }

  private cancelled(wake: Wake, slot: number | undefined): CancelledGoroutine {
    const { life } = this;
    const site = this.waitSite(wake.stack);
    return {
      goroutine: wake.goroutine,
      function: life.nameOf(wake.cell),
      ...(site ? { site } : {}),
      reason: life.reasons[wake.reason],
      depth: wake.depth,
      at: wake.at,
      blockedNs: wake.blockedNs,
      startNs: wake.startNs,
      endNs: wake.endNs,
      fate: wake.endNs >= 0 ? 'ended' : wake.again ? 'cancelled-again' : 'alive',
      ...(wake.endNs < 0 && !wake.again && slot !== undefined ? { atEnd: this.now(slot) } : {}),
    };
  }

  private now(g: number): NonNullable<CancelledGoroutine['atEnd']> {
    const { life } = this;
    const state = life.state[g];
    if (state === go.running || state === go.runnable) return { state: state === go.running ? 'running' : 'runnable' };
    const site = this.waitSite(life.stack[g]);
    return {
      state: state === go.waiting ? 'waiting' : 'syscall',
      ...(state === go.waiting ? { reason: life.reasons[life.reason[g]] } : {}),
      ...(site ? { site } : {}),
    };
  }

  /** Goroutines that a context or a timer started. */
  spawnList(): ContextSpawn[] {
    const { life } = this;
    const woke = new Map<TraceId, number>();
    for (const call of this.calls)
      if (call.stack.kind === 'deadline') woke.set(call.goroutine, (woke.get(call.goroutine) ?? 0) + call.woken.length);
    return this.spawns.map(({ at, kind, by, byCell, goroutine, cell, stack }) => {
      const site = stack[outermostContext(stack) + 1];
      const userSite = userSiteOf(stack);
      return {
        at,
        kind,
        by: { goroutine: by, function: life.nameOf(byCell) },
        goroutine,
        function: life.nameOf(cell),
        ...(site ? { site } : {}),
        ...(userSite ? { userSite } : {}),
        ...(kind === 'deadline' ? { woke: woke.get(goroutine) ?? 0 } : {}),
      };
    });
  }

  totals(): TraceFacts['cancelTotals'] {
    return { calls: this.callCount, woken: this.wokenCount, spawns: this.spawnCount };
  }
}

function waitSiteOf(frames: readonly TraceFrame[]): Frame | undefined {
  return firstOutside(frames.slice(0, 6), ['runtime.', 'sync.', 'internal/']);
}
