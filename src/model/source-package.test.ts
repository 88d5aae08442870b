import { expect, test } from 'vitest';
import { goVersionAtLeast } from './source-package.ts';

test.each([
  ['1.22', '1.22', true],
  ['1.9', '1.22', false],
  ['1.22.3', '1.22', true],
  ['1.21.13', '1.22', false],
  ['2.0', '1.22', true],
  ['', '1.27', true],
])('goVersionAtLeast(%s, %s) is %s', (a, b, want) => {
  expect(goVersionAtLeast(a, b)).toBe(want);
});
