// The fields of a struct type by name and by position, and which struct a composite literal makes.
import { NodeKind } from '../../model/go-syntax.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import { elementType, literalAround, singleType, typeOf } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { underlyingType, withoutPointers } from './type-expression.ts';

/** A field: its Field node and the name (one node may declare several). */
export interface StructField {
  readonly node: number;
  readonly nameId: number;
}

/** The StructType of the literal at a node, undefined for slices, maps and what is not known. */
export function structOf(
  { program }: PackageFacts,
  binding: Binding,
  literal: number,
): { readonly scope: { readonly file: SourceFile }; readonly node: number } | undefined {
  return structBehind({ program }, typeOf(program, binding, literal));
}

function structBehind({ program }: Pick<PackageFacts, 'program'>, of: GoType) {
  const type = underlyingType(program, withoutPointers(singleType(of)));
  return type.kind === 'struct' ? type : undefined;
}

/** Literals of one struct type that give its fields by position. */
export interface UnkeyedLiterals {
  /** The file of the literals. */
  readonly file: SourceFile;
  /** The StructType. */
  readonly struct: { readonly scope: { readonly file: SourceFile }; readonly node: number };
  readonly nodes: readonly number[];
}

const unkeyed = new WeakMap<PackageFacts, ReadonlyMap<SourceFile, readonly UnkeyedLiterals[]>>();

/** Every literal of the package that gives the fields of a struct declared in `file` by position, in order; those of one list,
 * whose type is written once, together. */
export function unkeyedLiterals(facts: PackageFacts, file: SourceFile): readonly UnkeyedLiterals[] {
  let known = unkeyed.get(facts);
  if (!known) unkeyed.set(facts, (known = findUnkeyed(facts)));
  return known.get(file) ?? [];
}

function findUnkeyed(facts: PackageFacts): Map<SourceFile, UnkeyedLiterals[]> {
  const found = new Map<SourceFile, UnkeyedLiterals[]>();
  for (const file of facts.package.files) {
    const { tree } = file;
    /** The list around the last literal without a type, and what its elements are. */
    let list = -1;
    let elements: (UnkeyedLiterals & { readonly nodes: number[] }) | undefined;
    const start = (type: GoType): typeof elements => {
      const struct = structBehind(facts, type);
      if (!struct) return undefined;
      const literals = { file, struct, nodes: [] };
      const ofFile = found.get(struct.scope.file);
      if (ofFile) ofFile.push(literals);
      else found.set(struct.scope.file, [literals]);
      return literals;
    };
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.CompositeLit || tree.size[i] < 2) continue;
      const hasType = tree.op[i] === 1;
      const first = hasType ? i + 1 + tree.size[i + 1] : i + 1;
      if (first >= i + tree.size[i] || tree.kind[first] === NodeKind.KeyValueExpr) continue;
      if (hasType && (tree.kind[i + 1] === NodeKind.ArrayType || tree.kind[i + 1] === NodeKind.MapType)) continue;
      const binding = facts.bindingAt(file, i);
      if (!binding) continue;
      if (hasType) {
        start(typeOf(facts.program, binding, i))?.nodes.push(i);
        continue;
      }
      const outer = literalAround(binding, i);
      if (outer !== list) {
        list = outer;
        elements = start(elementType(facts.program, binding, outer));
      }
      elements?.nodes.push(i);
    }
  }
  return found;
}

/** The field of that name which the StructType itself declares. */
export function fieldByName(file: SourceFile, struct: number, nameId: number): StructField | undefined {
  const { tree } = file;
  const list = struct + 1;
  for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field])
    for (let k = 0; k < tree.aux[field]; k++) if (tree.aux[field + 1 + k] === nameId) return { node: field, nameId };
  return undefined;
}

/** The field at a position, as a literal without keys gives them; undefined for an embedded one. */
export function fieldByIndex(file: SourceFile, struct: number, index: number): StructField | undefined {
  const { tree } = file;
  const list = struct + 1;
  let k = 0;
  for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field]) {
    const count = Math.max(1, tree.aux[field]);
    if (index < k + count)
      return tree.aux[field] === 0 ? undefined : { node: field, nameId: tree.aux[field + 1 + index - k] };
    k += count;
  }
  return undefined;
}
