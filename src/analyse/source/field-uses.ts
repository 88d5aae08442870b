// Where a field of a type is read, written and called in its package.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, callParts, compositeParts, nameOf } from '../../model/go-tree.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import { unknownType } from '../../model/source-type.ts';
import { selectedType, singleType, typeOf } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { withoutPointers } from './type-expression.ts';
import { memberOf } from './type-members.ts';

export interface FieldUse {
  readonly file: SourceFile;
  /** The SelectorExpr, or the KeyValueExpr of a composite literal. */
  readonly node: number;
  /** `write`: `x.f = v` and `T{f: v}`; `call`: `x.f()`; `read`: all else. */
  readonly kind: 'write' | 'call' | 'read';
  /** The value written, -1 when there is none of its own. */
  readonly value: number;
  /** The type that declares the field, as far as it can be told. */
  readonly owner: GoType;
}

const selectors = new WeakMap<PackageFacts, ReadonlyMap<number, readonly FieldUse[]>>();

/** Every selector and literal key with the name, in the files of the package, whatever its type; by name id. */
function indexOf(facts: PackageFacts): ReadonlyMap<number, readonly FieldUse[]> {
  const known = selectors.get(facts);
  if (known) return known;
  const all = new Map<number, FieldUse[]>();
  const add = (name: number, use: Omit<FieldUse, 'owner'>): void => {
    const list = all.get(name);
    const entry: FieldUse = { ...use, owner: unknownType };
    if (list) list.push(entry);
    else all.set(name, [entry]);
  };
  for (const file of facts.package.files) {
    const { tree } = file;
    const parents = facts.parentsOf(file);
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] === NodeKind.SelectorExpr) {
        const name = i + 1 + tree.size[i + 1];
        const parent = parents[i];
        let kind: FieldUse['kind'] = 'read';
        let value = -1;
        if (tree.kind[parent] === NodeKind.CallExpr && parent + 1 === i) kind = 'call';
        else if (tree.kind[parent] === NodeKind.AssignStmt && tree.start[i] < tree.aux[parent]) {
          kind = 'write';
          const { left, right } = assignParts(tree, parent);
          value = left.length === right.length ? right[left.indexOf(i)] : (right[0] ?? -1);
        }
        add(tree.aux[name], { file, node: i, kind, value });
      } else if (tree.kind[i] === NodeKind.CompositeLit) {
        for (const element of compositeParts(tree, i).elements)
          if (tree.kind[element] === NodeKind.KeyValueExpr && tree.kind[element + 1] === NodeKind.Ident)
            add(tree.aux[element + 1], { file, node: element, kind: 'write', value: element + 2 });
      }
    }
  }
  selectors.set(facts, all);
  return all;
}

/** Every selector `x.name` and literal key `name: v` of the package, whatever its type; `owner` is not looked up. */
export function usesOfName(facts: PackageFacts, nameId: number): readonly FieldUse[] {
  return indexOf(facts).get(nameId) ?? [];
}

/** The type whose field a use names: that of `x` in `x.f`, of the literal in `T{f: v}`. Unknown when not resolved. */
export function ownerOfField(facts: PackageFacts, use: FieldUse): GoType {
  const { file, node } = use;
  const { tree } = file;
  const binding = facts.bindingAt(file, node);
  if (!binding) return unknownType;
  if (tree.kind[node] === NodeKind.KeyValueExpr) {
    const literal = facts.parentsOf(file)[node];
    return withoutPointers(singleType(typeOf(facts.program, binding, literal)));
  }
  const x = node + 1;
  const type = withoutPointers(selectedType(facts.program, binding, x));
  const name = x + tree.size[x];
  const member = memberOf(facts.program, type, tree.aux[name], nameOf(tree, name));
  return member?.kind === 'field' && member.path.length > 1
    ? { kind: 'struct', scope: member.scope, node: member.field }
    : type;
}

/** Uses of field `name` of the named type, and those whose type cannot be told (`owner` unknown). */
export function usesOfField(facts: PackageFacts, type: GoType, nameId: number): FieldUse[] {
  const found: FieldUse[] = [];
  for (const use of indexOf(facts).get(nameId) ?? []) {
    const owner = ownerOfField(facts, use);
    const isSame =
      owner.kind === 'named' &&
      type.kind === 'named' &&
      owner.name === type.name &&
      owner.package === type.package &&
      owner.node === type.node;
    // A promoted field is declared elsewhere; it counts as not told apart.
    if (isSame) found.push({ ...use, owner });
    else if (owner.kind === 'unknown' || owner.kind === 'struct') found.push({ ...use, owner: unknownType });
  }
  return found;
}

/** The callee expression of a call, for uses of kind `call`. */
export function callOf(facts: PackageFacts, use: FieldUse): number {
  const parent = facts.parentsOf(use.file)[use.node];
  return callParts(use.file.tree, parent).callee === use.node ? parent : -1;
}
