import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zooSnapshot, zooVariants } from '../../../test/support/zoo.ts';
import type { Group } from '../../model/group.ts';
import type { GoroutineState, Rows, Snapshot } from '../../model/snapshot.ts';
import type { Labels, Stack } from '../../model/stack.ts';
import { deriveGroups } from './groups.ts';

const waiting = (waitReason: string, extra: Partial<GoroutineState> = {}): GoroutineState => ({
  status: 'waiting',
  waitReason,
  leaked: false,
  lockedToThread: false,
  ...extra,
});
const noState: GoroutineState = { status: 'unknown', waitReason: '', leaked: false, lockedToThread: false };
const frame = (name: string, line = 1): Stack['frames'][number] => ({ function: name, file: 'a.go', line });

interface Row {
  readonly stack: number;
  readonly state?: number;
  readonly id?: number;
  readonly count?: number;
  readonly minutes?: number;
  readonly creator?: number;
  readonly labels?: number;
}

function snapshotOf(parts: {
  readonly stacks: readonly Stack[];
  readonly rows: readonly Row[];
  readonly states?: readonly GoroutineState[];
  readonly labelSets?: readonly Labels[];
  readonly form?: Snapshot['form'];
  readonly profile?: string;
}): Snapshot {
  const { rows } = parts;
  const has = (key: keyof Row): boolean => rows.some((r) => r[key] !== undefined);
  const column = (key: keyof Row): number[] => rows.map((r) => r[key] ?? 0);
  const columns: Rows = {
    length: rows.length,
    stack: Uint32Array.from(column('stack')),
    state: Uint32Array.from(column('state')),
    ...(has('id') ? { id: Float64Array.from(column('id')) } : {}),
    ...(has('count') ? { count: Float64Array.from(column('count')) } : {}),
    ...(has('minutes') ? { minutes: Uint32Array.from(column('minutes')) } : {}),
    ...(has('creator') ? { creator: Float64Array.from(column('creator')) } : {}),
    ...(has('labels') ? { labels: Uint32Array.from(column('labels')) } : {}),
  };
  return {
    provenance: { name: 'x' },
    form: parts.form ?? 'dump',
    profile: parts.profile ?? 'goroutine',
    limits: [],
    stacks: parts.stacks,
    states: parts.states ?? [waiting('chan receive')],
    labelSets: parts.labelSets ?? [{}],
    rows: columns,
  };
}

test('stacks that differ in lines and creators are one group, shown by the most frequent', () => {
  const stacks: Stack[] = [
    { frames: [frame('main.f', 9)], createdBy: frame('main.a') },
    { frames: [frame('main.f', 5)], createdBy: frame('main.b') },
  ];
  const rows = [
    { stack: 0, creator: 7 },
    { stack: 1, creator: 1 },
    { stack: 1, creator: 7 },
  ];
  const [group, ...rest] = deriveGroups(snapshotOf({ stacks, rows }));
  expect(rest).toEqual([]);
  expect(group.count).toBe(3);
  expect(group.stack).toBe(stacks[1]);
  expect(group.birthSite?.function).toBe('main.b');
  expect(group.creators).toEqual([
    { function: 'main.b', count: 2 },
    { function: 'main.a', count: 1 },
  ]);
  expect(group.creatorIds).toEqual([1, 7]);
  expect([...group.rows]).toEqual([0, 1, 2]);
});

test('wait reasons split a stack, marks and thread locks do not', () => {
  const states = [
    waiting('chan receive'),
    waiting('chan receive', { leaked: true }),
    waiting('chan receive', { lockedToThread: true }),
    waiting('chan receive (nil chan)'),
  ];
  const rows = [0, 1, 2, 3].map((state) => ({ stack: 0, state, id: 10 + state }));
  const groups = deriveGroups(snapshotOf({ stacks: [{ frames: [frame('main.f')] }], rows, states }));
  expect(groups.map((g) => [g.count, g.primitive, g.leaked, g.lockedToThread])).toEqual([
    [3, 'chan receive', 1, 1],
    [1, 'chan receive (nil chan)', 0, 0],
  ]);
  expect([...(groups[0].ids ?? [])]).toEqual([10, 11, 12]);
});

test('minutes count the goroutines that show them', () => {
  const rows = [
    { stack: 0, minutes: 0 },
    { stack: 0, minutes: 9 },
    { stack: 0, minutes: 2 },
  ];
  const [group] = deriveGroups(snapshotOf({ stacks: [{ frames: [frame('main.f')] }], rows }));
  expect(group.minutes).toEqual({ min: 2, max: 9, known: 2 });
});

describe('labels', () => {
  const labelSets: Labels[] = [{}, { a: '1', b: '2' }, { a: '1', b: '3' }, { b: '3' }];
  const labelsOf = (...sets: number[]): Labels | undefined =>
    deriveGroups(
      snapshotOf({
        stacks: [{ frames: [frame('main.f')] }],
        rows: sets.map((labels) => ({ stack: 0, labels })),
        labelSets,
      }),
    )[0].labels;
  test.each([
    { name: 'all of one set', give: [1, 1], want: { a: '1', b: '2' } },
    { name: 'what two sets share', give: [1, 2, 1], want: { a: '1' } },
    { name: 'nothing when one has none', give: [1, 0], want: undefined },
    { name: 'nothing when values differ', give: [1, 3], want: undefined },
    { name: 'nothing that comes back later', give: [1, 3, 1, 1], want: undefined },
  ])('$name', ({ give, want }) => {
    expect(labelsOf(...give)).toEqual(want);
  });
});

describe('roles', () => {
  const user: Stack = { frames: [frame('main.f')] };
  test('goroutine 1 is main even where others share its stack', () => {
    const groups = deriveGroups(
      snapshotOf({
        stacks: [user],
        rows: [
          { stack: 0, id: 1 },
          { stack: 0, id: 5 },
          { stack: 0, id: 6 },
        ],
      }),
    );
    expect(groups.map((g) => [g.role, g.count])).toEqual([
      [undefined, 2],
      ['main', 1],
    ]);
  });
  test.each([
    { name: 'main by its root', frames: ['time.Sleep', 'main.main', 'runtime.main'], want: 'main' },
    { name: 'main inside init', frames: ['main.init.0', 'runtime.doInit1', 'runtime.main'], want: 'main' },
    {
      name: 'the sweeper',
      frames: ['runtime.gopark', 'runtime.bgsweep', 'runtime.gcenable.gowrap1', 'runtime.goexit'],
      want: 'system',
    },
    {
      name: 'an idle finalizer goroutine',
      frames: ['runtime.gopark', 'runtime.runFinalizers', 'runtime.goexit'],
      want: 'system',
    },
    { name: 'a finalizer of the user', frames: ['main.(*T).close', 'runtime.runFinalizers'], want: undefined },
    {
      name: 'a coroutine',
      frames: [
        'runtime.coroswitch_m',
        'iter.Pull[...].func1.1',
        'main.seq',
        'iter.Pull[...].func1',
        'runtime.corostart',
      ],
      want: undefined,
    },
    {
      name: 'the taker of debug=2',
      frames: ['runtime/pprof.writeGoroutineStacks', 'runtime/pprof.(*Profile).WriteTo', 'net/http.(*conn).serve'],
      want: 'self',
    },
    {
      name: 'the taker of debug=0',
      frames: ['runtime.goroutineProfileWithLabels', 'runtime/pprof.writeRuntimeProfile', 'main.dump'],
      want: 'self',
    },
    { name: 'runtime.Stack', frames: ['runtime.Stack', 'main.dump'], want: 'self' },
    {
      name: 'a callback below the taker',
      frames: ['main.slowWriter.Write', 'runtime/pprof.(*Profile).WriteTo'],
      want: undefined,
    },
    { name: 'no frames', frames: [], want: undefined },
  ])('$name', ({ frames, want }) => {
    const stack = { frames: frames.map((f) => frame(f)) };
    expect(deriveGroups(snapshotOf({ stacks: [stack], rows: [{ stack: 0 }] }))[0].role).toBe(want);
  });
});

test('a leak profile marks every sample but those of main and those without frames', () => {
  const stacks: Stack[] = [
    { frames: [frame('main.f')] },
    { frames: [] },
    { frames: [frame('main.main'), frame('runtime.main')] },
  ];
  const rows = [
    { stack: 0, count: 40 },
    { stack: 1, count: 1 },
    { stack: 2, count: 1 },
  ];
  for (const form of ['pprof', 'debug1'] as const) {
    const groups = deriveGroups(snapshotOf({ stacks, rows, states: [noState], form, profile: 'goroutineleak' }));
    expect(groups.map((g) => g.leaked)).toEqual([40, 0, 0]);
  }
  const plain = deriveGroups(snapshotOf({ stacks, rows, states: [noState], form: 'pprof' }));
  expect(plain.map((g) => g.leaked)).toEqual([0, 0, 0]);
});

test('a crash of Go 1.21 with system frames loses the unnamed wrapper of the go statement, and only there', () => {
  const marker: Stack = {
    frames: [frame('runtime.bgsweep'), frame('runtime.gcenable.func1'), frame('runtime.goexit')],
  };
  const wrapped: Stack = {
    frames: [frame('main.consume', 3), frame('main.produce.func1', 7), frame('runtime.goexit')],
    createdBy: frame('main.produce', 7),
  };
  const literal: Stack = { ...wrapped, frames: [frame('main.consume', 3), frame('main.produce.func1', 8)] };
  const parking: Stack = { ...wrapped, frames: [frame('runtime.chanrecv'), frame('main.produce.func1', 7)] };
  const namesOf = (...stacks: Stack[]): unknown[] =>
    deriveGroups(snapshotOf({ stacks, rows: stacks.map((_, stack) => ({ stack })) }))
      .filter((g) => g.role !== 'system')
      .map((g) => g.identity.names);
  expect(namesOf(marker, wrapped)).toEqual([['main.consume']]);
  expect(namesOf(marker, literal)).toEqual([['main.consume', 'main.produce.func1']]);
  expect(namesOf(marker, parking)).toEqual([['main.produce.func1']]);
  expect(namesOf(wrapped)).toEqual([['main.consume', 'main.produce.func1']]);
});

test('an empty snapshot has no groups', () => {
  expect(deriveGroups(snapshotOf({ stacks: [], rows: [] }))).toEqual([]);
});

/** A group without what hangs on the order of rows. */
function outline(group: Group, snapshot: Snapshot, original: readonly number[]): unknown {
  const { rows, ids, ...rest } = group;
  const back = [...rows].map((row) => original[row]).sort((a, b) => a - b);
  expect(ids?.length ?? rows.length).toBe(rows.length);
  return { ...rest, rows: back, ids: ids && [...ids].sort((a, b) => a - b), total: snapshot.rows.length };
}

function permute(snapshot: Snapshot, order: readonly number[]): Snapshot {
  const pick = <T extends Uint32Array | Float64Array>(column: T | undefined): T | undefined =>
    column && (column.map((_, i) => column[order[i]]) as T);
  const { rows } = snapshot;
  return {
    ...snapshot,
    rows: {
      length: rows.length,
      stack: rows.stack.map((_, i) => rows.stack[order[i]]),
      state: rows.state.map((_, i) => rows.state[order[i]]),
      count: pick(rows.count),
      id: pick(rows.id),
      minutes: pick(rows.minutes),
      creator: pick(rows.creator),
      labels: pick(rows.labels),
    },
  };
}

test('the order of the rows does not matter', () => {
  const files = ['goroutine.debug2.txt', 'goroutine.debug0.pb.gz', 'crash-sigquit.txt'];
  const variant = fc.constantFrom(...zooVariants.map((v) => v.name));
  fc.assert(
    fc.property(variant, fc.constantFrom(...files), fc.infiniteStream(fc.nat(1_000_000)), (name, file, weights) => {
      const snapshot = zooSnapshot(name, file);
      if (!snapshot) return;
      const straight = [...Array(snapshot.rows.length).keys()];
      const weight = straight.map(() => weights.next().value ?? 0);
      const order = straight.toSorted((a, b) => weight[a] - weight[b]);
      const want = deriveGroups(snapshot).map((g) => outline(g, snapshot, straight));
      const permuted = permute(snapshot, order);
      expect(deriveGroups(permuted).map((g) => outline(g, permuted, order))).toEqual(want);
    }),
    { numRuns: 30 },
  );
});
