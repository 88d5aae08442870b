// How long a context lives at most, by the constants it was made with: in the function, or in all that call it.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { CallOperation, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { calleeBinding } from './channel-uses.ts';
import { durationAt } from './durations.ts';
import { localAt } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';

export interface ContextLimit {
  readonly nanoseconds: number;
  /** The call that sets it. */
  readonly made: SourcePlace;
}

/** Calls are followed back this far. */
const MAX_CALLERS = 2;

/** The constant that a call of WithTimeout or WithDeadline asks for; undefined for other calls. */
export function limitAsked(facts: PackageFacts, fn: SourceFunction, node: number): number | undefined {
  const { file } = fn;
  const { tree } = file;
  if (tree.kind[node] !== NodeKind.CallExpr) return undefined;
  const { name } = facts.calleeOf(file, node);
  const [, limit] = callParts(tree, node).args;
  if (/^context\.WithTimeout(Cause)?$/.test(name)) return durationAt(facts, fn.package, file, limit ?? -1);
  if (!/^context\.WithDeadline(Cause)?$/.test(name) || limit === undefined) return undefined;
  // `time.Now().Add(d)`.
  if (tree.kind[limit] !== NodeKind.CallExpr || facts.calleeOf(file, limit).name !== 'time.Time.Add') return undefined;
  const { callee, args } = callParts(tree, limit);
  const { x } = selectorParts(tree, callee);
  if (tree.kind[x] !== NodeKind.CallExpr || facts.calleeOf(file, x).name !== 'time.Now') return undefined;
  return durationAt(facts, fn.package, file, args[0] ?? -1);
}

/** The limit of the context at `node`, as it is when `at` runs; undefined when there is none or it cannot be told. */
export function limitOf(
  facts: PackageFacts,
  fn: SourceFunction,
  node: number,
  at: CallOperation,
  depth = 0,
): ContextLimit | undefined {
  const { tree } = fn.file;
  if (node < 0 || depth > 8) return undefined;
  if (tree.kind[node] === NodeKind.CallExpr) {
    const { name } = facts.calleeOf(fn.file, node);
    if (!/^context\.With(Timeout|Deadline|Cancel|TimeoutCause|DeadlineCause|CancelCause|Value)$/.test(name))
      return undefined;
    const parent = limitOf(facts, fn, callParts(tree, node).args[0] ?? -1, at, depth + 1);
    const own = limitAsked(facts, fn, node);
    if (own === undefined || (parent && parent.nanoseconds <= own)) return parent;
    return { nanoseconds: own, made: { file: fn.file, node } };
  }
  const binding = calleeBinding(facts, fn);
  const variable = binding && localAt(binding, node);
  if (!binding || !variable || variable.owner !== fn) return undefined;
  const given = facts
    .flowOf(fn)
    .blocks.flatMap((block) => block.operations)
    .filter((o) => o.kind === 'assign' && o.place?.key === facts.placeOf(fn.file, node)?.key)
    .filter((o) => o.kind === 'assign' && o.value !== at.node);
  if (given.length === 0)
    return variable.kind === 'parameter' ? limitOfParameter(facts, fn, variable, depth) : undefined;
  const [only] = given;
  if (given.length > 1 || only.kind !== 'assign' || only.index > 0 || only.value < 0) return undefined;
  return comesBefore(facts, fn, only, at) ? limitOf(facts, fn, only.value, at, depth + 1) : undefined;
}

/** True when no path leads to `later` past `first`. */
function comesBefore(facts: PackageFacts, fn: SourceFunction, first: Operation, later: Operation): boolean {
  const binding = calleeBinding(facts, fn);
  if (!binding) return false;
  let missed = false;
  explorePaths<0>(facts.flowOf(fn), fn.file, binding, { block: 0, index: 0 }, 0, {
    operation(operation, state) {
      if (operation === later) missed = true;
      return operation === first || operation === later ? undefined : state;
    },
    key: () => '',
  });
  return !missed;
}

/** The longest limit that the callers give; undefined when one gives none, or not all of them are seen. */
function limitOfParameter(
  facts: PackageFacts,
  fn: SourceFunction,
  variable: Variable,
  depth: number,
): ContextLimit | undefined {
  const callers = depth > MAX_CALLERS ? [] : callersSeen(facts, fn);
  let longest: ContextLimit | undefined;
  for (const { from, call } of callers) {
    const limit = limitOf(facts, from, call.args[fn.params.indexOf(variable)] ?? -1, call, depth + 1);
    if (!limit) return undefined;
    if (!longest || limit.nanoseconds > longest.nanoseconds) longest = limit;
  }
  return longest;
}

/** Every call of an unexported function, none when it is also used otherwise (as a value, behind an interface). */
function callersSeen(facts: PackageFacts, fn: SourceFunction): { from: SourceFunction; call: CallOperation }[] {
  const { tree } = fn.file;
  if (tree.kind[fn.node] !== NodeKind.FuncDecl) return [];
  const name = fn.name.slice(fn.name.lastIndexOf('.') + 1);
  if (/^\p{Lu}/u.test(name)) return [];
  const found = facts.operations.callsTo(fn).map((site) => ({ from: site.fn, call: site.operation }));
  let mentions = 0;
  for (const file of facts.package.files)
    for (let i = 0; i < file.tree.count; i++)
      if (file.tree.kind[i] === NodeKind.Ident && nameOf(file.tree, i) === name) mentions++;
  return mentions === found.length + 1 ? found : [];
}
