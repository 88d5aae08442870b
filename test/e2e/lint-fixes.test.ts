// Fixes whose text depends on what they fix: each case once did not compile, or did what was not meant.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceRules } from '../../src/judge/rules/source-registry.ts';
import { lintFixture, rulesFolder } from '../support/source-fixtures.ts';

/** Diffs that a rule offers for a file of its source folder. */
async function diffsOf(id: string, folder: string, file: string): Promise<string[]> {
  const cwd = join(rulesFolder, folder, 'source');
  const { findings } = await lintFixture(
    cwd,
    [`./${file}`],
    sourceRules.filter((rule) => rule.id === id),
  );
  return findings.flatMap(({ fix }) => (fix.diff === undefined ? [] : [fix.diff]));
}

it('the cancel function of WithCancelCause is deferred with its argument', async () => {
  const diffs = await diffsOf('CX002', 'CX002-cancel-not-on-all-paths', 'shapes.go');
  expect(diffs.filter((diff) => diff.includes('defer cancel(nil)'))).toHaveLength(1);
  expect(diffs.find((diff) => diff.includes('defer cancel(nil)'))).toContain('context.WithCancelCause');
  expect(diffs.some((diff) => diff.includes('defer cancel()'))).toBe(true);
});

it('cancel is not deferred where the context or its cancel function outlives the function', async () => {
  expect(await diffsOf('CX002', 'CX002-cancel-not-on-all-paths', 'outlives.go')).toHaveLength(1);
});

it('the last mention of package context stays, whichever fixes are applied', async () => {
  expect(await diffsOf('CX004', 'CX004-context-not-passed', 'handlers.go')).toEqual([]);
});

it('a context is not put in place of one that what is opened may keep', async () => {
  const diffs = await diffsOf('CX004', 'CX004-context-not-passed', 'opens.go');
  expect(diffs).toHaveLength(1);
  expect(diffs[0]).toContain('+\treturn ping(ctx)');
});

it('a select that takes the place of a send has its indent', async () => {
  const diffs = await diffsOf('GL021', 'GL021-send-in-select-arm', 'arms.go');
  const added = diffs.flatMap((diff) => diff.split('\n').filter((line) => /^\+[^+]/.test(line)));
  expect(added.length).toBeGreaterThan(0);
  expect(added.filter((line) => !line.startsWith('+\t\t'))).toEqual([]);
});
