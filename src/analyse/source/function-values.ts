// What is behind a call that names no function: the one implementation of an interface, the functions that a field holds, the
// arguments that a callee runs before it returns.
import { NodeKind } from '../../model/go-syntax.ts';
import type { CallOperation, Place, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { GoType } from '../../model/source-type.ts';
import { runByCall } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { localAt, typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { receiverTypeName } from './package-scope.ts';
import { placeAt } from './place.ts';
import { underlyingType, withoutPointers } from './type-expression.ts';
import { flowOfValue } from './value-flow.ts';

export interface Implementation {
  readonly fn: SourceFunction;
  /** No other package can have another one. */
  readonly isOnly: boolean;
}

const implementations = new WeakMap<PackageFacts, Map<string, Implementation | undefined>>();

/** The method of the package that a call by an interface of the package leads to, when one type alone has all its methods. */
export function implementationOf(
  facts: PackageFacts,
  fn: SourceFunction,
  { callee }: CallOperation,
): Implementation | undefined {
  if (callee.kind !== 'interface-method' || !callee.name.startsWith(`${facts.package.path}.`)) return undefined;
  let all = implementations.get(facts);
  if (!all) implementations.set(facts, (all = new Map()));
  if (!all.has(callee.name)) {
    const type = withoutPointers(facts.typeOf(fn.file, callee.receiver));
    all.set(callee.name, callee.through.length > 0 ? undefined : findImplementation(facts, type, callee.name));
  }
  return all.get(callee.name);
}

function findImplementation(facts: PackageFacts, type: GoType, name: string): Implementation | undefined {
  const under = underlyingType(facts.program, type);
  if (under.kind !== 'interface' || type.kind !== 'named') return undefined;
  const { tree } = under.scope.file;
  const wanted: number[] = [];
  const list = under.node + 1;
  for (let field = list + 1; field < list + tree.size[list]; field += tree.size[field])
    for (let k = 0; k < tree.aux[field]; k++) wanted.push(tree.aux[field + 1 + k]);
  const scope = facts.program.scopeOf(facts.package);
  const methods = (scope.methodsByName.get(tree.names.find(name.slice(name.lastIndexOf('.') + 1))) ?? []).filter(
    ({ file, node }) => {
      const owner = receiverTypeName(file, node);
      const own = owner < 0 ? undefined : scope.methods.get(file.tree.aux[owner]);
      return !file.isTestCode && own !== undefined && wanted.every((method) => own.has(method));
    },
  );
  const fn = methods.length === 1 ? facts.functionOf(methods[0]) : undefined;
  return fn && { fn, isOnly: !/^\p{Lu}/u.test(type.name) || facts.package.name === 'main' };
}

/** A step of a path that is no field: the type behind an interface, or the variable that a function value knows. */
interface Step {
  readonly type: GoType;
  /** For a function value: its variable, and where it was made. */
  readonly bound?: { readonly variable: Variable; readonly at: SourcePlace };
}

const steps = new WeakMap<PackageFacts, Map<string, Step>>();

function addStep(facts: PackageFacts, name: string, step: Step): string {
  let all = steps.get(facts);
  if (!all) steps.set(facts, (all = new Map()));
  all.set(name, step);
  return name;
}

/** What a step of a path that begins with a parenthesis leads to. */
export function stepOf(facts: PackageFacts, name: string): Step | undefined {
  return steps.get(facts)?.get(name);
}

/** The step from an interface to the receiver of its method: `(remote)`. */
export function stepToReceiver(facts: PackageFacts, fn: SourceFunction): readonly string[] {
  const { receiver } = fn;
  const binding = receiver && calleeBinding(facts, fn);
  if (!binding) return [];
  const type = withoutPointers(typeOfVariable(facts.program, binding, receiver));
  return type.kind === 'named' ? [addStep(facts, `(${type.name})`, { type })] : [];
}

/** A function that a value can be, and the receiver of a method value in the terms of the function that makes it. */
export interface FunctionValue {
  readonly fn: SourceFunction;
  readonly at: SourcePlace;
  readonly receiver: Place | undefined;
}

/** More functions than these are a registry, and which one is called is not known. */
const MAX_FUNCTIONS = 3;

/** The functions of the package that an expression can be, as far as they are in sight. */
export function functionValues(facts: PackageFacts, { file, node }: SourcePlace): readonly FunctionValue[] {
  const flow = flowOfValue(facts, file, node);
  if (!flow || flow.functions.length > MAX_FUNCTIONS) return [];
  return flow.functions.flatMap(({ fn, at, receiver }) => {
    if (fn.package !== facts.package || at.file.isTestCode) return [];
    return [{ fn, at, receiver: receiver < 0 ? undefined : facts.placeOf(at.file, receiver) }];
  });
}

/** A place that a function value works on, as whoever holds the value names it. */
export function placeOfBound(facts: PackageFacts, holder: Place, at: SourcePlace, place: Place): Place | undefined {
  const { root, path } = place;
  if (!root.owner) return place;
  const binding = calleeBinding(facts, root.owner);
  if (!binding || holder.path.length === 0) return undefined;
  const type = withoutPointers(typeOfVariable(facts.program, binding, root));
  const step = addStep(facts, `(${root.name}:${root.number}:${at.node})`, { type, bound: { variable: root, at } });
  return placeAt(holder.root, [...holder.path, step, ...path]);
}

const runs = new WeakMap<SourceFunction, ReadonlySet<number>>();

/** Arguments of a call that are functions which run before it returns. */
export function argumentsRun(facts: PackageFacts, operation: CallOperation): readonly number[] {
  const { args, callee } = operation;
  if (args.length === 0) return [];
  if (runByCall(callee.name) === 'call') return args;
  const fn = facts.functionHere(callee);
  if (!fn || fn.params.length !== args.length) return [];
  const run = parametersRun(facts, fn);
  return run.size === 0 ? [] : args.filter((_, k) => run.has(k));
}

/** Parameters that a function calls itself, by their number. */
export function parametersRun(facts: PackageFacts, fn: SourceFunction): ReadonlySet<number> {
  let found = runs.get(fn) as Set<number> | undefined;
  if (found) return found;
  runs.set(fn, (found = new Set()));
  for (const operation of facts.flowOf(fn).calls) {
    const k = operation.mode === 'now' ? parameterCalled(facts, fn, operation) : -1;
    if (k >= 0) found.add(k);
  }
  return found;
}

/** The number of the parameter that is called, -1 for other calls. */
export function parameterCalled(facts: PackageFacts, fn: SourceFunction, { callee }: CallOperation): number {
  if (callee.kind !== 'value' || callee.literal || callee.receiver < 0) return -1;
  if (fn.file.tree.kind[callee.receiver] !== NodeKind.Ident) return -1;
  const binding = facts.bindingAt(fn.file, callee.receiver);
  const variable = binding && localAt(binding, callee.receiver);
  return variable ? fn.params.indexOf(variable) : -1;
}
