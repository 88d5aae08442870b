// Go source as the analysis sees it: packages of parsed files, and places in them.
import type { GoFile } from './go-syntax.ts';
import type { Problem } from './problem.ts';

/** How sure a source fact is. `leak`: full path, resolved types. `suspect`: resolved, one named assumption. `note`: a
 * heuristic, or something was not resolved (DESIGN §12). */
export const sourceLevels = ['leak', 'suspect', 'note'] as const;
export type SourceLevel = (typeof sourceLevels)[number];

/** What is known of a file once it was parsed, without its tree. */
export interface FileOutline {
  /** False when not even the package clause could be read. */
  readonly hasPackage: boolean;
  readonly packageName: string;
  /** Paths imported, in order. */
  readonly imports: readonly string[];
  readonly lines: number;
  /** Functions `main`. */
  readonly mains: number;
  /** No declaration but imports could be read, although it has some. */
  readonly isUnread: boolean;
  /** It holds a word with which comments switch findings off. */
  readonly maySwitchOff: boolean;
  /** Without the name of the file. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
}

/** One Go file of a package. All trees of one analysis come from one decoder, so that they share their names. */
export interface SourceFile {
  /** As it is shown: relative to the working folder where it lies below it. */
  readonly path: string;
  readonly tree: GoFile;
  /** The bytes, those of `tree`: asking for them parses nothing. */
  readonly source: Uint8Array;
  readonly outline: FileOutline;
  /** Language version of this file as `1.22`: go.mod's, or that of a `//go:build go1.N` line. */
  readonly goVersion: string;
  /** Ends in `_test.go`. */
  readonly isTest: boolean;
  /** A test file, or one that imports `testing`: helpers of tests, which end with their process. */
  readonly isTestCode: boolean;
  /** Has a line `// Code generated … DO NOT EDIT.`: read, not reported. */
  readonly isGenerated: boolean;
}

/** Largest generated file whose functions are walked: 8 MiB, several times the largest that was seen in released modules. */
export const walkedGeneratedBytes = 8 << 20;

/** True for a generated file that is read for what it declares alone: nothing would be reported in it, and its hundred thousand
 * functions would take minutes and gigabytes. */
export function isDeclarationsOnly(file: Pick<SourceFile, 'isGenerated' | 'source'>): boolean {
  return file.isGenerated && file.source.length > walkedGeneratedBytes;
}

/** The files of one folder and one package clause that are built together (build tags applied). */
export interface SourcePackage {
  /** Import path; `main` packages have theirs, too. */
  readonly path: string;
  /** The name in the package clause. */
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** From GOROOT or the stub index. */
  readonly isStandard: boolean;
  /** A dependency: its declarations are looked up, nothing in it is reported. */
  readonly isDependency: boolean;
  /** Some of its code was not read: files for another system or under other tags, unreadable ones, syntax errors. What
   * nobody seems to do may be done there. */
  readonly isPartial?: boolean;
}

/** Finds the package that `from` imports as `path`; undefined when its source is not at hand. Must be cheap when asked
 * again: the analysis asks when it first meets a name of that package. */
export type FindPackage = (path: string, from: SourcePackage) => SourcePackage | undefined;

/** A node of a file. */
export interface SourcePlace {
  readonly file: SourceFile;
  readonly node: number;
}

/** True when version `a` (`1.22`) is at least `b`. A patch level (`1.22.3`) is ignored; an empty version is the newest. */
export function goVersionAtLeast(a: string, b: string): boolean {
  if (a === '') return true;
  const [majorA, minorA = 0] = a.split('.').map((part) => Number.parseInt(part, 10));
  const [majorB, minorB = 0] = b.split('.').map((part) => Number.parseInt(part, 10));
  return majorA > majorB || (majorA === majorB && minorA >= minorB);
}
