// What testdata/traces/manifest.json says in words of each trace, as assertions on the result. One thing: a table by file.
import { expect } from 'vitest';
import type { CancelledGoroutine, TraceResult } from '../../src/model/trace-result.ts';

type Truth = (r: TraceResult) => void;

const named = (name: string) => new RegExp(`(?:^|\\.)${name}$`);

function blocked(r: TraceResult, name: string): { count: number; reasons: string[]; sites: number } {
  const groups = r.blockedAtEnd.filter((g) => named(name).test(g.function));
  return {
    count: groups.reduce((n, g) => n + g.count, 0),
    reasons: [...new Set(groups.map((g) => g.reason))],
    sites: groups.filter((g) => g.site).length,
  };
}

const woken = (r: TraceResult): CancelledGoroutine[] => r.cancels.flatMap((c) => c.woken);
const alive = (r: TraceResult, name: string) =>
  r.goroutines.byFunction.filter((f) => f.function === name).reduce((n, f) => n + f.alive, 0);
const stops = (r: TraceResult) => Object.fromEntries(r.stw.map((s) => [s.kind, s.count]));
const wakes = (r: TraceResult, wakee: string) => r.edges.filter((e) => e.wakee === wakee);

const cancelKinds: Truth = (r) => {
  const calls = r.cancels.flatMap((c) => c.woken.map((w) => ({ c, w })));
  expect(calls.map(({ c }) => c.kind)).toEqual([
    'manual',
    'cause',
    'manual',
    'early',
    'deadline',
    'deadline',
    'relay',
    'foreign-afterfunc',
    'cause',
    'cause',
    'manual',
    'manual',
    'deadline',
    'manual',
    // signal.NotifyContext cancels with a cause from 1.26 on.
    r.header === 'go 1.26 trace' ? 'cause' : 'manual',
  ]);
  expect(calls.map(({ c }) => c.site?.function.replace(/^.*\//, ''))).toMatchObject({
    0: 'main.kCancelDirect',
    1: 'main.kCancelCause',
    2: 'main.kDeferred',
    3: 'main.kCancelDirect',
    4: undefined,
    5: undefined,
    7: 'main.(*ownAfterCtx).finishAll',
    10: expect.stringContaining('http.(*connReader).handleReadError'),
    11: 'http.(*conn).serve',
    12: undefined,
  });
  expect(calls[5].w.depth).toBe(2);
  expect(calls[6].c.toldBy).toMatchObject({ function: 'main.main', site: { function: 'main.(*ownCtx).finish' } });
  expect(calls[8].c).toBe(calls[9].c);
  const after = r.contextSpawns.filter((s) => s.kind === 'afterfunc');
  expect(after.length).toBe(1);
  expect(after[0]).toMatchObject({ by: { function: 'main.main' }, site: { function: 'main.kCancelDirect' } });
  // Cancelled while it ran: no edge.
  expect(woken(r).some((w) => w.function.includes('kBusyUntilDone'))).toBe(false);
  expect(woken(r).every((w) => w.fate === 'ended')).toBe(true);
};

const leaked: Truth = (r) => {
  for (const name of ['leakRecv', 'leakSend', 'leakRanOnce']) {
    expect(blocked(r, name).count, name).toBe(20);
    const finding = r.findings.find((f) => named(name).test(f.title.split(' ')[3]));
    expect(finding, name).toMatchObject({ verdict: 'suspect', count: 20 });
  }
  expect(r.findings.length).toBe(3);
  expect(r.verdict).toBe('suspect');
  for (const name of ['leakNil', 'leakSelect0'])
    expect(blocked(r, name)).toMatchObject({ count: 1, reasons: ['forever'] });
  for (const name of ['leakLock', 'leakWG']) expect(blocked(r, name)).toMatchObject({ count: 1, reasons: ['sync'] });
  expect(blocked(r, 'leakCond').count).toBe(1);
  const fine = r.growth.find((s) => named('finePerTick').test(s.function));
  expect(fine).toMatchObject({ created: 20, ended: 20, blockedAtEnd: 0 });
};

const annotations: Truth = (r) => {
  expect(r.tasks.map((t) => [t.name, t.count, t.open])).toEqual([
    ['order', 5, 0],
    ['payment', 5, 0],
    ['never-ends', 1, 1],
  ]);
  const regions = Object.fromEntries(r.regions.map((x) => [x.name, x.open]));
  expect(regions).toMatchObject({ parse: 0, validate: 0, pay: 0, 'open-region': 1 });
  expect(r.counts.logs).toBe(7);
};

const network: Truth = (r) => {
  const edges = r.edges.filter((e) => e.reason === 'network');
  const closes = edges.filter((e) => e.via === 'close');
  expect(closes.reduce((n, e) => n + e.count, 0)).toBe(2);
  expect(edges.filter((e) => e.via !== 'close').every((e) => e.waker === '<none>' && e.system)).toBe(true);
};

/** By file of the manifest; a trace without a line here fails the test. */
export const traceTruths: Readonly<Record<string, Truth>> = {
  'prodcons-1.22.trace': (r) => {
    const [edge] = wakes(r, 'main.producer').filter((e) => e.reason === 'chan send');
    expect(edge).toMatchObject({ waker: 'main.consumer', via: 'receive', system: false });
    expect(edge.count).toBeGreaterThan(75);
    expect(wakes(r, 'main.producer').filter((e) => e.reason === 'chan send').length).toBe(1);
    expect(wakes(r, 'main.main').filter((e) => e.reason === 'sync')).toMatchObject([
      { waker: 'main.consumer', via: 'unlock' },
    ]);
    expect(r.findings).toEqual([]);
  },
  'convoy-1.23.trace': (r) => {
    const self = r.edges.filter((e) => e.waker === 'main.convoyWorker' && e.wakee === 'main.convoyWorker');
    expect(self).toMatchObject([{ reason: 'sync', via: 'unlock' }]);
    expect(r.signs).toMatchObject([{ measure: 'lock-convoy', site: 'main.convoyWorker' }]);
    expect(r.waits.filter((w) => w.operation === 'sync.(*Mutex).Lock').length).toBe(1);
    expect(alive(r, 'main.convoyWorker')).toBe(0);
  },
  'cancelfanout-1.27.trace': (r) => {
    expect(r.cancels.map((c) => [c.canceller.function, c.kind, c.woken.map((w) => w.depth)])).toEqual([
      ['main.fanBranchCanceller', 'manual', [1, 2, 2, 2]],
      ['main.fanCanceller', 'manual', [1, 2, 3, 3, 3, 2, 3, 3, 3]],
    ]);
    for (const [depth, name] of [
      [1, 'main.fanWaitRoot'],
      [2, 'main.fanWaitBranch'],
      [3, 'main.fanWaitLeaf'],
    ] as const)
      expect(r.cancels[1].woken.filter((w) => w.depth === depth).every((w) => w.function === name)).toBe(true);
    const sends = wakes(r, 'main.fanWaitLeaf').filter((e) => e.via === 'send');
    expect(sends).toMatchObject([{ waker: 'main.main', count: 1 }]);
    expect(woken(r).every((w) => w.fate === 'ended' && w.startNs > 0 && w.endNs > w.startNs)).toBe(true);
  },
  'deadline-1.24.trace': (r) => {
    expect(r.cancels).toMatchObject([
      {
        kind: 'deadline',
        canceller: { function: 'context.WithDeadlineCause.func2' },
        woken: [
          { function: 'main.dlWaiter', depth: 1 },
          { function: 'main.dlChild', depth: 2 },
        ],
      },
    ]);
    expect(r.cancels[0]).not.toHaveProperty('site');
    expect(r.contextSpawns.map((s) => [s.kind, s.by.goroutine, s.woke])).toEqual(
      expect.arrayContaining([
        ['deadline', -1, 2],
        ['timer', -1, undefined],
      ]),
    );
    expect(r.contextSpawns.length).toBe(2);
    const timers = (name: string) => wakes(r, name).filter((e) => e.waker === '<none>' && e.via === 'timer');
    expect(timers('main.dlTicker').reduce((n, e) => n + e.count, 0)).toBe(10);
    expect(timers('main.dlAfter').reduce((n, e) => n + e.count, 0)).toBe(2);
    expect(timers('main.dlSleep').reduce((n, e) => n + e.count, 0)).toBe(1);
  },
  'leaked-1.22.trace': (r) => {
    leaked(r);
    const old = r.blockedAtEnd.filter((g) => g.function === '' && !g.system);
    // The four of the program, and the runtime's own, which have no name in 1.22 either.
    expect(old.reduce((n, g) => n + g.count, 0)).toBe(8);
    expect(old.every((g) => g.site === undefined && g.reason === '?')).toBe(true);
  },
  'leaked-1.26.trace': (r) => {
    leaked(r);
    expect(blocked(r, 'oldLeakRecv')).toMatchObject({ count: 3, reasons: ['?'] });
    expect(blocked(r, 'oldLeakSelect')).toMatchObject({ count: 1, reasons: ['?'] });
    const inferred = r.blockedAtEnd.filter((g) => g.function.startsWith('main.oldLeak')).map((g) => g.inferredReason);
    expect(inferred.sort()).toEqual(['chan receive', 'select']);
  },
  'gcheavy-1.24.trace': (r) => {
    expect(r.gc.cycles.length).toBe(34);
    expect(stops(r)).toMatchObject({ 'GC mark termination': 34, 'GC sweep termination': 34 });
    expect(r.gc.assistsByFunction[0]).toMatchObject({ function: 'main.allocator' });
    expect(r.signs).toMatchObject([{ view: 'gc', measure: 'gc-share' }]);
  },
  'stwheavy-1.25.trace': (r) => {
    expect(stops(r)).toMatchObject({
      'read mem stats': 60,
      'goroutine profile': 5,
      'goroutine profile cleanup': 5,
      'all goroutines stack trace': 3,
      GOMAXPROCS: 4,
      'start trace': 1,
      'GC mark termination': r.gc.cycles.length,
    });
  },
  'syscalls-1.27.trace': (r) => {
    const of = (call: string) => r.syscalls.bySite.filter((s) => s.site === call);
    expect(of('syscall.read')).toMatchObject([{ user: 'main.sysBlockedReader', count: 10, blocked: 10 }]);
    expect(of('syscall.fstatat')).toMatchObject([{ user: 'main.sysStats', count: 500, blocked: 0 }]);
    const reader = r.goroutines.byFunction.find((f) => f.function === 'main.sysBlockedReader');
    expect(reader?.syscallNs).toBeGreaterThan(150e6);
  },
  'network-1.26.trace': network,
  'annotations-1.23.trace': annotations,
  'starved-1.26.trace': (r) => {
    const ticker = r.sched.byFunction.find((f) => f.function === 'main.starvedTicker');
    expect(ticker?.latencyNs.p50).toBeGreaterThan(10e6);
    expect(wakes(r, 'main.starvedTicker')).toMatchObject([{ waker: '<none>', via: 'timer', count: 5 }]);
    expect(r.signs).toMatchObject([{ measure: 'latency-p99' }]);
  },
  'flightrec-1.26.trace': (r) => {
    expect(r.generations).toBe(2);
    const old = r.blockedAtEnd.find((g) => g.function === 'main.frOldLeak');
    expect(old).toMatchObject({ count: 1, sinceStart: 1 });
    const last = r.cancels.at(-1);
    expect(last).toMatchObject({
      canceller: { function: 'main.main' },
      site: { function: 'main.flightrec' },
      woken: [{ function: 'main.frWaiter' }],
    });
    expect(r.durationNs - (last?.at ?? 0)).toBeGreaterThan(9e6);
  },
  'coro-1.27.trace': (r) => {
    const switches = r.edges.filter((e) => e.via === 'coroutine');
    expect(switches.reduce((n, e) => n + e.count, 0)).toBeGreaterThan(4000);
    const left = r.blockedAtEnd.find((g) => g.function === 'runtime.corostart');
    expect(left).toMatchObject({ count: 1, reason: '', system: false });
    expect(left?.site).toBeUndefined();
  },
  'cancelkinds-1.22.trace': cancelKinds,
  'cancelkinds-1.27.trace': cancelKinds,
  'shortblocks-1.26.trace.gz': (r) => {
    const pong = r.edges.filter((e) => e.wakee === 'main.ponger' && e.waker === 'main.main');
    expect(pong.reduce((n, e) => n + e.count, 0)).toBeGreaterThan(90_000);
    const ping = r.edges.filter((e) => e.wakee === 'main.main' && e.waker === 'main.ponger');
    expect(ping.reduce((n, e) => n + e.count, 0)).toBeGreaterThan(90_000);
  },
  'pprofhttp-1.24.trace': (r) => expect(r.generations).toBe(2),
  'gotest-1.27.trace': (r) => {
    const names = r.goroutines.byFunction.map((f) => f.function);
    expect(names).toContain('testing.tRunner');
  },
  'manygens-1.27.trace': (r) => expect(r.generations).toBe(10),
  'truncated60-1.27.trace': (r) => {
    expect(r.generations).toBe(5);
    expect(r.complete).toBe(false);
    expect(r.verdict).toBe('cannot-tell');
    expect(r.problems.map((p) => p.code)).toEqual(['exectrace/truncated']);
    expect(r.salvaged.events).toBeGreaterThan(0);
  },
  'truncated80-1.24.trace': (r) => {
    expect(r.salvaged.events).toBeGreaterThanOrEqual(1700);
    expect(r.verdict).toBe('cannot-tell');
    expect(r.exitCode).toBe(3);
  },
  'allocfree-1.25.trace': (r) => {
    annotations(r);
    expect(r.kinds.Experimental).toBeGreaterThan(0);
  },
  'xexp-flightrec-1.24.trace': (r) => expect(r.generations).toBe(2),
};
