import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec, groupWith } from '../../../test/support/build-snapshot.ts';

const loop = (...park: string[]): GoroutineSpec => ({
  state: 'chan receive',
  frames: [...park, 'main.loop'],
  count: 3,
});
const receives = (...goroutines: GoroutineSpec[]) => groupWith(buildMoment(goroutines), 'main.loop').receives;

describe('how a receive was compiled', () => {
  it('is told by the runtime frames', () => {
    expect(receives(loop('runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1'))).toBe('value');
    expect(receives(loop('runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv2'))).toBe('value and ok');
  });
  it('is not known where they are hidden', () => expect(receives(loop())).toBeUndefined());
  it('is that of the stack shown where a function receives in both ways', () => {
    const few = { ...loop('runtime.chanrecv1'), count: 2 };
    expect(receives(few, loop('runtime.chanrecv2'))).toBe('value and ok');
  });
});
