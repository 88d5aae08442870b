// A lint result in the shape of a run, for the renderers that both share: JUnit, Markdown, HTML, annotations.
import type { LintFinding, LintResult } from '../../model/lint-result.ts';
import type { Finding, RunResult } from '../../model/run-result.ts';

/** Findings without goroutines; a note becomes `cannot-tell`, which those renderers grade below a suspect. */
export function lintAsRun(result: LintResult): RunResult {
  return {
    schema: 'parkwatch/result/1',
    tool: result.tool,
    verdict: result.verdict,
    limits: [],
    exitCode: result.exitCode,
    sources: result.sources,
    problems: result.problems,
    findings: result.findings.map(asFinding),
    next: result.next,
    notVisible: result.limits,
  };
}

function asFinding(finding: LintFinding): Finding {
  const { id, rule, ruleName, message, location, related, cause, evidence, fix, flow } = finding;
  const steps = flow ?? [];
  return {
    id,
    rule,
    ruleName,
    title: message,
    verdict: finding.verdict ?? 'cannot-tell',
    count: finding.seen?.count ?? 0,
    cause,
    evidence,
    fix,
    stack: [],
    location,
    related: [...related, ...steps],
    ...(finding.function === undefined
      ? {}
      : { userSite: { function: finding.function, file: location.file, line: location.line } }),
  };
}
