// Lock and unlock calls, and what functions do to the locks of their callers: summaries to a fixed point.
import { nameOf } from '../../model/go-tree.ts';
import type { CallOperation, Operation, Place, SourceFunction, Variable } from '../../model/source-function.ts';
import { typeNameOf } from '../../model/source-type.ts';
import { calleeBinding } from './channel-uses.ts';
import { constantArguments } from './constant-arguments.ts';
import { implementationOf, stepToReceiver } from './function-values.ts';
import { typeOfVariable } from './infer-type.ts';
import type { OperationSite } from './operation-index.ts';
import type { PackageFacts } from './package-facts.ts';
import type { InitialFacts } from './paths.ts';
import { explorePaths } from './paths.ts';
import { placeAt } from './place.ts';
import { receiverPlace } from './receiver-place.ts';
import { addEffectsOfValues } from './value-effects.ts';

export interface LockOperation {
  readonly action: 'lock' | 'unlock';
  /** `read` for RLock and RUnlock. */
  readonly mode: 'write' | 'read';
  readonly place: Place;
  readonly call: CallOperation;
}

const actions = new Map<string, readonly ['lock' | 'unlock', 'write' | 'read']>([
  ['sync.Mutex.Lock', ['lock', 'write']],
  ['sync.Mutex.Unlock', ['unlock', 'write']],
  ['sync.RWMutex.Lock', ['lock', 'write']],
  ['sync.RWMutex.Unlock', ['unlock', 'write']],
  ['sync.RWMutex.RLock', ['lock', 'read']],
  ['sync.RWMutex.RUnlock', ['unlock', 'read']],
  ['sync.Locker.Lock', ['lock', 'write']],
  ['sync.Locker.Unlock', ['unlock', 'write']],
]);

/** The lock operation that a call is; undefined for other calls and where it cannot be told which lock it is. */
export function lockOperation(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation,
): LockOperation | undefined {
  if (operation.kind !== 'call') return undefined;
  const { name, kind } = operation.callee;
  // Most calls are told apart without a look-up.
  if ((kind !== 'method' && kind !== 'interface-method') || !name.endsWith('ock')) return undefined;
  const action = actions.get(name);
  if (!action) return undefined;
  let lock = locks.get(operation);
  if (lock === undefined) locks.set(operation, (lock = readLock(facts, fn, operation, action) ?? null));
  return lock ?? undefined;
}

/** Every walk asks for them again. */
const locks = new WeakMap<CallOperation, LockOperation | null>();

function readLock(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: CallOperation,
  action: readonly [LockOperation['action'], LockOperation['mode']],
): LockOperation | undefined {
  const place = receiverPlace(facts, fn, operation);
  return place && { action: action[0], mode: action[1], place, call: operation };
}

const names = (wanted: LockOperation['action']): string[] =>
  [...actions].flatMap(([name, [action]]) => (action === wanted ? [name] : []));
const callees = { lock: names('lock'), unlock: names('unlock') };

/** All calls of the package that may lock or unlock, deferred ones and those of which the lock cannot be told included. */
export function lockCalls(
  facts: PackageFacts,
  action: LockOperation['action'],
): readonly OperationSite<CallOperation>[] {
  return facts.operations.callsOf(callees[action]);
}

/** What a function does to a lock that its caller can name: rooted in its receiver, a parameter, a captured or package
 * variable. */
export interface LockEffect {
  readonly action: 'lock' | 'unlock';
  readonly mode: 'write' | 'read';
  readonly place: Place;
  /** `lock`: on every path, before anything unlocks it. */
  readonly always: boolean;
  /** By a function value or by an interface that may have other implementations. */
  readonly isIndirect?: boolean;
  /** The lock call itself, in whatever function it stands. */
  readonly at: { readonly fn: SourceFunction; readonly node: number };
}

/** By the package that asks: what is known of one function must not depend on which other packages were looked at before. */
const summaries = new WeakMap<PackageFacts, Map<SourceFunction, readonly LockEffect[]>>();

/** Calls are followed this far. */
const MAX_CALLS = 4;

/** Locks that `fn` takes before it releases them, and locks that it releases, as its caller sees them. */
export function lockEffects(facts: PackageFacts, fn: SourceFunction, depth = 0): readonly LockEffect[] {
  let all = summaries.get(facts);
  if (!all) summaries.set(facts, (all = new Map()));
  const known = all.get(fn);
  if (known) return known;
  if (depth > MAX_CALLS || fn.body < 0) return [];
  all.set(fn, []);
  const effects = within(fn, depth, () => summarise(facts, fn, depth));
  all.set(fn, effects);
  return effects;
}

function summarise(facts: PackageFacts, fn: SourceFunction, depth: number): LockEffect[] {
  const found = new Map<string, LockEffect>();
  const { calls } = facts.flowOf(fn);
  for (let c = 0; c < calls.length; c++) {
    const atEnd = effectsAtEnd(facts, fn, calls[c], depth);
    for (let k = 0; k < atEnd.length; k++) {
      const effect = atEnd[k];
      const { root } = effect.place;
      if (root.owner === fn && root.kind !== 'parameter' && root.kind !== 'receiver') continue;
      const key = `${effect.action}${effect.mode}${effect.place.key}`;
      if (!found.has(key)) found.set(key, effect);
    }
  }
  if (found.size === 0) return [];
  // What is taken comes first: it was taken before anything of that place was released, wherever its block stands.
  const effects: LockEffect[] = [];
  for (const effect of found.values()) {
    const reach = effect.action === 'lock' ? reachOfLock(facts, fn, effect.place, depth) : undefined;
    if (reach) effects.push({ ...effect, always: effect.always && reach === 'always' });
  }
  return [...effects, ...[...found.values()].filter(({ action }) => action === 'unlock')];
}

/** Effects that a caller sees once the function has returned: releases that are deferred, too. */
function effectsAtEnd(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation,
  depth: number,
): readonly LockEffect[] {
  if (operation.kind !== 'call' || operation.mode !== 'defer') return effectsOf(facts, fn, operation, depth);
  return effectsOfCall(facts, fn, operation, depth).filter(({ action }) => action === 'unlock');
}

/** Whether paths from the entry take the lock before they release it: always, on some path, or never. */
function reachOfLock(
  facts: PackageFacts,
  fn: SourceFunction,
  place: Place,
  depth: number,
  given?: InitialFacts,
): 'always' | 'sometimes' | undefined {
  const binding = calleeBinding(facts, fn);
  if (!binding) return undefined;
  const graph = facts.flowOf(fn);
  // Most functions tell it before anything branches: all paths go through their first block.
  const { operations } = graph.blocks[0];
  for (let k = 0; k < operations.length; k++) {
    const operation = operations[k];
    if (replacesLock(operation, place)) return undefined;
    const effect = effectOn(effectsGiven(facts, fn, operation, depth, given), place);
    if (effect?.action === 'lock' && !effect.always) break;
    if (effect) return effect.action === 'lock' ? 'always' : undefined;
  }
  let taken = false;
  const ends = explorePaths<0>(
    graph,
    fn.file,
    binding,
    { block: 0, index: 0 },
    0,
    {
      operation(operation, state) {
        // The caller's lock is out of reach once the parameter is another object.
        if (replacesLock(operation, place)) return undefined;
        const effect = effectOn(effectsGiven(facts, fn, operation, depth, given), place);
        if (effect?.action === 'lock') taken = true;
        // What is taken on some paths of a callee leaves the others to go on.
        return effect && (effect.action === 'unlock' || effect.always) ? undefined : state;
      },
      skipsUses: true,
      key: () => '',
    },
    given,
  );
  if (!taken) return undefined;
  return !ends || ends.some((end) => end.end === 'return') ? 'sometimes' : 'always';
}

/** The first of these effects that is one on this lock. */
function effectOn(effects: readonly LockEffect[], place: Place): LockEffect | undefined {
  for (let k = 0; k < effects.length; k++) if (effects[k].place.key === place.key) return effects[k];
  return undefined;
}

/** The same as `effectsOf`, with what is known of parameters that are handed on. */
function effectsGiven(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation,
  depth: number,
  given: InitialFacts | undefined,
): readonly LockEffect[] {
  const isHandedOn =
    given !== undefined &&
    operation.kind === 'call' &&
    operation.mode === 'now' &&
    operation.args.some((node) => given.has(nameOf(fn.file.tree, node)));
  return isHandedOn ? findEffects(facts, fn, operation, depth, given) : effectsOf(facts, fn, operation, depth);
}

/** What one operation does to locks, at once: a lock call, a call of a function that locks or unlocks. */
export function effectsOf(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: Operation,
  depth = 0,
): readonly LockEffect[] {
  if (operation.kind !== 'call' || operation.mode !== 'now') return noEffects;
  return effectsOfCall(facts, fn, operation, depth);
}

/** Effects of calls, as far as they were asked for while no summary was being made: those are not cut short. */
const ofCalls = new WeakMap<PackageFacts, Map<CallOperation, readonly LockEffect[]>>();
/** The summary that is being made. What the calls of its function do stays the same until it is done: which other summaries are
 * being made, and so are taken to do nothing, does not change meanwhile. */
let underWay:
  | {
      readonly fn: SourceFunction;
      readonly depth: number;
      readonly calls: Map<CallOperation, readonly LockEffect[]>;
    }
  | undefined;
const noEffects: readonly LockEffect[] = [];

function within<T>(fn: SourceFunction, depth: number, work: () => T): T {
  const outer = underWay;
  underWay = { fn, depth, calls: new Map() };
  try {
    return work();
  } finally {
    underWay = outer;
  }
}

/** The same for a call that is deferred, as if it ran now. */
export function effectsOfCall(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: CallOperation,
  depth = 0,
): readonly LockEffect[] {
  const { declared, literal, kind } = operation.callee;
  if (!declared && !literal && kind !== 'method' && kind !== 'interface-method' && kind !== 'value') return noEffects;
  let all: Map<CallOperation, readonly LockEffect[]> | undefined;
  if (underWay || depth > 0) {
    if (underWay?.fn !== fn || underWay.depth !== depth) return findEffects(facts, fn, operation, depth);
    all = underWay.calls;
  } else {
    all = ofCalls.get(facts);
    if (!all) ofCalls.set(facts, (all = new Map()));
  }
  let effects = all.get(operation);
  if (!effects) all.set(operation, (effects = findEffects(facts, fn, operation, depth)));
  return effects;
}

function findEffects(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: CallOperation,
  depth: number,
  known?: InitialFacts,
): readonly LockEffect[] {
  const own = lockOperation(facts, fn, operation);
  if (own)
    return [{ action: own.action, mode: own.mode, place: own.place, always: true, at: { fn, node: operation.node } }];
  const { literal, declared } = operation.callee;
  // The standard library gives no lock of its own to a caller, except those that are told by name.
  const effects: LockEffect[] = [];
  if (declared?.package.isStandard && declared.package !== facts.package) {
    addEffectsOfValues(facts, fn, operation, depth, effects);
    return effects;
  }
  const behind = declared || literal ? undefined : implementationOf(facts, fn, operation);
  const callee = literal ?? facts.functionOf(declared) ?? behind?.fn;
  if (callee) addEffectsOf(facts, fn, operation, callee, depth, effects, known);
  // Another package may have another implementation.
  if (behind && !behind.isOnly)
    for (let k = 0; k < effects.length; k++) effects[k] = { ...effects[k], isIndirect: true };
  addEffectsOfValues(facts, fn, operation, depth, effects);
  return effects;
}

/** What a declared function or literal does that is called. */
function addEffectsOf(
  facts: PackageFacts,
  fn: SourceFunction,
  operation: CallOperation,
  callee: SourceFunction,
  depth: number,
  effects: LockEffect[],
  known: InitialFacts | undefined,
): void {
  const ofCallee = lockEffects(facts, callee, depth + 1);
  for (let k = 0; k < ofCallee.length; k++) {
    const effect = ofCallee[k];
    const place = placeForCaller(facts, fn, operation, callee, effect.place);
    if (!place) continue;
    const given =
      effect.always || effect.action === 'unlock' ? undefined : constantArguments(fn, operation, callee, known);
    if (!given) {
      effects.push({ ...effect, place });
      continue;
    }
    const reach = reachWith(facts, callee, effect.place, depth + 1, given);
    if (reach) effects.push({ ...effect, place, always: reach === 'always' });
  }
}

type Reach = 'always' | 'sometimes' | undefined;
const reaches = new WeakMap<PackageFacts, Map<SourceFunction, Map<string, Reach>>>();

/** The same with what constant arguments tell; recursion and deep chains are `sometimes`. */
export function reachWith(
  facts: PackageFacts,
  callee: SourceFunction,
  place: Place,
  depth: number,
  given: InitialFacts,
): Reach {
  if (depth > MAX_CALLS) return 'sometimes';
  let all = reaches.get(facts);
  if (!all) reaches.set(facts, (all = new Map()));
  let known = all.get(callee);
  if (!known) all.set(callee, (known = new Map()));
  const key = `${place.key};${[...given].map(([name, { value }]) => `${name}=${value}`).join()}`;
  if (known.has(key)) return known.get(key);
  known.set(key, 'sometimes');
  const reach = within(callee, depth, () => reachOfLock(facts, callee, place, depth, given));
  known.set(key, reach);
  return reach;
}

/** A place of the callee in terms of the caller. */
export function placeForCaller(
  facts: PackageFacts,
  fn: SourceFunction,
  call: CallOperation,
  callee: SourceFunction,
  place: Place,
): Place | undefined {
  const { root } = place;
  if (root.owner !== callee) return place;
  const base = (node: number, through: readonly string[]): Place | undefined => {
    const found = node < 0 ? undefined : facts.placeOf(fn.file, node);
    if (!found || found.path.some((part) => part.startsWith('['))) return undefined;
    return placeAt(found.root, [...found.path, ...through, ...place.path]);
  };
  if (root.kind === 'receiver') {
    const { kind, receiver, through } = call.callee;
    return base(receiver, kind === 'interface-method' ? [...through, ...stepToReceiver(facts, callee)] : through);
  }
  const index = callee.params.indexOf(root);
  if (index < 0 || callee.params.length !== call.args.length) return undefined;
  // A lock handed over by value is another lock; only pointers count.
  return isPointer(facts, root) ? base(call.args[index], []) : undefined;
}

function isPointer(facts: PackageFacts, variable: Variable): boolean {
  const owner = variable.owner;
  const binding = owner && calleeBinding(facts, owner);
  const type = binding && typeOfVariable(facts.program, binding, variable);
  return type !== undefined && type.kind !== 'named' && typeNameOf(type) !== '';
}

/** True when the operation gives `place` (or what it lies in) another value: it is another lock afterwards. */
export function replacesLock(operation: Operation, place: Place): boolean {
  if (operation.kind !== 'assign' || operation.place?.root !== place.root) return false;
  return operation.place.path.every((part, k) => place.path[k] === part);
}
