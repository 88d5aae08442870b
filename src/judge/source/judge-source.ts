// Runs the source rules over the facts of a package and makes findings of what they report.

import type { PackageFacts } from '../../analyse/source/package-facts.ts';
import { sha256Hex } from '../../base/sha256.ts';
import { causeOf, fillPlaceholders } from '../../knowledge/causes.ts';
import type { LintFinding, LintStep } from '../../model/lint-result.ts';
import type { Problem } from '../../model/problem.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import { type SourceLevel, sourceLevels } from '../../model/source-package.ts';
import { diffOfFix } from './fix-diff.ts';
import { tellOnce } from './same-story.ts';
import { locationOf, textOfLine, utf16Columns } from './source-position.ts';
import type { SourceFinding, SourceRule, SourceStep } from './source-rule.ts';

/** A reported place with the rule that reported it, still tied to its trees. */
export interface Reported {
  readonly rule: SourceRule;
  readonly finding: SourceFinding;
  readonly function: SourceFunction | undefined;
}

export interface SourceJudgeOptions {
  readonly mainGoVersion: string;
  readonly timersNeedStop: boolean;
  /** Milliseconds from any start, for statistics; rules do not see it. */
  readonly clock: () => number;
}

export interface RuleCost {
  milliseconds: number;
}

/**
 * What the rules report about one package, worst level first at equal places and each place once per rule. A rule that
 * throws becomes a problem and the others go on.
 */
export function judgePackage(
  facts: PackageFacts,
  rules: readonly SourceRule[],
  options: SourceJudgeOptions,
  costs: Map<string, RuleCost>,
  problems: Problem[],
): Reported[] {
  const reported: Reported[] = [];
  const imported = importsOf(facts);
  for (const rule of rules) {
    if (rule.imports && !rule.imports.some((path) => imported.has(path))) continue;
    const from = options.clock();
    const seen = new Set<string>();
    try {
      rule.run(facts, {
        mainGoVersion: options.mainGoVersion,
        timersNeedStop: options.timersNeedStop,
        report(finding) {
          if (finding.file.isGenerated) return;
          const key = `${finding.file.path}:${finding.file.tree.start[finding.node]}`;
          if (seen.has(key)) return;
          seen.add(key);
          const level = lower(finding.level, rule.level);
          reported.push({
            rule,
            finding: level === finding.level ? finding : { assumption: fewReadings, ...finding, level },
            function: finding.function ?? facts.functionAt(finding.file, finding.node),
          });
        },
      });
    } catch (error) {
      const text =
        error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 2).join(' ') : String(error);
      problems.push({
        code: 'judge/rule-failed',
        message: `rule ${rule.id} failed on package ${facts.package.path} and was left out there: ${text}`,
        source: facts.package.path,
      });
    }
    const cost = costs.get(rule.id) ?? { milliseconds: 0 };
    cost.milliseconds += options.clock() - from;
    costs.set(rule.id, cost);
  }
  return tellOnce(reported);
}

/** What a rule takes for granted that reports below what it has seen, for want of readings of real code (rule.md). */
const fewReadings = 'the shape means here what it means elsewhere: the rule was read on little real code so far';

/** The lower of two levels. */
function lower(a: SourceLevel, b: SourceLevel): SourceLevel {
  return sourceLevels.indexOf(a) > sourceLevels.indexOf(b) ? a : b;
}

function importsOf(facts: PackageFacts): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const file of facts.package.files) for (const path of file.outline.imports) paths.add(path);
  return paths;
}

/** Findings in the order of file and place, with fingerprints that do not depend on lines. */
export function makeLintFindings(reported: readonly Reported[]): { finding: LintFinding; from: Reported }[] {
  const sorted = [...reported].sort(
    (a, b) =>
      compare(a.finding.file.path, b.finding.file.path) ||
      a.finding.file.tree.start[a.finding.node] - b.finding.file.tree.start[b.finding.node] ||
      compare(a.rule.id, b.rule.id),
  );
  const ordinals = new Map<string, number>();
  return sorted.map((from) => {
    const { finding, rule } = from;
    const owner = declaredName(from.function) ?? finding.file.path;
    const key = `${rule.id}\n${owner}\n${finding.symbol}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    const id = sha256Hex(ordinal === 0 ? key : `${key}\n${ordinal}`).slice(0, 16);
    return { finding: makeFinding(from, id), from };
  });
}

function makeFinding({ rule, finding, function: fn }: Reported, id: string): LintFinding {
  const cause = causeOf(rule.id);
  if (!cause) throw new Error(`rule ${rule.id} has no cause`);
  const location = locationOf(finding.file, finding.node);
  const columns = utf16Columns(finding.file, location);
  const differs = columns.column !== location.column || columns.endColumn !== location.endColumn;
  const diff = finding.fix && diffOfFix(finding.fix);
  const words = { site: fn?.name, file: location.file, line: String(location.line), package: fn?.package.path };
  const steps = cause.fix.steps.map((step) => fillPlaceholders(step, words));
  return {
    id,
    rule: rule.id,
    ruleName: cause.name,
    title: cause.title,
    level: finding.level,
    ...(finding.level === 'note' ? {} : { verdict: finding.level }),
    ...(rule.stage === 'trial' ? { stage: 'trial' as const } : {}),
    message: finding.message,
    ...(fn ? { function: fn.name } : {}),
    symbol: finding.symbol,
    location,
    ...(differs ? { utf16: columns } : {}),
    excerpt: textOfLine(finding.file, location.line),
    related: (finding.related ?? []).map(stepOf),
    ...(finding.path ? { flow: finding.path.map(stepOf) } : {}),
    ...(finding.assumption === undefined ? {} : { assumption: finding.assumption }),
    cause: { id: cause.id, title: cause.title, explanation: cause.explanation },
    evidence: finding.reasons.map((text) => ({
      kind: 'source' as const,
      class: finding.level === 'leak' ? ('strong' as const) : ('supporting' as const),
      for: 'leak' as const,
      text,
      source: location.file,
    })),
    fix: {
      summary: finding.fix ? capital(finding.fix.summary) : fillPlaceholders(cause.fix.summary, words),
      steps: finding.fix ? [] : steps,
      ...(diff === undefined ? {} : { diff }),
      safe: finding.fix?.safe === true && diff !== undefined,
    },
  };
}

function stepOf(step: SourceStep): LintStep {
  return { message: step.message, location: locationOf(step.file, step.node) };
}

/** The name of the declared function around a function: closures change their number when code moves. */
export function declaredName(fn: SourceFunction | undefined): string | undefined {
  let at = fn;
  while (at?.parent) at = at.parent;
  return at?.name;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
