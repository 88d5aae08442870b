import { describe, expect, it } from 'vitest';
import { buildEpoch, type GoroutineSpec, groupWith } from '../../test/support/build-snapshot.ts';
import { deriveEpochFacts } from '../analyse/runtime/facts.ts';
import { nameCause } from './name-cause.ts';

const main: GoroutineSpec = { id: 1, state: 'chan receive', frames: ['main.main'] };

function causeOf(frame: string, goroutines: readonly GoroutineSpec[]): string {
  const facts = deriveEpochFacts(buildEpoch([goroutines]), { ageSeconds: 600 });
  const group = [...facts.byKey.values()].find((g) => g.key === groupWith(facts.newest, frame).identity.exactKey);
  if (!group) throw new Error('no such group');
  return nameCause(group, facts, []).id;
}

describe('main that waits when nobody can act', () => {
  it('alone is told by what it waits in', () => {
    expect(causeOf('main.main', [main])).toBe('GL006');
    expect(causeOf('main.main', [{ ...main, state: 'chan send' }])).toBe('GL004');
  });
  it('beside others is wedged', () => {
    expect(causeOf('main.main', [main, { id: 7, state: 'chan send', frames: ['main.work'] }])).toBe('GL022');
  });
});

describe('a goroutine of which nothing is known', () => {
  it('is not said to grow where one moment was seen', () => {
    const facts = deriveEpochFacts(buildEpoch([[main, { id: 7, state: 'IO wait', frames: ['main.read'] }]]), {
      ageSeconds: 600,
    });
    const group = [...facts.byKey.values()].find((g) => g.group.primitive === 'IO wait');
    if (!group) throw new Error('no such group');
    expect(nameCause(group, facts, [])).toMatchObject({ id: 'GL030', title: expect.stringContaining('still there') });
  });
});
