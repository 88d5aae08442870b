// Signs of sickness by figures: what each limit lets pass and what not; and the eight conditions that set them.
import { describe, expect, it } from 'vitest';
import { measureWords } from '../knowledge/trace-words.ts';
import type { TraceFacts, WaitPlace } from '../model/trace-result.ts';
import { baselineLimits, judgeTraceSigns, signLimits } from './judge-trace-signs.ts';

interface Figures {
  readonly p50?: number;
  readonly p99?: number;
  readonly n?: number;
  readonly runQueue?: number;
  readonly procs?: number;
  readonly mark?: number;
  readonly cycles?: number;
  readonly stops?: readonly [kind: string, count: number, ns: number][];
  readonly waits?: readonly Partial<WaitPlace>[];
  readonly seconds?: number;
}

/** Only what the signs look at. */
function facts(f: Figures): TraceFacts {
  const procs = f.procs ?? 2;
  const durationNs = (f.seconds ?? 4) * 1e9;
  const place = { site: 'main.x', operation: '', reason: 'sync', count: 100, atEnd: 0, ns: 0, meanWaiters: 0 };
  return {
    durationNs,
    sched: {
      latencyNs: { n: f.n ?? 100_000, p50: f.p50 ?? 400, p99: f.p99 ?? 6e5 },
      procs,
      meanRunnable: (f.runQueue ?? 2) * procs,
    },
    gc: { cycles: Array(f.cycles ?? 40).fill({ at: 0, ns: 1, kind: 'begin' }), markShare: f.mark ?? 0.02 },
    stw: (f.stops ?? []).map(([kind, count, ns]) => ({ kind, count, ns, p50: 0, p99: 0, max: 0 })),
    waits: (f.waits ?? []).map((w) => ({ ...place, ...w })),
  } as unknown as TraceFacts;
}

const measures = (f: Figures, base?: Figures) => judgeTraceSigns(facts(f), base && facts(base)).map((s) => s.measure);
const lock = (meanWaiters: number, count = 2000) => ({ operation: 'sync.(*Mutex).Lock', meanWaiters, count });

/** Of one service in eight conditions (docs/trace.md), at load average 13: the figures as `trace sched --json` gave them. */
const healthy: Figures = {
  p99: 1.037e6,
  runQueue: 2.22,
  mark: 0.112,
  waits: [lock(0.003), { site: 'main.handle', reason: 'select', meanWaiters: 0.2 }],
};

describe('signs without a baseline', () => {
  it.each<[string, Figures, string[]]>([
    ['healthy', healthy, []],
    ['healthy, 64 clients', { p99: 1.301e6, runQueue: 2.35 }, []],
    ['leak', { p99: 0.916e6, mark: 0.08 }, []],
    ['leaked contexts', { p99: 1.08e6, runQueue: 3.7, mark: 0.17 }, []],
    ['lock convoy', { p99: 0.331e6, runQueue: 0.2, waits: [lock(2.2, 2277)] }, ['lock-convoy']],
    ['starved', { p99: 217e6, n: 3681, runQueue: 11.6 }, ['latency-p99', 'run-queue']],
    ['collector thrash', { p99: 7.393e6, runQueue: 5.9, mark: 0.49 }, ['latency-p99', 'gc-share']],
    ['workers too slow', { p99: 0.092e6, waits: [{ site: 'main.handle', reason: 'select', meanWaiters: 15 }] }, []],
    ['ReadMemStats each ms', { stops: [['read mem stats', 1532, 0.328e9]] }, ['stops-per-second']],
    ['a hiccup among few waits', { n: 200, p50: 400, p99: 60e6 }, []],
    ['few waits, most of them long', { n: 35, p50: 35e6, p99: 269e6 }, ['latency-p99']],
    ['three waits', { n: 3, p50: 35e6, p99: 35e6 }, []],
    ['a lock held for long by one', { waits: [lock(1, 1)] }, []],
    ['the tracer starts in a short trace', { seconds: 0.014, stops: [['start trace', 1, 7e6]] }, []],
    ['one long stop in a short trace', { seconds: 0.05, stops: [['GC mark termination', 1, 20e6]] }, []],
    ['stops of a loaded host', { stops: [['GC mark termination', 80, 0.4e9]] }, []],
    ['the world mostly stopped', { stops: [['GC mark termination', 80, 1e9]] }, ['stw-share']],
    ['a start with two collections', { seconds: 0.02, cycles: 2, mark: 0.6 }, []],
  ])('%s', (_name, figures, want) => {
    expect(measures(figures)).toEqual(want);
  });

  it('say the value, the limit and the place', () => {
    const [sign] = judgeTraceSigns(facts({ waits: [lock(2.2)] }));
    expect(sign).toMatchObject({ view: 'sched', value: 2.2, limit: 1, unit: 'goroutines', site: 'main.x' });
    expect(sign.text).toContain('sync.(*Mutex).Lock in main.x');
  });
});

describe('signs with a baseline', () => {
  it.each<[string, Figures, string[]]>([
    ['the same again', { ...healthy, p99: 0.818e6, mark: 0.05 }, []],
    ['three times the latency', { ...healthy, p99: 3.2e6 }, ['latency-p99']],
    ['twice the latency', { ...healthy, p99: 2.1e6 }, []],
    ['workers too slow', { waits: [{ site: 'main.handle', reason: 'select', meanWaiters: 15 }] }, ['backlog']],
    [
      'idle connections of more clients',
      { waits: [{ site: 'net/http.(*conn).serve', reason: 'network', meanWaiters: 64 }] },
      [],
    ],
    ['four times the waiters, but few', { waits: [{ site: 'main.handle', reason: 'select', meanWaiters: 0.8 }] }, []],
    [
      'a place that was not there',
      { waits: [{ site: 'main.audit', reason: 'chan receive', meanWaiters: 1171 }] },
      ['backlog'],
    ],
    [
      'closures named by another build',
      { waits: [{ site: 'main.handle.func1', reason: 'select', meanWaiters: 1.9 }] },
      [],
    ],
    ['the collector from 11 to 75 %', { mark: 0.748 }, ['gc-share']],
  ])('%s', (_name, figures, want) => {
    expect(measures(figures, healthy)).toEqual(want);
  });

  it('a baseline that is sick itself does not raise the limit', () => {
    expect(measures({ p99: 50e6 }, { p99: 40e6 })).toEqual(['latency-p99']);
  });
});

it('says the limits in `explain` as they are', () => {
  const { latencyP99, latencyMinimum, runQueue, lockWaiters, lockWaits, gcShare, gcCycles, stwShare, stwStops } =
    signLimits;
  const said = Object.fromEntries(Object.entries(measureWords).map(([name, { facts }]) => [name, facts?.[0][1]]));
  expect(said).toEqual({
    'latency-p99': `${latencyP99 / 1e6} ms; of fewer than ${latencyMinimum.toLocaleString('en')} waits the median counts`,
    'run-queue': `${runQueue}`,
    'lock-convoy': `${lockWaiters}, in ${lockWaits} waits or more`,
    backlog: `${baselineLimits.waiters} more than in the baseline and five times as many; never without --baseline`,
    'gc-share': `${gcShare * 100} % in ${gcCycles} cycles or more`,
    'stw-share': `${stwShare * 100} % in ${stwStops} stops or more; a loaded host alone makes 10 %`,
    'stops-per-second': `${signLimits.stopsPerSecond} a second`,
  });
  expect(baselineLimits.waitersFactor).toBe(5);
});
