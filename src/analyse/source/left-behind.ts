// A function that starts something lasting and then fails: what it started is neither stopped nor handed to the caller.
// One thing: the walk that follows who holds it.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, childAt, funcDeclParts, funcLitParts, funcTypeParts, nameOf } from '../../model/go-tree.ts';
import type { FlowEdge, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { localAt, singleType } from './infer-type.ts';
import { lastingStarts, waitedFields } from './lasting-goroutines.ts';
import { capturedBy } from './lower-expression.ts';
import { meansToStop, stopNames, stopOf } from './means-to-stop.ts';
import { returnOf } from './owned-values.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathStep } from './paths.ts';
import { blocksOfPath, explorePaths } from './paths.ts';
import { leavesWhenItFails } from './value-mentions.ts';

export interface LeftBehind {
  /** `goroutine`: a `go` of this function; `object`: a call of a function that starts one. */
  readonly kind: 'goroutine' | 'object';
  readonly fn: SourceFunction;
  /** The GoStmt or the acquiring call. */
  readonly acquired: SourcePlace;
  /** The goroutine itself. */
  readonly start: SourcePlace;
  /** Who holds the means to stop it. */
  readonly holder: Variable;
  /** Close, Stop … of the holder's type, '' when it has none. */
  readonly stop: string;
  readonly leave: SourcePlace;
  readonly path: readonly PathStep[];
  /** It hands the holder to the function whose result it returns, and that one can fail without stopping it. */
  readonly isTail: boolean;
}

const isStopName = (name: string): boolean =>
  /(close|stop|shutdown|cancel|kill|quit|done|terminate|release|destroy|cleanup|teardown|abort)/i.test(name);

const endings: ReadonlySet<string> = new Set(stopNames);

interface Acquisition {
  readonly kind: LeftBehind['kind'];
  /** The operation after which it exists. */
  readonly operation: Operation;
  readonly acquired: SourcePlace;
  readonly start: SourcePlace;
  readonly holders: readonly Variable[];
  /** The error that comes with it: while it is not nil there is nothing to stop. */
  readonly error: Variable | undefined;
}

/** What a function leaves behind on its error returns; one entry for each thing started. */
export function leftBehind(facts: PackageFacts, fn: SourceFunction): LeftBehind[] {
  const binding = facts.bindingAt(fn.file, fn.node);
  if (!binding || fn.body < 0) return [];
  const acquisitions = [...goroutines(facts, fn), ...objects(facts, binding, fn)];
  if (acquisitions.length === 0 || !returnsError(facts, fn)) return [];
  const found: LeftBehind[] = [];
  for (const acquisition of acquisitions) {
    const left = walk(facts, binding, fn, acquisition);
    if (left) found.push(left);
  }
  return found;
}

/** True when the last result is an error. */
function returnsError(facts: PackageFacts, fn: SourceFunction): boolean {
  const { tree } = fn.file;
  const isDeclared = tree.kind[fn.node] === NodeKind.FuncDecl;
  const { type } = isDeclared ? funcDeclParts(tree, fn.node) : funcLitParts(tree, fn.node);
  if (funcTypeParts(tree, type).results < 0) return false;
  return facts.flowOf(fn).blocks.some(({ operations }) => {
    // A return ends its block.
    const last = operations.at(-1);
    return last?.kind === 'return' && last.values.length > 0 && isError(facts, fn, last.values);
  });
}

function isError(facts: PackageFacts, fn: SourceFunction, values: readonly number[]): boolean {
  const last = values[values.length - 1];
  const type = singleType(facts.typeOf(fn.file, last));
  return type.kind === 'basic' && type.name === 'error';
}

/** `go s.loop()` and `go func() { … s … }()` for a local s. */
function goroutines(facts: PackageFacts, fn: SourceFunction): Acquisition[] {
  const found: Acquisition[] = [];
  const binding = facts.bindingAt(fn.file, fn.node);
  if (!binding) return found;
  for (const { start, call, fn: target } of lastingStarts(facts, fn)) {
    const holders = new Set<Variable>();
    const receiver = call.callee.receiver >= 0 ? facts.placeOf(fn.file, call.callee.receiver)?.root : undefined;
    if (receiver) holders.add(receiver);
    for (const arg of call.args) {
      const root = facts.placeOf(fn.file, arg)?.root;
      if (root) holders.add(root);
    }
    if (call.callee.literal) for (const variable of capturedBy(binding, target)) holders.add(variable);
    // What is not this function's own can be stopped by somebody else.
    if (holders.size === 0) continue;
    for (const means of meansToStop(facts, fn, [...holders], waitedFields(facts, target))) holders.add(means);
    if ([...holders].some((v) => v.owner !== fn || v.kind !== 'local')) continue;
    found.push({ kind: 'goroutine', operation: call, acquired: start, start, holders: [...holders], error: undefined });
  }
  return found;
}

/** `x, err := NewX(…)` where NewX starts a goroutine and the type of x has a way to stop it. */
function objects(facts: PackageFacts, binding: Binding, fn: SourceFunction): Acquisition[] {
  const found: Acquisition[] = [];
  const { tree } = fn.file;
  for (const { operation } of facts.operations.resultsIn(fn)) {
    if (operation.index !== 0) continue;
    const { root, path } = operation.place ?? { root: undefined, path: [] };
    if (!root || path.length > 0 || root.owner !== fn || root.kind !== 'local') continue;
    const maker = facts.functionOf(facts.calleeOf(fn.file, operation.value).declared);
    if (!maker || maker === fn || maker.receiver || maker.package.isStandard || givenContext(facts, maker)) continue;
    const [first] = lastingStarts(facts, maker);
    if (!first || stopOf(facts, root) === '') continue;
    const { left } =
      tree.kind[operation.node] === NodeKind.AssignStmt ? assignParts(tree, operation.node) : { left: [] };
    const error = left.length > 1 ? localAt(binding, left[left.length - 1]) : undefined;
    found.push({
      kind: 'object',
      operation,
      acquired: { file: fn.file, node: operation.value },
      start: first.start,
      holders: [root],
      error,
    });
  }
  return found;
}

const givenContext = (facts: PackageFacts, maker: SourceFunction): boolean =>
  maker.params.some((p) => typeNameOf(facts.typeOf(p.file, p.node)) === 'context.Context');

interface State {
  readonly on: boolean;
  /** The acquisition's own error was not yet replaced. */
  readonly fresh: boolean;
  readonly holders: readonly Variable[];
  /** The return of what a function gives that was handed the holder and can fail without stopping it; -1 before. */
  readonly tail: number;
}

function walk(
  facts: PackageFacts,
  binding: Binding,
  fn: SourceFunction,
  acquisition: Acquisition,
): LeftBehind | undefined {
  const { tree } = fn.file;
  const graph = facts.flowOf(fn);
  const { error } = acquisition;
  const ends = explorePaths<State>(
    graph,
    fn.file,
    binding,
    { block: 0, index: 0 },
    { on: false, fresh: true, holders: acquisition.holders, tail: -1 },
    {
      operation(operation, state) {
        if (!state.on) {
          if (operation === acquisition.operation) return { ...state, on: true };
          // What is deferred or given away before may stop it, too.
          if (operation.kind === 'use' && operation.literal && state.holders.includes(operation.variable))
            return runsLater(facts, operation.literal) ? undefined : state;
          if ('mode' in operation && operation.mode === 'defer') return follow(facts, fn, operation, state);
          // What was given away before belongs to somebody else, too.
          const isOwn = operation.kind === 'use' && !isInside(tree, operation.node, acquisition.acquired.node);
          return isOwn ? follow(facts, fn, operation, state) : state;
        }
        if (operation.kind === 'assign' && operation.place?.path.length === 0) {
          if (operation.place.root === error) return { ...state, fresh: operation.node === acquisition.operation.node };
          if (state.holders.includes(operation.place.root)) return undefined;
        }
        return follow(facts, fn, operation, state);
      },
      edge: (edge, state) => (state.on && state.fresh && failsWith(tree, binding, edge, error) ? undefined : state),
      key: (state) => `${state.on}${state.fresh}${state.holders.map((v) => v.node).join()}${state.tail}`,
    },
  );
  if (!ends) return undefined;
  for (const { end, state, last } of ends) {
    if (end !== 'return' || !state.on) continue;
    const operation = last.block.operations[last.block.operations.length - 1];
    if (operation?.kind !== 'return' || operation.values.length === 0) continue;
    const value = operation.values[operation.values.length - 1];
    const isTail = operation.node === state.tail;
    if (!isTail && (nameOf(tree, value) === 'nil' || !isError(facts, fn, operation.values))) continue;
    if (!isTail && !isFailure(tree, binding, last, value)) continue;
    const [holder] = acquisition.holders;
    return {
      kind: acquisition.kind,
      fn,
      acquired: acquisition.acquired,
      start: acquisition.start,
      holder,
      stop: stopOf(facts, holder),
      leave: { file: fn.file, node: operation.node },
      path: blocksOfPath(last),
      isTail,
    };
  }
  return undefined;
}

const isInside = (tree: SourcePlace['file']['tree'], node: number, outer: number): boolean =>
  node >= outer && node < outer + tree.size[outer];

/** The edge on which a call has failed whose error is this variable: it is not nil. */
export function failsWith(
  tree: SourcePlace['file']['tree'],
  binding: Binding,
  edge: FlowEdge,
  error: Variable | undefined,
): boolean {
  if (!error || edge.condition < 0 || tree.kind[edge.condition] !== NodeKind.BinaryExpr) return false;
  if (localAt(binding, edge.condition + 1) !== error) return false;
  const op = tree.op[edge.condition];
  return (op === Token.NEQ && edge.holds) || (op === Token.EQL && !edge.holds);
}

/** True when the returned error is not nil: made here, or tested on the way. */
function isFailure(tree: SourcePlace['file']['tree'], binding: Binding, last: PathStep, value: number): boolean {
  if (tree.kind[value] === NodeKind.CallExpr) {
    const name = tree.names.text(tree.aux[value + 1 + tree.size[value + 1] - 1]);
    return /^(Errorf|New|Wrap|Wrapf|Error|Join)$/.test(name);
  }
  const variable = localAt(binding, value);
  if (!variable) return tree.kind[value] === NodeKind.SelectorExpr || /^err[A-Z]/i.test(nameOf(tree, value));
  for (let step: PathStep | undefined = last; step; step = step.before)
    if (step.edge && failsWith(tree, binding, step.edge, variable)) return true;
  return false;
}

function runsLater(facts: PackageFacts, literal: SourceFunction): boolean {
  return runsOfLiteral(facts, literal).some(({ kind }) => kind === 'defer' || kind === 'unknown');
}

/** The state after an operation, undefined when the thing is stopped, handed on, or out of sight. */
function follow(facts: PackageFacts, fn: SourceFunction, operation: Operation, state: State): State | undefined {
  const { tree } = fn.file;
  if (operation.kind === 'close') return state.holders.some((v) => v === operation.place?.root) ? undefined : state;
  if (operation.kind === 'call') {
    const { receiver, name } = operation.callee;
    const root = receiver < 0 ? undefined : facts.placeOf(fn.file, receiver)?.root;
    return root && state.holders.includes(root) && isStopName(name.split('.').pop() ?? '') ? undefined : state;
  }
  if (operation.kind !== 'use' || !state.holders.includes(operation.variable)) return state;
  if (operation.literal) {
    // A literal that runs on its own or later may stop it.
    return runsOfLiteral(facts, operation.literal).every(({ kind }) => kind === 'go') ? state : undefined;
  }
  const parents = facts.parentsOf(fn.file);
  let at = operation.node;
  for (;;) {
    const parent: number = parents[at];
    switch (tree.kind[parent]) {
      case NodeKind.SelectorExpr:
        // `s.field` or `s.method(…)`; a field may hold the means to stop it, and is followed no further.
        if (tree.kind[parents[parent]] === NodeKind.CallExpr && parents[parent] + 1 === parent) return state;
        return isPassed(tree, parents, parent) ? undefined : state;
      case NodeKind.ParenExpr:
      case NodeKind.StarExpr:
      case NodeKind.UnaryExpr:
      case NodeKind.KeyValueExpr:
      case NodeKind.CompositeLit:
        at = parent;
        continue;
      case NodeKind.BinaryExpr:
        return state;
      case NodeKind.CallExpr: {
        const tail = at === operation.node ? returnOf(facts, fn.file, parent) : -1;
        const isLeft = tail >= 0 && leavesWhenItFails(facts, fn.file, parent, at, endings);
        return isLeft ? { ...state, tail } : undefined;
      }
      case NodeKind.AssignStmt: {
        const { left, right } = assignParts(tree, parent);
        const target = left[right.indexOf(at)] ?? -1;
        const place = target < 0 ? undefined : facts.placeOf(fn.file, target);
        if (nameOf(tree, target) === '_') return state;
        // The new holder is a local of this function; anything else is out of sight.
        if (!place || place.root.owner !== fn || place.root.kind !== 'local') return undefined;
        return state.holders.includes(place.root) ? state : { ...state, holders: [...state.holders, place.root] };
      }
      default:
        return undefined;
    }
  }
}

/** True when the value of a selector leaves: an argument, a return value, an assignment. */
function isPassed(tree: SourcePlace['file']['tree'], parents: Int32Array, selector: number): boolean {
  const parent = parents[selector];
  const kind = tree.kind[parent];
  if (kind === NodeKind.CallExpr) return childAt(tree, parent, 0) !== selector;
  if (kind === NodeKind.AssignStmt) return assignParts(tree, parent).right.includes(selector);
  return kind === NodeKind.ReturnStmt || kind === NodeKind.KeyValueExpr;
}
