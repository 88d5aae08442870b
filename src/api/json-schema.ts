// The JSON Schemas (draft 2020-12) of `docs/schema/`, made from the zod schemas.
import * as z from 'zod';
import { lintResultSchema } from './lint-schema.ts';
import { diffResultSchema, explanationSchema, runResultSchema, showResultSchema } from './result-schema.ts';
import {
  traceDiffSchema,
  traceEventSchema,
  traceResultSchema,
  traceTimelineSchema,
  traceViewSchema,
} from './trace-schema.ts';

/** File name and text of every schema. */
export function renderJsonSchemas(): readonly { readonly file: string; readonly text: string }[] {
  const schemas = {
    'result-1': runResultSchema,
    'show-1': showResultSchema,
    'diff-1': diffResultSchema,
    'explanation-1': explanationSchema,
    'lint-1': lintResultSchema,
    'trace-1': traceResultSchema,
    'trace-view-1': traceViewSchema,
    'trace-diff-1': traceDiffSchema,
    'trace-event-1': traceEventSchema,
    'trace-timeline-1': traceTimelineSchema,
  };
  return Object.entries(schemas).map(([name, schema]) => ({
    file: `${name}.schema.json`,
    text: `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' }), null, 2)}\n`,
  }));
}
