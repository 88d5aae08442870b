// One folder of Go files → the packages in it: build constraints applied, files parsed, versions and kinds told.
import { join } from 'node:path';
import type { Disk } from '../../collect/source/disk.ts';
import { constraintHolds, impliedMinor, nameFits, readFileHead } from '../../decode/gobuild/build-constraint.ts';
import type { BuildTarget } from '../../model/go-module.ts';
import type { GoFile } from '../../model/go-syntax.ts';
import type { Problem } from '../../model/problem.ts';
import type { FileOutline, SourceFile, SourcePackage } from '../../model/source-package.ts';
import { isDeclarationsOnly } from '../../model/source-package.ts';
import { outlineFile } from './outline-file.ts';
import type { FileFacts, TreeShelf } from './tree-shelf.ts';
import { ShelvedFile } from './tree-shelf.ts';

export interface LoadOptions {
  /** Read `_test.go` files, too. */
  readonly tests: boolean;
  readonly isStandard: boolean;
  readonly isDependency: boolean;
  /** Language version of the module. */
  readonly goVersion: string;
  /** Only these file names, whatever their constraints; all that are built when absent. */
  readonly only?: ReadonlySet<string>;
  /** Read these, too, although the target does not build them. */
  readonly also?: ReadonlySet<string>;
  /** Outlines of earlier runs: a file that has one is not parsed. */
  readonly outlines?: OutlineCache;
}

/** Outlines by the bytes they are of. */
export interface OutlineCache {
  find(source: Uint8Array): FileOutline | undefined;
  keep(source: Uint8Array, outline: FileOutline): void;
}

/** Why a file is in no package. The first two are no failures. */
export type SkipReason = 'build-constraint' | 'test' | 'unreadable' | 'too-large' | 'no-go-source';

export interface SkippedFile {
  readonly file: string;
  readonly reason: SkipReason;
  /** The constraint, or what the system said. */
  readonly detail: string;
}

export interface LoadedFolder {
  /** The package, its external test package, and any other that shares the folder against the rules. */
  readonly packages: readonly SourcePackage[];
  readonly skipped: readonly SkippedFile[];
  readonly problems: readonly Problem[];
  /** Text of each file before its package clause that begins with `go:debug`. */
  readonly directives: readonly string[];
  readonly bytes: number;
}

/** Reads the `.go` files of `folder`. `shown` makes the path of a file as reports show it. */
export function loadPackage(
  disk: Disk,
  shelf: TreeShelf,
  target: BuildTarget,
  folder: string,
  importPath: string,
  shown: (path: string) => string,
  options: LoadOptions,
): LoadedFolder {
  const skipped: SkippedFile[] = [];
  const problems: Problem[] = [];
  const directives: string[] = [];
  const groups = new Map<string, SourceFile[]>();
  let bytes = 0;
  const listing = disk.list(folder);
  for (const entry of listing.kind === 'listed' ? listing.entries : []) {
    const { name } = entry;
    if (!name.endsWith('.go') || entry.kind === 'folder' || entry.kind === 'link-to-folder') continue;
    const asked = options.only?.has(name) || options.also?.has(name);
    if (options.only && !asked) continue;
    if (!asked && (name.startsWith('_') || name.startsWith('.'))) continue;
    const path = join(folder, name);
    const file = shown(path);
    const isTest = name.endsWith('_test.go');
    if (isTest && !options.tests && !asked) {
      skipped.push({ file, reason: 'test', detail: '' });
      continue;
    }
    if (!asked && !nameFits(name, target)) {
      skipped.push({ file, reason: 'build-constraint', detail: 'file name' });
      continue;
    }
    const content = disk.read(path);
    if (content.kind !== 'read') {
      const reason = content.kind === 'too-large' ? 'too-large' : 'unreadable';
      skipped.push({ file, reason, detail: content.kind === 'absent' ? 'no such file' : content.why });
      continue;
    }
    const head = readFileHead(content.bytes);
    directives.push(...head.directives.filter((d) => d.startsWith('go:debug ')));
    if (!asked && head.constraint && !constraintHolds(head.constraint, target)) {
      skipped.push({ file, reason: 'build-constraint', detail: head.text });
      continue;
    }
    const known = options.outlines?.find(content.bytes);
    const tree = known ? undefined : shelf.decoder.decode(content.bytes, file);
    const outline = known ?? outlineFile(tree as GoFile, options.isDependency);
    if (!known) options.outlines?.keep(content.bytes, outline);
    bytes += content.bytes.length;
    if (outline.problemCount > 0 && !options.isDependency)
      problems.push(...outline.problems.map((problem) => ({ ...problem, source: file })));
    if (!outline.hasPackage) {
      skipped.push({ file, reason: 'no-go-source', detail: outline.problems[0]?.message ?? 'no package clause' });
      continue;
    }
    if (!target.cgo && outline.imports.includes('C') && !asked) {
      skipped.push({ file, reason: 'build-constraint', detail: 'import "C" with cgo off' });
      continue;
    }
    const facts: FileFacts = {
      path: file,
      goVersion: fileVersion(options.goVersion, head.constraint ? impliedMinor(head.constraint) : 0),
      isTest,
      isTestCode: isTest || outline.imports.includes('testing'),
      isGenerated: head.isGenerated,
    };
    const source = new ShelvedFile(shelf, facts, content.bytes, outline, tree);
    const group = groups.get(outline.packageName);
    if (group) group.push(source);
    else groups.set(outline.packageName, [source]);
  }
  const isPartial =
    problems.length > 0 || skipped.some(({ reason, file }) => reason !== 'test' && !file.endsWith('_test.go'));
  const packages = [...groups]
    .map(([name, files]): SourcePackage => {
      const external = name.endsWith('_test') && files.every((f) => f.isTest);
      return {
        path: external ? `${importPath}_test` : importPath,
        name,
        files,
        isStandard: options.isStandard,
        isDependency: options.isDependency,
        ...(isPartial || files.some(isDeclarationsOnly) ? { isPartial: true } : {}),
      };
    })
    .sort((a, b) => rankOf(b) - rankOf(a));
  return { packages, skipped, problems, directives, bytes };
}

/** The package that others import stands first: the one with most files that are no tests; `main` and
 * `documentation` beside another one are mostly left-overs. */
function rankOf(pkg: SourcePackage): number {
  const built = pkg.files.filter((f) => !f.isTest).length;
  return pkg.name === 'documentation' ? 0 : built * 2 + (pkg.name === 'main' ? 0 : 1);
}

/** The version a file is written in: a `//go:build go1.N` line raises it, and lowers it from Go 1.21 on, never below 1.21. */
function fileVersion(module: string, minor: number): string {
  if (minor === 0 || module === '') return module;
  const moduleMinor = Number.parseInt(module.split('.')[1] ?? '0', 10);
  if (minor > moduleMinor) return `1.${minor}`;
  return moduleMinor >= 21 ? `1.${Math.max(21, minor)}` : module;
}
