// Functions that return a channel which a goroutine of theirs fills, and loops over it that are left before it is drained.
import { NodeKind } from '../../model/go-syntax.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { Sender } from './abandoned-sends.ts';
import { many, sendersOf } from './abandoned-sends.ts';
import { onlyValue } from './callee.ts';
import { capacityAt, usesOfChannel } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';

export interface Producer {
  readonly fn: SourceFunction;
  readonly channel: Variable;
  readonly capacity: number;
  readonly sender: Sender;
}

const producers = new WeakMap<SourceFunction, Producer | false>();

/** The producer behind a function that returns a channel of its own: a goroutine that sends without another way out. Its
 * position among the results must be the first. */
export function producerOf(facts: PackageFacts, fn: SourceFunction): Producer | undefined {
  const known = producers.get(fn);
  if (known !== undefined) return known || undefined;
  producers.set(fn, false);
  const binding = fn.package === facts.package ? facts.bindingAt(fn.file, fn.node) : undefined;
  if (!binding || fn.body < 0) return undefined;
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind !== 'return' || operation.values.length === 0) continue;
      const place = facts.placeOf(fn.file, operation.values[0]);
      if (place?.root.owner !== fn || place.path.length > 0) continue;
      const value = onlyValue(binding, place.root);
      const capacity = value < 0 ? undefined : capacityAt(facts, binding, value);
      if (typeof capacity !== 'number' || capacity >= many) continue;
      const parents = facts.parentsOf(fn.file);
      const uses = usesOfChannel(facts, binding, place.root).filter(
        (use) => use.kind !== 'escape' || fn.file.tree.kind[parents[use.node]] !== NodeKind.ReturnStmt,
      );
      const found = sendersOf(facts, fn, uses);
      // One goroutine alone: with several the counts of each are not known apart.
      if (found?.senders.length !== 1) continue;
      const [sender] = found.senders;
      if (sender.count <= capacity + 1 || sender.sends.length === 0) continue;
      const producer = { fn, channel: place.root, capacity, sender };
      producers.set(fn, producer);
      return producer;
    }
  return undefined;
}

export interface EarlyConsumer {
  readonly producer: Producer;
  readonly fn: SourceFunction;
  /** The RangeStmt. */
  readonly loop: SourcePlace;
  /** The return or break by which the loop is left. */
  readonly leave: SourcePlace;
}

/** Range loops of a function over a producer's channel that can be left before the channel is closed, after which nothing
 * receives from it any more. */
export function earlyConsumers(facts: PackageFacts, fn: SourceFunction): EarlyConsumer[] {
  const binding = facts.operations.hasChannelOperation(fn, 'range') ? facts.bindingAt(fn.file, fn.node) : undefined;
  if (!binding) return [];
  const found: EarlyConsumer[] = [];
  const { tree } = fn.file;
  for (const block of facts.flowOf(fn).blocks)
    for (const operation of block.operations) {
      if (operation.kind !== 'range') continue;
      const { place } = operation;
      let call = operation.channel;
      if (place) {
        if (place.path.length > 0 || place.root.owner !== fn) continue;
        call = onlyValue(binding, place.root);
        // Anything but this loop, and reads of the variable, is out of sight.
        const uses = usesOfChannel(facts, binding, place.root);
        if (uses.some((use) => use.kind !== 'look' && use.node !== operation.node)) continue;
      }
      if (call < 0 || tree.kind[call] !== NodeKind.CallExpr) continue;
      const target = facts.functionOf(facts.calleeOf(fn.file, call).declared);
      const producer = target && producerOf(facts, target);
      if (!producer) continue;
      const start = block.operations.indexOf(operation);
      const ends = explorePaths<0>(facts.flowOf(fn), fn.file, binding, { block: block.id, index: start + 1 }, 0, {
        operation: (_, state) => state,
        edge: (edge, state, from) => (from === block && edge === block.edges[1] ? undefined : state),
        key: () => '',
      });
      const end = ends?.find((one) => one.end === 'return');
      if (!end) continue;
      // The step that leads out of the loop.
      let step = end.last;
      while (step.before && !isIn(tree, operation.node, step.before.block.loop)) step = step.before;
      const out = step.before?.block ?? step.block;
      const last = end.last.block.operations[end.last.block.operations.length - 1];
      const leaveNode =
        last?.kind === 'return' && isInside(tree, operation.node, last.node)
          ? last.node
          : (out.operations[out.operations.length - 1]?.node ?? operation.node);
      found.push({
        producer,
        fn,
        loop: { file: fn.file, node: operation.node },
        leave: { file: fn.file, node: leaveNode },
      });
    }
  return found;
}

const isInside = (tree: SourcePlace['file']['tree'], root: number, node: number): boolean =>
  root <= node && node < root + tree.size[root];

const isIn = (tree: SourcePlace['file']['tree'], root: number, loop: number): boolean =>
  loop >= 0 && isInside(tree, root, loop);
