// WaitGroups that are counted up and waited for, and never come down to zero: nobody says Done, or the Wait stands in the loop
// that has yet to start the rest of those who will.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, nameOf, rangeParts, selectorParts, textOf } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import type { Binding } from './bind-names.ts';
import { constantInt } from './channel-uses.ts';
import { usesOfField } from './field-uses.ts';
import { typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { mentionsOf } from './package-mentions.ts';
import { withoutPointers } from './type-expression.ts';

export interface UndoneGroup {
  /** `never`: no Done anywhere. `in-loop`: each turn starts one of those that were counted, and waits for all. */
  readonly how: 'never' | 'in-loop';
  /** The call of Wait. */
  readonly wait: SourcePlace;
  readonly fn: SourceFunction;
  /** The call of Add that counts what does not come. */
  readonly add: SourcePlace;
  /** The loop, for `in-loop`. */
  readonly loop: SourcePlace | undefined;
  /** `group`, `w.group`. */
  readonly name: string;
}

/** The calls of a group's methods; undefined when it is used in any other way. */
interface GroupCalls {
  readonly adds: readonly SourcePlace[];
  readonly dones: readonly SourcePlace[];
  readonly waits: readonly SourcePlace[];
}

/** All of the package. */
export function undoneGroups(facts: PackageFacts): UndoneGroup[] {
  const found: UndoneGroup[] = [];
  const seen = new Set<string>();
  for (const { fn, block, operation } of facts.operations.callsOf(['sync.WaitGroup.Wait'])) {
    if (operation.mode === 'go') continue;
    const { receiver, through } = operation.callee;
    const place = receiver < 0 || through.length > 0 ? undefined : facts.placeOf(fn.file, receiver);
    if (!place || place.key.includes('[')) continue;
    const wait = { file: fn.file, node: operation.node };
    const name = textOf(fn.file.tree, receiver);
    const key = `${place.key}:${operation.node}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (place.path.length === 0) {
      const calls = place.root.kind === 'local' ? callsOfLocal(facts, place.root) : undefined;
      if (!calls) continue;
      const add = countedUp(facts, calls);
      if (calls.dones.length === 0 && add) found.push({ how: 'never', wait, fn, add, loop: undefined, name });
      else {
        const loop = block.loop >= 0 ? waitedInLoop(facts, fn, calls, wait, block.loop) : undefined;
        if (loop) found.push({ how: 'in-loop', wait, fn, name, ...loop });
      }
    } else {
      const calls = callsOfField(facts, fn, place.root, place.path);
      const add = calls && countedUp(facts, calls);
      if (calls && add && calls.dones.length === 0) found.push({ how: 'never', wait, fn, add, loop: undefined, name });
    }
  }
  return found;
}

/** An Add whose number is above zero for sure. */
function countedUp(facts: PackageFacts, { adds }: GroupCalls): SourcePlace | undefined {
  return adds.find(({ file, node }) => {
    const binding = facts.bindingAt(file, node);
    const [number] = callParts(file.tree, node).args;
    return binding && number !== undefined && (constantInt(facts, binding, number) ?? 0) > 0;
  });
}

/** Sorts the uses of a group; undefined when one of them is no call of a method that counts. */
function sortCalls(facts: PackageFacts, uses: readonly SourcePlace[]): GroupCalls | undefined {
  const calls = { adds: [] as SourcePlace[], dones: [] as SourcePlace[], waits: [] as SourcePlace[] };
  for (const { file, node } of uses) {
    const { tree } = file;
    const parents = facts.parentsOf(file);
    const selector = parents[node];
    const call = parents[selector];
    if (tree.kind[selector] !== NodeKind.SelectorExpr || selector + 1 !== node) return undefined;
    if (tree.kind[call] !== NodeKind.CallExpr || call + 1 !== selector) return undefined;
    const method = nameOf(tree, selectorParts(tree, selector).name);
    if (method === 'Add') calls.adds.push({ file, node: call });
    else if (method === 'Done') calls.dones.push({ file, node: call });
    else if (method === 'Wait') calls.waits.push({ file, node: call });
    else return undefined;
  }
  return calls;
}

/** A group that is a local variable itself, made without a value of another. */
function callsOfLocal(facts: PackageFacts, variable: Variable): GroupCalls | undefined {
  const binding = facts.bindingAt(variable.file, variable.node);
  if (!binding || !isGroup(facts, binding, variable)) return undefined;
  return sortCalls(
    facts,
    mentionsOf(binding, variable)
      .filter((node) => node !== variable.node)
      .map((node) => ({ file: variable.file, node })),
  );
}

function isGroup(facts: PackageFacts, binding: Binding, variable: Variable): boolean {
  const type = typeOfVariable(facts.program, binding, variable);
  return type.kind === 'named' && typeNameOf(type) === 'sync.WaitGroup';
}

/** A group that is a field of a type of this package which no other package can name. */
function callsOfField(
  facts: PackageFacts,
  fn: SourceFunction,
  root: Variable,
  path: readonly string[],
): GroupCalls | undefined {
  const [field] = path;
  if (path.length !== 1 || facts.package.isPartial || !root.owner) return undefined;
  if (/^\p{Lu}/u.test(field) && facts.package.name !== 'main') return undefined;
  const binding = facts.bindingAt(root.file, root.node);
  const owner = binding && withoutPointers(typeOfVariable(facts.program, binding, root));
  if (owner?.kind !== 'named' || owner.package !== facts.package.path) return undefined;
  const uses = usesOfField(facts, owner, fn.file.tree.names.find(field));
  // A field of that name of another type, or one that cannot be told apart, hides nothing but a Done.
  return sortCalls(facts, uses);
}

/** True in the loop where `wait` stands when each turn starts one of all that were counted before it. */
function waitedInLoop(
  facts: PackageFacts,
  fn: SourceFunction,
  { adds, dones }: GroupCalls,
  wait: SourcePlace,
  loop: number,
): { readonly add: SourcePlace; readonly loop: SourcePlace } | undefined {
  const { file } = fn;
  const { tree } = file;
  const isInside = ({ file: other, node }: SourcePlace) =>
    other === file && node > loop && node < loop + tree.size[loop];
  const [add] = adds;
  if (adds.length !== 1 || isInside(add) || add.node > loop || !isInside(wait) || dones.length !== 1) return undefined;
  const [done] = dones;
  if (!isInside(done) || !countsTurns(facts, file, add, loop)) return undefined;
  // One Done for each goroutine that a turn starts, or for each turn.
  const doer = facts.functionAt(file, done.node);
  for (const other of [doer, fn])
    for (const block of other ? facts.flowOf(other).blocks : [])
      if (
        block.loop >= 0 &&
        block.loop !== loop &&
        block.operations.some(({ node }) => node === done.node || holds(tree, node, done.node))
      )
        return undefined;
  return { add, loop: { file, node: loop } };
}

const holds = (tree: SourceFile['tree'], outer: number, inner: number): boolean =>
  outer < inner && inner < outer + tree.size[outer];

/** `Add(len(x))` before `for range x`, or a number above one. */
function countsTurns(facts: PackageFacts, file: SourceFile, add: SourcePlace, loop: number): boolean {
  const { tree } = file;
  const [number] = callParts(tree, add.node).args;
  if (number === undefined) return false;
  const binding = facts.bindingAt(file, number);
  if (binding && (constantInt(facts, binding, number) ?? 0) > 1) return true;
  if (tree.kind[loop] !== NodeKind.RangeStmt || tree.kind[number] !== NodeKind.CallExpr) return false;
  const { callee, args } = callParts(tree, number);
  if (textOf(tree, callee) !== 'len' || args.length !== 1) return false;
  const counted = facts.placeOf(file, args[0])?.key;
  return counted !== undefined && counted === facts.placeOf(file, rangeParts(tree, loop).x)?.key;
}
