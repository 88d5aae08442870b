// What an operand denotes: a variable and the fields on the way, the same for the same thing however it is written.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { nameOf, selectorParts, textOf } from '../../model/go-tree.ts';
import type { Place, Variable } from '../../model/source-function.ts';
import type { Binding } from './bind-names.ts';
import { nextNumber } from './bind-names.ts';
import { localAt, selectedType } from './infer-type.ts';
import type { Declaration } from './package-scope.ts';
import type { Program } from './program.ts';
import { memberOf } from './type-members.ts';

const packageVariables = new WeakMap<Declaration, Variable>();

const noFields: readonly string[] = [];

/** The place of a variable itself: one object for each. */
export function placeOfVariable(root: Variable): Place {
  root.plain ??= { root, path: noFields, key: `${root.number}` };
  return root.plain;
}

/** The place of a field path below a variable. */
export function placeAt(root: Variable, path: readonly string[]): Place {
  return path.length === 0 ? placeOfVariable(root) : { root, path, key: `${root.number}.${path.join('.')}` };
}

/** The one variable object of a package-level `var`. */
export function packageVariable(declaration: Declaration): Variable {
  let variable = packageVariables.get(declaration);
  if (!variable) {
    const { file, name } = declaration;
    variable = {
      name: nameOf(file.tree, name),
      package: declaration.package,
      file,
      node: name,
      kind: 'package',
      owner: undefined,
      number: nextNumber(),
      plain: undefined,
    };
    packageVariables.set(declaration, variable);
  }
  return variable;
}

/** The variable that an identifier reads or writes, local or of a package; undefined for other names. */
export function variableAt(program: Program, binding: Binding, node: number): Variable | undefined {
  const local = localAt(binding, node);
  if (local || binding.file.tree.kind[node] !== NodeKind.Ident) return local;
  const found = program.declarationAt(binding.package, binding.file, node);
  return found?.kind === 'var' ? packageVariable(found) : undefined;
}

/** The place that an expression denotes; undefined for calls and other values. `&x` and `*x` are x. */
export function placeOf(program: Program, binding: Binding, node: number): Place | undefined {
  const { tree } = binding.file;
  switch (tree.kind[node]) {
    case NodeKind.Ident: {
      const variable = variableAt(program, binding, node);
      return variable && placeOfVariable(variable);
    }
    case NodeKind.ParenExpr:
    case NodeKind.StarExpr:
      return placeOf(program, binding, node + 1);
    case NodeKind.UnaryExpr:
      return tree.op[node] === Token.AND ? placeOf(program, binding, node + 1) : undefined;
    case NodeKind.IndexExpr: {
      const base = placeOf(program, binding, node + 1);
      const index = node + 1 + tree.size[node + 1];
      return base && placeAt(base.root, [...base.path, `[${textOf(tree, index)}]`]);
    }
    case NodeKind.SelectorExpr: {
      const { x, name } = selectorParts(tree, node);
      if (tree.kind[x] === NodeKind.Ident && !localAt(binding, x)) {
        const found = program.packageName(binding.package, binding.file, x);
        if (found?.kind === 'import') {
          const other = program.packageAt(found.path, binding.package);
          const declaration = other && program.scopeOf(other).names.get(tree.aux[name]);
          return declaration?.kind === 'var' ? placeOfVariable(packageVariable(declaration)) : undefined;
        }
      }
      const base = placeOf(program, binding, x);
      if (!base) return undefined;
      const text = nameOf(tree, name);
      const member = memberOf(program, selectedType(program, binding, x), tree.aux[name], text);
      // A field that cannot be seen still has its name; a method is no place.
      if (member && member.kind !== 'field') return undefined;
      return placeAt(base.root, [...base.path, ...(member ? member.path : [text])]);
    }
    default:
      return undefined;
  }
}
