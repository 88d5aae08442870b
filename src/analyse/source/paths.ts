// All paths of a flow graph from one point on, as states: what a rule counts on the way, and where each path ends.
import type { FlowBlock, FlowEdge, FlowGraph, Operation } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import type { InitialFacts } from './path-facts.ts';
import { pathFactsOf } from './path-facts.ts';

export type { InitialFacts } from './path-facts.ts';

/** One step taken, linked to the one before. */
export interface PathStep {
  readonly before: PathStep | undefined;
  readonly block: FlowBlock;
  /** The edge by which the block was entered; undefined for the first. */
  readonly edge: FlowEdge | undefined;
}

export interface PathEnd<S> {
  readonly end: NonNullable<FlowBlock['end']>;
  readonly state: S;
  readonly last: PathStep;
}

export interface PathVisitor<S> {
  /** The state after an operation; undefined gives the path up (nothing more to learn on it). */
  operation(operation: Operation, state: S, block: FlowBlock): S | undefined;
  /** The state after an edge; undefined when this edge is not taken. */
  edge?(edge: FlowEdge, state: S, block: FlowBlock): S | undefined;
  /** True when no operation of a block changes this state: it is passed through. */
  skipsBlock?(block: FlowBlock, state: S): boolean;
  /** Uses and returns say nothing to this visitor and are not shown to it: they are most of all operations. */
  readonly skipsUses?: boolean;
  /** Equal texts are equal states. */
  key(state: S): string;
}

/** States visited at most; beyond, the answer would be a guess and none is given. */
const MAX_STATES = 4000;

/** A step that is still to be gone on from, and a state in which its block was entered. */
interface Item<S> extends PathStep {
  readonly state: S;
  /** What tells the state from others (`PathVisitor.key`). */
  readonly key: string;
  /** Facts that branches on the path have decided, as bits, and which of them say yes. */
  readonly known: number;
  readonly yes: number;
  /** The entry of the same block before this one. */
  readonly sibling: Item<S> | undefined;
}

/**
 * Every end that paths from `from` on can reach, shortest first, one for each state. A branch whose outcome an earlier one
 * decided is taken only that way (as long as the variable was not assigned). Undefined when there are too many states.
 */
export function explorePaths<S>(
  graph: FlowGraph,
  file: SourceFile,
  binding: Binding,
  from: { readonly block: number; readonly index: number },
  initial: S,
  visitor: PathVisitor<S>,
  given?: InitialFacts,
): PathEnd<S>[] | undefined {
  const ends: PathEnd<S>[] = [];
  if (graph.blocks.length === 0) return ends;
  const facts = pathFactsOf(graph, file, binding, given);
  const { decisions, changes, live } = facts;
  const shown = visitor.skipsUses ? withoutUses(graph) : undefined;
  /** By block: the last entry. Most blocks are entered in one or two states. */
  const seen: (Item<S> | undefined)[] = new Array(graph.blocks.length).fill(undefined);
  const { blocks } = graph;
  const queue: Item<S>[] = [
    {
      before: undefined,
      block: blocks[from.block],
      edge: undefined,
      state: initial,
      key: '',
      known: facts.known,
      yes: facts.yes,
      sibling: undefined,
    },
  ];
  for (let head = 0; head < queue.length; head++) {
    if (head > MAX_STATES) return undefined;
    const step = queue[head];
    const { block } = step;
    const index = head === 0 ? from.index : 0;
    let { known, yes } = step;
    let state: S | undefined = step.state;
    const operations = shown && index === 0 ? shown[block.id] : block.operations;
    const isSkipped = changes.size === 0 && visitor.skipsBlock?.(block, state) === true;
    for (let k = isSkipped ? operations.length : index; state !== undefined && k < operations.length; k++) {
      const operation = operations[k];
      const change = operation.kind === 'assign' ? changes.get(operation) : undefined;
      if (change) {
        known = (known & ~change.forget) | change.set;
        yes = (yes & known & ~change.set) | change.yes;
      }
      state = visitor.operation(operation, state, block);
    }
    if (state === undefined) continue;
    if (block.end) ends.push({ end: block.end, state, last: step });
    const { edges } = block;
    for (let e = 0; e < edges.length; e++) {
      const edge = edges[e];
      let nextKnown = known;
      let nextYes = yes;
      const decision = edge.condition < 0 ? undefined : decisions.get(edge.condition);
      if (decision) {
        const { bit, implied } = decision;
        const value = decision.positive === edge.holds;
        if ((known & bit) !== 0 && ((yes & bit) !== 0) !== value) continue;
        const { set, yes: said } = value ? implied.yes : implied.no;
        nextKnown |= bit | set;
        nextYes = (nextYes & ~set) | said | (value ? bit : 0);
      }
      const next = visitor.edge ? visitor.edge(edge, state, block) : state;
      if (next === undefined) continue;
      if (nextKnown !== 0) {
        nextKnown &= live[edge.to];
        nextYes &= nextKnown;
      }
      const key = visitor.key(next);
      const sibling = seen[edge.to];
      if (isAmong(sibling, nextKnown, nextYes, key)) continue;
      const to = blocks[edge.to];
      const item = { before: step, block: to, edge, state: next, key, known: nextKnown, yes: nextYes, sibling };
      seen[edge.to] = item;
      queue.push(item);
    }
  }
  return ends;
}

const shownOf = new WeakMap<FlowGraph, readonly (readonly Operation[])[]>();

/** The operations of each block that are no uses and no returns. */
function withoutUses(graph: FlowGraph): readonly (readonly Operation[])[] {
  let shown = shownOf.get(graph);
  if (!shown) {
    shown = graph.blocks.map(({ operations }) => operations.filter(({ kind }) => kind !== 'use' && kind !== 'return'));
    shownOf.set(graph, shown);
  }
  return shown;
}

/** Whether a block was entered in this state already. */
function isAmong(last: Item<unknown> | undefined, known: number, yes: number, key: string): boolean {
  for (let item = last; item; item = item.sibling)
    if (item.known === known && item.yes === yes && item.key === key) return true;
  return false;
}

/** Where an operation stands in a graph; undefined when nothing leads there in the graph given. */
export function findOperation(
  graph: FlowGraph,
  isIt: (operation: Operation) => boolean,
): { block: number; index: number } | undefined {
  for (const block of graph.blocks) {
    const index = block.operations.findIndex(isIt);
    if (index >= 0) return { block: block.id, index };
  }
  return undefined;
}

/** The blocks of a path from its first to its last. */
export function blocksOfPath(last: PathStep): PathStep[] {
  const steps: PathStep[] = [];
  for (let step: PathStep | undefined = last; step; step = step.before) steps.push(step);
  return steps.reverse();
}
