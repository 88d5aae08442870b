// Fixes whose text depends on what they fix: each case once did not compile.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceRules } from '../../src/judge/rules/source-registry.ts';
import { lintFixture, rulesFolder } from '../support/source-fixtures.ts';

it('the cancel function of WithCancelCause is deferred with its argument', async () => {
  const cwd = join(rulesFolder, 'CX002-cancel-not-on-all-paths/source');
  const rules = sourceRules.filter(({ id }) => id === 'CX002');
  const { findings } = await lintFixture(cwd, ['./shapes.go'], rules);
  const diffs = findings.flatMap(({ fix }) => (fix.diff === undefined ? [] : [fix.diff]));
  expect(diffs.filter((diff) => diff.includes('defer cancel(nil)'))).toHaveLength(1);
  expect(diffs.find((diff) => diff.includes('defer cancel(nil)'))).toContain('context.WithCancelCause');
  expect(diffs.some((diff) => diff.includes('defer cancel()'))).toBe(true);
});
