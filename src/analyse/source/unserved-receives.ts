// Receives in a goroutine from a local channel of the function that started it, when that function has a path on which it
// returns and nobody has sent to the channel or closed it; and receives from channels that nobody sends to or closes at all.
// The mirror of abandoned sends.
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { runsOfLiteral } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { type ChannelUse, capacityAt, makesChannel, usesOfChannel } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths, findOperation } from './paths.ts';

export interface UnservedReceive extends SourcePlace {
  /** `range` waits for a close, `receive` for a value or a close. */
  readonly kind: 'receive' | 'range';
  /** Undefined for `<-make(chan T)`. */
  readonly channel: Variable | undefined;
  /** Where the channel is made. */
  readonly made: SourcePlace;
  /** The function or literal that waits. */
  readonly waiter: SourceFunction;
  /** The start of the goroutine; undefined when the function that made the channel waits itself. */
  readonly start: SourcePlace | undefined;
  /** Where the function returns; undefined when nobody serves it, whatever the function does. */
  readonly leave: number | undefined;
  /** Nobody sends or closes anywhere. */
  readonly never: boolean;
}

/** All of one function, each with the first path that leaves it unserved. */
export function unservedReceives(facts: PackageFacts, fn: SourceFunction): UnservedReceive[] {
  const { file } = fn;
  const { tree } = file;
  const found: UnservedReceive[] = [];
  if (!makesChannel(facts, fn) && !facts.operations.hasChannelOperation(fn, 'receive')) return found;
  const binding = facts.bindingAt(file, fn.node);
  if (!binding) return found;
  for (const { operation } of facts.operations.channelsIn(fn))
    if (operation.kind === 'receive' && operation.select < 0 && capacityAt(facts, binding, operation.channel) === 0) {
      const made = { file, node: operation.channel };
      const wait = { kind: 'receive', file, node: operation.node, channel: undefined, made, waiter: fn } as const;
      found.push({ ...wait, start: undefined, leave: undefined, never: true });
    }
  for (const { operation } of facts.operations.resultsIn(fn)) {
    if (operation.place?.path.length !== 0) continue;
    const channel = operation.place.root;
    if (channel.owner !== fn || channel.kind !== 'local' || !operation.isDefinition) continue;
    if (capacityAt(facts, binding, operation.value) === undefined) continue;
    const uses = usesOfChannel(facts, binding, channel);
    if (uses.some((u) => u.kind === 'escape')) continue;
    for (const use of uses) {
      if ((use.kind !== 'receive' && use.kind !== 'range') || !isPlain(facts, use)) continue;
      // A loop that ends by what it has received needs no close.
      const waiting = use.kind === 'range' ? facts.bindingAt(use.file, use.fn.node) : undefined;
      if (waiting && leavesEarly(facts, waiting, use.fn, use.node)) continue;
      const servers = uses.filter((u) => u.kind === 'close' || (use.kind === 'receive' && u.kind === 'send'));
      const start = startOf(facts, fn, use, uses);
      const wait = {
        kind: use.kind,
        file: use.file,
        node: use.node,
        channel,
        made: { file, node: operation.value },
        waiter: use.fn,
        start: start >= 0 ? { file, node: start } : undefined,
      };
      if (servers.length === 0 && (start >= 0 || use.fn === fn || isStarted(facts, use.fn))) {
        found.push({
          ...wait,
          leave: start >= 0 ? leaveUnserved(facts, fn, start, servers, channel) : undefined,
          never: true,
        });
        continue;
      }
      if (start < 0) continue;
      // Another goroutine serves it: whether it comes to that is not followed.
      if (servers.some((s) => !runsWithin(facts, s.fn, fn))) continue;
      // Served before the goroutine starts, or on conditions that are decided again later: not followed.
      const own = servers.filter((s) => s.file === file && s.node > fn.node && s.node < fn.node + tree.size[fn.node]);
      if (own.some((s) => s.node < start)) continue;
      const leave = leaveUnserved(facts, fn, start, servers, channel);
      if (leave === undefined || own.some((s) => leave === fn.body || s.node < leave)) continue;
      found.push({ ...wait, leave, never: false });
    }
  }
  return found;
}

/** Whether a literal only ever runs as a goroutine of its own. */
export function isStarted(facts: PackageFacts, fn: SourceFunction): boolean {
  const runs = fn.parent ? runsOfLiteral(facts, fn) : [];
  return runs.length > 0 && runs.every(({ kind }) => kind === 'go');
}

/** Whether the body of a range can leave the loop: break, return, goto, panic, or what never returns. */
export function leavesEarly(facts: PackageFacts, binding: Binding, fn: SourceFunction, range: number): boolean {
  const graph = facts.flowOf(fn);
  const head = graph.blocks.find(({ operations }) => operations.some((o) => o.kind === 'range' && o.node === range));
  if (!head) return true;
  // The first edge of the head leads into the body.
  const ways = explorePaths<0>(graph, fn.file, binding, { block: head.edges[0].to, index: 0 }, 0, {
    operation: (operation, state) => (operation.kind === 'range' && operation.node === range ? undefined : state),
    key: () => '',
  });
  return ways === undefined || ways.length > 0;
}

/** No case of a select: that may go on another way. */
function isPlain(facts: PackageFacts, use: ChannelUse): boolean {
  for (const { operation } of facts.operations.channelsIn(use.fn))
    if ((operation.kind === 'receive' || operation.kind === 'range') && operation.node === use.node)
      return operation.select < 0;
  return false;
}

/** The `go` call of `fn` by which the function that holds the use runs; -1 when it is not started by one. */
function startOf(facts: PackageFacts, fn: SourceFunction, use: ChannelUse, uses: readonly ChannelUse[]): number {
  const goCalls = new Set(facts.flowOf(fn).calls.flatMap((o) => (o.mode === 'go' ? [o.node] : [])));
  if (use.fn.parent === fn) {
    const runs = runsOfLiteral(facts, use.fn);
    const [run] = runs;
    if (runs.length !== 1 || run.kind !== 'go' || run.from !== fn) return -1;
    return (
      [...goCalls].find(
        (call) => call === run.node || (call > run.node && call < run.node + fn.file.tree.size[run.node]),
      ) ?? -1
    );
  }
  const pass = uses.find((u) => u.kind === 'pass' && u.callee === use.fn && u.fn === fn && goCalls.has(u.node));
  return pass?.node ?? -1;
}

/** Whether code of `inner` runs in the course of `fn`: itself, or literals that it calls or defers. */
function runsWithin(facts: PackageFacts, inner: SourceFunction, fn: SourceFunction): boolean {
  if (inner === fn) return true;
  if (!inner.parent) return false;
  const runs = runsOfLiteral(facts, inner);
  return (
    runs.length > 0 && runs.every((r) => (r.kind === 'call' || r.kind === 'defer') && runsWithin(facts, r.from, fn))
  );
}

/** The return that a path from the start reaches without a server; undefined when there is none, or it cannot be told. */
function leaveUnserved(
  facts: PackageFacts,
  fn: SourceFunction,
  start: number,
  servers: readonly ChannelUse[],
  channel: Variable,
): number | undefined {
  const { file } = fn;
  const { tree } = file;
  const graph = facts.flowOf(fn);
  const binding = facts.bindingAt(file, fn.node);
  const at = findOperation(graph, (o) => o.kind === 'call' && o.mode === 'go' && o.node === start);
  if (!binding || !at) return undefined;
  // A deferred close that stands before the start serves every path behind it.
  const deferred = graph.blocks
    .flatMap((b) => b.operations)
    .some((o) => (o.kind === 'close' && o.mode === 'defer' && o.place?.root === channel) || defersServer(o));
  if (deferred) return undefined;
  function defersServer(o: { readonly kind: string; readonly mode?: string; readonly node: number }): boolean {
    return (
      o.kind === 'call' &&
      o.mode === 'defer' &&
      servers.some((s) => s.node > o.node && s.node < o.node + tree.size[o.node])
    );
  }
  const ends = explorePaths<0>(graph, file, binding, { block: at.block, index: at.index + 1 }, 0, {
    operation(operation) {
      if (servers.some((s) => s.fn === fn && s.node === operation.node)) return undefined;
      if (operation.kind === 'use' && operation.variable === channel && operation.literal) {
        const { node } = operation.literal;
        if (servers.some((s) => s.node > node && s.node < node + tree.size[node])) return undefined;
      }
      return 0;
    },
    key: () => '',
  });
  const end = ends?.find((e) => e.end === 'return');
  if (!end) return undefined;
  const last = end.last.block.operations.at(-1);
  return last?.kind === 'return' ? last.node : fn.body;
}
