// The tables every reader of dump text fills: distinct frames, stacks, states and label sets, and a row a goroutine.
// A source may hold several dumps; each becomes a snapshot whose stacks, states and labels are numbered in the order
// in which its rows name them, so the result does not depend on which reader read which record.
import type { Form, Provenance } from '../../model/capture.ts';
import type { Crash, RaceReport, TestOutcome } from '../../model/crash.ts';
import type { Decoded } from '../../model/decoded.ts';
import type { Problem } from '../../model/problem.ts';
import type { GoroutineState, Rows, Snapshot, SnapshotLimit } from '../../model/snapshot.ts';
import type { Labels } from '../../model/stack.ts';
import { GrowingNumbers, RowColumns } from './columns.ts';
import { IdSet } from './id-set.ts';
import type { DumpSink, ParsedGoroutine } from './parsed.ts';
import { StackTable } from './stack-table.ts';

/** How many problems of one code are kept before the rest is only counted, in the last of them. */
const PROBLEMS_KEPT = 20;

interface OpenDump {
  readonly line: number;
  readonly limits: Set<SnapshotLimit>;
  readonly goVersion?: string;
  readonly rows: RowColumns;
  /** Ids above 0 of its rows: a second one begins a new dump. */
  readonly ids: IdSet;
  readonly pointers: {
    readonly row: GrowingNumbers<Uint32Array>;
    readonly depth: GrowingNumbers<Uint16Array>;
    readonly value: GrowingNumbers<Float64Array>;
  };
}

/** Values that stand once, numbered; `local` gives them the numbers of the snapshot being finished. */
class Numbered<T> {
  readonly values: T[] = [];
  private readonly numbers = new Map<string, number>();

  number(key: string, value: T): number {
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.values.length;
      this.values.push(value);
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** Renumbers the numbers of the source into those of one snapshot, by first appearance. */
class Renumbering {
  private local = new Uint32Array(64);
  private stamp = new Uint32Array(64);
  private epoch = 0;

  /** Rewrites `column[0, length)` in place; returns the old numbers in the order of the new ones, `first` before all. */
  apply(column: Uint32Array, length: number, size: number, first?: number): number[] {
    if (size > this.local.length) {
      this.local = new Uint32Array(size * 2);
      this.stamp = new Uint32Array(size * 2);
      this.epoch = 0;
    }
    const { local, stamp } = this;
    const epoch = ++this.epoch;
    const order: number[] = [];
    if (first !== undefined) {
      stamp[first] = epoch;
      local[first] = 0;
      order.push(first);
    }
    for (let row = 0; row < length; row++) {
      const number = column[row];
      if (stamp[number] !== epoch) {
        stamp[number] = epoch;
        local[number] = order.length;
        order.push(number);
      }
      column[row] = local[number];
    }
    return order;
  }
}

export class DumpTables implements DumpSink {
  readonly stacks: StackTable;
  private readonly states = new Numbered<GoroutineState>();
  private readonly labelSets = new Numbered<Labels>();
  private readonly stackOrder = new Renumbering();
  private readonly stateOrder = new Renumbering();
  private readonly labelOrder = new Renumbering();
  private readonly provenance: Provenance;
  private readonly form: Form | undefined;
  private readonly pointersWanted: boolean;
  private open: OpenDump | undefined;
  private readonly snapshots: Snapshot[] = [];
  private readonly crashes: Crash[] = [];
  private readonly races: RaceReport[] = [];
  private readonly tests: TestOutcome[] = [];
  private readonly problems: Problem[] = [];
  private readonly problemCounts = new Map<string, number>();
  private goVersion: string | undefined;

  constructor(provenance: Provenance, form?: Form, pointersOf?: (functionName: string) => boolean) {
    this.provenance = provenance;
    this.form = form;
    this.pointersWanted = pointersOf !== undefined;
    this.stacks = new StackTable(pointersOf);
    this.labels({});
  }

  /** Number of a state, the same for equal ones. */
  state(state: GoroutineState): number {
    return this.states.number(
      `${state.status}\0${state.waitReason}\0${+state.leaked}${+state.lockedToThread}${+(state.durable ?? false)}${+(state.scan ?? false)}` +
        `\0${state.bubble ?? ''}\0${state.unknownWords?.join('\0') ?? ''}`,
      state,
    );
  }

  /** Number of a label set, the same for equal ones; 0 is the empty set. */
  labels(labels: Labels): number {
    return this.labelSets.number(JSON.stringify(labels), labels);
  }

  beginDump(line: number, hint?: { readonly limits?: readonly SnapshotLimit[]; readonly goVersion?: string }): void {
    this.endDump();
    this.goVersion ??= hint?.goVersion;
    this.open = {
      line,
      limits: new Set(hint?.limits),
      goVersion: hint?.goVersion,
      rows: new RowColumns(),
      ids: new IdSet(),
      pointers: {
        row: new GrowingNumbers((n) => new Uint32Array(n)),
        depth: new GrowingNumbers((n) => new Uint16Array(n)),
        value: new GrowingNumbers((n) => new Float64Array(n)),
      },
    };
  }

  /** Whether a dump is being read: its first record was seen and nothing has ended it. */
  get inDump(): boolean {
    return this.open !== undefined;
  }

  /** Whether the open dump holds this id. */
  seen(id: number): boolean {
    return this.open?.ids.has(id) ?? false;
  }

  /** Notes the id of a record of the open dump; false when it was there before. */
  noteId(id: number): boolean {
    return !(id > 0) || (this.open as OpenDump).ids.add(id);
  }

  /** The rows of the open dump. */
  get rows(): RowColumns {
    return (this.open as OpenDump).rows;
  }

  goroutine(goroutine: ParsedGoroutine): void {
    if (!this.open) this.beginDump(goroutine.line);
    this.noteId(goroutine.id);
    const { stack } = goroutine;
    const frames: number[] = [];
    for (const frame of stack.frames) frames.push(this.stacks.frame(frame));
    const number = this.stacks.stack({
      frames,
      creator: stack.createdBy ? this.stacks.frame(stack.createdBy) : -1,
      elidedAt: stack.elidedAt,
      unavailable: stack.unavailable,
    });
    const { rows } = this;
    rows.reserve(1);
    const row = rows.length++;
    rows.id[row] = goroutine.id;
    rows.creator[row] = goroutine.creator;
    rows.line[row] = goroutine.line;
    rows.stack[row] = number;
    rows.state[row] = this.state(goroutine.state);
    rows.minutes[row] = goroutine.minutes;
    if (goroutine.labels) {
      const labels = this.labels(goroutine.labels);
      if (labels > 0) rows.withLabels()[row] = labels;
    }
    if (goroutine.incomplete) rows.withIncomplete()[row] = 1;
    for (const depth of this.stacks.depths(number) ?? []) this.pointer(row, depth, goroutine.firstArguments[depth]);
  }

  /** Notes the first argument word of one call; NaN is none. */
  pointer(row: number, depth: number, value: number): void {
    if (Number.isNaN(value) || depth > 0xffff) return;
    const { pointers } = this.open as OpenDump;
    pointers.row.push(row);
    pointers.depth.push(depth);
    pointers.value.push(value);
  }

  endDump(limits?: readonly SnapshotLimit[]): void {
    const { open } = this;
    if (!open) return;
    this.open = undefined;
    for (const limit of limits ?? []) open.limits.add(limit);
    const { rows } = open;
    const stacks = this.stackOrder.apply(rows.stack, rows.length, this.stacks.size);
    const states = this.stateOrder.apply(rows.state, rows.length, this.states.values.length);
    const labels = rows.labels ? this.labelOrder.apply(rows.labels, rows.length, this.labelSets.values.length, 0) : [0];
    const columns: Rows = {
      length: rows.length,
      stack: rows.cut(rows.stack),
      state: rows.cut(rows.state),
      id: rows.cut(rows.id),
      minutes: rows.cut(rows.minutes),
      creator: rows.cut(rows.creator),
      line: rows.cut(rows.line),
      ...(rows.labels ? { labels: rows.cut(rows.labels) } : {}),
      ...(rows.incomplete ? { incomplete: rows.cut(rows.incomplete) } : {}),
    };
    this.snapshots.push({
      provenance: this.provenance,
      form: this.form ?? 'dump',
      profile: this.provenance.profile ?? 'goroutine',
      ...(open.goVersion ? { goVersion: open.goVersion } : {}),
      limits: [...open.limits],
      stacks: stacks.map((number) => this.stacks.object(number)),
      states: states.map((number) => this.states.values[number]),
      labelSets: labels.map((number) => this.labelSets.values[number]),
      rows: columns,
      ...(this.pointersWanted
        ? {
            pointers: {
              row: open.pointers.row.finish(),
              depth: open.pointers.depth.finish(),
              value: open.pointers.value.finish(),
            },
          }
        : {}),
      line: open.line,
    });
  }

  crash(crash: Crash): void {
    this.crashes.push(crash);
  }

  race(race: RaceReport): void {
    this.races.push(race);
  }

  test(outcome: TestOutcome): void {
    this.tests.push(outcome);
  }

  problem(problem: Problem): void {
    const seen = (this.problemCounts.get(problem.code) ?? 0) + 1;
    this.problemCounts.set(problem.code, seen);
    if (seen <= PROBLEMS_KEPT) {
      this.problems.push({ source: this.provenance.name, ...problem });
      return;
    }
    const last = this.problems.findLastIndex((kept) => kept.code === problem.code);
    const kept = this.problems[last];
    this.problems[last] = { ...kept, count: (kept.count ?? 1) + (problem.count ?? 1) };
  }

  /** Everything found, once the text has ended. `cut` adds the limit of a dump that the runtime cut at 64 MiB. */
  finish(bytes: number, cut: boolean): Decoded {
    if (cut) {
      if (this.open) this.open.limits.add('truncated');
      else if (this.snapshots.length > 0) {
        const last = this.snapshots.length - 1;
        const limits = new Set(this.snapshots[last].limits).add('truncated');
        this.snapshots[last] = { ...this.snapshots[last], limits: [...limits] };
      }
      if (!this.problemCounts.has('dump/truncated'))
        this.problem({
          code: 'dump/truncated',
          message: 'the dump is exactly 64 MiB long, where the runtime cuts it: goroutines are missing at the end',
          offset: bytes,
        });
    }
    this.endDump();
    return {
      form: this.form ?? 'dump',
      snapshots: this.snapshots,
      profiles: [],
      metrics: [],
      crashes: this.crashes,
      races: this.races,
      tests: this.tests,
      problems: this.problems,
      ...(this.goVersion ? { goVersion: this.goVersion } : {}),
      bytes,
    };
  }
}
