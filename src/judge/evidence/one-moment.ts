// Rows that one complete dump can give: circles of locks, closed world, orphans, piles, age, concentration.
import { starterFunctions } from '../../analyse/runtime/creators.ts';
import type { GroupFacts } from '../../analyse/runtime/facts.ts';
import type { Evidence } from '../../model/verdict.ts';
import { duration, type EvidenceMaker, goroutines } from '../evidence-maker.ts';
import { isLock } from '../lock-primitives.ts';
import { isTurnedOver } from './over-time.ts';

/** DESIGN §5: fewer waiters at one lock are contention. */
const pileSize = 10;

/** Goroutines that wait in a circle of locks. */
export const waitCycle: EvidenceMaker = (f) =>
  f.cycles.slice(0, 1).map((c) => ({
    kind: 'wait-cycle',
    class: c.certain ? 'certain' : 'strong',
    for: 'leak',
    text: c.text,
    numbers: { goroutines: c.ids.length },
  }));

/** Closed world: nobody is left who could act, and only a timer could wake it. */
export const nobodyLeft: EvidenceMaker = (f, epoch) => {
  if (!epoch.actors || f.group.role === 'system' || f.group.role === 'self') return [];
  if (epoch.actors.length > 0 || f.group.status !== 'waiting') return [];
  return [
    {
      kind: 'nobody-left',
      class: 'strong',
      for: 'leak',
      text: 'no other goroutine runs, may run, sleeps, waits for input or sits in a system call: only a timer could wake it',
    },
  ];
};

const channelWaits = new Set(['chan receive', 'chan send', 'select']);

/** Fewer creators that are gone are no pattern: every background loop is started by something that then returns. */
const leastOrphanCreators = 3;
/** As many by a creator that lives and has left the function, one after the other: no set of workers starts so. */
const leastStartedApart = 10;
/** One sender may wait that long (seconds) for a slow reader. */
const slowReaderSeconds = 60;

/**
 * The goroutine or function that should have been at the other end is gone. Strong for a channel operation seen twice
 * by id whose creators have ended; supporting for one look. A receiver or select needs several creators that are gone:
 * what Start() leaves running looks the same but for their number.
 */
export const orphan: EvidenceMaker = (f, epoch) => {
  const c = f.creator;
  if (!c || f.group.role !== undefined || !channelWaits.has(f.group.primitive)) return [];
  const allEnded = c.known > 0 && c.ended === c.known;
  const gone = c.functionGone && c.closureOfCreator;
  if (!allEnded && !gone) return [];
  if (f.series && isTurnedOver(f.series)) return [];
  const sends = f.group.primitive === 'chan send';
  const several = c.known >= leastOrphanCreators && c.over === c.known;
  const oneByOne = gone && c.known > 0 && f.group.count >= leastStartedApart && !f.startedTogether;
  if (!sends && !several && !oneByOne) return [];
  const p = f.persistence;
  const twice = (p?.seenTwice ?? 0) > 0;
  // Work that was handed on and has just begun waits for a moment, and whoever handed it on is done.
  if (!sends && !twice && (f.minutes?.max ?? 0) === 0 && epoch.countable < 2) return [];
  const pattern = c.known >= leastOrphanCreators || (p?.longestSeconds ?? 0) >= slowReaderSeconds;
  // A named loop that receives is what Start() leaves running; a closure waits for who wrote it down.
  const waits = sends || (f.group.primitive === 'chan receive' && c.closureOfCreator);
  const strong = twice && allEnded && c.functionGone && pattern && waits;
  const birth = starterFunctions(f.group)[0] ?? f.group.stack.createdBy?.function;
  return [
    {
      kind: 'orphan',
      class: strong ? 'strong' : 'supporting',
      for: 'leak',
      text: allEnded
        ? `the ${c.ended === 1 ? 'goroutine' : `${c.ended} goroutines`} that started ${f.group.count === 1 ? 'it has' : 'them have'} ended${c.functionGone ? `, and ${birth} is on no other stack` : ''}${twice ? '; seen twice by id' : ''}`
        : `${birth}, which started it and holds its channel, has returned: it is on no stack`,
      numbers: { creators: c.known, ended: c.ended, seenTwice: p?.seenTwice ?? 0 },
    },
  ];
};

const piles = new Set(['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock', 'chan send', 'semacquire']);

/** Fewer that wait for a place while nobody works with one are between two steps of the same work. */
const leastPoolWaiters = 3;
/** Seen twice, or as many as make a pile: nobody who could give a place back is at work. */
const leastPoolMoments = 2;

/** A pool that has lent all its places and that nobody works with; a row for who waits, and for what holds the places. */
function poolPile({ group, poolWait }: GroupFacts): Evidence[] {
  if (!poolWait || poolWait.users > 0 || poolWait.waiters < leastPoolWaiters || group.role !== undefined) return [];
  const { pool, waiters, moments } = poolWait;
  if (moments < leastPoolMoments && waiters < pileSize) return [];
  const all = `${goroutines(waiters)} ${waiters === 1 ? 'waits' : 'wait'} for a place in the ${pool} pool`;
  const seen = moments > 1 ? `, in each of the last ${moments} snapshots` : '';
  return [
    {
      kind: 'pile-up',
      class: 'strong',
      for: 'leak',
      text: poolWait.keys.has(group.identity.exactKey)
        ? `${all} and nobody works with what it lent${seen}: nobody is there to give one back`
        : `each holds a place; ${all} and nobody works with what it lent${seen}`,
      numbers: { waiters, moments },
    },
  ];
}

/**
 * Few behind a lock, for longer than the threshold: a lock goes to who waits longest (sync.Mutex, starvation mode since
 * Go 1.9; RWMutex lets no new reader past a writer), so somebody has held it all the time.
 */
function heldForLong(f: GroupFacts, size: number, ageSeconds: number): Evidence[] {
  const minutes = f.minutes?.max ?? 0;
  if (!isLock(f.group.primitive) || minutes === 0 || minutes * 60 < ageSeconds) return [];
  return [
    {
      kind: 'pile-up',
      class: 'strong',
      for: 'leak',
      text: `${goroutines(size)} ${size === 1 ? 'waits' : 'wait'} for a lock, up to ${duration(minutes * 60)}: a lock is not held as long unless who holds it is stuck`,
      numbers: { waiters: size, minutes },
    },
  ];
}

/**
 * Ten or more behind one lock or channel, or fewer behind a lock for long. Ten only support without any sign that they have
 * waited for long, unless nobody is on any stack who could be between Lock and Unlock.
 */
export const pileUp: EvidenceMaker = (f, epoch, options) => {
  const pool = poolPile(f);
  if (pool.length > 0) return pool;
  if (!piles.has(f.group.primitive) || f.group.role !== undefined) return [];
  const queue = f.queue;
  const size = queue ? queue.waiters.length : f.group.count;
  if (size < pileSize) return heldForLong(f, size, options.ageSeconds);
  const waited =
    (f.minutes?.max ?? 0) >= 1 ||
    (f.persistence?.seenTwice ?? 0) >= pileSize / 2 ||
    (epoch.countable >= 2 && (f.series?.counts.slice(-2).every((n) => n >= pileSize) ?? false));
  const holder = queue?.holder;
  const nobodyInside = queue?.deserted ?? false;
  const what = f.group.primitive === 'chan send' ? 'are blocked in the same send' : 'wait for one lock';
  return [
    {
      kind: 'pile-up',
      class: waited || nobodyInside ? 'strong' : 'supporting',
      for: 'leak',
      text: holder
        ? `${goroutines(size)} ${what}; goroutine ${Number.isNaN(holder.id) ? '?' : holder.id} is inside the guarded code (${holder.frame}) and waits in ${holder.group.primitive}${holder.group.parkSite ? ` at ${holder.group.parkSite.function}` : ''}`
        : `${goroutines(size)} ${what}${queue ? ', and nobody who could hold it is on any stack' : ''}`,
      numbers: { waiters: size, ...(holder && !Number.isNaN(holder.id) ? { holder: holder.id } : {}) },
    },
  ];
};

/** HTTP response bodies that nobody reads or closes. */
export const unreadBody: EvidenceMaker = (f, epoch) => {
  const bodies = epoch.unreadBodies;
  if (!bodies?.exactKeys.includes(f.key)) return [];
  const twice = bodies.seenTwice > 0;
  return [
    {
      kind: 'unread-body',
      class: twice ? 'strong' : 'supporting',
      for: 'leak',
      text: `${bodies.count} HTTP client connection${bodies.count === 1 ? ' waits' : 's wait'} for a response body that no goroutine reads${twice ? `; ${bodies.seenTwice} of them in two snapshots` : ''}`,
      numbers: { count: bodies.count, seenTwice: bodies.seenTwice },
    },
  ];
};

/** Waiting for longer than the threshold by the header; the runtime dates it by the GC before, so it may be too high. */
export const age: EvidenceMaker = (f, _epoch, options) => {
  const max = f.minutes?.max ?? 0;
  if (max * 60 < options.ageSeconds || max === 0 || f.group.role !== undefined) return [];
  return [
    {
      kind: 'age',
      class: 'supporting',
      for: 'leak',
      text: `waiting for up to ${duration(max * 60)}${f.minutes && f.minutes.min !== max ? ` (at least ${f.minutes.min} min where shown)` : ''}`,
      numbers: { minutes: max, min: f.minutes?.min ?? max },
    },
  ];
};

/** DESIGN §5: a hundred goroutines and three tenths of the process at one place. */
const concentrated = { count: 100, share: 0.3 };

/** One place holds a large part of the process. */
export const concentration: EvidenceMaker = (f, epoch) => {
  const total = epoch.newest.goroutines;
  if (f.group.role !== undefined || f.group.count < concentrated.count || f.group.count < concentrated.share * total)
    return [];
  if (f.group.status === 'running' || f.group.status === 'runnable') return [];
  return [
    {
      kind: 'concentration',
      class: 'supporting',
      for: 'leak',
      text: `holds ${f.group.count} of ${total} goroutines (${Math.round((100 * f.group.count) / total)} %)`,
      numbers: { count: f.group.count, total },
    },
  ];
};
