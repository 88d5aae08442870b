// A value that its function has to end (a response body, rows, a ticker, the stop function of iter.Pull): where it is
// made, every mention of it, and the paths on which the function returns and nothing has ended it or taken it over.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { assignParts, callParts, nameOf, selectorParts, valueSpecParts } from '../../model/go-tree.ts';
import type { AssignOperation, Callee, FlowEdge, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile } from '../../model/source-package.ts';
import { runsOfLiteral } from './activities.ts';
import type { Binding } from './bind-names.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathStep } from './paths.ts';
import { blocksOfPath, explorePaths, findOperation } from './paths.ts';
import type { Mentions, Ownership } from './value-mentions.ts';
import { mentionsOf } from './value-mentions.ts';

/** A place where such a value is made and given to a local variable. */
export interface OwnedValue {
  readonly fn: SourceFunction;
  readonly file: SourceFile;
  readonly binding: Binding;
  readonly assign: AssignOperation;
  /** The CallExpr. */
  readonly call: number;
  readonly callee: string;
  /** Undefined when it is given to `_`. */
  readonly variable: Variable | undefined;
  /** The error that came with it. */
  readonly error: Variable | undefined;
}

/** Where result `index` of a call is assigned to a variable of the same function, or thrown away, if `wants` the callee; with
 * `names` of those callees only. */
export function ownedValues(
  facts: PackageFacts,
  wants: (
    callee: string,
    call: { readonly file: SourceFile; readonly node: number; readonly index: number },
    kind: string,
  ) => number | undefined,
  names?: readonly string[] | RegExp,
): OwnedValue[] {
  const found: OwnedValue[] = [];
  const assigned = names ? assignedBy(facts, names) : assignedCalls(facts);
  for (let k = 0; k < assigned.length; k++) {
    const { fn, assign, callee } = assigned[k];
    const { file } = fn;
    const index = wants(callee.name, { file, node: assign.value, index: assign.index }, callee.kind);
    if (index === undefined || index !== assign.index) continue;
    const isBlank = nameOf(file.tree, assign.target) === '_';
    const variable = assign.place?.path.length === 0 ? assign.place.root : undefined;
    const binding = facts.bindingAt(file, fn.node);
    if (!binding) continue;
    const error = lastTarget(file, assign.node, binding);
    found.push({
      fn,
      file,
      binding,
      assign,
      call: assign.value,
      callee: callee.name,
      variable: isBlank ? undefined : variable,
      error: error === variable ? undefined : error,
    });
  }
  return found;
}

/** True for what main makes once: whichever way it returns, the process ends with it. */
export function endsWithProcess(facts: PackageFacts, { fn, assign }: OwnedValue): boolean {
  if (fn.name !== 'main.main') return false;
  return facts.flowOf(fn).blocks.some(({ loop, operations }) => loop < 0 && operations.includes(assign));
}

interface AssignedCall {
  readonly fn: SourceFunction;
  readonly assign: AssignOperation;
  readonly callee: Callee;
}

const assignedOf = new WeakMap<PackageFacts, readonly AssignedCall[]>();

/** All assignments of a call's result to a local variable of the same function or to `_`, in order. */
function assignedCalls(facts: PackageFacts): readonly AssignedCall[] {
  let found = assignedOf.get(facts);
  if (!found) assignedOf.set(facts, (found = assignedBy(facts)));
  return found;
}

/** The same, of calls with these names where some are given. */
function assignedBy(facts: PackageFacts, names?: readonly string[] | RegExp): readonly AssignedCall[] {
  const found: AssignedCall[] = [];
  const sites = names ? facts.operations.resultsOf(names) : facts.operations.results;
  for (let k = 0; k < sites.length; k++) {
    const { fn, operation: assign } = sites[k];
    const { file } = fn;
    const variable = assign.place?.path.length === 0 ? assign.place.root : undefined;
    // A variable of the function around it, a package variable or a named result has other owners.
    if ((!variable || variable.owner !== fn || variable.kind !== 'local') && nameOf(file.tree, assign.target) !== '_')
      continue;
    found.push({ fn, assign, callee: facts.calleeOf(file, assign.value) });
  }
  return found;
}

function lastTarget(file: SourceFile, statement: number, binding: Binding): Variable | undefined {
  const { tree } = file;
  const kind = tree.kind[statement];
  const targets =
    kind === NodeKind.AssignStmt
      ? assignParts(tree, statement).left
      : kind === NodeKind.ValueSpec
        ? valueSpecParts(tree, statement).names
        : [];
  return targets.length > 1 ? localAt(binding, targets[targets.length - 1]) : undefined;
}

export interface Unended {
  /** Where the function returns with the value still alive: a ReturnStmt, or its body for the closing brace; the assignment
   * that loses it when `isOverwritten`. */
  readonly leave: number;
  readonly isOverwritten: boolean;
  /** The branch taken last before that, -1 when there is none. */
  readonly decision: number;
  /** Nothing anywhere ends the value or takes it over. */
  readonly never: boolean;
  /** Somebody read from it, or wrote to it, without taking it over. */
  readonly borrowed: boolean;
  /** It returns what a function gives that takes the value over when it succeeds, and leaves it when it fails. */
  readonly isTail: boolean;
}

interface PathState {
  /** The error variable still holds what came with the value. */
  readonly errorIsOurs: boolean;
  /** See `Ownership.needs`. */
  readonly stage: number;
  /** The error that tells whether who was handed the value has taken it over. */
  readonly tried: Variable | undefined;
}

const NEEDED = 2;

const nobodys: Mentions = { releases: [], tries: new Map(), ends: false, borrowed: false };

/** The first way out of the function that leaves the value alive; undefined when there is none, or it cannot be told. */
export function unendedPath(facts: PackageFacts, value: OwnedValue, ownership: Ownership): Unended | undefined {
  const { fn, file, variable, error, binding, assign } = value;
  const mentioned = variable ? mentionsOf(facts, value, ownership) : nobodys;
  if (!mentioned) return undefined;
  const { releases, tries, borrowed } = mentioned;
  const { tree } = file;
  const graph = facts.flowOf(fn);
  const at = findOperation(graph, (o) => o === assign);
  // What is deferred before the value is made ends it on every path.
  if (!at || releases.some((r) => r < assign.node && isDeferred(facts, fn, facts.functionAt(file, r))))
    return undefined;
  const released = new Set(releases);
  let overwritten: { node: number } | undefined;
  let tail = -1;
  const initial: PathState = { errorIsOurs: true, stage: ownership.needs ? 0 : NEEDED, tried: undefined };
  const ends = explorePaths<PathState>(graph, file, binding, { block: at.block, index: at.index + 1 }, initial, {
    operation(operation, before) {
      const stage = before.stage < NEEDED ? (ownership.needs?.(operation, before.stage) ?? NEEDED) : NEEDED;
      const state = stage === before.stage ? before : { ...before, stage };
      if (operation.kind === 'use' && operation.variable === variable) {
        const { literal, node } = operation;
        const trying = tries.get(node);
        const tried = trying === undefined ? undefined : errorOf(facts, file, binding, trying);
        if (tried) return { ...state, tried };
        if (trying !== undefined && tail < 0 && stage === NEEDED) tail = returnOf(facts, file, trying);
        if (released.has(node)) return undefined;
        if (literal && releases.some((r) => r >= literal.node && r < literal.node + tree.size[literal.node]))
          return undefined;
      }
      if (operation.kind === 'assign' && operation.place?.path.length === 0) {
        if (state.tried && operation.place.root === state.tried && !isGiven(operation, tries)) return undefined;
        const isLost = operation.place.root === variable && operation.value >= 0 && stage === NEEDED;
        if (variable && isLost) overwritten ??= operation;
        if (operation.place.root === variable && operation.node !== assign.node) return undefined;
        // `err = wrap(err)`, `retry, err := shouldRetry(ctx, err)`: still an error, or none.
        const isSame = operation.node === assign.node || takes(file, binding, operation.value, error);
        if (operation.place.root === error && !isSame) return { ...state, errorIsOurs: false };
      }
      return state;
    },
    edge(edge, state, block) {
      const { errorIsOurs } = state;
      if (edge.condition < 0) return ownership.endedOn?.(edge, block) ? undefined : state;
      if (ownership.endedBy?.(edge.condition, edge.holds)) return undefined;
      const nil = nilTest(file, binding, edge.condition, ownership.parts);
      if (state.tried && nil?.variable === state.tried)
        return nil.isNil === edge.holds ? undefined : { ...state, tried: undefined, errorIsOurs: false };
      // No value came with the error, or it is nil itself.
      if (nil && nil.variable === variable && nil.isNil === edge.holds) return undefined;
      if (nil && nil.variable === error && errorIsOurs && nil.isNil !== edge.holds) return undefined;
      // `err == sql.ErrNoRows`: an error.
      if (errorIsOurs && error && isCertainError(file, binding, edge, error)) return undefined;
      // `retry` of `retry, err := shouldRetry(ctx, err)`.
      if (errorIsOurs && edge.holds && answers(file, binding, edge.condition, error)) return undefined;
      if (errorIsOurs && error && !nil && tests(file, binding, edge.condition, error)) {
        // `assert.NoError(t, err)` is false when there is an error; what only asks for its kind may be false without one.
        const callee = facts.calleeOf(file, edge.condition).name;
        if (edge.holds || !asksForKind.test(callee)) return undefined;
      }
      return state;
    },
    key: ({ errorIsOurs, stage, tried }) => `${errorIsOurs}${stage}${tried?.number}`,
  });
  const end = ends?.find((e) => e.end === 'return' && e.state.stage === NEEDED && !e.state.tried);
  const never = releases.length === 0;
  if (!end && ends && overwritten && ownership.lostWhenOverwritten)
    return { leave: overwritten.node, isOverwritten: true, decision: -1, never, borrowed, isTail: false };
  if (!end && ends && tail >= 0)
    return { leave: tail, isOverwritten: false, decision: -1, never, borrowed, isTail: true };
  if (!end) return undefined;
  const last = end.last.block.operations.at(-1);
  const decision = lastDecision(blocksOfPath(end.last));
  const leave = last?.kind === 'return' ? last.node : fn.body;
  return { leave, isOverwritten: false, decision, never, borrowed, isTail: false };
}

/** The return that gives back what a call gives, nothing else; -1 for other calls. */
export function returnOf(facts: PackageFacts, file: SourceFile, call: number): number {
  const { tree } = file;
  const parent = facts.parentsOf(file)[call];
  return tree.kind[parent] === NodeKind.ReturnStmt && tree.size[parent] === tree.size[call] + 1 ? parent : -1;
}

/** Whether a literal of `fn` is deferred. */
function isDeferred(facts: PackageFacts, fn: SourceFunction, literal: SourceFunction | undefined): boolean {
  return literal?.parent === fn && runsOfLiteral(facts, literal).some(({ kind }) => kind === 'defer');
}

/** Whether an assignment is that of the call which was handed the value. */
function isGiven(operation: AssignOperation, tries: ReadonlyMap<number, number>): boolean {
  return [...tries.values()].includes(operation.value);
}

/** The error variable of `x, err := New(f)`. */
function errorOf(facts: PackageFacts, file: SourceFile, binding: Binding, call: number): Variable | undefined {
  return lastTarget(file, facts.parentsOf(file)[call], binding);
}

/** Callees that ask what kind of error it is. */
const asksForKind = /(^|\.)(is|as|has|can|should|contains)(\p{Lu}|$)|(^|\.)(Is|As|Has|Can|Should|Contains)(\p{Lu}|$)/u;

/** `x == nil` or `x != nil` of a variable, or of a part that stands for it; `isNil` when it holds. */
function nilTest(
  file: SourceFile,
  binding: Binding,
  condition: number,
  parts?: ReadonlySet<string>,
): { readonly variable: Variable | undefined; readonly isNil: boolean } | undefined {
  const { tree } = file;
  if (tree.kind[condition] !== NodeKind.BinaryExpr) return undefined;
  const op = tree.op[condition];
  if (op !== Token.EQL && op !== Token.NEQ) return undefined;
  const left = condition + 1;
  const right = left + tree.size[left];
  const [name, other] = nameOf(tree, right) === 'nil' ? [left, right] : [right, left];
  if (nameOf(tree, other) !== 'nil') return undefined;
  if (tree.kind[name] === NodeKind.SelectorExpr) {
    const { x, name: field } = selectorParts(tree, name);
    return parts?.has(nameOf(tree, field)) ? { variable: localAt(binding, x), isNil: op === Token.EQL } : undefined;
  }
  return { variable: localAt(binding, name), isNil: op === Token.EQL };
}

/** The edge on which the error equals something that is not nil. */
function isCertainError({ tree }: SourceFile, binding: Binding, edge: FlowEdge, error: Variable): boolean {
  const { condition, holds } = edge;
  if (tree.kind[condition] !== NodeKind.BinaryExpr) return false;
  if (tree.op[condition] !== (holds ? Token.EQL : Token.NEQ)) return false;
  const left = condition + 1;
  const right = left + tree.size[left];
  const other = localAt(binding, left) === error ? right : localAt(binding, right) === error ? left : -1;
  return other >= 0 && nameOf(tree, other) !== 'nil';
}

/** `errors.Is(err, io.EOF)`, `os.IsNotExist(err)`: where it holds there is an error. */
function tests(file: SourceFile, binding: Binding, condition: number, variable: Variable): boolean {
  const { tree } = file;
  if (tree.kind[condition] !== NodeKind.CallExpr) return false;
  return callParts(tree, condition).args.some((arg) => localAt(binding, arg) === variable);
}

/** True for a call that is given the variable. */
function takes(file: SourceFile, binding: Binding, call: number, variable: Variable | undefined): boolean {
  return variable !== undefined && call >= 0 && tests(file, binding, call, variable);
}

/** True for a variable that only ever holds what a call made of the error. */
function answers(file: SourceFile, binding: Binding, condition: number, error: Variable | undefined): boolean {
  const variable = localAt(binding, condition);
  const origin = variable && variable !== error ? binding.origins.get(variable) : undefined;
  return origin?.kind === 'value' && takes(file, binding, origin.node, error);
}

function lastDecision(path: readonly PathStep[]): number {
  for (let i = path.length - 1; i >= 0; i--) {
    const condition = path[i].edge?.condition ?? -1;
    if (condition >= 0) return condition;
  }
  return -1;
}
