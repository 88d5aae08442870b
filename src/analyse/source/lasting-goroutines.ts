// Goroutines that end only when they are told: what they wait for, and which functions start one.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { CallOperation, Operation, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { calleeBinding } from './channel-uses.ts';
import { singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import { memberOf } from './type-members.ts';

export interface LastingStart {
  /** The GoStmt, or the call that starts it. */
  readonly start: SourcePlace;
  readonly call: CallOperation;
  readonly fn: SourceFunction;
}

const lasting = new WeakMap<SourceFunction, boolean>();

/** Calls that wait until a client comes or the listener is closed (package net: "Accept waits for … the next connection"). */
const waitingCalls = new Set([
  'net.Listener.Accept',
  'net.TCPListener.Accept',
  'net.TCPListener.AcceptTCP',
  'net.UnixListener.Accept',
  'net.UnixListener.AcceptUnix',
]);

const isAccept = (operation: Operation): boolean =>
  operation.kind === 'call' && operation.mode === 'now' && waitingCalls.has(operation.callee.name);

const isWait = (operation: Operation): boolean =>
  operation.kind === 'receive' || operation.kind === 'range' || operation.kind === 'select' || isAccept(operation);

/** A receive that another goroutine has to serve (a timer comes by itself), or an Accept, which ends with its listener. */
function isToldBy(facts: PackageFacts, fn: SourceFunction, operation: Operation): boolean {
  if (isAccept(operation)) return true;
  if (operation.kind !== 'receive' && operation.kind !== 'range' && operation.kind !== 'send') return false;
  const type = singleType(facts.typeOf(fn.file, operation.channel));
  return !(type.kind === 'chan' && typeNameOf(type.of) === 'time.Time');
}

/** True when the function loops and every way out of the loop leads through a receive: it ends when told, not by itself. */
export function lastsUntilTold(facts: PackageFacts, fn: SourceFunction): boolean {
  const known = lasting.get(fn);
  if (known !== undefined) return known;
  const binding = calleeBinding(facts, fn);
  const { blocks } = facts.flowOf(fn);
  // What returns before it has come to its loop has nothing to do; the others stay.
  const loop = blocks.find((block) => block.loop >= 0 && block.operations.some(isWait))?.loop;
  const head = loop === undefined ? undefined : blocks.find((block) => block.head === loop);
  let answer = false;
  if (binding && head) {
    const ends = explorePaths<0>(facts.flowOf(fn), fn.file, binding, { block: head.id, index: 0 }, 0, {
      operation: (operation, state) => (isToldBy(facts, fn, operation) ? undefined : state),
      key: () => '',
    });
    answer = ends !== undefined && !ends.some(({ end }) => end === 'return');
  }
  lasting.set(fn, answer);
  return answer;
}

/** The fields of the receiver or a parameter on which such a function waits: `quit` for `<-s.quit` and `<-s.quit.Done()`. */
export function waitedFields(facts: PackageFacts, fn: SourceFunction): Set<string> {
  const fields = new Set<string>();
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (!isToldBy(facts, fn, operation)) continue;
      let node =
        operation.kind === 'call' ? operation.callee.receiver : 'channel' in operation ? operation.channel : -1;
      if (node >= 0 && fn.file.tree.kind[node] === NodeKind.CallExpr) node = facts.calleeOf(fn.file, node).receiver;
      const place = node < 0 ? undefined : facts.placeOf(fn.file, node);
      if (place && place.path.length > 0) fields.add(place.path[0]);
    }
  return fields;
}

/** The goroutines of that kind that a function starts. */
export function lastingStarts(facts: PackageFacts, fn: SourceFunction): LastingStart[] {
  const found: LastingStart[] = [];
  for (const call of facts.flowOf(fn).calls) {
    if (call.mode !== 'go') continue;
    const started = call.callee.literal ?? facts.functionOf(call.callee.declared);
    const target = started && (handedFunction(facts, fn, call, started) ?? started);
    if (!target || !lastsUntilTold(facts, target) || takesContext(facts, fn, call, target)) continue;
    found.push({ start: { file: fn.file, node: facts.parentsOf(fn.file)[call.node] }, call, fn: target });
  }
  return found;
}

/** The method or literal that `go safely(x.loop)` runs: the one function argument of a function which calls it. */
function handedFunction(
  facts: PackageFacts,
  fn: SourceFunction,
  call: CallOperation,
  started: SourceFunction,
): SourceFunction | undefined {
  const { tree } = fn.file;
  for (const [k, parameter] of started.params.entries()) {
    const calls = facts.flowOf(started).calls;
    const isCalled = calls.some(
      ({ callee, mode }) =>
        mode === 'now' && callee.receiver >= 0 && facts.placeOf(started.file, callee.receiver)?.root === parameter,
    );
    const arg = call.args[k] ?? -1;
    if (!isCalled || arg < 0 || call.args.length !== started.params.length) continue;
    if (tree.kind[arg] === NodeKind.FuncLit) return facts.functionAt(fn.file, arg);
    if (tree.kind[arg] !== NodeKind.SelectorExpr) continue;
    const { x, name } = selectorParts(tree, arg);
    const member = memberOf(facts.program, singleType(facts.typeOf(fn.file, x)), tree.aux[name], nameOf(tree, name));
    return member?.kind === 'method' ? facts.functionOf(member.declaration) : undefined;
  }
  return undefined;
}

/** True when the goroutine gets or captures a context that `fn` was given: it ends with that. */
function takesContext(facts: PackageFacts, fn: SourceFunction, call: CallOperation, target: SourceFunction): boolean {
  const isGiven = (node: number): boolean => {
    const root = facts.placeOf(fn.file, node)?.root;
    return root !== undefined && root.kind !== 'local' && typeNameOf(facts.typeOf(fn.file, node)) === 'context.Context';
  };
  if (call.args.some(isGiven)) return true;
  if (!call.callee.literal) return false;
  const { tree } = fn.file;
  for (let i = target.body; i < target.body + tree.size[target.body]; i++) {
    if (tree.kind[i] !== NodeKind.CallExpr) continue;
    const { callee } = callParts(tree, i);
    if (facts.calleeOf(fn.file, i).name === 'context.Context.Done' && isGiven(callee + 1)) return true;
  }
  return false;
}
