// A cause rule: it says which facts it needs, gets only those, and names the cause (id of DESIGN §12) when they fit.
import type { EpochFacts, GroupFacts } from '../analyse/runtime/facts.ts';

export interface RuleMatch {
  /** How telling the match is; the highest one names the finding. 90 and above: nothing else looks like this. */
  readonly score: number;
  /** Replaces the title of the cause when the rule can say more. */
  readonly title?: string;
  /** What was seen here, added to the explanation of the cause. */
  readonly why?: string;
  /** What to search for, when no frame is the user's own. */
  readonly search?: string;
  /** Replaces the explanation of the cause; `why` is left out then. */
  readonly explanation?: string;
  /** Replaces the fix of the cause, where what was seen asks for another one. */
  readonly fix?: { readonly summary: string; readonly steps: readonly string[] };
  /** This group is where it began; it leads the finding even if others hold more goroutines. */
  readonly root?: boolean;
  /** Findings of one rule with the same key become one, the others its companions. */
  readonly joinBy?: string;
}

export interface Rule {
  readonly id: string;
  /** A `trial` rule is shown only with `--trial` and never changes the exit code. */
  readonly stage: 'stable' | 'trial';
  readonly needs: readonly (keyof GroupFacts)[];
  match(facts: GroupFacts, epoch: EpochFacts): RuleMatch | undefined;
}

/** Declares a rule. Reading a fact that `needs` does not name is a compile error inside `match`. */
export function defineRule<const N extends keyof GroupFacts>(rule: {
  readonly id: string;
  readonly stage: 'stable' | 'trial';
  readonly needs: readonly N[];
  readonly match: (facts: Pick<GroupFacts, N>, epoch: EpochFacts) => RuleMatch | undefined;
}): Rule {
  return rule;
}
