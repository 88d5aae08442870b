// Expressions → operations in the order of evaluation: uses, receives, calls.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { callParts } from '../../model/go-tree.ts';
import type { CallOperation, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { Binding } from './bind-names.ts';
import { calleeOf, literalAt } from './callee.ts';
import { localAt, singleType, typeOf } from './infer-type.ts';
import { placeOf } from './place.ts';
import type { Program } from './program.ts';
import { underlyingType } from './type-expression.ts';

/** Everything the lowering of one function needs. */
export interface Lowering {
  readonly program: Program;
  readonly binding: Binding;
  readonly fn: SourceFunction;
  emit(operation: Operation): void;
  /** Called after a call that never comes back was emitted. */
  endBy(call: CallOperation): void;
}

/** True when `inner` is `fn` or a literal inside it. */
export function isWithin(inner: SourceFunction | undefined, fn: SourceFunction): boolean {
  for (let f = inner; f; f = f.parent) if (f === fn) return true;
  return false;
}

const captures = new WeakMap<SourceFunction, readonly Variable[]>();

/** Variables of functions around it that a literal mentions, its own literals included. */
export function capturedBy(binding: Binding, literal: SourceFunction): readonly Variable[] {
  const known = captures.get(literal);
  if (known) return known;
  const found = new Set<Variable>();
  const { tree } = binding.file;
  for (let i = literal.node; i < literal.node + tree.size[literal.node]; i++) {
    const variable = tree.kind[i] === NodeKind.Ident ? localAt(binding, i) : undefined;
    if (variable && !isWithin(variable.owner, literal)) found.add(variable);
  }
  const list = [...found];
  captures.set(literal, list);
  return list;
}

/** True when the value at `node` is a channel, as far as its type is known. */
export function isChannel(program: Program, binding: Binding, node: number): boolean {
  return underlyingType(program, singleType(typeOf(program, binding, node))).kind === 'chan';
}

/** Emits what evaluating the expression at `node` does. */
export function lowerExpression(to: Lowering, node: number): void {
  const { binding } = to;
  const { tree } = binding.file;
  switch (tree.kind[node]) {
    case NodeKind.Ident: {
      const variable = localAt(binding, node);
      if (variable) to.emit({ kind: 'use', node, variable, literal: undefined });
      return;
    }
    case NodeKind.FuncLit: {
      const literal = literalAt(binding, node);
      if (!literal) return;
      for (const variable of capturedBy(binding, literal)) to.emit({ kind: 'use', node, variable, literal });
      return;
    }
    case NodeKind.CallExpr:
    case NodeKind.BinaryExpr:
    case NodeKind.SelectorExpr:
    case NodeKind.IndexExpr:
      lowerChain(to, node);
      return;
    case NodeKind.UnaryExpr:
      lowerExpression(to, node + 1);
      if (tree.op[node] === Token.ARROW)
        to.emit({
          kind: 'receive',
          node,
          channel: node + 1,
          place: placeOf(to.program, binding, node + 1),
          select: -1,
          mode: 'now',
        });
      return;
    case NodeKind.KeyValueExpr: {
      const key = node + 1;
      if (tree.kind[key] !== NodeKind.Ident || localAt(binding, key)) lowerExpression(to, key);
      lowerExpression(to, key + tree.size[key]);
      return;
    }
    case NodeKind.ArrayType:
    case NodeKind.MapType:
    case NodeKind.ChanType:
    case NodeKind.FuncType:
    case NodeKind.StructType:
    case NodeKind.InterfaceType:
      return;
    default:
      for (let child = node + 1; child < node + tree.size[node]; child += tree.size[child]) lowerExpression(to, child);
  }
}

/** Calls, selectors, indexes and binary operators lean to the left as deep as the file is long: by a loop. */
function lowerChain(to: Lowering, node: number): void {
  const { tree } = to.binding.file;
  // The first operand stands right behind its operator, so the chain is a run of nodes.
  let at = node;
  for (;;) {
    const kind = tree.kind[at];
    if (
      kind !== NodeKind.CallExpr &&
      kind !== NodeKind.BinaryExpr &&
      kind !== NodeKind.SelectorExpr &&
      kind !== NodeKind.IndexExpr
    )
      break;
    at++;
  }
  lowerExpression(to, at);
  for (let outer = at - 1; outer >= node; outer--) {
    const kind = tree.kind[outer];
    if (kind === NodeKind.SelectorExpr) continue;
    for (let c = outer + 1 + tree.size[outer + 1]; c < outer + tree.size[outer]; c += tree.size[c])
      lowerExpression(to, c);
    if (kind === NodeKind.CallExpr) emitCall(to, outer, 'now');
  }
}

/** Emits the call at `node` itself; its operands were lowered before. */
export function emitCall(to: Lowering, node: number, mode: CallOperation['mode']): void {
  const { program, binding } = to;
  const { args } = callParts(binding.file.tree, node);
  const callee = calleeOf(program, binding, node);
  if (callee.kind === 'builtin' && callee.name === 'close' && args.length === 1) {
    to.emit({ kind: 'close', node, channel: args[0], place: placeOf(program, binding, args[0]), select: -1, mode });
    return;
  }
  const call: CallOperation = { kind: 'call', node, callee, args, mode };
  to.emit(call);
  if (mode === 'now') to.endBy(call);
}

/** `go f(x)` and `defer f(x)`: function value and arguments are evaluated now. */
export function lowerStart(to: Lowering, call: number, mode: 'go' | 'defer'): void {
  const { tree } = to.binding.file;
  for (let child = call + 1; child < call + tree.size[call]; child += tree.size[child]) lowerExpression(to, child);
  emitCall(to, call, mode);
}
