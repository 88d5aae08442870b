// Places of a semaphore (a buffered channel of struct{}, or x/sync's Weighted) that a function takes, gives back on some of its
// paths, and keeps on another: sooner or later all are taken, and the next one waits for ever.
import { NodeKind } from '../../model/go-syntax.ts';
import { textOf } from '../../model/go-tree.ts';
import type {
  CallOperation,
  ChannelOperation,
  FlowEdge,
  Operation,
  Place,
  SourceFunction,
  Variable,
} from '../../model/source-function.ts';
import type { SourcePlace } from '../../model/source-package.ts';
import { calleeBinding, capacityAt } from './channel-uses.ts';
import { failsWith } from './left-behind.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PathStep } from './paths.ts';
import { blocksOfPath, explorePaths } from './paths.ts';
import { lockClass } from './unlock-owners.ts';
import { type FlowOperation, flowOfValue } from './value-flow.ts';

export interface KeptSlot {
  readonly fn: SourceFunction;
  readonly place: Place;
  /** Where it is taken, and how it would be given back. */
  readonly taken: SourcePlace;
  readonly release: string;
  /** Where other paths give it back. */
  readonly given: SourcePlace;
  readonly leave: SourcePlace;
  readonly path: readonly PathStep[];
}

const weighted = 'golang.org/x/sync/semaphore.Weighted';
const takes: ReadonlySet<string> = new Set([`${weighted}.Acquire`, `${weighted}.TryAcquire`]);

/** One semaphore of a function: what takes a place of it, and what gives one back. */
interface Semaphore {
  readonly fn: SourceFunction;
  readonly place: Place;
  readonly release: string;
  readonly isTaken: (operation: Operation) => boolean;
  readonly isGiven: (operation: Operation) => boolean;
  /** Functions of the package that give places back. */
  readonly givers: ReadonlySet<SourceFunction>;
}

/** All of the package, one for each place where a slot is taken. */
export function keptSlots(facts: PackageFacts): KeptSlot[] {
  const found: KeptSlot[] = [];
  const seen = new Set<string>();
  for (const semaphore of [...channelSemaphores(facts), ...weightedSemaphores(facts)]) {
    const { fn, place } = semaphore;
    // One of the function's own goes with it.
    if (place.root.owner === fn && place.path.length === 0 && place.root.kind !== 'parameter') continue;
    const name = `${fn.name}:${place.key}`;
    // Who takes a place must be the only one to give it back: else it may be handed on.
    if (seen.has(name) || [...semaphore.givers].some((giver) => giver !== fn)) continue;
    seen.add(name);
    const kept = keptPath(facts, semaphore);
    if (kept) found.push({ fn, place, release: semaphore.release, ...kept });
  }
  return found;
}

const isSend = (operation: Operation): operation is ChannelOperation =>
  operation.kind === 'send' && operation.mode === 'now';

/** `sem <- struct{}{}` in functions that also receive from it. */
function* channelSemaphores(facts: PackageFacts): Iterable<Semaphore> {
  for (const { fn, operation } of facts.operations.channelOperations('send')) {
    if (!isSend(operation) || !operation.place || !facts.operations.hasChannelOperation(fn, 'receive')) continue;
    const { key } = operation.place;
    const isGiven = (o: Operation): boolean => o.kind === 'receive' && o.place?.key === key;
    if (!facts.flowOf(fn).blocks.some((block) => block.operations.some(isGiven))) continue;
    // `sem <- struct{}{}`: what says nothing is a place.
    const { tree } = fn.file;
    const value = operation.channel + tree.size[operation.channel];
    if (textOf(tree, value).replace(/\s/g, '') !== 'struct{}{}') continue;
    const flow = flowOfValue(facts, fn.file, operation.channel);
    if (!flow || flow.open.size > 0 || flow.makes.length === 0) continue;
    const hasRoom = flow.makes.every(({ file, node }) => {
      const binding = facts.bindingAt(file, node);
      return binding !== undefined && (capacityAt(facts, binding, node) ?? 0) !== 0;
    });
    if (!hasRoom || flow.operations.some((one) => one.kind !== 'send' && !isGivingBack(facts, one))) continue;
    const givers = new Set<SourceFunction>();
    for (const one of flow.operations) if (one.kind === 'receive' && one.fn) givers.add(one.fn);
    const isTaken = (o: Operation): boolean => isSend(o) && o.place?.key === key;
    yield { fn, place: operation.place, release: 'a receive', isTaken, isGiven, givers };
  }
}

/** `<-sem` for itself: a case of a select waits to be told, and a value that is used says something. */
function isGivingBack(facts: PackageFacts, { kind, file, node }: FlowOperation): boolean {
  return (
    kind === 'receive' &&
    file.tree.kind[facts.parentsOf(file)[node]] === NodeKind.ExprStmt &&
    !isCase(facts, file, node)
  );
}

/** True for the receive of `case <-ch:`. */
function isCase(facts: PackageFacts, file: FlowOperation['file'], node: number): boolean {
  const parents = facts.parentsOf(file);
  const clause = parents[parents[node]];
  return file.tree.kind[clause] === NodeKind.CommClause && clause + 1 === parents[node];
}

/** `sem.Acquire(ctx, 1)` in functions that also call Release. */
function* weightedSemaphores(facts: PackageFacts): Iterable<Semaphore> {
  const releases = facts.operations.callsOf([`${weighted}.Release`]);
  for (const { fn, operation } of facts.operations.callsOf(takes)) {
    const place = facts.placeOf(fn.file, operation.callee.receiver);
    if (!place || place.path.some((part) => part.startsWith('['))) continue;
    const isSame = (o: CallOperation, by: SourceFunction): boolean => {
      const other = facts.placeOf(by.file, o.callee.receiver);
      return (
        other !== undefined &&
        (other.key === place.key || (place.path.length > 0 && lockClass(facts, other) === lockClass(facts, place)))
      );
    };
    // A semaphore that a function is given may be this one.
    const isGivenOne = (o: CallOperation, by: SourceFunction): boolean =>
      facts.placeOf(by.file, o.callee.receiver)?.root.kind !== 'receiver' && by !== fn;
    const givers = new Set(
      releases.filter((one) => isSame(one.operation, one.fn) || isGivenOne(one.operation, one.fn)).map((one) => one.fn),
    );
    const isGiven = (o: Operation): boolean =>
      o.kind === 'call' && o.callee.name === `${weighted}.Release` && isSame(o, fn);
    const isTaken = (o: Operation): boolean =>
      o.kind === 'call' && o.mode === 'now' && takes.has(o.callee.name) && isSame(o, fn);
    yield { fn, place, release: 'Release', isTaken, isGiven, givers };
  }
}

interface State {
  readonly held: boolean;
  /** What the taking call gave: an error, or whether there was a place. */
  readonly result: Variable | undefined;
  readonly fresh: boolean;
}

/** The first return that is reached with a place, when another path gives it back. */
function keptPath(
  facts: PackageFacts,
  { fn, isTaken, isGiven }: Semaphore,
): Pick<KeptSlot, 'taken' | 'given' | 'leave' | 'path'> | undefined {
  const { file } = fn;
  const { tree } = file;
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  let taken = -1;
  let given = -1;
  const initial: State = { held: false, result: undefined, fresh: false };
  const refuses = (edge: FlowEdge, { result, fresh }: State): boolean => {
    if (edge.condition < 0) return false;
    // `!sem.TryAcquire(1)`, and `ok` of `ok := sem.TryAcquire(1)`.
    if (edge.condition === taken) return !edge.holds;
    if (!fresh || !result) return false;
    const isItself = facts.placeOf(file, edge.condition)?.root === result;
    return isItself ? !edge.holds : failsWith(tree, binding, edge, result);
  };
  const ends = explorePaths<State>(facts.flowOf(fn), file, binding, { block: 0, index: 0 }, initial, {
    operation(operation, state) {
      if (!state.held) {
        if (!isTaken(operation)) return state;
        taken = operation.node;
        return { held: true, result: undefined, fresh: false };
      }
      if (isGiven(operation)) {
        given = operation.node;
        return undefined;
      }
      // A second place while the first is held: they are counted by somebody else.
      if (isTaken(operation)) return undefined;
      if (operation.kind !== 'assign' || operation.place?.path.length !== 0) return state;
      if (operation.value === taken) return { ...state, result: operation.place.root, fresh: true };
      return operation.place.root === state.result ? { ...state, fresh: false } : state;
    },
    edge: (edge, state) => (state.held && refuses(edge, state) ? undefined : state),
    key: ({ held, fresh }) => `${held}${fresh}`,
  });
  const end = ends?.find(({ end, state }) => end === 'return' && state.held);
  if (!end || given < 0) return undefined;
  const last = end.last.block.operations.at(-1);
  return {
    taken: { file, node: taken },
    given: { file, node: given },
    leave: { file, node: last?.kind === 'return' ? last.node : fn.body },
    path: blocksOfPath(end.last),
  };
}
