// A source rule: it reads the facts of one package and reports places, each with its level, its reasons and a fix.
// It shares its folder and its id with the run-time rule of the same cause (DESIGN §12).
import type { PackageFacts } from '../../analyse/source/package-facts.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceFile, SourceLevel, SourcePlace } from '../../model/source-package.ts';

/** Bytes `start … end` of a file become `text`; an insertion has `start === end`. Offsets are those of the parsed bytes. */
export interface SourceEdit {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface SourceFix {
  /** In the imperative: `give the channel room for one value`. */
  readonly summary: string;
  /** The program does the same as before but for the leak, and compiles: `--fix` applies it. Others need `--fix=all`. */
  readonly safe: boolean;
  /** Must not overlap. */
  readonly edits: readonly SourceEdit[];
  /** Packages that the edits use; an import is added where the file has none. */
  readonly imports?: readonly string[];
}

/** A place with what it has to do with the finding: `started here`, `returns here without a receive`. */
export interface SourceStep extends SourcePlace {
  readonly message: string;
}

export interface SourceFinding extends SourcePlace {
  /** `leak`: full path, resolved types. `suspect`: resolved, and `assumption` names the one thing taken for granted.
   * `note`: a heuristic, or something was not resolved. Never above the rule's own level: the runner lowers it. */
  readonly level: SourceLevel;
  /** What is wrong here, one sentence without a full stop, with the names of the source in it. */
  readonly message: string;
  /** What was counted or followed to say so, one sentence each; never empty. */
  readonly reasons: readonly string[];
  readonly assumption?: string;
  /** The function that holds the place; looked up when absent. */
  readonly function?: SourceFunction;
  /** The variable, field or channel it is about; with rule and function it makes the fingerprint. */
  readonly symbol: string;
  readonly related?: readonly SourceStep[];
  /** The path through the source that leaks, in order; becomes a code flow. */
  readonly path?: readonly SourceStep[];
  /** The operations that block at run time because of this, where they are not the place itself. */
  readonly blocksAt?: readonly SourcePlace[];
  /** The `go` statements whose goroutines stay because of this. */
  readonly bornAt?: readonly SourcePlace[];
  readonly fix?: SourceFix;
}

/** What a rule is told beside the facts. */
export interface SourceRuleContext {
  report(finding: SourceFinding): void;
  /** Language version of the main module (`1.22`); the empty string is the newest. */
  readonly mainGoVersion: string;
  /** Timers and tickers stay until stopped: main module below Go 1.23 or `asynctimerchan=1`. */
  readonly timersNeedStop: boolean;
}

export interface SourceRule {
  readonly id: string;
  /** A `trial` rule runs only with `--trial` and never changes the exit code. */
  readonly stage: 'stable' | 'trial';
  /** The highest level it may report, earned by readings of real code (rule.md). */
  readonly level: SourceLevel;
  /** Only packages in which a file imports one of these paths are given to it; all when absent. */
  readonly imports?: readonly string[];
  readonly run: (facts: PackageFacts, context: SourceRuleContext) => void;
}

/** Declares a rule. Derivations of analyse/source take the facts as a whole, so a rule is given all of them; each is made when
 * first asked for. */
export function defineSourceRule(rule: SourceRule): SourceRule {
  return rule;
}
