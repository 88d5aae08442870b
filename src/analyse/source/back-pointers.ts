// Whether a path leads back to the object that it began with: `s.index.owner` is s, when every index is made with the store that
// keeps it; a callback that a store gives to its cache works on that store.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, callParts, nameOf } from '../../model/go-tree.ts';
import type { Place, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { fieldClass } from './field-class.ts';
import { usesOfField } from './field-uses.ts';
import { isMadeHere } from './fresh-values.ts';
import { stepOf } from './function-values.ts';
import { isReachedFrom } from './lock-owners.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';
import { placeAt } from './place.ts';
import { fieldByIndex, unkeyedLiterals } from './struct-fields.ts';
import { underlyingType } from './type-expression.ts';

/** True when `again` is the field `held` of the same object, by another path. */
export function leadsBack(facts: PackageFacts, held: Place, again: Place): boolean {
  const first = fieldClass(facts, held);
  const second = fieldClass(facts, again);
  if (!first || first.name !== second?.name || first.owner.kind !== 'named') return false;
  const isSameRoot = again.root === held.root;
  if (!isSameRoot && (first.link.length > 0 || !isReachedFrom(facts, again.root, held.root))) return false;
  if (isSameRoot && first.link.some((part, k) => second.link[k] !== part)) return false;
  const way = isSameRoot ? second.link.slice(first.link.length) : second.link;
  const last = way.at(-1);
  if (last === undefined || knowsItsLike(facts, first.owner)) return false;
  const bound = last.startsWith('(') ? stepOf(facts, last)?.bound : undefined;
  if (bound) return isGivenToOwn(facts, bound.variable, bound.at);
  const back = fieldClass(facts, placeAt(again.root, second.link));
  if (back?.owner.kind !== 'named' || typeNameOf(back.owner) === typeNameOf(first.owner)) return false;
  return isBackPointer(facts, back.owner, last);
}

/** True for a type of a tree or a list: an object of it has others of its kind in its fields. */
function knowsItsLike(facts: PackageFacts, type: GoType & { kind: 'named' }): boolean {
  const struct = underlyingType(facts.program, type);
  if (struct.kind !== 'struct') return true;
  const { tree } = struct.scope.file;
  const id = tree.names.find(type.name);
  for (let i = struct.node; i < struct.node + tree.size[struct.node]; i++)
    if (tree.kind[i] === NodeKind.Ident && tree.aux[i] === id) return true;
  return false;
}

const backPointers = new WeakMap<PackageFacts, Map<string, boolean>>();

/** True when all objects of a type get their owner when they are made, from the owner's own methods or maker. */
function isBackPointer(facts: PackageFacts, type: GoType & { kind: 'named' }, field: string): boolean {
  let all = backPointers.get(facts);
  if (!all) backPointers.set(facts, (all = new Map()));
  const key = `${type.package}.${type.name}.${field}`;
  let found = all.get(key);
  if (found === undefined) all.set(key, (found = isGivenByOwners(facts, type, field)));
  return found;
}

function isGivenByOwners(facts: PackageFacts, type: GoType & { kind: 'named' }, field: string): boolean {
  const struct = underlyingType(facts.program, type);
  if (struct.kind !== 'struct') return false;
  const { file } = struct.scope;
  const nameId = file.tree.names.find(field);
  let times = 0;
  for (const use of usesOfField(facts, type, nameId)) {
    if (use.kind !== 'write' || use.file.isTestCode) continue;
    if (use.owner.kind === 'unknown' || use.value < 0) return false;
    if (isNil(use.file, use.value)) continue;
    if (use.file.tree.kind[use.node] === NodeKind.SelectorExpr) {
      // Given to one that is there already: it may have had another.
      const target = facts.placeOf(use.file, use.node + 1)?.root;
      const value = facts.placeOf(use.file, use.value)?.root;
      if (!target || !value || !(isMadeHere(facts, target) || isMadeHere(facts, value))) return false;
    }
    if (!isOwnersOwn(facts, use.file, use.value, 0)) return false;
    times++;
  }
  for (const { file: at, struct: of, nodes } of unkeyedLiterals(facts, file)) {
    if (of.node !== struct.node || at.isTestCode) continue;
    for (const literal of nodes) {
      const value = valueOfField(at, literal, (index) => fieldByIndex(file, struct.node, index)?.nameId === nameId);
      if (value < 0 || !isOwnersOwn(facts, at, value, 0)) return false;
      times++;
    }
  }
  return times > 0;
}

const isNil = ({ tree }: SourceFile, node: number): boolean => nameOf(tree, node) === 'nil';

function valueOfField({ tree }: SourceFile, literal: number, isIt: (index: number) => boolean): number {
  let at = tree.op[literal] === 1 ? literal + 1 + tree.size[literal + 1] : literal + 1;
  for (let k = 0; at < literal + tree.size[literal]; k++, at += tree.size[at]) if (isIt(k)) return at;
  return -1;
}

/** Constructors that call one another are followed this far. */
const MAX_CALLS = 2;

/** True for the receiver, for what the function has made, and for a parameter that all callers give such a thing. */
function isOwnersOwn(facts: PackageFacts, file: SourceFile, node: number, depth: number): boolean {
  const place = facts.placeOf(file, node);
  if (!place || place.path.length > 0) return false;
  const { root } = place;
  if (root.kind === 'receiver' || isMadeHere(facts, root) || isFilledHere(facts, root)) return true;
  const { owner } = root;
  if (root.kind !== 'parameter' || !owner || depth >= MAX_CALLS) return false;
  const index = owner.params.indexOf(root);
  const calls = facts.operations.callsTo(owner).filter(({ fn }) => !fn.file.isTestCode);
  return (
    calls.length > 0 &&
    calls.every(
      ({ fn, operation: { args } }) => args.length > index && isOwnersOwn(facts, fn.file, args[index], depth + 1),
    )
  );
}

/** True when the function stores something in a field of the variable: it puts the two together. */
function isFilledHere(facts: PackageFacts, variable: Variable): boolean {
  const binding = facts.bindingAt(variable.file, variable.node);
  if (!binding) return false;
  const { tree } = variable.file;
  const parents = facts.parentsOf(variable.file);
  return mentionsOf(binding, variable).some((node) => {
    let at = node;
    while (isPartOf(tree.kind[parents[at]]) && parents[at] + 1 === at) at = parents[at];
    const parent = parents[at];
    return at !== node && tree.kind[parent] === NodeKind.AssignStmt && tree.start[at] < tree.aux[parent];
  });
}

const isPartOf = (kind: number): boolean => kind === NodeKind.SelectorExpr || kind === NodeKind.IndexExpr;

/** True when a function value that knows a variable is stored in that object, or in what the statement stores in it. */
function isGivenToOwn(facts: PackageFacts, variable: Variable, { file, node }: SourcePlace): boolean {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  const isOwn = (at: number): boolean => {
    const place = facts.placeOf(file, at);
    return place?.root === variable && place.path.length > 0;
  };
  /** `s.onChange(f)`, `s.cache.onEvict(f)`. */
  const isOwnMethod = (call: number): boolean => {
    const { callee } = callParts(tree, call);
    return tree.kind[callee] === NodeKind.SelectorExpr && facts.placeOf(file, callee + 1)?.root === variable;
  };
  let at = node;
  for (let parent = parents[at]; parent >= 0; at = parent, parent = parents[at]) {
    const kind = tree.kind[parent];
    if (kind === NodeKind.FuncLit || kind === NodeKind.FuncDecl || kind === NodeKind.BlockStmt) return false;
    if (kind === NodeKind.CallExpr && isOwnMethod(parent)) return true;
    if (kind !== NodeKind.AssignStmt) continue;
    const { left } = assignParts(tree, parent);
    return left.some((target) => isOwn(target) || isStoredIn(facts, file, target, isOwn, isOwnMethod));
  }
  return false;
}

/** `cache := newCache(r.evict); r.cache = cache`. */
function isStoredIn(
  facts: PackageFacts,
  file: SourceFile,
  target: number,
  isOwn: (node: number) => boolean,
  isOwnMethod: (call: number) => boolean,
): boolean {
  const local = facts.placeOf(file, target);
  const binding = local?.path.length === 0 && facts.bindingAt(file, target);
  if (!binding) return false;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  return mentionsOf(binding, local.root).some((node) => {
    const parent = parents[node];
    if (tree.kind[parent] === NodeKind.CallExpr) return parent + 1 !== node && isOwnMethod(parent);
    if (tree.kind[parent] !== NodeKind.AssignStmt) return false;
    const { left, right } = assignParts(tree, parent);
    const at = right.indexOf(node);
    return at >= 0 && left[at] !== undefined && isOwn(left[at]);
  });
}
