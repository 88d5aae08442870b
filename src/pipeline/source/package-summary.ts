// What other packages see of one: all of its text but the bodies of functions, and which functions never come back. A change
// that leaves this as it was changes no finding of an importer (save those that looked into bodies: `read-bodies.ts`).
import { foreignNeverReturns } from '../../analyse/source/foreign-returns.ts';
import type { Program } from '../../analyse/source/program.ts';
import { hashParts } from '../../collect/source/result-cache.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { funcDeclParts, nameOf } from '../../model/go-tree.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';

/** A hash of it. Files of tests are left out: nobody imports them. So are comments, and functions that others cannot name, unless
 * the type of a variable may hang on them. */
export function summaryOfPackages(program: Program, packages: readonly SourcePackage[]): string {
  const parts: (string | Uint8Array)[] = [];
  for (const pkg of packages) {
    const built = pkg.files.filter((file) => !file.isTest);
    const inValues = new Set(built.flatMap(namesInValues));
    for (const file of built) {
      const { tree, source } = file;
      parts.push(pkg.name, file.path, file.goVersion, `${pkg.isPartial}`);
      for (let i = 2; i < tree.count; i += tree.size[i]) {
        let end = tree.end[i];
        if (tree.kind[i] === NodeKind.FuncDecl) {
          const { receiver, name, body } = funcDeclParts(tree, i);
          if (body >= 0) end = tree.start[body];
          if (receiver < 0 && !isExported(nameOf(tree, name)) && !inValues.has(tree.aux[name])) continue;
          if (foreignNeverReturns(program, { package: pkg, file, node: i })) parts.push('never');
        }
        parts.push(source.subarray(tree.start[i], end));
      }
    }
  }
  return hashParts(parts);
}

const isExported = (name: string): boolean => /^\p{Lu}/u.test(name);

/** Ids of all names outside functions. */
function namesInValues({ tree }: SourceFile): number[] {
  const names: number[] = [];
  for (let i = 2; i < tree.count; i += tree.size[i])
    if (tree.kind[i] !== NodeKind.FuncDecl)
      for (let node = i; node < i + tree.size[i]; node++)
        if (tree.kind[node] === NodeKind.Ident) names.push(tree.aux[node]);
  return names;
}
