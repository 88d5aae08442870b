// Small hand-made snapshots, moments and epochs for tests of facts: goroutines in one line each.
import { deriveGroups } from '../../src/analyse/runtime/groups.ts';
import { deriveMoments } from '../../src/analyse/runtime/moments.ts';
import type { ProcessInfo } from '../../src/model/capture.ts';
import type { Epoch, Moment, MomentGroup } from '../../src/model/history.ts';
import type { MetricsSample } from '../../src/model/profile.ts';
import type { GoroutineState, Snapshot } from '../../src/model/snapshot.ts';
import type { Frame, Stack } from '../../src/model/stack.ts';

export interface GoroutineSpec {
  readonly id?: number;
  /** Wait reason, or one of the words running, runnable, syscall. */
  readonly state?: string;
  /** Functions, leaf first; `main.f 0xc000` gives the call a first word, `main.f:7` a line. */
  readonly frames: readonly string[];
  /** Function with the go statement, and the goroutine that ran it. */
  readonly by?: string;
  readonly creator?: number;
  readonly minutes?: number;
  readonly count?: number;
  readonly leaked?: boolean;
}

export interface SnapshotSpec {
  readonly name?: string;
  readonly form?: Snapshot['form'];
  readonly profile?: string;
  /** Seconds from the beginning of the test; absent: no time is known. */
  readonly at?: number;
  readonly limits?: Snapshot['limits'];
  readonly process?: ProcessInfo;
}

/** ms since 1970 of second 0. */
export const testStart = 1_750_000_000_000;

const statuses = new Set(['running', 'runnable', 'syscall', 'unknown']);

function stateOf(spec: GoroutineSpec): GoroutineState {
  const words = spec.state ?? 'chan receive';
  const bare = statuses.has(words);
  return {
    status: bare ? (words as GoroutineState['status']) : 'waiting',
    waitReason: bare ? '' : words,
    leaked: spec.leaked ?? false,
    lockedToThread: false,
  };
}

const frame = (text: string): Frame => {
  const [name, line] = text.split(' ')[0].split(':');
  return { function: name, file: 'a.go', line: line === undefined ? 1 : Number(line) };
};

/** Each distinct value once, as decoders store stacks and states. */
class Numbered<T> {
  readonly list: T[] = [];
  private readonly numbers = new Map<string, number>();

  number(value: T): number {
    const key = JSON.stringify(value);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.list.length);
    return this.list.push(value) - 1;
  }
}

/** A snapshot of these goroutines; profiles (`form: 'pprof'`) have counts and no ids. */
export function buildSnapshot(goroutines: readonly GoroutineSpec[], spec: SnapshotSpec = {}): Snapshot {
  const stacks = new Numbered<Stack>();
  const stack = goroutines.map((g) =>
    stacks.number({ frames: g.frames.map(frame), ...(g.by === undefined ? {} : { createdBy: frame(g.by) }) }),
  );
  const states = new Numbered<GoroutineState>();
  const state = goroutines.map((g) => states.number(stateOf(g)));
  const words = goroutines.flatMap((g, row) =>
    g.frames.flatMap((text, depth) => {
      const word = text.split(' ')[1];
      return word === undefined ? [] : [{ row, depth, value: Number(word) }];
    }),
  );
  const withIds = goroutines.some((g) => g.id !== undefined);
  const withCounts = goroutines.some((g) => g.count !== undefined);
  return {
    provenance: { name: spec.name ?? 'test', ...(spec.process ? { process: spec.process } : {}) },
    form: spec.form ?? (withIds ? 'dump' : 'pprof'),
    profile: spec.profile ?? 'goroutine',
    ...(spec.at === undefined ? {} : { takenAt: testStart + spec.at * 1000 }),
    limits: spec.limits ?? [],
    stacks: stacks.list,
    states: states.list,
    labelSets: [{}],
    rows: {
      length: goroutines.length,
      stack: Uint32Array.from(stack),
      state: Uint32Array.from(state),
      ...(withCounts ? { count: Float64Array.from(goroutines.map((g) => g.count ?? 1)) } : {}),
      ...(withIds
        ? {
            id: Float64Array.from(goroutines.map((g) => g.id ?? Number.NaN)),
            minutes: Uint32Array.from(goroutines.map((g) => g.minutes ?? 0)),
            creator: Float64Array.from(goroutines.map((g) => g.creator ?? 0)),
          }
        : {}),
    },
    pointers: {
      row: Uint32Array.from(words.map((w) => w.row)),
      depth: Uint16Array.from(words.map((w) => w.depth)),
      value: Float64Array.from(words.map((w) => w.value)),
    },
  };
}

/** The moments of these snapshots. */
export function buildMoments(
  snapshots: readonly Snapshot[],
  metrics: readonly MetricsSample[] = [],
  mainModule?: string,
): Moment[] {
  return deriveMoments(
    snapshots.map((snapshot) => ({ snapshot, groups: deriveGroups(snapshot, { mainModule }) })),
    metrics,
  );
}

/** One moment of one snapshot; `mainModule` tells the program's own frames from those of libraries. */
export function buildMoment(
  goroutines: readonly GoroutineSpec[],
  spec: SnapshotSpec & { readonly mainModule?: string } = {},
): Moment {
  return buildMoments([buildSnapshot(goroutines, spec)], [], spec.mainModule)[0];
}

/** One process: a snapshot every `every` seconds. */
export function buildEpoch(
  series: readonly (readonly GoroutineSpec[])[],
  {
    every = 60,
    startedAt,
    mainModule,
  }: { readonly every?: number; readonly startedAt?: number; readonly mainModule?: string } = {},
): Epoch {
  const moments = series.map((goroutines, i) => buildMoment(goroutines, { at: i * every, mainModule }));
  return { moments, ...(startedAt === undefined ? {} : { startedAt: testStart + startedAt * 1000 }) };
}

/** The group whose stack holds the function; fails when there is not exactly one. */
export function groupWith(moment: Moment, functionName: string): MomentGroup {
  const found = [...moment.groups.values()].filter((g) => g.stack.frames.some((f) => f.function === functionName));
  if (found.length !== 1) throw new Error(`${found.length} groups hold ${functionName}`);
  return found[0];
}
