// Cancel functions that go into a map under a key that the caller chooses, in a function that never looks what is there: the
// same key again loses the one before.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { CancelSite } from './cancel-sites.ts';
import { cancelSites } from './cancel-sites.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';

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
    if (target < 0) continue;
    const { tree } = file;
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

/** The element that the cancel function is assigned to, when that is the one thing that happens to it; -1 else. */
function storeOf(facts: PackageFacts, { file, goesTo, target, variable, node, statement }: CancelSite): number {
  const { tree } = file;
  if (goesTo === 'place') return tree.kind[target] === NodeKind.IndexExpr ? target : -1;
  const binding = facts.bindingAt(file, node);
  if (!variable || !binding) return -1;
  const mentions = mentionsOf(binding, variable).filter((at) => at !== variable.node && at > statement + 2);
  const [only] = mentions;
  if (mentions.length !== 1 || tree.kind[facts.parentsOf(file)[only]] !== NodeKind.AssignStmt) return -1;
  const { left, right } = assignParts(tree, facts.parentsOf(file)[only]);
  const to = left[right.indexOf(only)] ?? -1;
  return to >= 0 && tree.kind[to] === NodeKind.IndexExpr ? to : -1;
}

/** Whether a return stands before it: what is asked there may be whether one runs already (loki's index builder). */
function isGuarded(facts: PackageFacts, { fn, statement }: CancelSite): boolean {
  return facts
    .flowOf(fn)
    .blocks.some(({ operations }) => operations.some((o) => o.kind === 'return' && o.node < statement));
}

/** Whether the function itself, what it calls in its package, or who calls it names the field at another place. */
function isLookedAt(facts: PackageFacts, fn: SourceFunction, field: string, own: number): boolean {
  let outer = fn;
  while (outer.parent) outer = outer.parent;
  const near = new Set([outer]);
  for (const call of facts.flowOf(fn).calls) {
    const callee = facts.functionHere(call.callee);
    // What it starts or defers runs behind the store.
    if (callee && call.mode === 'now') near.add(callee);
  }
  for (const { fn: caller } of facts.operations.callsTo(outer)) near.add(caller);
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
