// What a call calls.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, nameOf, selectorParts, textOf } from '../../model/go-tree.ts';
import type { Callee, SourceFunction, Variable } from '../../model/source-function.ts';
import type { Binding } from './bind-names.ts';
import { builtinName } from './call-type.ts';
import { localAt, selectedType, singleType, typeOf } from './infer-type.ts';
import type { Declaration } from './package-scope.ts';
import type { Program } from './program.ts';
import { typeOfExpression, withoutPointers } from './type-expression.ts';
import type { Member } from './type-members.ts';
import { memberOf } from './type-members.ts';

const assignments = new WeakMap<Binding, ReadonlyMap<Variable, readonly number[]>>();

/** The values that each local variable is given: expressions, -1 for what cannot be told (address taken, range, one of
 * several results). Parameters are in it only when they are assigned to. */
export function assignmentsOf(binding: Binding): ReadonlyMap<Variable, readonly number[]> {
  const known = assignments.get(binding);
  if (known) return known;
  const all = new Map<Variable, number[]>();
  const add = (variable: Variable | undefined, value: number): void => {
    if (!variable) return;
    const list = all.get(variable);
    if (list) list.push(value);
    else all.set(variable, [value]);
  };
  for (const variable of binding.origins.list) {
    const origin = binding.origins.get(variable);
    if (origin?.kind === 'value') add(variable, origin.index === 0 ? origin.node : -1);
    else if (origin && origin.kind !== 'type') add(variable, -1);
  }
  const { tree } = binding.file;
  const end = binding.node + tree.size[binding.node];
  for (let i = binding.node; i < end; i++) {
    const kind = tree.kind[i];
    if (kind === NodeKind.AssignStmt) {
      const { left, right } = assignParts(tree, i);
      for (let k = 0; k < left.length; k++) {
        const target = left[k];
        const variable = localAt(binding, target);
        if (!variable || (tree.op[i] === Token.DEFINE && variable.node === target)) continue;
        add(
          variable,
          tree.op[i] >= Token.ASSIGN && tree.op[i] <= Token.DEFINE && left.length === right.length ? right[k] : -1,
        );
      }
    } else if (kind === NodeKind.ValueSpec) {
      if ((tree.op[i] & 3) !== 3) continue;
      // `var x T = v`: its origin is the type.
      const names = tree.aux[i];
      let value = i + 1 + names;
      value += tree.size[value];
      for (let k = 0; k < names && value < i + tree.size[i]; k++, value += tree.size[value])
        add(localAt(binding, i + 1 + k), value);
    } else if (kind === NodeKind.UnaryExpr && tree.op[i] === Token.AND) add(localAt(binding, i + 1), -1);
    else if (kind === NodeKind.RangeStmt && tree.op[i] === Token.ASSIGN) {
      add(localAt(binding, i + 1), -1);
      add(localAt(binding, i + 1 + tree.size[i + 1]), -1);
    }
  }
  assignments.set(binding, all);
  return all;
}

/** The literal of this binding at a FuncLit node. */
export function literalAt(binding: Binding, node: number): SourceFunction | undefined {
  return binding.functions.find((fn) => fn.node === node);
}

/** The one value a local variable ever has, -1 when there are several or none is known. */
export function onlyValue(binding: Binding, variable: Variable): number {
  const values = assignmentsOf(binding).get(variable);
  return values?.length === 1 ? values[0] : -1;
}

const direct: readonly string[] = [];

/** A callee with one string object for each name: they are compared again and again. */
function calleeWith(
  program: Program,
  kind: Callee['kind'],
  name: string,
  receiver = -1,
  literal: Callee['literal'] = undefined,
): Callee {
  return { kind, name: program.calleeName(name), declared: undefined, literal, receiver, through: direct };
}

/** One object for all calls of a declared function. */
function declaredFunction(program: Program, declaration: Declaration): Callee {
  if (!declaration.callee) {
    const name = `${declaration.package.path}.${nameOf(declaration.file.tree, declaration.name)}`;
    declaration.callee = { ...calleeWith(program, 'function', name), declared: declaration };
  }
  return declaration.callee;
}

/** What the CallExpr at `node` calls. Kept by node. */
export function calleeOf(program: Program, binding: Binding, node: number): Callee {
  const known = binding.known.callees;
  let callee = known.get(node);
  if (!callee) known.set(node, (callee = findCallee(program, binding, node)));
  return callee;
}

function findCallee(program: Program, binding: Binding, node: number): Callee {
  const { tree } = binding.file;
  let target = node + 1;
  for (;;) {
    const kind = tree.kind[target];
    // `f[T](x)`; an index into a slice of functions is told apart by its type below.
    if (kind === NodeKind.ParenExpr || kind === NodeKind.IndexListExpr) target++;
    else if (kind === NodeKind.IndexExpr && singleType(typeOf(program, binding, target + 1)).kind === 'func') target++;
    else break;
  }
  switch (tree.kind[target]) {
    case NodeKind.FuncLit:
      return calleeWith(program, 'literal', 'func', -1, literalAt(binding, target));
    case NodeKind.Ident:
      return calleeByName(program, binding, target);
    case NodeKind.SelectorExpr:
      return calleeBySelector(program, binding, target);
    case NodeKind.ArrayType:
    case NodeKind.MapType:
    case NodeKind.ChanType:
    case NodeKind.FuncType:
    case NodeKind.InterfaceType:
    case NodeKind.StarExpr:
      return calleeWith(program, 'conversion', textOf(tree, target));
    default:
      return calleeWith(program, 'value', 'value', target);
  }
}

function calleeByName(program: Program, binding: Binding, target: number): Callee {
  const name = nameOf(binding.file.tree, target);
  const builtin = builtinName(program, binding, target);
  if (builtin) return calleeWith(program, 'builtin', builtin);
  const variable = localAt(binding, target);
  if (variable) {
    const value = onlyValue(binding, variable);
    return calleeWith(program, 'value', name, target, value >= 0 ? literalAt(binding, value) : undefined);
  }
  const declaration = program.declarationAt(binding.package, binding.file, target);
  if (declaration) {
    if (declaration.kind === 'func') return declaredFunction(program, declaration);
    if (declaration.kind === 'type') return calleeWith(program, 'conversion', name);
    return calleeWith(program, 'value', name, target);
  }
  if (binding.types.has(target) || typeOfExpression(program, binding.scope, binding, target).kind !== 'unknown')
    return calleeWith(program, 'conversion', name);
  return calleeWith(program, 'unknown', name);
}

function calleeBySelector(program: Program, binding: Binding, target: number): Callee {
  const { tree } = binding.file;
  const { x, name } = selectorParts(tree, target);
  const text = nameOf(tree, name);
  if (tree.kind[x] === NodeKind.Ident && !localAt(binding, x)) {
    const found = program.packageName(binding.package, binding.file, x);
    if (found?.kind === 'import') {
      const other = program.packageAt(found.path, binding.package);
      const declaration = other && program.scopeOf(other).names.get(tree.aux[name]);
      if (declaration?.kind === 'func') return declaredFunction(program, declaration);
      const full = `${found.path}.${text}`;
      if (declaration?.kind === 'type') return calleeWith(program, 'conversion', full);
      if (declaration) return calleeWith(program, 'value', full, target);
      // Not at hand: a function by all likelihood; what it does is not known.
      return calleeWith(program, 'function', full);
    }
  }
  const type = selectedType(program, binding, x);
  const member = memberOf(program, type, tree.aux[name], text);
  if (!member) {
    const t = withoutPointers(type);
    // A type whose source is not at hand: its own methods can be named, not followed.
    if (t.kind === 'named') return calleeWith(program, 'method', `${t.package}.${t.name}.${text}`, x);
    if (t.kind === 'basic' && t.name === 'error') return calleeWith(program, 'interface-method', `error.${text}`, x);
    return calleeWith(program, 'unknown', text, x);
  }
  if (member.kind === 'field') return calleeWith(program, 'value', text, target);
  return {
    kind: member.kind,
    name: nameOfMethod(program, member, text),
    declared: member.kind === 'method' ? member.declaration : undefined,
    literal: undefined,
    receiver: x,
    through: member.path,
  };
}

type Method = Exclude<Member, { readonly kind: 'field' }>;
const methodNames = new WeakMap<Method, string>();

function nameOfMethod(program: Program, member: Method, text: string): string {
  let name = methodNames.get(member);
  if (name === undefined) {
    const owner = withoutPointers(member.owner);
    const ownerName = owner.kind === 'named' ? `${owner.package}.${owner.name}` : 'interface';
    methodNames.set(member, (name = program.calleeName(`${ownerName}.${text}`)));
  }
  return name;
}
