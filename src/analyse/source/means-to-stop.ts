// What a holder was given that can end its goroutines: a channel, a context, a cancel function, a listener. Whoever else
// has one of them can end the goroutine without the holder.
import { NodeKind } from '../../model/go-syntax.ts';
import { callParts, childrenOf, compositeParts, nameOf } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { singleType } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { memberOf } from './type-members.ts';

/** Methods that end what waits on a value, in the order in which they are named to the reader. */
export const stopNames = ['Close', 'Stop', 'Shutdown', 'close', 'stop', 'shutdown'];

/** The first of `wanted` that the type of a variable has as a member. */
function memberAmong(facts: PackageFacts, variable: Variable, wanted: readonly string[]): string | undefined {
  const { names } = variable.file.tree;
  const type = singleType(facts.typeOf(variable.file, variable.node));
  return wanted.find((name) => names.find(name) >= 0 && memberOf(facts.program, type, names.find(name), name));
}

/** The first of `stopNames` that a variable's type has; '' when it has none. */
export function stopOf(facts: PackageFacts, variable: Variable): string {
  return memberAmong(facts, variable, stopNames) ?? '';
}

/** Methods in which a goroutine waits until another one closes the value. */
const waitNames = ['Accept', 'Read'];

/** True for a channel, a context, and what one waits on in Accept or Read. */
function isWaitedOn(facts: PackageFacts, variable: Variable): boolean {
  const type = singleType(facts.typeOf(variable.file, variable.node));
  return (
    type.kind === 'chan' ||
    typeNameOf(type) === 'context.Context' ||
    memberAmong(facts, variable, waitNames) !== undefined
  );
}

const isCancel = (facts: PackageFacts, variable: Variable): boolean =>
  /^context\.Cancel(Cause)?Func$/.test(typeNameOf(facts.typeOf(variable.file, variable.node)));

/**
 * The variables that were put into one of the `fields` of `holders`, where these are made (`&T{quit: quit}`, `newT(ln)`) or
 * later (`t.quit = quit`), and on which a goroutine can wait; and the cancel functions that came with them. They may
 * belong to somebody else: look at their `owner` and `kind`.
 */
export function meansToStop(
  facts: PackageFacts,
  fn: SourceFunction,
  holders: readonly Variable[],
  fields: ReadonlySet<string>,
): Variable[] {
  const means = new Set<Variable>();
  const { tree } = fn.file;
  const add = (node: number): void => {
    const { root, path } = facts.placeOf(fn.file, node) ?? {};
    if (!root || path?.length !== 0 || holders.includes(root)) return;
    if (isWaitedOn(facts, root) || (root.kind === 'local' && isCancel(facts, root))) means.add(root);
  };
  const fromValue = (node: number): void => {
    const kind = tree.kind[node];
    if (kind === NodeKind.UnaryExpr || kind === NodeKind.ParenExpr) fromValue(node + 1);
    else if (kind === NodeKind.CallExpr) for (const arg of callParts(tree, node).args) fromValue(arg);
    else if (kind === NodeKind.KeyValueExpr) fromValue(childrenOf(tree, node)[1]);
    else if (kind === NodeKind.CompositeLit) {
      for (const element of compositeParts(tree, node).elements)
        if (tree.kind[element] !== NodeKind.KeyValueExpr || fields.has(nameOf(tree, element + 1))) fromValue(element);
    } else add(node);
  };
  const assigns = facts
    .flowOf(fn)
    .blocks.flatMap(({ operations }) => operations.filter((operation) => operation.kind === 'assign'));
  for (const { place, value } of assigns) {
    if (value < 0 || !place || !holders.includes(place.root)) continue;
    if (place.path.length === 0 || fields.has(place.path[0])) fromValue(value);
  }
  for (const { place, node } of assigns) {
    if (!place || place.path.length > 0 || !means.has(place.root)) continue;
    for (const other of assigns)
      if (other.node === node && other.place?.path.length === 0 && isCancel(facts, other.place.root))
        means.add(other.place.root);
  }
  return [...means];
}
