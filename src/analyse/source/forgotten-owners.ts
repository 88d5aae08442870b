// Objects that have a goroutine of their own and a method that ends it, and whose only holder lets go of them without it: a
// local variable that goes out of scope, a result that nobody takes.
// One thing: what the goroutine waits for, who can tell it, and who holds the object.
import { NodeKind } from '../../model/go-syntax.ts';
import { assignParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { CallOperation, Operation, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { onlyValue } from './callee.ts';
import { cancelSites } from './cancel-sites.ts';
import { isMadeHere } from './fresh-values.ts';
import { typeOfVariable } from './infer-type.ts';
import { functionsOf } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';
import { explorePaths } from './paths.ts';
import { withoutPointers } from './type-expression.ts';

export interface ForgottenOwner {
  readonly fn: SourceFunction;
  /** The call by which the object came to have its goroutine. */
  readonly call: SourcePlace;
  /** The local variable that holds it; undefined when the result is dropped. */
  readonly owner: Variable | undefined;
  /** The `go` that starts it, and the function that runs. */
  readonly start: SourcePlace;
  readonly runs: SourceFunction;
  /** A method that would end it. */
  readonly ender: SourceFunction;
  /** The field by which it is told: a channel, or a cancel function. */
  readonly field: string;
}

/** A goroutine that a function starts for an object, and the fields of the object that can end it. */
interface ToldStart {
  readonly start: SourcePlace;
  readonly call: CallOperation;
  readonly runs: SourceFunction;
  readonly fields: ReadonlySet<string>;
}

/** Methods are followed this far. */
const MAX_CALLS = 3;

const operationsOf = (facts: PackageFacts, fn: SourceFunction): Operation[] =>
  facts.flowOf(fn).blocks.flatMap((block) => block.operations);

/** All of the package. */
export function forgottenOwners(facts: PackageFacts): ForgottenOwner[] {
  const found: ForgottenOwner[] = [];
  const known = new Map<SourceFunction, readonly ToldStart[]>();
  const startsOf = (fn: SourceFunction, owner: Variable): readonly ToldStart[] => {
    let starts = known.get(fn);
    if (!starts) known.set(fn, (starts = toldStarts(facts, fn, owner)));
    return starts;
  };
  // Who starts goroutines, and the calls of those, in the order of the package.
  const starters = functionsOf(facts.operations.callsBy('go'));
  const calls = starters
    .filter((fn) => !fn.parent)
    .flatMap((callee) => facts.operations.callsTo(callee).map((site) => ({ ...site, callee })));
  for (const { fn, operation, callee } of calls.sort((a, b) => a.order - b.order)) {
    if (operation.mode !== 'now') continue;
    const started = startedByConstructor(facts, fn, operation, callee) ?? startedByMethod(facts, fn, operation, callee);
    if (!started) continue;
    const [own] = startsOf(callee, started.inside);
    if (!own) continue;
    const ends = enderOf(facts, started.inside, own);
    if (!ends) continue;
    if (started.owner && !isForgotten(facts, started.owner, own)) continue;
    if (started.inside !== callee.receiver && leaksIn(facts, callee, started.inside, true, 0)) continue;
    found.push({
      fn,
      call: { file: fn.file, node: operation.node },
      owner: started.owner,
      start: own.start,
      runs: own.runs,
      ...ends,
    });
  }
  return found;
}

interface Started {
  /** The variable of the caller that holds the object. */
  readonly owner: Variable | undefined;
  /** The object as the callee names it. */
  readonly inside: Variable;
}

/** `v.Start()` of a local object that the caller has made. */
function startedByMethod(
  facts: PackageFacts,
  fn: SourceFunction,
  call: CallOperation,
  callee: SourceFunction,
): Started | undefined {
  const place = call.callee.receiver < 0 ? undefined : facts.placeOf(fn.file, call.callee.receiver);
  if (!place || place.path.length > 0 || call.callee.through.length > 0 || !callee.receiver) return undefined;
  if (!givesNoParent(facts, fn, call)) return undefined;
  return isMadeHere(facts, place.root) ? { owner: place.root, inside: callee.receiver } : undefined;
}

/** `New()` whose result is dropped, or kept in one local variable. */
function startedByConstructor(
  facts: PackageFacts,
  fn: SourceFunction,
  call: CallOperation,
  callee: SourceFunction,
): Started | undefined {
  const inside = returnedObject(facts, callee);
  if (!inside || !givesNoParent(facts, fn, call)) return undefined;
  const { tree } = fn.file;
  const parent = facts.parentsOf(fn.file)[call.node];
  if (tree.kind[parent] === NodeKind.ExprStmt) return { owner: undefined, inside };
  if (tree.kind[parent] !== NodeKind.AssignStmt) return undefined;
  const { left, right } = assignParts(tree, parent);
  if (right.length !== 1) return undefined;
  if (nameOf(tree, left[0]) === '_') return { owner: undefined, inside };
  const owner = facts.variableOf(fn.file, left[0]);
  const binding = facts.bindingAt(fn.file, call.node);
  if (!owner || !binding || owner.owner !== fn || owner.kind !== 'local') return undefined;
  return left.length === 1 && onlyValue(binding, owner) === call.node ? { owner, inside } : undefined;
}

/** The local object that every return of a function gives back first. */
function returnedObject(facts: PackageFacts, fn: SourceFunction): Variable | undefined {
  let found: Variable | undefined;
  for (const operation of operationsOf(facts, fn)) {
    if (operation.kind !== 'return') continue;
    const place = operation.values.length === 0 ? undefined : facts.placeOf(fn.file, operation.values[0]);
    if (!place || place.path.length > 0 || (found && found !== place.root)) return undefined;
    found = place.root;
  }
  return found && found.owner === fn && isMadeHere(facts, found) ? found : undefined;
}

/** A context that the caller has from elsewhere may end what is started with it. */
function givesNoParent(facts: PackageFacts, fn: SourceFunction, call: CallOperation): boolean {
  return call.args.every((arg) => {
    if (typeNameOf(facts.typeOf(fn.file, arg)) !== 'context.Context') return true;
    if (fn.file.tree.kind[arg] !== NodeKind.CallExpr) return false;
    return /^context\.(Background|TODO)$/.test(facts.calleeOf(fn.file, arg).name);
  });
}

/** Goroutines of a function for `owner` that return only when told by fields of it. */
function toldStarts(facts: PackageFacts, fn: SourceFunction, owner: Variable): ToldStart[] {
  const found: ToldStart[] = [];
  for (const call of facts.flowOf(fn).calls) {
    if (call.mode !== 'go') continue;
    const runs = facts.functionHere(call.callee);
    if (!runs) continue;
    const inner = call.callee.literal ? owner : ownerInside(facts, fn, call, runs, owner);
    const fields = inner && fieldsThatEnd(facts, fn, call, runs, owner, inner);
    if (fields && fields.size > 0)
      found.push({ start: { file: fn.file, node: facts.parentsOf(fn.file)[call.node] }, call, runs, fields });
  }
  return found;
}

/** The receiver or parameter by which the started function knows the owner. */
function ownerInside(
  facts: PackageFacts,
  fn: SourceFunction,
  call: CallOperation,
  runs: SourceFunction,
  owner: Variable,
): Variable | undefined {
  const isOwner = (node: number): boolean => {
    const place = node < 0 ? undefined : facts.placeOf(fn.file, node);
    return place?.root === owner && place.path.length === 0;
  };
  if (isOwner(call.callee.receiver) && call.callee.through.length === 0) return runs.receiver;
  return runs.params[call.args.findIndex(isOwner)];
}

/** Fields of the owner that end the goroutine: it returns behind a receive from one of them, and in no other way. */
function fieldsThatEnd(
  facts: PackageFacts,
  starter: SourceFunction,
  call: CallOperation,
  runs: SourceFunction,
  owner: Variable,
  inner: Variable,
): ReadonlySet<string> | undefined {
  const binding = facts.bindingAt(runs.file, runs.node);
  if (!binding) return undefined;
  const graph = facts.flowOf(runs);
  const fieldOf = (operation: Operation): string | undefined =>
    operation.kind === 'receive' || operation.kind === 'range'
      ? toldBy(facts, starter, call, runs, operation.channel, owner, inner)
      : '';
  let isOther = false;
  /** Whether a return is reached from there without being told once more. */
  const returns = (from: { block: number; index: number }): boolean => {
    const ends = explorePaths<0>(graph, runs.file, binding, from, 0, {
      operation(operation, state) {
        const field = fieldOf(operation);
        if (field === undefined) isOther = true;
        return field === '' ? state : undefined;
      },
      key: () => '',
    });
    return !ends || ends.some(({ end }) => end === 'return');
  };
  if (returns({ block: 0, index: 0 })) return undefined;
  const fields = new Set<string>();
  for (const block of graph.blocks)
    for (const [index, operation] of block.operations.entries()) {
      const field = fieldOf(operation);
      if (field && returns({ block: block.id, index: index + 1 })) fields.add(field);
    }
  return isOther ? undefined : fields;
}

/** The owner's field behind a channel expression: `o.done`, or the cancel function of `o.ctx.Done()`. The empty text for a
 * clock, undefined for anything else. */
function toldBy(
  facts: PackageFacts,
  starter: SourceFunction,
  call: CallOperation,
  runs: SourceFunction,
  channel: number,
  owner: Variable,
  inner: Variable,
): string | undefined {
  const { file } = runs;
  const type = facts.typeOf(file, channel);
  if (type.kind === 'chan' && typeNameOf(type.of) === 'time.Time') return '';
  const place = facts.placeOf(file, channel);
  if (place) return place.root === inner && place.path.length === 1 ? place.path[0] : undefined;
  if (file.tree.kind[channel] !== NodeKind.CallExpr) return undefined;
  const callee = facts.calleeOf(file, channel);
  if (callee.name !== 'context.Context.Done') return undefined;
  const context = facts.placeOf(file, callee.receiver);
  if (!context) return undefined;
  if (context.root === inner && context.path.length === 1) return cancelFieldOf(facts, starter, owner, context.path[0]);
  if (context.path.length > 0) return undefined;
  // A parameter of the goroutine, or a variable that it has from its starter.
  const index = runs.params.indexOf(context.root);
  const given = index < 0 ? context : facts.placeOf(starter.file, call.args[index] ?? -1);
  return given && given.path.length === 0 ? cancelFieldOf(facts, starter, owner, given.root) : undefined;
}

/** The field of the owner that holds the cancel function of a context which `fn` has made: the context is a variable of `fn`, or
 * the owner's field of that name. */
function cancelFieldOf(
  facts: PackageFacts,
  fn: SourceFunction,
  owner: Variable,
  context: Variable | string,
): string | undefined {
  const { tree } = fn.file;
  for (const site of cancelSites(facts)) {
    if (site.fn !== fn || !site.variable !== !(site.goesTo === 'variable')) continue;
    if (typeof context !== 'string') {
      const targets = assignParts(tree, site.statement).left;
      if (targets.length !== 2 || facts.placeOf(fn.file, targets[0])?.root !== context) continue;
    }
    if (site.goesTo === 'place') {
      if (site.place?.root === owner && site.place.path.length === 1) return site.place.path[0];
      continue;
    }
    const binding = facts.bindingAt(fn.file, site.node);
    if (!site.variable || !binding) continue;
    for (const node of mentionsOf(binding, site.variable)) {
      const parent = facts.parentsOf(fn.file)[node];
      if (tree.kind[parent] === NodeKind.KeyValueExpr && parent + 1 !== node) return nameOf(tree, parent + 1);
      if (tree.kind[parent] !== NodeKind.AssignStmt) continue;
      const { left, right } = assignParts(tree, parent);
      const target = left[right.indexOf(node)];
      const place = target === undefined ? undefined : facts.placeOf(fn.file, target);
      if (place?.root === owner && place.path.length === 1) return place.path[0];
    }
  }
  return undefined;
}

/** A method of the owner's type that closes one of the fields, or calls it. */
function enderOf(
  facts: PackageFacts,
  owner: Variable,
  { fields, runs }: ToldStart,
): { readonly ender: SourceFunction; readonly field: string } | undefined {
  const type = typeOfOwner(facts, owner);
  for (const fn of facts.functions) {
    if (!fn.receiver || fn === runs || type === '' || typeOfOwner(facts, fn.receiver) !== type) continue;
    for (const field of fields) if (tells(facts, fn, fn.receiver, field, 0)) return { ender: fn, field };
  }
  return undefined;
}

function typeOfOwner(facts: PackageFacts, variable: Variable): string {
  const binding = facts.bindingAt(variable.file, variable.node);
  return binding ? typeNameOf(withoutPointers(typeOfVariable(facts.program, binding, variable))) : '';
}

/** True when the function closes the owner's field or calls it, itself or in methods of the owner that it calls. */
function tells(facts: PackageFacts, fn: SourceFunction, owner: Variable, field: string, depth: number): boolean {
  const isField = (node: number): boolean => {
    const place = node < 0 ? undefined : facts.placeOf(fn.file, node);
    return place?.root === owner && place.path.length === 1 && place.path[0] === field;
  };
  for (const operation of operationsOf(facts, fn)) {
    if (operation.kind === 'close' || operation.kind === 'send') {
      if (isField(operation.channel)) return true;
    } else if (operation.kind === 'call' && operation.mode !== 'go') {
      if (operation.callee.kind === 'value' && isField(operation.callee.receiver)) return true;
      const callee = facts.functionOf(operation.callee.declared);
      const place = operation.callee.receiver < 0 ? undefined : facts.placeOf(fn.file, operation.callee.receiver);
      if (callee?.receiver && callee.package === facts.package && place?.root === owner && depth < MAX_CALLS)
        if (tells(facts, callee, callee.receiver, field, depth + 1)) return true;
    }
  }
  return fn.literals.some((literal) => tells(facts, literal, owner, field, depth));
}

/** True when the function does nothing with the variable but use its fields and call methods that neither tell the goroutine
 * nor hand the object on. */
function isForgotten(facts: PackageFacts, owner: Variable, { fields }: ToldStart): boolean {
  const fn = owner.owner;
  if (!fn || leaksIn(facts, fn, owner, false, 0)) return false;
  return ![...fields].some((field) => tells(facts, fn, owner, field, 0)) && !mentionsField(facts, owner, fields);
}

/** True when a field that ends the goroutine is named beside the methods of the object. */
function mentionsField(facts: PackageFacts, owner: Variable, fields: ReadonlySet<string>): boolean {
  const binding = facts.bindingAt(owner.file, owner.node);
  const { tree } = owner.file;
  return (binding ? mentionsOf(binding, owner) : []).some((node) => {
    const parent = facts.parentsOf(owner.file)[node];
    return tree.kind[parent] === NodeKind.SelectorExpr && fields.has(nameOf(tree, selectorParts(tree, parent).name));
  });
}

/** True when a local object is known to its function and its own methods only. */
export function keepsToItself(facts: PackageFacts, owner: Variable): boolean {
  return owner.owner !== undefined && owner.kind === 'local' && !leaksIn(facts, owner.owner, owner, false, 0);
}

/** True when the function hands the object on, in itself or in methods of it that it calls. `isReturned`: giving it back does not
 * count. */
function leaksIn(
  facts: PackageFacts,
  fn: SourceFunction,
  owner: Variable,
  isReturned: boolean,
  depth: number,
): boolean {
  const { file } = fn;
  const { tree } = file;
  const binding = facts.bindingAt(file, fn.node);
  if (!binding || depth > MAX_CALLS) return true;
  const parents = facts.parentsOf(file);
  for (const node of mentionsOf(binding, owner)) {
    if (node === owner.node) continue;
    let at = node;
    while (tree.kind[parents[at]] === NodeKind.ParenExpr || tree.kind[parents[at]] === NodeKind.UnaryExpr)
      at = parents[at];
    const parent = parents[at];
    if (tree.kind[parent] === NodeKind.ReturnStmt && isReturned) continue;
    if (tree.kind[parent] !== NodeKind.SelectorExpr || parent + 1 !== at) return true;
    const call = parents[parent];
    const isMethod = facts.placeOf(file, parent) === undefined;
    if (!isMethod) continue;
    if (tree.kind[call] !== NodeKind.CallExpr || call + 1 !== parent) return true;
    const callee = facts.functionOf(facts.calleeOf(file, call).declared);
    if (!callee?.receiver || callee.package !== facts.package) return true;
    if (callee !== fn && leaksIn(facts, callee, callee.receiver, false, depth + 1)) return true;
  }
  return false;
}
