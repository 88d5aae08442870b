// What a package declares: one pass over the top of its files, bodies skipped.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { childAt, funcDeclParts, importSpecParts, nameOf, textOf } from '../../model/go-tree.ts';
import type { Callee } from '../../model/source-function.ts';
import type { SourceFile, SourcePackage } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';

/** A package-level name or a method. `node` is the FuncDecl, TypeSpec or ValueSpec; `name` the identifier. */
export interface Declaration {
  readonly kind: 'func' | 'type' | 'var' | 'const';
  readonly package: SourcePackage;
  readonly file: SourceFile;
  readonly node: number;
  readonly name: number;
  /** Position among the names of its ValueSpec; 0 for others. */
  readonly index: number;
  /** Found when first asked for, and asked for at every mention: the type that a TypeSpec declares, without type arguments
   * (`typeOfExpression`), and the function as what a call calls (`calleeOf`). */
  type: GoType | undefined;
  callee: Callee | undefined;
}

/** Names are the ids of the decoder's table. */
export interface PackageScope {
  readonly package: SourcePackage;
  readonly names: ReadonlyMap<number, Declaration>;
  /** Methods by name, by the name of the receiver's type. */
  readonly methods: ReadonlyMap<number, ReadonlyMap<number, Declaration>>;
  readonly methodsByName: ReadonlyMap<number, readonly Declaration[]>;
  readonly functions: readonly Declaration[];
}

/** Imports of a file: path by local name, as far as the clause tells; the others by the name their path suggests. */
export interface FileImports {
  readonly named: ReadonlyMap<string, string>;
  /** Paths imported under `.`. */
  readonly dot: readonly string[];
  /** Paths imported without a name of their own. */
  readonly plain: readonly string[];
}

/** The name that a receiver's type has: `(p *Pool[T])` → the identifier `Pool`; -1 when it cannot be read. */
export function receiverTypeName(file: SourceFile, funcDecl: number): number {
  const tree = file.tree;
  const { receiver } = funcDeclParts(tree, funcDecl);
  if (receiver < 0 || tree.size[receiver] < 2) return -1;
  const field = receiver + 1;
  let type = field + 1 + tree.aux[field];
  for (;;) {
    const kind = tree.kind[type];
    if (
      kind === NodeKind.StarExpr ||
      kind === NodeKind.ParenExpr ||
      kind === NodeKind.IndexExpr ||
      kind === NodeKind.IndexListExpr
    )
      type++;
    else return kind === NodeKind.Ident ? type : -1;
  }
}

/** Declarations of all files of a package. Of two that have one name the first stands. Linear in the top-level nodes. */
export function readPackageScope(pkg: SourcePackage): PackageScope {
  const names = new Map<number, Declaration>();
  const methods = new Map<number, Map<number, Declaration>>();
  const methodsByName = new Map<number, Declaration[]>();
  const functions: Declaration[] = [];
  const declare = (
    kind: Declaration['kind'],
    file: SourceFile,
    node: number,
    name: number,
    index: number,
  ): Declaration => ({ kind, package: pkg, file, node, name, index, type: undefined, callee: undefined });
  for (const file of pkg.files) {
    const { tree } = file;
    const { kind, size, aux } = tree;
    if (tree.count === 0) continue;
    const add = (what: Declaration['kind'], node: number, name: number, index: number): void => {
      const declaration = declare(what, file, node, name, index);
      if (!names.has(aux[name])) names.set(aux[name], declaration);
    };
    for (let i = 2; i < size[0]; i += size[i]) {
      if (kind[i] === NodeKind.FuncDecl) {
        const { receiver, name } = funcDeclParts(tree, i);
        const declaration = declare('func', file, i, name, 0);
        functions.push(declaration);
        if (receiver < 0) {
          if (!names.has(aux[name])) names.set(aux[name], declaration);
          continue;
        }
        const type = receiverTypeName(file, i);
        if (type < 0) continue;
        let own = methods.get(aux[type]);
        if (!own) methods.set(aux[type], (own = new Map()));
        if (!own.has(aux[name])) own.set(aux[name], declaration);
        const named = methodsByName.get(aux[name]);
        if (named) named.push(declaration);
        else methodsByName.set(aux[name], [declaration]);
      } else if (kind[i] === NodeKind.GenDecl && tree.op[i] !== Token.IMPORT) {
        const what = tree.op[i] === Token.TYPE ? 'type' : tree.op[i] === Token.CONST ? 'const' : 'var';
        for (let spec = i + 1; spec < i + size[i]; spec += size[spec]) {
          if (what === 'type') add(what, spec, spec + 1, 0);
          else for (let k = 0; k < aux[spec]; k++) add(what, spec, childAt(tree, spec, k), k);
        }
      }
    }
  }
  return { package: pkg, names, methods, methodsByName, functions };
}

/** The imports of one file. */
export function readImports(file: SourceFile): FileImports {
  const { tree } = file;
  const named = new Map<string, string>();
  const dot: string[] = [];
  const plain: string[] = [];
  for (let i = 2; i < (tree.count === 0 ? 0 : tree.size[0]); i += tree.size[i]) {
    if (tree.kind[i] !== NodeKind.GenDecl || tree.op[i] !== Token.IMPORT) break;
    for (let spec = i + 1; spec < i + tree.size[i]; spec += tree.size[spec]) {
      if (tree.kind[spec] !== NodeKind.ImportSpec) continue;
      const { name, path } = importSpecParts(tree, spec);
      const text = textOf(tree, path).slice(1, -1);
      const local = nameOf(tree, name);
      if (name < 0) plain.push(text);
      else if (local === '.') dot.push(text);
      else if (local !== '_') named.set(local, text);
    }
  }
  return { named, dot, plain };
}

/** The package name that an import path suggests: last element without `/vN`, `.vN`, `go-` and `-go`. */
export function suggestedName(path: string): string {
  const parts = path.split('/');
  let last = parts[parts.length - 1];
  if (parts.length > 1 && /^v[0-9]+$/.test(last)) last = parts[parts.length - 2];
  return last
    .replace(/\.v[0-9]+$/, '')
    .replace(/^go-/, '')
    .replace(/[-.]go$/, '');
}
