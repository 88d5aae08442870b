import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';
import { derivePersistence } from './persistence.ts';

const at = (id: number, minutes = 0): GoroutineSpec => ({ id, frames: ['main.wait'], minutes });
const elsewhere = (id: number): GoroutineSpec => ({ id, frames: ['main.other'] });

function persistenceOf(series: readonly (readonly GoroutineSpec[])[], every = 60, startedAt?: number) {
  const epoch = buildEpoch(series, { every, startedAt });
  const newest = epoch.moments[epoch.moments.length - 1];
  return derivePersistence(epoch, groupWith(newest, 'main.wait').identity.exactKey, 600);
}

describe('ids over several moments', () => {
  it('need two moments', () => {
    expect(persistenceOf([[at(5)]])).toBeUndefined();
  });
  it('count who stood there in the moment before', () => {
    expect(
      persistenceOf([
        [at(5), at(6)],
        [at(5), at(7)],
      ]),
    ).toMatchObject({ seenTwice: 1, longestSeconds: 60, woken: 0 });
  });
  it('count who stood elsewhere as woken', () => {
    expect(
      persistenceOf([
        [at(5), elsewhere(6)],
        [at(5), at(6)],
      ]),
    ).toMatchObject({ seenTwice: 1, woken: 1 });
  });
  it('take the time back to the moment where the first of them stood', () => {
    expect(persistenceOf([[at(5)], [at(5), at(6)], [at(5), at(6)]], 100)).toMatchObject({ longestSeconds: 200 });
  });
  it('end at a gap', () => {
    expect(persistenceOf([[at(5)], [elsewhere(5)], [at(5)], [at(5)]], 100)).toMatchObject({ longestSeconds: 100 });
  });
});

describe('immortal', () => {
  it('are those above the age that were born after the first moment', () => {
    const moments = [[at(5)], [at(5), at(60)], [at(5), at(60)], [at(5), at(60), at(61)]];
    expect(persistenceOf(moments, 400)).toMatchObject({ immortal: 1 });
  });
  it('are not those of the first moment, which began with the process', () => {
    expect(persistenceOf([[at(5)], [at(5)], [at(5)]], 400)).toMatchObject({ immortal: 0 });
  });
  it('are those of the first moment when the process was warm by then', () => {
    expect(persistenceOf([[at(5)], [at(5)], [at(5)]], 400, -3600)).toMatchObject({ immortal: 1 });
  });
  it('are none below the age', () => {
    expect(persistenceOf([[elsewhere(1), at(5)], [at(60)], [at(60)]], 200)).toMatchObject({ immortal: 0 });
  });
});

describe('loops', () => {
  it.each([
    ['a wait far younger than the stay', 2, true],
    ['no minutes at all', 0, true],
    ['a wait as old as the stay', 20, false],
  ])('%s', (_, minutes, loops) => {
    expect(persistenceOf([[at(5)], [at(5, minutes)]], 1200)?.loops).toBe(loops);
  });
  it.each([
    ['its wait is dated like theirs', 1, false],
    ['it shows less than another that was dated before it came to stand here', 0, true],
  ])('after two minutes and more, when %s', (_, minutes, loops) => {
    const other: GoroutineSpec = { id: 2, frames: ['main.idle'], minutes: 1 };
    expect(persistenceOf([[at(5)], [at(5, minutes), other]], 130)?.loops).toBe(loops);
    expect(persistenceOf([[at(5)], [at(5, minutes), other]], 110)?.loops).toBe(false);
  });
  it('are not told from a stay that the runtime may not have dated yet', () => {
    expect(persistenceOf([[at(5)], [at(5)]], 200)?.loops).toBe(false);
  });
});
