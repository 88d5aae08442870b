// What the rules over source say of the place where a group blocks, or was born: evidence and, at the place itself, the
// cause with its fix.
import type { LintFinding } from '../model/lint-result.ts';
import type { Evidence } from '../model/verdict.ts';

export interface SourceMatch {
  /** One row a finding; strong at leak level and the very operation, supporting otherwise (DESIGN §5, §12). */
  readonly evidence: readonly Evidence[];
  /** The finding at the blocking operation itself; it names the cause. */
  readonly finding: LintFinding | undefined;
}

/** What a finding is worth as a name of the cause: above what a dump alone can tell, below what nothing else looks like. */
export function scoreOf(finding: LintFinding): number {
  return finding.level === 'leak' ? 93 : 82;
}

/** The evidence that a finding gives a goroutine: `at` its operation, or where it was `born`. */
export function evidenceOf(finding: LintFinding, place: 'at' | 'born'): Evidence {
  const { location } = finding;
  return {
    kind: 'source',
    class: place === 'at' && finding.level === 'leak' ? 'strong' : 'supporting',
    for: 'leak',
    text: `${finding.rule} ${finding.ruleName} in the source${place === 'born' ? ' where it was started' : ''}: ${finding.message}`,
    source: `${location.file}:${location.line}`,
  };
}
