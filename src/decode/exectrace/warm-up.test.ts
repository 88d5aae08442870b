// The trace that warms the reader up is whole and takes every frequent event through every width of number.
import { expect, it } from 'vitest';
import { textFromTrace } from '../../../test/support/trace-text.ts';
import { decodeTrace } from './trace-reader.ts';
import { makeWarmUpTrace } from './warm-up.ts';

it('is a trace without a fault', () => {
  const { problems, complete, events, generations } = decodeTrace(makeWarmUpTrace());
  expect({ problems, complete, generations }).toEqual({ problems: [], complete: true, generations: 1 });
  expect(events).toBeGreaterThan(500);
  const text = textFromTrace(makeWarmUpTrace());
  for (const name of ['GoStart', 'GoBlock', 'GoUnblock', 'GoStop', 'GoCreate', 'GoSyscallBegin', 'ProcStart'])
    for (const width of [2, 3, 5]) expect(text).toMatch(new RegExp(`${name} dt=1s${width} `));
});
