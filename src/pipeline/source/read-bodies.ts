// Which functions of other packages in scope were looked into while a folder was judged, so that its result can be told to hold
// still when their file has changed: an importer depends on what a package declares (`package-summary.ts`) and on these.
import { functionName, type Program } from '../../analyse/source/program.ts';
import { hashParts } from '../../collect/source/result-cache.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';
import type { FindFile } from './reported-record.ts';

/** Functions of one file: path, hash of its bytes, then name and hash of each; without names all of it counts. */
export type BodiesRead = readonly [
  path: string,
  hash: string,
  functions?: readonly (readonly [name: string, hash: string])[],
];

const hashes = new WeakMap<Uint8Array, string>();

/** Hash of a file's bytes, worked out once. */
export function hashOfSource(source: Uint8Array): string {
  let hash = hashes.get(source);
  if (hash === undefined) hashes.set(source, (hash = hashParts([source])));
  return hash;
}

const hashOfNode = ({ tree, source }: SourceFile, node: number): string =>
  hashParts([source.subarray(tree.start[node], tree.end[node])]);

/** What `program` has read since it last forgot, of packages in scope other than `own`; `whole` are files of which more counts
 * than functions. */
export function bodiesRead(program: Program, own: readonly SourcePackage[], whole: Iterable<SourceFile>): BodiesRead[] {
  const mine = new Set(own.flatMap((pkg) => pkg.files));
  const found = new Map<SourceFile, BodiesRead>();
  for (const file of whole) if (!mine.has(file)) found.set(file, [file.path, hashOfSource(file.source)]);
  for (const [file, { package: pkg, nodes }] of program.bodiesRead) {
    if (pkg.isDependency || mine.has(file) || found.has(file)) continue;
    const functions = [...nodes].map((node) => [functionName(pkg, file, node), hashOfNode(file, node)] as const);
    found.set(file, [file.path, hashOfSource(file.source), functions]);
  }
  return [...found.values()];
}

/** Whether all of it is as it was. A file that did not change is not parsed. */
export function bodiesHold(bodies: readonly BodiesRead[], findFile: FindFile): boolean {
  return bodies.every(([path, hash, functions]) => {
    const found = findFile(path);
    if (!found) return false;
    if (hashOfSource(found.file.source) === hash) return true;
    if (!functions) return false;
    const now = functionsOf(found.package, found.file);
    return functions.every(([name, before]) => now.get(name) === before);
  });
}

/** Hash of each declared function by its name. */
function functionsOf(pkg: SourcePackage, file: SourceFile): ReadonlyMap<string, string> {
  const { tree } = file;
  const all = new Map<string, string>();
  for (let i = 2; i < tree.count; i += tree.size[i])
    if (tree.kind[i] === NodeKind.FuncDecl) all.set(functionName(pkg, file, i), hashOfNode(file, i));
  return all;
}
