// What a call gives back: builtins, conversions, functions and methods, generic ones by the shape of their arguments.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, fieldParts, funcDeclParts, funcTypeParts, nameOf } from '../../model/go-tree.ts';
import type { GoType, TypeScope } from '../../model/source-type.ts';
import { unknownType } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import { localAt, singleType, typeOf } from './infer-type.ts';
import type { Declaration } from './package-scope.ts';
import type { Program } from './program.ts';
import {
  argumentsByName,
  scopeOfDeclaration,
  typeOfExpression,
  typeParameterNames,
  underlyingType,
} from './type-expression.ts';
import type { Member } from './type-members.ts';

/** The function type of a declared function or method, as it stands there: one object for all its mentions. */
export function signatureOf(declaration: Declaration): GoType {
  declaration.type ??= {
    kind: 'func',
    scope: scopeOfDeclaration(declaration),
    node: funcDeclParts(declaration.file.tree, declaration.node).type,
    results: undefined,
  };
  return declaration.type;
}

/** The function type of a method as it is read off a value: type parameters of the receiver are bound by position. */
export function boundSignature(member: Member): GoType {
  if (member.kind === 'field') return member.type;
  if (member.kind === 'interface-method')
    return {
      kind: 'func',
      scope: { ...member.scope, bindings: argumentsByName(member.owner) },
      node: member.signature,
    };
  const { declaration, owner } = member;
  if (owner.kind !== 'named' || owner.args.length === 0) return signatureOf(declaration);
  const { tree } = declaration.file;
  const parts = funcDeclParts(tree, declaration.node);
  let scope: TypeScope = scopeOfDeclaration(declaration);
  if (parts.receiver >= 0) {
    const bindings = new Map<string, GoType>();
    for (let i = parts.receiver + 1; i < parts.receiver + tree.size[parts.receiver]; i++) {
      if (tree.kind[i] !== NodeKind.IndexExpr && tree.kind[i] !== NodeKind.IndexListExpr) continue;
      let k = 0;
      for (let arg = i + 1 + tree.size[i + 1]; arg < i + tree.size[i]; arg += tree.size[arg])
        bindings.set(nameOf(tree, arg), owner.args[k++] ?? unknownType);
      break;
    }
    scope = { ...scope, bindings };
  }
  return { kind: 'func', scope, node: parts.type };
}

/** Results of a function type: nothing (an empty tuple), the one type, or a tuple. */
export function resultsOf(program: Program, type: GoType): GoType {
  if (type.kind !== 'func') return unknownType;
  type.results ??= readResults(program, type);
  return type.results;
}

function readResults(program: Program, type: GoType & { kind: 'func' }): GoType {
  const { scope } = type;
  const { tree } = scope.file;
  const { results } = funcTypeParts(tree, type.node);
  const types: GoType[] = [];
  if (results >= 0)
    for (let field = results + 1; field < results + tree.size[results]; field += tree.size[field]) {
      const resultType = typeOfExpression(program, scope, undefined, field + 1 + tree.aux[field]);
      for (let k = 0; k < Math.max(1, tree.aux[field]); k++) types.push(resultType);
    }
  return types.length === 1 ? types[0] : { kind: 'tuple', of: types };
}

/** The type that a CallExpr evaluates to. */
export function returnedType(program: Program, binding: Binding, node: number): GoType {
  const { tree } = binding.file;
  const { callee, args } = callParts(tree, node);
  let target = callee;
  while (tree.kind[target] === NodeKind.ParenExpr) target++;
  const builtin = builtinName(program, binding, target);
  if (builtin) return builtinType(program, binding, builtin, args);
  const type = singleType(typeOf(program, binding, target));
  const signature = type.kind === 'named' ? underlyingType(program, type) : type;
  if (signature.kind === 'func')
    return resultsOf(program, withInferredArguments(program, binding, signature, target, args));
  if (type.kind !== 'unknown') return unknownType;
  // A conversion `T(x)`, or something that is not at hand.
  return typeOfExpression(program, binding.scope, binding, target);
}

const builtins = new Set(
  'append cap clear close complex copy delete imag len make max min new panic print println real recover'.split(' '),
);

/** The builtin function that an identifier means, '' when it means something else. */
export function builtinName(program: Program, binding: Binding, node: number): string {
  const name = nameOf(binding.file.tree, node);
  if (name === '' || !builtins.has(name) || localAt(binding, node)) return '';
  return program.declarationAt(binding.package, binding.file, node) ? '' : name;
}

function builtinType(program: Program, binding: Binding, name: string, args: readonly number[]): GoType {
  if (args.length === 0) return unknownType;
  switch (name) {
    case 'make':
      return typeOfExpression(program, binding.scope, binding, args[0]);
    case 'new': {
      const type = typeOfExpression(program, binding.scope, binding, args[0]);
      return { kind: 'pointer', of: type.kind === 'unknown' ? singleType(typeOf(program, binding, args[0])) : type };
    }
    case 'append':
    case 'min':
    case 'max':
      return singleType(typeOf(program, binding, args[0]));
    case 'len':
    case 'cap':
    case 'copy':
      return { kind: 'basic', name: 'int' };
    default:
      return unknownType;
  }
}

/** A generic function with its type parameters bound: explicit arguments first, then by the arguments' shapes. */
function withInferredArguments(
  program: Program,
  binding: Binding,
  type: GoType & { kind: 'func' },
  target: number,
  args: readonly number[],
): GoType {
  const { tree } = type.scope.file;
  const parts = funcTypeParts(tree, type.node);
  if (parts.typeParams < 0) return type;
  const names = typeParameterNames(type.scope, parts.typeParams);
  const bindings = new Map<string, GoType>(type.scope.bindings);
  const here = binding.file.tree;
  if (here.kind[target] === NodeKind.IndexExpr || here.kind[target] === NodeKind.IndexListExpr) {
    let k = 0;
    for (let at = target + 1 + here.size[target + 1]; at < target + here.size[target]; at += here.size[at])
      bindings.set(names[k++] ?? '', typeOfExpression(program, binding.scope, binding, at));
  }
  let k = 0;
  for (let field = parts.params + 1; field < parts.params + tree.size[parts.params]; field += tree.size[field]) {
    const expression = fieldParts(tree, field).type;
    for (let n = 0; n < Math.max(1, tree.aux[field]) && k < args.length; n++, k++)
      unify(program, type.scope, expression, singleType(typeOf(program, binding, args[k])), names, bindings);
  }
  for (const name of names) if (!bindings.has(name)) bindings.set(name, unknownType);
  return { kind: 'func', scope: { ...type.scope, bindings }, node: type.node };
}

/** Binds type parameters in the type expression `node` so that it fits `type`. */
function unify(
  program: Program,
  scope: TypeScope,
  node: number,
  type: GoType,
  names: readonly string[],
  bindings: Map<string, GoType>,
): void {
  const { tree } = scope.file;
  const inner = (at: number, t: GoType): void => unify(program, scope, at, t, names, bindings);
  switch (tree.kind[node]) {
    case NodeKind.Ident: {
      const name = nameOf(tree, node);
      if (names.includes(name) && type.kind !== 'unknown' && !bindings.has(name)) bindings.set(name, type);
      return;
    }
    case NodeKind.StarExpr:
      if (type.kind === 'pointer') inner(node + 1, type.of);
      return;
    case NodeKind.Ellipsis:
      inner(node + 1, type);
      return;
    case NodeKind.ArrayType: {
      const under = underlyingType(program, type);
      if (under.kind === 'slice' || under.kind === 'array')
        inner((tree.op[node] & 1) === 1 ? node + 1 + tree.size[node + 1] : node + 1, under.of);
      return;
    }
    case NodeKind.ChanType: {
      const under = underlyingType(program, type);
      if (under.kind === 'chan') inner(node + 1, under.of);
      return;
    }
    case NodeKind.MapType: {
      const under = underlyingType(program, type);
      if (under.kind !== 'map') return;
      inner(node + 1, under.key);
      inner(node + 1 + tree.size[node + 1], under.of);
      return;
    }
    case NodeKind.FuncType: {
      if (type.kind !== 'func') return;
      const results = resultsOf(program, type);
      const list = funcTypeParts(tree, node).results;
      if (list < 0 || tree.size[list] < 2) return;
      const all = results.kind === 'tuple' ? results.of : [results];
      let k = 0;
      for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field])
        inner(field + 1 + tree.aux[field], all[k++] ?? unknownType);
      return;
    }
    case NodeKind.IndexExpr:
    case NodeKind.IndexListExpr: {
      if (type.kind !== 'named') return;
      let k = 0;
      for (let at = node + 1 + tree.size[node + 1]; at < node + tree.size[node]; at += tree.size[at])
        inner(at, type.args[k++] ?? unknownType);
      return;
    }
  }
}
