// Whose a lock is: the type that holds it, whatever path leads there, and whether one object is reached from another.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, rangeParts } from '../../model/go-tree.ts';
import type { Place, Variable } from '../../model/source-function.ts';
import type { GoType } from '../../model/source-type.ts';
import { calleeBinding } from './channel-uses.ts';
import { typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { typeOfExpression, underlyingType, withoutPointers } from './type-expression.ts';
import { memberOf } from './type-members.ts';

export interface LockOwner {
  /** `example.com/app.Store`: the last type of a package on the way to the lock; of an embedded one the type around it. */
  readonly type: string;
  /** `mu`, `state.Mutex`: the fields from there on. */
  readonly lock: string;
  /** Fields from the variable to the owner: none when the variable is the owner itself. */
  readonly link: readonly string[];
}

const owners = new WeakMap<PackageFacts, Map<string, LockOwner | undefined>>();

/** The owner of the lock at a place; undefined for locks that are variables, and where a type on the way is not known. */
export function lockOwner(facts: PackageFacts, place: Place): LockOwner | undefined {
  if (place.path.length === 0 || place.key.includes('[') || !place.root.owner) return undefined;
  let known = owners.get(facts);
  if (!known) owners.set(facts, (known = new Map()));
  if (known.has(place.key)) return known.get(place.key);
  const owner = findOwner(facts, place);
  known.set(place.key, owner);
  return owner;
}

function findOwner(facts: PackageFacts, { root, path }: Place): LockOwner | undefined {
  const binding = root.owner && calleeBinding(facts, root.owner);
  if (!binding) return undefined;
  let type: GoType = withoutPointers(typeOfVariable(facts.program, binding, root));
  let owner: { type: GoType & { kind: 'named' }; at: number } | undefined;
  let isEmbedded = false;
  for (const [k, name] of path.entries()) {
    // What a type embeds is part of it: a door with a lockable in it is no lockable like any other.
    if (type.kind === 'named' && !isEmbedded && !isLockType(facts, type)) owner = { type, at: k };
    const member = memberOf(facts.program, type, root.file.tree.names.find(name), name);
    if (member?.kind !== 'field') return undefined;
    isEmbedded = member.scope.file.tree.aux[member.field] === 0;
    type = withoutPointers(member.type);
  }
  if (!owner) return undefined;
  return {
    type: `${owner.type.package}.${owner.type.name}`,
    lock: path.slice(owner.at).join('.'),
    link: path.slice(0, owner.at),
  };
}

/** A lock of package sync, and a struct around nothing but an embedded one, which a code base has for all its locks. */
export function isLockType(facts: PackageFacts, type: GoType): boolean {
  if (type.kind !== 'named') return false;
  if (/^sync(\/|$)/.test(type.package)) return true;
  const struct = underlyingType(facts.program, type);
  if (struct.kind !== 'struct') return false;
  const { tree } = struct.scope.file;
  const field = struct.node + 2;
  if (tree.size[struct.node + 1] !== 1 + tree.size[field] || tree.aux[field] !== 0) return false;
  return isLockType(facts, typeOfExpression(facts.program, struct.scope, undefined, field + 1));
}

/** True when the object of `inner` was got from the one of `outer`: it is a field path of the same variable, or a local variable
 * that was read, ranged or looked up from it. */
export function isReachedFrom(facts: PackageFacts, inner: Variable, outer: Variable, depth = 0): boolean {
  if (inner === outer) return true;
  if (inner.kind !== 'local' || depth > 2) return false;
  const binding = inner.owner && calleeBinding(facts, inner.owner);
  const origin = binding?.origins.get(inner);
  if (!binding || !origin || (origin.kind !== 'value' && origin.kind !== 'range')) return false;
  const { file } = inner;
  const { tree } = file;
  let value = origin.kind === 'range' ? rangeParts(tree, origin.node).x : origin.node;
  // A look-up: a method of the outer object, or of one of its fields.
  if (tree.kind[value] === NodeKind.CallExpr) {
    const { callee } = callParts(tree, value);
    if (tree.kind[callee] !== NodeKind.SelectorExpr) return false;
    value = callee + 1;
  }
  const place = facts.placeOf(file, value);
  return place !== undefined && isReachedFrom(facts, place.root, outer, depth + 1);
}
