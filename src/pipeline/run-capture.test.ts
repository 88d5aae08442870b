// capture → check: what the service offered is in the bundle, and the bundle reads as the service did.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { captureFile, type FakePprof, fakeClock, send, startFakePprof } from '../../test/support/fake-pprof.ts';
import { newBundleWriter } from '../collect/bundle-writer.ts';
import { collectSource } from '../collect/collect-sources.ts';
import { openLiveTarget } from '../collect/live/live-target.ts';
import { type CaptureOptions, runCapture } from './run-capture.ts';
import { runCheck } from './run-check.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(): Promise<FakePprof> {
  const variant = 'go1.26-leakprofile-labels';
  const server = await startFakePprof({ variant });
  open.push(server);
  server.on('/debug/pprof/heap', send(captureFile(variant, 'heap.debug1.txt')));
  server.on('/debug/vars', send('{"cmdline":["/srv/app","--secret=s3"],"memstats":{"HeapAlloc":5}}'));
  server.on('/debug/pprof/trace?seconds=1', send('go 1.26 trace\0\0\0'));
  return server;
}

async function capture(server: FakePprof, path: string, options: Partial<CaptureOptions> = {}) {
  const clock = fakeClock();
  const target = openLiveTarget(server.address, {}, clock.now);
  open.push(target);
  return runCapture(target, newBundleWriter(path), {
    budgetMs: 20_000,
    maxGoroutines: 10_000,
    leakProfile: true,
    redact: false,
    clock,
    ...options,
  });
}

const check = async (path: string) =>
  runCheck(await collectSource(path), { failOn: 'leak', ageSeconds: 600, groups: true });

describe('capture', () => {
  it.each(['case.tgz', 'case'])(
    '%s holds what the service offers, with times and cost, and check reads it',
    async (name) => {
      const server = await start();
      const path = join(mkdtempSync(join(tmpdir(), 'pw-')), name);
      const { manifest, problems } = await capture(server, path, { traceSeconds: 1 });
      expect(problems).toEqual([]);
      expect(manifest.target).toEqual({ name: server.address, commandLine: '/srv/app --secret=s3' });
      expect(manifest.captures.map((c) => `${c.file} ${c.profile ?? ''} ${c.form}`)).toEqual([
        'goroutine.debug0.pb.gz goroutine debug0',
        'goroutine.debug1.txt goroutine debug1',
        'goroutine.debug2.txt goroutine debug2',
        'heap.debug0.pb.gz heap debug0',
        'goroutineleak.debug0.pb.gz goroutineleak debug0',
        'vars.json  metrics',
        'trace.out trace trace',
      ]);
      for (const c of manifest.captures)
        expect(c).toMatchObject({ takenAt: '2026-11-21T12:00:00.000Z', tookMs: expect.any(Number), status: 200 });
      const result = await check(path);
      expect(result.verdict).toBe('leak');
      expect(result.problems).toEqual([]);
      expect(result.targets).toEqual([expect.objectContaining({ name: server.address, moments: 1 })]);
      expect(result.findings.some((f) => f.evidence.some((e) => e.kind === 'runtime-proof'))).toBe(true);
    },
  );
  it('a series is one folder a moment and reads as one series', async () => {
    const server = await start();
    const path = join(mkdtempSync(join(tmpdir(), 'pw-')), 'series.tgz');
    const { manifest } = await capture(server, path, { forMs: 30_000, everyMs: 15_000 });
    expect(manifest.captures.filter((c) => c.profile === 'goroutineleak').map((c) => c.file)).toEqual([
      '0003/goroutineleak.debug0.pb.gz',
    ]);
    expect((await check(path)).targets).toEqual([expect.objectContaining({ moments: 3 })]);
  });
  it('--redact leaves no label value, argument or flag, and the same groups', async () => {
    const server = await start();
    const folder = mkdtempSync(join(tmpdir(), 'pw-'));
    const { manifest } = await capture(server, join(folder, 'r'), { redact: true, traceSeconds: 1 });
    await capture(server, join(folder, 'p'));
    expect(JSON.stringify(manifest)).not.toContain('s3');
    expect(readFileSync(join(folder, 'r', 'vars.json'), 'utf8')).not.toContain('s3');
    expect(manifest.captures.some((c) => c.form === 'trace')).toBe(false);
    const [redacted, plain] = [await check(join(folder, 'r')), await check(join(folder, 'p'))];
    const sizes = (r: typeof plain) => r.groups?.map((g) => `${g.exactKey} ${g.count}`).sort();
    expect(sizes(redacted)).toEqual(sizes(plain));
    const values = redacted.groups?.flatMap((g) => Object.values(g.labels ?? {})) ?? [];
    expect(new Set(values)).toEqual(new Set(['<redacted>']));
  });
  it('an interruption closes the bundle with what is there', async () => {
    const server = await start();
    const controller = new AbortController();
    const path = join(mkdtempSync(join(tmpdir(), 'pw-')), 'part.tgz');
    const result = await capture(server, path, {
      signal: controller.signal,
      onStep: (text) => {
        if (text.includes('debug=2')) controller.abort();
      },
    });
    expect(result.interrupted).toBe(true);
    expect(result.manifest.captures.length).toBe(2);
    expect((await check(path)).targets).toHaveLength(1);
  });
});
