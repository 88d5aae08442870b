// Cancel functions that go into a map under a key that the caller chooses, or into a field, in a function that never looks what
// is there and runs again: the one before is lost.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { CancelSite } from './cancel-sites.ts';
import { cancelSites } from './cancel-sites.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';
import { runsAgain } from './per-request.ts';

export interface OverwrittenCancel {
  readonly site: CancelSite;
  /** The assignment to the element. */
  readonly stored: SourcePlace;
  /** `k.cancels`, and the key that the caller chooses. */
  readonly map: string;
  readonly key: string;
}

/** All of the package. */
export function overwrittenCancels(facts: PackageFacts): OverwrittenCancel[] {
  const found: OverwrittenCancel[] = [];
  for (const site of cancelSites(facts)) {
    const { file, fn } = site;
    const target = storeOf(facts, site);
    const { tree } = file;
    if (target < 0 || tree.kind[target] !== NodeKind.IndexExpr) continue;
    const map = target + 1;
    if (tree.kind[map] !== NodeKind.SelectorExpr) continue;
    const place = facts.placeOf(file, map);
    const key = facts.placeOf(file, map + tree.size[map]);
    if (!place || place.root.kind === 'local' || !key || key.root.kind !== 'parameter' || key.root.owner !== fn)
      continue;
    const field = nameOf(tree, selectorParts(tree, map).name);
    if (isLookedAt(facts, fn, field, map) || isGuarded(facts, site)) continue;
    const stored = { file, node: target };
    found.push({
      site,
      stored,
      map: [place.root.name, ...place.path].join('.'),
      key: [key.root.name, ...key.path].join('.'),
    });
  }
  return found;
}

/** A cancel function that goes into a field which held the one before, in a function that runs again on the same value. */
export interface ReplacedCancel {
  readonly site: CancelSite;
  /** The assignment to the field. */
  readonly stored: SourcePlace;
  /** `s.cancel`. */
  readonly field: string;
  readonly again: NonNullable<ReturnType<typeof runsAgain>> | 'name' | 'turn';
  /** A goroutine is given the context: it waits for what nobody can call any more. */
  readonly isWaitedFor: boolean;
}

/** All of the package. */
export function replacedCancels(facts: PackageFacts): ReplacedCancel[] {
  const found: ReplacedCancel[] = [];
  for (const site of cancelSites(facts)) {
    const { file, fn, statement } = site;
    if (site.maker === 'timer') continue;
    const target = fieldOf(facts, site);
    const place = target < 0 ? undefined : facts.placeOf(file, target);
    // What the function has made itself held none before.
    if (!place || place.path.length === 0 || place.root.kind === 'local' || place.path.some((p) => p.startsWith('[')))
      continue;
    const again = comesAgain(facts, site, place);
    if (!again || isGuarded(facts, site) || isInBranch(facts, site)) continue;
    const field = place.path[place.path.length - 1];
    if (isLookedAt(facts, fn, field, target, MAX_CALLS)) continue;
    found.push({
      site,
      stored: { file, node: target },
      field: [place.root.name, ...place.path].join('.'),
      again,
      isWaitedFor: isGivenToGoroutine(facts, site, statement),
    });
  }
  return found;
}

/** Calls are followed this far in the search for who looks at a field. */
const MAX_CALLS = 3;

/** Names of functions that do once more what was done before. */
const onceMore =
  /^re(start|set|load|connect|subscribe|new|fresh|open|try|arm|schedule|init|run|dial|start|build|create)/i;

/** Why the function runs more than once on one value. */
function comesAgain(
  facts: PackageFacts,
  { fn, statement }: CancelSite,
  { root }: Place,
): ReplacedCancel['again'] | undefined {
  const graph = facts.flowOf(fn);
  const inLoop = graph.blocks.some(
    ({ loop, operations }) => loop >= 0 && operations.some((o) => o.kind === 'assign' && o.node === statement),
  );
  if (inLoop) return root.kind === 'receiver' || root.kind === 'package' ? 'turn' : undefined;
  if (fn.parent || root.owner !== (root.kind === 'package' ? undefined : fn)) return undefined;
  if (root.kind !== 'receiver' && root.kind !== 'package') return undefined;
  const again = runsAgain(facts, fn);
  // A turn may be about another value each time.
  if (again && again !== 'loop') return again;
  return onceMore.test(fn.name.slice(fn.name.lastIndexOf('.') + 1)) ? 'name' : undefined;
}

/** The field that the cancel function is assigned to, when that is the one thing that happens to it; -1 else. */
function fieldOf(facts: PackageFacts, site: CancelSite): number {
  const target = storeOf(facts, site);
  return target >= 0 && site.file.tree.kind[target] === NodeKind.SelectorExpr ? target : -1;
}

/** Whether it stands in a branch, which may ask whether one runs already. */
function isInBranch(facts: PackageFacts, { file, fn, statement }: CancelSite): boolean {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let at = parents[statement]; at > fn.node; at = parents[at])
    if (
      tree.kind[at] === NodeKind.IfStmt ||
      tree.kind[at] === NodeKind.CaseClause ||
      tree.kind[at] === NodeKind.CommClause
    )
      return true;
  return false;
}

/** Whether the context goes to a goroutine of the function, as an argument or by name. */
function isGivenToGoroutine(
  facts: PackageFacts,
  { file, fn, context, target }: CancelSite,
  statement: number,
): boolean {
  const { tree } = file;
  const key = context ? undefined : facts.placeOf(file, statement + 1)?.key;
  for (const { mode, node } of facts.flowOf(fn).calls) {
    if (mode !== 'go' || node < target) continue;
    for (let i = node; i < node + tree.size[node]; i++) {
      if (context && tree.kind[i] === NodeKind.Ident && facts.variableOf(file, i) === context) return true;
      if (key && tree.kind[i] === NodeKind.SelectorExpr && facts.placeOf(file, i)?.key === key) return true;
    }
  }
  return false;
}

/** What the cancel function is assigned to, when that is the one thing that happens to it; -1 else. */
function storeOf(facts: PackageFacts, { file, goesTo, target, variable, node, statement }: CancelSite): number {
  const { tree } = file;
  if (goesTo === 'place') return target;
  const binding = facts.bindingAt(file, node);
  if (!variable || !binding) return -1;
  const mentions = mentionsOf(binding, variable).filter((at) => at !== variable.node && at > statement + 2);
  const [only] = mentions;
  if (mentions.length !== 1 || tree.kind[facts.parentsOf(file)[only]] !== NodeKind.AssignStmt) return -1;
  const { left, right } = assignParts(tree, facts.parentsOf(file)[only]);
  return left[right.indexOf(only)] ?? -1;
}

/** Whether a return stands before it: what is asked there may be whether one runs already (loki's index builder). */
function isGuarded(facts: PackageFacts, { fn, statement }: CancelSite): boolean {
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) => operations.some((o) => o.kind === 'return' && o.node < statement));
}

/** Whether the function itself, what it calls in its package, or who calls it names the field at another place. */
function isLookedAt(facts: PackageFacts, fn: SourceFunction, field: string, own: number, depth = 1): boolean {
  let outer = fn;
  while (outer.parent) outer = outer.parent;
  const near = new Set([outer]);
  const addCallees = (one: SourceFunction, left: number): void => {
    for (const call of facts.flowOf(one).calls) {
      const callee = facts.functionHere(call.callee);
      // What it starts or defers runs behind the store.
      if (!callee || call.mode !== 'now' || near.has(callee)) continue;
      near.add(callee);
      if (left > 1) addCallees(callee, left - 1);
    }
  };
  addCallees(fn, depth);
  for (const { fn: caller } of facts.operations.callsTo(outer)) {
    near.add(caller);
    if (depth > 1) addCallees(caller, depth - 1);
  }
  const names = (one: SourceFunction): boolean => {
    const { tree } = one.file;
    const id = tree.names.find(field);
    for (let i = one.node; i < one.node + tree.size[one.node]; i++) {
      if (tree.kind[i] !== NodeKind.SelectorExpr || (one.file === fn.file && i === own)) continue;
      if (tree.aux[selectorParts(tree, i).name] === id) return true;
    }
    return false;
  };
  return [...near].some(names);
}
