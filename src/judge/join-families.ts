// Findings that are one: goroutines of one connection, client or call that grow one for one and hang together by birth,
// and goroutines that wait for a starter which is itself held up.

import { followsOneToOne, keepsDistance } from '../analyse/runtime/connection-bound.ts';
import { enclosingFunction } from '../analyse/runtime/creators.ts';
import type { GroupFacts } from '../analyse/runtime/facts.ts';
import { hasId } from '../base/sorted-ids.ts';
import { waitOfStarter } from '../knowledge/spawn-helpers.ts';
import { isStandardFunction, packageOf } from '../knowledge/standard-library.ts';
import type { MomentGroup } from '../model/history.ts';
import type { Primitive } from '../model/primitive.ts';
import type { NamedCause } from './name-cause.ts';

export interface Member {
  readonly judged: { readonly facts: GroupFacts };
  readonly cause: NamedCause;
}

/** A report with more growing findings than this is read by nobody; joining them would cost their square. */
const mostFindings = 300;
/** Ids looked at of each group: the newest tell as much as all. */
const sample = 64;
/** The part of a group that must hang together with the other by birth. */
const leastShare = 0.75;
/** One starter of two groups is no pattern: main starts everything. */
const leastStarters = 3;

/**
 * Joins lists of members (each a finding to be) into families. Helpers without a frame of the program's own go to what
 * they grow with one for one and are born with; two groups with frames of their own stay two findings.
 */
export function joinFamilies<T extends Member>(findings: readonly (readonly T[])[]): T[][] {
  const lists = findings.map((f) => [...f]);
  if (lists.length < 2 || lists.length > mostFindings) return lists;
  const into = lists.map((_, i) => i);
  const find = (i: number): number => (into[i] === i ? i : find(into[i]));
  for (let i = 0; i < lists.length; i++)
    for (let j = 0; j < lists.length; j++) {
      if (i === j || find(i) === find(j)) continue;
      if (lists[i].every(isHelper) && lists[i].some((a) => lists[j].some((b) => isSameBirth(a, b))))
        into[find(i)] = find(j);
      else if (
        lists[i].length === 1 &&
        lists[j].some((b) => isHeldUpBy(lists[i][0], b) || waitsForMembers(lists[i][0], b))
      )
        into[find(i)] = find(j);
    }
  const families = new Map<number, T[]>();
  lists.forEach((list, i) => {
    const root = find(i);
    const family = families.get(root) ?? [];
    if (i === root) family.unshift(...list);
    else family.push(...list);
    families.set(root, family);
  });
  return [...families.values()];
}

/** Nothing of the program's own is on its stack: what it waits for its reader cannot change. */
export function isHelper({ judged }: Member): boolean {
  return judged.facts.group.parts[0]?.userSite === undefined;
}

/** Whether two groups grow one for one, and one is started by the other or both by the same goroutines. */
function isSameBirth(a: Member, b: Member): boolean {
  const [x, y] = [a.judged.facts, b.judged.facts];
  if (!x.series || !y.series || !followsOneToOne(x.series, y.series.counts)) return false;
  const [g, h] = [x.group, y.group];
  if (!g.creatorIds && !h.creatorIds && !g.ids && !h.ids)
    return isSameLibrary(g, h) || (isStandardOnly(g) && keepsDistance(x.series, y.series.counts));
  return (
    share(g.creatorIds, h.creatorIds) ||
    share(h.creatorIds, g.creatorIds) ||
    share(g.creatorIds, h.ids) ||
    share(h.creatorIds, g.ids)
  );
}

/** Without ids births are not seen: of two helpers that grow one for one, a frame of the same library has to do. */
function isSameLibrary(g: MomentGroup, h: MomentGroup): boolean {
  const own = librariesOf(g);
  return [...librariesOf(h)].some((library) => own.has(library));
}

/** A helper of the standard library: whom it helps its stack does not say, that it comes with each of them its count does. */
function isStandardOnly({ stack }: MomentGroup): boolean {
  return stack.frames.every((f) => isStandardFunction(f.function));
}

function librariesOf({ stack }: MomentGroup): Set<string> {
  const names = stack.frames.map((f) => f.function).filter((name) => !isStandardFunction(name) && name.includes('/'));
  return new Set(names.map((name) => packageOf(name).split('/').slice(0, 3).join('/')));
}

function share(ids: Float64Array | undefined, among: Float64Array | undefined): boolean {
  if (!ids || !among || ids.length < leastStarters || among.length < leastStarters) return false;
  const some = ids.slice(-sample);
  let n = 0;
  for (const id of some) if (hasId(among, id)) n++;
  return n >= leastShare * some.length;
}

const waitsForWork: ReadonlySet<Primitive> = new Set(['chan receive', 'select']);
const heldUp: ReadonlySet<Primitive> = new Set([
  'chan send',
  'sync.Mutex.Lock',
  'sync.RWMutex.Lock',
  'sync.RWMutex.RLock',
]);

/** Whether goroutines wait for work while those who started them, and live, are held up at a lock or a send. */
export function isHeldUpBy(child: Member, parent: Member): boolean {
  const [c, p] = [child.judged.facts.group, parent.judged.facts.group];
  return waitsForWork.has(c.primitive) && heldUp.has(p.primitive) && allIn(c, p);
}

/**
 * Whether `waiter` stands in the Wait of a group and `member` are goroutines of such a group that are stuck, one for each
 * waiter: started by the waiters or beside them, or, without ids, coming one for one with them.
 */
export function waitsForMembers(waiter: Member, member: Member): boolean {
  const [w, m] = [waiter.judged.facts, member.judged.facts];
  if (w.group.primitive !== 'sync.WaitGroup.Wait' || m.group.primitive === 'sync.WaitGroup.Wait') return false;
  const root = m.group.stack.frames.at(-1)?.function ?? '';
  const wait = waitOfStarter.get(enclosingFunction(root));
  if (wait === undefined || !w.group.stack.frames.some((f) => f.function === wait)) return false;
  if (w.group.ids && m.group.creatorIds)
    return share(m.group.creatorIds, w.group.ids) || share(m.group.creatorIds, w.group.creatorIds);
  return w.series !== undefined && m.series !== undefined && followsOneToOne(w.series, m.series.counts);
}

function allIn({ creatorIds }: MomentGroup, { ids }: MomentGroup): boolean {
  if (!creatorIds || !ids || creatorIds.length === 0 || ids.length < creatorIds.length) return false;
  return creatorIds.every((id) => hasId(ids, id));
}
