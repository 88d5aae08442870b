import { describe, expect, it } from 'vitest';
import { buildMoment, type GoroutineSpec } from '../../../test/support/build-snapshot.ts';
import { deriveLockCycles, deriveLockQueues, isLockFrame } from './lock-waits.ts';

const mutex = (address: string) => [
  'internal/sync.runtime_SemacquireMutex',
  `internal/sync.(*Mutex).lockSlow ${address}`,
  'internal/sync.(*Mutex).Lock',
  'sync.(*Mutex).Lock',
];
const readLock = ['sync.runtime_SemacquireRWMutexR', 'sync.(*RWMutex).RLock'];
const writeLock = ['sync.runtime_SemacquireRWMutex', 'sync.(*RWMutex).Lock'];

const waits = (id: number, ...frames: string[]): GoroutineSpec => ({ id, state: 'sync.Mutex.Lock', frames });
const reads = (id: number, ...frames: string[]): GoroutineSpec => ({
  id,
  state: 'sync.RWMutex.RLock',
  frames: [...readLock, ...frames],
});

function queuesOf(goroutines: readonly GoroutineSpec[]) {
  return deriveLockQueues(buildMoment(goroutines));
}
function cyclesOf(goroutines: readonly GoroutineSpec[]) {
  const moment = buildMoment(goroutines);
  return deriveLockCycles(moment, deriveLockQueues(moment));
}

describe('queues at locks', () => {
  it('hold who waits for one address, whatever the place', () => {
    const queues = queuesOf([
      waits(10, ...mutex('0xc000100'), 'main.(*t).a'),
      waits(11, ...mutex('0xc000100'), 'main.(*t).b'),
      waits(12, ...mutex('0xc000900'), 'main.(*t).a'),
    ]);
    expect(queues.map((q) => [q.lock, q.waiters.map((w) => w.id).sort()])).toEqual([
      [0xc000100, [10, 11]],
      [0xc000900, [12]],
    ]);
  });

  it('take the receiver of the method that locks where the lock shows no address', () => {
    const [queue] = queuesOf([reads(10, 'main.(*c).Price 0xc000200'), reads(11, 'main.(*c).List 0xc000200')]);
    expect([queue.lock, queue.waiters.length]).toEqual([0xc000200, 2]);
  });

  it('lead from a receiver to the address that another waiter shows', () => {
    const [queue, ...rest] = queuesOf([
      reads(10, 'main.(*c).Price 0xc000200'),
      waits(11, ...mutex('0xc000220'), 'sync.(*RWMutex).Lock', 'main.(*c).Update 0xc000200'),
    ]);
    expect([queue.lock, queue.waiters.length, rest.length]).toEqual([0xc000220, 2, 0]);
  });

  it('go by the place without addresses', () => {
    const queues = queuesOf([waits(10, ...mutex(''), 'main.f'), waits(11, ...mutex(''), 'main.f')]);
    expect(queues.map((q) => [q.lock, q.site, q.waiters.length])).toEqual([[0, 'main.f', 2]]);
  });

  it('count every goroutine of a profile row', () => {
    const frames = [...mutex('').map((f) => f.trim()), 'main.f'];
    const [queue] = deriveLockQueues(buildMoment([{ state: 'sync.Mutex.Lock', frames, count: 7 }]));
    expect(queue.waiters.length).toBe(7);
  });

  it.each([
    ['the receiver of its frame', 'main.(*t).work 0xc0000f0', 'pointer'],
    ['its type, where the frame has no word', 'main.(*t).work', 'type'],
  ])('name the holder by %s', (_, frame, how) => {
    const [queue] = queuesOf([
      waits(10, ...mutex('0xc000100'), 'main.(*t).a'),
      { id: 5, state: 'chan send', frames: ['runtime.chansend1', frame] },
    ]);
    expect(queue.holder).toMatchObject({ id: 5, how });
  });

  it('do not take another object of the type for the holder', () => {
    const [queue] = queuesOf([
      waits(10, ...mutex('0xc000100'), 'main.(*t).a'),
      { id: 5, state: 'chan send', frames: ['main.(*t).work 0xc900000'] },
    ]);
    expect(queue.holder).toBeUndefined();
  });

  it('take a goroutine without a receiver beside one of another object', () => {
    const [queue] = queuesOf([
      waits(10, ...mutex('0xc000100'), 'main.(*t).a'),
      { id: 5, state: 'chan send', frames: ['main.(*t).work 0xc900000'] },
      { id: 6, state: 'chan send', frames: ['main.(*t).work'] },
    ]);
    expect(queue.holder).toMatchObject({ id: 6, how: 'type' });
  });

  it('take of two inside the object the one that has waited longer', () => {
    const [queue] = queuesOf([
      waits(10, ...mutex('0xc000100'), 'main.(*t).a'),
      { id: 5, state: 'chan send', minutes: 2, frames: ['main.(*t).flush 0xc0000f0'] },
      { id: 6, state: 'chan send', minutes: 9, frames: ['main.(*t).work 0xc0000f0'] },
    ]);
    expect(queue.holder).toMatchObject({ id: 6, how: 'pointer' });
  });

  const loop: GoroutineSpec = {
    id: 5,
    state: 'select',
    frames: ['main.(*t).janitor 0xc0000f0'],
    by: 'main.newT',
    creator: 1,
  };
  it('take a background loop of the object for no holder', () => {
    const [queue] = queuesOf([waits(10, ...mutex('0xc000100'), 'main.(*t).a'), loop]);
    expect([queue.holder, queue.bystander?.id]).toEqual([undefined, 5]);
  });

  it('take a loop that waits in a method which it called', () => {
    const called = { ...loop, frames: ['main.(*t).fetch 0xc0000f0', ...(loop.frames ?? [])] };
    const [queue] = queuesOf([waits(10, ...mutex('0xc000100'), 'main.(*t).a'), called]);
    expect(queue.holder).toMatchObject({ id: 5, how: 'pointer' });
  });
});

const main: GoroutineSpec = { id: 1, state: 'select', frames: ['main.main'] };

describe('circles of locks', () => {
  it('double-lock: waits for an object it is inside of, others behind it', () => {
    const both = [
      waits(10, ...mutex('0xc000100'), 'main.(*l).Balance', 'main.(*l).Statement 0xc000100'),
      waits(11, ...mutex('0xc000100'), 'main.(*l).Post'),
    ];
    expect(cyclesOf([main, ...both])).toMatchObject([{ kind: 'double-lock', ids: [10], lock: 0xc000100 }]);
    // A part of a dump, without main: who is inside may stand in the rest.
    expect(cyclesOf(both)).toEqual([]);
  });

  it('double-lock: not when the addresses show the lock of another object', () => {
    const one = (receiver: string) =>
      cyclesOf([main, waits(10, ...mutex('0xc582bd0'), `main.(*d).reduce ${receiver}`, `main.(*d).List ${receiver}`)]);
    expect(one('0xc582ba0')).toMatchObject([{ kind: 'double-lock', ids: [10] }]);
    expect(one('0xc472000')).toEqual([]);
    expect(one('0xc600000')).toEqual([]);
  });

  it('double-lock: not of a method that was started as a value, whose wrapper has its name', () => {
    const writer = waits(10, ...mutex('0xc000100'), 'main.(*l).refresh', 'main.(*l).refresh-fm', 'main.every');
    expect(cyclesOf([main, writer, waits(11, ...mutex('0xc000100'), 'main.(*l).Post')])).toEqual([]);
  });

  it('double-lock: not of two with the same stack, of which at most one could hold the mutex', () => {
    const inside = (id: number) => waits(id, ...mutex('0xc000100'), 'main.(*l).reply', 'main.(*l).Progress 0xc000100');
    expect(cyclesOf([inside(10), inside(11), waits(12, ...mutex('0xc000100'), 'main.(*l).Ack')])).toEqual([]);
  });

  it('rwmutex-reentry: a reader inside the object behind a writer', () => {
    const cycles = cyclesOf([
      reads(10, 'main.(*c).Price 0xc000200', 'main.(*c).List 0xc000200'),
      { id: 11, state: 'sync.RWMutex.Lock', frames: [...writeLock, 'main.(*c).Update 0xc000200'] },
      reads(12, 'main.(*c).List 0xc000200'),
    ]);
    expect(cycles).toMatchObject([{ kind: 'rwmutex-reentry', ids: [10, 11] }]);
  });

  it('a queue of readers and a writer alone is none', () => {
    const cycles = cyclesOf([
      reads(10, 'main.(*c).Price 0xc000200'),
      { id: 11, state: 'sync.RWMutex.Lock', frames: [...writeLock, 'main.(*c).Update 0xc000200'] },
    ]);
    expect(cycles).toEqual([]);
  });

  const crossed: GoroutineSpec[] = [
    waits(10, ...mutex('0xc000910'), 'main.(*stock).Take', 'main.(*order).Place 0xc000100'),
    waits(11, ...mutex('0xc000110'), 'main.(*order).Note', 'main.(*stock).Refill 0xc000900'),
  ];
  it('lock-order: each inside the object that the other one waits for', () => {
    expect(cyclesOf(crossed)).toMatchObject([{ kind: 'lock-order', ids: [11, 10], lock: 0xc000110 }]);
  });

  it('lock-order: not while a goroutine at work is inside one of them', () => {
    const busy: GoroutineSpec = { id: 5, state: 'running', frames: ['main.(*order).Sum 0xc000100'] };
    expect(cyclesOf([...crossed, busy])).toEqual([]);
  });

  describe('lock-order by the lines of one function', () => {
    const at = (id: number, address: string, line: number) =>
      waits(id, ...mutex(address), `main.(*ledger).transfer:${line}`);
    const first = [at(10, '0xc000100', 38), at(11, '0xc000900', 38)];
    const second = [at(12, '0xc000100', 41), at(13, '0xc000900', 41)];
    const kinds = (goroutines: readonly GoroutineSpec[]) => cyclesOf([main, ...goroutines]).map((c) => c.kind);
    it('two stand past its first Lock and want two locks that others want, too', () =>
      expect(cyclesOf([main, ...first, ...second])).toMatchObject([{ kind: 'lock-order', ids: [12, 13] }]));
    it('not when all want one lock: that one was kept', () =>
      expect(kinds([at(10, '0xc000100', 38), at(12, '0xc000100', 41), at(13, '0xc000100', 41)])).toEqual([]));
    it('without addresses several past the first Lock tell', () => {
      const bare = [at(10, '', 38), at(12, '', 41), at(13, '', 41)];
      expect(kinds(bare)).toEqual(['lock-order']);
      expect(kinds(bare.slice(0, 2))).toEqual([]);
    });
    it('not while somebody at work is inside', () =>
      expect(kinds([...first, ...second, { id: 5, state: 'running', frames: ['main.(*ledger).transfer:45'] }])).toEqual(
        [],
      ));
  });

  it('many queues with many waiters are compared in bounded time', () => {
    const goroutines = Array.from({ length: 6000 }, (_, i) =>
      waits(i + 2, ...mutex(`0x${(0xc000000 + (i % 1500) * 0x1000).toString(16)}`), 'main.(*t).a', 'main.h'),
    );
    expect(cyclesOf(goroutines)).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['sync.(*Mutex).Lock', true],
    ['internal/sync.(*Mutex).lockSlow', true],
    ['sync.(*RWMutex).RLock', true],
    ['main.(*Mutex).Lock', false],
    ['sync.(*Cond).Wait', false],
  ])('%s is the frame of a lock: %s', (name, want) => {
    expect(isLockFrame(name)).toBe(want);
  });
});
