// Everything that happens to a local channel: each mention of it, followed through aliases, literals and parameters.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, callParts, rangeParts, textOf } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import type { Binding } from './bind-names.ts';
import { builtinName } from './call-type.ts';
import { calleeOf, onlyValue } from './callee.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { underlyingType } from './type-expression.ts';

export interface ChannelUse {
  readonly kind: 'send' | 'receive' | 'range' | 'close' | 'pass' | 'escape' | 'look';
  readonly file: SourceFile;
  /** The operation; for `pass` the call, for `escape` the mention. */
  readonly node: number;
  /** The variable by which it is named there. */
  readonly variable: Variable;
  readonly fn: SourceFunction;
  /** For `pass`: the function called and its parameter. */
  readonly callee?: SourceFunction;
  readonly parameter?: Variable;
  /** For `escape`: composite literal field `T.f` it is stored in, if that is how it escapes. */
  readonly keyedBy?: number;
}

/** Calls are followed this far. */
const MAX_CALLS = 3;
const noVariables = new Int32Array(0);

/** By variable: many rules ask for the same. */
const known = new WeakMap<PackageFacts, Map<Variable, readonly ChannelUse[]>>();

/** All uses of a local variable or parameter that holds a channel. */
export function usesOfChannel(facts: PackageFacts, binding: Binding, variable: Variable): readonly ChannelUse[] {
  let all = known.get(facts);
  if (!all) known.set(facts, (all = new Map()));
  let uses = all.get(variable);
  if (!uses) {
    const found: ChannelUse[] = [];
    collect(facts, binding, variable, 0, found, new Set());
    all.set(variable, (uses = found));
  }
  return uses;
}

function collect(
  facts: PackageFacts,
  binding: Binding,
  variable: Variable,
  depth: number,
  uses: ChannelUse[],
  done: Set<Variable>,
): void {
  if (done.has(variable)) return;
  done.add(variable);
  const { file } = binding;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let i = binding.node; i < binding.node + tree.size[binding.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || i === variable.node || localAt(binding, i) !== variable) continue;
    const fn = facts.functionAt(file, i);
    if (!fn) continue;
    let at = i;
    let parent = parents[at];
    while (tree.kind[parent] === NodeKind.ParenExpr) {
      at = parent;
      parent = parents[at];
    }
    const kind = tree.kind[parent];
    if (kind === NodeKind.SendStmt && at === parent + 1) uses.push({ file, variable, fn, kind: 'send', node: parent });
    else if (kind === NodeKind.UnaryExpr && tree.op[parent] === Token.ARROW)
      uses.push({ file, variable, fn, kind: 'receive', node: parent });
    else if (kind === NodeKind.RangeStmt && rangeParts(tree, parent).x === at)
      uses.push({ file, variable, fn, kind: 'range', node: parent });
    else if (kind === NodeKind.BinaryExpr) uses.push({ file, variable, fn, kind: 'look', node: parent });
    else if (kind === NodeKind.CallExpr)
      collectCall(facts, binding, at, parent, depth, uses, { file, variable, fn }, done);
    else if (kind === NodeKind.AssignStmt || kind === NodeKind.ValueSpec) {
      if (kind === NodeKind.AssignStmt && assignParts(tree, parent).left.includes(at)) {
        uses.push({ file, variable, fn, kind: 'look', node: parent });
        continue;
      }
      const alias = binding.origins.ofValue(at);
      if (alias && onlyValue(binding, alias) === at) collect(facts, binding, alias, depth, uses, done);
      else if (alias?.name !== '_') uses.push({ file, variable, fn, kind: 'escape', node: i });
    } else if (kind === NodeKind.KeyValueExpr && at !== parent + 1)
      uses.push({ file, variable, fn, kind: 'escape', node: i, keyedBy: parent });
    else uses.push({ file, variable, fn, kind: 'escape', node: i });
  }
}

function collectCall(
  facts: PackageFacts,
  binding: Binding,
  at: number,
  call: number,
  depth: number,
  uses: ChannelUse[],
  base: { file: SourceFile; variable: Variable; fn: SourceFunction },
  done: Set<Variable>,
): void {
  const { tree } = binding.file;
  const { callee: target, args } = callParts(tree, call);
  const builtin = builtinName(facts.program, binding, target);
  if (builtin) {
    const kind = builtin === 'close' ? 'close' : builtin === 'len' || builtin === 'cap' ? 'look' : 'escape';
    uses.push({ ...base, kind, node: kind === 'escape' ? at : call });
    return;
  }
  const index = args.indexOf(at);
  const callee = calleeOf(facts.program, binding, call);
  const fn = callee.literal ?? facts.functionOf(callee.declared);
  const parameter = index < 0 ? undefined : fn?.params[index];
  const inner = fn && parameter && calleeBinding(facts, fn);
  const isVariadic = parameter && inner?.origins.get(parameter)?.variadic;
  if (!fn || !parameter || !inner || isVariadic || depth >= MAX_CALLS || fn.params.length !== args.length) {
    uses.push({ ...base, kind: 'escape', node: at });
    return;
  }
  uses.push({ ...base, kind: 'pass', node: call, callee: fn, parameter });
  collect(facts, inner, parameter, depth + 1, uses, done);
}

/** The names of the declaration that holds `fn`, in whatever package it is. */
export function calleeBinding(facts: PackageFacts, fn: SourceFunction): Binding | undefined {
  let outer = fn;
  while (outer.parent) outer = outer.parent;
  if (fn.package === facts.package) return facts.bindingAt(fn.file, fn.node);
  return facts.program.bindingOf(outer.package, outer.file, outer.node);
}

const makers = new WeakMap<PackageFacts, ReadonlySet<SourceFunction>>();

/** Whether a local variable of the function is given a channel that is made there, by itself or by a literal in it. */
export function makesChannel(facts: PackageFacts, fn: SourceFunction): boolean {
  let all = makers.get(facts) as Set<SourceFunction> | undefined;
  if (!all) {
    all = new Set();
    for (const { fn: at, operation } of facts.operations.resultsOf(['make'])) {
      const owner = operation.place?.root.owner;
      const { kind } = underlyingType(facts.program, facts.typeOf(at.file, operation.value));
      if (owner && (kind === 'chan' || kind === 'unknown')) all.add(owner);
    }
    makers.set(facts, all);
  }
  return all.has(fn);
}

/** Room of a channel made by `make(chan T, n)` at `node`: 0 without n, a number when n is one, else the text of n. */
export function capacityAt(facts: PackageFacts, binding: Binding, node: number): number | string | undefined {
  const { tree } = binding.file;
  if (tree.kind[node] !== NodeKind.CallExpr) return undefined;
  const { callee, args } = callParts(tree, node);
  if (builtinName(facts.program, binding, callee) !== 'make' || args.length === 0) return undefined;
  if (args.length === 1) return 0;
  return constantInt(facts, binding, args[1]) ?? textOf(tree, args[1]);
}

/** The value of an integer constant: a literal, a constant of this package, sums and products of them. */
export function constantInt(facts: PackageFacts, binding: Binding, node: number, depth = 0): number | undefined {
  const { tree } = binding.file;
  if (depth > 8) return undefined;
  if (tree.kind[node] === NodeKind.BasicLit && tree.op[node] === Token.INT) {
    const value = Number(textOf(tree, node).replaceAll('_', ''));
    return Number.isSafeInteger(value) ? value : undefined;
  }
  if (tree.kind[node] === NodeKind.ParenExpr) return constantInt(facts, binding, node + 1, depth + 1);
  if (tree.kind[node] === NodeKind.BinaryExpr) {
    const left = constantInt(facts, binding, node + 1, depth + 1);
    const right = constantInt(facts, binding, node + 1 + tree.size[node + 1], depth + 1);
    if (left === undefined || right === undefined) return undefined;
    const op = tree.op[node];
    return op === Token.ADD
      ? left + right
      : op === Token.MUL
        ? left * right
        : op === Token.SUB
          ? left - right
          : undefined;
  }
  if (tree.kind[node] !== NodeKind.Ident || localAt(binding, node)) return undefined;
  const declaration = facts.program.declarationAt(binding.package, binding.file, node);
  if (declaration?.kind !== 'const') return undefined;
  const spec = declaration.file.tree;
  const value = declaration.node + spec.size[declaration.node] - 1;
  if ((spec.op[declaration.node] & 2) === 0 || spec.aux[declaration.node] !== 1) return undefined;
  return spec.kind[value] === NodeKind.BasicLit
    ? constantInt(
        facts,
        { ...binding, file: declaration.file, node: declaration.node, variables: noVariables },
        value,
        depth + 1,
      )
    : undefined;
}
