import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { holds, type Same } from '../../test/support/same-type.ts';
import { lintFixture, rulesFolder } from '../../test/support/source-fixtures.ts';
import { sourceRules } from '../judge/rules/source-registry.ts';
import type { LintResult } from '../model/lint-result.ts';
import { renderLintJson, renderLintNdjson } from '../report/lint/render-lint-json.ts';
import { lintFindingSchema, lintResultSchema } from './lint-schema.ts';

holds(true satisfies Same<z.output<typeof lintResultSchema>, LintResult>);

describe('the schema of lint', () => {
  it('accepts what lint prints of every program in testdata/rules', async () => {
    const result = await lintFixture(rulesFolder, ['./...'], sourceRules);
    const parsed = JSON.parse(renderLintJson(result));
    expect(lintResultSchema.parse(parsed)).toEqual(parsed);
    expect(parsed.findings.length).toBeGreaterThan(10);
    const lines = [...renderLintNdjson(result)].map((line) => JSON.parse(line));
    const findings = lines.filter((l) => l.type === 'finding').map(({ type: _, ...finding }) => finding);
    for (const finding of findings) lintFindingSchema.parse(finding);
    expect(findings).toEqual(parsed.findings);
    expect(lines.at(-1)).toMatchObject({ type: 'end', exitCode: result.exitCode });
  });
});
