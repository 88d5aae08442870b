import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { diffResult, explanation, showGoroutines, showResult } from '../../test/support/other-results.ts';
import { makeFinding, makeRun } from '../../test/support/result-builders.ts';
import { stories } from '../../test/support/run-results.ts';
import { holds, type Same } from '../../test/support/same-type.ts';
import type { DiffResult } from '../model/diff-result.ts';
import type { Explanation } from '../model/explanation.ts';
import type { RunResult } from '../model/run-result.ts';
import type { ShowResult } from '../model/show-result.ts';
import { renderJson } from '../report/render-json.ts';
import { renderJsonSchemas } from './json-schema.ts';
import { diffResultSchema, explanationSchema, runResultSchema, showResultSchema } from './result-schema.ts';

holds(
  true satisfies Same<z.output<typeof runResultSchema>, RunResult>,
  true satisfies Same<z.output<typeof showResultSchema>, ShowResult>,
  true satisfies Same<z.output<typeof diffResultSchema>, DiffResult>,
  true satisfies Same<z.output<typeof explanationSchema>, Explanation>,
);
// @ts-expect-error a field that the model does not have
true satisfies Same<z.output<typeof explanationSchema> & { extra?: string }, Explanation>;

describe('the schemas', () => {
  it.each(Object.keys(stories))('accept the JSON of %s', (name) => {
    expect(runResultSchema.parse(JSON.parse(renderJson(stories[name])))).toEqual(JSON.parse(renderJson(stories[name])));
  });

  it('accept show, diff and explain', () => {
    for (const value of [showResult, showGoroutines]) expect(showResultSchema.parse(value)).toEqual(value);
    expect(diffResultSchema.parse(diffResult)).toEqual(diffResult);
    expect(explanationSchema.parse(explanation)).toEqual(explanation);
  });

  it.each([
    { name: 'a verdict outside the list', value: { ...makeRun(), verdict: 'healthy' } },
    { name: 'an unknown field', value: { ...makeRun(), extra: 1 } },
    { name: 'another schema version', value: { ...makeRun(), schema: 'parkwatch/result/2' } },
    { name: 'a negative count', value: makeRun({ findings: [makeFinding({ count: -1 })] }) },
    { name: 'a missing list', value: { ...makeRun(), next: undefined } },
  ])('refuse $name', ({ value }) => {
    expect(runResultSchema.safeParse(value).success).toBe(false);
  });
});

describe('docs/schema', () => {
  it.each(renderJsonSchemas())('$file is as the zod schemas say (node scripts/gen-schema.ts)', ({ file, text }) => {
    expect(readFileSync(new URL(`../../docs/schema/${file}`, import.meta.url), 'utf8')).toBe(text);
  });
});
