// Loops over the channel of a ticker that somebody stops: Stop does not close the channel (package time), so the loop never
// ends and its goroutine stays.
import { NodeKind } from '../../model/go-syntax.ts';
import { nameOf, rangeParts, selectorParts, textOf } from '../../model/go-tree.ts';
import type { Operation, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { singleType } from './infer-type.ts';
import type { OperationSite } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import { lockClass } from './unlock-owners.ts';
import { leavesEarly } from './unserved-receives.ts';

export interface StoppedClock extends SourcePlace {
  /** The function that loops. */
  readonly fn: SourceFunction;
  /** The text of the ticker. */
  readonly ticker: string;
  /** Where it is stopped, in another function. */
  readonly stop: SourcePlace & { readonly fn: SourceFunction };
}

/** All of the package, in order. */
export function stoppedClocks(facts: PackageFacts): StoppedClock[] {
  const stops = facts.operations.callsOf(['time.Ticker.Stop']);
  if (stops.length === 0) return [];
  const found: StoppedClock[] = [];
  for (const { fn, operation } of facts.operations.channelOperations('range')) {
    if (operation.kind !== 'range') continue;
    const ticker = tickerOf(facts, fn, operation.node);
    const clock = ticker < 0 ? '' : classOf(facts, fn, ticker);
    if (clock === '') continue;
    const stop = stops.find(
      (site) => clock === classOf(facts, site.fn, site.operation.callee.receiver) && isApart(facts, fn, site),
    );
    const binding = stop && calleeBinding(facts, fn);
    // What is started again with Reset was only held up.
    if (!binding || isReset(facts, clock) || leavesEarly(facts, binding, fn, operation.node)) continue;
    const { x } = rangeParts(fn.file.tree, operation.node);
    found.push({
      file: fn.file,
      node: operation.node,
      fn,
      ticker: textOf(fn.file.tree, selectorParts(fn.file.tree, x).x),
      stop: { file: stop.fn.file, node: stop.operation.node, fn: stop.fn },
    });
  }
  return found;
}

/** `t` of `for range t.C`, when it is a ticker; -1 otherwise. */
function tickerOf(facts: PackageFacts, { file }: SourceFunction, range: number): number {
  const { tree } = file;
  if (tree.kind[range] !== NodeKind.RangeStmt) return -1;
  const { x } = rangeParts(tree, range);
  if (tree.kind[x] !== NodeKind.SelectorExpr || nameOf(tree, selectorParts(tree, x).name) !== 'C') return -1;
  const ticker = selectorParts(tree, x).x;
  return typeNameOf(singleType(facts.typeOf(file, ticker))) === 'time.Ticker' ? ticker : -1;
}

function classOf(facts: PackageFacts, fn: SourceFunction, node: number): string {
  const place = node < 0 ? undefined : facts.placeOf(fn.file, node);
  return place ? lockClass(facts, place) : '';
}

/** Whether a Stop runs while the loop still does: elsewhere, and neither deferred by the function that loops nor behind it. */
function isApart(facts: PackageFacts, looper: SourceFunction, { fn, operation }: OperationSite<Operation>): boolean {
  if (operation.kind !== 'call' || fn === looper || fn.name === 'main.main') return false;
  // A literal that the looping function defers or calls is part of it.
  for (let at: SourceFunction | undefined = fn; at?.parent; at = at.parent)
    if (at.parent === looper && runsOfLiteral(facts, at).every(({ kind }) => kind === 'defer' || kind === 'call'))
      return false;
  // So is a literal around which the Stop stands, unless it runs on its own.
  for (let at: SourceFunction | undefined = looper; at?.parent; at = at.parent)
    if (at.parent === fn) return runsOfLiteral(facts, at).some(({ kind }) => kind === 'go');
  return true;
}

function isReset(facts: PackageFacts, clock: string): boolean {
  return facts.operations
    .callsOf(['time.Ticker.Reset'])
    .some(({ fn, operation }) => classOf(facts, fn, operation.callee.receiver) === clock);
}
