// Zod schemas of the words that all results share: frames, evidence, sources, problems, findings, groups.
// `schema-types.test.ts` holds each equal to its type in `model`; a `meta` id becomes a name in the JSON Schema.
import * as z from 'zod';
import { forms } from '../model/capture.ts';
import { primitives } from '../model/primitive.ts';
import { evidenceKinds, groupWhys, runLimits, verdicts } from '../model/verdict.ts';

const count = z.int().nonnegative();
/** 32 hex digits where a key is a real one; tests and older tools may write shorter ones. */
const key = z.string();

export const frameSchema = z
  .strictObject({
    function: z.string().describe('Full symbol as `go tool pprof` writes it, type arguments as `[...]`.'),
    file: z.string().optional(),
    line: z.int().optional().describe('From 1; absent when the form has none.'),
  })
  .meta({ id: 'Frame' });

export const labelsSchema = z.record(z.string(), z.string()).meta({ id: 'Labels' });
export const verdictSchema = z.enum(verdicts).meta({ id: 'Verdict' });
export const primitiveSchema = z.enum(primitives).meta({ id: 'Primitive' });
export const runLimitSchema = z.enum(runLimits).meta({ id: 'RunLimit' });
export const waitMinutesSchema = z
  .strictObject({ min: z.number().nonnegative(), max: z.number().nonnegative() })
  .meta({ id: 'WaitMinutes', description: 'Minutes as the headers say; the runtime dates a wait by its GC cycles.' });
export const toolSchema = z.strictObject({ name: z.literal('parkwatch'), version: z.string() }).meta({ id: 'Tool' });

export const problemSchema = z
  .strictObject({
    code: z.string().describe('`room/slug`; `parkwatch explain CODE` tells more.'),
    message: z.string(),
    source: z.string().optional(),
    line: z.int().optional(),
    offset: z.int().optional(),
    quote: z.string().optional(),
    count: count.optional(),
  })
  .meta({ id: 'Problem' });

export const sourceSchema = z
  .strictObject({
    name: z.string(),
    form: z.enum(forms),
    profile: z.string().optional(),
    takenAt: z.string().optional().describe('ISO 8601.'),
    goVersion: z.string().optional(),
    goroutines: count.optional(),
    complete: z.boolean(),
    bytes: count.describe('Read, after decompression.'),
    target: z.string().optional(),
  })
  .meta({ id: 'Source' });

export const evidenceSchema = z
  .strictObject({
    kind: z.enum(evidenceKinds),
    class: z.enum(['certain', 'strong', 'supporting', 'against']),
    for: z.enum(['leak', 'clean']),
    text: z.string().describe('One sentence with the numbers in it.'),
    source: z.string().optional(),
    numbers: z.record(z.string(), z.number()).optional(),
    counts: z.boolean().optional().describe('False when another row cancelled it.'),
    weak: z.boolean().optional().describe('Takes other rows away, but does not by itself explain the group.'),
    cancelledBy: z.enum(evidenceKinds).optional(),
  })
  .meta({ id: 'Evidence' });

export const locationSchema = z
  .strictObject({
    file: z.string(),
    line: z.int(),
    column: z.int().optional(),
    endLine: z.int().optional(),
    endColumn: z.int().optional(),
  })
  .meta({ id: 'Location' });

export const causeSchema = z
  .strictObject({ id: z.string(), title: z.string(), explanation: z.string() })
  .meta({ id: 'Cause' });

export const fixSchema = z
  .strictObject({
    summary: z.string(),
    steps: z.array(z.string()),
    diff: z.string().optional().describe('Unified diff, when the source is at hand.'),
    search: z.string().optional().describe('What to search for when no frame is the user’s own.'),
  })
  .meta({ id: 'Fix' });

export const findingSchema = z
  .strictObject({
    id: z.string().describe('Hash of rule, site key and birth function, 16 hex digits.'),
    rule: z.string(),
    ruleName: z.string(),
    title: z.string(),
    verdict: verdictSchema,
    count: count.describe('Goroutines in the newest snapshot.'),
    primitive: primitiveSchema.optional(),
    waitReason: z.string().optional(),
    parkSite: frameSchema.optional(),
    birthSite: frameSchema.optional(),
    userSite: frameSchema.optional(),
    exactKey: key.optional(),
    stackKey: key.optional(),
    siteKey: key.optional(),
    goroutines: z.array(z.int()).optional().describe('First 20 ids, where the form has them.'),
    waitMinutes: waitMinutesSchema.optional(),
    labels: labelsSchema.optional(),
    cause: causeSchema,
    evidence: z.array(evidenceSchema).describe('Never empty.'),
    fix: fixSchema,
    stack: z.array(frameSchema),
    location: locationSchema.optional(),
    related: z.array(z.strictObject({ message: z.string(), location: locationSchema })).optional(),
    series: z
      .strictObject({ times: z.array(z.number()), counts: z.array(z.number()) })
      .optional()
      .describe('ms since 1970, and the count of the group at each.'),
    companions: z
      .array(z.strictObject({ exactKey: key, count, parkSite: frameSchema.optional() }))
      .optional()
      .describe('Other groups with the same cause.'),
    target: z.string().optional(),
  })
  .meta({ id: 'Finding' });

export const groupSchema = z
  .strictObject({
    exactKey: key,
    stackKey: key,
    siteKey: key,
    primitive: primitiveSchema,
    state: z.string(),
    waitReason: z.string().optional(),
    count,
    verdict: verdictSchema,
    why: z.array(z.enum(groupWhys)),
    parkSite: frameSchema.optional(),
    birthSite: frameSchema.optional(),
    userSite: frameSchema.optional(),
    ids: z.string().optional().describe('All ids as ranges: `4-6,19`.'),
    waitMinutes: waitMinutesSchema.optional(),
    labels: labelsSchema.optional(),
    leaked: count.optional(),
    lockedToThread: count.optional(),
    stack: z.array(frameSchema),
    findings: z.array(z.string()).optional(),
  })
  .meta({ id: 'Group' });
