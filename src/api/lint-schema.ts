// Zod schemas of what `lint` prints as JSON, and of a baseline file. `docs/schema/` is written from here.
import * as z from 'zod';
import { lintLimits, lintSkipReasons } from '../model/lint-result.ts';
import { sourceLevels } from '../model/source-package.ts';
import {
  causeSchema,
  evidenceSchema,
  fixSchema,
  locationSchema,
  problemSchema,
  sourceSchema,
  toolSchema,
  verdictSchema,
} from './part-schema.ts';

const count = z.int().nonnegative();
const stepSchema = z.strictObject({ message: z.string(), location: locationSchema }).meta({ id: 'LintStep' });

export const lintFindingSchema = z
  .strictObject({
    id: z.string().describe('Fingerprint of rule, declared function and symbol, 16 hex digits; no lines.'),
    rule: z.string(),
    ruleName: z.string(),
    title: z.string(),
    level: z.enum(sourceLevels),
    verdict: verdictSchema.optional().describe('Leak or suspect; a note has none.'),
    stage: z.literal('trial').optional(),
    message: z.string().describe('What is wrong here, with the names of the source.'),
    function: z.string().optional().describe('As the runtime prints it.'),
    symbol: z.string(),
    location: locationSchema.describe('Columns are 1-based bytes, the end exclusive.'),
    utf16: z
      .strictObject({ column: z.int(), endColumn: z.int() })
      .optional()
      .describe('Columns in UTF-16 code units, where they differ.'),
    excerpt: z.string().describe('The source line.'),
    related: z.array(stepSchema),
    flow: z.array(stepSchema).optional().describe('The way through the source that leaks.'),
    assumption: z.string().optional(),
    cause: causeSchema,
    evidence: z.array(evidenceSchema).describe('Never empty.'),
    fix: z.strictObject({ ...fixSchema.shape, safe: z.boolean().describe('`--fix` applies it.') }),
    seen: z
      .strictObject({ count, sources: z.array(z.string()) })
      .optional()
      .describe('Goroutines at this very operation in the dumps of --with.'),
  })
  .meta({ id: 'LintFinding' });

const coverageSchema = z
  .strictObject({
    packages: count,
    files: count.describe('In scope: built for this target, tests as asked.'),
    parsed: count,
    withErrors: count.describe('Parsed, with syntax errors.'),
    skipped: z.array(
      z.strictObject({
        reason: z.enum(lintSkipReasons),
        count,
        files: z.array(z.strictObject({ file: z.string(), detail: z.string().optional() })).describe('The first ten.'),
      }),
    ),
    lines: count,
    bytes: count,
    dependencies: count,
    calls: z.strictObject({ resolved: count, total: count }),
    missingModules: z.array(z.string()),
    missingPackages: z.array(z.string()),
    goVersion: z.string(),
    standardLibrary: z.string(),
    goos: z.string(),
    goarch: z.string(),
    tags: z.array(z.string()),
    tests: z.boolean(),
    rulesOff: z.array(z.strictObject({ rule: z.string(), reason: z.string() })),
  })
  .meta({ id: 'LintCoverage' });

export const lintResultSchema = z
  .strictObject({
    schema: z.literal('parkwatch/lint/1'),
    tool: toolSchema,
    verdict: verdictSchema,
    limits: z.array(z.enum(lintLimits)),
    exitCode: z.int(),
    sources: z.array(sourceSchema),
    problems: z.array(problemSchema),
    findings: z.array(lintFindingSchema),
    suppressed: z.array(
      z.strictObject({
        rule: z.string(),
        location: locationSchema,
        by: z.enum(['comment', 'nolint', 'ignore-file', 'baseline', 'detached']),
        reason: z.string(),
      }),
    ),
    hidden: z.strictObject({ suspect: count, note: count }).describe('Findings below --level.'),
    coverage: coverageSchema,
    stats: z
      .strictObject({
        milliseconds: z.strictObject({ load: z.number(), analyse: z.number(), report: z.number() }),
        rules: z.array(
          z.strictObject({ rule: z.string(), milliseconds: z.number(), findings: count, suppressed: count }),
        ),
      })
      .optional(),
    next: z.array(z.string()),
  })
  .meta({ title: 'Result of parkwatch lint' });
