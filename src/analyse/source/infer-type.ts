// Types of expressions, without a type checker: declared types, literals, fields, calls, ranges; `unknown` otherwise.
// One thing: the functions call each other over every kind of expression.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import {
  childAt,
  compositeParts,
  fieldParts,
  funcTypeParts,
  nameOf,
  rangeParts,
  selectorParts,
  valueSpecParts,
} from '../../model/go-tree.ts';
import type { Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import { unknownType } from '../../model/source-type.ts';
import type { Binding, VariableOrigin } from './bind-names.ts';
import { boundSignature, returnedType, signatureOf } from './call-type.ts';
import type { Declaration } from './package-scope.ts';
import type { Program } from './program.ts';
import { parentsIn } from './tree-parents.ts';
import { scopeOfDeclaration, typeOfExpression, underlyingType } from './type-expression.ts';
import { memberOf } from './type-members.ts';

const basic = (name: string): GoType => ({ kind: 'basic', name });
const boolType = basic('bool');
const intType = basic('int');
const stringType = basic('string');
const runeType = basic('rune');
const floatType = basic('float64');

/** The variable that an identifier means: a local one or (as its declaration) one of a package. */
export function localAt(binding: Binding, node: number): Variable | undefined {
  const at = node - binding.node;
  // Past the end of the declaration there is no number at all.
  const number = at < 0 ? 0 : binding.variables[at];
  return number > 0 ? binding.origins.list[number - 1] : undefined;
}

/** The type of a value expression; for a call of several results a tuple. Cached by node. */
export function typeOf(program: Program, binding: Binding, node: number): GoType {
  if (node < 0) return unknownType;
  const known = binding.known.types;
  const cached = known.get(node);
  if (cached) return cached;
  known.set(node, unknownType);
  const type = infer(program, binding, node);
  known.set(node, type);
  return type;
}

/** The first value of a tuple, other types as they are. */
export function singleType(type: GoType): GoType {
  return type.kind === 'tuple' ? (type.of[0] ?? unknownType) : type;
}

/** The type of an expression that is one value. */
function valueType(program: Program, binding: Binding, node: number): GoType {
  return singleType(typeOf(program, binding, node));
}

function infer(program: Program, binding: Binding, node: number): GoType {
  const { tree } = binding.file;
  switch (tree.kind[node]) {
    case NodeKind.Ident:
      return typeOfName(program, binding, node);
    case NodeKind.BasicLit: {
      const token = tree.op[node];
      if (token === Token.STRING) return stringType;
      return token === Token.INT ? intType : token === Token.CHAR ? runeType : floatType;
    }
    case NodeKind.CompositeLit: {
      const { type } = compositeParts(tree, node);
      return type < 0 ? elidedType(program, binding, node) : typeOfExpression(program, binding.scope, binding, type);
    }
    case NodeKind.FuncLit:
      return { kind: 'func', scope: binding.scope, node: node + 1 };
    case NodeKind.ParenExpr:
      return typeOf(program, binding, node + 1);
    case NodeKind.SelectorExpr:
      return typeOfSelector(program, binding, node);
    case NodeKind.IndexExpr:
    case NodeKind.IndexListExpr: {
      const x = underlyingType(program, valueType(program, binding, node + 1));
      if (x.kind === 'map' || x.kind === 'slice' || x.kind === 'array') return x.of;
      if (x.kind === 'pointer') {
        const array = underlyingType(program, x.of);
        return array.kind === 'array' ? array.of : unknownType;
      }
      if (x.kind === 'func') return valueType(program, binding, node + 1);
      return x.kind === 'basic' && x.name === 'string' ? basic('byte') : unknownType;
    }
    case NodeKind.SliceExpr: {
      const x = underlyingType(program, valueType(program, binding, node + 1));
      return x.kind === 'array' ? { kind: 'slice', of: x.of } : valueType(program, binding, node + 1);
    }
    case NodeKind.TypeAssertExpr:
      if (tree.op[node] === 0) return unknownType;
      return typeOfExpression(program, binding.scope, binding, childAt(tree, node, 1));
    case NodeKind.StarExpr: {
      const x = underlyingType(program, valueType(program, binding, node + 1));
      return x.kind === 'pointer' ? x.of : unknownType;
    }
    case NodeKind.UnaryExpr: {
      if (tree.op[node] === Token.AND) return { kind: 'pointer', of: valueType(program, binding, node + 1) };
      if (tree.op[node] === Token.NOT) return boolType;
      if (tree.op[node] !== Token.ARROW) return valueType(program, binding, node + 1);
      const x = underlyingType(program, valueType(program, binding, node + 1));
      return x.kind === 'chan' ? x.of : unknownType;
    }
    case NodeKind.BinaryExpr:
      return binaryType(program, binding, node);
    case NodeKind.CallExpr:
      return returnedType(program, binding, node);
    default:
      return unknownType;
  }
}

function binaryType(program: Program, binding: Binding, node: number): GoType {
  const { tree } = binding.file;
  let at = node;
  while (tree.kind[at] === NodeKind.BinaryExpr) {
    const op = tree.op[at];
    if (
      op === Token.EQL ||
      op === Token.NEQ ||
      op === Token.LSS ||
      op === Token.LEQ ||
      op === Token.GTR ||
      op === Token.GEQ ||
      op === Token.LAND ||
      op === Token.LOR
    )
      return boolType;
    // An untyped constant takes the type of the other side.
    if (tree.kind[at + 1] === NodeKind.BasicLit)
      return singleType(typeOf(program, binding, at + 1 + tree.size[at + 1]));
    at++;
  }
  return singleType(typeOf(program, binding, at));
}

/** `{…}` inside `[]T{…}` or `map[K]T{…}`: T is the element type of the literal around it. */
function elidedType(program: Program, binding: Binding, node: number): GoType {
  return elementType(program, binding, literalAround(binding, node));
}

/** The composite literal around a node, -1 when there is none. */
export function literalAround(binding: Binding, node: number): number {
  const { tree } = binding.file;
  const parents = parentsIn(tree);
  let outer = parents[node];
  while (outer > binding.node && tree.kind[outer] !== NodeKind.CompositeLit) outer = parents[outer];
  return outer > binding.node ? outer : -1;
}

/** The type of the elements of a slice, array or map literal, and of all keys and values that leave theirs out. */
export function elementType(program: Program, binding: Binding, literal: number): GoType {
  const t = underlyingType(program, singleType(typeOf(program, binding, literal)));
  return t.kind === 'slice' || t.kind === 'array' || t.kind === 'map' ? t.of : unknownType;
}

function typeOfName(program: Program, binding: Binding, node: number): GoType {
  const local = localAt(binding, node);
  if (local) return typeOfVariable(program, binding, local);
  const found = program.declarationAt(binding.package, binding.file, node);
  if (found) return typeOfDeclaration(program, found);
  const name = nameOf(binding.file.tree, node);
  if (name === 'true' || name === 'false') return boolType;
  return name === 'nil' ? basic('untyped nil') : unknownType;
}

/** The type of a package-level function or variable. */
export function typeOfDeclaration(program: Program, declaration: Declaration): GoType {
  const { file, node, kind } = declaration;
  if (kind === 'func') return signatureOf(declaration);
  const scope = scopeOfDeclaration(declaration);
  if (kind === 'type') return unknownType;
  const spec = kind === 'const' ? statedSpec(file, node) : node;
  const { type, values, names } = valueSpecParts(file.tree, spec);
  if (type >= 0) return (declaration.type ??= typeOfExpression(program, scope, undefined, type));
  if (values.length === 0) return unknownType;
  const binding = program.bindingOf(declaration.package, file, spec);
  if (values.length === names.length) return singleType(typeOf(program, binding, values[declaration.index]));
  return nthType(program, binding, values[0], declaration.index);
}

/** The spec whose type and values a constant repeats: `A State = iota; B; C`. */
function statedSpec(file: SourceFile, node: number): number {
  const { tree } = file;
  for (let first = node - 1; first > 0; first--) {
    if (tree.kind[first] !== NodeKind.GenDecl) continue;
    let stated = node;
    for (let spec = first + 1; spec <= node; spec += tree.size[spec]) if ((tree.op[spec] & 3) !== 0) stated = spec;
    return stated;
  }
  return node;
}

/** Value `index` of an expression of several: a call's result, `v, ok`. */
function nthType(program: Program, binding: Binding, node: number, index: number): GoType {
  const type = typeOf(program, binding, node);
  if (type.kind === 'tuple') return type.of[index] ?? unknownType;
  return index === 0 ? type : index === 1 ? boolType : unknownType;
}

/** The type of a local variable. */
export function typeOfVariable(program: Program, binding: Binding, variable: Variable): GoType {
  const { origins } = binding;
  const origin = origins.get(variable);
  if (!origin) return unknownType;
  const known = origins.typeOf(variable);
  if (known) return known;
  const type = typeByOrigin(program, binding, origin);
  // A name that is part of its own value is not known while that is looked at.
  if (type.kind !== 'unknown') origins.keepType(variable, type);
  return type;
}

function typeByOrigin(program: Program, binding: Binding, origin: VariableOrigin): GoType {
  const { tree } = binding.file;
  switch (origin.kind) {
    case 'type': {
      const type = typeOfExpression(program, binding.scope, binding, origin.node);
      return origin.variadic ? { kind: 'slice', of: type } : type;
    }
    case 'value':
      return nthType(program, binding, origin.node, origin.index);
    case 'range':
      return rangedType(program, binding, origin.node, origin.index);
    case 'clause': {
      const clause = origin.index;
      if (tree.aux[clause] === 1 && nameOf(tree, clause + 1) !== 'nil')
        return typeOfExpression(program, binding.scope, binding, clause + 1);
      const assert = origin.node + 1 + tree.size[origin.node + 1];
      return singleType(typeOf(program, binding, assert + 1));
    }
  }
}

function rangedType(program: Program, binding: Binding, node: number, index: number): GoType {
  const whole = singleType(typeOf(program, binding, rangeParts(binding.file.tree, node).x));
  let x = underlyingType(program, whole);
  if (x.kind === 'pointer') x = underlyingType(program, x.of);
  switch (x.kind) {
    case 'slice':
    case 'array':
      return index === 0 ? intType : x.of;
    case 'map':
      return index === 0 ? x.key : x.of;
    case 'chan':
      return index === 0 ? x.of : unknownType;
    case 'func': {
      const { tree } = x.scope.file;
      const { params } = funcTypeParts(tree, x.node);
      const yieldType = tree.size[params] > 1 ? fieldParts(tree, params + 1).type : -1;
      if (yieldType < 0 || tree.kind[yieldType] !== NodeKind.FuncType) return unknownType;
      return parameterType(program, { kind: 'func', scope: x.scope, node: yieldType }, index);
    }
    case 'basic':
      return x.name === 'string' && index === 1 ? basic('rune') : intType;
    default:
      return unknownType;
  }
}

/** The type of parameter `index` of a function type; the element type for a variadic one. */
export function parameterType(program: Program, type: GoType, index: number): GoType {
  if (type.kind !== 'func') return unknownType;
  const { tree } = type.scope.file;
  const { params } = funcTypeParts(tree, type.node);
  let k = 0;
  for (let field = params + 1; field < params + tree.size[params]; field += tree.size[field]) {
    const count = Math.max(1, tree.aux[field]);
    const expression = field + 1 + tree.aux[field];
    const variadic = tree.kind[expression] === NodeKind.Ellipsis;
    if (index < k + count || variadic)
      return typeOfExpression(program, type.scope, undefined, variadic ? expression + 1 : expression);
    k += count;
  }
  return unknownType;
}

function typeOfSelector(program: Program, binding: Binding, node: number): GoType {
  const { tree } = binding.file;
  const { x, name } = selectorParts(tree, node);
  if (tree.kind[x] === NodeKind.Ident && !localAt(binding, x)) {
    const found = program.packageName(binding.package, binding.file, x);
    if (found?.kind === 'import') {
      const other = program.packageAt(found.path, binding.package);
      const declaration = other && program.scopeOf(other).names.get(tree.aux[name]);
      return declaration ? typeOfDeclaration(program, declaration) : unknownType;
    }
  }
  const member = memberOf(program, selectedType(program, binding, x), tree.aux[name], nameOf(tree, name));
  if (!member) return unknownType;
  if (member.kind === 'field') return member.type;
  return boundSignature(member);
}

/** The type of `x` in `x.name`; for a method expression `T.name` the type T itself. */
export function selectedType(program: Program, binding: Binding, x: number): GoType {
  const type = singleType(typeOf(program, binding, x));
  if (type.kind !== 'unknown') return type;
  return typeOfExpression(program, binding.scope, binding, x);
}
