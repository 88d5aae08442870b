// Which cause fits a judged group best: every rule is asked, the most telling answer wins.
import type { EpochFacts, GroupFacts } from '../analyse/runtime/facts.ts';
import type { Problem } from '../model/problem.ts';
import type { RuleMatch } from './rule.ts';
import { rules } from './rules/registry.ts';

export interface NamedCause extends RuleMatch {
  readonly id: string;
}

/** The best match; a rule that throws is reported as a problem and its voice does not count. */
export function nameCause(facts: GroupFacts, epoch: EpochFacts, problems: Problem[]): NamedCause {
  let best: NamedCause = { id: 'GL030', score: 0 };
  for (const rule of rules) {
    if (rule.stage === 'trial') continue;
    try {
      const match = rule.match(facts, epoch);
      if (match && match.score > best.score) best = { id: rule.id, ...match };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      problems.push({
        code: 'judge/rule-failed',
        message: `rule ${rule.id} failed on a group and was left out: ${text}`,
      });
    }
  }
  const leak = facts.knownLeaks.find((k) => facts.group.count >= k.atLeast);
  if (leak && best.score < 85)
    return { id: leak.rule, score: 85, title: leak.title, why: leak.why, search: leak.fix, joinBy: leak.library };
  return best;
}
