// Handles with goroutines of their own (a database, a client, a pool) that a function opens and lets go of: a local that nobody
// closes or takes, or a call on the result of the opening call, which then has no name.
import type { Opener } from '../../knowledge/openers.ts';
import { openers } from '../../knowledge/openers.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { nameOf, selectorParts } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { ownedValues, unendedPath } from './owned-values.ts';
import type { PackageFacts } from './package-facts.ts';

export interface UnclosedHandle extends SourcePlace {
  readonly fn: SourceFunction;
  readonly callee: string;
  readonly opener: Opener;
  /** The local, '' for a result that is used at once. */
  readonly name: string;
}

const lasting = [...openers].flatMap(([name, { lasts }]) => (lasts ? [name] : []));

/** All of the package, in order. */
export function unclosedHandles(facts: PackageFacts): UnclosedHandle[] {
  const found: UnclosedHandle[] = [];
  const sites = facts.operations.callsOf(lasting);
  if (sites.length === 0) return found;
  for (const { fn, operation } of sites) {
    const opener = openers.get(operation.callee.name);
    const parents = facts.parentsOf(fn.file);
    const { tree } = fn.file;
    const selector = parents[operation.node];
    // `sql.OpenDB(c).Exec(…)`
    if (!opener || tree.kind[selector] !== NodeKind.SelectorExpr || tree.kind[parents[selector]] !== NodeKind.CallExpr)
      continue;
    if (opener.ends.includes(nameOf(tree, selectorParts(tree, selector).name))) continue;
    found.push({ file: fn.file, node: operation.node, fn, callee: operation.callee.name, opener, name: '' });
  }
  for (const value of ownedValues(facts, () => 0, lasting)) {
    const opener = openers.get(value.callee);
    if (!opener || !value.variable) continue;
    const unended = unendedPath(facts, value, {
      ends: new Set(opener.ends),
      looksAreNoHandover: true,
      keptBySuccess: true,
      goroutinesOwn: true,
    });
    if (!unended?.never || unended.isOverwritten) continue;
    const { file, call, fn, callee, variable } = value;
    found.push({ file, node: call, fn, callee, opener, name: variable.name });
  }
  return found.filter(({ fn }) => !/\.(main|init)$/.test(fn.name));
}
