// Where a field of a type is read, written and called in its package.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, callParts, nameOf } from '../../model/go-tree.ts';
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

/** SelectorExprs and KeyValueExprs of one file with one name: bare numbers, of tables in generated files there are millions. */
interface NamedNodes {
  readonly file: SourceFile;
  readonly nodes: number[];
}

interface NameIndex {
  readonly nodes: ReadonlyMap<number, readonly NamedNodes[]>;
  /** What was made of them when it was asked for. */
  readonly uses: Map<number, readonly FieldUse[]>;
}

const indexes = new WeakMap<PackageFacts, NameIndex>();

/** Every selector and literal key in the files of the package, whatever its type, by name id. */
function indexOf(facts: PackageFacts): NameIndex {
  const known = indexes.get(facts);
  if (known) return known;
  const all = new Map<number, NamedNodes[]>();
  for (const file of facts.package.files) {
    const { tree } = file;
    const add = (name: number, node: number): void => {
      const lists = all.get(name);
      const last = lists?.[lists.length - 1];
      if (last?.file === file) last.nodes.push(node);
      else if (lists) lists.push({ file, nodes: [node] });
      else all.set(name, [{ file, nodes: [node] }]);
    };
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] === NodeKind.SelectorExpr) add(tree.aux[i + 1 + tree.size[i + 1]], i);
      else if (tree.kind[i] === NodeKind.CompositeLit) {
        const end = i + tree.size[i];
        for (let at = tree.op[i] === 1 ? i + 1 + tree.size[i + 1] : i + 1; at < end; at += tree.size[at])
          if (tree.kind[at] === NodeKind.KeyValueExpr && tree.kind[at + 1] === NodeKind.Ident)
            add(tree.aux[at + 1], at);
      }
    }
  }
  const index = { nodes: all, uses: new Map<number, readonly FieldUse[]>() };
  indexes.set(facts, index);
  return index;
}

/** Every selector `x.name` and literal key `name: v` of the package, whatever its type; `owner` is not looked up. */
export function usesOfName(facts: PackageFacts, nameId: number): readonly FieldUse[] {
  const { nodes, uses } = indexOf(facts);
  let found = uses.get(nameId);
  if (!found) {
    found = (nodes.get(nameId) ?? []).flatMap((named) => named.nodes.map((node) => useAt(facts, named.file, node)));
    uses.set(nameId, found);
  }
  return found;
}

function useAt(facts: PackageFacts, file: SourceFile, node: number): FieldUse {
  const { tree } = file;
  if (tree.kind[node] === NodeKind.KeyValueExpr)
    return { file, node, kind: 'write', value: node + 2, owner: unknownType };
  const parent = facts.parentsOf(file)[node];
  let kind: FieldUse['kind'] = 'read';
  let value = -1;
  if (tree.kind[parent] === NodeKind.CallExpr && parent + 1 === node) kind = 'call';
  else if (tree.kind[parent] === NodeKind.AssignStmt && tree.start[node] < tree.aux[parent]) {
    kind = 'write';
    const { left, right } = assignParts(tree, parent);
    value = left.length === right.length ? right[left.indexOf(node)] : (right[0] ?? -1);
  }
  return { file, node, kind, value, owner: unknownType };
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
  for (const use of usesOfName(facts, nameId)) {
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
