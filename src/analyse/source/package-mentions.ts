// Where the names of a package are mentioned: each local variable, each use of a function as a value, each call of a
// function. One pass over the identifiers, made when first asked for.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts } from '../../model/go-tree.ts';
import type { Callee, CallOperation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { localAt } from './infer-type.ts';
import type { OperationSite } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';

/** A CallExpr, and the function that holds it; undefined in the value of a package variable. */
export interface CallSite extends SourcePlace {
  readonly fn: SourceFunction | undefined;
  readonly callee: Callee;
  readonly mode: CallOperation['mode'];
}

const mentions = new WeakMap<Binding, ReadonlyMap<Variable, readonly number[]>>();

/** Identifiers that mean a local variable of the declaration, its own declaring one included. */
export function mentionsOf(binding: Binding, variable: Variable): readonly number[] {
  let all = mentions.get(binding) as Map<Variable, number[]> | undefined;
  if (!all) {
    all = new Map();
    const { tree } = binding.file;
    for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
      const found = tree.kind[i] === NodeKind.Ident ? localAt(binding, i) : undefined;
      if (!found) continue;
      const list = all.get(found);
      if (list) list.push(i);
      else all.set(found, [i]);
    }
    mentions.set(binding, all);
  }
  return all.get(variable) ?? [];
}

interface Sites {
  readonly byFunction: Map<SourceFunction, readonly CallSite[]>;
  /** By the last part of the name of an interface's method. */
  readonly byInterfaceMethod: Map<string, readonly CallSite[]>;
  /** Calls in the values of package variables: no function holds them. */
  readonly ofValues: readonly CallSite[];
}

const sites = new WeakMap<PackageFacts, Sites>();

function sitesOf(facts: PackageFacts): Sites {
  let known = sites.get(facts);
  if (known) return known;
  const ofValues: CallSite[] = [];
  for (const { file, node } of packageValues(facts)) {
    const { tree } = file;
    for (let i = node; i < node + tree.size[node]; i++)
      if (tree.kind[i] === NodeKind.CallExpr && !facts.functionAt(file, i))
        ofValues.push({ fn: undefined, file, node: i, callee: facts.calleeOf(file, i), mode: 'now' });
  }
  known = { byFunction: new Map(), byInterfaceMethod: new Map(), ofValues };
  sites.set(facts, known);
  return known;
}

const siteOf = ({ fn, operation: { node, callee, mode } }: OperationSite<CallOperation>): CallSite => ({
  fn,
  file: fn.file,
  node,
  callee,
  mode,
});

/** ValueSpecs of the package's variables. */
function packageValues(facts: PackageFacts): SourcePlace[] {
  const found: SourcePlace[] = [];
  for (const { kind, file, node, index } of facts.program.scopeOf(facts.package).names.values())
    if (kind === 'var' && index === 0) found.push({ file, node });
  return found;
}

/** The calls of a function (or of a literal, where it is known to be called) in the package, those that an interface may
 * lead to it not among them. */
export function callSitesOf(facts: PackageFacts, fn: SourceFunction): readonly CallSite[] {
  const { byFunction, ofValues } = sitesOf(facts);
  let found = byFunction.get(fn);
  if (!found) {
    const isIt = ({ callee: { literal, declared } }: CallSite) =>
      literal ? literal === fn : declared?.file === fn.file && declared.node === fn.node;
    byFunction.set(fn, (found = [...facts.operations.callsTo(fn).map(siteOf), ...ofValues.filter(isIt)]));
  }
  return found;
}

/** The calls in the package of a method of this name by an interface. */
export function interfaceCallsOf(facts: PackageFacts, name: string): readonly CallSite[] {
  const { byInterfaceMethod, ofValues } = sitesOf(facts);
  let found = byInterfaceMethod.get(name);
  if (!found) {
    const isIt = ({ callee }: CallSite) => callee.kind === 'interface-method' && callee.name.endsWith(`.${name}`);
    const calls = facts.operations.callsOfAny(name).map(siteOf);
    byInterfaceMethod.set(name, (found = [...calls, ...ofValues].filter(isIt)));
  }
  return found;
}

interface Loose {
  /** Identifiers by name that are no callee: of names that functions of the package have. */
  readonly values: ReadonlyMap<number, readonly SourcePlace[]>;
}

const loose = new WeakMap<PackageFacts, Loose>();

function looseOf(facts: PackageFacts): Loose {
  const known = loose.get(facts);
  if (known) return known;
  const scope = facts.program.scopeOf(facts.package);
  const names = new Set<number>();
  // Most names are none of them; a set is asked only when the last bits of a name's number are those of one.
  const mayBe = new Uint8Array(4096);
  for (const { file, name } of scope.functions) {
    names.add(file.tree.aux[name]);
    mayBe[file.tree.aux[name] & 4095] = 1;
  }
  const values = new Map<number, SourcePlace[]>();
  for (const file of facts.package.files) {
    const { tree } = file;
    const { kind: kinds, aux, count } = tree;
    const parents = facts.parentsOf(file);
    for (let i = 0; i < count; i++) {
      if (kinds[i] !== NodeKind.Ident || mayBe[aux[i] & 4095] === 0 || !names.has(aux[i])) continue;
      let at = i;
      if (tree.kind[parents[at]] === NodeKind.SelectorExpr && parents[at] + 1 !== at) at = parents[at];
      const parent = parents[at];
      const kind = tree.kind[parent];
      if (kind === NodeKind.FuncDecl || kind === NodeKind.Field) continue;
      if (kind === NodeKind.CallExpr && callParts(tree, parent).callee === at) continue;
      const list = values.get(tree.aux[i]);
      if (list) list.push({ file, node: at });
      else values.set(tree.aux[i], [{ file, node: at }]);
    }
  }
  const found = { values };
  loose.set(facts, found);
  return found;
}

/** Expressions that name `fn` without calling it: `x := s.run`, `every(run)`. A name that may mean something else counts
 * only when it is no local variable and no field. */
export function valueUsesOf(facts: PackageFacts, fn: SourceFunction, nameId: number): SourcePlace[] {
  return (looseOf(facts).values.get(nameId) ?? []).filter(({ file, node }) => {
    const { tree } = file;
    const binding = facts.bindingAt(file, node);
    if (tree.kind[node] === NodeKind.Ident) return !(binding && localAt(binding, node)) && fn.receiver === undefined;
    if (fn.receiver === undefined) return false;
    return facts.placeOf(file, node) === undefined;
  });
}

/** Every identifier that means a variable of the package. */
export function* packageMentions(
  facts: PackageFacts,
  variable: Variable,
): Iterable<SourcePlace & { binding: Binding }> {
  for (const file of facts.package.files) {
    const { tree } = file;
    const id = tree.names.find(variable.name);
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.Ident || tree.aux[i] !== id) continue;
      const binding = facts.bindingAt(file, i);
      if (binding && !localAt(binding, i) && facts.variableOf(file, i) === variable) yield { file, node: i, binding };
      else if (binding && file === variable.file && i === variable.node) yield { file, node: i, binding };
    }
  }
}
