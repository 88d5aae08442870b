// A trace told by hand: goroutines by name do things, and the walk over it gives its facts. Stacks are lists of functions,
// leaf first, each at line 1 of its own file.
import { newTraceWalk } from '../../src/analyse/trace/derive-trace-facts.ts';
import type { TimeWindow } from '../../src/analyse/trace/time-window.ts';
import { go, type TraceFrame, type TraceSummary, type TraceTables } from '../../src/model/trace-events.ts';
import type { TraceFacts } from '../../src/model/trace-result.ts';

export type Stack = readonly string[];

/** The code of `cancel()` as `caller` called it, `depth` contexts above the one whose waiter is woken. */
export function cancelStack(caller: string, depth = 1): Stack {
  return [...Array(depth).fill('context.(*cancelCtx).cancel'), 'context.WithCancel.func1', caller];
}

export class TraceStory {
  private t = 0;
  private next = 0;
  /** Slots of those that have ended: the next one gets the last of them, as in the reader. */
  private readonly free: number[] = [];
  private readonly slots = new Map<string, number>();
  private readonly stacks: TraceFrame[][] = [[]];
  private readonly texts: string[] = [''];
  private readonly tables: TraceTables = {
    goroutineId: (g) => g + 1,
    procId: (p) => p,
    threadId: (m) => m,
    idText: (id) => id,
    text: (id) => this.texts[id],
    stackOf: (id) => id,
    frames: (stack) => this.stacks[stack],
  };
  private readonly walk;

  constructor(window?: TimeWindow) {
    this.walk = newTraceWalk(this.tables, window);
    this.walk.sink.sync?.(0, false);
  }

  /** Lets time pass, ns. */
  after(ns: number): this {
    this.t += ns;
    return this;
  }

  /** `by` (undefined: a timer) starts the goroutine `name` at `function`, and it runs. */
  start(name: string, fn: string, by?: string, at: Stack = ['main.spawn']): this {
    const g = this.newSlot(name);
    this.walk.sink.goCreate?.(
      this.t,
      by === undefined ? -1 : this.slot(by),
      g,
      go.runnable,
      this.stack([fn]),
      by === undefined ? 0 : this.stack(at),
    );
    return this.run(name);
  }

  /** It was there before the trace, and waits. */
  found(name: string, at: Stack): this {
    const g = this.newSlot(name);
    this.walk.sink.goStatus?.(this.t, -1, g, go.undetermined, go.waiting, this.stack(at));
    return this;
  }

  run(name: string): this {
    this.walk.sink.goStart?.(this.t, 0, this.slot(name));
    return this;
  }

  block(name: string, reason: string, at: Stack): this {
    this.walk.sink.goBlock?.(this.t, this.slot(name), this.text(reason), this.stack(at));
    return this;
  }

  wake(name: string, by: string | undefined, at: Stack): this {
    this.walk.sink.goUnblock?.(this.t, by === undefined ? -1 : this.slot(by), this.slot(name), this.stack(at), false);
    return this;
  }

  end(name: string): this {
    this.walk.sink.goDestroy?.(this.t, this.slot(name), go.running);
    this.free.push(this.slot(name));
    return this;
  }

  /** The id under which the facts know the goroutine. */
  id(name: string): number {
    return this.slot(name) + 1;
  }

  facts(): TraceFacts {
    this.walk.sink.sync?.(this.t, true);
    return this.walk.finish({ ...summary, durationNs: this.t });
  }

  private newSlot(name: string): number {
    const g = this.free.pop() ?? this.next++;
    this.slots.set(name, g);
    return g;
  }

  private slot(name: string): number {
    const g = this.slots.get(name);
    if (g === undefined) throw new Error(`nobody is called ${name}`);
    return g;
  }

  private stack(functions: Stack): number {
    const frames = functions.map((f) => ({ function: f, file: `${f}.go`, line: 1 }));
    return this.stacks.push(frames) - 1;
  }

  private text(text: string): number {
    return this.texts.push(text) - 1;
  }
}

const summary: TraceSummary = {
  header: 'go 1.26 trace',
  version: 26,
  bytes: 1,
  generations: 1,
  firstNs: 1,
  durationNs: 0,
  events: 1,
  kinds: {},
  salvaged: { events: 0, kinds: {} },
  clockSnapshots: [],
  complete: true,
  problems: [],
};
