import { describe, expect, it } from 'vitest';
import { countGoroutines } from '../../model/snapshot.ts';
import { symbolName } from '../symbol-name.ts';
import { decodePprof } from './decode-pprof.ts';
import { encodePprof, type LabelToEncode, type LocationToEncode } from './encode.ts';

const at = { name: 'x.pb' };
const line = (name: string, number = 1): LocationToEncode => ({
  lines: [{ function: name, file: 'f.go', line: number }],
});
const count = (type: string) => [{ type, unit: 'count' }];

describe('what a profile is', () => {
  it.each([
    { name: 'goroutine', types: count('goroutine'), want: 'goroutine' },
    { name: 'an agent writes the plural', types: count('goroutines'), want: 'goroutine' },
    { name: 'goroutineleak', types: count('goroutineleak'), want: 'goroutineleak' },
    { name: 'threadcreate', types: count('threadcreate'), want: 'threadcreate' },
    { name: "a user's count profile", types: count('my/app.Conns'), want: 'my/app.Conns' },
  ])('$name is a snapshot', ({ types, want }) => {
    const bytes = encodePprof({ sampleTypes: types, samples: [{ locations: [line('a')], values: [2] }] });
    const [snapshot] = decodePprof(bytes, at).snapshots;
    expect(snapshot.profile).toBe(want);
    expect(countGoroutines(snapshot)).toBe(2);
    expect(snapshot.states).toEqual([
      { status: 'unknown', waitReason: '', leaked: want === 'goroutineleak', lockedToThread: false },
    ]);
  });

  const heap = ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'].map((type) => ({
    type,
    unit: type.endsWith('space') ? 'bytes' : 'count',
  }));
  const contention = [
    { type: 'contentions', unit: 'count' },
    { type: 'delay', unit: 'nanoseconds' },
  ];
  const cpu = [
    { type: 'samples', unit: 'count' },
    { type: 'cpu', unit: 'nanoseconds' },
  ];
  it.each([
    { name: 'heap', types: heap, leaf: 'main.make', from: at, want: 'heap' },
    { name: 'allocs by name', types: heap, leaf: 'main.make', from: { name: 'allocs.pb' }, want: 'allocs' },
    { name: 'block by its leaf', types: contention, leaf: 'sync.(*Mutex).Lock', from: at, want: 'block' },
    { name: 'mutex by its leaf', types: contention, leaf: 'sync.(*Mutex).Unlock', from: at, want: 'mutex' },
    { name: 'mutex by provenance', types: contention, leaf: 'x', from: { name: 'x', profile: 'mutex' }, want: 'mutex' },
    { name: 'cpu', types: cpu, leaf: 'main.spin', from: at, want: 'cpu' },
    { name: 'samples alone are no goroutines', types: count('samples'), leaf: 'x', from: at, want: 'samples' },
  ])('$name is a value profile', ({ types, leaf, from, want }) => {
    const values = types.map((_, i) => i + 10);
    const bytes = encodePprof({ sampleTypes: types, samples: [{ locations: [line(leaf)], values }], durationNanos: 5 });
    const decoded = decodePprof(bytes, from);
    expect(decoded.snapshots).toEqual([]);
    const [profile] = decoded.profiles;
    expect(profile.profile).toBe(want);
    expect(profile.sampleTypes).toEqual(types);
    expect(profile.values.map((v) => [...v])).toEqual(values.map((v) => [v]));
    expect(profile.durationNs).toBe(5);
  });

  it('a negative count stays and makes the profile a delta', () => {
    const bytes = encodePprof({
      sampleTypes: count('goroutine'),
      samples: [{ locations: [line('a')], values: [-3] }],
    });
    const [snapshot] = decodePprof(bytes, at).snapshots;
    expect(snapshot.rows.count).toEqual(Float64Array.of(-3));
    expect(snapshot.limits).toContain('delta');
  });

  it.each([
    { name: 'a duration', from: at, durationNanos: 1e9, want: true },
    { name: 'the request', from: { name: 'http://h/debug/pprof/goroutine?seconds=5' }, want: true },
    { name: 'the file name', from: { name: 'dl/goroutine-delta' }, want: true },
    { name: 'a host called delta', from: { name: 'svc-delta:6060/goroutine' }, want: false },
    { name: 'nothing', from: at, want: false },
  ])('$name says whether it is a delta', ({ from, durationNanos, want }) => {
    const bytes = encodePprof({
      sampleTypes: count('goroutine'),
      samples: [{ locations: [line('a')], values: [1] }],
      durationNanos,
    });
    expect(decodePprof(bytes, from).snapshots[0].limits.includes('delta')).toBe(want);
  });

  it('without samples is a snapshot of nothing with a problem', () => {
    const decoded = decodePprof(encodePprof({ sampleTypes: count('goroutine'), samples: [] }), at);
    expect(decoded.snapshots[0].rows.length).toBe(0);
    expect(decoded.problems.map((p) => p.code)).toEqual(['pprof/empty']);
  });
});

describe('frames', () => {
  it('expands inlined calls leaf first and shares equal stacks', () => {
    const inlined: LocationToEncode = {
      address: 0x10,
      lines: [
        { function: 'main.inner', file: 'a.go', line: 3 },
        { function: 'main.outer', file: 'a.go', line: 9 },
      ],
    };
    const bytes = encodePprof({
      sampleTypes: count('goroutine'),
      samples: [
        { locations: [inlined, line('main.main', 20)], values: [1], labels: [{ key: 'k', str: 'v' }] },
        { locations: [inlined, line('main.main', 20)], values: [2] },
      ],
    });
    const [snapshot] = decodePprof(bytes, at).snapshots;
    expect(snapshot.stacks).toEqual([
      {
        frames: [
          { function: 'main.inner', file: 'a.go', line: 3 },
          { function: 'main.outer', file: 'a.go', line: 9 },
          { function: 'main.main', file: 'f.go', line: 20 },
        ],
      },
    ]);
    expect([...snapshot.rows.stack]).toEqual([0, 0]);
    expect(snapshot.rows.labels && [...snapshot.rows.labels]).toEqual([1, 0]);
  });

  it('names a location without lines by its address, all 64 bits of it', () => {
    const bytes = encodePprof({
      sampleTypes: count('goroutine'),
      samples: [{ locations: [{ address: 0xffff_ffff_8012_3456n, lines: [] }], values: [1] }],
    });
    expect(decodePprof(bytes, at).snapshots[0].stacks[0].frames).toEqual([{ function: '0xffffffff80123456' }]);
  });

  it.each([
    { give: 'main.F[go.shape.int]', want: 'main.F[...]' },
    { give: 'a.(*Q[go.shape.struct { K string; V map[string][]int }]).drain', want: 'a.(*Q[...]).drain' },
    { give: 'main.T[go.shape.int].G[go.shape.string].func1', want: 'main.T[...].G[...].func1' },
    { give: 'iter.Pull[...].func1', want: 'iter.Pull[...].func1' },
    { give: 'oven.sh/oven%2ev3.(*X).Run', want: 'oven.sh/oven.v3.(*X).Run' },
    { give: 'operator[]', want: 'operator[]' },
    { give: '[unknown]', want: '[unknown]' },
    { give: 'main.broken[go.shape', want: 'main.broken[go.shape' },
    { give: 'main.main', want: 'main.main' },
  ])('writes $give as $want', ({ give, want }) => {
    expect(symbolName(give)).toBe(want);
  });
});

describe('labels', () => {
  it('keeps numbers as text with their unit, empty texts, and sorts by key', () => {
    const labels: LabelToEncode[] = [
      { key: 'size', num: 512, unit: 'bytes' },
      { key: 'age', num: -7 },
      { key: 'empty', str: '' },
      { key: '__proto__', str: 'x' },
    ];
    const bytes = encodePprof({
      sampleTypes: count('goroutine'),
      samples: [{ locations: [line('a')], values: [1], labels }],
    });
    const set = decodePprof(bytes, at).snapshots[0].labelSets[1];
    expect(Object.entries(set)).toEqual([
      ['__proto__', 'x'],
      ['age', '-7'],
      ['empty', ''],
      ['size', '512 bytes'],
    ]);
  });

  it('turns go:: labels into ids, states, minutes and creators', () => {
    const one = (id: number, state: string, minutes: number, creator: number, user: LabelToEncode[] = []) => ({
      locations: [line('main.work')],
      values: [1],
      labels: [
        { key: 'go::goroutine', num: id },
        { key: 'go::goroutine_created_by', num: creator },
        { key: 'go::goroutine_state', str: state },
        { key: 'go::goroutine_wait_minutes', num: minutes },
        ...user,
      ],
    });
    const bytes = encodePprof({
      sampleTypes: count('goroutine'),
      samples: [
        one(1, 'running', 0, 0),
        one(17, 'chan receive', 12, 1, [{ key: 'tenant', str: 'blue' }]),
        one(18, 'select (no cases)', 3, 17),
        one(19, 'IO wait (leaked)', 0, 17),
        one(20, '', 0, 17),
      ],
    });
    const [snapshot] = decodePprof(bytes, at).snapshots;
    const { rows, states, limits, labelSets } = snapshot;
    expect(limits).not.toContain('no-ids');
    expect(rows.count).toBeUndefined();
    expect(rows.id).toEqual(Float64Array.of(1, 17, 18, 19, 20));
    expect(rows.minutes).toEqual(Uint32Array.of(0, 12, 3, 0, 0));
    expect(rows.creator).toEqual(Float64Array.of(0, 1, 17, 17, 17));
    expect([...rows.state].map((s) => `${states[s].status}|${states[s].waitReason}|${states[s].leaked}`)).toEqual([
      'running||false',
      'waiting|chan receive|false',
      'waiting|select (no cases)|false',
      'waiting|IO wait|true',
      'unknown||false',
    ]);
    expect(labelSets).toEqual([{}, { tenant: 'blue' }]);
    expect(rows.labels && [...rows.labels]).toEqual([0, 1, 0, 0, 0]);
    expect(snapshot.stacks.length).toBe(1);
  });
});
