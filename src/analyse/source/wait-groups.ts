// Who a Wait waits for: goroutines that call Done on the same WaitGroup, or were started by its Go.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { callParts, forParts, rangeParts, textOf } from '../../model/go-tree.ts';
import type { CallOperation, Operation, Place, SourceFunction } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import type { PackageFacts } from './package-facts.ts';

const waits = new Set([
  'sync.WaitGroup.Wait',
  'golang.org/x/sync/errgroup.Group.Wait',
  'github.com/sourcegraph/conc.WaitGroup.Wait',
]);
const starts = new Set([
  'sync.WaitGroup.Go',
  'golang.org/x/sync/errgroup.Group.Go',
  'golang.org/x/sync/errgroup.Group.TryGo',
  'github.com/sourcegraph/conc.WaitGroup.Go',
]);

/** The key of the group that a call of Wait waits for; undefined for other operations and where it cannot be told. */
export function waitedGroup(facts: PackageFacts, fn: SourceFunction, operation: Operation): string | undefined {
  if (operation.kind !== 'call' || !waits.has(operation.callee.name)) return undefined;
  return groupKey(facts, fn, operation);
}

function groupKey(facts: PackageFacts, fn: SourceFunction, call: CallOperation): string | undefined {
  if (call.callee.through.length > 0) return undefined;
  return facts.placeOf(fn.file, call.callee.receiver)?.key;
}

/** Literals called in literals are followed this far; one may call itself. */
const maxLiterals = 3;

/** Calls of `Done` in a function, those of its deferred literals included, with the key of their group as `fn` names it. */
export function donesOf(
  facts: PackageFacts,
  fn: SourceFunction,
  depth = 0,
): { readonly key: string; readonly place: Place | undefined; readonly call: CallOperation }[] {
  const found: { key: string; place: Place | undefined; call: CallOperation }[] = [];
  for (const operation of facts.flowOf(fn).calls) {
    if (operation.callee.name === 'sync.WaitGroup.Done') {
      const key = groupKey(facts, fn, operation);
      const place = key === undefined ? undefined : facts.placeOf(fn.file, operation.callee.receiver);
      if (key !== undefined) found.push({ key, place, call: operation });
    } else if (operation.callee.literal && operation.mode !== 'go' && depth < maxLiterals)
      for (const { key, place } of donesOf(facts, operation.callee.literal, depth + 1))
        found.push({ key, place, call: operation });
  }
  return found;
}

/**
 * True when a Wait for the group `key` of `owner` waits until `sent` has been done by the goroutine `fn`: it was started by
 * the group, or says Done behind it (deferred, or later in the source).
 */
export function isWaitedFor(
  facts: PackageFacts,
  owner: SourceFunction,
  key: string,
  start: SourcePlace,
  fn: SourceFunction,
  sent: SourcePlace,
): boolean {
  const call = callOf(start);
  if (starts.has(facts.calleeOf(start.file, call).name))
    return facts.placeOf(start.file, facts.calleeOf(start.file, call).receiver)?.key === key;
  const isBehind = (done: CallOperation) => done.mode === 'defer' || sent.file !== fn.file || done.node > sent.node;
  for (const done of donesOf(facts, fn)) {
    if (!isBehind(done.call)) continue;
    if (done.key === key) return true;
    // `go worker(&wg, ch)`: the group under the name of a parameter.
    const parameter = fn.params.findIndex((p) => done.key === facts.placeOf(fn.file, p.node)?.key);
    if (parameter >= 0 && argumentKey(facts, owner, start, call, parameter) === key) return true;
  }
  return false;
}

/** Whether a local group counts every goroutine of this start: it is counted up in the same loop, or by as much as the loop has
 * turns. Who counts the answers that it hopes for (`wg.Add(accepted)`) waits for some of the goroutines. */
export function countsEach(facts: PackageFacts, owner: SourceFunction, key: string, start: SourcePlace): boolean {
  const { tree } = owner.file;
  const loopOf = (node: number): number =>
    facts.flowOf(owner).blocks.find(({ operations }) => operations.some((o) => o.kind === 'call' && o.node === node))
      ?.loop ?? -1;
  const loop = loopOf(callOf(start));
  if (loop < 0) return true;
  const adds = facts
    .flowOf(owner)
    .calls.filter((call) => call.callee.name === 'sync.WaitGroup.Add' && groupKey(facts, owner, call) === key);
  if (adds.length === 0 || adds.some(({ node }) => loopOf(node) === loop)) return true;
  const turns =
    tree.kind[loop] === NodeKind.RangeStmt
      ? textOf(tree, rangeParts(tree, loop).x)
      : textOf(tree, Math.max(forParts(tree, loop).condition, 0)).replace(/^.*<=?\s*/s, '');
  return adds.some(({ args: [count] }) => {
    const text = count === undefined ? '' : textOf(tree, count);
    return text === turns || text === `len(${turns})`;
  });
}

/** The call that a GoStmt makes, or the start itself. */
function callOf({ file, node }: SourcePlace): number {
  return file.tree.kind[node] === NodeKind.GoStmt ? node + 1 : node;
}

function argumentKey(
  facts: PackageFacts,
  owner: SourceFunction,
  start: SourcePlace,
  call: number,
  index: number,
): string | undefined {
  const { tree } = owner.file;
  if (start.file !== owner.file || tree.kind[call] !== NodeKind.CallExpr) return undefined;
  const argument = callParts(tree, call).args[index];
  if (argument === undefined) return undefined;
  const isAddress = tree.kind[argument] === NodeKind.UnaryExpr && tree.op[argument] === Token.AND;
  return facts.placeOf(owner.file, isAddress ? argument + 1 : argument)?.key;
}
