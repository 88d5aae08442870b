// Functions that, once run, go on for ever: no path returns, loops over channels that nobody closes count as having no end.
import { NodeKind } from '../../model/go-syntax.ts';
import { nameOf, rangeParts, selectorParts } from '../../model/go-tree.ts';
import type { FlowBlock, SourceFunction } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { closedFlow } from './unmatched-waits.ts';

/** True for the head of `for range ticker.C` and `for range time.Tick(d)`: nobody closes these channels (package time). */
export function rangesOverClock(facts: PackageFacts, { file }: SourceFunction, block: FlowBlock): boolean {
  const { tree } = file;
  if (block.head < 0 || tree.kind[block.head] !== NodeKind.RangeStmt) return false;
  const { x } = rangeParts(tree, block.head);
  if (tree.kind[x] === NodeKind.CallExpr) return facts.calleeOf(file, x).name === 'time.Tick';
  if (tree.kind[x] !== NodeKind.SelectorExpr || nameOf(tree, selectorParts(tree, x).name) !== 'C') return false;
  return typeNameOf(facts.typeOf(file, selectorParts(tree, x).x)) === 'time.Ticker';
}

/** True for the head of a loop over a channel of which every name is in the package, and none is closed. */
function rangesOverUnclosed(facts: PackageFacts, fn: SourceFunction, block: FlowBlock): boolean {
  const range = block.operations.find((operation) => operation.kind === 'range');
  if (block.head < 0 || range?.kind !== 'range' || fn.package.isPartial) return false;
  const flow = closedFlow(facts, fn, range.channel);
  return flow !== undefined && !flow.operations.some(({ kind }) => kind === 'close');
}

/** True when the function loops, and no path leads out of it. */
export function goesOnForEver(facts: PackageFacts, fn: SourceFunction): boolean {
  const { blocks } = facts.flowOf(fn);
  if (!blocks.some((block) => block.loop >= 0)) return false;
  const seen = new Set<number>([0]);
  const open = [0];
  while (open.length > 0) {
    const block = blocks[open.pop() as number];
    if (!block || block.end === 'return') return false;
    const isEndless = rangesOverClock(facts, fn, block) || rangesOverUnclosed(facts, fn, block);
    for (const edge of isEndless ? block.edges.slice(0, 1) : block.edges)
      if (!seen.has(edge.to)) {
        seen.add(edge.to);
        open.push(edge.to);
      }
  }
  return true;
}
