// The fields of a struct type by name and by position, and which struct a composite literal makes.
import type { SourceFile } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { singleType, typeOf } from './infer-type.ts';
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
  const type = underlyingType(program, withoutPointers(singleType(typeOf(program, binding, literal))));
  return type.kind === 'struct' ? type : undefined;
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
