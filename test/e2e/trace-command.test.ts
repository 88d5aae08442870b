// `parkwatch trace` from the command line: its arguments, exit codes, other inputs than traces, live services that answer and fail.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { decodePprof } from '../../src/decode/pprof/decode-pprof.ts';
import type { TraceResult } from '../../src/model/trace-result.ts';
import { type FakePprof, send, startFakePprof } from '../support/fake-pprof.ts';

// Each run listens for a closed pipe.
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);
const folder = mkdtempSync(join(tmpdir(), 'parkwatch-trace-'));
const trace = (name: string) => resolve(`testdata/traces/${name}.trace`);
const prodcons = trace('prodcons-1.22');
const manygens = trace('manygens-1.27');

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In this process: a command sets no exit code by itself, and writes through `process.stdout` and `process.stderr`. */
async function run(args: readonly string[]): Promise<Ran> {
  const out: Buffer[] = [];
  let stderr = '';
  const take = (data: string | Uint8Array, ...rest: unknown[]): boolean => {
    out.push(Buffer.from(data as string));
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  };
  const stdoutSpy = vi.spyOn(process.stdout, 'write').mockImplementation(take);
  const stderrSpy = vi.spyOn(process.stderr, 'write').mockImplementation((data) => {
    stderr += String(data);
    return true;
  });
  try {
    const status = await main(['trace', ...args]);
    return { status, stdout: Buffer.concat(out).toString('latin1'), stderr };
  } finally {
    stdoutSpy.mockRestore();
    stderrSpy.mockRestore();
  }
}

function spawnEvents(source: string) {
  const child = spawn(process.execPath, [resolve('bin/parkwatch.ts'), 'trace', 'events', source]);
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  const ended = new Promise<{ status: number | null; stderr: string }>((done) =>
    child.once('close', (status) => done({ status, stderr })),
  );
  return Object.assign(child, { ended });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const open: FakePprof[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

describe('bad use', () => {
  it.each<[string, string[], RegExp]>([
    ['a view without a trace', ['graph'], /trace graph needs a trace/],
    ['a view that is none', ['grph', prodcons], /grph is no view.*did you mean graph/],
    ['two traces', ['gc', prodcons, manygens], /one trace at a time/],
    ['a diff of one', ['diff', prodcons], /needs two traces/],
    ['a file that is not there', ['no-such.trace'], /neither a file nor a folder/],
    ['a flag of another view', ['gc', prodcons, '--where', 'g == 1'], /--where belongs to events/],
    ['a time that is none', [prodcons, '--from', 'soon'], /--from soon is no time/],
    ['a window that ends before it begins', [prodcons, '--from', '2s', '--to', '1s'], /--to must be later/],
    ['a live flag for a file', [prodcons, '--seconds', '3'], /--seconds is for a live service/],
    ['a where with a fault', ['events', prodcons, '--where', 'kind = "x"'], /one = is no comparison/],
    [
      'a where over a field of goroutines',
      ['events', prodcons, '--where', 'wait > 1m'],
      /wait is no field; there are t, ns/,
    ],
    ['a form that is none', ['export', prodcons, '--as', 'pprf'], /did you mean pprof/],
    ['a level that is none', [prodcons, '--fail-on', 'never'], /leak, suspect, note/],
    ['a limit that is none', [prodcons, '--limit', 'x'], /--limit x/],
    ['a place that cannot be written', [prodcons, '-o', '/no-such-folder/x.json'], /cannot be written/],
  ])('%s is exit code 2 with words', async (_name, args, words) => {
    const { status, stderr, stdout } = await run(args);
    expect(stderr).toMatch(words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
  });
});

describe('what is no trace', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['a dump', 'goroutine 1 [running]:\nmain.main()\n\t/a/main.go:1 +0x1\n', /is a goroutine dump.*parkwatch check/],
    ['a page', '<!DOCTYPE html><html><body>log in</body></html>', /html-instead.*web page/],
    ['nothing', '', /decode\/empty.*holds no bytes/],
    [
      'an old trace',
      'go 1.21 trace\0\0\0\x00\x01',
      /exectrace\/v1.*Go 1.22 replaced.*\n {2}next: Build the program with Go 1.22/,
    ],
    ['the start of a header', 'go 1.2', /exectrace\/truncated.*within its header/],
    [
      'a profile',
      readFileSync('testdata/captures/go1.27/goroutine.debug0.pb.gz'),
      /is a pprof profile.*parkwatch check/,
    ],
  ])('%s is told, with what to do; exit code 3', async (name, content, words) => {
    const { status, stdout } = await run([file(name.replaceAll(' ', '-'), content)]);
    expect(stdout).toMatch(words);
    expect(status).toBe(3);
  });

  it('a header that is newer than known is read, and said', async () => {
    const bytes = readFileSync(prodcons);
    const newer = Buffer.concat([Buffer.from('go 1.99 trace\0\0\0'), readFileSync(manygens).subarray(16)]);
    const { status, stdout } = await run([file('newer.trace', newer)]);
    expect(stdout).toMatch(/exectrace\/newer-version/);
    expect(stdout).toMatch(/13340 events in 10 generations/);
    expect(status).toBe(0);
    expect(bytes.subarray(0, 13).toString()).toBe('go 1.22 trace');
  });
});

describe('views', () => {
  it('standard input, gzip, JSON, and a file by its ending', async () => {
    const piped = spawnSync(process.execPath, [resolve('bin/parkwatch.ts'), 'trace', '-', '--json'], {
      input: readFileSync('testdata/traces/shortblocks-1.26.trace.gz'),
      encoding: 'utf8',
    });
    const result: TraceResult = JSON.parse(piped.stdout);
    expect(result).toMatchObject({ schema: 'parkwatch/trace/1', events: 600_295, exitCode: 0 });
    const out = join(folder, 'graph.dot');
    await run(['graph', prodcons, '-o', out]);
    expect(readFileSync(out, 'utf8')).toMatch(/^digraph wakes \{[\s\S]*"main\.consumer"/);
  });

  it('exit codes: --fail-on, --fail-over without timers, and what could not be read', async () => {
    expect((await run([trace('leaked-1.26')])).status).toBe(0);
    expect((await run([trace('leaked-1.26'), '--fail-on', 'suspect'])).status).toBe(1);
    expect((await run(['sched', trace('convoy-1.23')])).status).toBe(0);
    expect((await run(['sched', trace('convoy-1.23'), '--fail-on', 'note'])).status).toBe(1);
    expect((await run(['graph', prodcons, '--fail-over', '500'])).status).toBe(0);
    const over = await run(['graph', prodcons, '--fail-over', '200']);
    expect(over.status).toBe(1);
    expect(over.stderr).toMatch(/main\.producer waited 263 ms for main\.consumer/);
    // Two timers of 483 and 466 ms, and no edge of the program above 200.
    expect((await run(['graph', trace('network-1.26'), '--fail-over', '200'])).status).toBe(0);
    expect((await run(['diff', prodcons, trace('leaked-1.26')])).status).toBe(1);
    expect((await run(['diff', prodcons, prodcons])).status).toBe(0);
    expect((await run([trace('truncated60-1.27')])).status).toBe(3);
  });

  it('a stretch is called that: what was blocked before it may have been woken in the trace', async () => {
    const leaked = trace('leaked-1.26');
    const part = await run(['blocked', leaked, '--from', '20ms', '--to', '30ms']);
    expect(part.stdout).toContain('blocked when this stretch ends');
    expect(part.stdout).toContain('since before this stretch');
    expect(part.stdout).toContain('never woken within this stretch');
    expect(part.stdout).not.toMatch(/(?:before|within) the trace\b(?!;)/);
    expect((await run([leaked, '--from', '20ms', '--to', '30ms'])).stdout).toContain('Blocked when this stretch ends');
    expect((await run(['blocked', leaked])).stdout).toContain('never woken within the trace');
  });

  it('a window: its own facts at the times of the whole', async () => {
    const whole: TraceResult = JSON.parse((await run([manygens, '--json'])).stdout);
    const parts: TraceResult[] = [];
    for (const [from, to] of [
      ['0ms', '300ms'],
      ['300ms', '100s'],
    ])
      parts.push(JSON.parse((await run([manygens, '--json', '--from', from, '--to', to])).stdout));
    const sum = (of: (r: TraceResult) => number) => of(parts[0]) + of(parts[1]);
    expect(sum((r) => r.durationNs)).toBe(whole.durationNs);
    expect(sum((r) => r.events)).toBe(whole.events);
    const states = (r: TraceResult) => Object.values(r.goroutines.stateNs).reduce((a, b) => a + b, 0);
    expect(sum(states)).toBe(states(whole));
    const wakes = (r: TraceResult) => r.edges.reduce((n, e) => n + e.count, 0);
    expect(sum(wakes)).toBe(wakes(whole));
    expect(parts[1].blockedAtEnd.map((g) => g.ids)).toEqual(whole.blockedAtEnd.map((g) => g.ids));
    const outside = await run([manygens, '--from', '1h']);
    expect(outside.status).toBe(2);
    const late = await run([manygens, '--from', '90s']);
    expect(late.stdout).toMatch(/run\/outside-trace/);
    expect(late.status).toBe(3);
  });

  it('events, by an expression, and all of them', async () => {
    const out = join(folder, 'events.ndjson');
    const linesOf = async (...args: string[]) => {
      expect((await run(['events', prodcons, ...args, '-o', out])).status).toBe(0);
      return readFileSync(out, 'utf8').trimEnd().split('\n');
    };
    expect((await linesOf()).length).toBe(510);
    const where = 'event == "GoUnblock" && func == "main.producer" && ns >= 3ms';
    const lines = (await linesOf('--where', where)).map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines)
      expect(line).toMatchObject({ reason: 'chan send', byFunc: 'main.consumer', from: 'Waiting', to: 'Runnable' });
  });

  it('exports', async () => {
    const pprof = join(folder, 'sync.pb.gz');
    await run(['export', prodcons, '--time', 'sync', '-o', pprof]);
    const profile = decodePprof(gunzipSync(readFileSync(pprof)), { name: 'sync' });
    expect(profile.problems).toEqual([]);
    const folded = await run(['export', prodcons, '--as', 'folded', '--time', 'sync']);
    expect(folded.stdout).toMatch(/^main\.main;main\.prodcons;sync\.\(\*WaitGroup\)\.Wait 393376256$/m);
    const perfetto = join(folder, 'perfetto.json');
    await run(['export', trace('annotations-1.23'), '--as', 'perfetto', '-o', perfetto]);
    const { traceEvents } = JSON.parse(readFileSync(perfetto, 'utf8'));
    const slices = traceEvents.filter((e: { ph: string }) => e.ph === 'X');
    expect(slices.some((e: { name: string }) => e.name === 'validate')).toBe(true);
    for (const e of slices) expect(e.dur).toBeGreaterThanOrEqual(0);
    const ids = (ph: string) => traceEvents.filter((e: { ph: string }) => e.ph === ph).map((e: { id: number }) => e.id);
    const starts = new Set(ids('s'));
    for (const id of ids('f')) expect(starts.has(id)).toBe(true);
    await run(['export', manygens, '--as', 'perfetto', '-o', perfetto, '--from', '300ms', '--to', '400ms']);
    const part: { ts?: number; dur?: number }[] = JSON.parse(readFileSync(perfetto, 'utf8')).traceEvents;
    expect(part.length).toBeGreaterThan(1000);
    for (const e of part) if (e.ts !== undefined) expect(e.ts <= 400_000 && e.ts + (e.dur ?? 0) >= 300_000).toBe(true);
  });

  it('ends when whoever reads the events has gone away', async () => {
    const child = spawnEvents(resolve('testdata/traces/shortblocks-1.26.trace.gz'));
    await new Promise((done) => child.stdout.once('data', done));
    child.stdout.destroy();
    expect(await child.ended).toEqual({ status: 0, stderr: '' });
  });

  it('Ctrl-C ends a trace that never ends, with what came', async () => {
    const child = spawnEvents('-');
    child.stdin.write(readFileSync(manygens).subarray(0, 60_000));
    await new Promise((done) => child.stdout.once('data', done));
    child.kill('SIGINT');
    child.stdout.resume();
    expect(await child.ended).toMatchObject({ status: 130 });
  });

  it('the trace in a bundle', async () => {
    const bundle = join(folder, 'bundle');
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(bundle, 'trace.out'), readFileSync(prodcons));
    writeFileSync(join(bundle, 'g.txt'), 'goroutine 1 [running]:\nmain.main()\n\t/a/main.go:1 +0x1\n');
    const captures = [
      { file: 'g.txt', profile: 'goroutine', form: 'debug2' },
      { file: 'trace.out', profile: 'trace', form: 'trace' },
    ];
    writeFileSync(join(bundle, 'manifest.json'), JSON.stringify({ schema: 'parkwatch/bundle/1', captures }));
    expect((await run([bundle])).stdout).toMatch(/bundle!trace\.out: go 1\.22 trace/);
    writeFileSync(
      join(bundle, 'manifest.json'),
      JSON.stringify({ schema: 'parkwatch/bundle/1', captures: [captures[0]] }),
    );
    const without = await run([bundle]);
    expect(without.status).toBe(2);
    expect(without.stderr).toMatch(/holds no trace/);
  });
});

describe('a live service', () => {
  const whole = readFileSync(manygens);
  async function service(path: string, handler: Parameters<FakePprof['on']>[1]): Promise<FakePprof> {
    const server = await startFakePprof();
    open.push(server);
    server.on(path, handler);
    return server;
  }

  it('is asked for so many seconds, and --keep keeps the bytes', async () => {
    const server = await service('/debug/pprof/trace?seconds=2', send(whole));
    const kept = join(folder, 'kept.trace');
    const { status, stdout } = await run([server.address, '--seconds', '2', '--keep', kept]);
    expect(stdout).toMatch(/13340 events in 10 generations/);
    expect(status).toBe(0);
    expect(server.asked).toEqual(['/debug/pprof/trace?seconds=2']);
    expect(readFileSync(kept).equals(whole)).toBe(true);
    expect(stdout).toContain(`next: parkwatch trace graph ${kept}`);
    const lost = await run([server.address, '--seconds', '2']);
    expect(lost.stdout).toMatch(/next: parkwatch trace 127\.0\.0\.1:\d+ --keep trace\.out/);
  });

  it('with a flight recorder, and credentials', async () => {
    const server = await service('/debug/flight', send(readFileSync(trace('flightrec-1.26'))));
    const { stdout } = await run(['cancels', server.address, '--flight', '/debug/flight', '--bearer', 't0k']);
    expect(stdout).toMatch(/main\.main called cancel at main\.flightrec/);
    expect(server.headers[0].authorization).toBe('Bearer t0k');
  });

  it.each<[string, Parameters<FakePprof['on']>[1], RegExp]>([
    ['404', send('404 page not found\n', 404), /collect\/no-pprof.*does not serve pprof/],
    ['401', send('no', 401, { 'www-authenticate': 'Basic' }), /collect\/unauthorized.*--user/],
    ['a page', send('<!doctype html><html>hello</html>'), /collect\/html-instead/],
    ['a profile', send('goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.main+0x1\n'), /exectrace\/not-a-trace/],
    ['an old Go', send('go 1.21 trace\0\0\0'), /exectrace\/v1/],
    [
      'tracing is on already',
      send('Could not enable tracing: tracing is already enabled\n', 500),
      /server-error.*already enabled/,
    ],
  ])('that answers %s', async (_name, handler, words) => {
    const server = await service('/debug/pprof/trace?seconds=1', handler);
    const { status, stdout } = await run([server.address, '--seconds', '1']);
    expect(stdout).toMatch(words);
    expect(status).toBe(3);
  });

  it('that breaks off, or sends too much, gives the generations that came', async () => {
    const cut = await service('/debug/pprof/trace?seconds=1', (_req, res) => {
      res.write(whole.subarray(0, 60_000), () => res.destroy());
    });
    const broken = await run([cut.address, '--seconds', '1']);
    expect(broken.stdout).toMatch(/in 5 generations/);
    expect(broken.stdout).toMatch(/collect\/connection-lost/);
    expect(broken.status).toBe(3);
    const large = await service('/debug/pprof/trace?seconds=1', send(whole));
    const capped = await run([large.address, '--seconds', '1', '--max-body', '60kB']);
    expect(capped.stdout).toMatch(/in 5 generations/);
    expect(capped.stdout).toMatch(/collect\/too-large.*only its start was read/);
  });
});
