// Zod schemas of what the commands print as JSON: run, show, diff, explanation. `docs/schema/` is written from here
// by `scripts/gen-schema.ts`; a change needs a new version and a paragraph in `docs/format-changes.md`.
import * as z from 'zod';
import { crashPageSchema, raceSchema } from './crash-schema.ts';
import {
  findingSchema,
  frameSchema,
  groupSchema,
  labelsSchema,
  primitiveSchema,
  problemSchema,
  runLimitSchema,
  sourceSchema,
  toolSchema,
  verdictSchema,
  waitMinutesSchema,
} from './part-schema.ts';

const count = z.int().nonnegative();

export const targetSchema = z
  .strictObject({
    name: z.string(),
    moments: count,
    firstAt: z.string().optional(),
    lastAt: z.string().optional(),
    goroutinesFirst: count.optional(),
    goroutinesLast: count.optional(),
    restarts: count,
  })
  .meta({ id: 'Target' });

export const runResultSchema = z
  .strictObject({
    schema: z.literal('parkwatch/result/1'),
    tool: toolSchema,
    verdict: verdictSchema,
    limits: z.array(runLimitSchema),
    exitCode: z.int(),
    sources: z.array(sourceSchema),
    problems: z.array(problemSchema),
    findings: z.array(findingSchema),
    groups: z.array(groupSchema).optional(),
    crashes: z.array(crashPageSchema).optional(),
    races: z.array(raceSchema).optional(),
    ignored: z.array(z.strictObject({ reason: z.string(), count })).optional(),
    targets: z.array(targetSchema).optional(),
    next: z.array(z.string()),
    notVisible: z.array(z.string()),
  })
  .meta({ title: 'Result of parkwatch check' });

const showGroupSchema = z
  .strictObject({
    key: z.string(),
    count,
    primitive: primitiveSchema,
    state: z.string(),
    waitReason: z.string().optional(),
    stacks: count,
    parkSite: frameSchema.optional(),
    birthSite: frameSchema.optional(),
    userSite: frameSchema.optional(),
    exactKey: z.string().optional(),
    stackKey: z.string().optional(),
    ids: z.string().optional(),
    waitMinutes: waitMinutesSchema.optional(),
    labels: labelsSchema.optional(),
    leaked: count.optional(),
    lockedToThread: count.optional(),
    creators: z.array(z.strictObject({ function: z.string(), count })).optional(),
    stack: z.array(frameSchema),
  })
  .meta({ id: 'ShowGroup' });

const showGoroutineSchema = z
  .strictObject({
    id: z.int().optional(),
    state: z.string(),
    waitReason: z.string().optional(),
    waitMinutes: z.number().optional(),
    lockedToThread: z.boolean().optional(),
    leaked: z.boolean().optional(),
    labels: labelsSchema.optional(),
    stack: z.array(frameSchema),
    createdBy: z.strictObject({ ...frameSchema.shape, goroutine: z.int().optional() }).optional(),
    incomplete: z.boolean().optional(),
    snapshot: z.int().optional(),
  })
  .meta({ id: 'ShowGoroutine' });

export const showResultSchema = z
  .strictObject({
    schema: z.literal('parkwatch/show/1'),
    tool: toolSchema,
    exitCode: z.int(),
    sources: z.array(sourceSchema),
    problems: z.array(problemSchema),
    limits: z.array(runLimitSchema),
    by: z.union([z.enum(['park', 'birth', 'stack']), z.templateLiteral(['label:', z.string()])]),
    where: z.string().optional(),
    total: count,
    shown: count,
    totals: z.array(z.strictObject({ state: z.string(), count })),
    groups: z.array(showGroupSchema),
    goroutines: z.array(showGoroutineSchema).optional(),
  })
  .meta({ title: 'Result of parkwatch show' });

const diffEntrySchema = z
  .strictObject({
    stackKey: z.string(),
    before: count,
    after: count,
    delta: z.int(),
    primitive: primitiveSchema,
    waitReason: z.string().optional(),
    parkSite: frameSchema.optional(),
    birthSite: frameSchema.optional(),
    userSite: frameSchema.optional(),
    beyond: z.boolean().optional(),
  })
  .meta({ id: 'DiffEntry' });

const sideSchema = z.strictObject({ name: z.string(), goroutines: count, groups: count }).meta({ id: 'DiffSide' });

export const diffResultSchema = z
  .strictObject({
    schema: z.literal('parkwatch/diff/1'),
    tool: toolSchema,
    verdict: verdictSchema,
    exitCode: z.int(),
    sources: z.array(sourceSchema),
    problems: z.array(problemSchema),
    limits: z.array(runLimitSchema),
    tolerance: z.strictObject({ goroutines: z.number(), percent: z.number() }),
    before: sideSchema,
    after: sideSchema,
    grew: z.array(diffEntrySchema),
    appeared: z.array(diffEntrySchema),
    went: z.array(diffEntrySchema),
    stayed: z.strictObject({ groups: count, goroutines: count }),
  })
  .meta({ title: 'Result of parkwatch diff' });

export const explanationSchema = z
  .strictObject({
    kind: z.string(),
    title: z.string(),
    text: z.array(z.string()),
    facts: z.array(z.tuple([z.string(), z.string()])),
    see: z.array(z.string()),
    sources: z.array(z.string()),
  })
  .meta({ title: 'Result of parkwatch explain' });
