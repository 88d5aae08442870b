// Ranges over a channel that the function called makes, returns, and lets its goroutines send to until they end: nobody
// closes it, so the range waits for one more value when they have gone.
import { NodeKind } from '../../model/go-syntax.ts';
import type { CallOperation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { onlyValue } from './callee.ts';
import { type ChannelUse, calleeBinding, capacityAt, usesOfChannel } from './channel-uses.ts';
import { localAt } from './infer-type.ts';
import { neverReturns } from './never-returns.ts';
import type { PackageFacts } from './package-facts.ts';
import { isStarted, leavesEarly } from './unserved-receives.ts';

/** A channel that a function makes and returns, and never closes although what sends to it ends. */
export interface UnclosedReturn {
  readonly maker: SourceFunction;
  readonly channel: Variable;
  readonly made: SourcePlace;
  /** A send to it. */
  readonly send: SourcePlace;
}

export interface UnclosedRange extends SourcePlace, UnclosedReturn {
  /** The function or literal that ranges; `node` is the RangeStmt. */
  readonly ranger: SourceFunction;
  /** The call that gave it the channel. */
  readonly call: number;
}

/** Every range of `fn` over such a channel that has no other way out than the close. */
export function unclosedRanges(facts: PackageFacts, fn: SourceFunction): UnclosedRange[] {
  const found: UnclosedRange[] = [];
  if (!facts.operations.hasChannelOperation(fn, 'range')) return found;
  const { file } = fn;
  const { tree } = file;
  let binding: Binding | undefined;
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'range') continue;
      binding ??= facts.bindingAt(file, fn.node);
      if (!binding) return found;
      const call = givenBy(facts, binding, fn, operation.channel);
      if (call < 0 || tree.kind[call] !== NodeKind.CallExpr) continue;
      const callee = facts.calleeOf(file, call);
      const maker = callee.kind === 'interface-method' ? undefined : facts.functionOf(callee.declared);
      const unclosed = maker && unclosedReturn(facts, maker);
      if (!unclosed || leavesEarly(facts, binding, fn, operation.node)) continue;
      found.push({ ...unclosed, file, node: operation.node, ranger: fn, call });
    }
  return found;
}

/** The call whose only result is ranged over, directly or by a local name that nobody else gets; -1 otherwise. */
function givenBy(facts: PackageFacts, binding: Binding, fn: SourceFunction, channel: number): number {
  const variable = localAt(binding, channel);
  if (!variable) return channel;
  if (variable.owner !== fn || variable.kind !== 'local') return -1;
  const uses = usesOfChannel(facts, binding, variable);
  return uses.every((use) => use.kind === 'range' || use.kind === 'look') ? onlyValue(binding, variable) : -1;
}

const known = new WeakMap<SourceFunction, UnclosedReturn | false>();

function unclosedReturn(facts: PackageFacts, maker: SourceFunction): UnclosedReturn | false {
  let answer = known.get(maker);
  if (answer === undefined) {
    answer = deriveUnclosed(facts, maker);
    known.set(maker, answer);
  }
  return answer;
}

function deriveUnclosed(facts: PackageFacts, maker: SourceFunction): UnclosedReturn | false {
  // What another package does is not followed.
  if (maker.package !== facts.package || maker.body < 0) return false;
  const binding = calleeBinding(facts, maker);
  if (!binding) return false;
  const { file } = maker;
  const { tree } = file;
  let channel: Variable | undefined;
  for (const { operations } of facts.flowOf(maker).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'return') continue;
      const variable = operation.values.length === 1 ? localAt(binding, operation.values[0]) : undefined;
      if (!variable || variable.owner !== maker || variable.kind !== 'local' || (channel && channel !== variable))
        return false;
      channel = variable;
    }
  const made = channel ? onlyValue(binding, channel) : -1;
  if (!channel || made < 0 || capacityAt(facts, binding, made) === undefined) return false;
  const parents = facts.parentsOf(file);
  const uses = usesOfChannel(facts, binding, channel);
  const sends: ChannelUse[] = [];
  for (const use of uses) {
    if (use.kind === 'send') sends.push(use);
    else if (use.kind === 'escape' && tree.kind[parents[use.node]] === NodeKind.ReturnStmt) continue;
    else if (use.kind !== 'look' && use.kind !== 'pass') return false;
  }
  if (
    sends.length === 0 ||
    !sends.every((send) => runsOnItsOwn(facts, maker, send, uses) && !neverReturns(facts.flowOf(send.fn)))
  )
    return false;
  return { maker, channel, made: { file, node: made }, send: { file: sends[0].file, node: sends[0].node } };
}

/** Whether a send is made by a goroutine that the maker starts: a literal, or a function that is handed the channel. */
function runsOnItsOwn(
  facts: PackageFacts,
  maker: SourceFunction,
  send: ChannelUse,
  uses: readonly ChannelUse[],
): boolean {
  if (send.fn.parent === maker) return isStarted(facts, send.fn);
  const passes = uses.filter((use) => use.kind === 'pass' && use.callee === send.fn);
  const started = new Set(
    facts
      .flowOf(maker)
      .blocks.flatMap(({ operations }) => operations)
      .filter((operation): operation is CallOperation => operation.kind === 'call' && operation.mode === 'go')
      .map(({ node }) => node),
  );
  return passes.length > 0 && passes.every((pass) => pass.fn === maker && started.has(pass.node));
}
