// A function that puts a channel of its own into a bus (`b.Subscribe(ch)`), or gets one from it (`ch := b.Subscribe()`), and returns
// without the call that takes it out: the bus keeps the channel, and who publishes waits for a reader that has gone.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { rangeParts } from '../../model/go-tree.ts';
import type {
  AssignOperation,
  CallOperation,
  FlowBlock,
  FlowEdge,
  SourceFunction,
} from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { makesChannel } from './channel-uses.ts';
import { localAt, singleType } from './infer-type.ts';
import type { OwnedValue, Unended } from './owned-values.ts';
import { ownedValues, unendedPath } from './owned-values.ts';
import type { PackageFacts } from './package-facts.ts';
import { withoutPointers } from './type-expression.ts';
import { memberOf } from './type-members.ts';

export interface LeftSubscription {
  /** `call` is the call that subscribes. */
  readonly value: OwnedValue;
  readonly unended: Unended;
  /** `bus.Broker`, and the method that takes the channel out. */
  readonly bus: string;
  readonly undo: string;
}

/** Methods that put something into what has them, and those that take it out again. */
const pairs: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /\.(Subscribe|SubscribeChan|NewSubscription|NewSubscriber|AddSubscriber)$/,
    ['Unsubscribe', 'UnSubscribe', 'RemoveSubscriber', 'RemoveSubscription', 'Evict', 'CancelSubscription'],
  ],
  [/\.subscribe$/, ['unsubscribe', 'unSubscribe', 'removeSubscriber']],
  [
    /\.(Register|RegisterListener|RegisterObserver)$/,
    ['Unregister', 'UnRegister', 'Deregister', 'UnregisterListener', 'UnregisterObserver'],
  ],
  [/\.register$/, ['unregister', 'deregister']],
  [/\.AddListener$/, ['RemoveListener', 'DeleteListener']],
  [/\.addListener$/, ['removeListener', 'deleteListener']],
  [/\.AddObserver$/, ['RemoveObserver', 'DeleteObserver']],
  [/\.AddWatcher$/, ['RemoveWatcher', 'DeleteWatcher']],
  [/\.Attach$/, ['Detach']],
  [/\.Join$/, ['Leave']],
];

const subscribes = new RegExp(pairs.map(([puts]) => puts.source).join('|'));

/** All of the package. */
export function leftSubscriptions(facts: PackageFacts): LeftSubscription[] {
  const found: LeftSubscription[] = [];
  const calls = facts.operations.callsOf(subscribes);
  if (calls.length === 0) return found;
  const given = ownedValues(facts, () => 0, subscribes);
  for (const { fn, operation } of calls) {
    if (operation.mode !== 'now' || fn.name === 'main.main') continue;
    const own = undoOf(facts, fn, operation);
    if (!own) continue;
    const value =
      given.find((one) => one.call === operation.node && one.file === fn.file) ?? channelGiven(facts, fn, operation);
    if (!value?.variable || !isChannel(facts, value)) continue;
    const isMade = value.call !== operation.node;
    const { node } = operation;
    const unended = unendedPath(facts, value, {
      ends: new Set(),
      borrowers: isMade ? new Set([operation.callee.name]) : new Set(),
      goroutinesOwn: true,
      needs: isMade ? (o, stage) => (o.kind === 'call' && o.node === node ? 2 : stage) : undefined,
      endedBy: (condition, holds) => !holds && saysClosed(value, condition),
      endedOn: (edge, block) => hasDrained(facts, value, edge, block),
    });
    if (unended && !unended.isOverwritten) found.push({ value: { ...value, call: node }, unended, ...own });
  }
  return found;
}

/** The method of the bus that takes out what this call puts in; undefined where the bus goes with the function. */
function undoOf(
  facts: PackageFacts,
  fn: SourceFunction,
  { callee, args }: CallOperation,
): { readonly bus: string; readonly undo: string } | undefined {
  if (callee.receiver < 0 || (callee.kind !== 'method' && callee.kind !== 'interface-method')) return undefined;
  const { file } = fn;
  // What has a context ends with it.
  if (args.some((arg) => typeNameOf(singleType(facts.typeOf(file, arg))) === 'context.Context')) return undefined;
  const place = facts.placeOf(file, callee.receiver);
  if (!place || (place.root.kind === 'local' && place.path.length === 0)) return undefined;
  const type = singleType(facts.typeOf(file, callee.receiver));
  for (const [puts, takes] of pairs) {
    if (!puts.test(callee.name)) continue;
    for (const undo of takes) {
      const id = file.tree.names.find(undo);
      const member = memberOf(facts.program, type, id, undo);
      if (member && member.kind !== 'field') return { bus: typeNameOf(withoutPointers(type)), undo };
    }
  }
  return undefined;
}

/** The local channel that the call is given, when the function has made it. */
function channelGiven(facts: PackageFacts, fn: SourceFunction, { args }: CallOperation): OwnedValue | undefined {
  const { file } = fn;
  const binding = facts.bindingAt(file, fn.node);
  if (!binding || !makesChannel(facts, fn)) return undefined;
  for (const arg of args) {
    const variable = localAt(binding, arg);
    if (!variable || variable.owner !== fn || variable.kind !== 'local') continue;
    for (const { operations } of facts.flowOf(fn).blocks)
      for (const assign of operations)
        if (isMaking(assign, file.tree.kind) && assign.place?.root === variable && assign.place.path.length === 0)
          if (facts.calleeOf(file, assign.value).name === 'make')
            return { fn, file, binding, assign, call: assign.value, callee: 'make', variable, error: undefined };
  }
  return undefined;
}

function isMaking(o: { readonly kind: string }, kinds: ArrayLike<number>): o is AssignOperation {
  return (
    o.kind === 'assign' &&
    (o as AssignOperation).value >= 0 &&
    kinds[(o as AssignOperation).value] === NodeKind.CallExpr
  );
}

const isChannel = (facts: PackageFacts, { file, assign }: OwnedValue): boolean =>
  singleType(facts.typeOf(file, assign.target)).kind === 'chan';

/** `ok` of `v, ok := <-ch`: where it is false the bus has closed the channel. */
function saysClosed({ file, binding, variable }: OwnedValue, condition: number): boolean {
  const { tree } = file;
  const ok = localAt(binding, condition);
  const origin = ok && binding.origins.get(ok);
  if (origin?.kind !== 'value' || origin.index !== 1) return false;
  return (
    tree.kind[origin.node] === NodeKind.UnaryExpr &&
    tree.op[origin.node] === Token.ARROW &&
    localAt(binding, origin.node + 1) === variable
  );
}

/** The edge by which a range over the channel ends. */
function hasDrained(facts: PackageFacts, { file, variable }: OwnedValue, edge: FlowEdge, block: FlowBlock): boolean {
  const { tree } = file;
  if (block.head < 0 || tree.kind[block.head] !== NodeKind.RangeStmt || edge !== block.edges[1]) return false;
  return facts.variableOf(file, rangeParts(tree, block.head).x) === variable;
}
