// Who may hold a lock: a goroutine that is inside the guarded code and waits for something else, or works.
import { packageOf } from '../../knowledge/standard-library.ts';
import type { Group } from '../../model/group.ts';
import type { Moment } from '../../model/history.ts';
import type { Primitive } from '../../model/primitive.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Stack } from '../../model/stack.ts';
import { enclosingFunction } from './creators.ts';
import type { LockWaiter } from './lock-waits.ts';

export interface Holder {
  readonly group: Group;
  readonly id: number;
  /** `pointer`: a frame has the same receiver; `type`: a method of the same type; `function`: the same function. */
  readonly how: 'pointer' | 'type' | 'function';
  readonly frame: string;
}

/** A lock that is a field lies at most this far behind the receiver's address (bytes); larger structs are not matched. */
export const fieldWindow = 512;

/** `main.(*ledger)` of `main.(*ledger).post`; empty for plain functions and for the standard library's own locks. */
export function receiverType(functionName: string): string {
  const open = functionName.lastIndexOf('.(*');
  if (open <= 0) return '';
  const close = functionName.indexOf(').', open + 3);
  return close > open + 3 ? functionName.slice(0, close + 1) : '';
}

/**
 * Whether methods of the type that blocks stand at least twice among the user's frames of the stack. The wrapper of a
 * method value (`T.m-fm`, shown with GOTRACEBACK=system and by SIGQUIT) is the same call.
 */
export function repeatsReceiver(stack: Stack): boolean {
  const types = stack.frames
    .filter((f) => !f.function.endsWith('-fm'))
    .map((f) => receiverType(f.function))
    .filter((t) => t !== '' && !/^(internal\/)?sync\./.test(t));
  return types.length > 1 && types.indexOf(types[0], 1) > 0;
}

/** Where the functions asked for, and methods of their types, stand on the stacks of goroutines that do not wait for a lock. */
export interface Insiders {
  readonly byFunction: ReadonlyMap<string, readonly Place[]>;
  readonly byType: ReadonlyMap<string, readonly Place[]>;
  /** Whether any function on those stacks is of this package. */
  readonly isIn: (packageName: string) => boolean;
}

interface Place {
  readonly group: Group;
  readonly depth: number;
  readonly name: string;
  /** The goroutine was started with this method and waits right in it: the shape of a background loop. */
  readonly loop: boolean;
}

/** What a background loop waits in between two rounds; one that sends or waits for a peer may well hold a lock. */
const betweenRounds: ReadonlySet<Primitive> = new Set(['select', 'chan receive', 'sleep']);

function isLoop(group: Group, depth: number): boolean {
  const { frames, createdBy } = group.stack;
  return (
    createdBy !== undefined &&
    frames.slice(depth + 1).every((f) => f.function.startsWith('runtime.')) &&
    group.identity.parkIndex === depth &&
    betweenRounds.has(group.primitive)
  );
}

/** Indexes the moment once for all `callers` of locks, so that many queues with many goroutines stay cheap. */
export function indexInsiders(
  moment: Moment,
  waitsForLock: (primitive: Primitive) => boolean,
  callers: ReadonlySet<string>,
): Insiders {
  const byFunction = new Map<string, Place[]>();
  const byType = new Map<string, Place[]>();
  const types = new Set([...callers].map(receiverType));
  types.delete('');
  // Of which type a function counts as a method, if of one that is asked for.
  const typeOf = new Map<string, string>();
  const inside: Group[] = [];
  let packages: Set<string> | undefined;
  const add = (map: Map<string, Place[]>, key: string, place: Place) => {
    const list = map.get(key);
    if (list) list.push(place);
    else map.set(key, [place]);
  };
  for (const momentGroup of moment.groups.values())
    for (const group of momentGroup.parts) {
      if (waitsForLock(group.primitive) || group.role === 'self' || group.role === 'system') continue;
      inside.push(group);
      const { frames } = group.stack;
      for (let depth = 0; depth < frames.length; depth++) {
        const name = frames[depth].function;
        let type = typeOf.get(name);
        if (type === undefined) typeOf.set(name, (type = methodOf(name, types)));
        const called = callers.has(name);
        if (!called && type === '') continue;
        const place = { group, depth, name, loop: isLoop(group, depth) };
        if (called) add(byFunction, name, place);
        if (type !== '') add(byType, type, place);
      }
    }
  // Asked of few queues, if any.
  const isIn = (name: string) => (packages ??= packagesOf(inside)).has(name);
  return { byFunction, byType, isIn };
}

/**
 * Which of `types` the function is a method of, if any. A closure inside a method has its own arguments and may run after
 * the method has let go of the lock.
 */
function methodOf(name: string, types: ReadonlySet<string>): string {
  const type = receiverType(name);
  return types.has(type) && enclosingFunction(name) === name ? type : '';
}

function packagesOf(groups: readonly Group[]): Set<string> {
  const names = new Set<string>();
  for (const { stack } of groups) for (const f of stack.frames) names.add(f.function);
  return new Set([...names].map(packageOf));
}

/** What tells more: the receiver's address, then the very function that the waiters call, then a method of the type. */
const certainty: Record<Holder['how'], number> = { pointer: 3, function: 2, type: 1 };
/** More places than this are not looked at: so many goroutines inside one type name no holder. */
const mostPlaces = 2000;

export interface Suspects {
  /** The most telling candidate. */
  readonly holder?: Holder;
  /** A background loop of the same object, when nobody else could hold the lock: it seldom does while it waits. */
  readonly bystander?: Holder;
}

/** Who may hold the lock of a queue; empty when nobody that could is on any stack. */
export function findHolder(
  waiters: readonly LockWaiter[],
  insiders: Insiders,
  snapshot: Snapshot,
  pointer: (row: number, depth: number) => number,
): Suspects {
  const first = waiters[0];
  const caller = first.group.parkSite?.function;
  if (!caller) return {};
  const callers = new Set(waiters.map((w) => w.group.parkSite?.function ?? ''));
  const places = [...callers].flatMap((name) => (insiders.byFunction.get(name) ?? []).slice(0, mostPlaces));
  const ofType = (insiders.byType.get(receiverType(caller)) ?? []).slice(0, mostPlaces);
  let holder: Ranked | undefined;
  let bystander: Ranked | undefined;
  for (const place of [...places, ...ofType].slice(0, mostPlaces)) {
    const { group, name, depth } = place;
    const found = rowNearLock(group, name, depth, first.lock, snapshot, pointer);
    if (!found) continue;
    const how = found.near ? 'pointer' : callers.has(name) ? 'function' : 'type';
    const { row } = found;
    const next: Ranked = {
      group,
      id: snapshot.rows.id?.[row] ?? Number.NaN,
      how,
      frame: name,
      minutes: snapshot.rows.minutes?.[row] ?? 0,
    };
    if (place.loop && !callers.has(name)) bystander = moreTelling(bystander, next);
    else holder = moreTelling(holder, next);
  }
  return holder ? { holder } : { bystander };
}

interface Ranked extends Holder {
  readonly minutes: number;
}

/** Of two that are as certain, the one that has waited longer: the holder stopped before those behind it. */
function moreTelling(best: Ranked | undefined, next: Ranked): Ranked {
  if (!best) return next;
  return (certainty[next.how] - certainty[best.how] || next.minutes - best.minutes) > 0 ? next : best;
}

/**
 * The row of the group whose receiver holds the lock (`near`), else one whose receiver is not known; undefined when all
 * receivers are known and none holds it.
 */
function rowNearLock(
  group: Group,
  name: string,
  depth: number,
  lock: number,
  snapshot: Snapshot,
  pointer: (row: number, depth: number) => number,
): { readonly row: number; readonly near: boolean } | undefined {
  if (lock === 0 || !snapshot.rows.id || receiverType(name) === '') return { row: group.rows[0], near: false };
  let unknown: number | undefined;
  for (const row of group.rows) {
    const receiver = pointer(row, depthIn(snapshot, row, name, depth));
    // A dead argument is printed as a small number: it says nothing.
    if (!(receiver > 4096)) unknown ??= row;
    else if (receiver <= lock && lock - receiver < fieldWindow) return { row, near: true };
  }
  return unknown === undefined ? undefined : { row: unknown, near: false };
}

function depthIn(snapshot: Snapshot, row: number, name: string, guess: number): number {
  const frames = snapshot.stacks[snapshot.rows.stack[row]].frames;
  if (frames[guess]?.function === name) return guess;
  return frames.findIndex((f) => f.function === name);
}
