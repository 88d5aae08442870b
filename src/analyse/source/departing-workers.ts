// Channels of one function whose every receiver is a goroutine of its own that can leave while more is sent: workers that
// return at the first error, and a producer that waits for one of them.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { clauseParts, rangeParts, switchParts } from '../../model/go-tree.ts';
import type { Operation, SelectOperation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { isBlockingSend } from './abandoned-sends.ts';
import { activityOf, runsOfLiteral } from './activities.ts';
import { onlyValue } from './callee.ts';
import { type ChannelUse, calleeBinding, capacityAt, makesChannel, usesOfChannel } from './channel-uses.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathVisitor } from './paths.ts';
import { explorePaths } from './paths.ts';

export interface DepartingWorkers {
  readonly channel: Variable;
  readonly made: SourcePlace;
  /** Sends in a loop that wait until taken. */
  readonly sends: readonly (SourcePlace & { readonly fn: SourceFunction })[];
  /** Each receiver, and the return by which it leaves. */
  readonly workers: readonly { readonly receive: SourcePlace; readonly leave: SourcePlace }[];
}

/** Every such channel that `owner` makes. A worker that leaves because of what it received is not counted: its sender knows. */
export function departingWorkers(facts: PackageFacts, owner: SourceFunction): DepartingWorkers[] {
  const binding = makesChannel(facts, owner) ? facts.bindingAt(owner.file, owner.node) : undefined;
  if (!binding || owner.body < 0) return [];
  const found: DepartingWorkers[] = [];
  for (const [channel, origin] of binding.origins) {
    if (channel.owner !== owner || (origin.kind !== 'value' && origin.kind !== 'type')) continue;
    const node = onlyValue(binding, channel);
    if (node < 0 || facts.typeOf(owner.file, node).kind !== 'chan') continue;
    // Room that was counted out, `make(chan T, len(items))`, may be room for all.
    if (typeof capacityAt(facts, binding, node) !== 'number') continue;
    const uses = usesOfChannel(facts, binding, channel);
    if (uses.some((use) => use.kind === 'escape')) continue;
    const sends = uses.filter((use) => isBlockingSend(facts, use) && isInLoop(facts, use, owner, node));
    const receives = uses.filter((use) => use.kind === 'receive' || use.kind === 'range');
    if (sends.length === 0 || receives.length === 0) continue;
    if (!receives.every((use) => runsApart(facts, owner, uses, use))) continue;
    const told = toldBySender(facts, owner, sends);
    const workers = receives.flatMap((use) => {
      const leave = leaveOf(facts, use, told);
      return leave ? [{ receive: use, leave }] : [];
    });
    if (workers.length < receives.length) continue;
    // Who gives work back to itself has just taken some.
    const takers = new Set(receives.map((use) => activityOf(facts, use.fn)));
    const others = sends.filter((send) => !takers.has(activityOf(facts, send.fn)));
    if (others.length === 0) continue;
    found.push({ channel, made: { file: owner.file, node }, sends: others, workers });
  }
  return found;
}

/** Whether a channel of the owner tells the workers to stop when the owner itself says so, and the owner is the one that sends:
 * it has sent all by then. */
function toldBySender(
  facts: PackageFacts,
  owner: SourceFunction,
  sends: readonly ChannelUse[],
): (channel: Variable) => boolean {
  const isAlone = sends.every(({ fn }) => fn === owner || !fn.parent);
  return (channel) => {
    const binding = isAlone && channel.owner === owner ? facts.bindingAt(owner.file, owner.node) : undefined;
    if (!binding) return false;
    const uses = usesOfChannel(facts, binding, channel);
    const orders = uses.filter(({ kind }) => kind === 'close' || kind === 'send');
    return orders.length > 0 && orders.every(({ fn }) => fn === owner) && uses.every(({ kind }) => kind !== 'escape');
  };
}

/** Whether a use is made by a goroutine that is started for it: in a literal, or in a function that one hands the channel. */
function runsApart(
  facts: PackageFacts,
  owner: SourceFunction,
  uses: readonly ChannelUse[],
  use: ChannelUse,
  depth = 0,
): boolean {
  const own = activityOf(facts, use.fn);
  if (!own || own === owner || depth > 3) return false;
  if (own.parent) return runsOfLiteral(facts, own).every(({ kind }) => kind === 'go');
  const passes = uses.filter((other) => other.kind === 'pass' && other.callee === own);
  return (
    passes.length > 0 &&
    passes.every(
      (pass) =>
        pass.file.tree.kind[facts.parentsOf(pass.file)[pass.node]] === NodeKind.GoStmt ||
        runsApart(facts, owner, uses, pass, depth + 1),
    )
  );
}

/** In a loop that is not the one whose every turn makes the channel anew. */
function isInLoop(facts: PackageFacts, { fn, node }: ChannelUse, owner: SourceFunction, made: number): boolean {
  const loopOf = (inner: SourceFunction, at: number): number =>
    facts.flowOf(inner).blocks.find(({ operations }) => operations.some((o) => o.node === at))?.loop ?? -1;
  const loop = loopOf(fn, node);
  return loop >= 0 && (fn !== owner || loop !== loopOf(owner, made));
}

/** Where a receiver returns although the channel is open, and nothing of the same function receives on; undefined when it
 * does not. Both are told by the last branch before the return: one that asks for what was received is not counted. */
function leaveOf(facts: PackageFacts, use: ChannelUse, told: (channel: Variable) => boolean): SourcePlace | undefined {
  const { fn, file } = use;
  const binding = calleeBinding(facts, fn);
  const { tree } = file;
  const graph = facts.flowOf(fn);
  const at = graph.blocks.find(({ operations }) => operations.some((o) => isIt(o, use)));
  // Only what receives again and again: one value is one value.
  if (!binding || !at || at.loop < 0) return undefined;
  const start = at.operations.findIndex((o) => isIt(o, use));
  const own = receivedBy(facts, use);
  const select = selectOf(facts, use);
  // A look without waiting is nobody's only receiver.
  if (select?.hasDefault) return undefined;
  const asksForIt = (root: number): boolean => {
    for (let i = root; i < root + tree.size[root]; i++)
      if (tree.kind[i] === NodeKind.Ident && own.has(facts.variableOf(file, i))) return true;
    return false;
  };
  const visitor: PathVisitor<boolean> = {
    operation(operation, state) {
      if (operation === select || isIt(operation, use)) return undefined;
      const again =
        (operation.kind === 'receive' || operation.kind === 'range') && operation.place?.root === use.variable;
      return again ? undefined : state;
    },
    edge(edge, state, block) {
      // A range ends by its head when the channel is closed.
      if (use.kind === 'range' && block === at && edge === at.edges[1]) return undefined;
      if (edge.clause >= 0) {
        const parent = facts.parentsOf(file)[facts.parentsOf(file)[edge.clause]];
        const asked = tree.kind[parent] === NodeKind.SwitchStmt ? switchParts(tree, parent).tag : -1;
        return (asked >= 0 && asksForIt(asked)) || clauseParts(tree, edge.clause).heads.some(asksForIt);
      }
      return edge.condition >= 0 ? asksForIt(wholeOf(facts, file, edge.condition, edge.holds)) : state;
    },
    key: String,
  };
  // Behind the receive, or behind another case of its select: `<-ctx.Done()`.
  const others = graph.blocks.find(({ operations }) => select && operations.includes(select))?.edges ?? [];
  const starts = [
    { block: at.id, index: start + 1 },
    ...others.flatMap(({ to }) => {
      const [first] = graph.blocks[to].operations;
      const stop = first?.kind === 'receive' && first.place?.path.length === 0 ? first.place.root : undefined;
      return to === at.id || (stop && told(stop)) ? [] : [{ block: to, index: 0 }];
    }),
  ];
  for (const from of starts) {
    const ends = explorePaths<boolean>(graph, file, binding, from, false, visitor);
    const end = ends?.find((one) => one.end === 'return' && !one.state);
    if (!end) continue;
    const last = end.last.block.operations.at(-1);
    return { file, node: last?.kind === 'return' ? last.node : fn.body };
  }
  return undefined;
}

/** The select of which the receive is a case. */
function selectOf(facts: PackageFacts, use: ChannelUse): SelectOperation | undefined {
  for (const { operations } of facts.flowOf(use.fn).blocks)
    for (const o of operations) if (o.kind === 'select' && o.cases.some((one) => isIt(one, use))) return o;
  return undefined;
}

const isIt = (operation: Operation, { kind, node }: ChannelUse): boolean =>
  operation.kind === kind && operation.node === node;

/** The whole of `a && b && c` when one of them holds: which was asked last says nothing. */
function wholeOf(facts: PackageFacts, file: SourceFile, condition: number, holds: boolean): number {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  let at = condition;
  while (holds && tree.kind[parents[at]] === NodeKind.BinaryExpr && tree.op[parents[at]] === Token.LAND)
    at = parents[at];
  return at;
}

/** The variables that hold what was received, `v` and `ok`, or a part of it, `err := v.err`; and the channel: `ch == nil` when
 * it was closed. */
function receivedBy(facts: PackageFacts, use: ChannelUse): ReadonlySet<Variable | undefined> {
  const found = new Set(receivedAtOnce(facts, use));
  found.add(use.variable);
  const { tree } = use.file;
  for (const { operations } of facts.flowOf(use.fn).blocks)
    for (const o of operations) {
      if (o.kind !== 'assign' || o.value < 0 || o.place?.path.length !== 0) continue;
      let at = o.value;
      while (tree.kind[at] === NodeKind.SelectorExpr) at++;
      if (at > o.value && tree.kind[at] === NodeKind.Ident && found.has(facts.variableOf(use.file, at)))
        found.add(o.place.root);
    }
  return found;
}

function receivedAtOnce(facts: PackageFacts, { kind, fn, file, node }: ChannelUse): Set<Variable | undefined> {
  const found = new Set<Variable | undefined>();
  const { tree } = file;
  if (kind === 'range') {
    const { key } = rangeParts(tree, node);
    const variable = key < 0 ? undefined : facts.variableOf(file, key);
    if (variable) found.add(variable);
    return found;
  }
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const o of operations)
      if (o.kind === 'assign' && o.value === node && o.place?.path.length === 0) found.add(o.place.root);
  return found;
}
