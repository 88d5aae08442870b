// Goroutines that serve a channel (send to it or close it) on some of their paths only, while the function that started them
// waits for it with a plain receive. The mirror of missing-dones.ts for channels.
import { NodeKind } from '../../model/go-syntax.ts';
import { forParts, rangeParts, textOf } from '../../model/go-tree.ts';
import type { ChannelOperation, FlowBlock, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { activityOf, runsOfLiteral } from './activities.ts';
import type { Binding } from './bind-names.ts';
import type { ChannelUse } from './channel-uses.ts';
import { calleeBinding, capacityAt, makesChannel, usesOfChannel } from './channel-uses.ts';
import { rangesOverClock } from './endless-goroutines.ts';
import { endsGoroutine } from './goroutine-exits.ts';
import { singleType } from './infer-type.ts';
import { turnsAtMost } from './loop-turns.ts';
import { repeats } from './missing-dones.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths, findOperation } from './paths.ts';

export interface UnservingGoroutine {
  readonly channel: Variable;
  readonly made: SourcePlace;
  /** The receive that waits for ever, and who waits. */
  readonly wait: SourcePlace;
  readonly waiter: SourceFunction;
  readonly start: SourcePlace;
  readonly worker: SourceFunction;
  /** The return, or the call that ends the goroutine (t.Fatal, runtime.Goexit); `perhaps` is an assertion. */
  readonly leave: SourcePlace;
  readonly by: 'return' | 'goexit' | 'perhaps';
  /** A send or close of another path. */
  readonly served: SourcePlace;
}

/** All channels that the function makes, at most one finding for each. */
export function unservingGoroutines(facts: PackageFacts, fn: SourceFunction): UnservingGoroutine[] {
  const found: UnservingGoroutine[] = [];
  if (!makesChannel(facts, fn) || !facts.operations.hasChannelOperation(fn, 'receive')) return found;
  const binding = facts.bindingAt(fn.file, fn.node);
  if (!binding) return found;
  for (const block of facts.flowOf(fn).blocks)
    for (const operation of block.operations) {
      if (operation.kind !== 'assign' || operation.value < 0 || operation.place?.path.length !== 0) continue;
      const channel = operation.place.root;
      if (channel.owner !== fn || channel.kind !== 'local' || !operation.isDefinition) continue;
      if (capacityAt(facts, binding, operation.value) === undefined) continue;
      const uses = usesOfChannel(facts, binding, channel);
      if (uses.some(({ kind }) => kind === 'escape')) continue;
      const one = unserved(facts, fn, block, uses);
      if (one) found.push({ channel, made: { file: fn.file, node: operation.value }, ...one });
    }
  return found;
}

type Unserved = Omit<UnservingGoroutine, 'channel' | 'made'>;

function unserved(
  facts: PackageFacts,
  fn: SourceFunction,
  made: FlowBlock,
  uses: readonly ChannelUse[],
): Unserved | undefined {
  const servers = uses.filter(({ kind }) => kind === 'send' || kind === 'close');
  const [first] = servers;
  const worker = first && activityOf(facts, first.fn);
  if (!worker || worker === fn || servers.some((server) => activityOf(facts, server.fn) !== worker)) return undefined;
  const start = startOf(facts, fn, worker, uses);
  if (!start) return undefined;
  const receives = plainReceives(facts, fn, uses);
  const wait = receives.find(
    (receive) => receive.node > start.node && isServedBy(facts, fn, start.block, made, receive, receives, servers),
  );
  const leave = wait && leaveOf(facts, fn, worker, servers, uses);
  if (!leave) return undefined;
  return {
    wait: { file: fn.file, node: wait.node },
    waiter: fn,
    start: { file: fn.file, node: start.node },
    worker,
    ...leave,
    served: { file: first.file, node: first.node },
  };
}

/** The one `go` statement of `fn` by which the worker runs. */
function startOf(
  facts: PackageFacts,
  fn: SourceFunction,
  worker: SourceFunction,
  uses: readonly ChannelUse[],
): { readonly node: number; readonly block: FlowBlock } | undefined {
  let node = -1;
  if (worker.parent) {
    const runs = runsOfLiteral(facts, worker);
    const [run] = runs;
    if (runs.length !== 1 || run.kind !== 'go' || run.from !== fn) return undefined;
    const isStatement = fn.file.tree.kind[run.node] === NodeKind.GoStmt;
    // What an errgroup starts says by its error that it gave nothing.
    if (!isStatement && facts.calleeOf(fn.file, run.node).name !== 'sync.WaitGroup.Go') return undefined;
    node = isStatement ? run.node + 1 : run.node;
  } else {
    const passes = uses.filter(({ kind, callee }) => kind === 'pass' && callee === worker);
    if (passes.length !== 1 || passes[0].fn !== fn) return undefined;
    node = passes[0].node;
    if (fn.file.tree.kind[facts.parentsOf(fn.file)[node]] !== NodeKind.GoStmt) return undefined;
  }
  const block = facts.flowOf(fn).blocks.find((b) => b.operations.some((o) => o.kind === 'call' && o.node === node));
  return block && { node, block };
}

interface Receive {
  readonly node: number;
  readonly block: FlowBlock;
}

/** Receives of the function itself outside a select. */
function plainReceives(facts: PackageFacts, fn: SourceFunction, uses: readonly ChannelUse[]): Receive[] {
  const nodes = new Set(uses.filter((use) => use.kind === 'receive' && use.fn === fn).map(({ node }) => node));
  const found: Receive[] = [];
  for (const block of facts.flowOf(fn).blocks)
    for (const o of block.operations)
      if (o.kind === 'receive' && o.select < 0 && o.mode === 'now' && nodes.has(o.node))
        found.push({ node: o.node, block });
  return found;
}

/** Whether the receive waits for what each such goroutine has to give: one goroutine for one channel, or as many receives as
 * goroutines are started. */
function isServedBy(
  facts: PackageFacts,
  fn: SourceFunction,
  start: FlowBlock,
  made: FlowBlock,
  receive: Receive,
  receives: readonly Receive[],
  servers: readonly ChannelUse[],
): boolean {
  if (start.loop === made.loop) return true;
  const { tree } = fn.file;
  if (servers.some(({ kind }) => kind === 'close') || start.loop < 0) return false;
  if (facts.flowOf(fn).blocks.some((block) => block.loop === start.loop && block.end === 'return')) return false;
  if (receive.block.loop < 0)
    return turnsAtMost(facts, fn, start.loop) === receives.filter(({ block }) => block.loop < 0).length;
  if (receive.block.loop === start.loop || tree.kind[start.loop] !== NodeKind.RangeStmt) return false;
  // As often as the loop that starts them, and never left early.
  const items = textOf(tree, rangeParts(tree, start.loop).x);
  const { loop } = receive.block;
  const times =
    tree.kind[loop] === NodeKind.RangeStmt
      ? textOf(tree, rangeParts(tree, loop).x)
      : textOf(tree, Math.max(forParts(tree, loop).condition, 0)).replace(/^.*<\s*len\((.*)\)$/s, '$1');
  if (times !== items) return false;
  return !facts.flowOf(fn).blocks.some((block) => block.loop === loop && block.end === 'return');
}

/** The way by which the worker ends without serving the channel. Where it was told to end, its owner may be past the wait. */
function leaveOf(
  facts: PackageFacts,
  owner: SourceFunction,
  worker: SourceFunction,
  servers: readonly ChannelUse[],
  uses: readonly ChannelUse[],
): Pick<UnservingGoroutine, 'leave' | 'by'> | undefined {
  const { file } = worker;
  const { tree } = file;
  const binding = calleeBinding(facts, worker);
  if (!binding) return undefined;
  const serves = new Set(servers.filter((s) => s.file === file).map(({ node }) => node));
  const inner = uses.filter((u) => u.file === file && (u.kind === 'pass' || (serves.has(u.node) && u.fn !== worker)));
  const holds = (node: number): boolean => inner.some((u) => u.node >= node && u.node < node + tree.size[node]);
  // It serves as often as it is asked to, and goes when there is nothing more to ask for.
  if (repeats(facts, worker, serves)) return undefined;
  const isOutside = inner.some((u) => u.node < worker.node || u.node >= worker.node + tree.size[worker.node]);
  const graph = facts.flowOf(worker);
  let assertion = -1;
  const ends = explorePaths<0>(graph, file, binding, { block: 0, index: 0 }, 0, {
    operation(operation) {
      if (operation.kind === 'call' && assertion < 0 && file.isTestCode)
        if (endsGoroutine(facts, operation) === 'perhaps') assertion = operation.node;
      if ((operation.kind === 'send' || operation.kind === 'close') && serves.has(operation.node)) return undefined;
      // A call that is given the channel, or a literal with an operation on it, may serve it.
      if (operation.kind === 'call' && (holds(operation.node) || serves.has(operation.node))) return undefined;
      const called = operation.kind === 'call' ? operation.callee.literal : undefined;
      if (called && (isOutside || holds(called.node))) return undefined;
      if (operation.kind === 'use' && operation.literal && holds(operation.literal.node)) return undefined;
      return isTold(facts, owner, worker, binding, operation) ? undefined : 0;
    },
    edge: (edge, state, block) =>
      (edge === block.edges[1] && rangesOverClock(facts, worker, block)) ||
      asksOwner(facts, owner, worker, edge.condition)
        ? undefined
        : state,
    key: () => '',
  });
  for (const { end, last } of ends ?? []) {
    const operation = last.block.operations.at(-1);
    if (end === 'return')
      return { leave: { file, node: operation?.kind === 'return' ? operation.node : worker.body }, by: 'return' };
    if (end === 'exit' && operation?.kind === 'call' && endsGoroutine(facts, operation) === 'always')
      return { leave: { file, node: operation.node }, by: 'goexit' };
  }
  return assertion < 0 ? undefined : { leave: { file, node: assertion }, by: 'perhaps' };
}

/** `if cancelled.Get()` of a variable that the owner made: it knows why the worker goes. */
function asksOwner(facts: PackageFacts, owner: SourceFunction, worker: SourceFunction, condition: number): boolean {
  const { file } = worker;
  if (condition < 0 || file.tree.kind[condition] !== NodeKind.CallExpr) return false;
  const { receiver } = facts.calleeOf(file, condition);
  const place = receiver < 0 ? undefined : facts.placeOf(file, receiver);
  return place?.path.length === 0 && place.root.kind === 'local' && place.root.owner === owner;
}

/** A receive by which somebody tells the worker to go: all but those of a clock, and of a context from the owner's caller. */
function isTold(
  facts: PackageFacts,
  owner: SourceFunction,
  worker: SourceFunction,
  binding: Binding,
  operation: Operation,
): boolean {
  if (operation.kind !== 'receive' && operation.kind !== 'range') return false;
  const type = singleType(facts.typeOf(worker.file, operation.channel));
  if (type.kind === 'chan' && typeNameOf(type.of) === 'time.Time') return false;
  return !isCallersContext(facts, owner, worker, binding, operation);
}

/** `<-ctx.Done()` of a context that the owner was given, and gives no other value. */
function isCallersContext(
  facts: PackageFacts,
  owner: SourceFunction,
  worker: SourceFunction,
  binding: Binding,
  { channel }: ChannelOperation,
): boolean {
  if (worker.file.tree.kind[channel] !== NodeKind.CallExpr) return false;
  const { name, receiver } = facts.calleeOf(worker.file, channel);
  if (name !== 'context.Context.Done' || receiver < 0) return false;
  const place = facts.placeOf(worker.file, receiver);
  if (!place || place.path.length > 0 || place.root.kind !== 'parameter' || place.root.owner !== owner) return false;
  return (
    findOperation(facts.flowOf(owner), (o) => o.kind === 'assign' && o.place?.root === place.root) === undefined &&
    binding.origins.has(place.root)
  );
}
