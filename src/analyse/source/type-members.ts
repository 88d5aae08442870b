// Fields and methods of a type, promoted ones included.
import { NodeKind } from '../../model/go-syntax.ts';
import { fieldParts, nameOf } from '../../model/go-tree.ts';
import type { GoType, TypeScope } from '../../model/source-type.ts';
import type { Declaration } from './package-scope.ts';
import type { Program } from './program.ts';
import { typeOfExpression, underlyingType, withoutPointers } from './type-expression.ts';

export type Member =
  /** `path` are the fields passed on the way, embedded ones included, this one last. */
  | {
      readonly kind: 'field';
      readonly path: readonly string[];
      readonly type: GoType;
      readonly scope: TypeScope;
      readonly field: number;
    }
  /** `owner` is the type whose method it is (no pointer), `path` the embedded fields passed. */
  | {
      readonly kind: 'method';
      readonly path: readonly string[];
      readonly owner: GoType;
      readonly declaration: Declaration;
    }
  | {
      readonly kind: 'interface-method';
      readonly path: readonly string[];
      readonly owner: GoType;
      readonly scope: TypeScope;
      /** FuncType. */
      readonly signature: number;
    };

/** Name of an embedded field: `*pkg.T[X]` → `T`. */
function embeddedName(scope: TypeScope, type: number): string {
  const { tree } = scope.file;
  let at = type;
  for (;;) {
    const kind = tree.kind[at];
    if (kind === NodeKind.SelectorExpr) at = at + 1 + tree.size[at + 1];
    else if (kind === NodeKind.Ident) return nameOf(tree, at);
    else if (kind === NodeKind.StarExpr || kind === NodeKind.IndexExpr || kind === NodeKind.IndexListExpr) at++;
    else return '';
  }
}

interface Candidate {
  readonly type: GoType;
  readonly path: readonly string[];
}

/** Embedding deeper than this is not followed. */
const MAX_EMBEDDING = 6;

/** The field or method that `x.name` means for an `x` of this type; undefined when there is none or it cannot be seen. */
export function memberOf(program: Program, type: GoType, nameId: number, name: string): Member | undefined {
  const t = withoutPointers(type);
  if (t.kind !== 'named' || t.args.length > 0 || !t.scope) return findMember(program, t, nameId, name);
  let ofType = program.members.get(t);
  if (!ofType) program.members.set(t, (ofType = new Map()));
  let member = ofType.get(nameId);
  if (member === undefined && !ofType.has(nameId)) ofType.set(nameId, (member = findMember(program, t, nameId, name)));
  return member;
}

const noFields: readonly string[] = [];
const keyOf = (t: GoType & { kind: 'named' }): string => `${t.package}.${t.name}.${t.node}`;

/** `type` is no pointer. */
function findMember(program: Program, type: GoType, nameId: number, name: string): Member | undefined {
  let level: Candidate[] = [];
  const own = directMember(program, type, nameId, name, noFields, level);
  if (own || level.length === 0) return own;
  const seen = new Set<string>(type.kind === 'named' ? [keyOf(type)] : []);
  for (let depth = 1; level.length > 0 && depth < MAX_EMBEDDING; depth++) {
    const next: Candidate[] = [];
    for (const candidate of level) {
      const t = withoutPointers(candidate.type);
      if (t.kind === 'named') {
        const key = keyOf(t);
        if (seen.has(key)) continue;
        seen.add(key);
      }
      const found = directMember(program, t, nameId, name, candidate.path, next);
      if (found) return found;
    }
    level = next;
  }
  return undefined;
}

function directMember(
  program: Program,
  type: GoType,
  nameId: number,
  name: string,
  path: readonly string[],
  next: Candidate[],
): Member | undefined {
  if (type.kind === 'named' && type.scope) {
    const typeNameId = type.scope.file.tree.aux[type.node + 1];
    const declaration = program.scopeOf(type.scope.package).methods.get(typeNameId)?.get(nameId);
    if (declaration) return { kind: 'method', path, owner: type, declaration };
  }
  const under = underlyingType(program, type);
  if (under.kind === 'pointer') {
    next.push({ type: under.of, path });
    return undefined;
  }
  if (under.kind !== 'struct' && under.kind !== 'interface') return undefined;
  const { scope, node } = under;
  const { tree } = scope.file;
  const list = node + 1;
  for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field]) {
    const count = tree.aux[field];
    const expression = field + 1 + count;
    for (let k = 0; k < count; k++) {
      if (tree.aux[field + 1 + k] !== nameId) continue;
      if (under.kind === 'interface')
        return { kind: 'interface-method', path, owner: type, scope, signature: fieldParts(tree, field).type };
      const fieldType = typeOfExpression(program, scope, undefined, expression);
      return { kind: 'field', path: [...path, name], type: fieldType, scope, field };
    }
    if (count > 0) continue;
    if (under.kind === 'interface') {
      const kind = tree.kind[expression];
      if (kind !== NodeKind.Ident && kind !== NodeKind.SelectorExpr && kind !== NodeKind.IndexExpr) continue;
      next.push({ type: typeOfExpression(program, scope, undefined, expression), path });
      continue;
    }
    const embedded = embeddedName(scope, expression);
    const embeddedType = typeOfExpression(program, scope, undefined, expression);
    if (embedded === name) return { kind: 'field', path: [...path, name], type: embeddedType, scope, field };
    next.push({ type: embeddedType, path: [...path, embedded] });
  }
  return undefined;
}
