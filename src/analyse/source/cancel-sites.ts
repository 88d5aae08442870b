// Every place where a context with a cancel function is made, and what becomes of that function.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, callParts, nameOf, valueSpecParts } from '../../model/go-tree.ts';
import type { FlowBlock, Place, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { calleeOf, onlyValue } from './callee.ts';
import { localAt, singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathStep } from './paths.ts';
import { blocksOfPath, explorePaths, findOperation } from './paths.ts';

/** Functions whose last result must be called, with what they hold until then. Source: package context of Go 1.27. */
const makers: Readonly<Record<string, CancelSite['maker']>> = {
  'context.WithCancel': 'cancel',
  'context.WithCancelCause': 'cancel',
  'context.WithTimeout': 'timer',
  'context.WithTimeoutCause': 'timer',
  'context.WithDeadline': 'timer',
  'context.WithDeadlineCause': 'timer',
};

export interface CancelSite extends SourcePlace {
  /** `timer`: ends by itself, late. */
  readonly maker: 'cancel' | 'timer';
  /** `context.WithCancel` … */
  readonly name: string;
  /** The statement that makes it. */
  readonly statement: number;
  readonly fn: SourceFunction;
  /** `dropped`: given to `_` or to nobody; `variable`: a variable of this function or one around it; `place`: a field, element
   * or package variable; `other`: returned or passed on at once. */
  readonly goesTo: 'dropped' | 'variable' | 'place' | 'other';
  readonly variable: Variable | undefined;
  readonly place: Place | undefined;
  /** Identifier or expression that the cancel function is assigned to; -1 for none. */
  readonly target: number;
  readonly context: Variable | undefined;
  /** Where the parent comes from: nothing above it, the request of a handler, a parameter, a call of which nothing is known,
   * anything else. */
  readonly parent: 'root' | 'request' | 'parameter' | 'call' | 'other';
}

const sitesKnown = new WeakMap<PackageFacts, readonly CancelSite[]>();

/** All sites of a package, in order. */
export function cancelSites(facts: PackageFacts): readonly CancelSite[] {
  let sites = sitesKnown.get(facts);
  if (!sites) sitesKnown.set(facts, (sites = findCancelSites(facts)));
  return sites;
}

function findCancelSites(facts: PackageFacts): CancelSite[] {
  const sites: CancelSite[] = [];
  for (const file of facts.package.files) {
    const { tree } = file;
    const ids = [
      'WithCancel',
      'WithTimeout',
      'WithDeadline',
      'WithCancelCause',
      'WithTimeoutCause',
      'WithDeadlineCause',
    ]
      .map((name) => tree.names.find(name))
      .filter((id) => id >= 0);
    if (ids.length === 0) continue;
    for (let i = 0; i < tree.count; i++) {
      if (tree.kind[i] !== NodeKind.CallExpr || tree.kind[i + 1] !== NodeKind.SelectorExpr) continue;
      if (!ids.includes(tree.aux[i + 2 + tree.size[i + 2]])) continue;
      const binding = facts.bindingAt(file, i);
      const fn = facts.functionAt(file, i);
      if (!binding || !fn) continue;
      const { name } = calleeOf(facts.program, binding, i);
      const maker = makers[name];
      if (maker) sites.push(siteAt(facts, binding, file, fn, i, name, maker));
    }
  }
  return sites;
}

function siteAt(
  facts: PackageFacts,
  binding: Binding,
  file: SourceFile,
  fn: SourceFunction,
  node: number,
  name: string,
  maker: CancelSite['maker'],
): CancelSite {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  let at = node;
  while (tree.kind[parents[at]] === NodeKind.ParenExpr) at = parents[at];
  const statement = parents[at];
  const parent = parentOf(facts, binding, callParts(tree, node).args[0] ?? -1, 0);
  const base = { file, node, maker, name, statement, fn, parent };
  const nobody = { variable: undefined, place: undefined, target: -1, context: undefined };
  if (tree.kind[statement] === NodeKind.ExprStmt) return { ...base, ...nobody, goesTo: 'dropped' };
  const targets =
    tree.kind[statement] === NodeKind.AssignStmt
      ? assignParts(tree, statement).left
      : tree.kind[statement] === NodeKind.ValueSpec
        ? valueSpecParts(tree, statement).names
        : [];
  if (targets.length !== 2) return { ...base, ...nobody, goesTo: 'other' };
  const [contextTarget, target] = targets;
  const context = localAt(binding, contextTarget);
  if (nameOf(tree, target) === '_') return { ...base, ...nobody, target, context, goesTo: 'dropped' };
  const variable = localAt(binding, target);
  const place = facts.placeOf(file, target);
  return { ...base, target, context, variable, place, goesTo: variable ? 'variable' : 'place' };
}

/** Where a context argument comes from; local variables are followed to their one value. */
function parentOf(facts: PackageFacts, binding: Binding, node: number, depth: number): CancelSite['parent'] {
  const { tree } = binding.file;
  if (node < 0 || depth > 5) return 'other';
  if (tree.kind[node] === NodeKind.CallExpr) {
    const { name } = calleeOf(facts.program, binding, node);
    if (name === 'context.Background' || name === 'context.TODO') return 'root';
    if (name === 'net/http.Request.Context') return 'request';
    // `metadata.NewOutgoingContext(ctx, md)` and the like hang on what they are given.
    const [first] = callParts(tree, node).args;
    const given = first === undefined ? '' : typeNameOf(singleType(facts.typeOf(binding.file, first)));
    return given === 'context.Context' ? parentOf(facts, binding, first, depth + 1) : 'call';
  }
  const variable = localAt(binding, node);
  if (!variable) return parentInPackage(facts, binding, node, depth);
  if (variable.kind === 'parameter') {
    const takesRequest = variable.owner?.params.some(
      (p) => typeNameOf(singleType(facts.typeOf(p.file, p.node))) === 'net/http.Request',
    );
    return takesRequest ? 'request' : 'parameter';
  }
  const value = onlyValue(binding, variable);
  return value >= 0 ? parentOf(facts, binding, value, depth + 1) : 'other';
}

/** A package variable that is a context of its own: `var background = context.Background()`. */
function parentInPackage(facts: PackageFacts, binding: Binding, node: number, depth: number): CancelSite['parent'] {
  if (binding.file.tree.kind[node] !== NodeKind.Ident) return 'other';
  const declaration = facts.program.declarationAt(binding.package, binding.file, node);
  if (declaration?.kind !== 'var') return 'other';
  const { names, values } = valueSpecParts(declaration.file.tree, declaration.node);
  if (names.length !== values.length) return 'other';
  const own = facts.program.bindingOf(declaration.package, declaration.file, declaration.node);
  return parentOf(facts, own, values[declaration.index], depth + 1);
}

/** A path on which the cancel function of `site` is not mentioned. */
export interface LostCancel {
  /** To a return, to a statement that overwrites the variable, or into the next round of the loop that makes it. */
  readonly by: 'return' | 'overwrite' | 'round';
  /** The return statement (or body), or the statement that overwrites or makes it anew. */
  readonly node: number;
  /** The way there, first step first; of `return` only. */
  readonly path: readonly PathStep[];
}

interface CancelState {
  readonly made: boolean;
  /** A deferred literal reads the variable. */
  readonly deferred: boolean;
}

/** True when the block goes on to a mention of the variable, as in `defer cancel()`: every path does. */
function isMentionedNext({ operations }: FlowBlock, index: number, variable: Variable): boolean {
  for (let k = index + 1; k < operations.length; k++) {
    const operation = operations[k];
    if (operation.kind === 'use' && operation.variable === variable) return true;
    if (operation.kind === 'assign' && operation.place?.root === variable) return false;
  }
  return false;
}

/** Paths from the site on without a mention of the variable, at most one of each kind. Empty when the variable belongs to
 * another function than the one that sets it. */
export function lostCancels(facts: PackageFacts, site: CancelSite): LostCancel[] {
  const { fn, variable, statement, file } = site;
  if (!variable || variable.owner !== fn) return [];
  const binding = facts.bindingAt(file, site.node);
  const graph = facts.flowOf(fn);
  const at = findOperation(graph, (o) => o.kind === 'assign' && o.node === statement && o.target === site.target);
  if (!binding || !at) return [];
  const found: LostCancel[] = [];
  let round = -1;
  let overwritten = -1;
  const made = graph.blocks[at.block].operations[at.index];
  if (isMentionedNext(graph.blocks[at.block], at.index, variable)) return [];
  // From the entry, so that what branches decided before is known behind the statement.
  const ends = explorePaths<CancelState>(
    graph,
    file,
    binding,
    { block: 0, index: 0 },
    { made: false, deferred: false },
    {
      operation(operation, state) {
        if (!state.made) {
          if (operation === made) return { ...state, made: true };
          if (operation.kind !== 'use' || operation.variable !== variable || !operation.literal) return state;
          // A literal that has the variable calls what is in it by then: the last value when it is deferred.
          const kinds = runsOfLiteral(facts, operation.literal).map(({ kind }) => kind);
          if (kinds.every((kind) => kind === 'call')) return state;
          return kinds.every((kind) => kind === 'defer') ? { ...state, deferred: true } : undefined;
        }
        if (operation.kind === 'use' && operation.variable === variable) return undefined;
        if (operation.kind !== 'assign' || operation.place?.root !== variable || operation.place.path.length > 0)
          return state;
        if (operation.target === variable.node) {
          // `ctx, cancel := …` again is a new variable; the path of the old one goes on.
          round = operation.node;
          return state;
        }
        overwritten = operation.node;
        return undefined;
      },
      key: ({ made: isMade, deferred }) => `${isMade}${deferred}`,
    },
  );
  if (!ends) return [];
  const end = ends.find((e) => e.end === 'return' && e.state.made && !e.state.deferred);
  if (end) {
    const { operations } = end.last.block;
    const last = operations[operations.length - 1];
    const node = last?.kind === 'return' ? last.node : fn.body;
    const path = blocksOfPath(end.last);
    found.push({ by: 'return', node, path: path.slice(path.findIndex(({ block }) => block.id === at.block) + 1) });
  }
  if (round >= 0 && !end) found.push({ by: 'round', node: round, path: [] });
  if (overwritten >= 0) found.push({ by: 'overwrite', node: overwritten, path: [] });
  return found;
}

/** True when every mention of the variable after its definition only silences the compiler: `_ = cancel`. */
export function isOnlyDiscarded(facts: PackageFacts, site: CancelSite): boolean {
  const { variable, file } = site;
  const binding = facts.bindingAt(file, site.node);
  if (!variable || !binding) return false;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  let discards = 0;
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable.node || localAt(binding, i) !== variable) continue;
    const parent = parents[i];
    if (tree.kind[parent] !== NodeKind.AssignStmt) return false;
    const { left, right } = assignParts(tree, parent);
    if (left.includes(i)) continue;
    if (nameOf(tree, left[right.indexOf(i)] ?? -1) !== '_') return false;
    discards++;
  }
  return discards > 0;
}
