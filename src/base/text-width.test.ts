import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, elideEnd, elideStart, padEndTo, padStartTo, takeCells } from './text-width.ts';

describe('text width', () => {
  it.each([
    { give: 'abc', want: 3 },
    { give: '提出', want: 4 },
    { give: 'e\u0301', want: 1 },
    { give: '🚀', want: 2 },
    { give: '→ …', want: 3 },
  ])('gives $want cells to $give', ({ give, want }) => {
    expect(displayWidth(give)).toBe(want);
  });

  it('pads by cells', () => {
    expect(padEndTo('提', 4)).toBe('提  ');
    expect(padStartTo('提', 4)).toBe('  提');
    expect(padEndTo('long', 2)).toBe('long');
  });

  it.each([
    { give: ['example/pool.go', 8], end: 'example…', start: '…pool.go' },
    { give: ['short', 8], end: 'short', start: 'short' },
    { give: ['/a/bb/cccc/ddddd.go', 14], end: '/a/bb/cccc/dd…', start: '…cccc/ddddd.go' },
    { give: ['提出', 2], end: '…', start: '…' },
  ] as const)('elides $give', ({ give: [text, width], end, start }) => {
    expect(elideEnd(text, width)).toBe(end);
    expect(elideStart(text, width)).toBe(start);
  });

  it('never passes the width, and always moves on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 30 }), (text, width) => {
        expect(displayWidth(elideEnd(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(elideStart(text, width))).toBeLessThanOrEqual(width);
        if (text !== '') expect(takeCells(text, width).length).toBeGreaterThan(0);
      }),
    );
  });
});
