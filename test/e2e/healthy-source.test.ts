// Healthy Go programs in the style of many authors: no stable rule says a word about them at the level that is shown.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sourceRules } from '../../src/judge/rules/source-registry.ts';
import { lintFixture } from '../support/source-fixtures.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'testdata', 'healthy');
const stable = sourceRules.filter(({ stage }) => stage === 'stable');

describe('healthy source', () => {
  for (const goVersion of ['1.23', '1.22'])
    it(`nothing is found, read as Go ${goVersion}`, async () => {
      const { findings, coverage, problems } = await lintFixture(folder, ['./...'], stable, { goVersion });
      expect(problems).toEqual([]);
      expect(coverage.packages).toBeGreaterThanOrEqual(15);
      expect(coverage.parsed).toBe(coverage.files);
      const shown = findings.filter(({ level }) => level !== 'note');
      expect(shown.map((f) => `${f.location.file}:${f.location.line} ${f.rule} ${f.message}`)).toEqual([]);
    });
});
