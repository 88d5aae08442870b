// Type expressions → types, and what lies under a declared type.
import { NodeKind } from '../../model/go-syntax.ts';
import { fieldParts, nameOf, selectorParts, typeSpecParts } from '../../model/go-tree.ts';
import type { GoType, TypeScope } from '../../model/source-type.ts';
import { unknownType } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import type { Declaration } from './package-scope.ts';
import type { Program } from './program.ts';

const predeclared = new Set(
  (
    'bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 ' +
    'uint32 uint64 uintptr any comparable'
  ).split(' '),
);

/** Chains of aliases and declared types are followed this far. */
const MAX_DEPTH = 40;

/** The scope in which the signature or the fields of a declaration are read. */
export function scopeOfDeclaration(declaration: Pick<Declaration, 'package' | 'file'>): TypeScope {
  return { package: declaration.package, file: declaration.file, bindings: undefined };
}

/** The type that a TypeSpec declares, with type arguments; an alias gives its target. */
function declaredType(program: Program, scope: TypeScope, spec: number, args: readonly GoType[], depth = 0): GoType {
  const { tree } = scope.file;
  const parts = typeSpecParts(tree, spec);
  if (parts.isAlias) {
    if (depth > MAX_DEPTH) return unknownType;
    return typeOfExpression(program, withArguments(scope, spec, args), undefined, parts.type, depth + 1);
  }
  return { kind: 'named', package: scope.package.path, name: nameOf(tree, parts.name), args, scope, node: spec };
}

/** Type parameters of a TypeSpec or of a FieldList of type parameters, in order. */
export function typeParameterNames(scope: TypeScope, list: number): string[] {
  const { tree } = scope.file;
  const names: string[] = [];
  for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field])
    for (const name of fieldParts(tree, field).names) names.push(nameOf(tree, name));
  return names;
}

/** `scope` with the type parameters of a TypeSpec bound to `args`. */
function withArguments(scope: TypeScope, spec: number, args: readonly GoType[]): TypeScope {
  const list = typeSpecParts(scope.file.tree, spec).typeParams;
  if (list < 0) return scope;
  const names = typeParameterNames(scope, list);
  const bindings = new Map<string, GoType>();
  for (const [k, name] of names.entries()) bindings.set(name, args[k] ?? { kind: 'parameter', name });
  return { ...scope, bindings };
}

/** The type that a type expression denotes; unknown when it is none or its names are not at hand. */
export function typeOfExpression(
  program: Program,
  scope: TypeScope,
  binding: Binding | undefined,
  node: number,
  depth = 0,
): GoType {
  const { tree } = scope.file;
  if (depth > MAX_DEPTH || node < 0) return unknownType;
  const inner = (at: number): GoType => typeOfExpression(program, scope, binding, at, depth + 1);
  switch (tree.kind[node]) {
    case NodeKind.Ident:
      return namedByIdent(program, scope, binding, node, [], depth);
    case NodeKind.SelectorExpr:
      return namedBySelector(program, scope, node, [], depth);
    case NodeKind.ParenExpr:
      return inner(node + 1);
    case NodeKind.StarExpr:
      return { kind: 'pointer', of: inner(node + 1) };
    case NodeKind.Ellipsis:
      return { kind: 'slice', of: inner(node + 1) };
    case NodeKind.ArrayType:
      if ((tree.op[node] & 1) === 0) return { kind: 'slice', of: inner(node + 1) };
      return { kind: 'array', of: inner(node + 1 + tree.size[node + 1]) };
    case NodeKind.MapType:
      return { kind: 'map', key: inner(node + 1), of: inner(node + 1 + tree.size[node + 1]) };
    case NodeKind.ChanType: {
      const direction = tree.op[node] === 1 ? 'send' : tree.op[node] === 2 ? 'receive' : 'both';
      return { kind: 'chan', direction, of: inner(node + 1) };
    }
    case NodeKind.FuncType:
      return { kind: 'func', scope, node };
    case NodeKind.StructType:
      return { kind: 'struct', scope, node };
    case NodeKind.InterfaceType:
      return { kind: 'interface', scope, node };
    case NodeKind.IndexExpr:
    case NodeKind.IndexListExpr: {
      const args: GoType[] = [];
      const base = node + 1;
      for (let at = base + tree.size[base]; at < node + tree.size[node]; at += tree.size[at]) args.push(inner(at));
      if (tree.kind[base] === NodeKind.Ident) return namedByIdent(program, scope, binding, base, args, depth);
      if (tree.kind[base] === NodeKind.SelectorExpr) return namedBySelector(program, scope, base, args, depth);
      return unknownType;
    }
    default:
      return unknownType;
  }
}

function namedByIdent(
  program: Program,
  scope: TypeScope,
  binding: Binding | undefined,
  node: number,
  args: readonly GoType[],
  depth: number,
): GoType {
  const { tree } = scope.file;
  const name = nameOf(tree, node);
  const bound = scope.bindings?.get(name);
  if (bound) return bound;
  const local = (binding?.file === scope.file ? binding.types : scope.locals)?.get(node);
  if (local !== undefined)
    return local >= 0 && tree.kind[local] === NodeKind.TypeSpec
      ? localType(program, scope, local, args, depth)
      : { kind: 'parameter', name };
  const declaration = program.declarationAt(scope.package, scope.file, node);
  if (declaration) {
    if (declaration.kind !== 'type') return unknownType;
    return typeDeclaredBy(program, declaration, args, depth);
  }
  return predeclared.has(name) ? { kind: 'basic', name } : unknownType;
}

function namedBySelector(
  program: Program,
  scope: TypeScope,
  node: number,
  args: readonly GoType[],
  depth: number,
): GoType {
  const { tree } = scope.file;
  const { x, name } = selectorParts(tree, node);
  if (tree.kind[x] !== NodeKind.Ident) return unknownType;
  const path = program.importPath(scope.package, scope.file, nameOf(tree, x));
  if (path === undefined) return unknownType;
  const other = program.packageAt(path, scope.package);
  if (!other) return { kind: 'named', package: path, name: nameOf(tree, name), args, scope: undefined, node: -1 };
  const declaration = program.scopeOf(other).names.get(tree.aux[name]);
  if (declaration?.kind !== 'type') return unknownType;
  return typeDeclaredBy(program, declaration, args, depth);
}

/** One object for all mentions of a type without arguments. */
function typeDeclaredBy(program: Program, declaration: Declaration, args: readonly GoType[], depth: number): GoType {
  if (declaration.type && args.length === 0) return declaration.type;
  const type = declaredType(program, scopeOfDeclaration(declaration), declaration.node, args, depth);
  if (args.length === 0 && type.kind !== 'unknown') declaration.type = type;
  return type;
}

/** The same for a type declared in a function; what it says may depend on the function's type parameters. */
function localType(program: Program, scope: TypeScope, spec: number, args: readonly GoType[], depth: number): GoType {
  if (args.length > 0 || scope.bindings) return declaredType(program, scope, spec, args, depth);
  let inFile = program.localTypes.get(scope.file);
  if (!inFile) program.localTypes.set(scope.file, (inFile = new Map()));
  let type = inFile.get(spec);
  if (!type) {
    type = declaredType(program, scope, spec, args, depth);
    if (type.kind !== 'unknown') inFile.set(spec, type);
  }
  return type;
}

/** The type under a declared type; others as they are. Unknown for a declared type whose source is not at hand. */
export function underlyingType(program: Program, type: GoType): GoType {
  let t = type;
  for (let depth = 0; t.kind === 'named' && depth < MAX_DEPTH; depth++) {
    if (!t.scope || t.node < 0) return unknownType;
    const { scope, node, args } = t;
    const cached = args.length === 0 ? program.underlying.get(scope.file)?.get(node) : undefined;
    if (cached) {
      t = cached;
      continue;
    }
    const expression = typeSpecParts(scope.file.tree, node).type;
    t = typeOfExpression(program, withArguments(scope, node, args), undefined, expression, depth);
    if (args.length > 0) continue;
    let byNode = program.underlying.get(scope.file);
    if (!byNode) program.underlying.set(scope.file, (byNode = new Map()));
    byNode.set(node, t);
  }
  return t.kind === 'named' ? unknownType : t;
}

/** The type behind all pointers. */
export function withoutPointers(type: GoType): GoType {
  let t = type;
  while (t.kind === 'pointer') t = t.of;
  return t;
}

/** Bindings of the type parameters of a named type's TypeSpec, for reading its methods: by position. */
export function argumentsByName(type: GoType): ReadonlyMap<string, GoType> | undefined {
  if (type.kind !== 'named' || !type.scope || type.node < 0 || type.args.length === 0) return undefined;
  return withArguments(type.scope, type.node, type.args).bindings;
}
