// What a rule reported, as plain values: places are a file's path and a node's number, which are the same wherever the same
// bytes are parsed. So results can come from another thread or from the disk.
import { derivePackageFacts } from '../../analyse/source/derive-package-facts.ts';
import type { Program } from '../../analyse/source/program.ts';
import type { Reported } from '../../judge/source/judge-source.ts';
import type { SourceFinding, SourceRule, SourceStep } from '../../judge/source/source-rule.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceFile, SourcePackage, SourcePlace } from '../../model/source-package.ts';

/** Index in `files` of the record, and node. */
type PlaceRecord = readonly [file: number, node: number];
type StepRecord = readonly [file: number, node: number, message: string];

type Plain = Omit<SourceFinding, 'file' | 'node' | 'function' | 'related' | 'path' | 'blocksAt' | 'bornAt' | 'fix'>;

interface FixRecord {
  readonly summary: string;
  readonly safe: boolean;
  readonly edits: readonly { file: number; start: number; end: number; text: string }[];
  readonly imports?: readonly string[];
}

export interface ReportedRecord extends Plain {
  readonly rule: string;
  readonly at: PlaceRecord;
  /** A place in the function that holds it. */
  readonly function?: PlaceRecord;
  readonly related?: readonly StepRecord[];
  readonly path?: readonly StepRecord[];
  readonly blocksAt?: readonly PlaceRecord[];
  readonly bornAt?: readonly PlaceRecord[];
  readonly fix?: FixRecord;
}

/** Paths as files show them; `files[i]` is what the numbers mean. */
export interface ReportedRecords {
  readonly files: readonly string[];
  readonly reported: readonly ReportedRecord[];
}

/** Reported findings as plain values. */
export function recordReported(list: readonly Reported[]): ReportedRecords {
  const files: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (file: SourceFile): number => {
    let number = numbers.get(file.path);
    if (number === undefined) numbers.set(file.path, (number = files.push(file.path) - 1));
    return number;
  };
  const place = ({ file, node }: SourcePlace): PlaceRecord => [numberOf(file), node];
  const step = ({ file, node, message }: SourceStep): StepRecord => [numberOf(file), node, message];
  const reported = list.map(({ rule, finding, function: fn }): ReportedRecord => {
    const { file, node, function: _, related, path, blocksAt, bornAt, fix, ...plain } = finding;
    return {
      ...plain,
      rule: rule.id,
      at: place({ file, node }),
      ...(fn ? { function: [numberOf(fn.file), fn.body < 0 ? fn.node : fn.body] as const } : {}),
      ...(related ? { related: related.map(step) } : {}),
      ...(path ? { path: path.map(step) } : {}),
      ...(blocksAt ? { blocksAt: blocksAt.map(place) } : {}),
      ...(bornAt ? { bornAt: bornAt.map(place) } : {}),
      ...(fix ? { fix: { ...fix, edits: fix.edits.map((edit) => ({ ...edit, file: numberOf(edit.file) })) } } : {}),
    };
  });
  return { files, reported };
}

/** Finds a file of the program by the path it is shown with. */
export type FindFile = (path: string) => { readonly file: SourceFile; readonly package: SourcePackage } | undefined;

/** The findings again, tied to the trees of this thread; undefined when a file or a rule is not there. */
export function restoreReported(
  { files, reported }: ReportedRecords,
  rules: ReadonlyMap<string, SourceRule>,
  findFile: FindFile,
  program: Program,
): Reported[] | undefined {
  const found: NonNullable<ReturnType<FindFile>>[] = [];
  for (const path of files) {
    const one = findFile(path);
    if (!one) return undefined;
    found.push(one);
  }
  const restored: Reported[] = [];
  const fileOf = (number: number): SourceFile => found[number].file;
  const place = ([file, node]: PlaceRecord): SourcePlace => ({ file: fileOf(file), node });
  const step = ([file, node, message]: StepRecord): SourceStep => ({ file: fileOf(file), node, message });
  const functionOf = ([file, node]: PlaceRecord): SourceFunction | undefined => {
    const one = found[file];
    return derivePackageFacts(program, one.package).functionAt(one.file, node);
  };
  for (const record of reported) {
    const { rule: id, at, function: within, related, path, blocksAt, bornAt, fix, ...plain } = record;
    const rule = rules.get(id);
    if (!rule) return undefined;
    const fn = within && functionOf(within);
    const finding: SourceFinding = {
      ...plain,
      ...place(at),
      ...(fn ? { function: fn } : {}),
      ...(related ? { related: related.map(step) } : {}),
      ...(path ? { path: path.map(step) } : {}),
      ...(blocksAt ? { blocksAt: blocksAt.map(place) } : {}),
      ...(bornAt ? { bornAt: bornAt.map(place) } : {}),
      ...(fix ? { fix: { ...fix, edits: fix.edits.map((edit) => ({ ...edit, file: fileOf(edit.file) })) } } : {}),
    };
    restored.push({ rule, finding, function: fn });
  }
  return restored;
}

/** Looks files up in the packages in scope. A finding that leads elsewhere is worked out anew: a dependency must be read in
 * the world of whoever imports it. */
export function fileFinder(packages: Iterable<SourcePackage>): FindFile {
  const known = new Map<string, { file: SourceFile; package: SourcePackage }>();
  for (const pkg of packages) for (const file of pkg.files) known.set(file.path, { file, package: pkg });
  return (path) => known.get(path);
}
