// Goroutines that say Done on some of their paths only, while somebody waits for all of them.
import { NodeKind } from '../../model/go-syntax.ts';
import { nameOf } from '../../model/go-tree.ts';
import type { SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { runsOfLiteral } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { rangesOverClock } from './endless-goroutines.ts';
import { typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import { donesOf, waitedGroup } from './wait-groups.ts';

export interface MissingDone {
  /** The calls of Wait that wait for ever. */
  readonly waits: readonly SourcePlace[];
  readonly group: Variable;
  /** The goroutine. */
  readonly fn: SourceFunction;
  readonly start: SourcePlace;
  /** The return by which it leaves without Done. */
  readonly leave: SourcePlace;
  /** A Done of another path. */
  readonly done: SourcePlace;
}

/** Every `go` literal of the function's own that returns on some path without the Done that another path says. */
export function missingDones(facts: PackageFacts, owner: SourceFunction): MissingDone[] {
  const found: MissingDone[] = [];
  for (const literal of owner.literals) {
    const dones = donesOf(facts, literal);
    if (dones.length === 0) continue;
    const runs = runsOfLiteral(facts, literal);
    const [run] = runs;
    if (runs.length !== 1 || run.kind !== 'go' || !isStartedHere(owner, run.node, literal)) continue;
    const binding = calleeBinding(facts, literal);
    if (!binding) continue;
    for (const key of new Set(dones.map((done) => done.key))) {
      const group = groupOf(facts, owner, key);
      if (!group || !onlyDone(facts, literal, group)) continue;
      const waits = waitsFor(facts, owner, key);
      if (waits.length === 0) continue;
      const calls = new Set(dones.filter((done) => done.key === key).map((done) => done.call.node));
      if (repeats(facts, literal, calls)) continue;
      const ends = explorePaths<boolean>(facts.flowOf(literal), literal.file, binding, { block: 0, index: 0 }, false, {
        operation: (operation, said) => said || (operation.kind === 'call' && calls.has(operation.node)),
        edge: (edge, said, block) =>
          edge === block.edges[1] && rangesOverClock(facts, literal, block) ? undefined : said,
        key: String,
      });
      const end = ends?.find(({ end, state }) => end === 'return' && !state);
      if (!end || !ends?.some(({ end, state }) => end === 'return' && state)) continue;
      const { operations } = end.last.block;
      const last = operations[operations.length - 1];
      found.push({
        waits,
        group,
        fn: literal,
        start: { file: owner.file, node: run.node },
        leave: { file: literal.file, node: last?.kind === 'return' ? last.node : literal.body },
        done: { file: literal.file, node: [...calls][0] },
      });
    }
  }
  return found;
}

/** True for `go func() { … }()`. */
function isStartedHere({ file }: SourceFunction, start: number, literal: SourceFunction): boolean {
  const { tree } = file;
  return tree.kind[start] === NodeKind.GoStmt && literal.node === start + 2;
}

/** True when one of the calls can follow itself: a worker that says Done for each job that it is given. */
function repeats(facts: PackageFacts, fn: SourceFunction, calls: ReadonlySet<number>): boolean {
  const { blocks } = facts.flowOf(fn);
  return blocks.some((block) => {
    if (!block.operations.some((operation) => operation.kind === 'call' && calls.has(operation.node))) return false;
    const reached = new Set<number>();
    const open = block.edges.map((edge) => edge.to);
    for (let id = open.pop(); id !== undefined; id = open.pop())
      if (!reached.has(id)) {
        reached.add(id);
        open.push(...blocks[id].edges.map((edge) => edge.to));
      }
    return reached.has(block.id);
  });
}

/** The local WaitGroup of the function with this key; undefined for fields and for groups that came from elsewhere. */
function groupOf(facts: PackageFacts, owner: SourceFunction, key: string): Variable | undefined {
  const binding = calleeBinding(facts, owner);
  if (!binding) return undefined;
  for (const variable of binding.origins.keys()) {
    if (variable.owner !== owner || variable.kind !== 'local') continue;
    if (facts.placeOf(owner.file, variable.node)?.key !== key) continue;
    return typeNameOf(typeOfVariable(facts.program, binding, variable)) === 'sync.WaitGroup' ? variable : undefined;
  }
  return undefined;
}

/** True when the literal does nothing with the group but call its Done. */
function onlyDone(facts: PackageFacts, literal: SourceFunction, group: Variable): boolean {
  const { file } = literal;
  const { tree } = file;
  const parents = facts.parentsOf(file);
  for (let i = literal.node; i < literal.node + tree.size[literal.node]; i++) {
    if (tree.kind[i] !== NodeKind.Ident || facts.variableOf(file, i) !== group) continue;
    const selector = parents[i];
    if (tree.kind[selector] !== NodeKind.SelectorExpr || tree.kind[parents[selector]] !== NodeKind.CallExpr)
      return false;
    if (nameOf(tree, selector + tree.size[selector] - 1) !== 'Done') return false;
  }
  return true;
}

/** Calls of Wait for the group, in the function and its literals. */
function waitsFor(facts: PackageFacts, owner: SourceFunction, key: string): SourcePlace[] {
  const found: SourcePlace[] = [];
  for (const fn of [owner, ...owner.literals])
    for (const operation of facts.flowOf(fn).calls)
      if (waitedGroup(facts, fn, operation) === key) found.push({ file: fn.file, node: operation.node });
  return found;
}
