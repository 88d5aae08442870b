import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';
import { deriveCreatorFacts, enclosingFunction, indexCreators } from './creators.ts';

describe('enclosingFunction', () => {
  it.each([
    ['a.F', 'a.F'],
    ['a.F.func1', 'a.F'],
    ['a.F.func1.2', 'a.F'],
    ['a.(*T).M.func3', 'a.(*T).M'],
    ['a.F.gowrap1', 'a.F'],
    ['a.F.deferwrap2', 'a.F'],
    ['a.F-range1', 'a.F'],
    ['a.(*T).M-fm', 'a.(*T).M'],
    ['a.init.0.func1', 'a.init'],
  ])('%s is of %s', (name, want) => {
    expect(enclosingFunction(name)).toBe(want);
  });
});

const sender: GoroutineSpec = {
  id: 20,
  state: 'chan send',
  frames: ['main.(*p).Quote.func1'],
  by: 'main.(*p).Quote',
  creator: 7,
};

function factsOf(
  others: readonly GoroutineSpec[],
  own: readonly GoroutineSpec[] = [sender],
  serving: readonly number[] = [],
) {
  const moment = buildMoment([...own, ...others, { id: 1, state: 'select', frames: ['main.main'] }]);
  const index = indexCreators(moment);
  return index && deriveCreatorFacts(groupWith(moment, own[0].frames[0]), index, Float64Array.from(serving));
}

describe('the creator of a group', () => {
  it('is not known to have ended in a part of a dump, where main is missing', () => {
    expect(indexCreators(buildMoment([sender]))).toBeUndefined();
  });
  it('has ended and its function is gone', () => {
    expect(factsOf([{ id: 1, frames: ['main.main'] }])).toMatchObject({
      known: 1,
      ended: 1,
      over: 1,
      loops: 0,
      functionGone: true,
      closureOfCreator: true,
      perLivingCreator: Number.POSITIVE_INFINITY,
    });
  });
  it('lives, in its function', () => {
    const facts = factsOf([{ id: 7, state: 'select', frames: ['main.(*p).Quote', 'main.serve'] }]);
    expect(facts).toMatchObject({ ended: 0, functionGone: false, perLivingCreator: 1 });
  });
  it('has ended while another goroutine is in its function', () => {
    const facts = factsOf([{ id: 9, state: 'select', frames: ['main.(*p).Quote', 'main.serve'] }]);
    expect(facts).toMatchObject({ ended: 1, functionGone: false });
  });
  it('lives, but has left the function', () => {
    expect(factsOf([{ id: 7, state: 'select', frames: ['main.serve'] }])).toMatchObject({
      ended: 0,
      functionGone: true,
    });
  });
  it('is over when its creator serves the next request of the connection', () => {
    const creator: GoroutineSpec = { id: 7, state: 'IO wait', frames: ['net/http.(*conn).serve'] };
    expect(factsOf([creator], [sender], [7])).toMatchObject({ ended: 0, over: 1, loops: 0 });
    expect(factsOf([creator])).toMatchObject({ ended: 0, over: 0, loops: 1 });
  });
  it('is not over while its creator is in the function that started it', () => {
    const creator: GoroutineSpec = { id: 7, state: 'select', frames: ['main.(*p).Quote', 'net/http.(*conn).serve'] };
    expect(factsOf([creator], [sender], [7])).toMatchObject({ over: 0, loops: 0 });
  });
  it('is read through a helper that only runs the go statement', () => {
    const helped: GoroutineSpec = {
      ...sender,
      frames: ['main.(*p).Quote.func1', 'sync.(*WaitGroup).Go.func1'],
      by: 'sync.(*WaitGroup).Go',
    };
    expect(factsOf([], [helped])).toMatchObject({ functionGone: true, closureOfCreator: true });
    const creator: GoroutineSpec = { id: 7, state: 'select', frames: ['main.(*p).Quote', 'main.serve'] };
    expect(factsOf([creator], [helped])).toMatchObject({ functionGone: false });
    const method: GoroutineSpec = { ...helped, frames: ['main.(*p).run', 'sync.(*WaitGroup).Go.func1'] };
    expect(factsOf([], [method])).toMatchObject({ functionGone: false, closureOfCreator: false });
  });
  it('is not told by the group itself', () => {
    const recursive = { ...sender, frames: ['main.walk', 'main.(*p).Quote'] };
    expect(factsOf([], [recursive])).toMatchObject({ functionGone: true, closureOfCreator: false });
  });
  it('is not told from a dump that is cut or has no ids', () => {
    expect(indexCreators(buildMoment([sender], { limits: ['truncated'] }))).toBeUndefined();
    expect(indexCreators(buildMoment([{ frames: ['main.f'], count: 3 }]))).toBeUndefined();
  });
});
