import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCommon, formatIdRanges, hasId, intersect, sortedDistinct } from './sorted-ids.ts';

describe('sorted ids', () => {
  it('agrees with Set on any two lists', () => {
    const list = fc.array(fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(list, list, (x, y) => {
        const a = sortedDistinct(x);
        const b = sortedDistinct(y);
        const common = [...new Set(x)].filter((v) => new Set(y).has(v)).sort((p, q) => p - q);
        expect([...intersect(a, b)]).toEqual(common);
        expect(countCommon(a, b)).toBe(common.length);
        for (const v of x) expect(hasId(a, v)).toBe(true);
        expect(hasId(a, 61)).toBe(false);
      }),
    );
  });
  it('writes ranges', () => {
    expect(formatIdRanges(sortedDistinct([6, 4, 5, 19, Number.NaN, 4]))).toBe('4-6,19');
    expect(formatIdRanges(new Float64Array())).toBe('');
  });
});
