// sync.Cond: who waits, and whether anybody signals.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { Place, SourceFunction } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { fieldClass } from './field-class.ts';
import { selectedType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { memberOf } from './type-members.ts';

export interface ConditionWait {
  readonly fn: SourceFunction;
  readonly place: Place;
  /** The same for the same field of the same type, however it is reached. */
  readonly class: string;
  /** The call of Wait. */
  readonly node: number;
}

/** Waits for a condition of the package that nothing in the package signals, broadcasts or hands on. */
export function unsignalledWaits(facts: PackageFacts): ConditionWait[] {
  const waits: ConditionWait[] = [];
  for (const { fn, operation } of facts.operations.callsOf(['sync.Cond.Wait'])) {
    const { receiver, through } = operation.callee;
    const place = facts.placeOf(fn.file, receiver);
    const name = place && through.length === 0 ? classOf(facts, fn.file, receiver, place) : undefined;
    if (place && name !== undefined) waits.push({ fn, place, class: name, node: operation.node });
  }
  if (waits.length === 0) return [];
  const signalled = signalsOf(facts);
  // A condition that some signal cannot be told apart from.
  if (signalled === undefined) return [];
  return waits.filter(({ fn, place, class: name }) => {
    const { root, path } = place;
    if (path.length === 0 && (root.kind === 'parameter' || root.kind === 'receiver')) return false;
    const last = path[path.length - 1] ?? root.name;
    // Other packages may signal what they can name.
    if ((path.length > 0 || root.kind === 'package') && /^\p{Lu}/u.test(last) && facts.package.name !== 'main')
      return false;
    return !signalled.has(name) && !isHandedOn(facts, fn, place, name);
  });
}

/** The declaration of the field, however it is reached (also through embedded fields); the variable for a variable. Undefined
 * for elements and where the type is not known. */
function classOf(facts: PackageFacts, file: SourceFile, node: number, place: Place): string | undefined {
  const { tree } = file;
  if (place.path.length === 0) return place.key;
  if (place.key.includes('[') || tree.kind[node] !== NodeKind.SelectorExpr) return undefined;
  const binding = facts.bindingAt(file, node);
  if (!binding) return undefined;
  const { x, name } = selectorParts(tree, node);
  const type = selectedType(facts.program, binding, x);
  const member = memberOf(facts.program, type, tree.aux[name], nameOf(tree, name));
  return member?.kind === 'field' ? `${member.scope.file.path}:${member.field}:${nameOf(tree, name)}` : undefined;
}

/** Classes of all conditions that are signalled, as a call or as a function value; undefined when one cannot be told. */
function signalsOf(facts: PackageFacts): ReadonlySet<string> | undefined {
  const classes = new Set<string>();
  for (const file of facts.package.files) {
    const { tree } = file;
    const ids = ['Signal', 'Broadcast'].map((name) => tree.names.find(name));
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.SelectorExpr) continue;
      const { x, name } = selectorParts(tree, i);
      if (!ids.includes(tree.aux[name])) continue;
      const type = typeNameOf(facts.typeOf(file, x));
      if (type !== 'sync.Cond' && type !== '') continue;
      const place = facts.placeOf(file, x);
      // An element, a parameter, an alias: which condition it is stands elsewhere.
      if (!place || place.key.includes('[')) return undefined;
      if (place.path.length === 0 && place.root.kind !== 'package' && !isDeclaredHere(facts, place)) return undefined;
      const own = classOf(facts, file, x, place);
      if (own === undefined) return undefined;
      classes.add(own);
    }
  }
  return classes;
}

/** True when the condition of a place has other names: given to a call, stored, returned. */
export function isConditionShared(facts: PackageFacts, from: SourceFunction, place: Place): boolean {
  const wanted = place.path.length === 0 ? place.key : fieldClass(facts, place)?.name;
  return wanted === undefined || isHandedOn(facts, from, place, wanted);
}

/** A local that is the condition itself, not another name for one. */
export function isDeclaredHere(facts: PackageFacts, place: Place): boolean {
  const { root } = place;
  if (root.kind !== 'local' || !root.owner) return false;
  const { tree } = root.file;
  const parent = facts.parentsOf(root.file)[root.node];
  const end = parent + tree.size[parent];
  for (let i = parent; i < end; i++)
    if (tree.kind[i] === NodeKind.CallExpr && facts.calleeOf(root.file, i).name === 'sync.NewCond') return true;
    else if (tree.kind[i] === NodeKind.CompositeLit) return true;
  return tree.kind[parent] === NodeKind.ValueSpec && (tree.op[parent] & 1) === 1;
}

/** `sync.NewCond(l)`, `sync.Cond{…}`, `&sync.Cond{…}`. */
function isNewCondition(facts: PackageFacts, file: SourceFile, node: number): boolean {
  const { tree } = file;
  const value = tree.kind[node] === NodeKind.UnaryExpr ? node + 1 : node;
  if (tree.kind[value] === NodeKind.CompositeLit) return true;
  return tree.kind[value] === NodeKind.CallExpr && facts.calleeOf(file, value).name === 'sync.NewCond';
}

/** True when the condition is given to a call, stored or returned: others may signal it. */
function isHandedOn(facts: PackageFacts, from: SourceFunction, place: Place, wanted: string): boolean {
  const name = place.path[place.path.length - 1] ?? place.root.name;
  for (const file of facts.package.files) {
    if (place.path.length === 0 && file !== from.file && place.root.kind !== 'package') continue;
    const { tree } = file;
    const id = tree.names.find(name);
    const parents = facts.parentsOf(file);
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.Ident || tree.aux[i] !== id) continue;
      // `&job{done: cond}`: the field is another name for a condition that is signalled elsewhere.
      if (place.path.length > 0 && tree.kind[parents[i]] === NodeKind.KeyValueExpr && parents[i] + 1 === i)
        if (!isNewCondition(facts, file, i + tree.size[i])) return true;
      let at = i;
      if (tree.kind[parents[at]] === NodeKind.SelectorExpr && parents[at] + 1 !== at) at = parents[at];
      const here = facts.placeOf(file, at);
      if (!here || classOf(facts, file, at, here) !== wanted) continue;
      if (tree.kind[parents[at]] === NodeKind.UnaryExpr) at = parents[at];
      const parent = parents[at];
      const kind = tree.kind[parent];
      if (kind === NodeKind.ReturnStmt || kind === NodeKind.KeyValueExpr) return true;
      if (kind === NodeKind.CallExpr && parent + 1 !== at) return true;
      if (kind !== NodeKind.AssignStmt) continue;
      // `other.cond = s.cond`: its right side, and its left side.
      const { left, right } = assignParts(tree, parent);
      const given = right[left.indexOf(at)];
      if (right.includes(at) || (given !== undefined && !isNewCondition(facts, file, given))) return true;
    }
  }
  return false;
}
