// Lint findings as SARIF 2.1.0: columns in UTF-16 code units, code flows, fixes as replacements are left to the diff.
// GitHub's limits as in render-sarif.ts.
import { neutralise } from '../../base/neutralise.ts';
import type { LintFinding, LintResult, LintStep } from '../../model/lint-result.ts';
import type { Location } from '../../model/run-result.ts';
import { uriOf } from '../render-sarif.ts';

type Json = Record<string, unknown>;

const levels = { leak: 'error', suspect: 'warning', note: 'note' } as const;
const precision = { leak: 'very-high', suspect: 'high', note: 'low' } as const;
const maxResults = 5_000;
const order = ['leak', 'suspect', 'note'] as const;

/** The log as indented JSON. */
export function renderLintSarif(result: LintResult): string {
  const worstFirst = [...result.findings].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const kept = worstFirst.slice(0, maxResults);
  const rules: LintFinding[] = [];
  for (const finding of kept) if (!rules.some((r) => r.rule === finding.rule)) rules.push(finding);
  const notes: Json[] = result.problems.slice(0, 100).map((p) => ({
    level: 'warning',
    descriptor: { id: neutralise(p.code) },
    message: { text: neutralise(p.message) },
    ...(p.source === undefined
      ? {}
      : { locations: [{ physicalLocation: physical({ file: p.source, line: p.line ?? 1 }) }] }),
  }));
  if (kept.length < worstFirst.length)
    notes.push({
      level: 'warning',
      descriptor: { id: 'report/too-many-results' },
      message: { text: `${worstFirst.length - kept.length} findings beyond ${maxResults} are not in this file` },
    });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'parkwatch', semanticVersion: result.tool.version, rules: rules.map(ruleOf) } },
        automationDetails: { id: 'parkwatch-lint/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that lint was run in.' } } },
        invocations: [
          {
            executionSuccessful: result.exitCode < 2,
            exitCode: result.exitCode,
            toolExecutionNotifications: notes,
          },
        ],
        results: kept.map((finding) =>
          resultOf(
            finding,
            rules.findIndex((r) => r.rule === finding.rule),
          ),
        ),
        properties: { verdict: result.verdict, limits: result.limits, coverage: result.coverage },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ rule, ruleName, cause, fix, level }: LintFinding): Json {
  const steps = fix.steps.map((step, i) => `${i + 1}. ${step}`);
  return {
    id: rule,
    name: ruleName,
    shortDescription: { text: neutralise(cause.title) },
    fullDescription: { text: neutralise(cause.explanation).slice(0, 1024) },
    help: { text: neutralise([cause.explanation, ...steps, `parkwatch explain ${rule}`].join(' ')) },
    defaultConfiguration: { level: levels[level] },
    properties: {
      tags: ['go', 'concurrency', 'goroutine-leak'],
      precision: precision[level],
      'problem.severity': level === 'leak' ? 'error' : level === 'suspect' ? 'warning' : 'recommendation',
    },
  };
}

function resultOf(finding: LintFinding, ruleIndex: number): Json {
  const { location, utf16, related, flow } = finding;
  const at: Location = utf16 ? { ...location, column: utf16.column, endColumn: utf16.endColumn } : location;
  const text = [
    `${finding.message}.`,
    ...finding.evidence.map((row) => `${row.text}.`),
    ...(finding.assumption === undefined ? [] : [`Assumes: ${finding.assumption}.`]),
    `Fix: ${finding.fix.summary}.`,
  ];
  return {
    ruleId: finding.rule,
    ruleIndex,
    kind: 'fail',
    level: levels[finding.level],
    message: { text: text.map(neutralise).join(' ') },
    locations: [
      {
        physicalLocation: physical(at),
        ...(finding.function === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: neutralise(finding.function), kind: 'function' }] }),
      },
    ],
    relatedLocations: related.slice(0, 100).map((step, i) => ({ id: i + 1, ...stepOf(step) })),
    ...(flow && flow.length > 0
      ? {
          codeFlows: [
            {
              threadFlows: [
                {
                  locations: flow.slice(0, 1000).map((step, i) => ({ location: stepOf(step), executionOrder: i + 1 })),
                },
              ],
            },
          ],
        }
      : {}),
    partialFingerprints: { primaryLocationLineHash: `${finding.id}:1`, 'parkwatch/v1': finding.id },
    ...(finding.seen ? { occurrenceCount: finding.seen.count } : {}),
    rank: { leak: 90, suspect: 60, note: 20 }[finding.level],
    properties: { level: finding.level, symbol: neutralise(finding.symbol), stage: finding.stage },
  };
}

function stepOf(step: LintStep): Json {
  // Columns of other places are bytes; they are left out where SARIF would read them as UTF-16.
  const { file, line, endLine } = step.location;
  return { physicalLocation: physical({ file, line, endLine }), message: { text: neutralise(step.message) } };
}

function physical({ file, line, column, endLine, endColumn }: Location): Json {
  const uri = uriOf(file);
  return {
    artifactLocation: uri.startsWith('file:') ? { uri } : { uri, uriBaseId: '%SRCROOT%' },
    region: {
      startLine: line,
      ...(column === undefined ? {} : { startColumn: column }),
      ...(endLine === undefined ? {} : { endLine }),
      ...(endColumn === undefined ? {} : { endColumn }),
    },
  };
}
