// The ladder and the series against a fake service and a fake clock.
import { afterEach, describe, expect, it } from 'vitest';
import {
  captureFile,
  type FakePprof,
  fakeClock,
  send,
  startFakePprof,
  unknownProfile,
} from '../../test/support/fake-pprof.ts';
import { openLiveTarget } from '../collect/live/live-target.ts';
import { encodePprof } from '../decode/pprof/encode.ts';
import { countGoroutines } from '../model/snapshot.ts';
import { expectedDumpCost } from './dump-cost.ts';
import { judgeDecoded } from './run-check.ts';
import { type LiveRunOptions, runLive } from './run-live.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(variant?: string): Promise<FakePprof> {
  const server = await startFakePprof({ variant });
  open.push(server);
  return server;
}

async function run(server: FakePprof, options: Partial<LiveRunOptions> = {}) {
  const clock = fakeClock();
  const target = openLiveTarget(server.address, {}, clock.now);
  open.push(target);
  const live = await runLive(target, {
    budgetMs: 20_000,
    maxGoroutines: 10_000,
    leakProfile: true,
    clock,
    ...options,
  });
  const result = judgeDecoded(live.decoded, {
    failOn: 'leak',
    ageSeconds: 600,
    groups: true,
    problems: live.problems,
    limits: live.limits,
    next: live.next,
  });
  return { live, result, clock };
}

const sides = ['/debug/pprof/cmdline', '/metrics', '/debug/vars'];
const main = (asked: readonly string[]) => asked.filter((path) => !sides.includes(path));

/** A goroutine profile of `n` goroutines at one place. */
function profileOf(n: number): Buffer {
  return Buffer.from(
    encodePprof({
      sampleTypes: [{ type: 'goroutine', unit: 'count' }],
      periodType: { type: 'goroutine', unit: 'count' },
      period: 1,
      samples: [
        {
          locations: [
            { lines: [{ function: 'runtime.gopark', file: 'proc.go', line: 1 }] },
            { lines: [{ function: 'runtime.chanrecv', file: 'chan.go', line: 1 }] },
            { lines: [{ function: 'main.worker', file: 'main.go', line: 7 }] },
          ],
          values: [n],
        },
      ],
    }),
  );
}

describe('the ladder', () => {
  it('climbs counts, full dump, proof, counts, in this order', async () => {
    const server = await start('go1.26-leakprofile');
    const { live, result } = await run(server);
    expect(main(server.asked)).toEqual([
      '/debug/pprof/goroutine',
      '/debug/pprof/goroutine?debug=2',
      '/debug/pprof/goroutineleak',
      '/debug/pprof/goroutine',
    ]);
    expect(live.problems).toEqual([]);
    expect(live.limits).toEqual([]);
    expect(result.verdict).toBe('leak');
    expect(result.findings.some((f) => f.evidence.some((e) => e.kind === 'runtime-proof'))).toBe(true);
    expect(result.findings.some((f) => (f.goroutines?.length ?? 0) > 0)).toBe(true);
    const { provenance } = live.decoded[0].snapshots[0];
    expect(provenance).toMatchObject({
      target: server.address,
      name: `${server.address}/debug/pprof/goroutine`,
      status: 200,
      profile: 'goroutine',
      process: { commandLine: '/srv/app --port 8080' },
    });
    expect(live.decoded.every((d) => d.snapshots.every((s) => s.takenAt === Date.UTC(2026, 10, 21, 12)))).toBe(true);
  });
  it('a service without the leak profile is no fault, but a limit', async () => {
    const { live, result } = await run(await start('go1.22'));
    expect(live.problems).toEqual([]);
    expect(live.limits).toEqual(['no-leak-profile']);
    expect(result.limits).toContain('no-leak-profile');
  });
  it('--no-leak-gc leaves the proof out', async () => {
    const server = await start();
    await run(server, { leakProfile: false });
    expect(server.asked.join(' ')).not.toContain('goroutineleak');
  });
  it('takes metrics and expvar where they answer', async () => {
    const server = await start();
    server.on('/debug/vars', send(captureFile('go1.26-leakprofile', 'vars.json')));
    server.on(
      '/metrics',
      send(
        '# TYPE go_goroutines gauge\ngo_goroutines 210\nprocess_start_time_seconds 1.79e+09\ngo_info{version="go1.26.8"} 1\n',
      ),
    );
    const { live } = await run(server);
    expect(live.decoded.filter((d) => d.metrics.length > 0)).toHaveLength(2);
    expect(live.decoded[0].snapshots[0].provenance.process).toMatchObject({
      startedAt: 1_790_000_000_000,
      goVersion: 'go1.26.8',
    });
  });
  it('does not take a web page for metrics', async () => {
    const server = await start();
    server.on('/metrics', send('<html>app</html>'));
    server.on('/debug/vars', send('<html>app</html>'));
    const { live } = await run(server);
    expect(live.decoded.every((d) => d.metrics.length === 0)).toBe(true);
    expect(live.problems).toEqual([]);
  });
  it('above --max-goroutines says what a dump would cost, and the command that takes it', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send(profileOf(12_345)));
    const { live, result } = await run(server);
    expect(server.asked.join(' ')).not.toContain('debug=2');
    expect(live.limits).toContain('debug2-skipped');
    expect(live.problems[0].message).toMatch(/12,345 goroutines.*stop the service for about \d+ ms at a time/);
    expect(live.next).toEqual([`parkwatch check ${server.address} --max-goroutines 20000`]);
    expect(result.next[0]).toBe(live.next[0]);
  });
  it('rungs that do not fit into the budget are left out', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send(profileOf(9_900)));
    const { live } = await run(server, { budgetMs: 600 });
    expect(main(server.asked)[1]).not.toBe('/debug/pprof/goroutine?debug=2');
    expect(live.limits).toContain('debug2-skipped');
    expect(live.problems.map((p) => p.code)).toContain('live/budget-spent');
  });
  it('a rung that fails leaves the others standing', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine?debug=2', send('boom', 500));
    const { live, result } = await run(server);
    expect(live.problems.map((p) => p.code)).toEqual(['collect/server-error']);
    expect(live.limits).toContain('debug2-skipped');
    expect(result.verdict).toBe('leak');
  });
  it('nothing at all says what to do and cannot tell', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send('404 page not found\n', 404));
    const { live, result } = await run(server);
    expect(server.asked).toEqual(['/debug/pprof/goroutine']);
    expect(live.decoded).toEqual([]);
    expect(result).toMatchObject({ verdict: 'cannot-tell', exitCode: 3 });
    expect(result.next.join('\n')).toContain('net/http/pprof');
  });
  it('a time-out with nothing to say is marked', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', () => {});
    const { live } = await run(server, { budgetMs: 50 });
    expect(live.timedOut).toBe(true);
  });
  it('one profile by its URL is taken alone', async () => {
    const server = await start();
    const clock = fakeClock();
    const target = openLiveTarget(`http://${server.address}/debug/pprof/goroutine?debug=1`, {}, clock.now);
    open.push(target);
    const live = await runLive(target, { budgetMs: 5000, maxGoroutines: 10, leakProfile: true, clock });
    expect(server.asked).toEqual(['/debug/pprof/goroutine?debug=1']);
    expect(live.decoded[0].form).toBe('debug1');
  });
});

describe('a series', () => {
  it('takes every moment in its time, the proof with the last, and keeps going past failures', async () => {
    const server = await start();
    let n = 0;
    server.on('/debug/pprof/goroutine', (req, res) => {
      n++;
      if (n === 3) send('busy', 503)(req, res);
      else send(profileOf(100 + 50 * n))(req, res);
    });
    server.on('/debug/pprof/goroutine?debug=2', unknownProfile);
    const seen: string[] = [];
    const { live, clock } = await run(server, {
      forMs: 105_000,
      everyMs: 15_000,
      onMoment: (at) => seen.push(`${at.moment}/${at.moments} ${at.goroutines ?? '?'} ${at.leftMs}`),
    });
    expect(clock.slept).toEqual(Array(7).fill(15_000));
    expect(seen).toEqual([
      '1/8 150 105000',
      '2/8 200 90000',
      '3/8 ? 75000',
      '4/8 300 60000',
      '5/8 350 45000',
      '6/8 400 30000',
      '7/8 450 15000',
      '8/8 500 0',
    ]);
    expect(live.problems.map((p) => [p.code, p.count])).toEqual([
      ['collect/profile-unknown', 7],
      ['collect/overloaded', undefined],
    ]);
    expect(server.asked.filter((p) => p.includes('goroutineleak'))).toHaveLength(1);
    expect(
      live.decoded
        .flatMap((d) => d.snapshots)
        .filter((s) => s.profile === 'goroutine')
        .map(countGoroutines),
    ).toEqual([150, 200, 300, 350, 400, 450, 500]);
  });
  it('ends at once when the first moment meets what will not change', async () => {
    const server = await start();
    server.on('/debug/pprof/goroutine', send('', 401));
    const { live, clock } = await run(server, { forMs: 60_000, everyMs: 1000 });
    expect(clock.slept).toEqual([]);
    expect(live.problems.map((p) => p.code)).toEqual(['collect/unauthorized']);
  });
  it('an interruption keeps what is known and says that it is partial', async () => {
    const server = await start();
    const controller = new AbortController();
    const { live, result } = await run(server, {
      forMs: 60_000,
      everyMs: 1000,
      signal: controller.signal,
      onMoment: (at) => {
        if (at.moment === 2) controller.abort();
      },
    });
    expect(live.interrupted).toBe(true);
    expect(result.targets?.[0].moments).toBe(2);
    expect(result.limits).toContain('interrupted');
    expect(result.problems[0]).toMatchObject({ code: 'run/interrupted' });
    expect(result.problems[0].message).toContain('2 of 61 moments');
  });
});

describe('expectedDumpCost', () => {
  it('goes through the measured points and never falls', () => {
    expect(expectedDumpCost(10).wallMs).toBe(16);
    expect(Math.round(expectedDumpCost(10_000).pauseMs)).toBe(268);
    expect(Math.round(expectedDumpCost(100_000).wallMs)).toBe(8200);
    let last = 0;
    for (let n = 500; n < 5e6; n *= 1.7) {
      const { wallMs } = expectedDumpCost(n);
      expect(wallMs).toBeGreaterThanOrEqual(last);
      last = wallMs;
    }
  });
});
