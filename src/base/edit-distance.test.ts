import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestWords } from './edit-distance.ts';

describe('the edit distance', () => {
  const table: readonly (readonly [string, string, number])[] = [
    ['', '', 0],
    ['a', '', 1],
    ['select', 'select', 0],
    ['selct', 'select', 1],
    ['slect', 'select', 1],
    ['esle', 'else', 1],
    ['kitten', 'sitting', 3],
    ['GL003', 'GL030', 1],
  ];
  for (const [a, b, want] of table) it(`from '${a}' to '${b}' is ${want}`, () => expect(editDistance(a, b)).toBe(want));

  it('is the same both ways, and 0 only for equal words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it('ends early above the limit', () => expect(editDistance('aaaaaaaa', 'bbbbbbbb', 2)).toBe(3));
});

describe('the nearest words', () => {
  const words = ['growth', 'GL003', 'GL030', 'abandoned-send', 'chan send', 'chan receive'];
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['grwoth', ['growth']],
    ['gl03', ['GL030', 'GL003']],
    ['send', ['chan send', 'abandoned-send']],
    ['zzzzzz', []],
    ['', []],
  ];
  for (const [word, want] of table) it(`of '${word}'`, () => expect(nearestWords(word, words)).toEqual(want));
});
