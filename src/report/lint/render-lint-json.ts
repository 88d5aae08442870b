// A lint result as JSON and as NDJSON, keys in a stable order checked by the compiler.
import type { LintCoverage, LintFinding, LintFix, LintResult } from '../../model/lint-result.ts';
import { orderOf, type Shape } from '../key-order.ts';
import { writeJson } from '../render-json.ts';

const finding: Shape = {
  keys: orderOf<LintFinding>()([
    'id',
    'rule',
    'ruleName',
    'title',
    'level',
    'verdict',
    'stage',
    'message',
    'function',
    'symbol',
    'location',
    'utf16',
    'excerpt',
    'related',
    'flow',
    'assumption',
    'seen',
    'cause',
    'evidence',
    'fix',
  ]),
  parts: { fix: { keys: orderOf<LintFix>()(['summary', 'steps', 'diff', 'search', 'safe']) } },
};

const coverage: Shape = {
  keys: orderOf<LintCoverage>()([
    'packages',
    'files',
    'parsed',
    'withErrors',
    'skipped',
    'lines',
    'bytes',
    'dependencies',
    'calls',
    'missingModules',
    'missingPackages',
    'goVersion',
    'standardLibrary',
    'goos',
    'goarch',
    'tags',
    'tests',
    'rulesOff',
  ]),
};

const shape: Shape = {
  keys: orderOf<LintResult>()([
    'schema',
    'tool',
    'verdict',
    'limits',
    'exitCode',
    'sources',
    'problems',
    'findings',
    'suppressed',
    'hidden',
    'coverage',
    'stats',
    'next',
  ]),
  parts: { findings: finding, coverage },
};

/** One indented object and a newline. */
export function renderLintJson(result: LintResult): string {
  return `${writeJson(result, shape, 2)}\n`;
}

/** One object a line, each with its `type`: run, problem, finding, end. */
export function* renderLintNdjson(result: LintResult): Generator<string> {
  const { schema, tool, verdict, limits, exitCode, sources } = result;
  yield `${writeJson({ type: 'run', schema, tool, verdict, limits, exitCode, sources })}\n`;
  for (const problem of result.problems) yield `${writeJson({ type: 'problem', ...problem })}\n`;
  for (const one of result.findings)
    yield `${writeJson({ type: 'finding', ...one }, { ...finding, keys: ['type', ...finding.keys] })}\n`;
  const { coverage: seen, hidden, stats } = result;
  yield `${writeJson({ type: 'end', verdict, exitCode, findings: result.findings.length, suppressed: result.suppressed.length, hidden, coverage: seen, stats })}\n`;
}
