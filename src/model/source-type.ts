// Types of Go as far as they can be read from source without a type checker. `unknown` is an answer, not an error.
import type { SourceFile, SourcePackage } from './source-package.ts';

/** Where the names inside a type expression mean what they mean: package, file (imports), bindings of type parameters. */
export interface TypeScope {
  readonly package: SourcePackage;
  readonly file: SourceFile;
  readonly bindings: ReadonlyMap<string, GoType> | undefined;
  /** Inside a function: the TypeSpec (or type parameter) of each identifier that names a local type. */
  readonly locals?: ReadonlyMap<number, number>;
}

export type GoType =
  /** Predeclared: `int`, `string`, `error`, `untyped nil` … */
  | { readonly kind: 'basic'; readonly name: string }
  /** A declared type. `package` is the import path; `name` without type arguments; `node` the TypeSpec where its source is
   * at hand, else -1. */
  | {
      readonly kind: 'named';
      readonly package: string;
      readonly name: string;
      readonly args: readonly GoType[];
      readonly scope: TypeScope | undefined;
      readonly node: number;
      /** `package.name`, kept when first asked for (`typeNameOf`). */
      fullName?: string;
    }
  | { readonly kind: 'pointer' | 'slice' | 'array'; readonly of: GoType }
  | { readonly kind: 'map'; readonly key: GoType; readonly of: GoType }
  | { readonly kind: 'chan'; readonly direction: 'both' | 'send' | 'receive'; readonly of: GoType }
  /** `results`: what a call gives back, kept when first asked for (`resultsOf`). */
  | { readonly kind: 'func'; readonly scope: TypeScope; readonly node: number; results?: GoType | undefined }
  | { readonly kind: 'struct' | 'interface'; readonly scope: TypeScope; readonly node: number }
  | { readonly kind: 'tuple'; readonly of: readonly GoType[] }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'unknown' };

export const unknownType: GoType = { kind: 'unknown' };

/** `sync.Mutex`, `net/http.Response`: import path and name of a named type, pointers removed; '' for all others. */
export function typeNameOf(type: GoType): string {
  let t = type;
  while (t.kind === 'pointer') t = t.of;
  if (t.kind === 'named') {
    t.fullName ??= `${t.package}.${t.name}`;
    return t.fullName;
  }
  return t.kind === 'basic' ? t.name : '';
}
