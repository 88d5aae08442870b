// Against a real Go service: a trace is recorded while it cancels request trees, and the views name who did what.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cancellation, TraceViewResult } from '../../src/model/trace-result.ts';
import { buildGoProgram, type GoProgram, goVersion, startGoProgram } from '../support/go-program.ts';

const branches = 3;
const leaves = 4;
const folder = mkdtempSync(join(tmpdir(), 'parkwatch-trace-'));

/** Runs a command while the service is being asked. */
async function whileAsked(
  args: readonly string[],
  ask: () => Promise<void>,
): Promise<{ status: number; text: string }> {
  const child = spawn(process.execPath, ['bin/parkwatch.ts', 'trace', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (data) => {
    text += String(data);
  });
  let ended = false;
  const end = new Promise<number>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      resolve(code ?? -1);
    });
  });
  while (!ended) await ask();
  return { status: await end, text };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(goVersion === undefined)('trace of a live service', () => {
  let program: GoProgram;
  let url = '';
  beforeAll(async () => {
    program = await startGoProgram(buildGoProgram('testdata/live/canceltree'), [], false);
    url = `http://${program.address}`;
  }, 300_000);
  afterAll(() => program?.stop());

  async function ask(): Promise<void> {
    const client = new AbortController();
    const slow = fetch(`${url}/slow`, { signal: client.signal }).catch(() => {});
    await Promise.all(['tree', 'deadline', 'ignore'].map(async (path) => (await fetch(`${url}/${path}`)).text()));
    client.abort();
    await slow;
    await pause(20);
  }

  it('names the canceller of a request tree and every goroutine told, and keeps the bytes', async () => {
    const kept = join(folder, 'kept.trace');
    const { status, text } = await whileAsked(
      ['cancels', program.address, '--seconds', '2', '--json', '--keep', kept, '--fail-on', 'suspect'],
      ask,
    );
    expect(status).toBeLessThanOrEqual(1);
    const result: TraceViewResult = JSON.parse(text);
    expect(result.problems).toEqual([]);
    expect(result.sources).toMatchObject([{ form: 'trace', complete: true, target: program.address }]);
    const cancels = result.cancels ?? [];
    const end = result.durationNs;
    const trees = cancels.filter((c) => c.canceller.function === 'main.stopTree' && c.at < end - 20e6 && c.at > 100e6);
    expect(trees.length).toBeGreaterThan(3);
    const line = readFileSync('testdata/live/canceltree/main.go', 'utf8').split('\n').indexOf('\tcancel()') + 1;
    for (const tree of trees) {
      expect(tree).toMatchObject({ kind: 'manual', site: { function: 'main.stopTree', line } });
      // The root has no goroutine of its own: branches stand one context below it, leaves two.
      const told = tree.woken.map((w) => `${w.depth} ${w.function}`).sort();
      expect(told).toEqual([
        ...Array(branches).fill('2 main.waitBranch'),
        ...Array(branches * leaves).fill('3 main.waitLeaf'),
      ]);
      for (const w of tree.woken) expect(w.startNs >= 0 && w.endNs >= w.startNs && w.fate === 'ended').toBe(true);
      expect(new Set(tree.woken.map((w) => w.goroutine)).size).toBe(branches * (leaves + 1));
    }
    expectOthers(cancels);
    expect(statSync(kept).size).toBe(result.sources[0].bytes);

    const again = spawnSync(process.execPath, ['bin/parkwatch.ts', 'trace', 'cancels', kept], { encoding: 'utf8' });
    expect(again.stdout).toContain('main.stopTree called cancel at main.stopTree');
    expect(again.stdout).toMatch(
      /Told to stop and still alive .*\n {2}goroutine \d+ main\.stubborn: told .* waiting in forever/,
    );
  }, 180_000);

  function expectOthers(cancels: readonly Cancellation[]): void {
    const gone = cancels.filter((c) => c.site?.function.startsWith('net/http.(*connReader).handleReadError'));
    expect(gone.some((c) => c.woken.some((w) => w.site?.function === 'main.slow'))).toBe(true);
    const deadlines = cancels.filter((c) => c.kind === 'deadline');
    expect(deadlines.some((c) => c.woken.some((w) => w.site?.function === 'main.deadline'))).toBe(true);
    for (const c of deadlines) expect(c).not.toHaveProperty('site');
    const told = cancels.filter((c) => c.site?.function === 'main.ignore').flatMap((c) => c.woken);
    expect(told.length).toBeGreaterThan(0);
    for (const w of told) expect(w).toMatchObject({ function: 'main.stubborn', fate: 'alive', endNs: -1 });
  }

  it.skipIf(!/^go1\.(2[5-9]|[3-9]\d)/.test(goVersion ?? ''))('reads what a flight recorder holds', async () => {
    for (let i = 0; i < 5; i++) await ask();
    const run = spawnSync(
      process.execPath,
      ['bin/parkwatch.ts', 'trace', 'cancels', program.address, '--flight', '/debug/flight', '--json'],
      { encoding: 'utf8', maxBuffer: 64 << 20 },
    );
    const result: TraceViewResult = JSON.parse(run.stdout);
    expect(result.problems).toEqual([]);
    expect(result.cancels?.some((c) => c.canceller.function === 'main.stopTree')).toBe(true);
  });

  it('counts time by stack as go tool trace does', async () => {
    const kept = join(folder, 'kept.trace');
    for (const kind of ['sync', 'net', 'syscall', 'sched']) {
      const file = join(folder, `${kind}.pb.gz`);
      spawnSync(process.execPath, ['bin/parkwatch.ts', 'trace', 'export', kept, '--time', kind, '-o', file]);
      const reference = spawnSync('go', ['tool', 'trace', `-pprof=${kind}`, kept], { maxBuffer: 64 << 20 });
      expect(reference.status).toBe(0);
      const wanted = join(folder, `${kind}-go.pb.gz`);
      writeFileSync(wanted, reference.stdout);
      const want = samplesOf(wanted);
      expect(want.length).toBeGreaterThan(0);
      if (kind !== 'sched') expect(samplesOf(file), kind).toEqual(want);
      // The wait of a new goroutine for its first run is left out by go tool trace, and counted here.
      else
        for (const [stack, ns] of timesOf(want))
          expect(timesOf(samplesOf(file)).get(stack) ?? 0).toBeGreaterThanOrEqual(ns);
    }
  }, 180_000);

  /** `384ns stack…` → ns by stack. */
  function timesOf(samples: readonly string[]): Map<string, number> {
    const times = new Map<string, number>();
    for (const sample of samples) {
      const [, ns, named] = /^(\d+)ns\s+([\s\S]*)$/.exec(sample) ?? ['', '0', sample];
      // go tool pprof prints `<unknown>` both for no stack and for a frame without a name; we tell them apart.
      const stack = named === '<unknown>' || named === '(no name)' ? '(no stack)' : named;
      times.set(stack, (times.get(stack) ?? 0) + Number(ns));
    }
    return times;
  }

  /** Samples as `go tool pprof -traces` prints them, in any order. */
  function samplesOf(file: string): string[] {
    const run = spawnSync('go', ['tool', 'pprof', '-traces', '-unit=ns', file], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    const [, ...samples] = run.stdout.split(/-{5,}\+-{5,}/);
    return samples
      .map((sample) => sample.trim())
      .filter((sample) => sample !== '')
      .sort();
  }
});
