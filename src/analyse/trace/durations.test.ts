// Percentiles: exact ones equal those of the sorted list; beyond the limit they are off by half a step at most.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Durations } from './durations.ts';

function asked(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.9, 0.99, 0.999].map((q) => sorted[Math.min(values.length - 1, Math.floor(q * values.length))]);
}

const duration = fc.oneof(
  fc.nat(300),
  fc.nat(2 ** 31 - 1),
  fc.maxSafeNat(),
  fc.constantFrom(0, 1, 127, 128, 255, 256, 0x3fffffff, 0x40000000),
);

it('gives the elements that a sorted list has, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 400 }), (values) => {
      const durations = new Durations();
      for (const value of values) durations.add(value);
      const { p50, p90, p99, p999, max, n } = durations.percentiles();
      expect([p50, p90, p99, p999]).toEqual(asked(values));
      expect([max, n]).toEqual([Math.max(...values), values.length]);
    }),
  );
});

it('of one function of many keeps steps only, 0.4 % wide to each side', () => {
  const values = Array.from({ length: 5000 }, (_, i) => 64 * (1 + ((i * 7919) % 100_003)));
  const durations = new Durations(false);
  for (const value of values) durations.add(value);
  const { p50, p90, p99, p999 } = durations.percentiles();
  const want = asked(values);
  for (const [i, have] of [p50, p90, p99, p999].entries()) expect(Math.abs(have / want[i] - 1)).toBeLessThan(0.004);
});

it('of nothing is 0', () => {
  expect(new Durations().percentiles()).toEqual({ n: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 });
});
