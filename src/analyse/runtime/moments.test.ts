import { describe, expect, it } from 'vitest';
import {
  buildMoments,
  buildSnapshot,
  type GoroutineSpec,
  groupWith,
  testStart,
} from '../../../test/support/build-snapshot.ts';
import type { MetricsSample } from '../../model/profile.ts';
import type { Snapshot } from '../../model/snapshot.ts';

const one: GoroutineSpec[] = [
  { id: 7, state: 'chan send', frames: ['runtime.gopark', 'runtime.chansend', 'main.send'] },
];
const counted: GoroutineSpec[] = [{ state: 'unknown', frames: ['main.send'], count: 1 }];

const dump = (at?: number, goroutines = one) => buildSnapshot(goroutines, { at, name: `dump${at}` });
const profile = (at?: number) => buildSnapshot(counted, { at, name: `profile${at}` });
const text = (at?: number) =>
  buildSnapshot(counted, { at, form: 'debug1', limits: ['hidden-frames', 'no-ids'], name: `text${at}` });
const proof = (at?: number, count = 1) =>
  buildSnapshot([{ state: 'unknown', frames: ['main.send'], count, leaked: true }], {
    at,
    profile: 'goroutineleak',
    limits: ['leaked-only', 'no-ids'],
    name: 'leak',
  });

const names = (snapshots: readonly Snapshot[]) =>
  buildMoments(snapshots).map((m) => m.snapshots.map((s) => s.provenance.name));

describe('snapshots of one moment', () => {
  it.each<[string, readonly Snapshot[], readonly (readonly string[])[]]>([
    ['different forms within ten seconds', [dump(0), profile(4), proof(9)], [['dump0', 'profile4', 'leak']]],
    ['not one of later', [dump(0), profile(11)], [['dump0'], ['profile11']]],
    ['not two of one form, however near', [dump(0), dump(2), dump(4)], [['dump0'], ['dump2'], ['dump4']]],
    ['by time, not by order', [profile(64), dump(0), dump(60)], [['dump0'], ['dump60', 'profile64']]],
    ['as given without times', [dump(), profile()], [['dumpundefined'], ['profileundefined']]],
    ['a proof without time goes with the one before', [dump(), proof()], [['dumpundefined', 'leak']]],
    ['a proof without time that comes first goes with the next', [proof(), dump()], [['leak', 'dumpundefined']]],
  ])('%s', (_, give, want) => {
    expect(names(give)).toEqual(want);
  });

  it('prefer the one with ids, and a complete one before one that is cut', () => {
    expect(buildMoments([text(0), profile(1), dump(2)])[0].preferred?.provenance.name).toBe('dump2');
    const cut = buildSnapshot(one, { at: 2, limits: ['truncated'], name: 'cut' });
    const [moment] = buildMoments([profile(1), cut]);
    expect([moment.preferred?.provenance.name, moment.complete, moment.hasIds]).toEqual(['profile1', true, false]);
  });

  it('take what one form hides from another', () => {
    const [moment] = buildMoments([text(0), dump(1)]);
    expect(groupWith(moment, 'main.send')).toMatchObject({ primitive: 'chan send', count: 1 });
    expect([...(groupWith(moment, 'main.send').ids ?? [])]).toEqual([7]);
  });

  it('do not count goroutines twice', () => {
    const [moment] = buildMoments([dump(0), profile(1), text(2)]);
    expect([moment.goroutines, groupWith(moment, 'main.send').count]).toEqual([1, 1]);
  });
});

describe('proof', () => {
  it('is of the exact key, with its source', () => {
    const [moment] = buildMoments([dump(0), proof(3)]);
    expect(groupWith(moment, 'main.send')).toMatchObject({ proven: 1, provenIn: 'leak' });
  });
  it('alone gives a moment that is not complete and counts nobody', () => {
    const [moment] = buildMoments([proof(0, 5)]);
    expect([moment.preferred, moment.complete, moment.goroutines]).toEqual([undefined, false, 0]);
    expect(groupWith(moment, 'main.send').proven).toBe(5);
  });
  it('never holds for main or a record without frames', () => {
    const [moment] = buildMoments([
      buildSnapshot([
        { id: 1, state: 'select (no cases)', frames: ['main.main', 'runtime.main'], leaked: true },
        { id: 2, state: 'select (no cases)', frames: [], leaked: true },
      ]),
    ]);
    expect([...moment.groups.values()].map((g) => g.proven)).toEqual([0, 0]);
  });
});

describe('metrics', () => {
  const sample = (at?: number): MetricsSample => ({
    provenance: { name: 'm' },
    ...(at === undefined ? {} : { takenAt: testStart + at * 1000 }),
    other: {},
  });
  it('go with the moment within ten seconds', () => {
    const moments = buildMoments([dump(0), dump(60)], [sample(3), sample(90)]);
    expect(moments.map((m) => m.metrics.length)).toEqual([1, 0]);
  });
  it('without time go with the only moment', () => {
    expect(buildMoments([dump()], [sample()])[0].metrics.length).toBe(1);
    expect(buildMoments([dump(), dump()], [sample()]).map((m) => m.metrics.length)).toEqual([0, 0]);
  });
});
