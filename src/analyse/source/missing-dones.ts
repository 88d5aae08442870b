// Goroutines that say Done on some of their paths only, while somebody waits for all of them.
import { NodeKind } from '../../model/go-syntax.ts';
import { ifParts, nameOf, textOf } from '../../model/go-tree.ts';
import type { CallOperation, Place, SourceFunction, Variable } from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { activityOf, runsOfLiteral } from './activities.ts';
import { calleeBinding } from './channel-uses.ts';
import { rangesOverClock } from './endless-goroutines.ts';
import { endsGoroutine } from './goroutine-exits.ts';
import { typeOfVariable } from './infer-type.ts';
import type { PackageFacts } from './package-facts.ts';
import { explorePaths } from './paths.ts';
import { peerOperations } from './peer-operations.ts';
import { lockClass } from './unlock-owners.ts';
import { countsEach, donesOf, waitedGroup } from './wait-groups.ts';

export interface MissingDone {
  /** The calls of Wait that wait for ever. */
  readonly waits: readonly SourcePlace[];
  /** The group as the goroutine names it. */
  readonly name: string;
  /** The goroutine. */
  readonly fn: SourceFunction;
  readonly start: SourcePlace;
  /** The return by which it leaves without Done, or the call that ends it there (t.Fatal, runtime.Goexit). */
  readonly leave: SourcePlace;
  /** `perhaps`: an assertion, which ends it when it fails. */
  readonly by: 'return' | 'goexit' | 'perhaps';
  /** A Done of another path. */
  readonly done: SourcePlace;
}

/** What is known of a goroutine and one group of it: who waits, and what the finding calls the group. */
interface Watched {
  readonly waits: readonly SourcePlace[];
  readonly name: string;
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
    const start = { file: owner.file, node: run.node };
    for (const key of new Set(dones.map((done) => done.key))) {
      const group = groupOf(facts, owner, key);
      const place = dones.find((done) => done.key === key)?.place;
      const watched = group
        ? onlyDone(facts, literal, group) &&
          countsEach(facts, owner, key, start) && { waits: waitsFor(facts, owner, key), name: group.name }
        : place && watchedField(facts, literal, place);
      if (watched) found.push(...missingIn(facts, literal, start, dones, key, watched));
    }
  }
  return found;
}

/** The same of declared functions and methods that only ever run as goroutines: `go s.loop()`, `go worker(&wg)`. */
export function missingDonesOfStarted(facts: PackageFacts): MissingDone[] {
  const found: MissingDone[] = [];
  const seen = new Set<SourceFunction>();
  for (const { fn: owner, operation } of facts.operations.callsBy('go')) {
    const fn = operation.callee.literal ? undefined : facts.functionHere(operation.callee);
    if (!fn || fn.parent || seen.has(fn)) continue;
    seen.add(fn);
    const dones = donesOf(facts, fn);
    const calls = facts.operations.callsTo(fn);
    if (dones.length === 0 || calls.some(({ operation: { mode } }) => mode !== 'go')) continue;
    const start = { file: owner.file, node: facts.parentsOf(owner.file)[operation.node] };
    for (const key of new Set(dones.map((done) => done.key))) {
      const place = dones.find((done) => done.key === key)?.place;
      if (!place) continue;
      const watched =
        place.root.kind === 'parameter' && place.path.length === 0
          ? watchedParameter(facts, owner, operation, fn, place.root)
          : watchedField(facts, fn, place);
      if (watched) found.push(...missingIn(facts, fn, start, dones, key, watched));
    }
  }
  return found;
}

/** The first path of a goroutine that returns without Done, when another path has one. */
function missingIn(
  facts: PackageFacts,
  fn: SourceFunction,
  start: SourcePlace,
  dones: ReturnType<typeof donesOf>,
  key: string,
  { waits, name }: Watched,
): MissingDone[] {
  const binding = calleeBinding(facts, fn);
  const calls = new Set(dones.filter((done) => done.key === key).map((done) => done.call.node));
  if (!binding || waits.length === 0 || repeats(facts, fn, calls) || handsDoneOn(facts, fn)) return [];
  if (isCountedAlike(facts, fn, start, calls, waits)) return [];
  let assertion = -1;
  const ends = explorePaths<boolean>(facts.flowOf(fn), fn.file, binding, { block: 0, index: 0 }, false, {
    operation(operation, said) {
      if (said || operation.kind !== 'call') return said;
      if (assertion < 0 && fn.file.isTestCode && endsGoroutine(facts, operation) === 'perhaps')
        assertion = operation.node;
      return calls.has(operation.node);
    },
    edge: (edge, said, block) => (edge === block.edges[1] && rangesOverClock(facts, fn, block) ? undefined : said),
    key: String,
  });
  if (!ends?.some(({ end, state }) => end === 'return' && state)) return [];
  const base = { waits, name, fn, start, done: { file: fn.file, node: [...calls][0] } };
  for (const { end, state, last } of ends) {
    const operation = last.block.operations.at(-1);
    if (state) continue;
    if (end === 'return')
      return [
        { ...base, leave: { file: fn.file, node: operation?.kind === 'return' ? operation.node : fn.body }, by: end },
      ];
    if (end === 'exit' && operation?.kind === 'call' && endsGoroutine(facts, operation) === 'always')
      return [{ ...base, leave: { file: fn.file, node: operation.node }, by: 'goexit' }];
  }
  return assertion < 0 ? [] : [{ ...base, leave: { file: fn.file, node: assertion }, by: 'perhaps' }];
}

/** True when Done stands under a condition under which the starter counts, or waits, too: `if t != cpu { wg.Add(1) }`. */
function isCountedAlike(
  facts: PackageFacts,
  fn: SourceFunction,
  start: SourcePlace,
  dones: ReadonlySet<number>,
  waits: readonly SourcePlace[],
): boolean {
  const guards = new Set([...dones].flatMap((node) => guardsOf(facts, { file: fn.file, node }, fn.node)));
  if (guards.size === 0) return false;
  const owner = facts.functionAt(start.file, start.node);
  const adds = facts.operations
    .callsOf(['sync.WaitGroup.Add'])
    .filter((add) => add.fn === owner)
    .map((add) => ({ file: add.fn.file, node: add.operation.node }));
  return [...waits, ...adds].some((place) => guardsOf(facts, place, -1).some((guard) => guards.has(guard)));
}

/** The conditions of the if statements around a node, up to `outer`, as text. */
function guardsOf(facts: PackageFacts, { file, node }: SourcePlace, outer: number): string[] {
  const { tree } = file;
  const parents = facts.parentsOf(file);
  const guards: string[] = [];
  for (let at = node; at > outer && parents[at] > outer; at = parents[at]) {
    if (tree.kind[parents[at]] !== NodeKind.IfStmt) continue;
    const { condition, body } = ifParts(tree, parents[at]);
    if (at === body) guards.push(textOf(tree, condition));
  }
  return guards;
}

/** Whether a literal inside says a Done that the function does not run itself: a goroutine or a callback that goes on with it. */
function handsDoneOn(facts: PackageFacts, fn: SourceFunction): boolean {
  const run = new Set(facts.flowOf(fn).calls.flatMap(({ callee, mode }) => (mode === 'go' ? [] : [callee.literal])));
  return facts.operations
    .callsOf(['sync.WaitGroup.Done'])
    .some((done) => done.fn !== fn && isInside(done.fn, fn) && !run.has(done.fn));
}

/** A group that is a field: those who wait for it, when only goroutines like this one say Done for it, and each by itself. */
function watchedField(facts: PackageFacts, fn: SourceFunction, place: Place): Watched | undefined {
  const type = place.path.length === 0 ? undefined : lockClass(facts, place);
  if (!type || type === place.key || place.path.some((part) => part.startsWith('['))) return undefined;
  const peers = peerOperations(facts).get(type) ?? [];
  // It counts itself, on the paths that say Done.
  const counts = facts.flowOf(fn).calls.some((call) => call.callee.name === 'sync.WaitGroup.Add');
  if (counts) return undefined;
  // A Done in a method or a helper may be the one that this path has.
  const others = peers.filter((peer) => peer.kind === 'done' && peer.fn !== fn && !isInside(peer.fn, fn));
  if (others.some((peer) => !isGoroutine(facts, peer.fn))) return undefined;
  const waits = peers.filter(({ kind }) => kind === 'wait').map((peer) => ({ file: peer.fn.file, node: peer.node }));
  return { waits, name: [place.root.name, ...place.path].join('.') };
}

const isInside = (fn: SourceFunction, outer: SourceFunction): boolean =>
  fn === outer || (fn.parent !== undefined && isInside(fn.parent, outer));

/** Whether the code runs as a goroutine of its own alone: a literal behind `go`, or a function that is only started so. */
function isGoroutine(facts: PackageFacts, fn: SourceFunction): boolean {
  const activity = activityOf(facts, fn);
  if (!activity) return false;
  if (activity.parent) return true;
  const calls = facts.operations.callsTo(activity);
  return calls.length > 0 && calls.every(({ operation }) => operation.mode === 'go');
}

/** `go worker(&wg)`: the local group of the starter under the name of a parameter that does nothing but Done. */
function watchedParameter(
  facts: PackageFacts,
  owner: SourceFunction,
  call: CallOperation,
  fn: SourceFunction,
  parameter: Variable,
): Watched | undefined {
  const argument = call.args[fn.params.indexOf(parameter)];
  const place = argument === undefined ? undefined : facts.placeOf(owner.file, argument);
  if (!place || call.args.length !== fn.params.length || !onlyDone(facts, fn, parameter)) return undefined;
  const local = groupOf(facts, owner, place.key);
  const start = { file: owner.file, node: call.node };
  if (!countsEach(facts, owner, place.key, start)) return undefined;
  return local && { waits: waitsFor(facts, owner, place.key), name: local.name };
}

/** True for `go func() { … }()`. */
function isStartedHere({ file }: SourceFunction, start: number, literal: SourceFunction): boolean {
  const { tree } = file;
  return tree.kind[start] === NodeKind.GoStmt && literal.node === start + 2;
}

/** True when one of the operations at these nodes can follow itself: a worker that says Done for each job that it is given. */
export function repeats(facts: PackageFacts, fn: SourceFunction, nodes: ReadonlySet<number>): boolean {
  const { blocks } = facts.flowOf(fn);
  return blocks.some((block) => {
    if (!block.operations.some((operation) => operation.kind !== 'use' && nodes.has(operation.node))) return false;
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
  for (const variable of binding.origins.list) {
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
    if (tree.kind[i] !== NodeKind.Ident || i === group.node || facts.variableOf(file, i) !== group) continue;
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
