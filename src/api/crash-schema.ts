// Zod schemas of how a process died: crash, crash page, data race.
import * as z from 'zod';
import { crashKinds } from '../model/crash.ts';
import { frameSchema, primitiveSchema } from './part-schema.ts';

export const crashSchema = z
  .strictObject({
    kind: z.enum(crashKinds),
    message: z.string(),
    lines: z.array(z.string()),
    panics: z
      .array(
        z.strictObject({
          value: z.string(),
          recovered: z.boolean(),
          repanicked: z.boolean(),
          goexit: z.boolean().optional(),
        }),
      )
      .optional(),
    signal: z
      .strictObject({
        name: z.string(),
        code: z.string().optional(),
        address: z.string().optional(),
        pc: z.string().optional(),
      })
      .optional(),
    goroutine: z.int().optional(),
    snapshot: z.int().optional(),
    runningTests: z.array(z.strictObject({ name: z.string(), time: z.string() })).optional(),
    timeout: z.string().optional(),
    exitStatus: z.int().optional(),
    remoteAddress: z.string().optional(),
    line: z.int().optional(),
  })
  .meta({ id: 'Crash' });

export const raceSchema = z
  .strictObject({
    line: z.int().optional(),
    accesses: z.array(
      z.strictObject({
        op: z.enum(['read', 'write']),
        previous: z.boolean(),
        goroutine: z.int().optional(),
        address: z.string(),
        frames: z.array(frameSchema),
      }),
    ),
    goroutines: z.array(z.strictObject({ id: z.int(), finished: z.boolean(), createdAt: z.array(frameSchema) })),
  })
  .meta({ id: 'Race' });

export const crashPageSchema = z
  .strictObject({
    source: z.string(),
    crash: crashSchema,
    meaning: z.string(),
    goroutine: z
      .strictObject({
        id: z.int(),
        state: z.string(),
        stack: z.array(frameSchema),
        createdBy: frameSchema.optional(),
        creator: z.int().optional(),
      })
      .optional(),
    chain: z
      .array(z.strictObject({ frame: frameSchema, role: z.enum(['entry', 'call', 'failure']) }))
      .describe('User frames from the entry to the failure, entry first.'),
    entry: z.string().optional(),
    others: z.array(
      z.strictObject({
        count: z.int().nonnegative(),
        primitive: primitiveSchema,
        site: frameSchema.optional(),
        note: z.string().optional(),
      }),
    ),
    advice: z.array(z.string()),
  })
  .meta({ id: 'CrashPage' });
