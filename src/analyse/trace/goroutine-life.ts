// The life of every goroutine: name, birth, state and since when, in columns by slot. Other facts read the state before an
// event here, so they stand before it in the order of listeners; what they need of a new goroutine is there after `goCreate`.
// One thing: the columns of a life, what fills them and their totals, which the kernel keeps too.
import { type ColumnRoom, newPlainRoom, takeColumnsOut } from '../../base/column-room.ts';
import { go, type TraceSink, type TraceTables } from '../../model/trace-events.ts';
import type { FunctionFacts } from '../../model/trace-result.ts';

/** Numbers of reasons that are no string of the file. */
export const unknownReason = 0;
export const switchReason = 1;

/** Columns begin small: one that grows late throws away what V8 has compiled on the word that it never changes. */
const firstSize = 4;
const firstReasons = 64;

export class GoroutineLife {
  /** Goroutines ever seen: one number. */
  readonly seenCount: Float64Array;
  /** One more than the highest slot in use. */
  slots = 0;
  state: Uint8Array;
  since: Float64Array;
  /** 1 while it is still in the state in which the trace found it. */
  sinceStart: Uint8Array;
  reason: Int32Array;
  /** Number of the stack at which it blocked, or was found. */
  stack: Int32Array;
  /** Name cell: start function, or a cell of its own until one is known. */
  cell: Int32Array;
  /** 0 while its name is only guessed from its stacks. */
  named: Uint8Array;
  bornBefore: Uint8Array;
  /** How many are in each state. */
  readonly inState: Int32Array;
  /** The most that were runnable at once. */
  readonly peak: Int32Array;
  /** Transitions: from · 6 + to. */
  readonly moves: Float64Array;
  /** Blocks and yields by reason. */
  blocksFor: Float64Array;
  stopsFor: Float64Array;
  /** Time by state, once all is finished; waiting by reason. */
  readonly stateNs = new Float64Array(6);
  reasonNs: Float64Array;
  readonly reasons: string[] = ['?', ''];
  private readonly reasonNumbers = new Map<string, number>([['', switchReason]]);
  /** By string id of this generation, -1 not known yet. */
  readonly reasonOfString: Int32Array;
  /** By cell: name where it is known, last stack where it is not, goroutines, time by state. */
  private readonly cellName: (string | undefined)[] = [];
  cellStack: Int32Array;
  cellCount: Float64Array;
  private readonly cellNumbers = new Map<string, number>();
  /** By stack of the start: one more than its cell, 0 not known or without a name. */
  cellOfStart: Int32Array;
  /** One more than the cell that stands for it, 0 not known yet. */
  aliases: Int32Array;
  cellNs: Float64Array;
  readonly entered: Uint8Array;
  reasonEntered: Uint8Array;
  private readonly tables: TraceTables;
  private readonly room: ColumnRoom;

  /** Columns lie in `room`. */
  constructor(tables: TraceTables, room: ColumnRoom = newPlainRoom()) {
    this.tables = tables;
    this.room = room;
    this.state = room.uint8(firstSize);
    this.since = room.float64(firstSize);
    this.sinceStart = room.uint8(firstSize);
    this.reason = room.int32(firstSize);
    this.stack = room.int32(firstSize);
    this.cell = room.int32(firstSize);
    this.named = room.uint8(firstSize);
    this.bornBefore = room.uint8(firstSize);
    this.inState = room.int32(6);
    this.peak = room.int32(1);
    this.moves = room.float64(36);
    this.blocksFor = room.float64(firstReasons);
    this.stopsFor = room.float64(firstReasons);
    this.reasonNs = room.float64(firstReasons);
    this.reasonEntered = room.uint8(firstReasons);
    this.entered = room.uint8(6);
    this.reasonOfString = room.int32(256).fill(-1);
    this.cellNs = room.float64(6 * firstSize);
    this.cellStack = room.int32(firstSize);
    this.aliases = room.int32(firstSize);
    this.cellCount = room.float64(firstSize);
    this.cellOfStart = room.int32(firstSize);
    this.seenCount = room.float64(1);
  }

  /** The memory that the columns lie in is for others from now on. */
  takeOut(): void {
    takeColumnsOut(this);
  }

  get seen(): number {
    return this.seenCount[0];
  }

  get maxRunnable(): number {
    return this.peak[0];
  }

  get sink(): TraceSink {
    return {
      sync: () => {
        this.reasonOfString.fill(-1);
      },
      goStatus: (t, by, g, from, to, stack) => this.status(t, by, g, from, to, stack),
      goCreate: (t, by, g, to, start, stack) => this.create(t, by, g, to, start, stack),
      goStart: (t, _p, g) => {
        this.move(t, g, go.running);
      },
      goStop: (t, g, reason, stack) => {
        if (this.named[g] === 0) this.note(g, stack);
        this.stopsFor[this.reasonOf(reason)]++;
        this.move(t, g, go.runnable);
        this.notePeak();
      },
      goBlock: (t, g, reason, stack) => {
        if (this.named[g] === 0) this.note(g, stack);
        this.move(t, g, go.waiting);
        const number = this.reasonOf(reason);
        this.reason[g] = number;
        this.blocksFor[number]++;
        this.stack[g] = this.tables.stackOf(stack);
      },
      goUnblock: (t, by, g, stack) => {
        if (by >= 0 && this.named[by] === 0) this.note(by, stack);
        this.move(t, g, go.runnable);
        this.notePeak();
      },
      goDestroy: (t, g) => {
        this.move(t, g, go.notExist);
      },
      syscallBegin: (t, g, stack) => {
        if (this.named[g] === 0) this.note(g, stack);
        this.move(t, g, go.syscall);
        this.stack[g] = this.tables.stackOf(stack);
      },
      syscallEnd: (t, g, blocked) => {
        this.move(t, g, blocked ? go.runnable : go.running);
        if (blocked) this.notePeak();
      },
      stw: (_t, _phase, g, _text, stack) => this.note(g, stack),
      gc: (_t, _phase, g, stack) => this.note(g, stack),
      sweep: (_t, _phase, _p, g, stack) => this.note(g, stack),
      markAssist: (_t, _phase, g, stack) => this.note(g, stack),
      metric: (_t, _name, _value, g, stack) => this.note(g, stack),
      task: (_t, _begin, g, _task, _parent, _name, stack) => this.note(g, stack),
      region: (_t, _begin, g, _task, _name, stack) => this.note(g, stack),
      log: (_t, g, _task, _category, _message, stack) => this.note(g, stack),
      sample: (_t, g, stack) => this.note(g, stack),
    };
  }

  /** What came before `t` counts no more: sums begin anew, and every open interval begins at `t`. */
  restart(t: number): void {
    for (const sums of [this.moves, this.blocksFor, this.stopsFor, this.stateNs, this.reasonNs, this.cellNs])
      sums.fill(0);
    this.entered.fill(0);
    this.reasonEntered.fill(0);
    this.cellCount.fill(0);
    this.seenCount[0] = 0;
    this.peak[0] = this.inState[go.runnable];
    for (let g = 0; g < this.slots; g++) {
      if (!this.alive(g)) continue;
      this.since[g] = t;
      this.sinceStart[g] = 1;
      this.bornBefore[g] = 1;
      this.seenCount[0]++;
      this.cellCount[this.cell[g]]++;
    }
  }

  /** Closes all intervals at the end of the trace. */
  finish(t: number): void {
    for (let g = 0; g < this.slots; g++) if (this.alive(g)) this.account(t, g);
    this.stateNs.fill(0);
    for (let i = 0; i < this.cellName.length * 6; i++) this.stateNs[i % 6] += this.cellNs[i];
  }

  alive(g: number): boolean {
    return this.state[g] > go.notExist;
  }

  /** Start function of a goroutine; the outermost frame it was seen in when the trace does not say. */
  nameOf(cell: number): string {
    if (cell < 0) return '<none>';
    const frames = this.tables.frames(this.cellStack[cell]);
    return this.cellName[cell] ?? frames[frames.length - 1]?.function ?? '';
  }

  /** Cell of the name that one's stacks suggest while its start is not known, so that facts of equals add up; -1: none yet. */
  aliasOf(cell: number): number {
    if (this.aliases[cell] !== 0) return this.aliases[cell] - 1;
    const name = this.nameOf(cell);
    if (name === '') return -1;
    let alias = this.cellNumbers.get(name) ?? -1;
    if (alias < 0) {
      alias = this.newCell(name);
      this.cellNumbers.set(name, alias);
    }
    this.aliases[cell] = alias + 1;
    return alias;
  }

  /** Totals by state, waiting by reason. */
  stateTotals(): Record<string, number> {
    const totals: Record<string, number> = {};
    const put = (key: string, ns: number) => {
      // A state that was entered counts even when it took no time.
      totals[key] = (totals[key] ?? 0) + ns;
    };
    if (this.entered[go.running]) put('running', this.stateNs[go.running]);
    if (this.entered[go.runnable]) put('runnable', this.stateNs[go.runnable]);
    if (this.entered[go.syscall]) put('syscall', this.stateNs[go.syscall]);
    for (let r = 0; r < this.reasons.length; r++)
      if (this.reasonEntered[r]) put(`waiting:${this.reasons[r] || '?'}`, this.reasonNs[r]);
    return totals;
  }

  /** Such counts by the words of the reason. */
  reasonCounts(counts: Float64Array): Record<string, number> {
    const out: Record<string, number> = {};
    for (let r = 0; r < this.reasons.length; r++) if (counts[r] > 0) out[this.reasons[r]] = counts[r];
    return out;
  }

  /** Goroutines by start function, most time first. */
  byFunction(): FunctionFacts[] {
    const aliveOf = new Map<number, number>();
    for (let g = 0; g < this.slots; g++)
      if (this.alive(g)) aliveOf.set(this.cell[g], (aliveOf.get(this.cell[g]) ?? 0) + 1);
    const merged = new Map<string, { -readonly [K in keyof FunctionFacts]: FunctionFacts[K] }>();
    for (let cell = 0; cell < this.cellName.length; cell++) {
      const name = this.nameOf(cell);
      let facts = merged.get(name);
      if (!facts) {
        facts = { function: name, count: 0, runningNs: 0, runnableNs: 0, waitingNs: 0, syscallNs: 0, alive: 0 };
        merged.set(name, facts);
      }
      facts.count += this.cellCount[cell];
      facts.runningNs += this.cellNs[cell * 6 + go.running];
      facts.runnableNs += this.cellNs[cell * 6 + go.runnable];
      facts.waitingNs += this.cellNs[cell * 6 + go.waiting];
      facts.syscallNs += this.cellNs[cell * 6 + go.syscall];
      facts.alive += aliveOf.get(cell) ?? 0;
    }
    const seen = [...merged.values()].filter((facts) => facts.count > 0 || facts.alive > 0);
    return seen.sort((a, b) => b.runningNs - a.runningNs || b.count - a.count || (a.function < b.function ? -1 : 1));
  }

  /** Goroutines that never showed a name. */
  unnamed(): number {
    let count = 0;
    for (let cell = 0; cell < this.cellName.length; cell++) if (this.nameOf(cell) === '') count += this.cellCount[cell];
    return count;
  }

  private status(_t: number, by: number, g: number, from: number, to: number, stack: number): void {
    const known = from !== go.undetermined;
    this.moves[from * 6 + to]++;
    if (by >= 0 && (known || by !== g) && this.named[by] === 0 && this.alive(by)) this.note(by, stack);
    if (!known) {
      this.begin(g, to, 0, 1);
      this.bornBefore[g] = 1;
      this.named[g] = 0;
      this.cell[g] = this.newCell(undefined);
      this.stack[g] = this.tables.stackOf(stack);
      this.cellStack[this.cell[g]] = this.stack[g];
      return;
    }
    if (stack !== 0 && (this.named[g] === 0 || this.stack[g] === 0)) {
      if (this.named[g] === 0) this.note(g, stack);
      if (this.stack[g] === 0) this.stack[g] = this.tables.stackOf(stack);
    }
  }

  private create(t: number, by: number, g: number, to: number, start: number, stack: number): void {
    if (by >= 0 && this.named[by] === 0) this.note(by, stack);
    this.moves[go.notExist * 6 + to]++;
    this.begin(g, to, t, 0);
    this.bornBefore[g] = 0;
    this.stack[g] = 0;
    // A coroutine is born waiting to be switched to.
    if (to === go.waiting) this.reason[g] = switchReason;
    const cell = this.cellOf(this.tables.stackOf(start));
    this.cell[g] = cell;
    this.named[g] = this.cellName[cell] === undefined ? 0 : 1;
    this.cellCount[cell] += this.named[g];
    this.notePeak();
  }

  private begin(g: number, to: number, since: number, sinceStart: number): void {
    if (g >= this.slots) {
      this.slots = g + 1;
      if (g >= this.state.length) this.grow();
    }
    this.seenCount[0]++;
    this.state[g] = to;
    this.since[g] = since;
    this.sinceStart[g] = sinceStart;
    this.reason[g] = unknownReason;
    this.inState[to]++;
  }

  private notePeak(): void {
    if (this.inState[go.runnable] > this.peak[0]) this.peak[0] = this.inState[go.runnable];
  }

  private move(t: number, g: number, to: number): void {
    this.account(t, g);
    const from = this.state[g];
    this.moves[from * 6 + to]++;
    this.inState[from]--;
    this.inState[to]++;
    this.state[g] = to;
    this.since[g] = t;
    this.sinceStart[g] = 0;
    this.reason[g] = unknownReason;
  }

  private account(t: number, g: number): void {
    const state = this.state[g];
    const ns = t - this.since[g];
    this.entered[state] = 1;
    this.cellNs[this.cell[g] * 6 + state] += ns;
    if (state === go.waiting) {
      const reason = this.reason[g];
      this.reasonNs[reason] += ns;
      this.reasonEntered[reason] = 1;
    }
  }

  /** Number of a reason, given as a string id of this generation. */
  reasonOf(stringId: number): number {
    if (stringId < 256 && this.reasonOfString[stringId] >= 0) return this.reasonOfString[stringId];
    const text = this.tables.text(stringId);
    let number = this.reasonNumbers.get(text);
    if (number === undefined) {
      number = this.reasons.length;
      this.reasons.push(text);
      this.reasonNumbers.set(text, number);
      if (number >= this.reasonNs.length) {
        this.reasonNs = grown(this.reasonNs, this.room.float64(number * 2));
        this.blocksFor = grown(this.blocksFor, this.room.float64(number * 2));
        this.stopsFor = grown(this.stopsFor, this.room.float64(number * 2));
        this.reasonEntered = grown(this.reasonEntered, this.room.uint8(number * 2));
      }
    }
    if (stringId < 256) this.reasonOfString[stringId] = number;
    return number;
  }

  /** A stack of its own: its last frame is the best name until one is known. */
  private note(g: number, stack: number): void {
    if (g < 0 || stack === 0 || this.named[g] !== 0) return;
    const number = this.tables.stackOf(stack);
    if (number !== 0) this.cellStack[this.cell[g]] = number;
  }

  private cellOf(start: number): number {
    if (start < this.cellOfStart.length && this.cellOfStart[start] !== 0) return this.cellOfStart[start] - 1;
    const name = this.tables.frames(start)[0]?.function ?? '';
    if (name === '') return this.newCell(undefined);
    let cell = this.cellNumbers.get(name);
    if (cell === undefined) {
      cell = this.newCell(name);
      this.cellNumbers.set(name, cell);
    }
    if (start >= this.cellOfStart.length)
      this.cellOfStart = grown(this.cellOfStart, this.room.int32(Math.max(start + 1, this.cellOfStart.length * 2)));
    this.cellOfStart[start] = cell + 1;
    return cell;
  }

  private newCell(name: string | undefined): number {
    const cell = this.cellName.length;
    this.cellName.push(name);
    if (cell >= this.cellStack.length) {
      const size = this.cellStack.length * 2;
      this.cellCount = grown(this.cellCount, this.room.float64(size));
      this.cellNs = grown(this.cellNs, this.room.float64(size * 6));
      this.cellStack = grown(this.cellStack, this.room.int32(size));
      this.aliases = grown(this.aliases, this.room.int32(size));
    }
    this.cellCount[cell] = name === undefined ? 1 : 0;
    return cell;
  }

  private grow(): void {
    const size = this.state.length * 2;
    this.state = grown(this.state, this.room.uint8(size));
    this.since = grown(this.since, this.room.float64(size));
    this.sinceStart = grown(this.sinceStart, this.room.uint8(size));
    this.reason = grown(this.reason, this.room.int32(size));
    this.stack = grown(this.stack, this.room.int32(size));
    this.cell = grown(this.cell, this.room.int32(size));
    this.named = grown(this.named, this.room.uint8(size));
    this.bornBefore = grown(this.bornBefore, this.room.uint8(size));
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
