// Columns of a timeline while they grow. Kept apart so that the walk itself stays readable.
import type { TraceTimeline } from '../../model/trace-timeline.ts';

/** Steps in order of time; at most `most` are kept. */
export class TimelineSteps {
  size = 0;
  private readonly most: number;
  private time = new Float64Array(4096);
  private goroutine = new Int32Array(4096);
  private state = new Uint8Array(4096);
  private reason = new Uint16Array(4096);
  private stack = new Int32Array(4096);
  private proc = new Int16Array(4096);
  private waker = new Int32Array(4096);
  private wakerStack = new Int32Array(4096);

  constructor(most: number) {
    this.most = most;
  }

  get full(): boolean {
    return this.size >= this.most;
  }

  push(
    time: number,
    goroutine: number,
    state: number,
    reason: number,
    stack: number,
    proc: number,
    waker: number,
    wakerStack: number,
  ): void {
    const at = this.size++;
    if (at >= this.time.length) this.grow();
    this.time[at] = time;
    this.goroutine[at] = goroutine;
    this.state[at] = state;
    this.reason[at] = reason;
    this.stack[at] = stack;
    this.proc[at] = proc;
    this.waker[at] = waker;
    this.wakerStack[at] = wakerStack;
  }

  columns(): TraceTimeline['steps'] {
    const n = this.size;
    return {
      size: n,
      time: this.time.subarray(0, n),
      goroutine: this.goroutine.subarray(0, n),
      state: this.state.subarray(0, n),
      reason: this.reason.subarray(0, n),
      stack: this.stack.subarray(0, n),
      proc: this.proc.subarray(0, n),
      waker: this.waker.subarray(0, n),
      wakerStack: this.wakerStack.subarray(0, n),
    };
  }

  private grow(): void {
    const size = this.time.length * 2;
    this.time = grown(this.time, new Float64Array(size));
    this.goroutine = grown(this.goroutine, new Int32Array(size));
    this.state = grown(this.state, new Uint8Array(size));
    this.reason = grown(this.reason, new Uint16Array(size));
    this.stack = grown(this.stack, new Int32Array(size));
    this.proc = grown(this.proc, new Int16Array(size));
    this.waker = grown(this.waker, new Int32Array(size));
    this.wakerStack = grown(this.wakerStack, new Int32Array(size));
  }
}

/** All steps of `first`, then those of `rest`. */
export function joinSteps(first: TimelineSteps, rest: TimelineSteps): TraceTimeline['steps'] {
  const a = first.columns();
  const b = rest.columns();
  const size = a.size + b.size;
  const join = <T extends Float64Array | Int32Array | Int16Array | Uint16Array | Uint8Array>(
    x: T,
    y: T,
    into: T,
  ): T => {
    into.set(x);
    into.set(y, a.size);
    return into;
  };
  return {
    size,
    time: join(a.time, b.time, new Float64Array(size)),
    goroutine: join(a.goroutine, b.goroutine, new Int32Array(size)),
    state: join(a.state, b.state, new Uint8Array(size)),
    reason: join(a.reason, b.reason, new Uint16Array(size)),
    stack: join(a.stack, b.stack, new Int32Array(size)),
    proc: join(a.proc, b.proc, new Int16Array(size)),
    waker: join(a.waker, b.waker, new Int32Array(size)),
    wakerStack: join(a.wakerStack, b.wakerStack, new Int32Array(size)),
  };
}

function grown<T extends Float64Array | Int32Array | Int16Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
