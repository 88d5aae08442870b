// All packages of one analysis and what was already worked out about them. Everything is made when first asked for.
import { standardRoots } from '../../knowledge/standard-library.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { nameOf } from '../../model/go-tree.ts';
import type { FindPackage, SourceFile, SourcePackage } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import { bindNames } from './bind-names.ts';
import type { Declaration, FileImports, PackageScope } from './package-scope.ts';
import { readImports, readPackageScope, receiverTypeName, suggestedName } from './package-scope.ts';
import type { Member } from './type-members.ts';

/** What a bare name at package level means in a file. */
export type PackageName =
  | { readonly kind: 'declaration'; readonly declaration: Declaration }
  | { readonly kind: 'import'; readonly path: string };

/** Caches of one analysis. All files must come from one decoder: names are compared by number. */
export class Program {
  readonly #find: FindPackage;
  #lastScope: PackageScope | undefined;
  #lastFile: { readonly file: SourceFile; readonly bindings: Map<number, Binding> } | undefined;
  readonly #scopes = new Map<SourcePackage, PackageScope>();
  readonly #imports = new Map<SourceFile, FileImports>();
  readonly #packages = new Map<SourcePackage, Map<string, SourcePackage | undefined>>();
  readonly #bindings = new Map<SourceFile, Map<number, Binding>>();
  readonly #localNames = new Map<SourceFile, Map<string, string>>();
  readonly #calleeNames = new Map<string, string>();
  /** Underlying types of declared types without type arguments. */
  readonly underlying = new Map<SourceFile, Map<number, GoType>>();
  /** Members of declared types without type arguments, by name (`memberOf`). */
  readonly members = new Map<GoType, Map<number, Member | undefined>>();
  /** Types declared in functions, without type arguments, by TypeSpec (`typeOfExpression`). */
  readonly localTypes = new Map<SourceFile, Map<number, GoType>>();
  /** Functions of other packages that were looked into, by file. */
  readonly bodiesRead = new Map<SourceFile, { readonly package: SourcePackage; readonly nodes: Set<number> }>();
  /** How often it has forgotten. */
  round = 0;
  /** Import paths whose package was not found. */
  readonly missing = new Set<string>();

  constructor(find: FindPackage) {
    this.#find = find;
  }

  /** Lets go of what is known of the insides of functions; what packages declare stays. To be called between packages: facts
   * made before are not to be asked any more. */
  forget(): void {
    this.#bindings.clear();
    this.#lastFile = undefined;
    this.members.clear();
    this.localTypes.clear();
    this.bodiesRead.clear();
    this.round++;
  }

  /** One string object for each name of a callee. */
  calleeName(name: string): string {
    let kept = this.#calleeNames.get(name);
    if (kept === undefined) this.#calleeNames.set(name, (kept = name));
    return kept;
  }

  scopeOf(pkg: SourcePackage): PackageScope {
    // Most questions follow others about the same package.
    if (this.#lastScope?.package === pkg) return this.#lastScope;
    let scope = this.#scopes.get(pkg);
    if (!scope) this.#scopes.set(pkg, (scope = readPackageScope(pkg)));
    this.#lastScope = scope;
    return scope;
  }

  importsOf(file: SourceFile): FileImports {
    let imports = this.#imports.get(file);
    if (!imports) this.#imports.set(file, (imports = readImports(file)));
    return imports;
  }

  /** The package that `from` imports as `path`; undefined when it is not at hand. */
  packageAt(path: string, from: SourcePackage): SourcePackage | undefined {
    let known = this.#packages.get(from);
    if (!known) this.#packages.set(from, (known = new Map()));
    if (known.has(path)) return known.get(path);
    const found = path === 'C' || path === 'unsafe' ? undefined : this.#find(path, from);
    if (!found && path !== 'C' && path !== 'unsafe') this.missing.add(path);
    known.set(path, found);
    return found;
  }

  /** The import path behind a package's local name in a file. A plain import is first taken by the name its path suggests
   * and loaded only when no path suggests this name. */
  importPath(pkg: SourcePackage, file: SourceFile, name: string): string | undefined {
    let known = this.#localNames.get(file);
    if (!known) {
      const imports = this.importsOf(file);
      known = new Map(imports.named);
      for (const path of imports.plain) {
        const suggested = suggestedName(path);
        if (!known.has(suggested)) known.set(suggested, path);
      }
      this.#localNames.set(file, known);
    }
    const found = known.get(name);
    if (found !== undefined) return found === '' ? undefined : found;
    for (const path of this.importsOf(file).plain) {
      // The standard library calls its packages what their paths say.
      if (standardRoots.has(path.split('/', 1)[0])) continue;
      const other = this.packageAt(path, pkg);
      if (other?.name !== name) continue;
      known.set(name, path);
      return path;
    }
    known.set(name, '');
    return undefined;
  }

  /** What identifier `node` declares at package level, its own package or one imported under `.`: all that a name can mean that
   * is no package. No package is loaded for it otherwise. */
  declarationAt(pkg: SourcePackage, file: SourceFile, node: number): Declaration | undefined {
    const id = file.tree.aux[node];
    const declaration = this.scopeOf(pkg).names.get(id);
    if (declaration) return declaration;
    for (const dot of this.importsOf(file).dot) {
      const other = this.packageAt(dot, pkg);
      const found = other && this.scopeOf(other).names.get(id);
      if (found) return found;
    }
    return undefined;
  }

  /** The same for a name that may be a package's, as in front of a dot; undefined for predeclared and unknown names. */
  packageName(pkg: SourcePackage, file: SourceFile, node: number): PackageName | undefined {
    const id = file.tree.aux[node];
    const declaration = this.scopeOf(pkg).names.get(id);
    if (declaration) return { kind: 'declaration', declaration };
    const path = this.importPath(pkg, file, nameOf(file.tree, node));
    if (path !== undefined) return { kind: 'import', path };
    const found = this.declarationAt(pkg, file, node);
    return found && { kind: 'declaration', declaration: found };
  }

  /** Names inside a FuncDecl or the GenDecl of package variables. `node` may be the ValueSpec in it. */
  bindingOf(pkg: SourcePackage, file: SourceFile, node: number): Binding {
    if (this.#lastFile?.file !== file) {
      let bindings = this.#bindings.get(file);
      if (!bindings) this.#bindings.set(file, (bindings = new Map()));
      this.#lastFile = { file, bindings };
    }
    const known = this.#lastFile.bindings;
    let binding = known.get(node);
    if (!binding) known.set(node, (binding = bindNames(pkg, file, node, functionName(pkg, file, node))));
    return binding;
  }
}

/** `example.com/app.(*Pool).Submit`, as stacks print it; type arguments as `[...]`. */
export function functionName(pkg: SourcePackage, file: SourceFile, node: number): string {
  const { tree } = file;
  const path = pkg.name === 'main' ? 'main' : pkg.path;
  if (tree.kind[node] !== NodeKind.FuncDecl) return `${path}.init`;
  let name = node + 1;
  if ((tree.op[node] & 1) === 0) return `${path}.${nameOf(tree, name)}`;
  name += tree.size[name];
  const type = receiverTypeName(file, node);
  let isPointer = false;
  let isGeneric = false;
  for (let i = node + 1; i < type; i++) {
    isPointer ||= tree.kind[i] === NodeKind.StarExpr;
    isGeneric ||= tree.kind[i] === NodeKind.IndexExpr || tree.kind[i] === NodeKind.IndexListExpr;
  }
  const base = `${nameOf(tree, type)}${isGeneric ? '[...]' : ''}`;
  return `${path}.${isPointer ? `(*${base})` : base}.${nameOf(tree, name)}`;
}
