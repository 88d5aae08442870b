// Flags that end a wait for a sync.Cond, set where nobody is told: a waiter looks at its flag only when it is woken.
import { NodeKind } from '../../model/go-syntax.ts';
import { Token } from '../../model/go-token.ts';
import { forParts, nameOf, selectorParts } from '../../model/go-tree.ts';
import type { SourceFunction } from '../../model/source-function.ts';
import type { SourceFile, SourcePlace } from '../../model/source-package.ts';
import { ownerOfField, usesOfField } from './field-uses.ts';
import type { PackageFacts } from './package-facts.ts';

export interface SilentEnd {
  readonly fn: SourceFunction;
  /** The call of Wait. */
  readonly wait: SourcePlace;
  /** The condition and the flag as they stand there: `q.ready`, `q.closed`. */
  readonly condition: number;
  readonly flag: number;
  /** Where the flag is set, and the function that does it. */
  readonly set: SourcePlace;
  readonly setter: SourceFunction;
}

/** Calls are followed this far, down and up. */
const MAX_CALLS = 2;

/** Waits in a loop `for … && !x.flag`, where a function sets the flag and neither it, nor what it calls, nor who calls it
 * signals any condition. */
export function silentEnds(facts: PackageFacts): SilentEnd[] {
  const found: SilentEnd[] = [];
  for (const { fn, operation } of facts.operations.callsOf(['sync.Cond.Wait'])) {
    const { file } = fn;
    const loop = loopAround(facts, fn, operation.node);
    const place = facts.placeOf(file, operation.callee.receiver);
    if (loop < 0 || !place || place.path.length === 0) continue;
    for (const flag of flagsOf(file, forParts(file.tree, loop).condition)) {
      const own = facts.placeOf(file, flag);
      if (own?.root !== place.root || own.path.length !== place.path.length) continue;
      const set = silentSetter(facts, fn, flag);
      if (!set) continue;
      const wait = { file, node: operation.node };
      found.push({ fn, wait, condition: operation.callee.receiver, flag, ...set });
      break;
    }
  }
  return found;
}

/** The `for` with a condition whose body waits; -1 for others. */
function loopAround(facts: PackageFacts, fn: SourceFunction, node: number): number {
  const { tree } = fn.file;
  const parents = facts.parentsOf(fn.file);
  for (let at = parents[node]; at > fn.node; at = parents[at])
    if (tree.kind[at] === NodeKind.ForStmt) return forParts(tree, at).condition >= 0 ? at : -1;
  return -1;
}

/** The fields that stand as `!x.f` in a conjunction. */
function flagsOf(file: SourceFile, node: number): number[] {
  const { tree } = file;
  if (tree.kind[node] === NodeKind.ParenExpr) return flagsOf(file, node + 1);
  if (tree.kind[node] === NodeKind.BinaryExpr && tree.op[node] === Token.LAND)
    return [...flagsOf(file, node + 1), ...flagsOf(file, node + 1 + tree.size[node + 1])];
  const isFlag = tree.kind[node] === NodeKind.UnaryExpr && tree.op[node] === Token.NOT;
  return isFlag && tree.kind[node + 1] === NodeKind.SelectorExpr ? [node + 1] : [];
}

/** The first place that sets the flag to true without a signal, if some place does. */
function silentSetter(
  facts: PackageFacts,
  waiter: SourceFunction,
  flag: number,
): { readonly set: SourcePlace; readonly setter: SourceFunction } | undefined {
  const { file } = waiter;
  const { tree } = file;
  const owner = ownerOfField(facts, { file, node: flag, kind: 'read', value: -1, owner: { kind: 'unknown' } });
  if (owner.kind !== 'named' || owner.package !== facts.package.path) return undefined;
  for (const use of usesOfField(facts, owner, tree.aux[selectorParts(tree, flag).name])) {
    if (use.kind !== 'write' || use.owner.kind !== 'named' || nameOf(use.file.tree, use.value) !== 'true') continue;
    // `T{closed: true}`: nobody waits for it yet.
    if (use.file.tree.kind[use.node] !== NodeKind.SelectorExpr || use.file.isTestCode) continue;
    const setter = facts.functionAt(use.file, use.node);
    if (!setter || facts.placeOf(use.file, use.node)?.root.kind === 'local') continue;
    // Who waits itself says so once it was woken: by what ends the wait of the others, too.
    if (outermost(setter) === outermost(waiter)) continue;
    if (!mayWake(facts, outermost(setter), 0) && !callersOf(facts, outermost(setter)).some((c) => mayWake(facts, c, 0)))
      return { set: { file: use.file, node: use.node }, setter };
  }
  return undefined;
}

function outermost(fn: SourceFunction): SourceFunction {
  let outer = fn;
  while (outer.parent) outer = outer.parent;
  return outer;
}

/** Whether a function, its literals or what they call signals some condition, or calls what is not known by that name. */
function mayWake(facts: PackageFacts, fn: SourceFunction, depth: number): boolean {
  for (const { operations } of facts.flowOf(fn).blocks)
    for (const operation of operations) {
      if (operation.kind === 'use' && operation.literal && mayWake(facts, operation.literal, depth)) return true;
      if (operation.kind !== 'call') continue;
      const { name, declared, literal } = operation.callee;
      if (/(signal|broadcast|wake|notify)/i.test(name.slice(name.lastIndexOf('.') + 1))) return true;
      const inner = literal ?? (declared?.package === facts.package ? facts.functionOf(declared) : undefined);
      if (inner && inner !== fn && depth < MAX_CALLS && mayWake(facts, inner, depth + 1)) return true;
    }
  return false;
}

function callersOf(facts: PackageFacts, fn: SourceFunction): SourceFunction[] {
  const found: SourceFunction[] = [];
  for (const other of facts.functions)
    for (const { operations } of facts.flowOf(other).blocks)
      for (const operation of operations)
        if (operation.kind === 'call' && operation.callee.declared?.node === fn.node)
          if (operation.callee.declared.file === fn.file) found.push(outermost(other));
  return found;
}
