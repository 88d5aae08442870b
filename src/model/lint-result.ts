// The result of `lint`: findings in Go source, and how much of the source was seen (DESIGN §9, §12).
import type { Problem } from './problem.ts';
import type { Cause, Fix, Location, SourceInfo } from './run-result.ts';
import type { SourceLevel } from './source-package.ts';
import type { Evidence, Verdict } from './verdict.ts';

export interface LintStep {
  readonly message: string;
  readonly location: Location;
}

export interface LintFix extends Fix {
  /** Applied by `--fix`; the others by `--fix=all`. */
  readonly safe: boolean;
}

export interface LintFinding {
  /** Fingerprint: hash of rule, declared function and symbol (and a number where these are equal), 16 hex digits. */
  readonly id: string;
  readonly rule: string;
  readonly ruleName: string;
  readonly title: string;
  readonly level: SourceLevel;
  /** Leak or suspect; a note has none. */
  readonly verdict?: Verdict;
  /** Found by a rule that is on trial; never changes the exit code. */
  readonly stage?: 'trial';
  /** What is wrong here, with names; one sentence without a full stop. */
  readonly message: string;
  /** As the runtime prints it; absent at package level. */
  readonly function?: string;
  readonly symbol: string;
  readonly location: Location;
  /** Column of `location` in UTF-16 code units, for SARIF, where it differs from bytes. */
  readonly utf16?: { readonly column: number; readonly endColumn: number };
  /** The source line of the location. */
  readonly excerpt: string;
  readonly related: readonly LintStep[];
  /** The way through the source that leaks. */
  readonly flow?: readonly LintStep[];
  /** What is taken for granted, for a suspect. */
  readonly assumption?: string;
  readonly cause: Cause;
  /** Never empty. */
  readonly evidence: readonly Evidence[];
  readonly fix: LintFix;
  /** Goroutines of the dumps given by `--with` that stand at this very operation. */
  readonly seen?: { readonly count: number; readonly sources: readonly string[] };
}

/** Why files or folders in scope were not linted; the first three are no failures. */
export const lintSkipReasons = [
  'build-constraint',
  'test',
  'generated',
  'unreadable',
  'too-large',
  'no-go-source',
  'syntax',
] as const;
export type LintSkipReason = (typeof lintSkipReasons)[number];

export interface LintCoverage {
  readonly packages: number;
  /** Files in scope: built for this target, tests as asked. */
  readonly files: number;
  readonly parsed: number;
  /** Parsed, but with syntax errors: what could be read was linted. */
  readonly withErrors: number;
  readonly skipped: readonly {
    readonly reason: LintSkipReason;
    readonly count: number;
    /** The first ten. */
    readonly files: readonly { readonly file: string; readonly detail?: string }[];
  }[];
  readonly lines: number;
  readonly bytes: number;
  /** Packages outside of the scope that files in scope import; those of the stub index left out. */
  readonly dependencies: number;
  readonly calls: { readonly resolved: number; readonly total: number };
  /** `path@version` of modules that the build list names and the disk does not have, as far as an import asks for them. */
  readonly missingModules: readonly string[];
  /** Import paths of files in scope that no folder was found for. */
  readonly missingPackages: readonly string[];
  /** Language version of the main module. */
  readonly goVersion: string;
  /** Where the standard library was read: its version, or `stub index` with that of the index. */
  readonly standardLibrary: string;
  readonly goos: string;
  readonly goarch: string;
  readonly tags: readonly string[];
  readonly tests: boolean;
  /** Rules that did not run, with the reason. */
  readonly rulesOff: readonly { readonly rule: string; readonly reason: string }[];
}

export const lintLimits = ['nothing-linted', 'files-not-linted', 'missing-modules', 'stub-standard-library'] as const;
export type LintLimit = (typeof lintLimits)[number];

export interface LintStats {
  readonly milliseconds: Readonly<Record<'load' | 'analyse' | 'report', number>>;
  readonly rules: readonly {
    readonly rule: string;
    readonly milliseconds: number;
    readonly findings: number;
    readonly suppressed: number;
  }[];
}

export interface LintResult {
  readonly schema: 'parkwatch/lint/1';
  readonly tool: { readonly name: 'parkwatch'; readonly version: string };
  readonly verdict: Verdict;
  readonly limits: readonly LintLimit[];
  readonly exitCode: number;
  readonly sources: readonly SourceInfo[];
  readonly problems: readonly Problem[];
  readonly findings: readonly LintFinding[];
  /** Taken out by comments, the ignore file or a baseline. */
  readonly suppressed: readonly {
    readonly rule: string;
    readonly location: Location;
    readonly by: 'comment' | 'nolint' | 'ignore-file' | 'baseline' | 'detached';
    readonly reason: string;
  }[];
  /** Findings below the level that is shown, by level. */
  readonly hidden: Readonly<Record<'suspect' | 'note', number>>;
  readonly coverage: LintCoverage;
  readonly stats?: LintStats;
  readonly next: readonly string[];
}
