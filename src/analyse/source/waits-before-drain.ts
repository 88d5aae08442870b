// A Wait for goroutines that themselves wait until somebody takes what they send, and the only taker stands behind the Wait.
import { NodeKind } from '../../model/go-syntax.ts';
import { rangeParts } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { many, type Sender, sendersOf } from './abandoned-sends.ts';
import type { Binding } from './bind-names.ts';
import { onlyValue } from './callee.ts';
import { calleeBinding, capacityAt, makesChannel, usesOfChannel } from './channel-uses.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import { underlyingType } from './type-expression.ts';
import { isWaitedFor, waitedGroup } from './wait-groups.ts';

export interface WaitBeforeDrain {
  /** The call of Wait. */
  readonly wait: SourcePlace;
  readonly channel: Variable;
  readonly made: SourcePlace;
  readonly capacity: number;
  readonly senders: readonly Sender[];
  /** Sends that may have been started before the Wait; `many` for a loop. */
  readonly sent: number;
  /** What is ranged over to start them, when there is room for some and its length decides; -1 otherwise. */
  readonly counted: number;
  /** The receives of the function, all of them behind the Wait. */
  readonly receives: readonly SourcePlace[];
}

/** Every Wait of the function that some path reaches with more sends under way than the channel has room for. */
export function waitsBeforeDrain(facts: PackageFacts, fn: SourceFunction): WaitBeforeDrain[] {
  const binding = makesChannel(facts, fn) ? calleeBinding(facts, fn) : undefined;
  if (!binding || fn.body < 0) return [];
  if (!facts.flowOf(fn).calls.some((o) => waitedGroup(facts, fn, o) !== undefined)) return [];
  const found: WaitBeforeDrain[] = [];
  for (const [variable, origin] of binding.origins) {
    if (variable.owner !== fn || (origin.kind !== 'value' && origin.kind !== 'type')) continue;
    const value = onlyValue(binding, variable);
    if (value < 0 || facts.typeOf(fn.file, value).kind !== 'chan') continue;
    const capacity = capacityAt(facts, binding, value);
    if (typeof capacity !== 'number' || capacity >= many) continue;
    const uses = usesOfChannel(facts, binding, variable);
    const receives = uses.filter((use) => use.kind === 'receive' || use.kind === 'range');
    // A receive in a literal may run at any time.
    if (receives.some((use) => use.fn !== fn)) continue;
    const all = sendersOf(facts, fn, uses);
    if (!all || all.senders.length === 0) continue;
    const { senders } = all;
    const startOf = new Map(senders.map((sender, k) => [sender.start.node, k]));
    const parents = facts.parentsOf(fn.file);
    const taken = new Set(receives.map((use) => use.node));
    const hits = new Map<number, { readonly sent: number; readonly counted: number }>();
    const drained = new Set<number>();
    const paths = explorePaths<State>(
      facts.flowOf(fn),
      fn.file,
      binding,
      { block: 0, index: 0 },
      { pending: senders.map(() => 0), received: false },
      {
        operation(operation, state) {
          if (operation.kind === 'receive' || operation.kind === 'range')
            return taken.has(operation.node) ? { ...state, received: true } : state;
          if (operation.kind !== 'call') return state;
          const k = startOf.get(operation.node) ?? startOf.get(parents[operation.node]);
          if (k !== undefined) {
            const pending = state.pending.map((n, i) => (i === k ? Math.min(many, n + senders[k].count) : n));
            return { ...state, pending };
          }
          const key = operation.mode === 'now' ? waitedGroup(facts, fn, operation) : undefined;
          if (key === undefined) return state;
          // Some receives come first: how many rounds the loops make is not known.
          if (state.received) drained.add(operation.node);
          const waited = senders.map((s, i) =>
            s.sends.some((send) => isWaitedFor(facts, fn, key, s.start, s.fn, send)) ? state.pending[i] : 0,
          );
          const sent = Math.min(
            many,
            waited.reduce((sum, n) => sum + n, 0),
          );
          // How many a loop starts is not known; there may be room for just as many.
          const isLoop = sent >= many || senders.some((s) => inLoop(facts, fn, s.start.node));
          const counted = isLoop && capacity > 0 ? rangedOver(facts, binding, fn, senders, waited) : -1;
          if (sent > capacity && (!isLoop || capacity === 0 || counted >= 0) && !hits.has(operation.node))
            hits.set(operation.node, { sent, counted });
          return sent > 0 ? undefined : state;
        },
        key: ({ pending, received }) => `${pending.join()}${received}`,
      },
    );
    if (!paths) continue;
    for (const [wait, { sent, counted }] of hits)
      if (!drained.has(wait))
        found.push({
          wait: { file: fn.file, node: wait },
          channel: variable,
          made: { file: fn.file, node: value },
          capacity,
          senders,
          sent,
          counted,
          receives: receives.map((use) => ({ file: use.file, node: use.node })),
        });
  }
  return found;
}

interface State {
  /** Sends under way, by sender. */
  readonly pending: readonly number[];
  readonly received: boolean;
}

/** The slice or map whose elements are counted by the one loop that starts a sender for each: a parameter, a field, what a
 * call gave; -1 when it is none of these. */
function rangedOver(
  facts: PackageFacts,
  binding: Binding,
  fn: SourceFunction,
  senders: readonly Sender[],
  waited: readonly number[],
): number {
  const { tree } = fn.file;
  const started = senders.filter((_, k) => waited[k] > 0);
  if (started.length !== 1) return -1;
  const parents = facts.parentsOf(fn.file);
  let at = parents[started[0].start.node];
  while (at > fn.node && tree.kind[at] !== NodeKind.RangeStmt && tree.kind[at] !== NodeKind.ForStmt) at = parents[at];
  if (tree.kind[at] !== NodeKind.RangeStmt) return -1;
  const { x } = rangeParts(tree, at);
  const type = underlyingType(facts.program, facts.typeOf(fn.file, x));
  if (type.kind !== 'slice' && type.kind !== 'map') return -1;
  const variable = localAt(binding, x);
  const value = variable?.kind === 'local' ? onlyValue(binding, variable) : x;
  // A list that stands in the source was counted.
  return variable?.kind === 'parameter' || (value >= 0 && tree.kind[value] !== NodeKind.CompositeLit) ? x : -1;
}

function inLoop(facts: PackageFacts, fn: SourceFunction, start: number): boolean {
  const parents = facts.parentsOf(fn.file);
  for (const block of facts.flowOf(fn).blocks)
    for (const operation of block.operations)
      if (operation.node === start || parents[operation.node] === start) return block.loop >= 0;
  return false;
}
